# The norm as a function of the penalty, and its inverse.

test_that("the root solves the secular equation for spectra of every kind", {
  skip_on_cran()
  set.seed(71)
  for (i in 1:200) {
    r <- sample(1:30, 1L)
    d <- sort(10^runif(r, -sample(0:8, 1L), 0), decreasing = TRUE)
    g <- rnorm(r) * 10^runif(r, -3, 3)
    limit <- norm_of(g / d)
    for (share in c(1e-200, 1e-8, 0.01, 0.5, 0.99)) {
      c <- secular_root(d, g, share * limit)
      expect_true(is.finite(c) && c > 0)
      expect_equal(norm_of(d * g / (d^2 + c)) / limit, share, tolerance = 1e-13)
    }
    expect_identical(secular_root(d, g, limit), 0)
    expect_identical(secular_root(d, g, 2 * limit), 0)
    expect_identical(secular_root(d, g, 0), Inf)
  }
})

test_that("one direction has its closed form, none has the slack answer", {
  expect_equal(secular_root(2, 3, 0.5), 2 * 3 / 0.5 - 4, tolerance = 1e-14)
  expect_identical(secular_root(numeric(), numeric(), 1), 0)
  expect_identical(secular_root(numeric(), numeric(), 0), 0)
  expect_identical(secular_root(c(2, 1), c(0, 0), 0), 0)
})

test_that("few steps are enough where the spectrum is spread widely", {
  d <- 10^-(0:8)
  root <- secular_root(d, d^0.5, 1e-3 * norm_of(d^-0.5))
  expect_equal(norm_of(d^1.5 / (d^2 + root)), 1e-3 * norm_of(d^-0.5), tolerance = 1e-14)
})

test_that("norms of any size neither overflow nor vanish", {
  expect_equal(norm_of(c(3e200, 4e200)), 5e200)
  expect_equal(norm_of(c(3e-200, 4e-200)) * 1e200, 5)
  expect_identical(norm_of(numeric()), 0)
  expect_identical(norm_of(c(0, 0)), 0)
  expect_identical(norm_of(Inf), Inf)
})

test_that("the norm by coordinates is that of the coefficients", {
  for (seed in 1:14) {
    problem <- random_problem(seed)
    fit <- quietly(do.call(ridge, c(list(problem$x, problem$y, lambda = c(10, 0.1)), problem$settings)))
    value <- ridge_norms(fit, c(10, 0.1))
    expect_equal(value, coefficient_norms(fit, fit$coefficients, metric_weights(fit)), tolerance = 1e-9, label = problem$kind)
  }
})
