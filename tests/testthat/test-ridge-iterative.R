# Conjugate gradients are the road of designs with both sides over 2000; here they are called on small ones.

sparse_case <- function(n, p) {
  set.seed(n + p)
  Matrix::rsparsematrix(n, p, 0.2)
}

test_that("conjugate gradients find the solutions of the factorisation", {
  for (shape in list(c(60, 20), c(20, 60))) {
    x <- sparse_case(shape[1L], shape[2L])
    y <- matrix(sin(seq_len(2 * shape[1L])), shape[1L])
    problem <- c(list(x = x), ridge_problem(x, y, NULL, TRUE, TRUE, rep(1, shape[2L]), "mean"))
    penalty <- c(0.1, 3, 0.01, 0)
    exact <- core_call(.Call(C_ridge_solve, problem, ridge_factorize(problem, "svd", 0), problem$y, penalty))
    parts <- solve_iteratively(problem, penalty, normball_control())
    expect_false(any(parts$failed))
    expect_equal(parts$b, exact, tolerance = 1e-9)
  }
})

test_that("a tolerance that is not reached is a warning and not an optimal certificate", {
  x <- sparse_case(60, 20)
  problem <- c(list(x = x), ridge_problem(x, matrix(sin(1:60)), NULL, TRUE, TRUE, rep(1, 20), "mean"))
  expect_warning(
    parts <- solve_ridge_iteratively(problem, c(1, 1e-3), 2L, normball_control(max_iter = 2L)), class = "normball_warning_iterations"
  )
  expect_equal(parts$fields$algorithm, "cgls")
})

test_that("a sparse design with both sides over the limit is fitted without being densified", {
  skip_on_cran()
  set.seed(7)
  x <- Matrix::rsparsematrix(2100, 2050, 0.002)
  y <- as.vector(x %*% rnorm(2050)) + rnorm(2100)
  fit <- ridge(x, y, lambda = c(1, 0.1))
  expect_equal(fit$algorithm, "cgls")
  expect_lt(max(fit$certificate$relative_gap), 1e-10)
  expect_s4_class(fit$x, "dgCMatrix")
  expect_error(ridge_df(fit, 1), class = "normball_error_unsupported")
  expect_error(hatvalues(fit, lambda = 1), class = "normball_error_unsupported")
})

test_that("the largest singular value of the default path is close", {
  x <- sparse_case(60, 20)
  problem <- c(list(x = x), ridge_problem(x, matrix(sin(1:60)), NULL, TRUE, TRUE, rep(1, 20), "mean"))
  first <- ridge_factorize(problem, "svd", 0)$d[1L]^2
  expect_equal(default_lambda_iterative(problem, 10L)[1L] / 100, first, tolerance = 0.1)
})
