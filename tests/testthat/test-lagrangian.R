# The Lagrangian and its saddle point.

test_that("value, loss and norm are those of the definition", {
  for (loss in c("mean", "sum")) {
    fit <- ridge(y ~ ., diabetes, loss = loss)
    result <- lagrangian(fit, lambda = 1, radius = 20)
    b <- coef(fit, lambda = 1)[, 1L]
    j <- sum((diabetes$y - predict(fit, diabetes, lambda = 1))^2) / (if (loss == "mean") 2 * nrow(diabetes) else 2)
    norm <- sqrt(sum((fit$scales * b[-1L])^2))
    expect_equal(result$coefficients, b)
    expect_equal(result$loss, j, tolerance = 1e-12)
    expect_equal(result$norm, norm, tolerance = 1e-12)
    expect_equal(result$value, j + (norm^2 - 400) / 2, tolerance = 1e-12)
    expect_gt(result$shortfall, 0)
    expect_false(result$saddle)
  }
})

test_that("a pair is a saddle point: no b below, no multiplier above", {
  set.seed(101)
  x <- matrix(rnorm(120), 30)
  y <- drop(x %*% 1:4) + rnorm(30)
  fit <- ridge(x, y, weights = runif(30, 0.5, 2), penalty_factor = c(1, 2, 0.5, 1))
  result <- lagrangian(fit, radius = 3)
  expect_true(result$saddle)
  expect_equal(result$lambda, as.vector(radius_to_lambda(fit, 3)))
  expect_equal(result$norm, 3, tolerance = 1e-12)
  expect_equal(result$value, result$optimum, tolerance = 1e-10)
  value <- function(b, alpha) {
    residual <- y - b[1L] - x %*% b[-1L]
    weight <- fit$penalty_factor * fit$scales^2
    sum(fit$weights * residual^2) / (2 * sum(fit$weights)) + alpha / 2 * (sum(weight * b[-1L]^2) - 9)
  }
  at <- value(result$coefficients, result$lambda)
  expect_equal(at, result$value, tolerance = 1e-10)
  for (i in 1:100) expect_gte(value(result$coefficients + 0.1 * rnorm(5), result$lambda), at)
  for (alpha in c(0, 0.1, 1, 10, 1000)) expect_lte(value(result$coefficients, alpha), at + 1e-9)
})

test_that("weak duality: L never exceeds the constrained optimum, whatever lambda", {
  fit <- ridge(y ~ ., diabetes)
  for (lambda in 10^(3:-4)) for (radius in c(1, 20, 60)) {
    result <- lagrangian(fit, lambda = lambda, radius = radius)
    expect_gte(result$shortfall, -1e-9 * result$optimum)
  }
})

test_that("slack constraints, radius 0, unpenalised columns", {
  fit <- ridge(y ~ ., diabetes)
  slack <- lagrangian(fit, radius = 1e4)
  expect_true(slack$slack && slack$saddle)
  expect_identical(slack$lambda, 0)
  expect_identical(slack$complementarity, 0)
  expect_lt(slack$slope, 0)
  free <- ridge(mpg ~ wt + hp + qsec, mtcars, penalty_factor = c(0, 1, 1))
  none <- lagrangian(free, lambda = 1, radius = 0)
  expect_equal(none$optimum, deviance(lm(mpg ~ wt, mtcars)) / 64, tolerance = 1e-12)
  expect_identical(none$multiplier, Inf)
})

test_that("defaults, print and refusals", {
  fit <- select_lambda(ridge(mpg ~ wt + hp, mtcars), "gcv") |> quietly()
  result <- lagrangian(fit)
  expect_identical(result$lambda, fit$chosen$lambda)
  expect_true(result$saddle)
  expect_output(print(result), "Saddle point: yes")
  chosen <- quietly(cv(ridge(mpg ~ wt + hp, mtcars), folds = "loo"))
  expect_equal(lagrangian(chosen)$lambda, chosen$fit$chosen$lambda)
  expect_error(lagrangian(ridge(mpg ~ wt + hp, mtcars)), class = "normball_error_lambda")
  expect_error(lagrangian(fit, radius = 0), class = "normball_error_radius")
  expect_error(lagrangian(fit, radius = c(1, 2)), class = "normball_error_radius")
  expect_error(lagrangian(fit, radius = Inf), class = "normball_error_radius")
  expect_error(lagrangian(fit, lambda = -1), class = "normball_error_lambda")
  expect_error(lagrangian(fit, alpha = 1), class = "normball_error_unknown_argument")
  expect_error(lagrangian(ridge(cbind(mpg, qsec) ~ wt + hp, mtcars), lambda = 1), class = "normball_error_unsupported")
  expect_error(lagrangian(1), class = "normball_error_type")
})

test_that("lasso and elastic net: a pair is a saddle point of J + a (P - r)", {
  set.seed(102)
  x <- matrix(rnorm(120), 30)
  y <- drop(x %*% c(1, 2, 0, -1)) + rnorm(30)
  for (mixture in c(1, 0.4)) for (loss in c("mean", "sum")) {
    fit <- lasso(x, y, mixture = mixture, loss = loss, weights = runif(30, 0.5, 2), penalty_factor = c(1, 2, 0.5, 1),
                 lower = c(-Inf, 0, 0, 0))
    result <- lagrangian(fit, radius = 1.5)
    expect_true(result$saddle && !result$squared)
    expect_equal(result$lambda, as.vector(radius_to_lambda(fit, 1.5)))
    expect_equal(result$norm, 1.5, tolerance = 1e-12)
    expect_equal(result$value, result$optimum, tolerance = 1e-10)
    value <- function(b, alpha) {
      residual <- y - b[1L] - x %*% b[-1L]
      size <- abs(fit$scales * b[-1L])
      penalty <- sum(fit$penalty_factor * (mixture * size + (1 - mixture) / 2 * size^2))
      sum(fit$weights * residual^2) / (if (loss == "sum") 2 else 2 * sum(fit$weights)) + alpha * (penalty - 1.5)
    }
    at <- value(result$coefficients, result$lambda)
    expect_equal(at, result$value, tolerance = 1e-10)
    for (i in 1:100) {
      other <- result$coefficients + 0.1 * rnorm(5)
      other[3:5] <- pmax(other[3:5], 0)
      expect_gte(value(other, result$lambda), at)
    }
    for (alpha in c(0, 0.1, 1, 10, 1000)) expect_lte(value(result$coefficients, alpha), at + 1e-9)
    for (lambda in c(10, 1, 0.1, 0)) for (radius in c(0, 1, 5)) {
      expect_gte(lagrangian(fit, lambda = lambda, radius = radius)$shortfall, -1e-9 * result$optimum)
    }
  }
})

test_that("lasso: slack, radius 0 with any of its multipliers, bounds, print", {
  fit <- lasso(y ~ ., diabetes)
  slack <- lagrangian(fit, radius = 1e4)
  expect_true(slack$slack && slack$saddle && slack$slope < 0)
  expect_identical(slack$lambda, 0)
  zero <- lagrangian(fit, radius = 0)
  expect_true(zero$saddle)
  expect_equal(zero$multiplier, fit$lambda[1L], tolerance = 1e-14)
  expect_true(lagrangian(fit, lambda = 100, radius = 0)$saddle)
  expect_false(lagrangian(fit, lambda = 30, radius = 0)$saddle)
  expect_error(lagrangian(lasso(mpg ~ wt + hp, mtcars, upper = c(wt = -1)), radius = 0.1), "at least", class = "normball_error_radius")
  expect_output(print(lagrangian(fit, radius = 50)), "a (P(b) - r) of least squares within P(b) <= r", fixed = TRUE)
  expect_output(print(lagrangian(ridge(y ~ ., diabetes), radius = 20)), "a/2 (|b|^2 - r^2) of least squares within a ball", fixed = TRUE)
  set.seed(103)
  chosen <- quietly(cv(lasso(mpg ~ wt + hp, mtcars), folds = 4))
  expect_identical(lagrangian(chosen)$lambda, chosen$fit$chosen$lambda)
})
