# Least squares on the columns that a solution selected, by lm.
refit <- function(fit, lambda, x, y, weights = NULL, offset = NULL, always = character()) {
  columns <- union(always, rownames(fit$coefficients)[-1][coef(fit, lambda = lambda)[-1, 1] != 0])
  data <- data.frame(x[, columns, drop = FALSE])
  model <- lm(y ~ ., cbind(data, y = y), weights = weights, offset = offset)
  found <- setNames(numeric(ncol(x) + 1), c("(Intercept)", colnames(x)))
  replace(found, c("(Intercept)", columns), coef(model))
}

test_that("gamma = 0 is least squares on the columns selected, on and off the path", {
  d <- choice_data()
  cases <- list(
    list(), list(weights = d$weights, offset = d$offset), list(penalty_factor = replace(rep(1, 8), 6, 0)), list(standardize = FALSE),
    list(loss = "sum", mixture = 0.7, weights = d$weights)
  )
  for (case in cases) {
    fit <- do.call(lasso, c(list(d$x, d$y, relax = TRUE, n_lambda = 20), case))
    always <- if (is.null(case$penalty_factor)) character() else "x6"
    for (lambda in c(fit$lambda[c(1, 5, 12, 20)], fit$lambda[8] * 0.97)) {
      expected <- refit(fit, lambda, d$x, d$y, case$weights, case$offset, always)
      expect_equal(coef(fit, lambda = lambda, gamma = 0)[, 1], expected, tolerance = 1e-9)
      expect_equal(coef(fit, lambda = lambda, gamma = 0.3)[, 1], 0.3 * coef(fit, lambda = lambda)[, 1] + 0.7 * expected, tolerance = 1e-9)
    }
  }
})

test_that("glmnet(relax = TRUE) has the same coefficients", {
  skip_if_not_installed("glmnet")
  d <- choice_data()
  lambda <- c(0.8, 0.3, 0.1)
  fit <- lasso(d$x, d$y, lambda = lambda, weights = d$weights, relax = TRUE)
  peer <- suppressWarnings(
    precise_glmnet(d$x, d$y, lambda = lambda, weights = d$weights, relax = TRUE, thresh = 1e-24)
  )
  for (gamma in c(0, 0.25, 1)) { # its least squares stop at its default threshold
    theirs <- as.matrix(predict(peer, type = "coefficients", s = lambda, gamma = gamma))
    expect_equal(unname(as.matrix(coef(fit, lambda = lambda, gamma = gamma))), unname(theirs), tolerance = if (gamma < 1) 1e-4 else 1e-6)
  }
})

test_that("every method takes gamma, and without it the fit is the lasso", {
  fit <- lasso(y ~ ., diabetes, relax = TRUE, n_lambda = 30)
  plain <- lasso(y ~ ., diabetes, n_lambda = 30)
  expect_s3_class(fit, c("normball_relaxed", "normball_lasso", "normball_fit"), exact = TRUE)
  expect_equal(coef(fit), coef(plain))
  expect_equal(predict(fit, diabetes[1:4, ]), predict(plain, diabetes[1:4, ]))
  new <- diabetes[5:9, ]
  b <- coef(fit, lambda = c(8, 2), gamma = 0.5)
  expect_equal(predict(fit, new, lambda = c(8, 2), gamma = 0.5), cbind(1, as.matrix(new[1:10])) %*% as.matrix(b), ignore_attr = TRUE)
  expect_equal(fitted(fit, lambda = 8, gamma = 0.5), predict(fit, lambda = 8, gamma = 0.5))
  expect_equal(residuals(fit, lambda = 8, gamma = 0)[, 1], diabetes$y - fitted(fit, lambda = 8, gamma = 0)[, 1], ignore_attr = TRUE)
  expect_equal(unname(deviance(fit, lambda = c(8, 2), gamma = 0)), unname(colSums(residuals(fit, lambda = c(8, 2), gamma = 0)^2)))
  expect_lt(deviance(fit, lambda = 8, gamma = 0), deviance(fit, lambda = 8))
  expect_identical(predict(fit, lambda = 8, gamma = 0, type = "nonzero"), predict(fit, lambda = 8, type = "nonzero"))
  chosen <- select_lambda(fit, "bic")
  expect_length(coef(chosen, gamma = 0), 11)
  chosen$chosen$gamma <- 0
  expect_identical(coef(chosen), coef(chosen, gamma = 0))
  expect_output(print(fit), "Relaxed: coef")
  expect_output(print(chosen), "gamma = 0 was chosen")
})

test_that("columns that depend on each other, bounds and no selection have a relaxed fit", {
  d <- choice_data()
  x <- cbind(d$x, sum = d$x[, 1] + d$x[, 2])
  fit <- lasso(x, d$y, lambda = c(0.5, 0.01, 0), relax = TRUE)
  expect_equal(unname(fitted(fit, lambda = 0, gamma = 0)[, 1]), unname(fitted(lm(d$y ~ x))), tolerance = 1e-8)
  bounded <- lasso(d$x, d$y, lambda = c(0.5, 0.1), upper = 1, lower = 0, relax = TRUE)
  slopes <- as.matrix(coef(bounded, gamma = 0))[-1, ]
  expect_true(all(slopes >= 0 & slopes <= 1))
  expect_lte(max(deviance(bounded, gamma = 0) - deviance(bounded)), 1e-8)
  empty <- lasso(d$x, d$y, lambda = 1000, relax = TRUE)
  expect_equal(coef(empty, gamma = 0), coef(empty))
})

test_that("sparse and dense agree", {
  set.seed(6)
  x <- Matrix::rsparsematrix(60, 30, 0.2)
  y <- rnorm(60) + x[, 3] * 2
  sparse <- lasso(x, y, relax = TRUE, n_lambda = 10)
  dense <- lasso(as.matrix(x), y, lambda = sparse$lambda, relax = TRUE)
  expect_equal(as.matrix(coef(sparse, gamma = 0)), as.matrix(coef(dense, gamma = 0)), tolerance = 1e-8, ignore_attr = TRUE)
})

test_that("what was kept does without the data; off the path they are needed", {
  fit <- lasso(y ~ ., diabetes, relax = TRUE, lambda = c(10, 1), model = FALSE)
  expect_equal(coef(fit, gamma = 0), coef(lasso(y ~ ., diabetes, relax = TRUE, lambda = c(10, 1)), gamma = 0))
  expect_error(coef(fit, lambda = 5, gamma = 0), class = "normball_error_unsupported")
})

test_that("bad input: each with its class", {
  fit <- lasso(y ~ ., diabetes, relax = TRUE, lambda = c(10, 1))
  for (bad in list(-0.1, 1.1, "a", c(0, 1), NA)) expect_error(coef(fit, gamma = bad), class = "normball_error_type")
  expect_error(coef(lasso(y ~ ., diabetes, lambda = 1), gamma = 0), class = "normball_error_unknown_argument")
  expect_error(coef(fit, gama = 0), class = "normball_error_unknown_argument")
})
