# The plane of two coefficients: exact in its slice.

test_that("with two columns everything is that of the fit", {
  fit <- ridge(mpg ~ wt + hp, mtcars)
  view <- geometry_view(fit, c("wt", "hp"), lambda = 0.7)
  sd <- fit$scales
  expect_equal(view$solution, unname(coef(fit, lambda = 0.7)[-1L, ] * sd), tolerance = 1e-12)
  expect_equal(view$minimum, unname(coef(lm(mpg ~ wt + hp, mtcars))[-1L] * sd), tolerance = 1e-10)
  expect_equal(view$radius, unname(lambda_to_radius(fit, 0.7)), tolerance = 1e-12)
  expect_equal(view$disc, view$radius, tolerance = 1e-12)
  half_mean <- \(lambda) deviance(fit, lambda = lambda) / 64
  expect_equal(view$excess, unname(half_mean(0.7) - half_mean(0)), tolerance = 1e-9)
  path <- coef(fit, lambda = c(10, 0.1))[-1L, ] * sd
  off <- \(point) min(sqrt((view$path$x - point[1L])^2 + (view$path$y - point[2L])^2)) / view$disc
  expect_lt(max(apply(path, 2L, off)), 0.03)
})

test_that("contour and disc touch at the solution, whatever the other columns, weights and factors", {
  set.seed(151)
  x <- matrix(rnorm(200), 40) %*% (diag(5) + 0.5)
  y <- drop(x %*% c(3, -2, 1, 1, 2)) + rnorm(40)
  fits <- list(
    ridge(x, y), ridge(x, y, standardize = FALSE, loss = "sum"), ridge(x, cbind(y, y^2)),
    ridge(x, y, weights = runif(40), offset = rnorm(40), penalty_factor = c(1, 4, 0.5, 0, 1)), ridge(x[1:4, ], y[1:4])
  )
  for (fit in fits) for (lambda in c(0.05, 2)) {
    view <- geometry_view(fit, c("x1", "x2"), lambda = lambda)
    gradient <- drop(view$hessian %*% (view$solution - view$minimum))
    expect_equal(gradient, -lambda * view$metric^2 * view$solution, tolerance = 1e-8)
    expect_equal(sqrt(sum((view$metric * view$solution)^2)), view$disc, tolerance = 1e-10)
    gap <- apply(as.matrix(view$path), 1L, \(point) max(abs(point - view$solution)))
    expect_lt(min(gap) / max(abs(view$solution)), 1e-8)
    edge <- ellipse(view$hessian, view$minimum, view$excess)
    inside <- sqrt((view$metric[1L] * edge$x)^2 + (view$metric[2L] * edge$y)^2)
    expect_gte(min(inside), view$disc * (1 - 1e-9))
    expect_lt(min(inside), view$disc * 1.01)
  }
})

test_that("the loss in the slice is the loss of the fit with two coefficients moved", {
  fit <- ridge(mpg ~ wt + hp + disp + qsec, mtcars)
  view <- geometry_view(fit, c("wt", "disp"), lambda = 0.3)
  slopes <- coef(fit, lambda = 0.3)[-1L, 1L]
  loss <- function(drawn) {
    slopes[c("wt", "disp")] <- drawn / fit$scales[c(1, 3)]
    residual <- mtcars$mpg - as.matrix(mtcars[c("wt", "hp", "disp", "qsec")]) %*% slopes
    sum((residual - mean(residual))^2) / 64
  }
  for (move in list(c(0, 0), c(1, 0), c(-2, 3))) {
    expect_equal(loss(view$minimum + move) - loss(view$minimum), drop(move %*% view$hessian %*% move) / 2, tolerance = 1e-9)
  }
})

test_that("defaults: the largest two, the chosen lambda, half the radius of the limit", {
  fit <- ridge(y ~ ., diabetes)
  view <- geometry_view(fit)
  expect_equal(view$radius, unname(lambda_to_radius(fit, 0)) / 2, tolerance = 1e-10)
  slopes <- coef(fit, lambda = view$lambda)[-1L, 1L] * fit$scales
  expect_setequal(view$terms, names(sort(-abs(slopes)))[1:2])
  chosen <- quietly(select_lambda(fit, "gcv"))
  expect_identical(geometry_view(chosen)$lambda, chosen$chosen$lambda)
  expect_equal(geometry_view(chosen, radius = 12)$radius, 12, tolerance = 1e-10)
})

test_that("collinear columns have a minimum of least norm, lambda = 0 has no contours", {
  x <- cbind(a = sin(1:20), b = sin(1:20), c = cos(1:20))
  view <- geometry_view(ridge(x, 3 * sin(1:20) + cos(7 * 1:20)), c("a", "b"), lambda = 0.2)
  expect_equal(view$minimum[1L], view$minimum[2L], tolerance = 1e-10)
  expect_true(all(is.finite(as.matrix(geometry_contours(view)[[1L]]))))
  expect_length(geometry_contours(replace(view, "excess", 0)), 0)
})

test_that("bad requests are errors", {
  fit <- ridge(mpg ~ wt + hp + qsec, mtcars, penalty_factor = c(1, 1, 0))
  expect_error(geometry_view(fit, c("wt", "qsec")), "two penalised columns", class = "normball_error_type")
  expect_error(geometry_view(fit, "wt"), class = "normball_error_type")
  expect_error(geometry_view(fit, c("wt", "wt")), class = "normball_error_type")
  expect_error(geometry_view(fit, 1:2), class = "normball_error_type")
  expect_error(geometry_view(fit, lambda = 1, radius = 1), class = "normball_error_type")
  expect_error(geometry_view(fit, lambda = c(1, 2)), class = "normball_error_lambda")
  expect_error(geometry_view(fit, radius = -1), class = "normball_error_radius")
  expect_error(geometry_view(fit, radius = 0), class = "normball_error_unsupported")
  expect_error(geometry_view(ridge(mpg ~ wt, mtcars)), class = "normball_error_unsupported")
  expect_error(geometry_view(ridge(mpg ~ wt + hp, mtcars, model = FALSE), lambda = 1), class = "normball_error_unsupported")
})
