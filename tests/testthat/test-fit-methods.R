# Accessors: at lambda = 0 they are those of lm; shapes, names and padding at all others.

test_that("at lambda = 0 the accessors are those of lm", {
  data <- transform(mtcars, w = seq(0.5, 2, length.out = 32), cyl = factor(cyl))
  data$mpg[3L] <- NA
  formula <- mpg ~ log(wt) + cyl + poly(hp, 2)
  for (action in list(na.omit, na.exclude)) {
    fit <- ridge(formula, data, lambda = 0, weights = w, na.action = action, coding = "treatment")
    least <- lm(formula, data, weights = w, na.action = action)
    for (ask in list(coef, fitted, residuals, deviance, df.residual, nobs, variable.names)) {
      expect_equal(ask(fit), ask(least), tolerance = 1e-9)
    }
    expect_equal(weights(fit), weights(least), ignore_attr = TRUE)
    expect_identical(case.names(fit), rownames(mtcars)[-3L])
    expect_equal(residuals(fit, "pearson"), residuals(least, "pearson"), tolerance = 1e-9)
    expect_equal(residuals(fit, "loo"), residuals(least) / (1 - hatvalues(least)), tolerance = 1e-9)
    expect_equal(model.matrix(fit), model.matrix(least), ignore_attr = c("assign", "contrasts"), tolerance = 1e-9)
    expect_equal(formula(fit), formula(least))
    expect_equal(model.frame(fit)$mpg, model.frame(least)$mpg)
  }
  expect_identical(family(fit)$family, "gaussian")
})

test_that("shapes: columns are lambdas, the last dimension responses, a single solution drops", {
  one <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  two <- ridge(cbind(mpg, qsec) ~ wt + hp, mtcars, lambda = c(1, 0.1))
  rows <- c("(Intercept)", "wt", "hp")
  expect_identical(dimnames(coef(one)), list(rows, c("1", "0.1")))
  expect_identical(dimnames(coef(two)), list(rows, c("1", "0.1"), c("mpg", "qsec")))
  expect_identical(dimnames(coef(one, lambda = 0.5)), list(rows, "0.5"))
  expect_identical(dimnames(fitted(two, lambda = 3)), list(rownames(mtcars), "3", c("mpg", "qsec")))
  alone <- update(one, lambda = 1)
  expect_named(coef(alone), rows)
  expect_named(fitted(alone), rownames(mtcars))
  expect_identical(dimnames(coef(update(two, lambda = 1))), list(rows, c("mpg", "qsec")))
  expect_named(deviance(one), c("1", "0.1"))
  expect_identical(dim(deviance(two)), c(2L, 2L))
  expect_named(df.residual(one), c("1", "0.1"))
  expect_equal(unname(df.residual(one)), 32 - one$df)
  chosen <- quietly(select_lambda(one, "gcv", refine = FALSE))
  expect_equal(coef(chosen), coef(one, lambda = chosen$chosen$lambda)[, 1L])
  expect_identical(dim(coef(chosen, "all")), c(3L, length(chosen$lambda)))
})

test_that("rows of zero weight have fitted values, and a leave-one-out residual that changes nothing", {
  w <- c(0, 0, rep(1, 30))
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = 0.1, weights = w)
  expect_length(fitted(fit), 32L)
  expect_equal(fitted(fit)[1:2], predict(fit, mtcars[1:2, ]))
  expect_equal(residuals(fit, "loo")[1:2], residuals(fit)[1:2])
  expect_identical(nobs(fit), 30L)
  expect_identical(case.names(fit), rownames(mtcars)[-(1:2)])
  expect_identical(case.names(fit, full = TRUE), rownames(mtcars))
})

test_that("na.exclude pads arrays of several lambdas and responses", {
  data <- mtcars
  data$wt[c(2L, 5L)] <- NA
  fit <- ridge(cbind(mpg, qsec) ~ wt + hp, data, lambda = c(1, 0.1), na.action = na.exclude)
  for (value in list(fitted(fit), residuals(fit), residuals(fit, "loo"), predict(fit))) {
    expect_identical(dim(value), c(32L, 2L, 2L))
    expect_true(all(is.na(value[c(2L, 5L), , ])))
    expect_identical(dimnames(value)[[1L]], rownames(mtcars))
    expect_false(anyNA(value[-c(2L, 5L), , ]))
  }
})

test_that("update() works by formula and by matrix, and with new data", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = 0.1)
  expect_equal(coef(update(fit, . ~ . + qsec)), coef(ridge(mpg ~ wt + hp + qsec, mtcars, lambda = 0.1)))
  expect_equal(coef(update(fit, data = mtcars[1:20, ])), coef(ridge(mpg ~ wt + hp, mtcars[1:20, ], lambda = 0.1)))
  x <- as.matrix(mtcars[c("wt", "hp")])
  by_matrix <- ridge(x, mtcars$mpg, lambda = 0.1)
  expect_equal(coef(update(by_matrix, lambda = 3)), coef(ridge(x, mtcars$mpg, lambda = 3)))
  expect_equal(coef(update(by_matrix, x = x[1:20, ], y = mtcars$mpg[1:20])), coef(update(fit, data = mtcars[1:20, ])))
  inner <- function(rows) {
    part <- mtcars[rows, ]
    ridge(mpg ~ wt, part, lambda = 1)
  }
  expect_identical(nrow(model.frame(inner(1:9))), 9L)
  expect_equal(formula(update(ridge(mpg ~ ., mtcars, lambda = 1), . ~ . - wt)), reformulate(setdiff(names(mtcars), c("mpg", "wt")), "mpg"),
    ignore_attr = TRUE)
})

test_that("a fit by matrix has no formula, and unknown arguments are errors", {
  fit <- ridge(as.matrix(mtcars[2:3]), mtcars$mpg, lambda = 1)
  expect_error(formula(fit), class = "normball_error_unsupported")
  expect_error(model.frame(fit), class = "normball_error_unsupported")
  expect_error(coef(fit, s = 1), class = "normball_error_unknown_argument")
  expect_error(fitted(fit, newdata = mtcars), class = "normball_error_unknown_argument")
  expect_error(residuals(fit, "deviant"), class = "normball_error_type")
  expect_identical(colnames(model.matrix(fit)), c("(Intercept)", "cyl", "disp"))
  expect_null(weights(fit))
})

test_that("the model matrix of a sparse fit is sparse, and one of new data can be had", {
  set.seed(1)
  x <- Matrix::rsparsematrix(30, 4, 0.4)
  fit <- ridge(x, rnorm(30), lambda = 1)
  expect_s4_class(model.matrix(fit), "dgCMatrix")
  expect_identical(dim(model.matrix(fit)), c(30L, 5L))
  by_formula <- ridge(mpg ~ poly(wt, 2) + factor(cyl), mtcars, lambda = 1, coding = "treatment")
  expect_equal(model.matrix(by_formula, mtcars[3:9, ]), model.matrix(by_formula)[3:9, ], tolerance = 1e-12, ignore_attr = TRUE)
})

test_that("the accessors of a lasso are those of its data", {
  data <- mtcars
  data$wt[4L] <- NA
  data$w <- c(0, rep(1:2, length.out = 31))
  fit <- lasso(mpg ~ wt + hp + qsec, data, lambda = c(1, 0.1), weights = w, offset = qsec / 2, na.action = na.exclude)
  x <- model.matrix(fit)
  expect_identical(colnames(x), variable.names(fit))
  values <- x %*% as.matrix(coef(fit)) + data$qsec[-4L] / 2
  expect_equal(unname(fitted(fit)[-4L, ]), unname(values), tolerance = 1e-12)
  expect_true(all(is.na(fitted(fit)[4L, ])))
  expect_equal(residuals(fit, lambda = 0.5), data$mpg - fitted(fit, lambda = 0.5), ignore_attr = TRUE, tolerance = 1e-12)
  expect_equal(residuals(fit, "pearson"), residuals(fit) * sqrt(data$w))
  for (lambda in c(1, 0.37, 0)) {
    expect_equal(deviance(fit, lambda)[[1L]], sum(data$w * residuals(fit, lambda = lambda)^2, na.rm = TRUE), tolerance = 1e-12)
    expect_equal(df.residual(fit, lambda)[[1L]], 30 - 1 - length(predict(fit, lambda = lambda, type = "nonzero")[[1L]]))
  }
  expect_identical(nobs(fit), 30L)
  expect_equal(weights(fit), c(data$w[1:3], NA, data$w[5:32]), ignore_attr = TRUE)
  expect_identical(formula(fit), mpg ~ wt + hp + qsec, ignore_formula_env = TRUE)
  expect_identical(length(case.names(fit)), 30L)
  expect_error(residuals(fit, "loo"), "lasso", class = "normball_error_unsupported")
  expect_error(formula(lasso(as.matrix(mtcars[2:4]), mtcars$mpg)), "lasso\\(formula", class = "normball_error_unsupported")
  one <- update(fit, lambda = 0.1)
  expect_named(coef(one), variable.names(fit))
  expect_s4_class(coef(one, lambda = 0.1), "dgCMatrix")
})

test_that("sigma() is the root of deviance over residual degrees of freedom, and nobs() takes what stats passes on", {
  ols <- lm(mpg ~ wt + hp, mtcars, weights = qsec)
  fit <- ridge(mpg ~ wt + hp, mtcars, weights = qsec, lambda = 0)
  expect_equal(sigma(fit), sigma(ols), tolerance = 1e-10)
  expect_identical(nobs(fit, use.fallback = TRUE), 32L)
  path <- lasso(mpg ~ ., mtcars)
  expect_equal(sigma(path, lambda = 1), sqrt(deviance(path, lambda = 1) / df.residual(path, lambda = 1)))
  both <- ridge(cbind(mpg, qsec) ~ wt, mtcars, lambda = c(1, 0))
  expect_equal(unname(sigma(both)["0", "qsec"]), sigma(lm(qsec ~ wt, mtcars)), tolerance = 1e-10)
  expect_equal(sigma(constrained(mpg ~ wt, mtcars, within = nonpositive())), sigma(lm(mpg ~ wt, mtcars)), tolerance = 1e-10)
  chosen <- cv(path, folds = rep(1:4, 8))
  expect_equal(sigma(chosen), sigma(path, lambda = chosen$chosen), ignore_attr = TRUE)
})
