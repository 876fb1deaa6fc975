# Flat pieces: lambdas that share one solution.

flat_problem <- function() {
  set.seed(3)
  x <- matrix(rnorm(200), 40)
  list(x = x, y = drop(x %*% c(3, -2, 1, 0.5, 0)) + rnorm(40))
}

test_that("a flat piece in the middle is returned whole, its smallest lambda first, as the exact path has it", {
  data <- flat_problem()
  arguments <- c(data, list(lower = 0, upper = c(0.3, 0.5, 0.2, 0.1, 0.1)))
  steps <- do.call(lasso, c(arguments, path = "exact"))$exact$steps
  flat <- which(diff(steps$l1_norm) == 0)[1L]
  for (lambda in list(NULL, 10, c(1, 0.9), 1e-3)) {
    fit <- do.call(lasso, c(arguments, list(lambda = lambda)))
    expect_message(value <- radius_to_lambda(fit, steps$l1_norm[flat]), "Every lambda of an interval", class = "normball_message_interval")
    expect_equal(unname(attr(value, "interval")[1L, ]), steps$lambda[flat + 1:0], tolerance = 1e-11)
    expect_identical(unname(value[1L]), unname(attr(value, "interval")[1L, 1L]))
    inside <- lambda_to_radius(fit, seq(steps$lambda[flat + 1L], steps$lambda[flat], length.out = 5L) * (1 + c(1e-9, 0, 0, 0, -1e-9)))
    expect_equal(unname(inside), rep(steps$l1_norm[flat], 5L), tolerance = 1e-14)
    outside <- lambda_to_radius(fit, steps$lambda[flat + 0:1] * (1 + c(1e-6, -1e-6)))
    expect_true(outside[1L] < steps$l1_norm[flat] && outside[2L] > steps$l1_norm[flat])
  }
})

test_that("a flat piece that reaches down to 0 is slack and an interval", {
  data <- flat_problem()
  fit <- do.call(lasso, c(data, list(lower = 0, upper = c(0.3, 0.5, 0.2, 0.1, 0.1))))
  limit <- unname(lambda_to_radius(fit, 0))
  value <- quietly(radius_to_lambda(fit, c(limit, limit * 1.01, Inf)))
  expect_identical(attr(value, "slack"), c(TRUE, TRUE, TRUE))
  interval <- attr(value, "interval")
  expect_identical(unname(interval[3L, ]), c(0, 0))
  expect_identical(unname(interval[2L, ]), c(0, 0))
  expect_identical(unname(interval[1L, 1L]), 0)
  end <- interval[1L, 2L]
  expect_equal(unname(lambda_to_radius(fit, end * (1 - 1e-9))), limit, tolerance = 1e-14)
  expect_lt(unname(lambda_to_radius(fit, end * (1 + 1e-6))), limit)
})

test_that("elastic nets have them too, and bounds that exclude 0", {
  data <- flat_problem()
  for (mixture in c(1, 0.3)) {
    fit <- do.call(lasso, c(data, list(mixture = mixture, lower = c(0.2, 0, 0, 0, 0), upper = c(0.3, 0.5, 0.2, 0.1, 0.1))))
    lambda <- 10^seq(2, -4, length.out = 400)
    radius <- unname(lambda_to_radius(fit, lambda))
    runs <- rle(radius)
    long <- which(runs$lengths > 10 & runs$values > min(radius) & runs$values < max(radius))
    expect_gte(length(long), 1L)
    for (i in long) {
      last <- cumsum(runs$lengths)[i]
      ends <- attr(quietly(radius_to_lambda(fit, runs$values[i])), "interval")[1L, ]
      expect_true(ends[1L] <= lambda[last] && ends[2L] >= lambda[last - runs$lengths[i] + 1L])
      expect_true(ends[1L] > lambda[last + 1L] && ends[2L] < lambda[last - runs$lengths[i]])
      expect_equal(unname(lambda_to_radius(fit, ends * c(1 + 1e-10, 1 - 1e-10))), rep(runs$values[i], 2L), tolerance = 1e-14)
    }
  }
})
