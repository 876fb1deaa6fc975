scaled_problem <- function(d, mixture = 1, bounds = NULL, factor = NULL, x = d$x) {
  factor <- if (is.null(factor)) rep(1, ncol(x)) else factor
  c(list(x = x), lasso_problem(x, matrix(d$y), d$weights, TRUE, TRUE, factor, "mean", mixture, bounds))
}

dense_columns <- function(problem, set) {
  a <- (problem$x[, problem$penalised[set], drop = FALSE] - rep(problem$centre[set], each = nrow(problem$x))) *
    rep(problem$scale[set], each = nrow(problem$x)) * problem$root_weight
  if (is.null(problem$flat)) a else a - problem$flat %*% crossprod(problem$flat, a)
}

test_that("least squares on a set are those of the normal equations, dense and sparse, with unpenalised columns", {
  d <- choice_data()
  for (factor in list(NULL, d$factor)) {
    problem <- scaled_problem(d, factor = factor)
    for (set in list(2L, c(1L, 4L), seq_along(problem$columns))) {
      a <- dense_columns(problem, set)
      expect_equal(active_least_squares(problem, set, normball_control()), as.vector(solve(crossprod(a), crossprod(a, problem$y))),
                   tolerance = 1e-10)
      problem$x <- Matrix::Matrix(d$x, sparse = TRUE)
      expect_equal(active_least_squares(problem, set, normball_control()), as.vector(solve(crossprod(a), crossprod(a, problem$y))),
                   tolerance = 1e-10)
      problem$x <- d$x
    }
  }
})

test_that("dependent columns have the solution of least norm", {
  d <- choice_data()
  x <- cbind(d$x, twin = d$x[, 2], sum = d$x[, 1] + d$x[, 3])
  problem <- scaled_problem(d, x = x)
  set <- c(1L, 2L, 3L, 9L, 10L)
  a <- dense_columns(problem, set)
  s <- svd(a)
  expected <- s$v[, 1:3] %*% (crossprod(s$u[, 1:3], problem$y) / s$d[1:3])
  expect_equal(active_least_squares(problem, set, normball_control()), as.vector(expected), tolerance = 1e-9)
  expect_identical(active_trace(problem, set, numeric(5)), 3L)
})

test_that("least squares keep to bounds", {
  d <- choice_data()
  bounds <- list(lower = rep(0, 8), upper = c(1, rep(Inf, 7)))
  problem <- scaled_problem(d, bounds = bounds)
  b <- active_least_squares(problem, c(1L, 3L, 8L), normball_control())
  expect_true(all(b >= 0))
  expect_equal(b[1] * problem$scale[1] * problem$y_unit, 1)
  expect_identical(b[2], 0)
})

test_that("the trace is that of the hat matrix, with and without columns that are not penalised", {
  d <- choice_data()
  problem <- scaled_problem(d, mixture = 0.5)
  set <- c(2L, 5L, 8L)
  for (penalty in list(c(0.1, 2, 30), c(0, 0.3, 1e-9), c(0, 0, 5), c(1e-14, 1e-14, 1))) {
    a <- dense_columns(problem, set)
    expected <- sum(diag(a %*% solve(crossprod(a) + diag(penalty), t(a))))
    expect_equal(active_trace(problem, set, penalty), expected, tolerance = 1e-9)
  }
  expect_identical(active_trace(problem, integer(), numeric()), 0)
})

test_that("active sets are the nonzero rows of each column", {
  b <- sparse_columns(c(0L, 2L, 1L), c(0L, 2L, 2L, 3L), c(1, 0, 3), 4L)
  expect_identical(active_sets(b), list(1L, integer(), 2L))
})
