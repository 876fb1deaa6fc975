# tidy(), glance() and augment() through the generics package.

skip_if_not_installed("generics")

test_that("tidy() has one row per coefficient, lambda and response", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  table <- generics::tidy(fit)
  expect_named(table, c("term", "lambda", "estimate"))
  expect_equal(table$estimate, as.vector(coef(fit)), ignore_attr = TRUE)
  expect_identical(table$lambda, rep(c(1, 0.1), each = 3L))
  two <- generics::tidy(ridge(cbind(mpg, qsec) ~ wt, mtcars, lambda = c(1, 0.1)))
  expect_identical(two$response, rep(c("mpg", "qsec"), each = 4L))
  with <- generics::tidy(fit, lambda = 0.1, conf.int = TRUE, type = "posterior")
  expect_equal(with$std.error, unname(sqrt(diag(vcov(fit, 0.1, "posterior")))))
  expect_equal(with$conf.low, unname(confint(fit, lambda = 0.1, type = "posterior")[, 1L]))
  expect_error(generics::tidy(fit, conf.int = TRUE), class = "normball_error_lambda")
})

test_that("glance() is one row, that of lm at lambda = 0", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = 0)
  least <- lm(mpg ~ wt + hp, mtcars)
  row <- generics::glance(fit)
  expect_identical(nrow(row), 1L)
  expect_named(row, c(
    "lambda", "df", "r.squared", "sigma", "logLik", "AIC", "BIC", "deviance", "nobs", "rank", "algorithm", "relative_gap"
  ))
  expect_equal(row$r.squared, summary(least)$r.squared)
  expect_equal(c(row$sigma, row$AIC, row$BIC), c(sigma(least), AIC(least), BIC(least)))
  expect_error(generics::glance(update(fit, lambda = NULL)), class = "normball_error_lambda")
  expect_identical(generics::glance(ridge(cbind(mpg, qsec) ~ wt, mtcars, lambda = 1))$response, c("mpg", "qsec"))
})

test_that("augment() adds to the model frame, to data or to new data", {
  data <- mtcars
  data$wt[4L] <- NA
  for (action in list(na.omit, na.exclude)) {
    fit <- ridge(mpg ~ wt + hp, data, lambda = 0.1, na.action = action)
    table <- generics::augment(fit, data = data)
    rows <- if (identical(action, na.omit)) 31L else 32L
    expect_identical(nrow(table), rows)
    expect_equal(table$.fitted, unname(fitted(fit)))
    expect_equal(table$.resid, unname(residuals(fit)))
    expect_equal(table$.loo, unname(residuals(fit, "loo")))
    expect_equal(table$.resid / (1 - table$.hat), table$.loo, tolerance = 1e-9)
  }
  new <- generics::augment(fit, newdata = mtcars[1:3, ])
  expect_equal(new$.resid, unname(mtcars$mpg[1:3] - predict(fit, mtcars[1:3, ])))
  expect_false(".resid" %in% names(generics::augment(fit, newdata = mtcars[1:3, c("wt", "hp")])))
  by_matrix <- ridge(as.matrix(mtcars[c("wt", "hp")]), mtcars$mpg, lambda = 0.1)
  expect_identical(generics::augment(by_matrix)$.rownames, rownames(mtcars))
  two <- generics::augment(ridge(cbind(mpg, qsec) ~ wt, mtcars, lambda = 1))
  expect_true(all(c(".fitted_mpg", ".loo_qsec", ".hat") %in% names(two)))
  expect_error(generics::augment(fit, data = mtcars[1:5, ]), class = "normball_error_length")
})

test_that("a cross-validation stands for its fit at the chosen lambda", {
  result <- quietly(cv(ridge(mpg ~ wt + hp, mtcars), folds = "loo"))
  expect_equal(generics::tidy(result)$estimate, unname(coef(result)))
  expect_equal(generics::glance(result)$lambda, result$fit$chosen$lambda)
  expect_equal(generics::augment(result)$.fitted, unname(fitted(result)))
})
