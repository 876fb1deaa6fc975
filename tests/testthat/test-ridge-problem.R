test_that("rows of zero weight change nothing, whatever they hold", {
  set.seed(1)
  x <- matrix(rnorm(60), 15)
  y <- drop(x %*% 1:4) + rnorm(15)
  weights <- runif(15, 0.5, 2)
  for (value in c(1e10, 1e100, 1e300, -1e300)) for (standardize in c(TRUE, FALSE)) {
    more <- rbind(x, value)
    rownames(more) <- NULL
    plain <- ridge(x, y, lambda = c(1, 0.1, 0), weights = weights, standardize = standardize)
    padded <- ridge(more, c(y, value), lambda = c(1, 0.1, 0), weights = c(weights, 0), standardize = standardize)
    sparse <- ridge(as(more, "dgCMatrix"), c(y, value), lambda = c(1, 0.1, 0), weights = c(weights, 0), standardize = standardize)
    free <- ridge(more, c(y, value), lambda = 1, weights = c(weights, 0), penalty_factor = c(0, 1, 1, 1))
    expect_equal(padded$coefficients, plain$coefficients, tolerance = 1e-12)
    expect_equal(sparse$coefficients, plain$coefficients, tolerance = 1e-12)
    expect_equal(coef(free), coef(ridge(x, y, lambda = 1, weights = weights, penalty_factor = c(0, 1, 1, 1))), tolerance = 1e-12)
    expect_true(all(padded$certificate$status == "optimal"))
    expect_equal(loo_residuals(padded)[1:15, ], loo_residuals(plain), tolerance = 1e-9)
  }
})

test_that("without standardisation the penalty may be far from one", {
  set.seed(2)
  x <- matrix(rnorm(60), 15)
  y <- rnorm(15)
  reference <- ridge(x, y, lambda = c(1, 0.1), standardize = FALSE)
  for (scale in 2^c(-514, -500, 500)) {
    fit <- ridge(x * scale, y, lambda = c(1, 0.1) * scale^2, standardize = FALSE)
    expect_equal(coef(fit, lambda = "all")[-1, ] * scale, coef(reference, lambda = "all")[-1, ], ignore_attr = TRUE, tolerance = 1e-9)
  }
  expect_error(ridge(x * 2^-560, y, standardize = FALSE), class = "normball_error_numeric")
  expect_error(ridge(x * 2^560, y, standardize = FALSE), class = "normball_error_numeric")
})
