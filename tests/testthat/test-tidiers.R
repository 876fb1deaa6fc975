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

test_that("a lasso tidies what is not zero, or all, and has no leverages", {
  fit <- lasso(mpg ~ ., mtcars, lambda = c(3, 1))
  table <- generics::tidy(fit)
  b <- as.matrix(coef(fit))
  expect_identical(table$estimate, b[b != 0])
  expect_identical(table$term, rownames(b)[row(b)[b != 0]])
  expect_identical(table$lambda, c(3, 1)[col(b)[b != 0]])
  whole <- generics::tidy(fit, return_zeros = TRUE)
  expect_identical(whole$estimate, as.vector(b))
  expect_identical(whole$term, rep(rownames(b), 2L))
  expect_error(generics::tidy(fit, lambda = 1, conf.int = TRUE), class = "normball_error_unsupported")
  for (lambda in c(3, 0.37)) {
    row <- generics::glance(fit, lambda = lambda)
    expect_equal(row$df, 1 + length(predict(fit, lambda = lambda, type = "nonzero")[[1L]]))
    expect_identical(row$rank, as.integer(row$df))
    expect_equal(c(row$AIC, row$BIC), c(AIC(logLik(fit, lambda = lambda)), BIC(logLik(fit, lambda = lambda))))
    expect_equal(row$deviance, unname(deviance(fit, lambda = lambda)))
    added <- generics::augment(fit, lambda = lambda)
    expect_equal(added$.fitted, unname(fitted(fit, lambda = lambda)[, 1L]))
    expect_equal(added$.resid, mtcars$mpg - added$.fitted, tolerance = 1e-12)
    expect_false(any(c(".hat", ".loo") %in% names(added)))
  }
  expect_equal(generics::augment(fit, newdata = mtcars[1:3, ], lambda = 1)$.fitted, unname(predict(fit, mtcars[1:3, ], lambda = 1)[, 1L]))
})
