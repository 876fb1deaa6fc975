# Errors of folds against fits by lasso() to the training rows; tests of cv() itself are in test-cv-lasso.R.

lasso_kfold_cases <- function() {
  set.seed(41)
  tall <- matrix(rnorm(90 * 7), 90) %*% (diag(7) + 0.3) + 2
  wide <- matrix(rnorm(40 * 70), 40) %*% (diag(70) + 0.02)
  y <- tall[, 1] - 2 * tall[, 3] + rnorm(90)
  w <- replace(rexp(90), c(4, 50), 0)
  u <- wide[, 1] - 2 * wide[, 3] + rnorm(40)
  list(
    tall = list(x = tall, y = y),
    tall_weighted = list(x = tall, y = y, weights = w, offset = rnorm(90), loss = "sum"),
    tall_factors = list(x = tall, y = y, weights = w, penalty_factor = c(2, 1, 0.5, 1, Inf, 1, 3), mixture = 0.6),
    tall_free = list(x = tall, y = y, weights = w, penalty_factor = c(0, 1, 0.5, 0, 1, 1, 3), mixture = 0.6),
    tall_bounds = list(x = tall, y = y, lower = c(-Inf, 0, -1, 0.1, rep(-Inf, 3)), upper = c(0.3, rep(Inf, 6))),
    tall_bounded_free = list(x = tall, y = y, lower = 0, penalty_factor = c(0, 1, 1, 1, 1, 1, 1)),
    tall_raw = list(x = tall, y = y, standardize = FALSE, mixture = 0.8),
    tall_no_intercept = list(x = tall, y = y, intercept = FALSE, weights = w, mixture = 0.8),
    tall_neither = list(x = tall, y = y, intercept = FALSE, standardize = FALSE, loss = "sum"),
    wide = list(x = wide, y = u),
    wide_weighted = list(x = wide, y = u, weights = replace(rexp(40), 7, 0), offset = rnorm(40), mixture = 0.5, loss = "sum"),
    wide_factors = list(x = wide, y = u, penalty_factor = rep(c(0, 1, 2, 1, 1, 1, Inf), 10), weights = rexp(40)),
    wide_bounds = list(x = wide, y = u, lower = -0.4, upper = rep(c(0.5, 1), 35)),
    wide_no_intercept = list(x = wide, y = u, intercept = FALSE, standardize = FALSE)
  )
}

fit_lasso <- function(case, ...) quietly(do.call(lasso, c(case, list(...))))

# The errors of every fold, K x L, by lasso() on the other rows.
refit_lasso_errors <- function(case, folds, lambda) {
  weights <- if (is.null(case$weights)) rep(1, nrow(case$x)) else case$weights
  unname(t(vapply(seq_len(max(folds)), function(k) {
    part <- case
    rest <- folds != k & weights > 0
    for (name in c("y", "weights", "offset")) if (!is.null(part[[name]])) part[[name]] <- part[[name]][rest]
    part$x <- case$x[rest, , drop = FALSE]
    fit <- fit_lasso(part, lambda = lambda)
    out <- folds == k & weights > 0
    offset <- if (is.null(case$offset)) 0 else case$offset[out]
    fitted <- predict(fit, case$x[out, , drop = FALSE], newoffset = if (!is.null(case$offset)) offset, lambda = lambda)
    colSums(weights[out] * (case$y[out] - as.matrix(fitted))^2) / sum(weights[out])
  }, numeric(length(lambda)))))
}

test_that("errors of folds are those of lasso() on the training rows to 1e-8", {
  for (name in names(lasso_kfold_cases())) {
    case <- lasso_kfold_cases()[[name]]
    fit <- fit_lasso(case, n_lambda = 25, lambda_min_ratio = 1e-3)
    folds <- rep_len(c(2L, 1L, 3L, 3L, 4L), nrow(case$x))
    expected <- refit_lasso_errors(case, folds, fit$lambda)
    found <- lasso_kfold_errors(fit, folds, fit$lambda)
    expect_lt(max(abs(found$error[, , 1] - expected) / expected), 1e-8, label = name)
    case$x <- Matrix::Matrix(case$x, sparse = TRUE)
    sparse <- fit_lasso(case, lambda = fit$lambda)
    expect_lt(max(abs(lasso_kfold_errors(sparse, folds, fit$lambda)$error[, , 1] - expected) / expected), 1e-8, label = name)
  }
})

test_that("tall dense designs go by the sums of folds, others by data", {
  cases <- lasso_kfold_cases()
  by_sums <- function(case, n_folds = 5) {
    fit <- fit_lasso(case, n_lambda = 5)
    lasso_by_sums(fit, fit_problem(fit, "the test"), n_folds)
  }
  expect_true(by_sums(cases$tall_bounds))
  expect_true(by_sums(cases$tall_no_intercept))
  expect_false(by_sums(cases$tall_free))
  expect_false(by_sums(cases$wide))
  expect_false(by_sums(cases$tall, 1e7))
  thin <- cases$tall
  thin$x <- Matrix::Matrix(thin$x * (abs(thin$x) > 4.5), sparse = TRUE)
  expect_false(by_sums(thin))
})

test_that("folds that sums cannot serve are fitted instead", {
  set.seed(42)
  x <- cbind(rnorm(60), c(rep(0, 57), 1, -1, 2), rnorm(60))
  folds <- c(rep(1:3, 19), 4L, 4L, 4L)
  case <- list(x = x, y = x[, 1] + rnorm(60))
  fit <- fit_lasso(case, lambda = c(0.1, 0.01, 0))
  parts <- sums_errors(fit, fit_problem(fit, "the test"), folds, 4L, fit$lambda, 1L)
  expect_identical(parts$accurate, c(TRUE, TRUE, TRUE, FALSE))
  found <- lasso_kfold_errors(fit, folds, fit$lambda)$error[, , 1]
  expect_equal(found, refit_lasso_errors(case, folds, fit$lambda), tolerance = 1e-8)
})

test_that("a model that predicts the rows left out to eight digits keeps the digits of its error", {
  set.seed(43)
  x <- matrix(rnorm(400), 100)
  case <- list(x = x, y = drop(x %*% 1:4) + 1e-6 * rnorm(100))
  fit <- fit_lasso(case, lambda = c(0.1, 1e-7, 0))
  folds <- rep_len(1:5, 100)
  found <- lasso_kfold_errors(fit, folds, fit$lambda)$error[, , 1]
  expected <- refit_lasso_errors(case, folds, fit$lambda)
  expect_lt(max(abs(found - expected) / expected), 1e-6)
})

test_that("nothing to choose from: all columns unpenalised or excluded, or the response constant", {
  set.seed(44)
  x <- matrix(rnorm(60), 20)
  folds <- rep_len(1:4, 20)
  for (factor in list(c(0, 0, 0), c(Inf, Inf, Inf), c(0, Inf, 0))) {
    case <- list(x = x, y = rnorm(20), penalty_factor = factor)
    fit <- fit_lasso(case, lambda = c(1, 0.1))
    expect_equal(lasso_kfold_errors(fit, folds, fit$lambda)$error[, , 1], refit_lasso_errors(case, folds, fit$lambda), tolerance = 1e-8)
  }
  flat <- fit_lasso(list(x = x, y = rep(3, 20)), lambda = c(1, 0.1))
  expect_identical(max(abs(lasso_kfold_errors(flat, folds, flat$lambda)$error)), 0)
})

test_that("numbers do not depend on the number of threads", {
  for (name in c("tall_weighted", "tall_free", "wide", "wide_bounds")) {
    fit <- fit_lasso(lasso_kfold_cases()[[name]], n_lambda = 30)
    folds <- rep_len(1:7, fit$n)
    one <- lasso_kfold_errors(fit, folds, fit$lambda)
    for (threads in c(2, 4)) {
      fit$control <- normball_control(threads = threads)
      expect_identical(lasso_kfold_errors(fit, folds, fit$lambda), one)
    }
  }
})

test_that("moments over training rows are those of the rows themselves", {
  set.seed(45)
  x <- cbind(matrix(rnorm(80), 20) + 1e6, 1, c(rep(0, 18), 1, 2))
  for (x in list(x, Matrix::Matrix(x, sparse = TRUE))) {
    fit <- suppressMessages(lasso(x, rnorm(20), weights = replace(rexp(20), 3, 0), lambda = 1))
    folds <- rep_len(c(1L, 2L, 3L, 4L), 20)
    folds[19:20] <- 4L
    found <- training_moments(fit, fit$weights, folds, c(2L, 4L))
    for (at in 1:2) {
      rest <- replace(fit$weights, folds == c(2, 4)[at], 0)
      expected <- column_moments(x, rest / sum(rest))
      expect_equal(found$mean[, at], expected$mean, tolerance = 1e-14)
      expect_equal(found$scale[, at], expected$scale, tolerance = 1e-10)
      expect_identical(found$constant[, at], expected$constant)
    }
  }
})

test_that("batches hold what memory allows, or as many folds as threads where progress is shown", {
  fit <- list(p = 1e6, n = 1e6)
  expect_identical(fold_batches(c(2L, 5L, 6L), fit, 2L, NULL), list(c(2L, 5L), 6L))
  expect_identical(fold_batches(1:6, list(p = 10, n = 10), 1L, NULL), list(1:6))
  expect_length(fold_batches(1:6, list(p = 10, n = 10), 2L, identity), 3L)
  expect_identical(fold_batches(integer(), fit, 1L, NULL), list())
  case <- lasso_kfold_cases()$wide
  shown <- fit_lasso(case, n_lambda = 5, control = normball_control(progress = TRUE))
  seen <- list()
  lasso_kfold_errors(shown, rep_len(1:4, 40), shown$lambda, \(k, n_folds) seen[[length(seen) + 1L]] <<- c(k, n_folds))
  expect_identical(seen, lapply(1:4, \(k) c(k, 4L)))
})

test_that("bounds that exclude zero, on a column that is constant in a training set, are an error", {
  x <- cbind(c(rep(0, 8), 1, 2), 1:10)
  fit <- lasso(x, c(1, 3, 2, 5, 4, 6, 8, 7, 9, 12), lambda = 0.1, lower = c(0.1, -Inf))
  expect_error(lasso_kfold_errors(fit, rep(1:2, c(8, 2)), 0.1), class = "normball_error_bounds")
})
