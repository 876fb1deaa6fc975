# What the plot of a limit shows.

test_that("measured points lie on the line of theory, in order, without lambda = 0", {
  view <- limit_view(pinv_limit(diag(c(2, 1)), c(10, 0, 1e-3, 1)))
  expect_length(view$series, 4)
  expect_identical(view$series[[1L]]$x, c(1e-3, 1, 10))
  expect_equal(view$series[[3L]]$y, view$series[[4L]]$y, tolerance = 1e-12)
  expect_identical(view$marks$x, 1)
  expect_identical(nrow(limit_view(pinv_limit(diag(2), c(10, 100)))$marks), 0L)
})

test_that("it is drawn, and what was drawn is returned", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  limit <- pinv_limit(diag(c(2, 1)))
  expect_identical(plot(limit, main = "m", xlim = c(1e-3, 10)), limit)
  expect_error(plot(limit, colour = 1), class = "normball_error_unknown_argument")
  expect_error(plot(limit, ylim = c(0, 1)), class = "normball_error_type")
})
