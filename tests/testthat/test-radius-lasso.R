# Penalty to radius and back for lasso and elastic net: exact, for designs of every shape.

# The value of the penalty that the documentation names, from printed coefficients.
documented_penalty <- function(fit, lambda) {
  used <- is.finite(fit$penalty_factor) & !fit$constant
  size <- if (fit$standardize) fit$scales else rep(1, fit$p)
  slopes <- as.matrix(coef(fit, lambda = lambda))[seq_len(fit$p) + fit$intercept, , drop = FALSE]
  each <- abs(slopes * size)
  colSums((fit$penalty_factor * (fit$mixture * each + (1 - fit$mixture) / 2 * each^2))[used, , drop = FALSE])
}

lasso_radius_cases <- function() {
  set.seed(181)
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
    no_intercept = c(data, list(intercept = FALSE)),
    bounds = c(data, list(standardize = FALSE, lower = c(-0.5, rep(0, 3), rep(-Inf, 4)), upper = c(rep(Inf, 5), 1, 1, 1))),
    correlated = list(x = matrix(rnorm(400), 40) + 5 * rnorm(40), y = rnorm(40))
  ))
}

test_that("both round trips agree to 1e-10 over the whole path, on its lambdas and between them", {
  for (mixture in c(1, 0.5, 0.05)) for (name in names(lasso_radius_cases())) {
    about <- paste(name, mixture)
    fit <- quietly(do.call(lasso, c(lasso_radius_cases()[[name]], mixture = mixture)))
    radius <- lambda_to_radius(fit)
    expect_equal(unname(radius), unname(documented_penalty(fit, fit$lambda)), tolerance = 1e-12, label = about)
    expect_equal(as.vector(quietly(radius_to_lambda(fit, radius))), fit$lambda, tolerance = 1e-10, label = paste(about, "path"))
    between <- sqrt(fit$lambda[-1L] * fit$lambda[-length(fit$lambda)])
    middle <- lambda_to_radius(fit, between)
    expect_true(all(diff(middle) > 0), label = about)
    lambda <- radius_to_lambda(fit, middle)
    expect_lt(max(abs(lambda / between - 1)), 1e-10, label = paste(about, "lambda"))
    expect_false(any(attr(lambda, "slack")))
    expect_null(attr(lambda, "interval"))
    wanted <- c(1e-4, 0.03, seq(0.1, 0.9, by = 0.2), 0.99) * max(radius)
    back <- lambda_to_radius(fit, as.vector(radius_to_lambda(fit, wanted)))
    expect_lt(max(abs(back / wanted - 1)), 1e-10, label = paste(about, "radius"))
  }
})

test_that("radii beyond the path, below its first lambda, and of a path of one lambda", {
  whole <- lasso(y ~ ., diabetes)
  limit <- sum(abs(coef(lm(y ~ ., diabetes))[-1L]) * whole$scales)
  for (mixture in c(1, 0.3)) {
    fit <- lasso(y ~ ., diabetes, mixture = mixture)
    few <- lasso(y ~ ., diabetes, mixture = mixture, lambda = 5)
    most <- unname(lambda_to_radius(fit, 0))
    wanted <- c(1e-8, 1e-3, 0.2, 0.9, 1 - 1e-5) * most
    lambda <- radius_to_lambda(few, wanted)
    expect_equal(unname(lambda_to_radius(few, as.vector(lambda))), wanted, tolerance = 1e-10)
    expect_equal(as.vector(radius_to_lambda(fit, wanted)), as.vector(lambda), tolerance = 1e-9)
  }
  expect_equal(unname(lambda_to_radius(whole, 0)), limit, tolerance = 1e-9)
})

# The same problem solved on a grid of lambdas.
lasso_grid_of <- function(fit) {
  lasso(fit$x, fit$y[, 1L], standardize = fit$standardize, loss = fit$loss, penalty_factor = fit$penalty_factor, lower = fit$lower)
}

test_that("on the exact path the radius is linear between knots, and lambda of a radius is where the line says", {
  set.seed(182)
  wide <- matrix(rnorm(20 * 50), 20)
  fits <- list(
    lasso(y ~ ., diabetes, path = "exact"), lasso(wide, rnorm(20), path = "exact", standardize = FALSE),
    lasso(y ~ ., diabetes, path = "exact", lower = 0, loss = "sum", penalty_factor = c(0, rep(c(1, 2, 0.5), 3)) + 0.5)
  )
  for (fit in fits) {
    knot <- knots(fit)
    radius <- unname(lambda_to_radius(fit))
    expect_equal(radius, fit$exact$steps$l1_norm, tolerance = 1e-12)
    for (share in c(0.25, 0.7)) {
      lambda <- share * knot[-1L] + (1 - share) * knot[-length(knot)]
      line <- share * radius[-1L] + (1 - share) * radius[-length(radius)]
      expect_equal(unname(lambda_to_radius(fit, lambda)), line, tolerance = 1e-10)
      grid <- lasso_grid_of(fit)
      for (one in list(fit, grid)) expect_equal(as.vector(radius_to_lambda(one, line)), lambda, tolerance = 1e-9)
    }
  }
})

test_that("the solution of the radius is the constrained least squares: no coefficient in the ball fits better", {
  set.seed(183)
  x <- matrix(rnorm(90), 30)
  y <- drop(x %*% c(2, -1, 0.3)) + rnorm(30)
  for (mixture in c(1, 0.4)) {
    fit <- lasso(x, y, mixture = mixture, intercept = FALSE, standardize = FALSE)
    penalty <- \(b) sum(mixture * abs(b) + (1 - mixture) / 2 * b^2)
    best <- coef(fit, lambda = radius_to_lambda(fit, 1.5))[, 1L]
    expect_equal(penalty(best), 1.5, tolerance = 1e-12)
    rss <- \(b) sum((y - x %*% b)^2)
    for (i in 1:300) {
      other <- if (i %% 2) 2 * rnorm(3) else best + 0.01 * rnorm(3)
      while (penalty(other) > 1.5) other <- 0.97 * other
      expect_gte(rss(other), rss(best))
    }
  }
})

test_that("orthogonal columns have the closed form of soft thresholding", {
  x <- sqrt(20) * qr.Q(qr(matrix(sin(1:80), 20)))
  y <- drop(x %*% c(4, -3, 2, 0.5))
  fit <- lasso(x, y, intercept = FALSE, standardize = FALSE)
  expect_equal(as.vector(radius_to_lambda(fit, c(1, 3, 9.1))), c(3, 2, 0.1), tolerance = 1e-12)
  expect_equal(unname(lambda_to_radius(fit, c(3.5, 1))), c(0.5, 6), tolerance = 1e-12)
})

test_that("radius 0 and slack: an interval, lambda 0, messages", {
  fit <- lasso(y ~ ., diabetes)
  expect_message(zero <- radius_to_lambda(fit, c(0, 50)), "radius 0 from 45.16 to Inf", class = "normball_message_interval")
  expect_equal(unname(zero[1L]), fit$lambda[1L], tolerance = 1e-14)
  expect_equal(unname(attr(zero, "interval")[1L, ]), c(fit$lambda[1L], Inf), tolerance = 1e-14)
  expect_identical(unname(attr(zero, "interval")[2L, ]), rep(unname(zero[2L]), 2L))
  expect_identical(unname(lambda_to_radius(fit, as.vector(zero[1L]))), 0)
  limit <- lambda_to_radius(fit, 0)
  expect_message(value <- radius_to_lambda(fit, c(2 * limit, 10, limit, Inf)), "slack", class = "normball_message_slack")
  expect_identical(attr(value, "slack"), c(TRUE, FALSE, TRUE, TRUE))
  expect_identical(unname(value[c(1, 3, 4)]), c(0, 0, 0))
  expect_identical(unname(lambda_to_radius(fit, c(Inf, 0, Inf))), c(0, unname(limit), 0))
  nothing <- quietly(lasso(matrix(sin(1:20), 10), rep(1, 10)))
  expect_identical(as.vector(quietly(radius_to_lambda(nothing, c(0, 1)))), c(0, 0))
  expect_identical(unname(attr(quietly(radius_to_lambda(nothing, 0)), "interval")[1L, ]), c(0, Inf))
  free <- quietly(lasso(mpg ~ wt + hp, mtcars, penalty_factor = c(0, 0)))
  expect_identical(unname(lambda_to_radius(free, c(2, 0))), c(0, 0))
  expect_identical(attr(quietly(radius_to_lambda(free, c(0, 1))), "slack"), c(TRUE, TRUE))
})

test_that("bounds that exclude 0 leave a least radius, and below it an error that names it", {
  fit <- lasso(mpg ~ wt + hp + qsec, mtcars, standardize = FALSE, upper = c(wt = -1, hp = 0), lower = c(qsec = 0.25))
  expect_identical(unname(lambda_to_radius(fit, Inf)), 1.25)
  expect_error(radius_to_lambda(fit, c(2, 1)), "at least 1.25.*element 2 is 1", class = "normball_error_radius")
  least <- quietly(radius_to_lambda(fit, 1.25))
  expect_identical(unname(attr(least, "interval")[1L, 2L]), Inf)
  expect_equal(unname(lambda_to_radius(fit, as.vector(least))), 1.25, tolerance = 1e-14)
  expect_gt(lambda_to_radius(fit, as.vector(least) * 0.999), 1.25)
  net <- elastic_net(mpg ~ wt + hp + qsec, mtcars, standardize = FALSE, upper = c(wt = -1), lower = c(qsec = 0.25))
  expect_equal(unname(lambda_to_radius(net, Inf)), sum(0.5 * c(1, 0.25) + 0.25 * c(1, 0.25)^2), tolerance = 1e-14)
  wanted <- unname(lambda_to_radius(net, c(3, 0.5, 0.01)))
  expect_equal(as.vector(radius_to_lambda(net, wanted)), c(3, 0.5, 0.01), tolerance = 1e-10)
})

test_that("what it returns goes into coef() and predict()", {
  fit <- elastic_net(y ~ ., diabetes)
  lambda <- radius_to_lambda(fit, c(5, 20))
  expect_identical(dim(coef(fit, lambda = lambda)), c(11L, 2L))
  expect_equal(unname(lambda_to_radius(fit, lambda)), c(5, 20), tolerance = 1e-12)
  expect_identical(names(lambda), c("5", "20"))
})

test_that("cv and relaxed fits, fits without data, bad input", {
  set.seed(184)
  fit <- lasso(mpg ~ wt + hp + qsec, mtcars)
  chosen <- quietly(cv(fit, folds = 5))
  expect_identical(lambda_to_radius(chosen), lambda_to_radius(chosen$fit))
  expect_length(lambda_to_radius(chosen), 1)
  expect_equal(as.vector(radius_to_lambda(chosen, 1)), as.vector(radius_to_lambda(fit, 1)), tolerance = 1e-12)
  relaxed <- lasso(mpg ~ wt + hp + qsec, mtcars, relax = TRUE)
  expect_identical(lambda_to_radius(relaxed), lambda_to_radius(fit))
  expect_identical(radius_to_lambda(relaxed, 2), radius_to_lambda(fit, 2))
  bare <- lasso(mpg ~ wt + hp + qsec, mtcars, model = FALSE)
  expect_identical(lambda_to_radius(bare), lambda_to_radius(fit))
  expect_error(lambda_to_radius(bare, 0.123), class = "normball_error_unsupported")
  expect_error(radius_to_lambda(bare, 1), class = "normball_error_unsupported")
  expect_error(lambda_to_radius(fit, -1), class = "normball_error_lambda")
  expect_error(lambda_to_radius(fit, c(Inf, NA)), class = "normball_error_lambda")
  expect_error(lambda_to_radius(fit, norm = 2), class = "normball_error_unknown_argument")
  expect_error(radius_to_lambda(fit), class = "normball_error_radius")
  expect_error(radius_to_lambda(fit, "1"), class = "normball_error_radius")
  expect_error(radius_to_lambda(fit, c(1, -1)), "element 2", class = "normball_error_radius")
  expect_error(radius_to_lambda(fit, NA_real_), class = "normball_error_radius")
  expect_error(radius_to_lambda(fit, 1, norm = 2), class = "normball_error_unknown_argument")
  expect_error(radius_to_lambda(fit, 1, metric = "l1"), class = "normball_error_type")
})

test_that("columns and responses of sizes near the limits of doubles", {
  set.seed(185)
  x <- matrix(rnorm(120), 30)
  y <- drop(x %*% 1:4) + rnorm(30)
  plain <- lasso(x, y)
  for (size in c(1e-150, 1e150)) {
    fit <- lasso(x * size, y)
    expect_equal(as.vector(radius_to_lambda(fit, c(1, 4))), as.vector(radius_to_lambda(plain, c(1, 4))), tolerance = 1e-10)
    far <- lasso(x, y * size)
    expect_equal(as.vector(radius_to_lambda(far, size * c(1, 4))) / size, as.vector(radius_to_lambda(plain, c(1, 4))), tolerance = 1e-10)
  }
  expect_error(lambda_to_radius(elastic_net(x, y * 1e200), 1e-3), class = "normball_error_numeric")
})
