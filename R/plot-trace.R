# How an iterative method got there (plot(fit, "trace")): its recorded steps, one chart below the other.
#
#   gap          objective less the best that was recorded, on a logarithmic axis
#   norm         of each ball, and its radius
#   multiplier   of each ball, for dual ascent

# trace: as constrained_iterate() returns it. Returns it invisibly with the column gap.
plot_trace <- function(trace, options = list()) {
  views <- trace_views(trace)
  stacked <- length(views) > 1L && prod(graphics::par("mfrow")) == 1L
  if (stacked) {
    old <- graphics::par(c("mfrow", "mar", "cex"))
    on.exit(graphics::par(old))
    margins <- stack_panels(views, !is.null(options$main), !is.null(options$sub))
  }
  for (i in seq_along(views)) {
    if (stacked) graphics::par(mar = margins[[i]])
    draw_chart(views[[i]], panel_options(options, i == 1L, !stacked || i == length(views)))
  }
  invisible(trace_gaps(trace))
}

# The title stands on top; what is said of the steps that the panels share stands below the last.
panel_options <- function(options, first, last) {
  if (!first) options["main"] <- list(NULL)
  if (!last) options[c("xlab", "sub")] <- list("", NULL)
  options
}

# Panels of one size in a column, whose axes begin at the same place. Returns their margins in lines; the device's layout is changed.
stack_panels <- function(views, main, sub) {
  k <- length(views)
  above <- c(if (main) 2.6 else 1, rep(0.6, k - 1L))
  below <- c(rep(1.8, k - 1L), if (sub) 4.6 else 3.4)
  line <- 0.8 * graphics::par("cin")[2L]
  room <- max(graphics::par("din")[2L] - line * sum(above + below), 0.1) / k
  graphics::layout(matrix(seq_len(k)), heights = room + line * (above + below))
  graphics::par(cex = 0.8)
  left <- max(vapply(views, \(view) tick_width(view, chart_limits(view, list())$y), 0)) / line + 2.6
  lapply(seq_len(k), \(i) c(below[i], left, above[i], 1))
}

# As a list of ggplots, one per chart.
autoplot_trace <- function(trace) lapply(trace_views(trace), chart_ggplot)

check_trace <- function(trace) {
  if (is.data.frame(trace) && nrow(trace)) return(trace)
  nb_abort("unsupported", "The fit has no trace: only the methods \"projection\" and \"dual\" go step by step.")
}

# Steps whose objective is the best to rounding have no gap that could be drawn.
trace_gaps <- function(trace) {
  best <- min(trace$objective)
  gap <- trace$objective - best
  trace$gap <- ifelse(gap > 64 * .Machine$double.eps * max(abs(best), .Machine$double.xmin), gap, NA)
  trace
}

trace_views <- function(trace) {
  trace <- trace_gaps(check_trace(trace))
  columns <- names(trace)
  multipliers <- grep("^multiplier", columns, value = TRUE)
  views <- list(if (length(multipliers)) dual_gap_view(trace) else gap_view(trace))
  norms <- grep("^norm", columns, value = TRUE)
  if (length(norms)) views <- c(views, list(norm_view(trace, norms)))
  if (length(multipliers)) views <- c(views, list(lines_view(trace, multipliers, "Multiplier")))
  labels <- unlist(lapply(views, \(view) lapply(view$series, `[[`, "label")))
  lapply(views, \(view) c(view, list(strip = labels))) # one strip, so that steps stand below each other
}

gap_view <- function(trace) {
  view <- lines_view(trace, "gap", "Objective above best")
  view$log[["y"]] <- any(trace$gap > 0, na.rm = TRUE)
  view
}

# Dual ascent comes from outside, where the objective without the penalty is below that of the solution: its own values.
dual_gap_view <- function(trace) lines_view(trace, "objective", "Objective")

# A single radius stands beside its line, several beside the names of their balls.
norm_view <- function(trace, norms) {
  view <- lines_view(trace, norms, "Norm")
  radii <- unlist(lapply(sub("^norm", "radius", norms), \(name) trace[[name]][1L]))
  text <- paste("radius", vapply(radii, format, "", digits = 4L))
  several <- length(norms) > 1L
  for (k in which(rep(several, length(norms)))) view$series[[k]]$label <- paste0(view$series[[k]]$label, ", ", text[k])
  view$levels <- data.frame(y = radii, text = if (several) "\"\"" else paste0("\"", text, "\""))
  view
}

# Points are drawn where there are few steps.
lines_view <- function(trace, names, title) {
  balls <- attr(trace, "balls") %||% paste("ball", seq_along(names))
  series <- lapply(seq_along(names), \(k) {
    list(x = trace$iteration, y = trace[[names[k]]], label = if (length(names) > 1L) balls[k],
         col = trace_colours[(k - 1L) %% length(trace_colours) + 1L], lty = "solid", lwd = 1.4, points = nrow(trace) <= 60L)
  })
  list(log = c(x = FALSE, y = FALSE), titles = list(x = "Step", y = title), series = series,
       marks = data.frame(x = numeric(), text = character(), chosen = logical()))
}
