# The frame of a base plot: coordinates that leave room for labels beside the data and for marks above it, axes, and marked lambdas.
#
# Positions are linear (log10 lambda on a lambda axis) until they are drawn; the plot has a log axis, so that abline(v = 0.1) works.

text_size <- 0.75

# Opens the coordinates of a plot whose data have these limits, with `beside` inches left and right of them for names and rows above them
# for the texts of the marks. Returns list(xlim, ylim, log, inch_x, inch_y (units per inch), pad (inches), marks (placed), ticks (how many
# have room), top (where rows of text start), row (their height)).
open_frame <- function(xlim, ylim, log, marks, beside = c(0, 0)) {
  pad <- 0.08
  pin <- graphics::par("pin")
  xlim <- widen(xlim, if (log) 1)
  ylim <- widen(ylim)
  inch_x <- diff(xlim) / max(pin[1L] - sum(beside) - 2 * pad, 0.2 * pin[1L])
  marks <- place_marks(marks, xlim, inch_x, beside)
  row <- 1.9 * graphics::strheight("X", "inches", text_size)
  above <- max(0, marks$row) * row
  inch_y <- diff(ylim) / max(pin[2L] - above - 2 * pad, 0.2 * pin[2L])
  x <- xlim + c(-1, 1) * (pad + beside) * inch_x
  graphics::plot.window(px(list(log = log), x), ylim + c(-pad, pad + above) * inch_y, if (log) "x" else "", xaxs = "i", yaxs = "i")
  list(
    xlim = xlim, ylim = ylim, log = log, inch_x = inch_x, inch_y = inch_y, pad = pad, marks = marks,
    ticks = max(2, floor(diff(xlim) / inch_x / 0.5)), top = ylim[2L] + pad * inch_y, row = row * inch_y
  )
}

# Limits that are one point get some room: `by`, by default as much as the value itself.
widen <- function(limits, by = NULL) {
  if (diff(limits) > 0) limits else limits + c(-0.5, 0.5) * (if (is.null(by)) max(abs(limits[1L]), 1) else by)
}

# From linear positions to the coordinates of the plot, which graphics can hold up to about 1e300.
px <- function(frame, x) if (frame$log) 10^pmin(pmax(x, -300), 300) else x

# Runs `draw` with everything outside the limits of the data cut off.
clipped <- function(frame, draw) {
  pad <- frame$pad * c(-1, 1)
  x <- px(frame, frame$xlim + pad * frame$inch_x)
  y <- frame$ylim + pad * frame$inch_y
  graphics::clip(x[1L], x[2L], y[1L], y[2L])
  force(draw)
  usr <- graphics::par("usr")
  across <- if (frame$log) 10^usr[1:2] else usr[1:2]
  graphics::clip(across[1L], across[2L], usr[3L], usr[4L])
}

# The margins, with the left one wide enough for the numbers along y written horizontally. Returns the old ones for par().
fit_margins <- function(ylim) {
  old <- graphics::par("mar")
  line <- graphics::par("csi")
  needed <- max(graphics::strwidth(format(pretty(ylim, 6L)), "inches")) / line + 2.6
  graphics::par(mar = pmax(old, c(0, needed, 0, 0)))
  list(mar = old)
}

# Axes, titles and, on top, what `top` says at the ticks.
draw_axes <- function(frame, ticks, titles, top, options, broken = NULL) {
  style <- list(col = NA, col.ticks = ink$axis, tcl = -0.3, las = options$las %||% 1, cex.axis = options$cex.axis %||% 0.85, gap.axis = 0.3)
  x_axis <- \(side, text, line) do.call(graphics::axis, c(list(side, px(frame, ticks$at), text, mgp = c(3, line, 0)), style))
  usr <- graphics::par("usr")
  graphics::segments(px(frame, frame$xlim[1L]), usr[3L], px(frame, frame$xlim[2L]), usr[3L], col = ink$axis, xpd = TRUE)
  x_axis(1, ticks$text, 0.5)
  if (any(nzchar(top))) x_axis(3, top, 0.4)
  y <- pretty(frame$ylim, 6L)
  y <- y[y >= frame$ylim[1L] - frame$pad * frame$inch_y & y <= frame$ylim[2L] + frame$pad * frame$inch_y]
  do.call(graphics::axis, c(list(2, y, mgp = c(3, 0.6, 0)), style))
  if (length(broken)) graphics::text(px(frame, broken), usr[3L], "//", col = ink$axis, xpd = TRUE, cex = 0.9)
  draw_titles(titles, options, any(nzchar(top)))
}

draw_titles <- function(titles, options, has_top) {
  size <- options$cex.lab %||% 0.95
  # Titles are centred on the plot and cut off at the edges of the figure.
  across <- graphics::par("pin")[1L] + 2 * min(graphics::par("mai")[c(2L, 4L)])
  up <- graphics::par("pin")[2L] + 2 * min(graphics::par("mai")[c(1L, 3L)])
  x <- options$xlab %||% plain_title(titles$x)
  y <- options$ylab %||% plain_title(titles$y)
  top <- plain_title(titles$top)
  graphics::title(xlab = x, line = 2.2, cex.lab = fit_text(x, across, size))
  graphics::title(ylab = y, line = graphics::par("mar")[2L] - 1.2, cex.lab = fit_text(y, up, size))
  if (has_top) graphics::mtext(top, 3, 1.5, cex = fit_text(top, across, 0.85 * size) * graphics::par("cex"))
  graphics::title(main = titles$main, line = if (has_top) 2.7 else 1, cex.main = options$cex.main %||% 1.1)
  graphics::title(sub = options$sub, line = 3.4, cex.sub = 0.9 * size)
}

# `size`, or the size at which the text just fits in so many inches.
fit_text <- function(text, inches, size) min(size, 0.95 * inches / max(graphics::strwidth(text, "inches"), 0.01))

plain_title <- function(title) if (is.language(title)) as.expression(title) else title

# Where the texts of marked lambdas go: the marks within xlim with columns centre and row, each text within xlim and the space beside it.
place_marks <- function(marks, xlim, inch_x, beside = c(0, 0)) {
  marks <- marks[marks$x >= xlim[1L] & marks$x <= xlim[2L], ]
  width <- if (nrow(marks)) graphics::strwidth(parse(text = marks$text), "inches", text_size) * inch_x else numeric()
  marks$centre <- keep_inside(marks$x, width, xlim[1L] - beside[1L] * inch_x, xlim[2L] + beside[2L] * inch_x)
  marks$row <- stack_rows(marks$centre, width + 0.12 * inch_x)
  marks
}

# Vertical lines at the marked lambdas, each ending below its text: the chosen one dashed and dark, the others dotted.
draw_marks <- function(frame) {
  marks <- frame$marks
  if (!nrow(marks)) return(invisible())
  base <- frame$top + (marks$row - 1) * frame$row
  col <- ifelse(marks$chosen, ink$mark, ink$other_mark)
  x <- px(frame, marks$x)
  graphics::segments(x, graphics::par("usr")[3L], x, base, col = col, lty = ifelse(marks$chosen, "dashed", "dotted"), lwd = 1.2)
  graphics::text(
    px(frame, marks$centre), base + 0.45 * frame$row, parse(text = marks$text), cex = text_size, xpd = TRUE,
    col = ifelse(marks$chosen, ink$mark, ink$other_text)
  )
}
