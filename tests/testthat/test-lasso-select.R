test_that("each criterion is least over the path at the chosen lambda", {
  fit <- lasso(y ~ ., diabetes)
  for (name in c("bic", "ebic", "aic", "cp", "gcv")) {
    found <- quietly(select_lambda(fit, name))
    values <- criteria(found, "all")[[name]]
    expect_identical(found$chosen$rule, name)
    expect_identical(found$chosen$lambda, found$lambda[which.min(values)])
    expect_equal(found$chosen$criterion, min(values))
    expect_match(paste(capture.output(print(found)), collapse = " "), rule_text(name), fixed = TRUE)
  }
  expect_identical(select_lambda(fit)$chosen$rule, "bic")
})

test_that("criteria fall towards the knot below, so that the choice on a grid is near a knot of lars from above", {
  skip_if_not_installed("lars")
  x <- as.matrix(diabetes[1:10])
  knots <- lars::lars(x, diabetes$y)$lambda / sqrt(nrow(x))
  fit <- lasso(y ~ ., diabetes, n_lambda = 2000)
  for (name in c("bic", "aic", "cp", "gcv")) {
    chosen <- select_lambda(fit, name)$chosen$lambda
    expect_lt(min(chosen / knots[knots <= chosen * (1 + 1e-9)]) - 1, 0.01)
  }
})

test_that("an exact path chooses among its knots, where the criteria are least", {
  fit <- lasso(y ~ ., diabetes, path = "exact")
  fine <- lasso(y ~ ., diabetes, n_lambda = 1000)
  for (name in c("bic", "ebic", "aic", "cp", "gcv")) {
    chosen <- select_lambda(fit, name)$chosen
    expect_true(chosen$lambda %in% knots(fit))
    expect_lte(chosen$criterion, min(criteria(fine)[[name]]))
  }
  expect_identical(select_lambda(fit, "aic")$lambda, knots(fit))
})

test_that("the chosen lambda flows on", {
  fit <- select_lambda(lasso(y ~ ., diabetes), "ebic")
  expect_identical(coef(fit), coef(fit, lambda = fit$chosen$lambda)[, 1])
  expect_length(predict(fit, diabetes[1:3, ]), 3)
})

test_that("a path that is too short is extended, and the fit is that of the longer path", {
  short <- lasso(y ~ ., diabetes, lambda = c(40, 30))
  expect_message(fit <- select_lambda(short, "aic"), class = "normball_message_grid")
  whole <- lasso(y ~ ., diabetes, lambda = fit$lambda)
  expect_gt(length(fit$lambda), 2)
  for (field in c("coefficients", "df", "deviance", "dev_ratio")) expect_equal(fit[[field]], whole[[field]], tolerance = 1e-8)
  expect_identical(fit$certificate$lambda, whole$certificate$lambda)
  expect_message(fit <- select_lambda(short, "aic", extend = FALSE), "extend = FALSE")
  expect_identical(fit$lambda, c(40, 30))
  high <- lasso(y ~ ., diabetes, lambda = c(0.3, 0.1))
  expect_gt(quietly(select_lambda(high, "bic"))$chosen$lambda, 0.3)
})

test_that("where nothing is to be found the empty model is chosen without a word", {
  set.seed(2)
  x <- matrix(rnorm(50 * 10), 50)
  fit <- lasso(x, rnorm(50))
  expect_no_message(fit <- select_lambda(fit, "ebic"))
  expect_identical(fit$chosen$lambda, fit$lambda[1])
  expect_length(selected(fit), 0)
})

test_that("with more columns than rows models are bounded, and sigma lifts the bound", {
  set.seed(4)
  x <- matrix(rnorm(40 * 100), 40)
  y <- 3 * x[, 2] - 3 * x[, 9] + rnorm(40)
  fit <- lasso(x, y, lambda_min_ratio = 1e-4)
  expect_lte(quietly(effective_df(select_lambda(fit, "aic"))), 20)
  expect_identical(as.character(selected(quietly(select_lambda(fit, "ebic")))), c("x2", "x9"))
  expect_message(select_lambda(fit, "aic", max_df = 5), "max_df", class = "normball_message_grid")
  expect_lte(quietly(effective_df(select_lambda(fit, "gcv", max_df = 5))), 5)
  expect_error(select_lambda(fit, "cp"), "sigma", class = "normball_error_unsupported")
  expect_equal(select_lambda(fit, "cp", sigma = 1)$chosen$lambda, select_lambda(fit, "aic", sigma = 1)$chosen$lambda)
})

test_that("stopped paths are not extended", {
  fit <- quietly(lasso(y ~ ., diabetes, control = normball_control(max_df = 2)))
  expect_identical(length(quietly(select_lambda(fit, "aic"))$lambda), length(fit$lambda))
})

test_that("elastic nets choose by the trace", {
  fit <- select_lambda(elastic_net(y ~ ., diabetes), "aic")
  table <- criteria(fit, "all")
  expect_equal(fit$chosen$lambda, table$lambda[which.min(table$aic)])
})

test_that("bad input: each with its class", {
  fit <- lasso(y ~ ., diabetes, lambda = c(10, 1))
  expect_error(select_lambda(fit, "loo"), class = "normball_error_type")
  expect_error(select_lambda(fit, "bic", refine = TRUE), class = "normball_error_unknown_argument")
  expect_error(select_lambda(fit, "bic", extend = NA), class = "normball_error_type")
  expect_error(select_lambda(fit, "bic", max_df = -1), class = "normball_error_type")
  expect_error(select_lambda(fit, "bic", max_df = 0.5), class = "normball_error_numeric")
})
