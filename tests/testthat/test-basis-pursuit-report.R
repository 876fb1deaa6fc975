# What basis pursuit leaves open, and its proof.

test_that("rank, null space and aliased coefficients are those of ridgeless()", {
  set.seed(511)
  base <- matrix(rnorm(15 * 4), 15) + 1
  for (x in list(base, cbind(base, base[, 1] + base[, 2]), cbind(base, base[, 1] + 5), cbind(base, matrix(rnorm(15 * 20), 15)))) {
    for (factor in list(NULL, rep_len(c(0, 1, 2), ncol(x)))) {
      y <- rnorm(15)
      fit <- quietly(basis_pursuit(x, y, penalty_factor = factor))
      peer <- quietly(ridgeless(x, y, penalty_factor = factor))
      for (part in c("rank", "null_dimension", "n_coefficients", "aliased", "interpolates")) {
        expect_identical(fit$limit[[part]], peer$limit[[part]], label = part)
      }
      expect_equal(fit$limit$training_error, peer$limit$training_error, tolerance = 1e-9)
    }
  }
  terms <- quietly(basis_pursuit(mpg ~ wt + factor(cyl), mtcars))
  expect_identical(terms$limit$aliased_terms, "factor(cyl)")
})

test_that("the dual vector proves the norm by itself", {
  set.seed(512)
  x <- matrix(rnorm(8 * 20), 8)
  fit <- basis_pursuit(x, rnorm(8), standardize = FALSE, intercept = FALSE)
  slopes <- drop(crossprod(x, fit$limit$dual)) / sqrt(8)
  slopes <- slopes / max(abs(slopes))
  expect_equal(sum(slopes * coef(fit)), sum(abs(coef(fit))), tolerance = 1e-12)
})

test_that("the certificate finds what is wrong", {
  set.seed(513)
  x <- matrix(rnorm(8 * 20), 8)
  fit <- basis_pursuit(x, rnorm(8))
  expect_equal(certificate(fit), fit$certificate, tolerance = 1e-8)
  other <- fit
  other$limit$dual <- rnorm(8)
  expect_gt(certificate(other)$relative_gap, 0.01)
  expect_identical(certificate(other)$status, "approximate")
  least <- fit
  least$coefficients[, 1L] <- coef(ridgeless(x, fit$y))
  expect_gt(certificate(least)$relative_gap, 1e-3) # a solution, but not of least norm
  expect_lt(certificate(least)$feasibility, 1e-10)
  off <- fit
  off$coefficients[2L, 1L] <- off$coefficients[2L, 1L] + 1
  expect_gt(certificate(off)$feasibility, 0.01)
  expect_identical(certificate(fit, lambda = 0.1)$lambda, 0.1)
})

test_that("without a certificate asked for there is none", {
  expect_null(basis_pursuit(mpg ~ wt, mtcars, control = normball_control(certify = FALSE))$certificate)
})
