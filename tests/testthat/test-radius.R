# Penalty to radius and back: exact, for designs of every shape.

# The norm that the documentation names, from printed coefficients.
documented_norm <- function(fit, lambda) {
  weight <- fit$penalty_factor * (if (fit$standardize) fit$scales^2 else 1)
  used <- is.finite(fit$penalty_factor) & !fit$constant
  slopes <- matrix(coef(fit, lambda = lambda), ncol = length(lambda))[seq_len(fit$p) + fit$intercept, , drop = FALSE]
  sqrt(colSums(weight[used] * slopes[used, , drop = FALSE]^2))
}

round_trip_cases <- function() {
  set.seed(81)
  make <- function(n, p, sparse) {
    x <- matrix(rnorm(n * p), n) * rep(10^runif(p, -2, 2), each = n)
    if (sparse) x <- as(x * (runif(n * p) < 0.3), "CsparseMatrix")
    list(x = x, y = as.numeric(x %*% rnorm(p)) + rnorm(n))
  }
  shapes <- list(tall = c(60, 12), wide = c(20, 50), square = c(25, 25))
  cases <- list()
  for (shape in names(shapes)) for (sparse in c(FALSE, TRUE)) for (standardize in c(TRUE, FALSE)) {
    name <- paste(shape, if (sparse) "sparse" else "dense", if (standardize) "standardised" else "raw")
    cases[[name]] <- c(make(shapes[[shape]][1L], shapes[[shape]][2L], sparse), list(standardize = standardize))
  }
  data <- make(40, 8, FALSE)
  c(cases, list(
    weighted = c(data, list(weights = c(0, runif(39, 0.5, 2)), offset = rnorm(40), loss = "sum")),
    factors = c(data, list(penalty_factor = c(0, 1, 2, 0.5, Inf, 1, 0, 3))),
    no_intercept = c(data, list(intercept = FALSE))
  ))
}

test_that("both round trips agree to 1e-10 over the whole path", {
  for (name in names(round_trip_cases())) {
    fit <- quietly(do.call(ridge, round_trip_cases()[[name]]))
    radius <- lambda_to_radius(fit)
    expect_true(all(diff(radius) > 0), label = name)
    lambda <- radius_to_lambda(fit, radius)
    expect_lt(max(abs(lambda / fit$lambda - 1)), 1e-10, label = paste(name, "lambda"))
    expect_lt(max(abs(lambda_to_radius(fit, as.vector(lambda)) / radius - 1)), 1e-10, label = paste(name, "radius"))
    expect_false(any(attr(lambda, "slack")))
    between <- seq(0.01, 0.99, length.out = 40) * lambda_to_radius(fit, 0)
    back <- lambda_to_radius(fit, as.vector(quietly(radius_to_lambda(fit, between))))
    expect_lt(max(abs(back / between - 1)), 1e-10, label = paste(name, "radii between"))
    expect_equal(unname(radius), documented_norm(fit, fit$lambda), tolerance = 1e-9, label = name)
  }
})

test_that("the solution of the radius is the constrained least squares: no coefficient in the ball fits better", {
  set.seed(82)
  x <- matrix(rnorm(90), 30)
  y <- drop(x %*% c(2, -1, 3)) + rnorm(30)
  fit <- ridge(x, y, intercept = FALSE, standardize = FALSE)
  best <- coef(fit, lambda = radius_to_lambda(fit, 2))[, 1L]
  expect_equal(sqrt(sum(best^2)), 2, tolerance = 1e-12)
  rss <- \(b) sum((y - x %*% b)^2)
  for (i in 1:300) {
    other <- rnorm(3)
    other <- 2 * other / sqrt(sum(other^2)) * runif(1)^(1 / 3)
    expect_gte(rss(other), rss(best))
    near <- best + 0.01 * rnorm(3)
    expect_gte(rss(2 * near / max(2, sqrt(sum(near^2)))), rss(best))
  }
})

test_that("slack is said, and the ends are 0 and Inf", {
  fit <- ridge(y ~ ., diabetes)
  limit <- lambda_to_radius(fit, 0)
  expect_message(value <- radius_to_lambda(fit, c(2 * limit, 10)), "slack", class = "normball_message_slack")
  expect_identical(unname(value[1L]), 0)
  expect_identical(attr(value, "slack"), c(TRUE, FALSE))
  expect_identical(attr(quietly(radius_to_lambda(fit, limit)), "slack"), TRUE)
  expect_identical(attr(quietly(radius_to_lambda(fit, Inf)), "slack"), TRUE)
  zero <- radius_to_lambda(fit, 0)
  expect_identical(unname(zero[1L]), Inf)
  expect_false(attr(zero, "slack"))
  expect_identical(unname(lambda_to_radius(fit, c(Inf, 0, Inf))), c(0, unname(limit), 0))
  flat <- ridge(matrix(sin(1:20), 10), rep(1, 10))
  expect_identical(as.vector(quietly(radius_to_lambda(flat, 0))), 0)
})

test_that("what it returns goes into coef() and predict()", {
  fit <- ridge(y ~ ., diabetes)
  lambda <- radius_to_lambda(fit, c(5, 20))
  expect_identical(dim(coef(fit, lambda = lambda)), c(11L, 2L))
  expect_equal(unname(lambda_to_radius(fit, lambda)), c(5, 20), tolerance = 1e-12)
  expect_identical(names(lambda), c("5", "20"))
})

test_that("several responses have a ball each", {
  fit <- ridge(cbind(mpg, 100 * qsec) ~ wt + hp + disp, mtcars)
  radius <- lambda_to_radius(fit, c(1, 0.1))
  expect_identical(dim(radius), c(2L, 2L))
  one <- ridge(mpg ~ wt + hp + disp, mtcars)
  expect_equal(unname(radius[, 1L]), unname(lambda_to_radius(one, c(1, 0.1))), tolerance = 1e-12)
  lambda <- quietly(radius_to_lambda(fit, c(2, 3)))
  expect_identical(dim(lambda), c(2L, 2L))
  expect_identical(dim(attr(lambda, "slack")), c(2L, 2L))
  expect_equal(unname(lambda[, 1L]), as.vector(radius_to_lambda(one, c(2, 3))), tolerance = 1e-10)
})

test_that("small penalties of a fit by Gram matrix are as exact as large ones", {
  set.seed(83)
  x <- matrix(rnorm(400), 40) %*% diag(10^seq(0, -4, length.out = 10))
  fit <- ridge(x, drop(x %*% 10^seq(0, 4, length.out = 10)) + rnorm(40) * 0.01, lambda = c(10, 1), standardize = FALSE)
  expect_identical(fit$algorithm, "gram")
  lambda <- 10^(2:-9)
  expect_equal(unname(lambda_to_radius(fit, lambda)), documented_norm(fit, lambda), tolerance = 1e-9)
  expect_equal(as.vector(radius_to_lambda(fit, lambda_to_radius(fit, lambda))), lambda, tolerance = 1e-9)
})

test_that("the printed norm: a multiple where it is one, else its value at every lambda", {
  raw <- ridge(y ~ ., diabetes, standardize = FALSE)
  expect_equal(lambda_to_radius(raw, c(1, 0.1), metric = "original"), lambda_to_radius(raw, c(1, 0.1)))
  expect_equal(radius_to_lambda(raw, 5, metric = "original"), radius_to_lambda(raw, 5))
  half <- ridge(y ~ ., diabetes, standardize = FALSE, penalty_factor = rep(4, 10))
  expect_equal(2 * lambda_to_radius(half, 1, metric = "original"), lambda_to_radius(half, 1))
  expect_equal(as.vector(radius_to_lambda(half, unname(lambda_to_radius(half, 1, "original")), "original")), 1, tolerance = 1e-12)
  scaled <- ridge(y ~ ., diabetes)
  expect_equal(unname(lambda_to_radius(scaled, 1, metric = "original")), sqrt(sum(coef(scaled, lambda = 1)[-1L, ]^2)), tolerance = 1e-12)
})

test_that("cv, ridgeless, bad input and refusals", {
  fit <- ridge(mpg ~ wt + hp, mtcars)
  chosen <- quietly(cv(fit, folds = "loo"))
  expect_identical(lambda_to_radius(chosen), lambda_to_radius(chosen$fit))
  expect_identical(radius_to_lambda(chosen, 1), radius_to_lambda(chosen$fit, 1))
  expect_length(lambda_to_radius(chosen), 1)
  expect_equal(unname(lambda_to_radius(ridgeless(mpg ~ wt + hp, mtcars))), unname(lambda_to_radius(fit, 0)), tolerance = 1e-12)
  expect_error(lambda_to_radius(lm(mpg ~ wt, mtcars)), class = "normball_error_type")
  expect_error(radius_to_lambda(1, 1), class = "normball_error_type")
  expect_error(lambda_to_radius(fit, -1), class = "normball_error_lambda")
  expect_error(lambda_to_radius(fit, c(Inf, NA)), class = "normball_error_lambda")
  expect_error(radius_to_lambda(fit), class = "normball_error_radius")
  expect_error(radius_to_lambda(fit, "1"), class = "normball_error_radius")
  expect_error(radius_to_lambda(fit, c(1, -1)), "element 2", class = "normball_error_radius")
  expect_error(radius_to_lambda(fit, NA_real_), class = "normball_error_radius")
  expect_error(radius_to_lambda(fit, 1, norm = 2), class = "normball_error_unknown_argument")
  expect_error(radius_to_lambda(fit, 1, metric = "l1"), class = "normball_error_type")
  bare <- ridge(mpg ~ wt + hp, mtcars, model = FALSE)
  expect_equal(radius_to_lambda(bare, 1), radius_to_lambda(fit, 1), tolerance = 1e-12)
})

test_that("fits by conjugate gradients have radii and refuse the way back", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  fit$algorithm <- "cgls"
  fit$factor$core <- NULL
  expect_equal(ridge_norms(fit, c(1, 0.1)), ridge_norms(ridge(mpg ~ wt + hp, mtcars), c(1, 0.1)), tolerance = 1e-10)
  expect_error(radius_to_lambda(fit, 1), class = "normball_error_unsupported")
})
