test_that("df is the sum of leverages, and 1 - h keeps its digits as lambda -> 0", {
  fit <- ridge(y ~ ., diabetes)
  lambda <- c(1, 1e-3, 0)
  parts <- ridge_leverage(fit, lambda)
  expect_equal(colSums(parts$h), ridge_df(fit, lambda), tolerance = 1e-12)
  expect_equal(parts$h + parts$one_minus_h, matrix(1, 442L, 3L), tolerance = 1e-14)
  wide <- ridge(matrix(sin((1:200)^2), 10), cos(1:10))
  tiny <- ridge_leverage(wide, c(1e-8, 1e-12))$one_minus_h
  expect_equal(tiny[, 2L] / tiny[, 1L], rep(1e-4, 10L), tolerance = 1e-6)
})

test_that("leave-one-out residuals have a limit where the fit interpolates", {
  x <- matrix(sin((1:200)^2), 10)
  fit <- ridge(x, cos(1:10))
  near <- ridge_loo(fit, 1e-9)$residuals
  limit <- ridge_loo(fit, 0)$residuals
  expect_true(all(is.finite(limit)))
  expect_equal(near, limit, tolerance = 1e-5)
})

test_that("a row that alone determines a penalised column is predicted by the fit without that column", {
  x <- cbind(c(1, rep(0, 9)), sin(1:10))
  y <- cos(1:10)
  fit <- ridge(x, y, lambda = c(1, 0), standardize = FALSE)
  without <- quietly(ridge(x[-1L, ], y[-1L], lambda = 0, standardize = FALSE))
  expect_equal(ridge_loo(fit, 0)$residuals[1L, 1L, 1L], y[1L] - sum(c(1, x[1L, ]) * coef(without)), tolerance = 1e-10)
  expect_equal(ridge_loo(fit, 1e-12)$residuals[, 1L, 1L], ridge_loo(fit, 0)$residuals[, 1L, 1L], tolerance = 1e-9)
  free <- ridge(x, y, lambda = 1, penalty_factor = c(0, 1), standardize = FALSE)
  expect_true(is.nan(ridge_loo(free, 1)$residuals[1L, 1L, 1L]))
  expect_true(all(is.finite(ridge_loo(free, 1)$residuals[-1L, 1L, 1L])))
})

test_that("the covariance is that of the explicit formula", {
  x <- cbind(sin(1:30), cos(1:30 * 2), (1:30) / 9)
  w <- rep(c(1, 2, 0.5), 10)
  factor <- c(1, 0, 2)
  fit <- ridge(x, tan(1:30 / 40), lambda = 0.2, weights = w, penalty_factor = factor, standardize = FALSE)
  z <- cbind(1, x)
  gram <- crossprod(z, w * z)
  penalised <- solve(gram + diag(c(0, factor)) * 0.2 * sum(w))
  expect_equal(ridge_covariance(fit, 0.2, "posterior"), penalised, tolerance = 1e-11)
  expect_equal(ridge_covariance(fit, 0.2, "sampling"), penalised %*% gram %*% penalised, tolerance = 1e-11)
})

test_that("the spectrum gives the residual sum of squares at any penalty", {
  fit <- ridge(y ~ ., diabetes)
  s <- ridge_spectrum(fit)
  c <- s$c_of(0.2)
  rss <- s$total_weight * (s$rss0 + sum(s$coordinates^2 * (c / (s$d2 + c))^2))
  expect_equal(unname(rss), sum(residuals(fit, lambda = 0.2)^2), tolerance = 1e-11)
})
