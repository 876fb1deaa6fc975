path_fit <- function(...) constrained(y ~ ., diabetes, within = l1_ball(c(20, 50, 2000)) & nonnegative("bmi"), ...)

test_that("accessors have a column per radius, or none for one", {
  fit <- path_fit()
  expect_identical(dim(coef(fit)), c(11L, 3L))
  expect_identical(colnames(coef(fit)), c("20", "50", "2000"))
  expect_identical(dim(fitted(fit)), c(442L, 3L))
  expect_equal(fitted(fit) + residuals(fit), matrix(diabetes$y, 442, 3), ignore_attr = TRUE)
  expect_equal(deviance(fit), colSums(residuals(fit)^2))
  expect_equal(df.residual(fit), 442 - drop(fit$df), ignore_attr = TRUE)
  one <- constrained(y ~ ., diabetes, within = l1_ball(50) & nonnegative("bmi"))
  expect_equal(coef(one), coef(fit)[, 2], tolerance = 1e-12)
  expect_equal(predict(one, diabetes[1:5, ]), predict(fit, diabetes[1:5, ])[, 2], tolerance = 1e-12)
  expect_identical(predict(one, type = "coefficients"), coef(one))
  expect_setequal(predict(one, type = "nonzero"), names(which(coef(one)[-1] != 0)))
  expect_equal(as.numeric(logLik(one)), as.numeric(logLik(lm(y ~ 1, offset = fitted(one), diabetes))), tolerance = 1e-6)
  expect_identical(attr(logLik(one), "df"), drop(one$df) + 1)
  expect_identical(nobs(one), 442L)
  expect_identical(formula(one), y ~ age + sex + bmi + map + tc + ldl + hdl + tch + ltg + glu, ignore_formula_env = TRUE)
  expect_identical(variable.names(one), names(coef(one)))
  expect_identical(dim(model.matrix(one)), c(442L, 11L))
})

test_that("any radius is solved anew, exactly", {
  fit <- path_fit()
  expect_equal(coef(fit, radius = c(35, 20))[, 1], coef(constrained(y ~ ., diabetes, within = l1_ball(35) & nonnegative("bmi"))),
               tolerance = 1e-12)
  expect_identical(coef(fit, radius = c(50, 20)), coef(fit)[, c(2, 1)])
  expect_equal(coef(fit, radius = Inf)[, 1], coef(fit)[, 3], tolerance = 1e-10)
  expect_identical(ncol(predict(fit, diabetes[1:2, ], radius = c(1, 2, 3))), 3L)
  expect_identical(nrow(certificate(fit, radius = c(3, 4))), 2L)
  expect_error(coef(fit, radius = -1), class = "normball_error_radius")
  expect_error(coef(fit, lambda = 1), class = "normball_error_unknown_argument")
  expect_error(coef(constrained(y ~ ., diabetes, within = nonnegative()), radius = 1), class = "normball_error_radius")
  expect_error(coef(constrained(y ~ ., diabetes, within = l1_ball(1) & l2_ball(1)), radius = 1), class = "normball_error_radius")
  bare <- path_fit(model = FALSE)
  expect_identical(coef(bare, radius = 20), coef(fit, radius = 20))
  expect_error(coef(bare, radius = 21), class = "normball_error_unsupported")
  expect_error(fitted(bare), class = "normball_error_unsupported")
  expect_error(certificate(bare), class = "normball_error_unsupported")
})

test_that("the radius of one ball among several can be a path", {
  fit <- constrained(mpg ~ wt + hp, mtcars, within = l2_ball(c(1, 2)) & l1_ball(1.5))
  expect_identical(fit$path_radius, c(1, 2))
  expect_equal(coef(fit)[, 2], coef(constrained(mpg ~ wt + hp, mtcars, within = l2_ball(2) & l1_ball(1.5))), tolerance = 1e-10)
  expect_equal(coef(fit, radius = 1.2)[, 1], coef(constrained(mpg ~ wt + hp, mtcars, within = l2_ball(1.2) & l1_ball(1.5))),
               tolerance = 1e-10)
})

test_that("several responses add a dimension", {
  fit <- constrained(cbind(mpg, disp) ~ wt + hp, mtcars, within = column_norm(c(1, 2)))
  expect_identical(dim(coef(fit)), c(3L, 2L, 2L))
  expect_identical(dim(predict(fit, mtcars[1:4, ])), c(4L, 2L, 2L))
  expect_identical(dim(deviance(fit)), c(2L, 2L))
  expect_identical(dim(coef(fit, radius = 1)), c(3L, 1L, 2L))
  expect_named(predict(fit, type = "nonzero"), c("mpg", "disp"))
  expect_error(logLik(fit), class = "normball_error_unsupported")
})

test_that("na.exclude pads, weights make residuals of Pearson", {
  data <- mtcars
  data$wt[3] <- NA
  fit <- constrained(mpg ~ wt + hp, data, within = l1_ball(1), na.action = na.exclude, weights = cyl)
  expect_identical(which(is.na(fitted(fit))), c("Datsun 710" = 3L))
  expect_equal(residuals(fit, "pearson")[-3], (residuals(fit) * sqrt(data$cyl))[-3])
})

test_that("what has no meaning is refused", {
  fit <- path_fit()
  expect_error(vcov(fit), class = "normball_error_unsupported")
  expect_error(confint(fit), class = "normball_error_unsupported")
  expect_error(predict(fit, type = "class"), class = "normball_error_unsupported")
  expect_error(criteria(fit), class = "normball_error_type")
  expect_error(adaptive_weights(fit), class = "normball_error_unsupported")
  expect_error(logLik(fit, radius = c(1, 2), 3), class = "normball_error_unknown_argument")
})

test_that("a lambda that is asked of a constrained fit is answered by its radius", {
  fit <- constrained(mpg ~ wt + hp, mtcars, within = l1_ball(1))
  expect_error(coef(fit, lambda = 1), "Did you mean `radius`?", fixed = TRUE, class = "normball_error_unknown_argument")
})

test_that("an equation that costs nothing has a multiplier of 0", {
  fit <- constrained(mpg ~ wt + factor(cyl), mtcars, within = sum_to(0, "factor(cyl)"))
  expect_identical(fit$multiplier[["sum_to"]], 0)
})
