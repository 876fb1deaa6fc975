# Line charts whose axes may be logarithmic, by base graphics and by ggplot2: distances, radii and errors.
#
# A view is a list of
#   log     c(x =, y =), which axes are logarithmic
#   titles  list(x, y)
#   series  list(x, y, label (or NULL), col, ink (of the label, if not col), lty, lwd, points (draw points as well?), line (FALSE: points
#           alone), pch, cex) in drawing order
#   marks   data frame x, text (plotmath source), chosen: vertical lines
#   levels  data frame y, text: horizontal lines (optional)
#   ticks   list(y = data frame at, text) in place of numbers (optional)
#   strip   texts for which to leave room on the right, beside those of the series (optional)
# Positions are log10 of a value on a logarithmic axis, else the value.

draw_chart <- function(view, options) {
  graphics::plot.new()
  limits <- chart_limits(view, options)
  old <- chart_margins(view, limits$y)
  on.exit(graphics::par(old))
  strip <- strip_width(edge_labels(view, limits))
  strip$total <- max(strip$total, strip_width(view$strip)$total)
  frame <- open_chart(view, limits, strip)
  draw_chart_marks(view, frame)
  usr <- par_usr()
  graphics::clip(at_x(frame, usr[1L]), at_x(frame, usr[2L]), at_y(frame, limits$y[1L] - frame$pad * frame$inch_y), at_y(frame, usr[4L]))
  for (one in view$series) draw_series(one)
  graphics::clip(at_x(frame, usr[1L]), at_x(frame, usr[2L]), at_y(frame, usr[3L]), at_y(frame, usr[4L]))
  draw_chart_labels(view, frame, strip)
  draw_chart_axes(view, frame, options)
  invisible(frame)
}

par_usr <- function() graphics::par("usr")

at_x <- function(frame, position) if (frame$log[["x"]]) 10^pmin(pmax(position, -300), 300) else position
at_y <- function(frame, position) if (frame$log[["y"]]) 10^pmin(pmax(position, -300), 300) else position

# Positions of values; NA where a logarithm does not exist.
chart_position <- function(values, log) {
  if (!log) return(values)
  log10(ifelse(values > 0, values, NA))
}

chart_limits <- function(view, options) {
  span <- function(side) {
    given <- options[[paste0(side, "lim")]]
    log <- view$log[[side]]
    if (!is.null(given)) {
      if (log && any(given <= 0)) nb_abort("type", "`", side, "lim` must be > 0 on a logarithmic axis; got ", toString(given), ".")
      return(chart_position(given, log))
    }
    extra <- if (side == "x") view$marks$x else view$levels$y
    values <- chart_position(c(unlist(lapply(view$series, `[[`, side)), extra), log)
    values <- values[is.finite(values)]
    widen(if (length(values)) range(values) else c(0, 1), if (log) 1)
  }
  list(x = span("x"), y = span("y"))
}

# The margins with room for what stands along y; returns the old ones for par().
chart_margins <- function(view, ylim) {
  old <- graphics::par("mar")
  line <- graphics::par("cin")[2L] * graphics::par("cex")
  graphics::par(mar = pmax(old, c(0, tick_width(view, ylim) / line + 2.6, 0, 0)))
  list(mar = old)
}

# Of the texts along y, in inches.
tick_width <- function(view, ylim) max(graphics::strwidth(side_ticks(view, "y", ylim)$text, "inches"))

side_ticks <- function(view, side, limits, most = 7L) view$ticks[[side]] %||% chart_ticks(limits, view$log[[side]], most)

chart_ticks <- function(limits, log, most = 7L) axis_ticks(limits, if (log) list(zero = NULL, low = limits[1L]), most)

# Opens the coordinates: labels have `strip` inches on the right, marks rows of text above.
open_chart <- function(view, limits, strip) {
  pad <- 0.08
  pin <- graphics::par("pin")
  inch_x <- diff(limits$x) / max(pin[1L] - strip$total - 2 * pad, 0.2 * pin[1L])
  marks <- view$marks
  marks$x <- chart_position(marks$x, view$log[["x"]])
  marks <- place_marks(marks, limits$x, inch_x, c(0, strip$total))
  row <- 1.9 * graphics::strheight("X", "inches", text_size)
  lift <- if (NROW(view$levels)) row else 0 # room for the text of a level at the top
  above <- max(0, marks$row) * row + lift
  inch_y <- diff(limits$y) / max(pin[2L] - above - 2 * pad, 0.2 * pin[2L])
  frame <- list(
    log = view$log, xlim = limits$x, ylim = limits$y, inch_x = inch_x, inch_y = inch_y, pad = pad, marks = marks,
    top = limits$y[2L] + (pad + lift) * inch_y, row = row * inch_y
  )
  x <- limits$x + c(-pad, pad + strip$total) * inch_x
  y <- limits$y + c(-pad, pad + above) * inch_y
  graphics::plot.window(at_x(frame, x), at_y(frame, y), paste0(c("x", "y")[view$log], collapse = ""), xaxs = "i", yaxs = "i")
  frame
}

draw_chart_marks <- function(view, frame) {
  usr <- par_usr()
  for (i in seq_len(NROW(view$levels))) {
    y <- view$levels$y[i]
    graphics::segments(at_x(frame, frame$xlim[1L]), y, at_x(frame, frame$xlim[2L]), y, col = ink$other_mark, lty = "dotted")
    text <- parse(text = view$levels$text[i])
    start <- clear_start(frame$marks$x, frame$xlim, graphics::strwidth(text, "inches", text_size) * frame$inch_x)
    graphics::text(at_x(frame, start), at_y(frame, chart_position(y, frame$log[["y"]]) + 0.5 * frame$row), text, adj = c(0, 0.5),
                   cex = text_size, col = ink$other_text)
  }
  marks <- frame$marks
  if (!nrow(marks)) return(invisible())
  base <- frame$top + (marks$row - 1) * frame$row
  col <- ifelse(marks$chosen, ink$mark, ink$other_mark)
  x <- at_x(frame, marks$x)
  graphics::segments(x, at_y(frame, usr[3L]), x, at_y(frame, base), col = col, lty = ifelse(marks$chosen, "dashed", "dotted"), lwd = 1.2)
  graphics::text(at_x(frame, marks$centre), at_y(frame, base + 0.45 * frame$row), parse(text = marks$text), cex = text_size, xpd = TRUE,
                 col = ifelse(marks$chosen, ink$mark, ink$other_text))
}

# The leftmost position from which a text of this width meets no vertical line; the left edge where there is none.
clear_start <- function(lines, limits, width) {
  gap <- 0.02 * diff(limits)
  starts <- c(limits[1L], sort(lines) + gap)
  clear <- vapply(starts, \(start) start + width <= limits[2L] && !any(lines > start - gap / 2 & lines < start + width + gap), NA)
  starts[c(which(clear), 1L)[1L]]
}

draw_series <- function(one) {
  if (!isFALSE(one$line)) graphics::lines(one$x, one$y, col = one$col, lty = one$lty, lwd = one$lwd)
  if (isTRUE(one$points) || isFALSE(one$line)) graphics::points(one$x, one$y, col = one$col, pch = one$pch %||% 19, cex = one$cex %||% 0.5)
}

# Series with a label: where their last points within the limits are, and whether that is at the right edge, where labels have a strip.
labelled_ends <- function(view, frame) {
  named <- Filter(\(one) !is.null(one$label), view$series)
  ends <- lapply(named, \(one) {
    x <- chart_position(one$x, view$log[["x"]])
    y <- chart_position(one$y, view$log[["y"]])
    seen <- which(is.finite(x) & is.finite(y) & x <= frame$xlim[2L] & x >= frame$xlim[1L])
    last <- if (length(seen)) seen[which.max(x[seen])] else 1L
    c(x[last], min(max(y[last], frame$ylim[1L]), frame$ylim[2L]))
  })
  x <- vapply(ends, `[`, 0, 1L)
  if (!length(x)) return(data.frame(x = numeric(), y = numeric(), col = character(), text = character(), edge = logical()))
  data.frame(x = x, y = vapply(ends, `[`, 0, 2L), col = vapply(named, \(one) one$ink %||% one$col, ""),
             text = vapply(named, `[[`, "", "label"), edge = x >= frame$xlim[2L] - 0.1 * diff(frame$xlim))
}

# Names of series that end at the right edge, for the strip there.
edge_labels <- function(view, limits) {
  ends <- labelled_ends(view, list(xlim = limits$x, ylim = limits$y))
  ends$text[ends$edge]
}

draw_chart_labels <- function(view, frame, strip) {
  ends <- labelled_ends(view, frame)
  inside <- ends[!ends$edge, ]
  if (nrow(inside)) {
    graphics::text(at_x(frame, inside$x + 0.06 * frame$inch_x), at_y(frame, inside$y), inside$text, adj = c(0, 0.5), cex = text_size,
                   col = text_colour(inside$col))
  }
  ends <- ends[ends$edge, ]
  if (!nrow(ends)) return(invisible())
  at <- spread_labels(ends$y, label_height() * frame$inch_y, frame$ylim[1L], frame$ylim[2L])
  to <- frame$xlim[2L] + strip$leader * frame$inch_x
  graphics::segments(at_x(frame, ends$x + 0.03 * frame$inch_x), at_y(frame, ends$y), at_x(frame, to), at_y(frame, at), col = ends$col,
                     lwd = 0.7)
  graphics::text(at_x(frame, to + 0.04 * frame$inch_x), at_y(frame, at), strip$text, adj = c(0, 0.5), cex = text_size,
                 col = text_colour(ends$col))
}

draw_chart_axes <- function(view, frame, options) {
  style <- list(col = NA, col.ticks = ink$axis, tcl = -0.3, las = options$las %||% 1, cex.axis = options$cex.axis %||% 0.85, gap.axis = 0.3)
  ticks <- side_ticks(view, "x", frame$xlim, max(2, floor(diff(frame$xlim) / frame$inch_x / 0.6)))
  usr <- par_usr()
  floor <- at_y(frame, usr[3L])
  graphics::segments(at_x(frame, frame$xlim[1L]), floor, at_x(frame, frame$xlim[2L]), floor, col = ink$axis, xpd = TRUE)
  do.call(graphics::axis, c(list(1, at_x(frame, ticks$at), ticks$text, mgp = c(3, 0.5, 0)), style))
  ticks <- side_ticks(view, "y", frame$ylim)
  do.call(graphics::axis, c(list(2, at_y(frame, ticks$at), ticks$text, mgp = c(3, 0.6, 0)), style))
  draw_titles(c(view$titles, list(main = options$main)), options, FALSE)
}
