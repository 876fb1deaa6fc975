# The plane of two coefficients drawn, by base graphics and by ggplot2; see R/geometry.R.

plot_geometry <- function(fit, terms, lambda, radius, response, ...) {
  options <- graphics_options(..., allowed = setdiff(graphical_parameters, c("col", "lty", "lwd")))
  view <- geometry_view(fit, terms, lambda, radius, response)
  limits <- geometry_limits(view)
  graphics::plot.new()
  old <- fit_margins(options$ylim %||% limits$y)
  on.exit(graphics::par(old))
  graphics::plot.window(options$xlim %||% limits$x, options$ylim %||% limits$y, asp = 1, xaxs = "i", yaxs = "i")
  usr <- graphics::par("usr")
  graphics::clip(usr[1L], usr[2L], usr[3L], usr[4L])
  graphics::abline(h = 0, v = 0, col = ink$faint)
  disc <- disc_outline(view)
  graphics::polygon(disc$x, disc$y, col = grDevices::adjustcolor(ink$bar, 0.35), border = ink$point, lwd = 1.4)
  contours <- geometry_contours(view)
  touching <- contour_levels == 1
  for (i in seq_along(contours)) {
    graphics::lines(contours[[i]], col = if (touching[i]) trace_colours[2L] else ink$other_mark, lwd = if (touching[i]) 1.5 else 0.8)
  }
  graphics::lines(view$path, col = ink$mark, lwd = 1.4, lty = "42")
  graphics::points(view$minimum[1L], view$minimum[2L], pch = 3, cex = 1.1, lwd = 1.6, col = trace_colours[2L])
  graphics::points(view$solution[1L], view$solution[2L], pch = 21, cex = 1.2, col = "white", bg = ink$mark)
  draw_geometry_texts(view)
  draw_geometry_axes(view, options)
  invisible(view)
}

# The words, with a white rim that keeps them legible on the lines behind them.
draw_geometry_texts <- function(view) {
  texts <- geometry_texts(view)
  rim <- 0.012 * c(graphics::par("cxy"))[1L] * 8
  angle <- seq(0, 2 * pi, length.out = 9L)[-1L]
  write <- \(dx, dy, col) graphics::text(texts$x + dx, texts$y + dy, parse(text = texts$text), pos = texts$pos, cex = text_size, col = col,
                                         xpd = TRUE)
  for (a in angle) write(rim * cos(a), rim * sin(a), "white")
  write(0, 0, ink$mark)
}

# Words above or below minimum and solution, on the side away from each other.
geometry_texts <- function(view) {
  up <- view$minimum[2L] >= view$solution[2L]
  data.frame(
    x = c(view$minimum[1L], view$solution[1L]), y = c(view$minimum[2L], view$solution[2L]), pos = if (up) c(3, 1) else c(1, 3),
    text = c("\"least loss\"", paste0("lambda == \"", signif(view$lambda, 3), "\""))
  )
}

draw_geometry_axes <- function(view, options) {
  style <- list(col = NA, col.ticks = ink$axis, tcl = -0.3, las = options$las %||% 1, cex.axis = options$cex.axis %||% 0.85, gap.axis = 0.3)
  do.call(graphics::axis, c(list(1, mgp = c(3, 0.5, 0)), style))
  do.call(graphics::axis, c(list(2, mgp = c(3, 0.6, 0)), style))
  titles <- geometry_titles(view)
  draw_titles(c(titles, list(main = options$main)), options, FALSE)
}

geometry_titles <- function(view) {
  per <- if (view$standardized) "Coefficient per SD of" else "Coefficient of"
  list(x = paste(per, view$terms[1L]), y = paste(per, view$terms[2L]))
}

autoplot_geometry <- function(fit, terms, lambda, radius, response, ...) {
  check_dots(...)
  view <- geometry_view(fit, terms, lambda, radius, response)
  limits <- geometry_limits(view)
  .data <- ggplot2::.data
  contours <- geometry_contours(view)
  lines <- do.call(rbind, lapply(seq_along(contours), \(i) data.frame(contours[[i]], level = i, touching = contour_levels[i] == 1)))
  texts <- geometry_texts(view)
  plot <- ggplot2::ggplot(NULL, ggplot2::aes(.data$x, .data$y)) +
    ggplot2::geom_hline(yintercept = 0, colour = ink$faint) + ggplot2::geom_vline(xintercept = 0, colour = ink$faint) +
    ggplot2::geom_polygon(data = disc_outline(view), fill = ink$bar, alpha = 0.35, colour = ink$point, linewidth = 0.6)
  if (length(contours)) {
    others <- lines[!lines$touching, ]
    plot <- plot + ggplot2::geom_path(ggplot2::aes(group = .data$level), others, colour = ink$other_mark, linewidth = 0.35) +
      ggplot2::geom_path(data = lines[lines$touching, ], colour = trace_colours[2L], linewidth = 0.65)
  }
  titles <- geometry_titles(view)
  plot + ggplot2::geom_path(data = view$path, colour = ink$mark, linetype = "42", linewidth = 0.6) +
    ggplot2::geom_point(data = texts[1L, ], shape = 3, size = 2.4, stroke = 0.9, colour = trace_colours[2L]) +
    ggplot2::geom_point(data = texts[2L, ], shape = 21, size = 2.6, colour = "white", fill = ink$mark) +
    ggplot2::geom_label(ggplot2::aes(label = .data$text), texts, parse = TRUE, vjust = ifelse(texts$pos == 3, -0.35, 1.35), size = 2.9,
                        colour = ink$mark, label.size = 0, label.padding = ggplot2::unit(0.08, "lines"),
                        fill = grDevices::adjustcolor("white", 0.75)) +
    ggplot2::coord_fixed(xlim = limits$x, ylim = limits$y, expand = FALSE) + ggplot2::labs(x = titles$x, y = titles$y) + theme_normball()
}
