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
  t(vapply(seq_len(max(folds)), function(k) {
    part <- case
    rest <- folds != k & weights > 0
    for (name in c("y", "weights", "offset")) if (!is.null(part[[name]])) part[[name]] <- part[[name]][rest]
    part$x <- case$x[rest, , drop = FALSE]
    fit <- fit_lasso(part, lambda = lambda)
    out <- folds == k & weights > 0
    offset <- if (is.null(case$offset)) 0 else case$offset[out]
    fitted <- predict(fit, case$x[out, , drop = FALSE], newoffset = if (!is.null(case$offset)) offset, lambda = lambda)
    colSums(weights[out] * (case$y[out] - as.matrix(fitted))^2) / sum(weights[out])
  }, numeric(length(lambda))))
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
