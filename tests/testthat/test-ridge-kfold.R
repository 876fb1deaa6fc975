# Fold Gram matrices against fits to each training set; tests of cv() itself are in test-cv.R.

kfold_case <- function(..., n = 40, p = 4, m = 1) {
  set.seed(3)
  x <- matrix(rnorm(n * p), n) + 2
  ridge(x, matrix(rnorm(n * m), n), lambda = c(2, 0.1, 1e-3), ...)
}

expect_same_errors <- function(fit, folds) {
  weights <- if (is.null(fit$weights)) rep(1, fit$n) else fit$weights
  problem <- fit_problem(fit, "the test")
  n_folds <- max(folds)
  by_gram <- gram_errors(fit, problem, ifelse(weights > 0, folds, 0L), n_folds, fit$lambda)
  expect_true(all(by_gram$accurate))
  for (k in seq_len(n_folds)) {
    refit <- refit_errors(fit, weights, folds == k, fit$lambda)
    expect_equal(matrix(by_gram$error[k, , ] / sum(weights[folds == k]), nrow(refit)), refit, tolerance = 1e-10, ignore_attr = TRUE)
  }
}

test_that("errors from fold Gram matrices are those of refits", {
  folds <- rep(1:5, 8)
  for (standardize in c(TRUE, FALSE)) {
    for (loss in c("mean", "sum")) {
      expect_same_errors(kfold_case(standardize = standardize, loss = loss), folds)
      expect_same_errors(kfold_case(standardize = standardize, loss = loss, intercept = FALSE, m = 2), folds)
      expect_same_errors(kfold_case(standardize = standardize, loss = loss, weights = c(0, 1:39), penalty_factor = 1:4), folds)
    }
  }
})

test_that("folds whose training rows are ill-conditioned are fitted instead", {
  set.seed(4)
  x <- cbind(rnorm(30), c(rep(0, 27), 1, -1, 2))
  fit <- ridge(x, rnorm(30), lambda = c(1, 0))
  folds <- c(rep(1:3, 9), 4L, 4L, 4L)
  parts <- gram_errors(fit, fit_problem(fit, "the test"), folds, 4L, fit$lambda)
  expect_equal(parts$accurate, c(TRUE, TRUE, TRUE, FALSE))
  expect_true(all(is.finite(suppressMessages(kfold_errors(fit, folds, fit$lambda))$error)))
})

test_that("wide designs, unpenalised columns and large fold counts are not left to fold Gram matrices", {
  fit <- kfold_case()
  problem <- fit_problem(fit, "the test")
  expect_true(folds_by_gram(fit, problem, 5L))
  expect_false(folds_by_gram(fit, problem, 2e7))
  free <- kfold_case(penalty_factor = c(0, 1, 1, 1))
  expect_false(folds_by_gram(free, fit_problem(free, "the test"), 5L))
  wide <- kfold_case(n = 10, p = 30)
  expect_false(folds_by_gram(wide, fit_problem(wide, "the test"), 5L))
})
