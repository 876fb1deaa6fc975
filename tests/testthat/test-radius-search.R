# The search for the lambda of a radius by exact solutions.

test_that("faces tell signs and bounds apart, and only penalised coefficients between bounds move", {
  fit <- lasso(mpg ~ wt + hp + qsec, mtcars, lower = c(-1, -Inf, -Inf), upper = c(Inf, Inf, 0.5), penalty_factor = c(1, 1, 0))
  solutions <- sparse_columns(c(0, 1, 0, 1, 1, 2, 0, 3, 3), c(0, 2, 4, 6, 8, 9), c(9, 2, 9, -1, -1, 0.1, 9, 0.5, 0.2), 4L)
  faces <- faces_of(fit, solutions)
  expect_identical(nrow(unique(faces["face"])), 5L)
  expect_identical(faces$moves, c(TRUE, FALSE, TRUE, FALSE, FALSE))
  none <- lasso(mpg ~ wt + hp, mtcars, lambda = c(2, 1))
  signs <- faces_of(none, sparse_columns(c(1, 2, 1, 2), c(0, 2, 4), c(-1, 1, 1, -1), 3L))
  expect_false(signs$face[1L] == signs$face[2L])
  expect_identical(faces_of(none, sparse_columns(integer(), c(0, 0), numeric(), 3L)), data.frame(face = "", moves = FALSE))
})

test_that("a coefficient a rounding off its bound lies on it", {
  fit <- list(lower = c(-0.3, -Inf), upper = c(Inf, 0.7))
  expect_identical(bound_of(fit, c(1L, 2L, 1L, 2L), c(-0.3 * (1 + 2e-16), 0.7, 0.3, 0.7 * (1 - 1e-12))), c(2L, 3L, 0L, 0L))
  expect_identical(bound_of(list(), c(1L, 2L), c(1, 2)), c(0L, 0L))
})

test_that("the line through two points is left from the nearer one", {
  low <- data.frame(lambda = 1, p = 4)
  high <- data.frame(lambda = 3, p = 0)
  expect_identical(on_line(c(4, 3, 1, 0), low[rep(1, 4), ], high[rep(1, 4), ]), c(1, 1.5, 2.5, 3))
  expect_identical(on_line(1e-300, low, high), 3)
})

test_that("gaps of the curve are bridged, towards zero as well", {
  fit <- lasso(y ~ ., diabetes, lambda = c(40, 0.1))
  curve <- points_at(fit, c(40, 0.1, 0))
  bridged <- bridge_gaps(fit, curve, mean(curve$p[1:2]))
  expect_true(all(bridged$lambda[-nrow(bridged)] / 4 <= bridged$lambda[-1L] * (1 + 1e-9) | bridged$lambda[-1L] == 0))
  expect_true(all(diff(bridged$p) > 0))
  expect_identical(bridge_gaps(fit, points_at(fit, c(4, 2)), lambda_to_radius(fit, 3)), points_at(fit, c(4, 2)))
  end <- bridge_gaps(fit, curve, mean(curve$p[2:3]))
  expect_equal(min(end$lambda[end$lambda > 0]), 0.1 / 4^15)
})

test_that("few exact solutions are enough, and every answer was one of them", {
  solved <- list()
  search <- narrow_down
  environment(search) <- new.env(parent = environment(narrow_down))
  assign("points_at", function(fit, lambda) {
    solved <<- c(solved, list(lambda))
    points_at(fit, lambda)
  }, environment(search))
  for (mixture in c(1, 0.2)) {
    fit <- lasso(y ~ ., diabetes, mixture = mixture)
    radius <- unname(lambda_to_radius(fit, 3.21))
    curve <- known_curve(fit, fit_problem(fit, ""), radius)
    above <- findInterval(radius, curve$p)
    solved <- list()
    lambda <- search(fit, radius, curve[above + 1L, ], curve[above, ])
    expect_lte(length(solved), 10L)
    expect_true(lambda %in% unlist(solved))
    expect_equal(lambda, 3.21, tolerance = 1e-11)
  }
})

test_that("a kink of the curve, and a radius a rounding beyond a flat piece", {
  set.seed(3)
  x <- matrix(rnorm(200), 40)
  y <- drop(x %*% c(3, -2, 1, 0.5, 0)) + rnorm(40)
  fit <- lasso(x, y, lower = 0, upper = c(0.3, 0.5, 0.2, 0.1, 0.1))
  steps <- lasso(x, y, lower = 0, upper = c(0.3, 0.5, 0.2, 0.1, 0.1), path = "exact")$exact$steps
  flat <- which(diff(steps$l1_norm) == 0)[1L]
  expect_gt(flat, 0)
  for (off in c(1e-12, 1e-7, -1e-12, -1e-7)) {
    lambda <- as.vector(quietly(radius_to_lambda(fit, steps$l1_norm[flat] * (1 + off))))
    expect_equal(lambda, steps$lambda[if (off > 0) flat + 1L else flat], tolerance = 10 * abs(off) + 1e-12)
  }
})

test_that("a curve that jumps over the radius is an error, not an answer", {
  search <- narrow_down
  environment(search) <- new.env(parent = environment(narrow_down))
  assign("points_at", function(fit, lambda) data.frame(lambda = lambda, p = ifelse(lambda > 0.7, 1, 3), face = "", moves = TRUE),
         environment(search))
  ends <- data.frame(lambda = c(0.1, 2), p = c(3, 1), face = c("a", "b"), moves = TRUE)
  expect_error(search(list(mixture = 0.5), 2, ends[1L, ], ends[2L, ]), "of radius 2 could not", class = "normball_error_numeric")
})
