test_that("coefficients beyond the range of doubles are an error", {
  x <- matrix(c(1, 3, 2, 5, 4), 5)
  expect_error(ridge(x * 1e-200, c(1, 2, 4, 3, 5) * 1e200, lambda = 1), class = "normball_error_numeric")
})

test_that("solutions that the certificate refutes raise a warning", {
  set.seed(1)
  x <- matrix(rnorm(60), 15) * rep(c(1e20, 1, 1, 1), each = 15)
  y <- rnorm(15)
  expect_warning(fit <- ridge(x, y, lambda = 0.1, standardize = FALSE), class = "normball_warning_certificate")
  expect_match(fit$messages, "certificate")
  expect_no_warning(ridge(x, y, lambda = 0.1))
})

test_that("a penalty factor named twice is an error", {
  x <- as.matrix(mtcars[2:4])
  expect_error(ridge(x, mtcars$mpg, penalty_factor = c(cyl = 1, cyl = 2)), "more than once", class = "normball_error_length")
})
