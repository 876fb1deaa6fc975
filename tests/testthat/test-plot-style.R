test_that("25 coloured traces differ from their neighbours, and the first 21 all differ", {
  style <- trace_style(25, 1:25)
  expect_false(anyDuplicated(style[1:21, c("col", "lty")]) > 0)
  expect_true(all(style$col[-1] != style$col[-25]))
  expect_false("#F0E442" %in% style$col)
})

test_that("of many traces only those highlighted have colour", {
  style <- trace_style(500, c(3, 400))
  expect_identical(which(style$lwd > 1), c(3L, 400L))
  expect_length(unique(style$col[-c(3, 400)]), 1)
  expect_lt(grDevices::col2rgb(style$col[1], alpha = TRUE)["alpha", ], 128)
})

test_that("text is darker than its trace", {
  expect_true(all(colSums(grDevices::col2rgb(text_colour(trace_colours))) <= colSums(grDevices::col2rgb(trace_colours))))
})

test_that("graphical parameters are checked", {
  expect_identical(graphics_options(main = "a", xlim = 1:2), list(main = "a", xlim = 1:2))
  expect_identical(graphics_options(), list())
  expect_error(graphics_options(pch = 3), "`pch`", class = "normball_error_unknown_argument")
  expect_error(graphics_options("red"), "without a name", class = "normball_error_unknown_argument")
  expect_error(graphics_options(lwd = 1, allowed = "col"), class = "normball_error_unknown_argument")
  for (bad in list(1, c(2, 1), c(NA, 1), c(0, Inf), "a")) expect_error(graphics_options(ylim = bad), "ylim", class = "normball_error_type")
})
