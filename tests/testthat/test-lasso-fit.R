# The fit: paths that end early, grids with nothing in them, degenerate data, and what is kept.

test_that("the fit says that its path stopped and why", {
  x <- as.matrix(diabetes[-11L])
  by_df <- function() lasso(x, diabetes$y, control = normball_control(max_df = 3))
  expect_message(fit <- by_df(), "max_df = 3", class = "normball_message_stopped")
  whole <- lasso(x, diabetes$y)
  counts <- lengths(predict(fit, type = "nonzero"))
  expect_lte(max(counts), 3L)
  expect_identical(fit$lambda, whole$lambda[seq_along(fit$lambda)])
  expect_gt(length(predict(whole, lambda = whole$lambda[length(fit$lambda) + 1L], type = "nonzero")[[1L]]), 3L)
  expect_match(fit$stopped, paste("after", length(fit$lambda), "of 100 lambdas"))
  expect_true(fit$stopped %in% fit$messages)
  expect_output(print(fit), "The path stopped")
  expect_output(print(summary(fit)), "The path stopped")
  expect_equal(coef(fit, lambda = 0.1), coef(whole, lambda = 0.1), tolerance = 1e-10)
  expect_message(fit <- lasso(x, diabetes$y, control = normball_control(max_deviance = 0.4)), "max_deviance = 0.4")
  reached <- fit$dev_ratio > 0.4
  expect_identical(which(reached), length(fit$lambda))
  expect_error(lasso(x, diabetes$y, lambda = 0.1, control = normball_control(max_df = 1)), "No solution", class = "normball_error_lambda")
  expect_null(whole$stopped)
})

test_that("where nothing explains the response the path is one lambda and the intercept", {
  x <- cbind(a = c(1, -1, 1, -1), b = c(1, 1, -1, -1))
  for (y in list(rep(3, 4), rep(0.1, 4), c(1, -1, -1, 1) + 2, rep(0, 4))) {
    expect_message(fit <- lasso(x, y), "single lambda", class = "normball_message_lambda")
    expect_length(fit$lambda, 1L)
    expect_equal(unname(coef(fit)), c(mean(y), 0, 0))
    expect_true(is.finite(fit$lambda) && all(is.finite(fit$dev_ratio)))
    given <- lasso(x, y, lambda = c(1, 0.1))
    expect_equal(unname(as.matrix(coef(given))), matrix(c(mean(y), 0, 0), 3, 2))
    expect_silent(capture.output(print(fit), print(summary(given, lambda = 1))))
  }
  expect_message(fit <- lasso(x, 1:4, penalty_factor = c(0, 0)), "No column that can enter is penalised")
  expect_equal(unname(coef(fit)), unname(coef(lm(1:4 ~ x))), tolerance = 1e-12)
  fit <- quietly(lasso(cbind(1, c(2, 2, 2, 2)), 1:4))
  expect_equal(unname(coef(fit)), c(2.5, 0, 0))
  expect_length(fit$lambda, 1L)
})

test_that("tiny, duplicated and constant data are fitted", {
  one <- lasso(matrix(c(0, 1)), c(1, 3), lambda = c(0.5, 0), standardize = FALSE)
  expect_equal(unname(as.matrix(coef(one))), cbind(c(2, 0), c(1, 2)), tolerance = 1e-12)
  single <- quietly(lasso(matrix(1:3, 1), 5))
  expect_equal(unname(coef(single)), c(5, 0, 0, 0))
  set.seed(7)
  x <- matrix(rnorm(30))
  y <- drop(x) + rnorm(30)
  many <- lasso(x[, rep(1, 500)], y, lambda = c(0.5, 0.1))
  expect_equal(colSums(as.matrix(coef(many))[-1L, ]), as.matrix(coef(lasso(x, y, lambda = c(0.5, 0.1))))[2L, ], tolerance = 1e-10,
               ignore_attr = TRUE)
  expect_message(fit <- lasso(cbind(x, 2, sin(1:30)), y, lambda = 0.1), "Constant column given coefficient 0: x2")
  expect_identical(coef(fit)[["x2"]], 0)
})

test_that("a large mean keeps its digits, dense and sparse", {
  set.seed(8)
  x <- matrix(rnorm(300), 60)
  y <- drop(x %*% c(1, -1, 0.5, 0, 0)) + rnorm(60) / 10
  plain <- as.matrix(coef(lasso(x, y, lambda = c(0.5, 0.05))))[-1L, ]
  far <- x + 2^27
  expect_equal(as.matrix(coef(lasso(far, y, lambda = c(0.5, 0.05))))[-1L, ], plain, tolerance = 1e-6)
  expect_equal(as.matrix(coef(lasso(as(far, "CsparseMatrix"), y, lambda = c(0.5, 0.05))))[-1L, ], plain, tolerance = 1e-6)
})

test_that("a fit is saved and read as it is", {
  fit <- lasso(y ~ ., diabetes, n_lambda = 5)
  file <- tempfile(fileext = ".rds")
  on.exit(unlink(file))
  saveRDS(fit, file)
  expect_equal(coef(readRDS(file), lambda = 0.5), coef(fit, lambda = 0.5))
  small <- update(fit, model = FALSE)
  expect_lt(length(serialize(small, NULL)), length(serialize(fit, NULL)))
  expect_identical(validate_fit(fit), fit)
  broken <- fit
  broken$coefficients <- array(as.matrix(fit$coefficients), c(11, 5, 1), list(rownames(fit$coefficients), NULL, "y"))
  expect_error(validate_fit(broken), "coefficients")
})
