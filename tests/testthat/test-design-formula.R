test_that("columns are those of lm() under treatment coding", {
  data <- mixed_data()
  small <- data[c("mpg", "wt", "hp", "cyl_f", "manual")]
  formulas <- list(
    mpg ~ wt, mpg ~ ., mpg ~ . - wt, mpg ~ .^2, log(mpg) ~ ., mpg ~ wt - 1, mpg ~ 0 + wt + hp, mpg ~ log(wt) + sqrt(hp),
    mpg ~ I(wt^2) + wt:hp,
    mpg ~ wt * hp * cyl_f, mpg ~ poly(wt, 3), mpg ~ poly(wt, hp, degree = 2), mpg ~ poly(wt, 2, raw = TRUE) * cyl_f, mpg ~ scale(wt) + hp,
    mpg ~ cut(wt, c(0, 2, 3, 6)), mpg ~ wt + offset(hp), mpg ~ factor(hp > 100), mpg ~ (wt + hp)^2 - wt:hp, mpg ~ wt %in% cyl_f,
    I(mpg / 2) ~ wt, mpg ~ exp(-wt) + ifelse(hp > 100, 1, 0), mpg ~ stats::poly(wt, 2)
  )
  for (formula in formulas) {
    object <- design(formula, small, coding = "treatment")
    expect_same_columns(object, lm_columns(formula, small))
    expect_equal(object$y[, 1L], unname(model.response(model.frame(formula, small))), ignore_attr = TRUE)
    expect_replays(object, small)
    expect_replays(design(formula, small), small)
    expect_equal(object$intercept, attr(terms(formula, data = small), "intercept") == 1)
    expect_true(is.double(object$x))
  }
})

test_that("splines keep their knots", {
  skip_if_not_installed("splines")
  object <- design(mpg ~ splines::ns(wt, 3) + splines::bs(hp, df = 5), mtcars)
  expect_same_columns(object, lm_columns(mpg ~ splines::ns(wt, 3) + splines::bs(hp, df = 5), mtcars))
  expect_replays(object, mtcars[c(3, 30), ], c(3, 30))
})

test_that("dates and times count as numbers", {
  data <- mixed_data()
  data$time <- as.POSIXct(data$day)
  data$span <- data$day - data$day[1L]
  object <- design(mpg ~ day + time + span, data)
  expect_same_columns(object, lm_columns(mpg ~ day + time + span, data))
  expect_replays(object, data)
  expect_equal(design(day ~ wt, data)$y[, 1L], as.numeric(data$day))
})

test_that("subset, weights and offset are found in data, then where the formula was made", {
  data <- mixed_data()
  model <- lm(mpg ~ wt, data, subset = hp > 100, weights = w^2, offset = o)
  object <- design(mpg ~ wt, data, subset = hp > 100, weights = w^2, offset = o)
  expect_same_columns(object, model.matrix(model)[, -1, drop = FALSE])
  expect_equal(object$weights, unname(model$weights))
  expect_equal(object$offset, matrix(model$offset))
  expect_equal(object$row_names, names(residuals(model)))

  local_fit <- function() {
    mine <- data$w * 3
    rows <- 5:20
    shift <- data$o
    design(mpg ~ wt, data, weights = mine, subset = rows, offset = shift)
  }
  object <- local_fit()
  expect_equal(object$weights, data$w[5:20] * 3)
  expect_equal(object$offset[, 1L], data$o[5:20])

  with_arguments <- function(formula, data, ...) design(formula, data, ...)
  expect_equal(with_arguments(mpg ~ wt, data, coding = "treatment")$coding, "treatment")
  expect_equal(with_arguments(mpg ~ factor(cyl), mtcars)$columns, paste0("factor(cyl)", c(4, 6, 8)))
})

test_that("variables may come without data", {
  local({
    y <- c(1, 2, 4, 3)
    z <- c(0.5, 1, 0, 2)
    f <- c("a", "b", "a", "b")
    object <- design(y ~ z + f)
    expect_equal(object$columns, c("z", "fa", "fb"))
    expect_null(object$row_names)
    expect_equal(design_replay(object, data.frame(z = 7, f = "b"))$x, rbind(c(7, 0, 1)))
  })
  make <- function() {
    u <- 1:5
    v <- c(2, 1, 5, 3, 4)
    u ~ v
  }
  expect_equal(design(make())$x[, 1L], c(2, 1, 5, 3, 4))
})

test_that("data may be a list or an environment", {
  columns <- list(y = 1:4, x = c(2, 1, 5, 3))
  expected <- design(y ~ x, as.data.frame(columns))
  expect_equal(design(y ~ x, columns)$x, expected$x)
  object <- design(y ~ x, list2env(columns))
  expect_equal(object$x, expected$x)
  expect_error(design_replay(object, data.frame(z = 1)), "`x`", class = "normball_error_newdata")
})

test_that("data is evaluated once, and may come first or through a pipe", {
  calls <- 0
  make <- function() {
    calls <<- calls + 1
    mtcars
  }
  object <- design(mpg ~ wt, make())
  expect_equal(calls, 1)
  expect_equal(design(data = mtcars, formula = mpg ~ wt)$x, object$x)
  expect_equal((mtcars |> design(mpg ~ wt))$x, object$x)
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = 1)
  expect_equal(coef(ridge(data = mtcars, formula = mpg ~ wt + hp, lambda = 1)), coef(fit))
  expect_equal(coef(mtcars |> ridge(mpg ~ wt + hp, lambda = 1)), coef(fit))
})

test_that("offsets of the formula and the argument add up", {
  object <- design(mpg ~ wt + offset(qsec) + offset(2 * hp), mtcars, offset = drat)
  expect_equal(object$columns, "wt")
  expect_equal(object$offset[, 1L], mtcars$qsec + 2 * mtcars$hp + mtcars$drat)
  expect_equal(object$term_labels, "wt")
  two <- design(cbind(mpg, qsec) ~ wt + offset(drat), mtcars)
  expect_equal(two$offset, cbind(mtcars$drat, mtcars$drat))
  two <- design(cbind(mpg, qsec) ~ wt + offset(drat), mtcars, offset = cbind(hp, disp))
  expect_equal(two$offset, unname(cbind(mtcars$hp, mtcars$disp)) + mtcars$drat)
  expect_error(design(mpg ~ wt, mtcars, offset = as.character(hp)), "`offset` must be numeric", class = "normball_error_type")
  expect_null(design(mpg ~ wt, mtcars, offset = NULL, weights = NULL, subset = NULL)$offset)
})

test_that("missing values go through na.action as in lm()", {
  data <- transform(mixed_data(), wt = replace(wt, c(2, 9), NA), gear_c = replace(gear_c, 5, NA), w = replace(w, 7, NA))
  model <- lm(mpg ~ wt + gear_c, data, weights = w)
  object <- design(mpg ~ wt + gear_c, data, weights = w, coding = "treatment")
  expect_same_columns(object, model.matrix(model)[, -1])
  expect_equal(object$na_action, model$na.action)
  expect_equal(object$row_names, names(residuals(model)))
  expect_s3_class(design(mpg ~ wt, data, na.action = na.exclude)$na_action, "exclude")
  expect_error(design(mpg ~ wt, data, na.action = na.fail), "missing values", class = "normball_error_nonfinite")
  expect_null(design(qsec ~ hp, data)$na_action)
  old <- options(na.action = "na.exclude")
  on.exit(options(old))
  expect_s3_class(design(mpg ~ wt, data)$na_action, "exclude")

  short <- data.frame(y = c(1, 2, 5, 7), x = c(1, NA, 2, 2.5))
  expect_equal(design(y ~ x, short)$row_names, c("1", "3", "4"))
  fit <- ridge(y ~ x, short, lambda = 0.1, na.action = na.exclude)
  expect_equal(unname(is.na(fitted(fit))), c(FALSE, TRUE, FALSE, FALSE))
  expect_error(ridge(y ~ x, short, na.action = na.pass), "`x` must be finite; it is NA in row 2", class = "normball_error_nonfinite")
})

test_that("unused levels are dropped as lm() does", {
  data <- mixed_data()
  object <- design(mpg ~ cyl_f + carb_o, data, subset = cyl_f != "6", coding = "treatment")
  expect_same_columns(object, lm_columns(mpg ~ cyl_f + carb_o, data, subset = cyl_f != "6"))
  expect_equal(design(mpg ~ cyl_f, data, subset = cyl_f != "6")$columns, c("cyl_f4", "cyl_f8"))
  expect_equal(object$xlevels$cyl_f, c("4", "8"))
})

test_that("several responses keep their names or get one", {
  object <- design(cbind(mpg, log(hp)) ~ wt, mtcars)
  expect_equal(colnames(object$y), c("mpg", "y2"))
  expect_equal(object$n_responses, 2L)
  expect_equal(colnames(design(cbind(a = mpg, b = hp) ~ wt, mtcars)$y), c("a", "b"))
  expect_equal(colnames(design(as.matrix(mtcars[1:2]) ~ mtcars$wt)$y), c("mpg", "cyl"))
  expect_equal(colnames(design(unname(as.matrix(mtcars[1:2])) ~ mtcars$wt)$y), c("y1", "y2"))
  expect_equal(colnames(design(log(mpg) ~ wt, mtcars)$y), "log(mpg)")
  expect_equal(design(log(mpg) ~ wt, mtcars)$response_name, "log(mpg)")
})

test_that("matrices and non-syntactic names are columns like any other", {
  data <- data.frame(y = c(1, 3, 2, 5), check.names = FALSE)
  data$m <- cbind(a = c(1, 0, 1, 2), b = c(2, 2, 1, 0))
  data[["a b"]] <- c(0.1, 0.4, 0.2, 0.3)
  object <- design(y ~ m + `a b`, data)
  expect_same_columns(object, lm_columns(y ~ m + `a b`, data))
  expect_replays(object, data)
  data$flags <- cbind(u = c(TRUE, FALSE, TRUE, TRUE), v = FALSE)
  expect_equal(design(y ~ flags, data)$x, cbind(c(1, 0, 1, 1), 0))
  expect_equal(design(y ~ m, transform(data, m = 1:4))$columns, "m")
})

test_that("columns that get the same name are told apart", {
  data <- data.frame(y = 1:4, a = c("x", "z", "x", "z"), ax = c(1, 3, 2, 2))
  expect_message(object <- design(y ~ a + ax, data), class = "normball_message_columns")
  expect_equal(object$columns, c("ax", "az", "ax.1"))
  expect_replays(object, data)
})

test_that("formulas without response or predictor are refused", {
  expect_error(design(~ wt, mtcars), "needs a response", class = "normball_error_type")
  for (formula in list(mpg ~ 1, mpg ~ 0, mpg ~ offset(wt), mpg ~ wt - wt)) {
    expect_error(design(formula, mtcars), "no predictor", class = "normball_error_empty")
  }
  expect_error(design(factor(cyl) ~ wt, mtcars), "`factor(cyl)` must be numeric; got an object of class factor", fixed = TRUE,
               class = "normball_error_type")
  expect_error(design(gear_c ~ wt, mixed_data()), "must be numeric", class = "normball_error_type")
  expect_error(suppressWarnings(design(log(mpg - 21) ~ wt, mtcars)), "`log(mpg - 21)` must be finite; it is -Inf in row 1", fixed = TRUE,
               class = "normball_error_nonfinite")
})

test_that("what cannot be evaluated or used is an error of the package", {
  expect_error(design(mpg ~ nosuch, mtcars), "'nosuch'", class = "normball_error_type")
  expect_error(design(mpg ~ wt, as.matrix(mtcars)), class = "normball_error_type")
  expect_error(design(mpg ~ ., "mtcars"), class = "normball_error_type")
  expect_error(design(mpg ~ .), class = "normball_error_type")
  z <- 1:3
  expect_error(design(mpg ~ z, mtcars), "lengths differ", class = "normball_error_length")
  expect_error(design(mpg ~ wt, mtcars, weights = z), "lengths differ", class = "normball_error_length")
  expect_error(design(mpg ~ wt, mtcars, weights = -wt), "must be >= 0", class = "normball_error_weights")
  expect_error(design(mpg ~ wt, mtcars, weights = 0 * wt), "all 0", class = "normball_error_weights")
  expect_error(design(mpg ~ wt, mtcars, weights = 1 / (am - 1)^2), "`weights` must be finite", class = "normball_error_nonfinite")
  expect_error(design(mpg ~ wt, mtcars, weights = factor(am)), class = "normball_error_type")
  expect_error(design(mpg ~ wt, mtcars, offset = log(am)), "`offset` must be finite", class = "normball_error_nonfinite")
  expect_error(design(mpg ~ wt, mtcars[0, ]), "no rows", class = "normball_error_empty")
  expect_error(design(mpg ~ wt, mtcars, subset = mpg > 100), "no rows", class = "normball_error_empty")
  expect_error(design(mpg ~ wt, transform(mtcars, wt = NA_real_)), "no rows", class = "normball_error_empty")
  data <- mtcars
  data$items <- as.list(data$mpg)
  expect_error(design(mpg ~ items, data), "items", class = "normball_error_type")
  expect_error(design(mpg ~ complex(real = wt), mtcars), "`complex(real = wt)` must be numeric, logical", fixed = TRUE,
               class = "normball_error_type")
  data$big <- structure(data$mpg, class = "integer64")
  expect_error(design(mpg ~ big, data), "integer64", class = "normball_error_type")
})

test_that("the formula may be a variable, and the call can be updated", {
  formula <- mpg ~ wt + hp
  wrapped <- function(f, d) ridge(f, d, lambda = 1)
  expect_equal(coef(wrapped(formula, mtcars)), coef(ridge(mpg ~ wt + hp, mtcars, lambda = 1)))
  fit <- ridge(formula, mtcars, lambda = 1, weights = qsec)
  expect_equal(names(coef(update(fit, . ~ . - hp))), c("(Intercept)", "wt"))
  expect_equal(coef(update(fit, subset = hp > 100)), coef(ridge(mpg ~ wt + hp, mtcars, lambda = 1, weights = qsec, subset = hp > 100)))
})

test_that("a row of weight zero stays in the design", {
  object <- design(mpg ~ wt, mtcars, weights = as.numeric(hp > 100))
  expect_equal(nrow(object$x), 32L)
  expect_equal(object$weights, as.numeric(mtcars$hp > 100))
})

test_that("the response as its own predictor is an error", {
  expect_error(ridge(mpg ~ mpg, mtcars), class = "normball_error_empty")
})
