# The plane of two coefficients of lasso and elastic net: exact in its slice.

test_that("with two columns everything is that of the fit", {
  for (mixture in c(1, 0.4)) {
    fit <- lasso(mpg ~ wt + hp, mtcars, mixture = mixture)
    view <- geometry_view(fit, c("wt", "hp"), lambda = 0.7)
    sd <- fit$scales
    expect_equal(view$solution, unname(coef(fit, lambda = 0.7)[-1L, ] * sd), tolerance = 1e-12)
    expect_equal(view$minimum, unname(coef(lm(mpg ~ wt + hp, mtcars))[-1L] * sd), tolerance = 1e-10)
    expect_equal(view$radius, unname(lambda_to_radius(fit, 0.7)), tolerance = 1e-12)
    expect_equal(view$disc, view$radius, tolerance = 1e-12)
    half_mean <- \(lambda) deviance(fit, lambda = lambda) / 64
    expect_equal(view$excess, unname(half_mean(0.7) - half_mean(0)), tolerance = 1e-9)
    for (lambda in c(4, 2, 0.1)) {
      point <- coef(fit, lambda = lambda)[-1L, ] * sd
      expect_lt(min(sqrt((view$path$x - point[1L])^2 + (view$path$y - point[2L])^2)), 0.01 * view$disc)
    }
    expect_identical(unlist(view$path[1L, ], use.names = FALSE), c(0, 0))
    expect_equal(unlist(view$path[nrow(view$path), ], use.names = FALSE), view$minimum, tolerance = 1e-9)
  }
})

test_that("the slice is solved as lasso() solves two columns, with bounds and without", {
  set.seed(191)
  x <- matrix(rnorm(60), 30) %*% (diag(2) + 0.6)
  y <- drop(x %*% c(1, -0.4)) + rnorm(30)
  for (mixture in c(1, 0.5)) for (bounds in list(c(-Inf, Inf), c(0, 0.5), c(0.2, 0.4), c(-1, -0.1))) {
    lower <- c(bounds[1L], -Inf)
    upper <- c(bounds[2L], 0.3)
    fit <- lasso(x, y, mixture = mixture, intercept = FALSE, standardize = FALSE, lower = lower, upper = upper)
    slice <- list(h = crossprod(x) / 30, q = drop(crossprod(x, y)) / 30, a = rep(mixture, 2), c = rep(1 - mixture, 2), lower = lower,
                  upper = upper)
    lambda <- c(3, 1, 0.3, 0.1, 0.01, 0)
    expect_equal(slice_solutions(slice, lambda), unname(t(as.matrix(coef(fit, lambda = lambda)))), tolerance = 1e-10)
  }
})

test_that("contour and ball touch at the solution, whatever the other columns, weights, factors and bounds", {
  set.seed(192)
  x <- matrix(rnorm(200), 40) %*% (diag(5) + 0.5)
  y <- drop(x %*% c(3, -2, 1, 1, 2)) + rnorm(40)
  fits <- list(
    lasso(x, y), lasso(x, y, standardize = FALSE, loss = "sum", mixture = 0.3), lasso(x, y, upper = c(1, rep(Inf, 4))),
    lasso(x, y, mixture = 0.7, weights = runif(40), offset = rnorm(40), penalty_factor = c(1, 4, 0.5, 0, 1)),
    lasso(x, y, lower = c(0.5, -Inf, -1, -1, -1)), lasso(x[1:4, ], y[1:4])
  )
  for (fit in fits) for (lambda in c(0.05, 1)) {
    view <- geometry_view(fit, c("x1", "x2"), lambda = lambda)
    per_sd <- if (fit$standardize) fit$scales[1:2] else c(1, 1)
    expect_equal(view$solution, unname(coef(fit, lambda = lambda)[c("x1", "x2"), 1L] * per_sd), tolerance = 1e-12)
    gap <- apply(as.matrix(view$path), 1L, \(point) max(abs(point - view$solution)))
    expect_identical(min(gap), 0)
    loss <- \(z) rowSums((z - rep(view$minimum, each = nrow(z))) * ((z - rep(view$minimum, each = nrow(z))) %*% view$hessian)) / 2
    outline <- as.matrix(view$outline)
    expect_gte(min(loss(outline)), view$excess * (1 - 1e-9))
    inside <- outline * rep(runif(nrow(outline)), 2L)
    feasible <- inside[, 1L] >= (fit$lower[1L] %||% -Inf) * per_sd[1L] & inside[, 1L] <= (fit$upper[1L] %||% Inf) * per_sd[1L]
    expect_gte(min(loss(inside[feasible, , drop = FALSE]), Inf), view$excess * (1 - 1e-9))
    expect_lt(min(sqrt(rowSums((outline - rep(view$solution, each = nrow(outline)))^2))), 0.02 * max(abs(outline), 1e-300) + 1e-12)
  }
})

test_that("the ball has corners on the axes, and bounds cut it", {
  diamond <- slice_outline(list(a = c(1, 2), c = c(0, 0), lower = c(-Inf, -Inf), upper = c(Inf, Inf)), 4)
  expect_equal(abs(diamond$x) + 2 * abs(diamond$y), rep(4, 361))
  expect_true(all(c(4, -4) %in% diamond$x[diamond$y == 0]) && all(c(2, -2) %in% diamond$y[diamond$x == 0]))
  round <- slice_outline(list(a = c(0.5, 0.5), c = c(0.5, 1), lower = c(-Inf, -Inf), upper = c(Inf, Inf)), 3)
  expect_equal(0.5 * (abs(round$x) + abs(round$y)) + 0.25 * round$x^2 + 0.5 * round$y^2, rep(3, 361))
  cut <- slice_outline(list(a = c(1, 1), c = c(0, 0), lower = c(0.25, -Inf), upper = c(Inf, 0.5)), 1)
  expect_identical(c(min(cut$x), max(cut$y)), c(0.25, 0.5))
  expect_lte(max(abs(cut$x) + abs(cut$y)), 1 + 1e-14)
  area <- sum(cut$x * c(cut$y[-1L], cut$y[1L]) - c(cut$x[-1L], cut$x[1L]) * cut$y) / 2
  expect_equal(area, 0.75^2 - 0.25^2 / 2, tolerance = 1e-12) # the triangle right of x = 0.25 less the tip above y = 0.5
  point <- slice_outline(list(a = c(1, 1), c = c(0, 0), lower = c(-Inf, -Inf), upper = c(Inf, Inf)), 0)
  expect_true(all(point == 0))
})

test_that("columns that depend on each other, two zero coefficients", {
  twice <- lasso(mpg ~ wt + I(2 * wt) + hp, mtcars)
  view <- geometry_view(twice, c("wt", "I(2 * wt)"), lambda = 1)
  expect_true(all(is.finite(as.matrix(view$path))) && all(is.finite(view$minimum)))
  fit <- lasso(y ~ ., diabetes)
  none <- geometry_view(fit, c("age", "tch"), lambda = 50)
  expect_identical(c(none$disc, none$solution), c(0, 0, 0))
})

test_that("defaults and refusals", {
  fit <- lasso(y ~ ., diabetes)
  view <- geometry_view(fit)
  expect_equal(view$radius, unname(lambda_to_radius(fit, 0)) / 2, tolerance = 1e-10)
  slopes <- coef(fit, lambda = view$lambda)[-1L, 1L] * fit$scales
  expect_setequal(view$terms, names(sort(-abs(slopes)))[1:2])
  expect_equal(geometry_view(fit, radius = 30)$radius, 30, tolerance = 1e-12)
  set.seed(193)
  chosen <- quietly(cv(fit, folds = 4))$fit
  expect_identical(geometry_view(chosen)$lambda, chosen$chosen$lambda)
  held <- lasso(mpg ~ wt + hp, mtcars, upper = c(wt = -1))
  expect_equal(geometry_view(held)$radius, unname(mean(lambda_to_radius(held, c(Inf, 0)))), tolerance = 1e-12)
  expect_error(geometry_view(fit, "bmi"), class = "normball_error_type")
  expect_error(geometry_view(fit, c("bmi", "none")), class = "normball_error_type")
  expect_error(geometry_view(fit, lambda = 1, radius = 1), class = "normball_error_type")
  expect_error(geometry_view(fit, radius = 0), class = "normball_error_unsupported")
  expect_error(geometry_view(lasso(mpg ~ wt + hp, mtcars, penalty_factor = c(1, 0))), class = "normball_error_unsupported")
  free <- lasso(mpg ~ wt + hp + qsec, mtcars, penalty_factor = c(1, 0, 1), lower = c(hp = -1))
  expect_error(geometry_view(free, c("wt", "hp")), class = "normball_error_type")
  expect_error(geometry_view(lasso(mpg ~ wt + hp, mtcars, model = FALSE)), class = "normball_error_unsupported")
  expect_error(geometry_view(quietly(lasso(matrix(sin(1:20), 10), rep(1, 10)))), class = "normball_error_unsupported")
})
