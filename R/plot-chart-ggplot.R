# The line charts of plot-chart.R as ggplots, and the plots made of them. Methods are registered when ggplot2 is loaded.

chart_ggplot <- function(view) {
  .data <- ggplot2::.data
  lines <- chart_frame(Filter(\(one) !isFALSE(one$line), view$series))
  points <- chart_frame(Filter(\(one) isTRUE(one$points) || isFALSE(one$line), view$series))
  limits <- chart_limits(view, list())
  labels <- chart_labels(view, limits)
  plot <- ggplot2::ggplot(NULL, ggplot2::aes(.data$x, .data$y, colour = .data$col)) + chart_mark_layers(view, limits)
  if (nrow(lines)) {
    plot <- plot + ggplot2::geom_line(
      ggplot2::aes(linetype = .data$lty, linewidth = .data$lwd / 2.2, group = .data$series), lines, na.rm = TRUE
    )
  }
  if (nrow(points)) {
    plot <- plot + ggplot2::geom_point(ggplot2::aes(shape = .data$pch, size = 2 * .data$cex), points, na.rm = TRUE) +
      ggplot2::scale_shape_identity() + ggplot2::scale_size_identity()
  }
  if (nrow(labels)) plot <- plot + chart_label_layers(labels)
  plot + ggplot2::scale_colour_identity() + ggplot2::scale_linetype_identity() + ggplot2::scale_linewidth_identity() +
    chart_scale(view, "x", limits$x) + chart_scale(view, "y", limits$y) +
    ggplot2::labs(x = view$titles$x, y = view$titles$y) + theme_normball()
}

chart_frame <- function(series) {
  parts <- lapply(seq_along(series), \(i) {
    one <- series[[i]]
    data.frame(x = one$x, y = one$y, col = one$col, lty = one$lty %||% "solid", lwd = one$lwd %||% 1, pch = one$pch %||% 19,
               cex = one$cex %||% 0.5, series = i)
  })
  do.call(rbind, c(parts, list(data.frame(x = numeric(), y = numeric(), col = character(), lty = character(), lwd = numeric(),
                                          pch = numeric(), cex = numeric(), series = integer()))))
}

chart_scale <- function(view, side, limits) {
  ticks <- side_ticks(view, side, limits)
  log <- view$log[[side]]
  scale <- list(
    x = if (log) ggplot2::scale_x_log10 else ggplot2::scale_x_continuous,
    y = if (log) ggplot2::scale_y_log10 else ggplot2::scale_y_continuous
  )[[side]]
  scale(breaks = if (log) 10^ticks$at else ticks$at, labels = ticks$text)
}

# Data frame x, y (end of the series), to, begin, edge (of the text), at, text, col, ink: in values.
chart_labels <- function(view, limits) {
  ends <- labelled_ends(view, list(xlim = limits$x, ylim = limits$y))
  if (!nrow(ends)) return(ends)
  inch <- c(diff(limits$x) / nominal_panel$width, diff(limits$y) / nominal_panel$height)
  value <- \(side, position) if (view$log[[side]]) 10^position else position
  to <- ifelse(ends$edge, limits$x[2L] + 0.2 * inch[1L], ends$x)
  begin <- to + 0.04 * inch[1L]
  at <- ends$y
  at[ends$edge] <- spread_labels(at[ends$edge], nominal_panel$text * inch[2L], limits$y[1L], limits$y[2L])
  data.frame(
    x = value("x", ends$x), y = value("y", ends$y), to = value("x", to), begin = value("x", begin),
    edge = value("x", begin + nchar(ends$text) * nominal_panel$letter * inch[1L]), at = value("y", at), text = ends$text, col = ends$col,
    ink = text_colour(ends$col)
  )
}

chart_label_layers <- function(labels) {
  .data <- ggplot2::.data
  list(
    ggplot2::geom_segment(ggplot2::aes(.data$x, .data$y, xend = .data$to, yend = .data$at, colour = .data$col), labels, linewidth = 0.25,
                          inherit.aes = FALSE),
    ggplot2::geom_text(ggplot2::aes(.data$begin, .data$at, label = .data$text, colour = .data$ink), labels, hjust = 0, size = 2.9,
                       inherit.aes = FALSE),
    ggplot2::geom_blank(ggplot2::aes(.data$edge, .data$at), labels, inherit.aes = FALSE)
  )
}

# Vertical lines end below their texts; an invisible point above keeps the texts within the panel.
chart_mark_layers <- function(view, limits) {
  .data <- ggplot2::.data
  layers <- list()
  value <- \(side, position) if (view$log[[side]]) 10^position else position
  if (NROW(view$marks)) {
    inch <- c(diff(limits$x) / nominal_panel$width, diff(limits$y) / nominal_panel$height)
    marks <- replace(view$marks, "x", list(chart_position(view$marks$x, view$log[["x"]])))
    marks <- panel_marks(list(title = "", marks = marks), limits$x, limits$y[2L], inch)
    marks$roof <- value("y", marks$top + 1.8 * nominal_panel$text * inch[2L])
    marks[c("x", "centre", "top")] <- list(value("x", marks$x), value("x", marks$centre), value("y", marks$top))
    marks$base <- value("y", limits$y[1L])
    layers <- list(
      ggplot2::geom_segment(
        ggplot2::aes(.data$x, .data$base, xend = .data$x, yend = .data$top, colour = .data$colour), marks, inherit.aes = FALSE,
        linetype = ifelse(marks$chosen, "dashed", "dotted"), linewidth = 0.45
      ),
      ggplot2::geom_text(ggplot2::aes(.data$centre, .data$top, label = .data$text, colour = .data$ink), marks, parse = TRUE, vjust = -0.25,
                         size = 2.9, inherit.aes = FALSE),
      ggplot2::geom_blank(ggplot2::aes(.data$centre, .data$roof), marks, inherit.aes = FALSE)
    )
  }
  if (!NROW(view$levels)) return(layers)
  width <- max(nchar(view$levels$text)) * nominal_panel$letter * diff(limits$x) / nominal_panel$width
  levels <- data.frame(view$levels, x = value("x", clear_start(chart_position(view$marks$x, view$log[["x"]]), limits$x, width)),
                       from = value("x", limits$x[1L]), to = value("x", limits$x[2L]))
  c(layers, list(
    ggplot2::geom_segment(
      ggplot2::aes(.data$from, .data$y, xend = .data$to, yend = .data$y), levels, colour = ink$other_mark, linetype = "dotted",
      linewidth = 0.4, inherit.aes = FALSE
    ),
    ggplot2::geom_text(ggplot2::aes(.data$x, .data$y, label = .data$text), levels, parse = TRUE, hjust = 0, vjust = -0.4, size = 2.9,
                       colour = ink$other_text, inherit.aes = FALSE)
  ))
}

#' @rdname pinv_limit
#' @exportS3Method ggplot2::autoplot
autoplot.normball_pinv_limit <- function(object, ...) {
  check_dots(...)
  chart_ggplot(limit_view(object))
}

#' @rdname double_descent
#' @exportS3Method ggplot2::autoplot
autoplot.normball_double_descent <- function(object, ...) {
  check_dots(...)
  chart_ggplot(descent_view(object))
}
