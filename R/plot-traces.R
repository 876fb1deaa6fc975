# The traces of a base plot and their labels.

# Where the traces end on the side of the small penalty: list(x, y (p)), at the edge of xlim where that cuts them off.
trace_end <- function(panel, xlim) {
  last <- length(panel$x)
  x <- min(max(panel$x[last], xlim[1L]), xlim[2L])
  if (x == panel$x[last] || last < 2L || length(unique(panel$x)) < 2L) return(list(x = x, y = panel$b[, last]))
  y <- vapply(seq_len(nrow(panel$b)), \(j) stats::approx(panel$x, panel$b[j, ], x, rule = 2, ties = mean)$y, numeric(1L))
  list(x = x, y = stats::setNames(y, rownames(panel$b)))
}

# Inches from one label to the next: the height of a capital and room for what hangs below the line.
label_height <- function() 1.5 * graphics::strheight("X", "inches", text_size)

# Indices of the traces to label, the largest, as many as there is room for; without those of a lasso that end at zero.
label_choice <- function(end, ylim, count, zero = TRUE) {
  height <- label_height()
  room <- label_room(height, 0, graphics::par("pin")[2L] - 3 * height)
  visible <- which(end$y >= ylim[1L] & end$y <= ylim[2L] & (zero | end$y != 0))
  visible[largest_traces(end$y[visible], min(count, room))]
}

# The strip beside the traces that holds the names: text, and inches of the leader lines and in total. The more names, the farther they are
# pushed from their traces, and the longer the lines that lead there, lest these be steep.
strip_width <- function(names) {
  if (!length(names)) return(list(total = 0))
  measure <- \(text) graphics::strwidth(text, "inches", text_size)
  text <- cut_names(names, 0.3 * graphics::par("pin")[1L], measure)
  leader <- 0.15 + 0.35 * length(names) * label_height() / graphics::par("pin")[2L]
  list(text = text, leader = leader, total = leader + 0.04 + max(measure(text)))
}

# The style of each trace; col, lty and lwd given by the user replace it.
chosen_style <- function(p, labelled, options) {
  translucent <- !isFALSE(grDevices::dev.capabilities("semiTransparency")[[1L]])
  style <- trace_style(p, if (p > many_traces) labelled else seq_len(p), translucent)
  for (name in intersect(c("col", "lty", "lwd"), names(options))) style[[name]] <- rep_len(options[[name]], p)
  style
}

# Thin traces first. The stretch to lambda = 0 is dotted; a point stands there, and where the path has only one lambda.
draw_lines <- function(frame, panel, style, axis) {
  x <- px(frame, panel$x)
  zero <- if (!is.null(axis$zero)) which(panel$lambda == 0)
  solid <- setdiff(seq_along(x), zero)
  bridge <- if (length(zero)) c(utils::tail(solid, 1L), zero)
  points <- c(zero, if (length(solid) == 1L) solid)
  slopes <- drawn_slopes(panel)
  for (j in order(style$lwd)) {
    y <- slopes[j, ]
    graphics::lines(x[solid], y[solid], col = style$col[j], lty = style$lty[j], lwd = style$lwd[j])
    graphics::lines(x[bridge], y[bridge], col = style$col[j], lty = "dotted", lwd = style$lwd[j])
    graphics::points(x[points], y[points], col = style$col[j], pch = 19, cex = 0.5)
  }
}

# Returns where the labels were put: data frame x (edge nearest to the traces), y, text, and the height kept free.
draw_labels <- function(frame, end, labelled, strip, style, side) {
  if (!length(labelled)) return(invisible())
  height <- label_height() * frame$inch_y
  at <- spread_labels(end$y[labelled], height, frame$ylim[1L], frame$ylim[2L])
  from <- end$x + side * 0.03 * frame$inch_x
  to <- end$x + side * strip$leader * frame$inch_x
  text <- to + side * 0.04 * frame$inch_x
  col <- style$col[labelled]
  graphics::segments(px(frame, from), end$y[labelled], px(frame, to), at, col = col, lwd = 0.7)
  graphics::text(px(frame, text), at, strip$text, adj = c((1 - side) / 2, 0.5), cex = text_size, col = text_colour(col))
  invisible(data.frame(x = text, y = at, text = strip$text, height = height))
}
