# The plots of plot.R and plot-cv.R as ggplots. The methods are registered when ggplot2 is loaded, which need not be installed.

# A ggplot does not know its size while it is made, so labels are spaced for a panel of about this size in inches (a plot of 5 x 4).
nominal_panel <- list(width = 3.6, height = 2.6, text = 0.12, letter = 0.07)

#' @rdname plot.normball_fit
#' @exportS3Method ggplot2::autoplot
autoplot.normball_fit <- function(object, xvar = c("lambda", "df", "norm", "dev"), label = TRUE, lambda = NULL, response = NULL,
                                  scale = c("auto", "original", "standardized"), ...) {
  check_dots(...)
  xvar <- check_choice(if (missing(xvar)) "lambda" else xvar, "xvar", c("lambda", "df", "norm", "dev"))
  scale <- check_choice(if (missing(scale)) "auto" else scale, "scale", c("auto", "original", "standardized"))
  view <- trace_view(object, xvar, label, lambda, response, scale)
  shape <- grDevices::n2mfrow(length(view$panels))[2:1]
  drawn <- lapply(view$panels, panel_layers, view = view, shape = shape)
  bind <- \(part) in_order(do.call(rbind, lapply(drawn, `[[`, part)), vapply(view$panels, `[[`, "", "title"))
  titles <- axis_titles(xvar, view$standardized, view$lasso)
  .data <- ggplot2::.data
  plot <- ggplot2::ggplot(bind("traces"), ggplot2::aes(.data$x, .data$estimate, group = .data$term)) +
    ggplot2::geom_hline(yintercept = 0, colour = ink$faint) + mark_layers(bind("marks")) +
    trace_layer(bind("traces"), view$axis) + label_layers(bind("labels"), view$side) +
    ggplot2::scale_colour_identity() + ggplot2::scale_linetype_identity() + ggplot2::scale_linewidth_identity() +
    axis_layer(view$panels[[1L]], view$axis, xvar, shape[2L], top = length(view$panels) == 1L) +
    ggplot2::labs(x = titles$x, y = titles$y) + theme_normball()
  if (!nrow(view$data)) plot <- plot + ggplot2::expand_limits(x = view$panels[[1L]]$x, y = 0) # a lasso that selects nothing
  if (length(view$panels) > 1L) plot <- plot + ggplot2::facet_wrap(~response, nrow = shape[1L], scales = "free_y")
  plot
}

# Panels in the order of the responses, not of the alphabet.
in_order <- function(data, panels) {
  data$response <- factor(data$response, panels)
  data
}

# The data frames of one panel: traces, labels (with the ends of their leader lines) and marks.
panel_layers <- function(panel, view, shape) {
  size <- list(width = nominal_panel$width / shape[2L], height = nominal_panel$height / shape[1L])
  span <- widen(range(panel$x, panel$marks$x))
  limits <- widen(range(0, panel$b))
  inch <- c(diff(span) / size$width, diff(limits) / size$height)
  room <- label_room(nominal_panel$text, 0, size$height)
  end <- panel$b[, ncol(panel$b)]
  candidates <- which(!view$lasso | end != 0)
  labelled <- candidates[largest_traces(end[candidates], min(view$count, room))]
  style <- trace_style(length(end), if (length(end) > many_traces) labelled else seq_along(end))
  data <- panel_data(replace(panel, "b", list(drawn_slopes(panel))))
  each <- rep(seq_along(end), times = length(panel$x))
  traces <- data.frame(
    data, x = rep(panel$x, each = length(end)), colour = style$col[each], linetype = style$lty[each], linewidth = style$lwd[each] / 2.2
  )
  traces <- traces[order(style$lwd[each], each), ]
  traces$term <- factor(traces$term, unique(traces$term))
  list(
    traces = traces, marks = panel_marks(panel, span, limits[2L], inch),
    labels = panel_labels(panel, labelled, style, view$side, limits, inch, size$width)
  )
}

panel_labels <- function(panel, labelled, style, side, limits, inch, width) {
  end <- panel$b[labelled, ncol(panel$b)]
  height <- nominal_panel$text * inch[2L]
  last <- panel$x[length(panel$x)]
  to <- last + side * (0.12 + 0.3 * length(labelled) * height / diff(limits)) * inch[1L]
  begin <- to + side * 0.04 * inch[1L]
  text <- cut_names(rownames(panel$b)[labelled], 0.35 * width, \(text) nchar(text) * nominal_panel$letter)
  edge <- begin + side * max(nchar(text), 0) * nominal_panel$letter * inch[1L]
  labels <- data.frame(text = text, y = end, at = spread_labels(end, height, limits[1L], limits[2L]), colour = style$col[labelled])
  labels$ink <- text_colour(labels$colour)
  shared <- data.frame(response = panel$title, x = last, to = to, begin = begin, edge = edge)
  cbind(labels, shared[rep(1L, nrow(labels)), ], row.names = NULL)
}

# Marks with the heights of their texts, above the data.
panel_marks <- function(panel, span, top, inch) {
  marks <- panel$marks
  width <- (nchar(gsub("lambda == ", "xx ", marks$text)) + 1) * nominal_panel$letter * inch[1L]
  marks$centre <- keep_inside(marks$x, width, span[1L], span[2L])
  marks$top <- top + (stack_rows(marks$centre, width) - 0.2) * 1.6 * nominal_panel$text * inch[2L]
  colour <- ifelse(marks$chosen, ink$mark, ink$other_mark)
  data.frame(response = rep(panel$title, nrow(marks)), marks, colour = colour, ink = ifelse(marks$chosen, ink$mark, ink$other_text))
}

label_layers <- function(labels, side) {
  if (!nrow(labels)) return(NULL)
  .data <- ggplot2::.data
  list(
    ggplot2::geom_segment(
      ggplot2::aes(x = .data$x, y = .data$y, xend = .data$to, yend = .data$at, colour = .data$colour), labels, linewidth = 0.25,
      inherit.aes = FALSE
    ),
    ggplot2::geom_text(
      ggplot2::aes(.data$begin, .data$at, label = .data$text, colour = .data$ink), labels, hjust = (1 - side) / 2, size = 2.9,
      inherit.aes = FALSE
    ),
    ggplot2::geom_blank(ggplot2::aes(.data$edge, .data$at), labels, inherit.aes = FALSE)
  )
}

mark_layers <- function(marks) {
  if (!nrow(marks)) return(NULL)
  .data <- ggplot2::.data
  list(
    ggplot2::geom_segment(
      ggplot2::aes(x = .data$x, xend = .data$x, y = -Inf, yend = .data$top, colour = .data$colour), marks, inherit.aes = FALSE,
      linetype = ifelse(marks$chosen, "dashed", "dotted"), linewidth = 0.45, show.legend = FALSE
    ),
    ggplot2::geom_text(
      ggplot2::aes(.data$centre, .data$top, label = .data$text, colour = .data$ink), marks, parse = TRUE, vjust = -0.25, size = 2.9,
      show.legend = FALSE, inherit.aes = FALSE
    )
  )
}

# Lines, dotted to lambda = 0 where that is on a lambda axis; points where the path is one lambda.
trace_layer <- function(traces, axis) {
  .data <- ggplot2::.data
  lambda <- unique(traces$lambda)
  if (length(lambda) < 2L) return(ggplot2::geom_point(ggplot2::aes(colour = .data$colour), na.rm = TRUE))
  line <- ggplot2::aes(colour = .data$colour, linetype = .data$linetype, linewidth = .data$linewidth)
  if (is.null(axis$zero) || min(lambda) > 0) return(ggplot2::geom_line(line, na.rm = TRUE))
  to_zero <- traces[traces$lambda <= min(lambda[lambda > 0]), ]
  list(
    if (length(lambda) > 2L) ggplot2::geom_line(line, traces[traces$lambda > 0, ], na.rm = TRUE),
    ggplot2::geom_line(ggplot2::aes(colour = .data$colour, linewidth = .data$linewidth), to_zero, linetype = "dotted", na.rm = TRUE),
    ggplot2::geom_point(ggplot2::aes(colour = .data$colour), to_zero[to_zero$lambda == 0, ], size = 0.8, na.rm = TRUE)
  )
}

# Ticks from the same functions as plot(), fewer the more columns of panels; with the axis on top where there is one panel.
axis_layer <- function(panel, axis, xvar, columns = 1L, top = TRUE) {
  ticks <- axis_ticks(range(panel$x, panel$marks$x), axis, max(3, floor(8 / columns)))
  text <- top_text(panel, ticks$at, xvar)
  second <- if (top && any(nzchar(text))) {
    ggplot2::sec_axis(~., name = axis_titles(xvar, FALSE, !is.null(panel$nonzero))$top, breaks = ticks$at, labels = text)
  } else {
    ggplot2::waiver()
  }
  if (!is.null(axis_break(axis, min(panel$x)))) ticks$text[1L] <- "0 //"
  ggplot2::scale_x_continuous(breaks = ticks$at, labels = ticks$text, sec.axis = second)
}

#' @rdname plot.normball_cv
#' @exportS3Method ggplot2::autoplot
autoplot.normball_cv <- function(object, ...) {
  check_dots(...)
  view <- error_view(object)
  .data <- ggplot2::.data
  data <- data.frame(view$data, x = view$x)
  limits <- widen(range(data$lower, data$upper, data$error, view$others$error, finite = TRUE))
  span <- widen(range(data$x, view$others$x))
  marks <- panel_marks(
    list(title = "", marks = view$marks), span, limits[2L], c(diff(span) / nominal_panel$width, diff(limits) / nominal_panel$height)
  )
  chosen <- data[vapply(view$marks$x[view$marks$chosen], \(at) which.min(abs(view$x - at)), 1L), ]
  ggplot2::ggplot(data, ggplot2::aes(.data$x, .data$error)) +
    ggplot2::geom_hline(yintercept = view$threshold, colour = ink$other_mark, linetype = "dotted", linewidth = 0.4) +
    mark_layers(marks) + ggplot2::geom_linerange(ggplot2::aes(ymin = .data$lower, ymax = .data$upper), colour = ink$bar, linewidth = 0.4) +
    ggplot2::geom_point(ggplot2::aes(colour = ink$point), size = 1) + ggplot2::geom_point(data = chosen, colour = ink$mark, size = 2.2) +
    other_layers(view) + axis_layer(c(view$top, list(marks = view$others)), view$axis, "lambda") +
    ggplot2::labs(x = axis_titles("lambda", FALSE)$x, y = error_title(object)) + theme_normball() + key_theme(view$key)
}

# The curves of other mixtures, and colours as they are given, with a key where there are several.
other_layers <- function(view) {
  key <- view$key
  if (is.null(key)) return(ggplot2::scale_colour_identity())
  .data <- ggplot2::.data
  list(
    ggplot2::geom_line(
      ggplot2::aes(.data$x, .data$error, colour = .data$col, linetype = .data$lty, group = .data$mixture), view$others, linewidth = 0.6,
      inherit.aes = FALSE
    ),
    ggplot2::scale_linetype_identity(),
    ggplot2::scale_colour_identity(
      name = key_title, breaks = key$col, labels = key$text,
      guide = ggplot2::guide_legend(override.aes = list(
        linetype = ifelse(key$chosen, "blank", key$lty), shape = ifelse(key$chosen, 19, NA), size = 1.5, linewidth = 0.6
      ))
    )
  )
}

key_theme <- function(key) if (!is.null(key)) ggplot2::theme(legend.position = "right")
