# Shapes, padding and the values behind the methods.

test_that("linear predictors keep a sparse matrix sparse and add intercept and offset per response", {
  set.seed(1)
  x <- Matrix::rsparsematrix(6, 3, 0.5)
  b <- array(rnorm(16), c(4, 2, 2))
  offset <- matrix(rnorm(12), 6)
  value <- linear_predictor(x, b, TRUE, offset)
  expect_identical(dim(value), c(6L, 2L, 2L))
  for (l in 1:2) for (j in 1:2) {
    expect_equal(value[, l, j], drop(cbind(1, as.matrix(x)) %*% b[, l, j]) + offset[, j])
  }
})

test_that("dimensions that carry nothing are dropped, and only those", {
  value <- array(1:12, c(3, 2, 2), list(letters[1:3], c("1", "0.1"), c("y1", "y2")))
  expect_identical(drop_lambda(value, FALSE), value)
  expect_identical(drop_lambda(value[, , 1L, drop = FALSE], FALSE), value[, , 1L])
  expect_identical(drop_lambda(value[, 1L, , drop = FALSE], TRUE), value[, 1L, ])
  expect_identical(drop_lambda(value[, 1L, 1L, drop = FALSE], TRUE), value[, 1L, 1L])
  one_row <- value[1L, , 1L, drop = FALSE]
  expect_identical(dim(drop_lambda(one_row, FALSE)), 1:2)
})

test_that("the deviance off the path is that of the residuals", {
  set.seed(2)
  x <- matrix(rnorm(80), 20)
  y <- cbind(a = rnorm(20), b = rnorm(20))
  fit <- ridge(x, y, lambda = c(1, 0.1), weights = runif(20), offset = y / 3)
  lambda <- c(0.37, 0)
  expect_equal(deviance_at(fit, lambda), colSums(fit$weights * residual_array(fit, lambda)^2), ignore_attr = TRUE, tolerance = 1e-12)
  expect_equal(deviance_at(fit, 1), matrix(fit$deviance[1L, ], 1L))
})

test_that("fits without data answer what they can and refuse the rest", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1), model = FALSE)
  full <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  expect_null(fit$x)
  expect_identical(coef(fit), coef(full))
  expect_equal(deviance(fit), deviance(full))
  expect_equal(predict(fit, mtcars[1:3, ]), predict(full, mtcars[1:3, ]))
  for (refused in list(fitted, residuals, predict, \(fit) residuals(fit, "loo"), model.matrix)) {
    expect_error(refused(fit), "model = TRUE", class = "normball_error_unsupported")
  }
})

test_that("sparse coefficients give the linear predictors of dense ones", {
  set.seed(3)
  x <- matrix(rnorm(24), 6)
  b <- as(matrix(c(1, 0, 2, 0, 0, -1, 0, 0, 0, 0), 5), "dgCMatrix")
  dimnames(b) <- list(letters[1:5], c("1", "0.1"))
  offset <- matrix(rnorm(6))
  expected <- cbind(1, x) %*% as.matrix(b) + as.vector(offset)
  for (design in list(x, as(x, "dgCMatrix"))) {
    value <- linear_predictor(design, b, TRUE, offset)
    expect_identical(dim(value), c(6L, 2L, 1L))
    expect_equal(value[, , 1L], expected, ignore_attr = TRUE)
    expect_equal(linear_predictor(design, b[-1L, ], FALSE)[, , 1L], x %*% as.matrix(b)[-1L, ], ignore_attr = TRUE)
  }
  expect_equal(linear_predictor(x, 0 * b, TRUE)[, , 1L], matrix(0, 6, 2), ignore_attr = TRUE)
  expect_identical(drop_lambda(b, FALSE), b)
  expect_identical(drop_lambda(b[, 1L, drop = FALSE], TRUE), c(a = 1, b = 0, c = 2, d = 0, e = 0))
})
