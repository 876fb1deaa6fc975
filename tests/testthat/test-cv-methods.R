fit <- ridge(y ~ ., diabetes)
result <- cv(fit, folds = "loo")

test_that("print shows both rules on a screen, and which was chosen", {
  text <- capture.output(print(result))
  expect_lt(length(text), 12)
  expect_match(text, "1se (chosen)", fixed = TRUE, all = FALSE)
  expect_match(text, "^min ", all = FALSE)
  expect_match(text, "leave-one-out", all = FALSE)
  set.seed(1)
  expect_output(print(cv(fit, folds = 3)), "3 folds")
})

test_that("summary holds the table and the summary of the fit", {
  found <- summary(result)
  expect_s3_class(found, "summary.normball_cv")
  expect_identical(rownames(found$table), c("min", "1se"))
  expect_identical(found$table$lambda, c(result$lambda_min, result$lambda_1se))
  expect_s3_class(found$fit, "summary.normball_fit")
  expect_output(print(found), "Fit at the chosen lambda")
})

test_that("the curve is a data frame", {
  curve <- as.data.frame(result)
  expect_identical(names(curve), c("lambda", "mean", "se", "df"))
  expect_identical(curve$lambda, result$lambda)
})

test_that("everything of the fit is at the chosen lambda, or that of a rule, or any given", {
  at <- result$lambda_1se
  expect_identical(coef(result), coef(fit, lambda = at)[, 1])
  expect_identical(coef(result, rule = "min"), coef(fit, lambda = result$lambda_min)[, 1])
  expect_equal(coef(result, lambda = 0.5), coef(fit, lambda = 0.5))
  expect_equal(predict(result, diabetes[1:3, ]), predict(fit, diabetes[1:3, ], lambda = at)[, 1])
  expect_equal(predict(result, diabetes[1:3, ], rule = "min"), predict(fit, diabetes[1:3, ], lambda = result$lambda_min)[, 1])
  expect_equal(fitted(result), fitted(fit, lambda = at)[, 1])
  expect_equal(residuals(result, type = "loo"), residuals(fit, type = "loo", lambda = at)[, 1])
  expect_equal(deviance(result), deviance(fit, lambda = at), ignore_attr = TRUE)
  expect_equal(df.residual(result), df.residual(fit, lambda = at), ignore_attr = TRUE)
  expect_equal(AIC(result), AIC(logLik(fit, lambda = at)))
  expect_equal(vcov(result), vcov(fit, lambda = at))
  expect_equal(confint(result), confint(fit, lambda = at))
  expect_identical(nobs(result), nobs(fit))
  expect_identical(formula(result), formula(fit))
  expect_identical(variable.names(result), variable.names(fit))
  expect_identical(case.names(result), case.names(fit))
  expect_identical(family(result), family(fit))
  expect_identical(weights(result), weights(fit))
  expect_identical(model.matrix(result), model.matrix(fit))
  expect_identical(model.frame(result), model.frame(fit))
  expect_identical(dim(simulate(result, 2, seed = 1)), c(442L, 2L))
  expect_error(coef(result, rule = "best"), class = "normball_error_type")
})

test_that("the criteria take a cross-validation for its fit", {
  expect_identical(gcv(result), gcv(fit, result$chosen))
  expect_identical(hatvalues(result), hatvalues(fit, lambda = result$chosen)[, 1])
})

test_that("tidiers are those of the fit at the chosen lambda", {
  skip_if_not_installed("generics")
  expect_identical(generics::tidy(result), generics::tidy(result$fit))
  expect_identical(generics::glance(result)$lambda, result$chosen)
  expect_identical(nrow(generics::augment(result)), 442L)
})

test_that("print says how the folds were and shows every mixture", {
  set.seed(2)
  path <- lasso(y ~ ., diabetes, n_lambda = 10)
  result <- suppressMessages(cv(path, folds = 3, repeats = 2, mixture = c(0.5, 1)))
  text <- capture.output(print(result))
  expect_match(text, "3 folds, repeated 2 times", all = FALSE)
  expect_match(text, "Least error of each mixture", all = FALSE)
  expect_match(text, paste0("^", format(result$tuning$mixture, nsmall = 1), " \\(chosen\\)"), all = FALSE)
  expect_match(capture.output(print(summary(result))), "Least error of each mixture", all = FALSE)
  expect_identical(names(as.data.frame(result)), c("mixture", "lambda", "mean", "se", "df"))
  expect_identical(scheme_text(1:7, 7L), "leave-one-out (a fit per row)")
  expect_no_match(capture.output(print(suppressMessages(cv(path, folds = 3)))), "mixture")
})
