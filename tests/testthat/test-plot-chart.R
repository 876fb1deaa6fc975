# Line charts with logarithmic axes.

chart <- function(log = c(x = TRUE, y = TRUE)) {
  list(
    log = log, titles = list(x = "x", y = "y"),
    series = list(
      list(x = c(1, 10, 100), y = c(1, 2, 4), label = "long", col = "#0072B2", lty = "solid", lwd = 1, points = TRUE),
      list(x = c(1, 3), y = c(5, 6), label = "short", col = "#D55E00", lty = "42", lwd = 1),
      list(x = c(1, 50), y = c(2, 3), col = "#000000", line = FALSE)
    ),
    marks = data.frame(x = 10, text = "lambda == 10", chosen = TRUE), levels = data.frame(y = 7, text = "\"top\"")
  )
}

test_that("limits cover series, marks and levels, as logarithms where the axis has them", {
  expect_equal(chart_limits(chart(), list()), list(x = c(0, 2), y = log10(c(1, 7))))
  expect_equal(chart_limits(chart(c(x = FALSE, y = FALSE)), list())$x, c(1, 100))
  expect_equal(chart_limits(chart(), list(xlim = c(0.1, 1000)))$x, c(-1, 3))
  expect_error(chart_limits(chart(), list(ylim = c(0, 1))), class = "normball_error_type")
  expect_identical(chart_position(c(0, -1, 10), TRUE), c(NA, NA, 1))
  one <- chart()
  one$series <- list(list(x = 0, y = 0))
  one$marks <- one$levels <- NULL
  expect_equal(chart_limits(one, list())$x, c(0, 1))
})

test_that("series that end at the edge get a label there, others at their end", {
  ends <- labelled_ends(chart(), list(xlim = c(0, 2), ylim = log10(c(1, 7))))
  expect_identical(ends$text, c("long", "short"))
  expect_identical(ends$edge, c(TRUE, FALSE))
  expect_equal(ends$x, c(2, log10(3)))
  expect_identical(edge_labels(chart(), list(x = c(0, 2), y = log10(c(1, 7)))), "long")
  bare <- chart()
  bare$series <- bare$series[3L]
  expect_identical(nrow(labelled_ends(bare, list(xlim = c(0, 2), ylim = c(0, 1)))), 0L)
})

test_that("ticks may have texts of their own, for which the margin makes room, and a strip is kept free when asked", {
  grDevices::pdf(NULL, 6, 5)
  on.exit(grDevices::dev.off())
  named <- chart(c(x = TRUE, y = FALSE))
  named$ticks <- list(y = data.frame(at = 1:2, text = c("one", "a long name of a coefficient")))
  expect_identical(side_ticks(named, "y", c(1, 7)), named$ticks$y)
  expect_identical(side_ticks(named, "x", c(0, 2)), chart_ticks(c(0, 2), TRUE))
  expect_gt(tick_width(named, c(1, 7)), 2 * tick_width(chart(), c(1, 7)))
  plain <- draw_chart(named, list())
  expect_gt(draw_chart(c(named, list(strip = "something that is much longer")), list())$inch_x, plain$inch_x)
})

test_that("it draws on axes in the units of the data, and leaves the margins as they were", {
  grDevices::pdf(NULL, 6, 5)
  on.exit(grDevices::dev.off())
  before <- graphics::par("mar")
  for (x in c(TRUE, FALSE)) for (y in c(TRUE, FALSE)) {
    frame <- draw_chart(chart(c(x = x, y = y)), list(main = "m"))
    expect_identical(graphics::par("xlog"), x)
    expect_identical(graphics::par("ylog"), y)
    expect_identical(graphics::par("mar"), before)
    expect_lt(frame$marks$x, frame$xlim[2L])
  }
})
