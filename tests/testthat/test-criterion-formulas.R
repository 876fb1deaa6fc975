lambdas <- c(30, 1, 0.02)

# Restricted log-likelihood by dense matrices: y ~ N(X0 a, sigma^2 V), V = W^-1 + Z Z' / c, sigma^2 profiled, and the normalisation of
# ?criteria, + 1/2 log|X0' W~ X0| with weights rescaled to mean one.
dense_evidence <- function(case, fit, lambda) {
  w <- case_weights(case)
  used <- w > 0
  w <- w[used]
  y <- (as.matrix(case$y) - if (is.null(case$offset)) 0 else case$offset)[used, , drop = FALSE]
  factor <- fit$penalty_factor
  scale <- if (fit$standardize) fit$scales else rep(1, ncol(case$x))
  x <- case$x[used, , drop = FALSE]
  held <- factor > 0 & is.finite(factor)
  z <- sweep(x[, held, drop = FALSE], 2, scale[held] * sqrt(factor[held]), "/")
  flat <- cbind(if (fit$intercept) rep(1, sum(used)), x[, factor == 0, drop = FALSE])
  penalty <- if (fit$loss == "mean") lambda * sum(w) else lambda
  v <- diag(1 / w) + tcrossprod(z) / penalty
  vi <- solve(v)
  logdet <- \(m) if (length(m)) as.numeric(determinant(m)$modulus) else 0
  project <- vi
  if (ncol(flat)) project <- vi - vi %*% flat %*% solve(t(flat) %*% vi %*% flat, t(flat) %*% vi)
  contrasts <- length(w) - ncol(flat)
  constant <- logdet(crossprod(flat, w * length(w) / sum(w) * flat)) / 2
  vapply(seq_len(ncol(y)), \(k) {
    variance <- drop(t(y[, k]) %*% project %*% y[, k]) / contrasts
    -contrasts / 2 * (log(2 * pi * variance) + 1) - (logdet(v) + logdet(t(flat) %*% vi %*% flat)) / 2 + constant
  }, 0)
}

test_that("the evidence is the restricted likelihood computed with dense matrices", {
  for (name in names(selection_cases())) {
    case <- selection_cases()[[name]]
    fit <- case_fit(case, lambdas)
    expected <- t(vapply(lambdas, \(l) dense_evidence(case, fit, l), numeric(NCOL(case$y))))
    expect_equal(as.vector(as.matrix(log_evidence(fit))), as.vector(if (NCOL(case$y) == 1) t(expected) else expected),
                 tolerance = 1e-10, label = name)
  }
})

test_that("without penalised columns it is the REML likelihood of lm plus its stated constant", {
  fit <- ridge(mpg ~ wt + hp, data = mtcars, weights = qsec, lambda = 1, penalty_factor = c(0, 0))
  old <- lm(mpg ~ wt + hp, data = mtcars, weights = qsec)
  w <- mtcars$qsec / mean(mtcars$qsec)
  constant <- as.numeric(determinant(crossprod(model.matrix(old), w * model.matrix(old)))$modulus) / 2
  expect_equal(log_evidence(fit)[[1]], as.numeric(logLik(old, REML = TRUE)) + constant)
})

test_that("the evidence of a model without intercept is a multivariate normal density", {
  case <- selection_cases()$wide_no_intercept
  fit <- case_fit(case, 0.5)
  v <- diag(9) + tcrossprod(case$x) / (0.5 * 9)
  root <- chol(v)
  z <- backsolve(root, case$y, transpose = TRUE)
  sigma <- sqrt(mean(z^2))
  expect_equal(log_evidence(fit)[[1]], sum(dnorm(z, sd = sigma, log = TRUE)) - sum(log(diag(root))))
})

test_that("the evidence changes neither with a factor of the weights nor with the units of unpenalised columns", {
  case <- selection_cases()$factors
  reference <- log_evidence(case_fit(case, lambdas))
  expect_equal(log_evidence(case_fit(utils::modifyList(case, list(weights = 7 * case$weights)), lambdas)), reference)
  case$x[, 1] <- 1000 * case$x[, 1]
  expect_equal(log_evidence(case_fit(case, lambdas)), reference)
})

test_that("at lambda = 0 the evidence is -Inf unless the fit interpolates, where it is the limit", {
  expect_identical(log_evidence(case_fit(selection_cases()$plain, c(1, 0)))[[2]], -Inf)
  for (name in c("wide", "wide_weighted", "wide_factors")) {
    fit <- case_fit(selection_cases()[[name]], c(1, 0))
    expect_equal(log_evidence(fit, 0), log_evidence(fit, 1e-9), tolerance = 1e-6, ignore_attr = TRUE, label = name)
  }
})

test_that("GCV where the fit interpolates is the limit of its ratio", {
  for (name in c("wide", "wide_weighted", "wide_factors", "wide_no_intercept")) {
    fit <- case_fit(selection_cases()[[name]], c(1, 0))
    expect_true(all(is.finite(gcv(fit))))
    expect_equal(gcv(fit, 0), gcv(fit, 1e-9), tolerance = 1e-6, ignore_attr = TRUE, label = name)
    n <- fit$nobs
    plain <- deviance(fit, lambda = 0.2) / sum(case_weights(selection_cases()[[name]])) / (1 - effective_df(fit, 0.2) / n)^2
    expect_equal(unname(c(gcv(fit, 0.2))), unname(c(plain)), tolerance = 1e-9)
  }
})

test_that("residual degrees of freedom do not cancel at small penalties", {
  fit <- case_fit(selection_cases()$wide, 1)
  s <- spectrum_at(fit, c(1e-13, 1e-12))
  expect_true(s$saturated)
  expect_equal(s$df_shrunk[2] / s$df_shrunk[1], 10, tolerance = 1e-9)
})

test_that("criteria at a lambda far below the path are those of a path that reaches it", {
  set.seed(4)
  x <- outer(seq(0, 1, length.out = 40), 1:12, "^")
  y <- sin(5 * x[, 1]) + rnorm(40) / 10
  high <- ridge(x, y, lambda = c(1e4, 1e3))
  low <- ridge(x, y, lambda = c(1, 1e-14), control = normball_control(method = "svd"))
  at <- c(1e-8, 1e-11, 1e-14)
  expect_equal(high$algorithm, "gram")
  expect_equal(effective_df(high, at), effective_df(low, at), tolerance = 1e-8)
  expect_equal(gcv(high, at), gcv(low, at), tolerance = 1e-8)
  expect_equal(deviance(high, at), deviance(low, at), tolerance = 1e-8)
  expect_equal(log_evidence(high, at), log_evidence(low, at), tolerance = 1e-8)
  bare <- ridge(x, y, lambda = c(1e4, 1e3), model = FALSE)
  expect_error(effective_df(bare, at), class = "normball_error_unsupported")
})

test_that("criteria are finite under any penalty", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = 1e300)
  expect_true(all(is.finite(unlist(criteria(fit)[-1]))))
  wide <- ridge(t(as.matrix(mtcars[1:6, 2:11])), rnorm(10), lambda = c(1e300, 1e250))
  expect_true(all(is.finite(criteria(wide)$gcv)))
})
