# The certificate sees what is wrong, and nothing else.

certified <- function(fit) certify_constrained(fit$x, if (is.null(fit$offset)) fit$y else fit$y - fit$offset, fit$weights, fit)

test_that("the certificate of a fit is that of its data", {
  fit <- constrained(cbind(mpg, disp) ~ wt + hp + qsec, mtcars, within = l1_ball(c(1, 2)) & nonpositive("wt"), weights = cyl, offset = drat)
  expect_equal(certificate(fit), fit$certificate)
  expect_identical(fit$certificate$response, rep(c("mpg", "disp"), each = 2))
  expect_identical(fit$certificate$radius, c(1, 2, 1, 2))
  for (k in 1:2) for (i in 1:2) {
    rss <- deviance(fit)[i, k]
    expect_equal(fit$certificate$primal[(k - 1) * 2 + i], rss / 2 / sum(mtcars$cyl), tolerance = 1e-12)
  }
})

test_that("the dual is a lower bound for every point that satisfies the constraints", {
  set.seed(101)
  x <- matrix(rnorm(80), 20)
  y <- drop(x %*% c(1, 2, 0, -1)) + rnorm(20)
  z <- scale(x, scale = FALSE)
  for (within in list(l1_ball(1), l2_ball(1), elastic_ball(1), nonnegative(), simplex(), monotone(), l1_ball(1) & l2_ball(0.8),
                      l2_ball(1) & linear(c(1, 1, 1, 1), upper = 0.3))) {
    fit <- constrained(x, y, within, lambda = 0.1, mixture = 0.5)
    bound <- fit$certificate$dual
    for (i in 1:30) {
      b <- as.vector(project(rnorm(4), within))
      value <- sum((y - mean(y) - z %*% b)^2) / 40 + 0.1 * sum(0.5 * abs(b) + 0.25 * b^2)
      expect_gte(value, bound - 1e-10)
    }
  }
})

test_that("wrong coefficients, multipliers and intercepts are seen", {
  fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = l2_ball(0.8) & nonpositive("hp") & sum_to(-1))
  expect_identical(fit$certificate$status, "optimal")
  moved <- fit
  moved$coefficients[3] <- moved$coefficients[3] * (1 + 1e-3)
  expect_identical(certified(moved)$status, "approximate")
  expect_gt(certified(moved)$feasibility, 1e-7)
  moved <- fit
  moved$multiplier["l2_ball"] <- 1.01 * moved$multiplier["l2_ball"]
  expect_gt(certified(moved)$kkt, 1e-5)
  expect_gt(certified(moved)$relative_gap, 1e-8)
  moved <- fit
  moved$coefficients[1] <- moved$coefficients[1] + 0.01
  expect_gt(certified(moved)$feasibility, 1e-7)
  interior <- constrained(mpg ~ wt + hp + qsec, mtcars, within = box(-20, 20))
  interior$coefficients[2] <- interior$coefficients[2] * 1.1
  expect_gt(certified(interior)$relative_gap, 1e-6)
})

test_that("the gap of a point that satisfies the constraints bounds how far it is from the optimum", {
  set.seed(102)
  x <- matrix(rnorm(120), 30)
  y <- drop(x %*% c(1, 2, 0, -1)) + rnorm(30)
  for (within in list(l2_ball(1), nonnegative() & l2_ball(1), box(-0.5, 0.5))) {
    fit <- constrained(x, y, within)
    near <- fit
    b <- as.vector(project(slopes_of_fit(fit) + 0.05 * rnorm(4), within))
    near$coefficients[, 1, 1] <- c(mean(y) - sum(colMeans(x) * b), b)
    off <- certified(near)
    expect_gte(off$gap, off$primal - fit$certificate$primal - 1e-12)
    expect_gte(off$primal, fit$certificate$primal - 1e-12)
  }
})

test_that("certify = FALSE leaves it out, and it can be asked for later", {
  fit <- constrained(mpg ~ wt + hp, mtcars, within = l1_ball(1), control = normball_control(certify = FALSE))
  expect_null(fit$certificate)
  expect_identical(certificate(fit)$status, "optimal")
  expect_match(paste(capture.output(print(fit)), collapse = " "), "not computed")
})

test_that("rounding is no gap where the response asks for nothing", {
  set.seed(144)
  x <- cbind(a = rnorm(3, sd = 17), b = rnorm(3, sd = 0.1), c = 1)
  for (total in c(10, 1e-3, 1e5)) {
    fit <- constrained(x, numeric(3), simplex(total), weights = c(0.91, 1.06, 1))
    expect_identical(fit$certificate$status, "optimal")
    expect_equal(sum(coef(fit)[-1L]), total, tolerance = 1e-14)
  }
})
