# Solutions off the path are those of a fit at these lambdas.

test_that("a later lambda is exact, in any order, and needs no refit", {
  fit <- lasso(y ~ ., diabetes, penalty_factor = c(sex = 0), weights = 1 + seq_len(442) %% 2)
  lambda <- c(0.123, 30, 0, 2, 0.123, fit$lambda[5L])
  later <- coef(fit, lambda = lambda)
  expect_s4_class(later, "dgCMatrix")
  expect_identical(colnames(later), lambda_labels(lambda))
  for (l in seq_along(lambda)) {
    alone <- coef(update(fit, lambda = lambda[l]))
    expect_equal(later[, l], alone, tolerance = 1e-10)
  }
  expect_equal(deviance(fit, lambda = 0.123), deviance(update(fit, lambda = 0.123)), tolerance = 1e-12, ignore_attr = TRUE)
  expect_equal(df_at(fit, 30), df_at(update(fit, lambda = 30), 30))
  expect_equal(unname(later[, 3L]), unname(coef(lm(y ~ ., diabetes, weights = 1 + seq_len(442) %% 2))), tolerance = 1e-9)
})

test_that("solutions of a wide sparse design are optimal off the path too", {
  set.seed(5)
  x <- Matrix::rsparsematrix(40, 200, 0.1)
  y <- as.vector(x[, 1:3] %*% c(3, -2, 1)) + rnorm(40) / 4
  fit <- lasso(x, y, n_lambda = 10)
  problem <- list(x = as.matrix(x), y = y, kind = "wide sparse", settings = list())
  expect_optimal(fit, problem, lambda = c(fit$lambda[c(1, 4, 10)], 0.0321, 1e-4))
})

test_that("solved_at() adds to a lasso what is asked for and leaves ridge alone", {
  fit <- lasso(mpg ~ ., mtcars, n_lambda = 5)
  more <- solved_at(fit, c(fit$lambda[2L], 0.77, 0.33))
  expect_identical(more$lambda, c(fit$lambda, 0.77, 0.33))
  expect_equal(coefficients_at(more, 0.77)[, 1L], coef(fit, lambda = 0.77)[, 1L])
  expect_equal(unname(deviance(more, lambda = 0.33)), unname(deviance(fit, lambda = 0.33)))
  expect_identical(solved_at(fit, fit$lambda), fit)
  ridge_fit <- ridge(mpg ~ ., mtcars, lambda = 1)
  expect_identical(solved_at(ridge_fit, 0.5), ridge_fit)
})

test_that("all methods of the control agree", {
  set.seed(6)
  x <- matrix(rnorm(30 * 50), 30)
  y <- x[, 1] - x[, 2] + rnorm(30)
  for (rows in list(1:30, 1:10)) for (columns in list(1:50, 1:8)) {
    fits <- lapply(lasso_engines, \(method) {
      lasso(x[rows, columns], y[rows], n_lambda = 8, control = normball_control(method))$coefficients
    })
    for (other in fits[-1L]) expect_equal(as.matrix(other), as.matrix(fits[[1L]]), tolerance = 1e-9)
  }
})

test_that("a fit without data answers on its path and refuses the rest", {
  full <- lasso(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  fit <- update(full, model = FALSE)
  expect_null(fit$x)
  expect_identical(coef(fit), coef(full))
  expect_equal(predict(fit, mtcars[1:3, ]), predict(full, mtcars[1:3, ]))
  for (refused in list(\(fit) coef(fit, lambda = 0.5), fitted, residuals, \(fit) uniqueness(fit, 1), certificate)) {
    expect_error(refused(fit), "model = TRUE|model = FALSE", class = "normball_error_unsupported")
  }
})
