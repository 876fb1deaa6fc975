# The sum of printed slopes as a function of lambda, where it is not the penalty of the lasso.

test_that("all roots of piecewise linear curves, flat pieces and both ends", {
  curve <- list(lambda = c(8, 6, 4, 2, 0), sum = c(0, 4, 1, 1, 3))
  expect_equal(piece_roots(curve, 2), cbind(c(1, 14 / 3, 7), c(1, 14 / 3, 7)))
  expect_equal(piece_roots(curve, 1), cbind(c(2, 7.5), c(4, 7.5)))
  expect_equal(piece_roots(curve, 4), cbind(6, 6))
  expect_equal(piece_roots(curve, 3), cbind(c(0, 16 / 3, 6.5), c(0, 16 / 3, 6.5)))
  expect_equal(piece_roots(curve, 0), cbind(8, Inf))
  expect_identical(nrow(piece_roots(curve, 5)), 0L)
  expect_equal(piece_roots(list(lambda = c(4, 2, 1, 0), sum = c(1, 1, 1, 2)), 1), cbind(1, Inf))
})

test_that("a multiple of the fit's own penalty needs no path", {
  raw <- lasso(y ~ ., diabetes, standardize = FALSE)
  expect_identical(lambda_to_radius(raw, c(1, 0.1), "original"), lambda_to_radius(raw, c(1, 0.1)))
  expect_identical(radius_to_lambda(raw, 5, "original"), radius_to_lambda(raw, 5))
  half <- lasso(y ~ ., diabetes, standardize = FALSE, penalty_factor = rep(2, 10))
  expect_equal(2 * lambda_to_radius(half, 1, "original"), lambda_to_radius(half, 1))
  expect_equal(as.vector(radius_to_lambda(half, unname(lambda_to_radius(half, 1, "original")), "original")), 1, tolerance = 1e-12)
  net <- elastic_net(y ~ ., diabetes, standardize = FALSE, penalty_factor = rep(2, 10))
  expect_equal(as.vector(radius_to_lambda(net, unname(lambda_to_radius(net, 1, "original")), "original")), 1, tolerance = 1e-12)
})

test_that("a fit whose printed sum is not monotone: smallest lambda, the others in `all`, and a message", {
  q <- sqrt(20) * qr.Q(qr(cbind(1, matrix(sin((1:80)^2), 20))))[, -1L]
  # c, of small scale, enters first; then a and b take its place; d, of smaller scale still, enters last
  x <- cbind(a = 10 * q[, 1L], b = 10 * q[, 2L], c = 0.1 * (0.7 * q[, 1L] + 0.7 * q[, 2L] + 0.14 * q[, 3L]), d = 0.001 * q[, 4L])
  y <- drop(q %*% c(1, 0.9, 0.05, 0.01))
  fit <- lasso(x, y)
  path <- 10^seq(1, -6, length.out = 4000)
  curve <- lambda_to_radius(fit, path, "original")
  wanted <- 10
  crossings <- sum(diff(curve > wanted) != 0)
  expect_identical(crossings, 3L)
  expect_message(value <- radius_to_lambda(fit, wanted, "original"), "belongs to", class = "normball_message_radius")
  all <- attr(value, "all")[[1L]]
  expect_length(all, crossings)
  expect_false(is.unsorted(all))
  expect_identical(unname(value[1L]), all[1L])
  expect_equal(unname(lambda_to_radius(fit, all, "original")), rep(wanted, crossings), tolerance = 1e-9)
  exact <- lasso(x, y, path = "exact")
  expect_equal(attr(quietly(radius_to_lambda(exact, wanted, "original")), "all")[[1L]], all, tolerance = 1e-10)
})

test_that("round trip, slack, radius 0 and the value itself", {
  fit <- lasso(y ~ ., diabetes)
  lambda <- c(20, 3, 0.2)
  radius <- lambda_to_radius(fit, lambda, metric = "original")
  expect_equal(unname(radius), unname(colSums(abs(as.matrix(coef(fit, lambda = lambda))[-1L, ]))), tolerance = 1e-14)
  back <- quietly(radius_to_lambda(fit, radius, metric = "original"))
  for (i in 1:3) expect_lt(min(abs(attr(back, "all")[[i]] / lambda[i] - 1)), 1e-9)
  expect_message(slack <- radius_to_lambda(fit, 1e6, "original"), "slack", class = "normball_message_slack")
  expect_identical(attr(slack, "slack"), TRUE)
  expect_identical(unname(attr(slack, "all")[[1L]]), 0)
  zero <- quietly(radius_to_lambda(fit, 0, "original"))
  expect_equal(unname(attr(zero, "interval")[1L, ]), c(fit$lambda[1L], Inf), tolerance = 1e-10)
})

test_that("refusals: elastic nets, paths that cannot be followed", {
  expect_error(radius_to_lambda(elastic_net(y ~ ., diabetes), 1, "original"), "standardize = FALSE", class = "normball_error_unsupported")
  expect_silent(lambda_to_radius(elastic_net(y ~ ., diabetes), 1, "original"))
  bounded <- lasso(mpg ~ wt + hp, mtcars, upper = c(wt = -1))
  expect_error(radius_to_lambda(bounded, 3, "original"), "bounds that hold 0", class = "normball_error_unsupported")
  short <- lasso(y ~ ., diabetes, control = normball_control(max_knots = 3))
  expect_error(radius_to_lambda(short, 1, "original"), "max_knots = 3", class = "normball_error_unsupported")
  bare <- lasso(y ~ ., diabetes, model = FALSE)
  expect_error(radius_to_lambda(bare, 1, "original"), class = "normball_error_unsupported")
})
