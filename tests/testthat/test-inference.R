# Covariance, intervals and likelihood: lm at lambda = 0, the closed forms elsewhere.

test_that("at lambda = 0 vcov, confint and logLik are those of lm", {
  for (w in list(NULL, c(0, seq(0.5, 2, length.out = 31)))) {
    data <- mtcars
    data$w <- if (is.null(w)) 1 else w
    fit <- ridge(mpg ~ wt + hp + qsec, data, lambda = 0, weights = w)
    least <- lm(mpg ~ wt + hp + qsec, data, weights = w)
    expect_equal(vcov(fit), vcov(least), tolerance = 1e-9, ignore_attr = c("type", "sigma"))
    expect_equal(attr(vcov(fit), "sigma"), sigma(least), tolerance = 1e-10)
    expect_equal(unclass(confint(fit)), confint(least), tolerance = 1e-9, ignore_attr = TRUE)
    expect_equal(unclass(logLik(fit)), unclass(logLik(least)), tolerance = 1e-10, ignore_attr = c("nall", "df"))
    expect_equal(attr(logLik(fit), "df"), 5, tolerance = 1e-10)
    expect_equal(AIC(fit), AIC(least), tolerance = 1e-10)
    expect_equal(BIC(fit), BIC(least), tolerance = 1e-10)
  }
  two <- ridge(cbind(mpg, drat) ~ wt + hp, mtcars, lambda = 0)
  expect_equal(vcov(two), vcov(lm(cbind(mpg, drat) ~ wt + hp, mtcars)), tolerance = 1e-9, ignore_attr = c("type", "sigma"))
  expect_error(logLik(two), class = "normball_error_unsupported")
})

test_that("both covariances are their closed forms", {
  for (seed in c(1, 2, 4, 8, 9, 14, 28)) {
    problem <- random_problem(seed)
    x <- problem$x
    fit <- quietly(do.call(ridge, c(list(x, problem$y, lambda = 0.2), problem$settings)))
    w <- if (is.null(fit$weights)) rep(1, nrow(x)) else fit$weights
    z <- if (fit$intercept) cbind(1, x) else x
    scale <- if (fit$loss == "mean") sum(w) else 1
    sd <- apply(x, 2L, \(column) sqrt(weighted.mean((column - weighted.mean(column, w))^2, w)))
    used <- is.finite(fit$penalty_factor)
    rows <- c(if (fit$intercept) TRUE, used)
    z <- z[, rows, drop = FALSE]
    penalty <- 0.2 * scale * (fit$penalty_factor * (if (fit$standardize) sd^2 else 1))[used]
    inverse <- solve(crossprod(z, w * z) + diag(c(if (fit$intercept) 0, penalty), ncol(z)))
    df <- sum(diag(inverse %*% crossprod(z, w * z)))
    sigma2 <- deviance(fit) / (sum(w > 0) - df)
    posterior <- unname(vcov(fit, type = "posterior"))
    expect_equal(posterior[rows, rows], sigma2 * inverse, tolerance = 1e-7, ignore_attr = TRUE)
    expect_true(all(posterior[!rows, ] == 0))
    expect_equal(unname(vcov(fit))[rows, rows], sigma2 * inverse %*% crossprod(z, w * z) %*% inverse, tolerance = 1e-7, ignore_attr = TRUE)
  }
})

test_that("unpenalised columns take part in the covariance", {
  fit <- ridge(mpg ~ wt + hp + qsec, mtcars, lambda = 0.5, penalty_factor = c(0, 1, 2))
  z <- cbind(1, as.matrix(mtcars[c("wt", "hp", "qsec")]))
  sd <- apply(z, 2L, \(column) sqrt(mean((column - mean(column))^2)))
  inverse <- solve(crossprod(z) + 0.5 * 32 * diag(c(0, 0, 1, 2) * sd^2))
  sigma2 <- attr(vcov(fit), "sigma")^2
  expect_equal(vcov(fit, type = "posterior"), sigma2 * inverse, tolerance = 1e-9, ignore_attr = TRUE)
  expect_equal(vcov(fit), sigma2 * inverse %*% crossprod(z) %*% inverse, tolerance = 1e-9, ignore_attr = TRUE)
})

test_that("the kind is named in what is returned and printed", {
  fit <- ridge(mpg ~ wt + hp, mtcars)
  for (type in c("sampling", "posterior")) {
    expect_identical(attr(vcov(fit, 1, type), "type"), type)
    interval <- confint(fit, lambda = 1, type = type)
    expect_identical(attr(interval, "type"), type)
    expect_output(print(interval), type)
    expect_identical(dimnames(interval), list(c("(Intercept)", "wt", "hp"), c("2.5 %", "97.5 %")))
  }
  expect_output(print(confint(fit, lambda = 1)), "biased")
  expect_identical(rownames(confint(fit, "hp", lambda = 1)), "hp")
  expect_identical(rownames(confint(fit, 2:3, lambda = 1, level = 0.5)), c("wt", "hp"))
  expect_equal(colnames(confint(fit, lambda = 1, level = 0.9)), c("5 %", "95 %"))
})

test_that("posterior variance exceeds sampling variance, and both shrink with lambda", {
  fit <- ridge(mpg ~ ., mtcars)
  sizes <- vapply(c(10, 1, 0.1), \(lambda) c(sum(diag(vcov(fit, lambda))), sum(diag(vcov(fit, lambda, "posterior")))), numeric(2L))
  expect_true(all(sizes[1L, ] < sizes[2L, ]))
})

test_that("bad requests are errors, and an interpolating fit has no variance", {
  fit <- ridge(mpg ~ wt + hp, mtcars)
  expect_error(vcov(fit), class = "normball_error_lambda")
  expect_error(confint(fit), "select_lambda", class = "normball_error_lambda")
  expect_error(logLik(fit), class = "normball_error_lambda")
  expect_error(vcov(fit, lambda = 1, type = "robust"), class = "normball_error_type")
  expect_error(confint(fit, "weight", lambda = 1), "weight", class = "normball_error_type")
  expect_error(confint(fit, 9, lambda = 1), class = "normball_error_type")
  expect_error(confint(fit, lambda = 1, level = 1.5), class = "normball_error")
  expect_error(vcov(fit, complete = TRUE, lambda = 1), class = "normball_error_unknown_argument")
  set.seed(1)
  wide <- ridge(matrix(rnorm(60), 6), rnorm(6), lambda = 0)
  expect_warning(value <- vcov(wide), class = "normball_warning_numeric")
  expect_true(all(is.nan(value)))
})

test_that("logLik over several lambdas is a plain vector with its degrees of freedom", {
  fit <- ridge(mpg ~ wt + hp, mtcars)
  value <- logLik(fit, lambda = c(1, 0.1))
  expect_false(inherits(value, "logLik"))
  expect_equal(value[["0.1"]], as.numeric(logLik(fit, lambda = 0.1)))
  expect_equal(attr(value, "df"), unname(effective_df(fit, c(1, 0.1))) + 1)
  expect_identical(attr(value, "nobs"), nobs(fit))
  chosen <- quietly(select_lambda(fit, "aic"))
  expect_equal(AIC(chosen), chosen$chosen$criterion, tolerance = 1e-8)
})

test_that("a lasso has a likelihood, and no covariance", {
  fit <- lasso(mpg ~ ., mtcars, weights = qsec)
  least <- lm(mpg ~ ., mtcars, weights = qsec)
  expect_equal(logLik(fit, lambda = 0), logLik(least), tolerance = 1e-10, ignore_attr = TRUE)
  expect_identical(attr(logLik(fit, lambda = 0), "df"), 12)
  expect_equal(AIC(logLik(fit, lambda = 0)), AIC(least), tolerance = 1e-10)
  at <- logLik(fit, lambda = c(2, 0.5))
  expect_equal(attr(at, "df"), 2 + lengths(predict(fit, lambda = c(2, 0.5), type = "nonzero")), ignore_attr = TRUE)
  for (refused in list(vcov, confint)) expect_error(refused(fit), "bootstrap", class = "normball_error_unsupported")
  expect_error(hatvalues(fit), "lasso is not linear", class = "normball_error_unsupported")
})
