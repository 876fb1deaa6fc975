# Curved balls among other constraints.

test_that("the search finds the multiplier of a function that is known", {
  evaluate <- function(mu, before) { # |b| = 3 / (1 + mu), radius 0.7
    list(b = 3 / (1 + mu), mu = mu, t = shortfall((3 / (1 + mu))^2, 0.49), unique = TRUE, feasible = TRUE)
  }
  found <- find_multiplier(evaluate)
  expect_equal(found$mu, 3 / 0.7 - 1, tolerance = 1e-14)
  slack <- find_multiplier(\(mu, before) list(mu = mu, t = -1, unique = TRUE, feasible = TRUE))
  expect_identical(slack$mu, 0)
  huge <- find_multiplier(\(mu, before) list(mu = mu, t = shortfall(1 / mu^2, 1e-18), unique = TRUE, feasible = TRUE))
  expect_equal(huge$mu, 1e9, tolerance = 1e-12)
  kinked <- find_multiplier(\(mu, before) {
    size <- max(2 - mu, 0.3 - mu / 1000)
    list(mu = mu, t = 1 - 0.2999 / size, unique = TRUE, feasible = TRUE)
  })
  expect_equal(kinked$mu, 1.7017, tolerance = 0.1)
  expect_lt(abs(kinked$t), 1e-14)
})

test_that("fits within one curved ball and other sets satisfy the conditions", {
  set.seed(61)
  others <- list(nonnegative(), box(-0.3, 0.4), sum_to(0.1), monotone(), simplex(0.5), linf_ball(0.2), l1_ball(0.8),
                 linear(rbind(c(1, 1, 0, 0, 0, 0), c(0, 0, 1, -1, 0, 1)), upper = c(0.2, 0.1)), nonnegative(1:3) & l1_ball(0.7, vars = 2:6))
  for (other in others) for (ball in list(l2_ball(0.5), l2_ball(0.4, weights = c(1, 2, 0, 1, 1, 0.5)), elastic_ball(0.45),
                                          elastic_ball(0.5, 0.1, vars = 1:5))) for (lambda in c(0, 0.05)) {
    x <- matrix(rnorm(25 * 6), 25)
    y <- drop(x %*% rnorm(6)) + rnorm(25)
    fit <- constrained(x, y, ball & other, lambda = lambda, mixture = 0.5)
    about <- paste(ball$label, other$label, lambda)
    expect_lt(kkt_violation(fit, x, y), 1e-10, label = about)
    expect_lt(fit$certificate$relative_gap, 1e-12, label = about)
    expect_lt(fit$certificate$feasibility, 1e-11, label = about)
    expect_lt(abs(fit$multiplier[[1]] * fit$slack[[1]]), 1e-10, label = about)
  }
})

test_that("the point of least norm is not mistaken: it lies in the ball, the first solution does not", {
  set.seed(64)
  for (i in 1:40) {
    x <- matrix(rnorm(16), 2)
    y <- rnorm(2)
    norm <- sqrt(sum(coef(ridgeless(x[, 1:7], y, standardize = FALSE, intercept = FALSE))^2))
    fit <- constrained(x, y, l2_ball(norm * (1 + i / 1000)) & box(upper = c(rep(Inf, 7), 0), lower = c(rep(-Inf, 7), 0)), intercept = FALSE)
    expect_identical(fit$certificate$status, "optimal")
    expect_lt(fit$certificate$primal, 1e-16)
    expect_lte(sqrt(sum(coef(fit)^2)), norm * (1 + i / 1000) * (1 + 1e-12))
  }
})

test_that("a ball that only touches the rest has a solution there, though no finite multiplier", {
  set.seed(62)
  x <- matrix(rnorm(120), 30)
  y <- rnorm(30)
  fit <- withCallingHandlers(constrained(x, y, simplex() & l2_ball(0.5)), # whether rounding lets it be proved is open
                             normball_warning_certificate = \(w) invokeRestart("muffleWarning"))
  expect_equal(slopes_of_fit(fit), rep(0.25, 4), tolerance = 1e-7)
  expect_gt(fit$multiplier[["l2_ball"]], 1e6)
})

test_that("a ball that is slack for some solutions has one of these, without the multiplier that led there", {
  set.seed(63)
  x <- matrix(rnorm(6), 2)
  y <- matrix(rnorm(4), 2)
  alone <- constrained(x, y[, 1], l2_ball(2 + 2 * norm(x)) & sum_to(0.1))
  both <- constrained(x, y, frobenius_ball(4 + 4 * norm(x)) & sum_to(0.1))
  for (fit in list(alone, both)) {
    expect_true(all(fit$certificate$status == "optimal"))
    expect_lt(max(fit$certificate$relative_gap), 1e-11)
    expect_lt(max(fit$certificate$primal), 1e-20) # every row is met
    expect_false(any(fit$unique))
    expect_lt(max(abs(fit$multiplier)), 1e-20)
  }
})
