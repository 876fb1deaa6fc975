# The scaled problem is only another way to write the given one.

test_that("the scaled design has columns of root mean square 1 and is centred", {
  x <- matrix(sin(1:60) * 10^(0:2), 20, byrow = FALSE) + 3
  w <- c(0, seq_len(19))
  problem <- ridge_problem(x, matrix(cos(1:20)), w, TRUE, TRUE, rep(1, 3), "mean")
  a <- core_call(.Call(C_multiply, c(list(x = x), problem), diag(3)))
  expect_equal(colSums(a^2), rep(1, 3), tolerance = 1e-13)
  expect_equal(drop(crossprod(a, problem$root_weight)), numeric(3), tolerance = 1e-13)
  expect_equal(problem$n_used, 19L)
})

test_that("units are powers of two, whatever the scale of the data", {
  x <- matrix(sin(1:30), 10)
  for (scale in c(1e-150, 1, 1e150)) {
    problem <- ridge_problem(x * scale, matrix(cos(1:10)) * scale, NULL, TRUE, FALSE, rep(1, 3), "mean")
    unit <- c(problem$scale[1L], problem$y_unit)
    expect_equal(log2(unit), round(log2(unit)))
    expect_true(all(abs(problem$y) < 2) && all(is.finite(problem$penalty_scale)))
  }
})

test_that("a response that does not vary becomes exactly zero", {
  problem <- ridge_problem(matrix(sin(1:30), 10), matrix(0.1, 10L), NULL, TRUE, TRUE, rep(1, 3), "mean")
  expect_identical(drop(problem$y), numeric(10))
  fit <- ridge(matrix(sin(1:30), 10), rep(0.1, 10L))
  expect_equal(unique(as.vector(fit$coefficients[-1L, , ])), 0)
  expect_equal(unique(fit$coefficients[1L, , 1L]), 0.1)
})

test_that("unpenalised columns are projected out and come back by least squares", {
  x <- matrix(sin(1:80 * 1.3), 20)
  y <- matrix(cos(1:20))
  problem <- ridge_problem(x, y, NULL, TRUE, TRUE, c(0, 1, 0, 1), "mean")
  expect_equal(crossprod(problem$flat), diag(2), tolerance = 1e-13)
  expect_equal(drop(crossprod(problem$flat, problem$y)), numeric(2), tolerance = 1e-13)
  fit <- ridge(x, drop(y), lambda = 0.5, penalty_factor = c(0, 1, 0, 1))
  free <- lm(drop(y) - x[, c(2, 4)] %*% coef(fit)[c(3, 5)] ~ x[, c(1, 3)])
  expect_equal(unname(coef(fit)[c(1, 2, 4)]), unname(coef(free)), tolerance = 1e-11)
})

test_that("only harmless centring of sparse columns is done after the sums", {
  x <- Matrix::Matrix(c(1, 0, 0, 2, 0, 1), 3, sparse = TRUE)
  expect_true(centring_is_harmless(x, c(0.3, 1), c(0.5, 0.8)))
  expect_false(centring_is_harmless(x, c(0.3, 100), c(0.5, 0.8)))
  expect_false(centring_is_harmless(matrix(1:6, 3), 0, 1))
  # A column at 1e8 with spread 1 keeps its digits.
  dense <- cbind(1e8 + sin(1:30), cos(1:30))
  far <- as(dense, "CsparseMatrix")
  expect_equal(coef(ridge(far, 1:30, lambda = 0.1)), coef(ridge(dense, 1:30, lambda = 0.1)), tolerance = 1e-7)
})

test_that("rows of zero weight change nothing, whatever they hold", {
  set.seed(1)
  x <- matrix(rnorm(60), 15)
  y <- drop(x %*% 1:4) + rnorm(15)
  weights <- runif(15, 0.5, 2)
  for (value in c(1e10, 1e100, 1e300, -1e300)) for (standardize in c(TRUE, FALSE)) {
    more <- rbind(x, value)
    rownames(more) <- NULL
    plain <- ridge(x, y, lambda = c(1, 0.1, 0), weights = weights, standardize = standardize)
    padded <- ridge(more, c(y, value), lambda = c(1, 0.1, 0), weights = c(weights, 0), standardize = standardize)
    sparse <- ridge(as(more, "dgCMatrix"), c(y, value), lambda = c(1, 0.1, 0), weights = c(weights, 0), standardize = standardize)
    free <- ridge(more, c(y, value), lambda = 1, weights = c(weights, 0), penalty_factor = c(0, 1, 1, 1))
    expect_equal(padded$coefficients, plain$coefficients, tolerance = 1e-12)
    expect_equal(sparse$coefficients, plain$coefficients, tolerance = 1e-12)
    expect_equal(coef(free), coef(ridge(x, y, lambda = 1, weights = weights, penalty_factor = c(0, 1, 1, 1))), tolerance = 1e-12)
    expect_true(all(padded$certificate$status == "optimal"))
    expect_equal(loo_residuals(padded)[1:15, ], loo_residuals(plain), tolerance = 1e-9)
  }
})

test_that("without standardisation the penalty may be far from one", {
  set.seed(2)
  x <- matrix(rnorm(60), 15)
  y <- rnorm(15)
  reference <- ridge(x, y, lambda = c(1, 0.1), standardize = FALSE)
  for (scale in 2^c(-514, -500, 500)) {
    fit <- ridge(x * scale, y, lambda = c(1, 0.1) * scale^2, standardize = FALSE)
    expect_equal(coef(fit, lambda = "all")[-1, ] * scale, coef(reference, lambda = "all")[-1, ], ignore_attr = TRUE, tolerance = 1e-9)
  }
  expect_error(ridge(x * 2^-560, y, standardize = FALSE), class = "normball_error_numeric")
  expect_error(ridge(x * 2^560, y, standardize = FALSE), class = "normball_error_numeric")
})
