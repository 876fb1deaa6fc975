# The verb: exact cases, agreement with peers, interfaces, bad input. Option by option sweeps are in test-metamorphic.R.

test_that("a rational case by hand", {
  # x = (-1, 0, 1), y = (1, 2, 6): mean 3, x'y = 5, x'x = 2; sum loss: b = 5 / (2 + lambda)
  fit <- ridge(matrix(c(-1, 0, 1)), c(1, 2, 6), lambda = c(3, 0.5, 0), loss = "sum", standardize = FALSE)
  expect_equal(unname(fit$coefficients[2L, , 1L]), c(1, 2, 2.5), tolerance = 1e-15)
  expect_equal(unname(fit$coefficients[1L, , 1L]), c(3, 3, 3), tolerance = 1e-15)
  expect_equal(fit$df, c(1 + 2 / 5, 1 + 2 / 2.5, 2), tolerance = 1e-15)
  expect_equal(fit$rank, 2L)
})

test_that("orthonormal columns are shrunk by 1 / (1 + lambda)", {
  x <- qr.Q(qr(cbind(1, matrix(sin((1:60)^2), 20))))[, -1L]
  y <- cos(1:20)
  least_squares <- drop(crossprod(x, y))
  fit <- ridge(x, y, lambda = c(2, 1, 0), loss = "sum", standardize = FALSE)
  expect_equal(unname(fit$coefficients[-1L, , 1L]), outer(least_squares, 1 / c(3, 2, 1)), tolerance = 1e-13)
})

test_that("lambda = 0 is the solution of minimum norm, and [X, X] shares each coefficient", {
  x <- matrix(cos((1:40)^2), 4)
  y <- c(1, -1, 2, 0)
  fit <- ridge(x, y, lambda = 0, standardize = FALSE, intercept = FALSE)
  expect_equal(unname(coef(fit)), drop(crossprod(x, solve(tcrossprod(x), y))), tolerance = 1e-12)
  expect_equal(fit$rank, 4L)
  tall <- matrix(sin((1:60)^2), 20)
  once <- ridge(tall, 1:20, lambda = 0, standardize = FALSE)
  twice <- ridge(cbind(tall, tall), 1:20, lambda = 0, standardize = FALSE)
  expect_equal(unname(coef(twice)[-1L]), unname(rep(coef(once)[-1L], 2) / 2), tolerance = 1e-12)
})

test_that("it agrees with lm.ridge, glmnet and quadprog", {
  skip_if_not_installed("MASS")
  fit <- ridge(y ~ ., diabetes, lambda = c(1, 0.1, 0.01))
  mass <- MASS::lm.ridge(y ~ ., diabetes, lambda = as_lambda(fit$lambda, "MASS", fit))
  expect_equal(unname(t(coef(mass))), unname(coef(fit)), tolerance = 1e-10)
  skip_if_not_installed("quadprog")
  x <- scale(as.matrix(diabetes[-11L]))
  hessian <- crossprod(x) / 442 + diag(0.1, 10L)
  quadratic <- quadprog::solve.QP(hessian, crossprod(x, diabetes$y) / 442, matrix(0, 10L, 1L))
  direct <- ridge(x, diabetes$y, lambda = 0.1, standardize = FALSE)
  expect_equal(unname(coef(direct)[-1L]), quadratic$solution, tolerance = 1e-10)
})

test_that("formula, matrix, data frame and sparse matrix give one fit", {
  x <- as.matrix(diabetes[-11L])
  formula <- coef(ridge(y ~ ., diabetes, lambda = 0.3))
  expect_equal(coef(ridge(x, diabetes$y, lambda = 0.3)), formula, tolerance = 1e-13)
  expect_equal(coef(ridge(diabetes[-11L], diabetes$y, lambda = 0.3)), formula, tolerance = 1e-13)
  expect_equal(coef(ridge(as(x, "CsparseMatrix"), diabetes$y, lambda = 0.3)), formula, tolerance = 1e-10)
})

test_that("the formula may come by name after the data, or through a pipe", {
  plain <- ridge(y ~ bmi + age, diabetes, lambda = 1)
  named <- ridge(data = diabetes, formula = y ~ bmi + age, lambda = 1)
  piped <- diabetes |> ridge(y ~ bmi + age, lambda = 1)
  expect_equal(coef(named), coef(plain))
  expect_equal(coef(piped), coef(plain))
  expect_named(coef(update(piped, . ~ . + map)), c("(Intercept)", "bmi", "age", "map"))
  make <- function(d, l) ridge(y ~ bmi, data = d, lambda = l)
  expect_equal(coef(make(diabetes, 2)), coef(ridge(y ~ bmi, diabetes, lambda = 2)))
})

test_that("a later lambda is exact and needs no refit", {
  fit <- ridge(y ~ ., diabetes)
  alone <- ridge(y ~ ., diabetes, lambda = 0.123)
  expect_equal(unname(coef(fit, lambda = 0.123)[, 1L]), unname(coef(alone)), tolerance = 1e-13)
})

test_that("bad arguments are refused before anything is computed", {
  x <- matrix(sin(1:20), 5)
  y <- 1:5
  expect_error(ridge(), class = "normball_error_type")
  expect_error(ridge("x", y), class = "normball_error_type")
  expect_error(ridge(x, y, lamda = 1), "lamda", class = "normball_error_unknown_argument")
  expect_error(ridge(y ~ ., diabetes, lamda = 1), "lamda", class = "normball_error_unknown_argument")
  expect_error(ridge(x, y, lambda = -1), class = "normball_error_lambda")
  expect_error(ridge(x, y, lambda = NA_real_), class = "normball_error")
  expect_error(ridge(x, y, lambda = "a"), class = "normball_error_lambda")
  expect_error(ridge(x, y, n_lambda = 1), class = "normball_error")
  expect_error(ridge(x, y, loss = "max"), class = "normball_error_type")
  expect_error(ridge(x, y, standardize = NA), class = "normball_error_type")
  expect_error(ridge(x, y, control = list()), class = "normball_error_type")
  expect_error(ridge(x, y[-1L]), class = "normball_error_length")
  expect_error(ridge(replace(x, 7L, NaN), y), "row 2", class = "normball_error_nonfinite")
  expect_error(ridge(x, replace(y, 2L, NA)), class = "normball_error_nonfinite")
  expect_error(ridge(x, y, weights = c(-1, 1, 1, 1, 1)), class = "normball_error")
  expect_error(ridge(x, y, weights = numeric(5)), class = "normball_error_weights")
  expect_message(ridge(x, y, lambda = c(0.1, 1)), class = "normball_message_lambda")
})
