# Colours, line styles and graphical parameters of the plots.

# The palette of Okabe and Ito (2008), told apart by readers with any colour vision, without its yellow, which is lost on white.
trace_colours <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
trace_lines <- c("solid", "42", "12")

# Above this number of traces only the largest are coloured and labelled.
many_traces <- 25L
few_labels <- 12L

# One row per trace: col, lty, lwd. `highlighted`: indices of the traces in colour; the others are thin and see-through, so that where many
# run together it is dark (light grey on a device that has no transparency). Colours cycle within a line type, so that 21 traces differ.
trace_style <- function(n, highlighted, translucent = TRUE) {
  faint <- if (translucent) grDevices::adjustcolor("#3E5C76", max(0.15, min(0.5, 30 / n))) else "#C8D0D8"
  style <- data.frame(col = rep(faint, n), lty = rep("solid", n), lwd = rep(0.6, n))
  k <- seq_along(highlighted) - 1L
  style$col[highlighted] <- trace_colours[k %% length(trace_colours) + 1L]
  style$lty[highlighted] <- trace_lines[k %/% length(trace_colours) %% length(trace_lines) + 1L]
  style$lwd[highlighted] <- if (n > many_traces) 1.8 else 1.6
  style
}

# Text in the colour of its trace, darker: the light colours are legible as lines but not as letters.
text_colour <- function(col) {
  rgb <- grDevices::col2rgb(col) * 0.72
  grDevices::rgb(rgb[1L, ], rgb[2L, ], rgb[3L, ], maxColorValue = 255)
}

# Colours of what is not a trace.
ink <- list(
  axis = "grey30", faint = "grey85", mark = "grey20", other_mark = "grey55", other_text = "grey40", point = "#0072B2", bar = "#8FB8D8"
)

# What plot() takes through `...`.
graphical_parameters <- c("main", "sub", "xlab", "ylab", "xlim", "ylim", "col", "lty", "lwd", "las", "cex.axis", "cex.lab", "cex.main")

graphics_options <- function(..., allowed = graphical_parameters) {
  options <- list(...)
  given <- names(options) %||% rep("", length(options))
  unknown <- setdiff(given, allowed)
  if (length(unknown)) {
    shown <- if (any(unknown == "")) "an argument without a name" else paste0("`", unknown, "`", collapse = ", ")
    nb_abort("unknown_argument", "plot() takes these graphical parameters: ", toString(allowed), "; got ", shown, ".")
  }
  for (name in intersect(c("xlim", "ylim"), given)) check_limits(options[[name]], name)
  options
}

check_limits <- function(limits, name) {
  good <- is.numeric(limits) && length(limits) == 2L && all(is.finite(limits)) && limits[1L] < limits[2L]
  if (!good) nb_abort("type", "`", name, "` must be two finite, increasing numbers; got ", paste(format(limits), collapse = " "), ".")
}

# The ggplot2 theme of autoplot().
theme_normball <- function() {
  ggplot2::theme_minimal(base_size = 11) + ggplot2::theme(
    panel.grid.minor = ggplot2::element_blank(), panel.grid.major.x = ggplot2::element_blank(),
    panel.grid.major.y = ggplot2::element_line(colour = ink$faint, linewidth = 0.3),
    axis.line.x.bottom = ggplot2::element_line(colour = ink$axis, linewidth = 0.3),
    axis.ticks.x = ggplot2::element_line(colour = ink$axis, linewidth = 0.3), legend.position = "none"
  )
}
