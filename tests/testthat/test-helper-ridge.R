# The reference itself: two roads to the same coefficients, and the closed form where R has one.

test_that("the reference agrees with the QR of augmented rows", {
  set.seed(1)
  for (size in list(c(30, 5), c(10, 25), c(12, 12))) {
    x <- matrix(rnorm(prod(size)), size[1L])
    y <- rnorm(size[1L])
    w <- c(0, runif(size[1L] - 1L))
    v <- c(0, runif(size[2L] - 1L))
    for (loss in c("mean", "sum")) {
      one <- reference_ridge(x, y, 0.3, weights = w, penalty_factor = v, loss = loss)
      other <- reference_ridge_qr(x, y, 0.3, weights = w, penalty_factor = v, loss = loss)
      expect_lt(relative_error(one$coefficients[, 1L, ], other), 1e-11)
      expect_lt(kkt_remainder(other, x, y, 0.3, weights = w, penalty_factor = v, loss = loss), 1e-13)
    }
  }
})

test_that("the reference is least squares at lambda = 0", {
  fit <- lm(mpg ~ wt + hp, mtcars)
  reference <- reference_ridge(mtcars[c("wt", "hp")], mtcars$mpg, 0)
  expect_equal(reference$coefficients[, 1L, 1L], unname(coef(fit)), tolerance = 1e-12)
  expect_equal(reference$hat[, 1L], unname(hatvalues(fit)), tolerance = 1e-12)
  expect_equal(reference$df, 3, tolerance = 1e-12)
})
