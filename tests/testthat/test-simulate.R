# Simulation: the draws of lm at lambda = 0, their moments elsewhere, and the generator left as it was found.

test_that("at lambda = 0 the draws are those of lm", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = 0, weights = qsec)
  least <- lm(mpg ~ wt + hp, mtcars, weights = qsec)
  expect_equal(simulate(fit, 3, seed = 7), simulate(least, 3, seed = 7), tolerance = 1e-10)
})

test_that("a seed is recorded and the generator is put back; without one the state is", {
  fit <- ridge(mpg ~ wt + hp, mtcars)
  set.seed(1)
  before <- .Random.seed
  one <- simulate(fit, seed = 3, lambda = 0.1)
  expect_identical(.Random.seed, before)
  expect_identical(one, simulate(fit, seed = 3, lambda = 0.1))
  free <- simulate(fit, lambda = 0.1)
  expect_identical(attr(free, "seed"), before)
})

test_that("variances follow the weights, zero weights have none, and na.exclude pads", {
  data <- mtcars
  data$wt[3L] <- NA
  data$w <- c(0, 1, 1, 100, rep(1, 28))
  fit <- ridge(mpg ~ wt + hp, data, weights = w, lambda = 0.1, na.action = na.exclude)
  drawn <- simulate(fit, 400, seed = 1)
  expect_identical(dim(drawn), c(32L, 400L))
  expect_identical(rownames(drawn), rownames(mtcars))
  expect_true(all(is.na(drawn[c(1L, 3L), ])))
  sigma <- attr(vcov(fit), "sigma")
  expect_equal(sd(unlist(drawn[4L, ])), sigma / 10, tolerance = 0.15)
  expect_equal(sd(unlist(drawn[5L, ])), sigma, tolerance = 0.15)
  expect_equal(mean(unlist(drawn[5L, ])), fitted(fit)[[5L]], tolerance = 0.05)
})

test_that("bad requests are errors", {
  fit <- ridge(mpg ~ wt + hp, mtcars)
  expect_error(simulate(fit), class = "normball_error_lambda")
  expect_error(simulate(fit, 0, lambda = 1), class = "normball_error")
  expect_error(simulate(ridge(cbind(mpg, qsec) ~ wt, mtcars, lambda = 1)), class = "normball_error_unsupported")
})

test_that("a lasso draws around its fitted values", {
  fit <- lasso(mpg ~ wt + hp, mtcars)
  expect_equal(simulate(fit, 3, seed = 7, lambda = 0), simulate(lm(mpg ~ wt + hp, mtcars), 3, seed = 7), tolerance = 1e-8)
  drawn <- simulate(fit, 500, seed = 1, lambda = 0.5)
  expect_equal(rowMeans(drawn), fitted(fit, lambda = 0.5)[, 1L], tolerance = 0.05)
})
