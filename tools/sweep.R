# Random sweep: small problems over all combinations of settings, each answer against plain R. Slow, so not part of the tests.
#
#   Rscript tools/sweep.R [N]      N problems (default 200) from seeds 1..N; prints "N passed, N failed"
#
# Nothing of the package is used for what is expected: coefficients come from the QR of augmented rows (reference_ridge_qr in the helper of
# the tests) or the SVD, leave-one-out and k folds from refits, degrees of freedom and covariance from explicit matrices, the evidence from
# its density. Not compared: leave-one-out at leverage 1, which is NaN by definition; method = "gram" where the design is ill-conditioned.

library(normball)
source("tests/testthat/helper-ridge.R")
source("tools/sweep-common.R")
n_problems <- number_of_problems(200L)

# Settings drawn independently; x tall, wide, square, with duplicated columns, with factors' 0/1, sparse, or of uneven scales.
draw_problem <- function(seed) {
  set.seed(seed)
  n <- sample(3:25, 1L)
  p <- sample(c(1:4, n, n + 3L), 1L)
  x <- matrix(rnorm(n * p), n)
  shape <- sample(c("plain", "plain", "ties", "duplicated", "shifted", "uneven"), 1L)
  if (shape == "ties") x <- (x > 0.3) + 0
  if (shape == "duplicated") x <- cbind(x, x[, sample(p, 1L)])
  if (shape == "shifted") x <- x + 100
  if (shape == "uneven") x <- x * rep(10^runif(p, -2, 2), each = n)
  p <- ncol(x)
  m <- sample(c(1L, 1L, 3L), 1L)
  zeros <- sample(c(0L, 0L, 1L), 1L)
  weights <- sample(list(NULL, replace(runif(n, 0.2, 3), seq_len(zeros), 0)), 1L)[[1L]]
  factors <- sample(list(NULL, NULL, sample(c(0.3, 1, 5), p, TRUE), sample(c(0, 1, 2, Inf), p, TRUE, c(1, 4, 2, 1))), 1L)[[1L]]
  list(
    x = x, y = matrix(rnorm(n * m), n) + x %*% matrix(rnorm(p * m), p), shape = shape,
    lambda = c(10^sort(runif(2L, -3, 1), decreasing = TRUE), sample(c(0, 1e-4), 1L)),
    settings = list(
      weights = weights, offset = sample(list(NULL, rnorm(n)), 1L)[[1L]], intercept = runif(1L) < 0.75, standardize = runif(1L) < 0.5,
      penalty_factor = factors, loss = sample(c("mean", "sum"), 1L)
    ),
    method = sample(c("auto", "auto", "gram", "qr", "svd"), 1L), sparse = runif(1L) < 0.3
  )
}

fit_problem_by <- function(problem, lambda = problem$lambda, ...) {
  x <- if (problem$sparse) as(as(problem$x, "CsparseMatrix"), "generalMatrix") else problem$x
  more <- utils::modifyList(problem$settings, list(...), keep.null = TRUE)
  quietly(do.call(ridge, c(list(x, problem$y, lambda = lambda, control = normball_control(method = problem$method)), more)))
}

reference <- function(problem, lambda, settings = problem$settings) {
  do.call(reference_ridge, c(list(problem$x, problem$y, lambda), settings))
}

# Coefficients without row i under the penalty that stands beside the sum of squares, in the columns' scales of all rows.
refit_without <- function(problem, i, lambda) {
  s <- problem$settings
  w <- if (is.null(s$weights)) rep(1, nrow(problem$x)) else s$weights
  share <- w / sum(w)
  mean <- colSums(share * problem$x)
  sd <- if (s$standardize) sqrt(colSums(share * (problem$x - rep(mean, each = nrow(problem$x)))^2)) else rep(1, ncol(problem$x))
  factor <- (if (is.null(s$penalty_factor)) rep(1, ncol(problem$x)) else s$penalty_factor) * sd^2
  total <- if (s$loss == "mean") sum(w) else 1
  settings <- list(weights = replace(w, i, 0), standardize = FALSE, penalty_factor = factor, loss = "sum")
  settings <- utils::modifyList(s, settings, keep.null = TRUE)
  settings$penalty_factor[sd == 0] <- Inf
  reference(problem, lambda * total, settings)$coefficients
}

predict_row <- function(problem, coefficients, i) {
  slopes <- matrix(coefficients, dim(coefficients)[1L])
  level <- if (problem$settings$intercept) slopes[1L, ] else 0
  if (problem$settings$intercept) slopes <- slopes[-1L, , drop = FALSE]
  offset <- if (is.null(problem$settings$offset)) 0 else problem$settings$offset[i]
  t(t(problem$x[i, , drop = FALSE] %*% slopes) + level) + offset
}

# ---- what is compared ----

check_coefficients_and_df <- function(seed, problem, fit) {
  expected <- reference(problem, problem$lambda)
  check(seed, "coefficients", fit$coefficients, expected$coefficients, 1e-8)
  check(seed, "df", fit$df, expected$df, 1e-8)
  check(seed, "leverages", hatvalues(fit, lambda = problem$lambda), expected$hat, 1e-8)
  for (l in which(problem$lambda > 0)) {
    by_qr <- do.call(reference_ridge_qr, c(list(problem$x, problem$y, problem$lambda[l]), problem$settings))
    if (!any(problem$settings$penalty_factor == 0)) check(seed, "coefficients by QR", fit$coefficients[, l, ], by_qr, 1e-8)
  }
  other <- problem$lambda[2L] * 1.7
  check(seed, "coefficients off the path", coef(fit, lambda = other), reference(problem, other)$coefficients, 1e-8)
  check(seed, "deviance", fit$deviance, sapply(seq_len(ncol(problem$y)), \(k) sapply(seq_along(problem$lambda), \(l) {
    residual <- problem$y[, k] - predict_row(problem, expected$coefficients[, l, k, drop = FALSE], seq_len(nrow(problem$x)))
    sum((if (is.null(problem$settings$weights)) 1 else problem$settings$weights) * residual^2)
  })), 1e-7, scale = 1e-6 * sum(problem$y^2))
}

check_leave_one_out <- function(seed, problem, fit) {
  w <- problem$settings$weights
  rows <- if (is.null(w)) seq_len(nrow(problem$x)) else which(w > 0)
  if (length(rows) < 3L || any(problem$settings$penalty_factor == 0)) return(invisible())
  residuals <- loo_residuals(fit, lambda = problem$lambda)
  residuals <- array(residuals, c(nrow(problem$x), length(problem$lambda), ncol(problem$y)))
  for (i in sample(rows, 2L)) {
    expected <- predict_row(problem, refit_without(problem, i, problem$lambda), i)
    expected <- rep(problem$y[i, ], each = length(problem$lambda)) - as.vector(expected)
    found <- as.vector(residuals[i, , ])
    alone <- rep(1 - hatvalues(fit, lambda = problem$lambda)[i, ] < 1e-9, ncol(problem$y)) & is.nan(found)
    if (!all(alone)) check(seed, "leave-one-out", found[!alone], expected[!alone], 1e-8)
  }
}

check_folds <- function(seed, problem, fit) {
  s <- problem$settings
  w <- if (is.null(s$weights)) rep(1, nrow(problem$x)) else s$weights
  folds <- rep_len(1:3, nrow(problem$x))
  if (any(tapply(w > 0, folds, sum) == 0) || any(s$penalty_factor == 0)) return(invisible())
  found <- suppressMessages(cv(fit, folds = folds, extend = FALSE))
  expected <- sapply(1:3, function(k) {
    out <- which(folds == k & w > 0)
    settings <- utils::modifyList(s, list(weights = replace(w, folds == k, 0)), keep.null = TRUE)
    predicted <- predict_row(problem, reference(problem, problem$lambda, settings)$coefficients, out)
    error <- (problem$y[out, rep(seq_len(ncol(problem$y)), each = length(problem$lambda)), drop = FALSE] - predicted)^2
    rowSums(matrix(colSums(w[out] * error) / sum(w[out]), length(problem$lambda)))
  })
  check(seed, "k-fold errors", t(found$fold_error), expected, 1e-7)
}

check_covariance <- function(seed, problem, fit) {
  s <- problem$settings
  if (ncol(problem$y) > 1L || any(s$penalty_factor %in% c(0, Inf)) || problem$shape == "ties") return(invisible())
  w <- if (is.null(s$weights)) rep(1, nrow(problem$x)) else s$weights
  lambda <- problem$lambda[2L]
  centred <- problem$x - rep(colSums(w * problem$x) / sum(w), each = nrow(problem$x))
  sd <- if (s$standardize) sqrt(colSums(w * centred^2) / sum(w)) else rep(1, ncol(problem$x))
  penalty <- lambda * (if (s$loss == "mean") sum(w) else 1) * (if (is.null(s$penalty_factor)) 1 else s$penalty_factor) * sd^2
  z <- if (s$intercept) cbind(1, problem$x) else problem$x
  if (s$intercept) penalty <- c(0, penalty)
  if (any(sd == 0) || fit$condition > 1e3) return(invisible())
  inner <- crossprod(z, w * z)
  inverse <- solve(inner + diag(penalty, length(penalty)), tol = 0)
  df <- sum(diag(inverse %*% inner))
  if (fit$nobs - df < 0.05) return(invisible())
  sigma2 <- deviance(fit, lambda = lambda) / (fit$nobs - df)
  check(seed, "posterior covariance", suppressWarnings(vcov(fit, lambda = lambda, type = "posterior")), sigma2 * inverse, 1e-6)
  check(seed, "sampling covariance", suppressWarnings(vcov(fit, lambda = lambda)), sigma2 * inverse %*% inner %*% inverse, 1e-6)
}

# Without unpenalised columns the response is normal with covariance sigma2 (I + Z Z' / c): the density at its maximum over sigma2.
check_evidence <- function(seed, problem, fit) {
  s <- problem$settings
  if (ncol(problem$y) > 1L || !is.null(s$weights) || s$intercept || any(s$penalty_factor %in% c(0, Inf))) return(invisible())
  n <- nrow(problem$x)
  sd <- if (s$standardize) apply(problem$x, 2L, \(v) sqrt(mean((v - mean(v))^2))) else rep(1, ncol(problem$x))
  if (any(sd == 0)) return(invisible())
  scaled <- problem$x / rep(sd * (if (is.null(s$penalty_factor)) 1 else sqrt(s$penalty_factor)), each = n)
  y <- problem$y[, 1L] - (if (is.null(s$offset)) 0 else s$offset)
  positive <- problem$lambda[problem$lambda > 0]
  expected <- vapply(positive, function(lambda) {
    covariance <- diag(n) + tcrossprod(scaled) / (lambda * (if (s$loss == "mean") n else 1))
    sigma2 <- sum(y * solve(covariance, y, tol = 0)) / n
    -n / 2 * (log(2 * pi * sigma2) + 1) - as.numeric(determinant(covariance)$modulus) / 2
  }, 0)
  check(seed, "log evidence", log_evidence(fit, positive), expected, 1e-7)
}

# The objective in plain R, the gap never negative, and larger for a coefficient that was moved.
check_certificate <- function(seed, problem, fit) {
  s <- problem$settings
  w <- if (is.null(s$weights)) rep(1, nrow(problem$x)) else s$weights
  share <- w / sum(w)
  sd <- if (s$standardize) sqrt(colSums(share * (problem$x - rep(colSums(share * problem$x), each = nrow(problem$x)))^2)) else 1
  factor <- if (is.null(s$penalty_factor)) rep(1, ncol(problem$x)) else replace(s$penalty_factor, is.infinite(s$penalty_factor), 0)
  total <- if (s$loss == "mean") 1 else sum(w)
  table <- fit$certificate
  expected <- unlist(lapply(seq_len(ncol(problem$y)), \(k) vapply(seq_along(problem$lambda), \(l) {
    b <- fit$coefficients[, l, k, drop = FALSE]
    residual <- problem$y[, k] - predict_row(problem, b, seq_len(nrow(problem$x)))
    slopes <- if (s$intercept) b[-1L] else b
    total * sum(share * residual^2) / 2 + problem$lambda[l] / 2 * sum(factor * (sd * slopes)^2)
  }, 0)))
  check(seed, "primal objective", table$primal, expected, 1e-9, scale = 1e-6 * sum(problem$y^2))
  check(seed, "gap below 0", min(table$gap, 0), 0, 0)
  check(seed, "relative gap", max(table$relative_gap), 0, 1e-10 / 1e-300)
  check(seed, "status", sum(table$status != "optimal"), 0, 0)
  moved <- fit
  size <- rowSums(fit$coefficients[if (s$intercept) -1L else TRUE, , , drop = FALSE]^2) * colSums(problem$x^2)
  if (max(size) == 0) return(invisible())
  j <- which.max(size) + s$intercept
  moved$coefficients[j, , ] <- moved$coefficients[j, , ] * 1.001
  check(seed, "gap of a moved coefficient", sum(!(certificate(moved, "all")$gap > table$gap)), 0, 0)
}

for (seed in seq_len(n_problems)) {
  problem <- draw_problem(seed)
  fit <- attempt(seed, suppressWarnings(fit_problem_by(problem)))
  if (is.null(fit) || (problem$method == "gram" && fit$condition > 300)) next
  for (compare in list(check_coefficients_and_df, check_leave_one_out, check_folds, check_covariance, check_evidence, check_certificate)) {
    attempt(seed, compare(seed, problem, fit))
  }
}
report_and_quit()
