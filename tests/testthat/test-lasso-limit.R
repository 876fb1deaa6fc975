# The limit of the scaled lasso problem.

limit_problem <- function(x, y, ..., bounds = list()) {
  problem <- lasso_problem(x, matrix(y), NULL, TRUE, TRUE, rep(1, ncol(x)), "mean", ..., bounds = bounds)
  c(list(x = x), problem)
}

test_that("the dual vector has slopes of the penalty and bounds the rest", {
  set.seed(531)
  x <- matrix(rnorm(9 * 25), 9)
  for (mixture in c(1, 0.4)) {
    problem <- limit_problem(x, rnorm(9), mixture = mixture)
    found <- lasso_limit(problem, normball_control())
    on <- found$b != 0
    slope <- problem$l1 * sign(found$b) + problem$ratio * problem$l2 * found$b
    expect_lt(max(abs(found$gradient - slope)[on]), 1e-12)
    expect_true(all(abs(found$gradient[!on]) <= problem$l1[!on] * (1 + 1e-12)))
    expect_lt(found$rss, 1e-28)
    expect_identical(found$rank, if (mixture == 1) sum(on) else 8L)
  }
})

test_that("bounds come first: columns that are held leave the least residual", {
  set.seed(532)
  x <- matrix(rnorm(30 * 4), 30)
  x <- cbind(x, x[, 1] - x[, 2])
  y <- drop(x %*% c(2, 1, 0.3, -1, 0)) + rnorm(30)
  fit <- basis_pursuit(x, y, lower = -0.5, upper = 0.5)
  near <- lasso(x, y, lower = -0.5, upper = 0.5, lambda = 1e-9)
  expect_equal(unname(drop(fit$deviance)), unname(drop(near$deviance)), tolerance = 1e-8)
  expect_lte(sum(abs(coef(fit)[-1L] * fit$scales)), sum(abs(coef(near)[-1L] * fit$scales)) + 1e-7)
  expect_lt(fit$certificate$relative_gap, 1e-10)
})

test_that("ill-conditioned bases keep the conditions at lambda = 0", {
  t <- seq(-1, 1, length.out = 12)
  x <- outer(t, 1:20, `^`)
  fit <- quietly(lasso(x, exp(t), lambda = c(0.01, 0)))
  expect_lt(certificate(fit)$kkt[2L], 1e-9)
})

test_that("a design too large to factor keeps to least squares", {
  set.seed(533)
  x <- Matrix::sparseMatrix(1:2100, 1:2100, x = 1)
  fit <- quietly(lasso(x, rnorm(2100), lambda = c(1e-3, 0), intercept = FALSE, standardize = FALSE))
  expect_lt(certificate(fit)$feasibility[2L], 1e-7)
  expect_lt(certificate(fit)$kkt[2L], 1e-7)
})
