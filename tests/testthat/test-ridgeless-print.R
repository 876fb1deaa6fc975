# Printing, summary and covariance of ridgeless fits.

test_that("print says the rank, what is open, the norm and the error", {
  full <- ridgeless(mpg ~ wt + hp, mtcars)
  expect_output(print(full), "ridge as lambda -> 0")
  expect_output(print(full), "Rank 3, full: least squares")
  open <- ridgeless(mpg ~ wt + factor(cyl), mtcars)
  expect_output(print(open), "Rank 4 of 5 coefficients: 1 direction left to the norm")
  expect_output(print(open), "Not determined by the data: \\(Intercept\\), factor\\(cyl\\)4")
  set.seed(1)
  wide <- ridgeless(matrix(rnorm(60), 6), rnorm(6))
  expect_output(print(wide), "5 directions left to the norm")
  expect_output(print(wide), "interpolates")
})

test_that("summary at full rank is that of lm", {
  data <- transform(mtcars, w = seq(0.5, 2, length.out = 32))
  fit <- ridgeless(mpg ~ wt + hp, data, weights = w)
  peer <- summary(lm(mpg ~ wt + hp, data, weights = w))
  ours <- summary(fit)
  expect_equal(ours$coefficients, peer$coefficients, tolerance = 1e-9)
  expect_equal(unname(ours$sigma), peer$sigma, tolerance = 1e-11)
  expect_equal(unname(ours$dev_ratio), peer$r.squared, tolerance = 1e-11)
  expect_output(print(ours), "Std. Error")
  expect_output(print(ours), "among the minimisers of sum_i w_i")
  several <- summary(ridgeless(cbind(mpg, qsec) ~ wt + hp, mtcars))
  peers <- summary(lm(cbind(mpg, qsec) ~ wt + hp, mtcars))
  for (k in 1:2) expect_equal(several$coefficients[[k]], peers[[k]]$coefficients, tolerance = 1e-9)
  expect_output(print(several), "mpg")
})

test_that("summary without full rank has estimates only and names the terms", {
  ours <- summary(ridgeless(mpg ~ wt + factor(cyl), mtcars))
  expect_identical(colnames(ours$coefficients), c("Estimate", "Per sd"))
  expect_output(print(ours), "Terms with such coefficients: factor\\(cyl\\)")
  expect_output(print(summary(ridgeless(diag(3), 1:3))), "residual degrees of freedom 0")
  expect_identical(colnames(summary(ridgeless(mpg ~ wt, mtcars, model = FALSE))$coefficients)[1L], "Estimate")
})

test_that("the covariance is that of lm at full rank and refused else, by name", {
  fit <- ridgeless(mpg ~ wt + hp, mtcars)
  peer <- lm(mpg ~ wt + hp, mtcars)
  expect_equal(vcov(fit), vcov(peer), tolerance = 1e-9, ignore_attr = c("type", "sigma"))
  expect_equal(unclass(confint(fit)), confint(peer), tolerance = 1e-9, ignore_attr = TRUE)
  open <- ridgeless(mpg ~ wt + factor(cyl), mtcars)
  expect_error(vcov(open), "factor\\(cyl\\)4.*treatment", class = "normball_error_singular")
  expect_error(confint(open), class = "normball_error_singular")
  expect_error(vcov(ridgeless(diag(3), 1:3)), class = "normball_error_singular")
  expect_true(all(is.finite(vcov(open, lambda = 0.1)))) # that of ridge
})
