test_that("the formulas hold with weights, an offset and unpenalised columns", {
  d <- choice_data()
  fit <- lasso(d$x, d$y, lambda = c(1, 0.3, 0.05), weights = d$weights, offset = d$offset, penalty_factor = d$factor)
  table <- criteria(fit)
  n <- sum(d$weights > 0)
  b <- as.matrix(coef(fit))[-1, ]
  expect_identical(names(table), c("response", "lambda", "df", "nonzero", "gcv", "cp", "aic", "bic", "ebic"))
  expect_equal(table$df, unname(1 + colSums(b != 0)))
  expect_equal(table$nonzero, unname(colSums(b != 0)))
  rss <- unname(colSums(d$weights * residuals(fit)^2))
  expect_equal(table$gcv, rss / sum(d$weights) / (1 - table$df / n)^2)
  full <- lm(d$y ~ d$x, weights = d$weights, offset = d$offset)
  expect_equal(table$cp, rss / sigma(full)^2 - n + 2 * table$df)
  minus2 <- -(sum(log(d$weights[d$weights > 0])) - n * (log(2 * pi) + 1 - log(n) + log(rss)))
  expect_equal(table$aic, minus2 + 2 * (table$df + 1))
  expect_equal(table$bic, minus2 + log(n) * (table$df + 1))
  chosen <- colSums(b[-1, ] != 0) # the first column is not penalised
  expect_equal(table$ebic, unname(table$bic + 2 * log(choose(7, chosen))))
  expect_equal(table$aic[2], AIC(logLik(fit, lambda = 0.3)))
  expect_equal(table$bic[2], BIC(logLik(fit, lambda = 0.3)))
})

test_that("sigma replaces the estimate", {
  fit <- lasso(y ~ ., diabetes, lambda = c(10, 1))
  table <- criteria(fit, sigma = 50, ebic_gamma = 0.5)
  rss <- unname(deviance(fit))
  n <- nrow(diabetes)
  expect_equal(table$cp, rss / 2500 - n + 2 * table$df)
  expect_equal(table$aic, rss / 2500 + n * log(2 * pi * 2500) + 2 * table$df)
  expect_equal(diff(table$aic), diff(table$cp))
  expect_equal(table$ebic - table$bic, 2 * 0.5 * lchoose(10, table$nonzero))
})

test_that("at lambda = 0 with full rank they are those of lm", {
  fit <- lasso(mpg ~ wt + hp, data = mtcars, weights = qsec)
  old <- lm(mpg ~ wt + hp, data = mtcars, weights = qsec)
  table <- criteria(fit, 0)
  expect_equal(table$df, 3)
  expect_equal(table$aic, AIC(old))
  expect_equal(table$bic, BIC(old))
  expect_equal(table$cp, 3)
})

test_that("Cp and df are those of lars at its knots", {
  skip_if_not_installed("lars")
  x <- as.matrix(diabetes[1:10])
  peer <- lars::lars(x, diabetes$y)
  knots <- peer$lambda / sqrt(nrow(x))
  fit <- lasso(y ~ ., diabetes, lambda = knots * (1 + 1e-9))
  table <- criteria(fit)
  expect_equal(table$cp, unname(as.vector(peer$Cp)[seq_along(knots)]), tolerance = 1e-6)
  expect_equal(table$df, unname(peer$df[seq_along(knots)]))
})

test_that("df of an elastic net is the trace of its hat matrix, unpenalised columns and weights included", {
  d <- choice_data()
  for (mixture in c(0.5, 0.9)) for (standardize in c(TRUE, FALSE)) for (loss in c("mean", "sum")) {
    fit <- lasso(d$x, d$y, mixture = mixture, weights = d$weights, penalty_factor = d$factor, standardize = standardize, loss = loss)
    lambda <- fit$lambda[c(20, 50, 90)]
    b <- as.matrix(coef(fit, lambda = lambda))[-1, ]
    for (l in seq_along(lambda)) {
      set <- setdiff(which(b[, l] != 0), 1L)
      scale <- if (standardize) fit$scales else rep(1, 8)
      penalty <- lambda[l] * (if (loss == "mean") sum(d$weights) else 1) * (1 - mixture) * (d$factor * scale^2)[set]
      expect_equal(effective_df(fit, lambda)[[l]], ridge_trace(d$x, d$weights, set, 1L, penalty), tolerance = 1e-9)
    }
    expect_equal(attr(logLik(fit, lambda = lambda[2]), "df"), effective_df(fit, lambda)[[2]] + 1)
    expect_equal(df.residual(fit, lambda = lambda)[[1]], fit$nobs - effective_df(fit, lambda)[[1]])
  }
  fit <- lasso(y ~ ., diabetes, mixture = 0.5, lambda = c(1, 0))
  expect_equal(effective_df(fit)[["0"]], 11)
})

test_that("df along a curve is given up where it would take long", {
  fit <- elastic_net(y ~ ., diabetes, lambda = c(10, 1))
  expect_equal(curve_df(fit, c(10, 1)), unname(effective_df(fit)))
  expect_identical(curve_df(fit, c(10, 1), most = 10), c(NA_real_, NA_real_))
  expect_equal(curve_df(lasso(y ~ ., diabetes), 1, most = 0), 8)
})

test_that("df of a nearly pure lasso approaches its count", {
  near <- lasso(y ~ ., diabetes, mixture = 1 - 1e-9, lambda = c(10, 1))
  expect_equal(effective_df(near), effective_df(lasso(y ~ ., diabetes, lambda = c(10, 1))), tolerance = 1e-6)
})

test_that("coefficients that a bound holds are no degrees of freedom", {
  fit <- lasso(y ~ ., diabetes, lambda = 0.5, upper = c(bmi = 3), lower = c(sex = -5))
  expect_equal(unname(coef(fit)[c("bmi", "sex")]), c(3, -5))
  expect_equal(effective_df(fit)[[1]], 1 + sum(coef(fit)[-1] != 0) - 2)
  positive <- lasso(y ~ ., diabetes, lambda = 0.5, lower = 0)
  expect_equal(effective_df(positive)[[1]], sum(coef(positive) != 0))
  held <- lasso(y ~ ., diabetes, lambda = 0.5, penalty_factor = c(bmi = 0), upper = c(bmi = 100))
  expect_equal(effective_df(held)[[1]], sum(coef(held) != 0))
})

test_that("dependent columns count by their rank", {
  d <- choice_data()
  fit <- lasso(cbind(d$x, twin = d$x[, 1]), d$y, lambda = c(0.1, 0))
  expect_equal(unname(effective_df(fit, 0)), 9)
  expect_true(all(criteria(fit)$df <= 9))
})

test_that("the degrees of freedom estimate the covariance of fit and response", {
  set.seed(3)
  x <- matrix(rnorm(30 * 6), 30)
  mean <- drop(x %*% c(2, -1, 0, 0, 0, 0))
  draws <- replicate(400, {
    y <- mean + rnorm(30)
    fit <- lasso(x, y, lambda = 0.2, control = normball_control(certify = FALSE))
    c(sum(fitted(fit) * (y - mean)), effective_df(fit))
  })
  expect_lt(abs(mean(draws[1, ] - draws[2, ])) / (sd(draws[1, ] - draws[2, ]) / 20), 4)
})

test_that("Cp is NA where nothing estimates sigma, and criteria of a saturated fit have no bound", {
  set.seed(8)
  x <- matrix(rnorm(20 * 40), 20)
  fit <- lasso(x, rnorm(20))
  table <- criteria(fit)
  expect_true(all(is.na(table$cp)))
  expect_false(anyNA(criteria(fit, sigma = 1)$cp))
  expect_true(is.nan(criteria(fit, 0)$gcv))
})

test_that("shapes and single functions", {
  fit <- lasso(y ~ ., diabetes, lambda = c(10, 1))
  expect_identical(names(gcv(fit)), c("10", "1"))
  expect_equal(unname(gcv(fit)), criteria(fit)$gcv)
  expect_equal(unname(ebic(fit, gamma = 0)), criteria(fit)$bic)
  expect_equal(unname(ebic(fit, lambda = 3, sigma = 50)), criteria(fit, 3, sigma = 50)$ebic)
  expect_length(ebic(select_lambda(fit, "bic")), 1)
  expect_equal(nrow(criteria(select_lambda(fit, "bic"), "all")), length(select_lambda(fit, "bic")$lambda))
})

test_that("bad input: each with its class", {
  fit <- lasso(y ~ ., diabetes, lambda = c(10, 1))
  expect_error(criteria(fit, -1), class = "normball_error_lambda")
  for (bad in list(0, -1, "a", c(1, 2), NA)) expect_error(criteria(fit, sigma = bad), class = "normball_error_type")
  for (bad in list(-0.1, 2, "a")) expect_error(ebic(fit, gamma = bad), class = "normball_error_type")
  expect_error(criteria(fit, gamma = 1), class = "normball_error_unknown_argument")
  expect_error(ebic(ridge(y ~ ., diabetes)), class = "normball_error_type")
  for (criterion in list(press, loo_residuals, log_evidence)) expect_error(criterion(fit), class = "normball_error_type")
  bare <- elastic_net(y ~ ., diabetes, lambda = c(10, 1), model = FALSE)
  expect_error(criteria(bare), class = "normball_error_unsupported")
  expect_output(print(bare))
  lean <- lasso(y ~ ., diabetes, lambda = c(10, 1), model = FALSE)
  expect_equal(criteria(lean)$bic, criteria(fit)$bic)
})
