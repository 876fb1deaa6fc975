set.seed(17)
tuned_fit <- lasso(y ~ ., diabetes, n_lambda = 20)
tuned <- quietly(cv(tuned_fit, folds = 5, mixture = c(0.3, 0.7, 1)))

test_that("each mixture has the curve that its own fit has on the same folds, and the least error wins", {
  curves <- tuned$tuning$curves
  expect_identical(unique(curves$mixture), c(0.3, 0.7, 1))
  for (mixture in c(0.3, 0.7, 1)) {
    alone <- lasso(y ~ ., diabetes, n_lambda = 20, mixture = mixture)
    expected <- quietly(cv(alone, folds = tuned$folds))
    found <- curves[curves$mixture == mixture, ]
    expect_equal(found$lambda, expected$lambda)
    expect_equal(found$mean, expected$mean, tolerance = 1e-8)
    expect_equal(found$se, expected$se, tolerance = 1e-8)
    expect_equal(found$df, expected$df, tolerance = 1e-8)
  }
  best <- curves$mixture[which.min(curves$mean)]
  expect_identical(tuned$tuning$mixture, best)
  expect_identical(tuned$fit$mixture, best)
  expect_identical(tuned$mean, curves$mean[curves$mixture == best])
  expect_identical(tuned$fit$chosen$lambda, tuned$lambda_1se)
})

test_that("the result is the fit that lasso() makes with the chosen mixture", {
  mixture <- tuned$tuning$mixture
  alone <- lasso(y ~ ., diabetes, mixture = mixture)
  expect_equal(coef(tuned), coef(alone, lambda = tuned$chosen)[, 1], tolerance = 1e-10)
  other <- with_mixture(tuned_fit, 0.4)
  expect_equal(coef(update(other), lambda = 1), coef(other, lambda = 1), tolerance = 1e-10)
})

test_that("one mixture is that mixture; given lambdas are used as they are; settings are kept", {
  one <- quietly(cv(tuned_fit, folds = tuned$folds, mixture = 0.5))
  expect_identical(one$fit$mixture, 0.5)
  same <- quietly(cv(tuned_fit, folds = tuned$folds, mixture = 1))
  expect_identical(same$mean, quietly(cv(tuned_fit, folds = tuned$folds))$mean)
  at <- quietly(cv(tuned_fit, folds = tuned$folds, mixture = c(0.5, 1), lambda = c(3, 1)))
  expect_identical(at$tuning$curves$lambda, c(3, 1, 3, 1))
  set.seed(18)
  x <- matrix(rnorm(200), 40)
  fit <- lasso(x, x[, 1] + rnorm(40), weights = rexp(40), offset = rnorm(40), lower = 0, penalty_factor = c(1, 2, 1, 1, Inf),
               standardize = FALSE, loss = "sum", intercept = FALSE, n_lambda = 10)
  other <- with_mixture(fit, 0.4)
  for (name in c("weights", "offset", "lower", "penalty_factor", "standardize", "loss", "intercept", "x", "y")) {
    expect_identical(other[[name]], fit[[name]], label = name)
  }
  expect_equal(other$lambda, fit$lambda / 0.4)
  expect_identical(with_mixture(fit, 1), fit)
})

test_that("the table has a row per mixture with both rules", {
  table <- mixture_table(tuned$tuning$curves)
  expect_identical(table$mixture, c(0.3, 0.7, 1))
  at <- match(tuned$tuning$mixture, table$mixture)
  expect_identical(table$lambda_min[at], tuned$lambda_min)
  expect_identical(table$lambda_1se[at], tuned$lambda_1se)
  expect_identical(table$error[at], min(tuned$mean))
})

test_that("a message about the end of the grid is told for the chosen mixture only", {
  fit <- lasso(y ~ ., diabetes, lambda = c(20, 10))
  told <- list()
  withCallingHandlers(cv(fit, folds = tuned$folds, mixture = c(0.5, 0.8, 1)), normball_message_grid = function(m) {
    told[[length(told) + 1L]] <<- m
    invokeRestart("muffleMessage")
  })
  expect_length(told, 1L)
})

test_that("bad mixtures: each with its class, and lasso() says where several go", {
  for (bad in list("a", 0, -1, 1.5, NA_real_, numeric())) expect_error(cv(tuned_fit, mixture = bad), class = "normball_error_type")
  expect_error(cv(tuned_fit, mixture = 0), "ridge", class = "normball_error_type")
  expect_error(lasso(y ~ ., diabetes, mixture = c(0.5, 1)), "cv(fit, mixture = c(0.5, 1))", fixed = TRUE, class = "normball_error_type")
})
