# The distance of ridge's inverse from the pseudoinverse, measured and in theory.

cases <- function() {
  set.seed(61)
  wide <- matrix(rnorm(15 * 40), 15)
  list(
    tall = matrix(rnorm(60), 12), wide = wide, square = matrix(rnorm(49), 7), deficient = matrix(rnorm(40), 20) %*% matrix(rnorm(24), 2),
    deficient_wide = t(matrix(rnorm(40), 20) %*% matrix(rnorm(24), 2)), one = matrix(3), row = t(1:4), duplicated = cbind(1:6, 1:6, 6:1),
    ill = matrix(rnorm(200), 20) %*% diag(10^-(0:9)), longley = as.matrix(longley[, -7])
  )
}

test_that("measured distances are the formula to 1e-6 from 1e-14 to 1e6 times the largest square", {
  for (name in names(cases())) {
    x <- cases()[[name]]
    limit <- quietly(pinv_limit(x))
    d <- attr(limit, "singular_values")
    r <- attr(limit, "rank")
    expect_equal(range(limit$lambda) / d[1L]^2, c(1e-14, 1e6), tolerance = 1e-10)
    expect_equal(limit$spectral_theory, limit$lambda / (d[r] * (d[r]^2 + limit$lambda)), tolerance = 1e-12)
    expect_lt(max(limit_deviation(limit)), 1e-6, label = name)
    expect_lt(max(limit_deviation(limit)), 1e-12, label = name)
    expect_lt(max(limit$residual), 1e-14 * (d[1L] / d[r])^2 * 100, label = name)
  }
})

test_that("where subtraction keeps digits it gives the same distances", {
  x <- cases()$tall
  d <- svd(x)$d
  lambda <- d[1L]^2 * c(1e-3, 0.1, 1, 10)
  limit <- pinv_limit(x, lambda)
  for (l in seq_along(lambda)) {
    off <- pinv(x) - solve(crossprod(x) + lambda[l] * diag(ncol(x)), t(x))
    expect_equal(limit$spectral[l], norm(off, "2"), tolerance = 1e-10)
    expect_equal(limit$frobenius[l], norm(off, "F"), tolerance = 1e-10)
  }
})

test_that("scales, lambda = 0, zero matrices and a penalty in any order", {
  x <- cases()$deficient
  one <- pinv_limit(x)
  for (scale in 2^c(-490, 490)) {
    scaled <- pinv_limit(x * scale)
    expect_lt(max(limit_deviation(scaled)), 1e-12)
    expect_true(all(scaled$lambda > 0 & is.finite(scaled$lambda)))
    expect_equal(scaled$spectral[nrow(scaled)] * scale, one$spectral[nrow(one)], tolerance = 1e-10)
  }
  some <- pinv_limit(x, c(1, 0, 1e-200, 1e200))
  expect_identical(some$lambda, c(1, 0, 1e-200, 1e200))
  expect_identical(some$spectral[2L], 0)
  expect_equal(some$spectral[3L], some$spectral_theory[3L], tolerance = 1e-12)
  expect_equal(some$spectral[4L], attr(some, "norms")[["spectral"]], tolerance = 1e-12)
  zero <- pinv_limit(matrix(0, 3, 2))
  expect_true(all(zero$spectral == 0 & zero$frobenius == 0))
  expect_error(plot(zero), class = "normball_error_unsupported")
})

test_that("the rank decides, and the cutoff can be given", {
  x <- diag(c(1, 1e-3))
  expect_equal(attr(pinv_limit(x), "norms")[["spectral"]], 1e3)
  expect_equal(attr(pinv_limit(x, tol = 0.01), "norms")[["spectral"]], 1)
  expect_lt(max(limit_deviation(pinv_limit(x, tol = 0.01))), 1e-12)
})

test_that("print, parts and bad input", {
  limit <- pinv_limit(cases()$tall)
  expect_output(print(limit), "rank 5")
  expect_output(print(limit), "Measured from theory")
  expect_output(print(limit[1:2, 1:2]), "spectral")
  expect_s3_class(limit, "data.frame")
  expect_error(pinv_limit(diag(2), -1), class = "normball_error_lambda")
  expect_error(pinv_limit(diag(2), c(1, NA)), "element 2", class = "normball_error_lambda")
  expect_error(pinv_limit(diag(2), "a"), class = "normball_error_lambda")
  expect_error(pinv_limit(matrix(NA_real_)), class = "normball_error_nonfinite")
  expect_error(pinv_limit(1:3), class = "normball_error_type")
})
