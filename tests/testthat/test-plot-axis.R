test_that("lambda = 0 has a place left of the others", {
  axis <- lambda_axis(c(100, 1, 0.01, 0))
  expect_equal(axis$at(c(100, 1, 0.01)), c(2, 0, -2))
  expect_equal(axis$zero, -2.32)
  expect_identical(axis$at(0), axis$zero)
  expect_equal(axis_break(axis, c(-2.4, 2)), (axis$zero - 2) / 2)
  expect_null(axis_break(axis, c(-2, 2)))
  expect_null(lambda_axis(c(1, 0.1))$zero)
  expect_null(axis_break(lambda_axis(c(1, 0.1)), c(-1, 0)))
  alone <- lambda_axis(0)
  expect_identical(axis_ticks(rep(alone$zero, 2), alone), data.frame(at = alone$zero, text = "0"))
  expect_null(axis_break(alone, rep(alone$zero, 2)))
})

test_that("ticks are round, within the limits and not too many", {
  expect_equal(log_ticks(-3, 2), -3:2)
  expect_lte(length(log_ticks(-150, 150)), 8L)
  expect_equal(10^log_ticks(0, 1), c(1, 2, 5, 10))
  short <- 10^log_ticks(log10(2.1), log10(2.4))
  expect_true(length(short) > 1 && all(short >= 2.1 - 1e-9 & short <= 2.4 + 1e-9))
  ticks <- axis_ticks(c(-4.5, 2), lambda_axis(c(100, 1e-4, 0)), 4)
  expect_identical(ticks$text[1L], "0")
  expect_lte(nrow(ticks), 5L)
  expect_identical(axis_ticks(c(1.02, 10.98))$text, c("2", "4", "6", "8", "10"))
  expect_identical(axis_ticks(c(2, 2), lambda_axis(100))$text, "100")
})

test_that("the top axis reads df off the path, and lambda off df", {
  panel <- list(x = c(2, 1, 0, -1), lambda = 10^c(2, 1, 0, -1), df = c(1, 2, 4, 5))
  expect_identical(top_text(panel, c(2 + 1e-12, 1, 0.5, -1, -3), "lambda"), c("1", "2", "3", "5", ""))
  panel$x <- panel$df
  expect_identical(top_text(panel, c(1, 4), "df"), c("100", "1"))
  panel$x <- c(1, 3, 2, 4)
  expect_identical(top_text(panel, 1:2, "norm"), c("", ""))
  expect_identical(top_text(list(x = 1:2, lambda = 2:1, df = c(NA, NA)), 1, "lambda"), "")
})

test_that("the top axis of a lasso counts the nonzero coefficients of the next solution", {
  panel <- list(x = c(2, 1, 0, -1), lambda = 10^c(2, 1, 0, -1), df = c(1, 2, 4, 5), nonzero = c(0, 1, 3, 4))
  expect_identical(top_text(panel, c(2, 0.9, 0.2, -1, -3), "lambda"), c("0", "3", "3", "4", ""))
  panel$x <- c(0, 0, 5, 9)
  expect_identical(top_text(panel, c(0, 4, 9), "norm"), c("0", "3", "4"))
  panel$x <- panel$df <- c(1, 2, 2, 3)
  expect_identical(top_text(panel, c(1, 2, 3), "df"), c("100", "10", "0.1"))
})

test_that("titles say what is drawn", {
  expect_identical(axis_titles("df", TRUE)$y, "Coefficient per SD of its column")
  expect_identical(axis_titles("norm", FALSE)$y, "Coefficient")
  expect_identical(axis_titles("dev", FALSE)$x, "Deviance explained (%)")
  expect_identical(axis_titles("lambda", FALSE, lasso = TRUE)$top, "Nonzero coefficients")
})
