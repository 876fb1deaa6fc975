# Predictions: the design is replayed, offsets are found or asked for, shapes follow lambda and the responses.

test_that("predictions at the data of the fit are its fitted values, by every interface", {
  data <- transform(mtcars, cyl = factor(cyl))
  x <- as.matrix(mtcars[c("wt", "hp", "qsec")])
  sparse <- as(as(as(x, "dMatrix"), "generalMatrix"), "CsparseMatrix")
  fits <- list(
    list(ridge(mpg ~ poly(wt, 2) + log(hp) * cyl, data), data),
    list(ridge(mpg ~ wt + cyl - 1, data, coding = "treatment"), data),
    list(ridge(x, mtcars$mpg), x), list(ridge(sparse, mtcars$mpg), sparse), list(ridge(data[c("wt", "cyl")], data$mpg), data)
  )
  for (pair in fits) {
    fit <- pair[[1L]]
    expect_equal(predict(fit, pair[[2L]][4:9, ], lambda = c(1, 0.1)), fitted(fit, lambda = c(1, 0.1))[4:9, ], tolerance = 1e-10)
    expect_identical(predict(fit, lambda = 0.3), fitted(fit, lambda = 0.3))
    expect_equal(predict(fit, pair[[2L]], type = "link"), predict(fit, pair[[2L]], type = "response"))
  }
})

test_that("shapes and names of predictions", {
  two <- ridge(cbind(mpg, qsec) ~ wt + hp, mtcars, lambda = c(1, 0.1))
  new <- mtcars[1:3, ]
  expect_identical(dimnames(predict(two, new)), list(rownames(new), c("1", "0.1"), c("mpg", "qsec")))
  one <- ridge(mpg ~ wt + hp, mtcars, lambda = 1)
  expect_named(predict(one, new), rownames(new))
  expect_identical(dim(predict(one, new[1L, ], lambda = c(3, 2, 1))), c(1L, 3L))
  expect_length(predict(one, new[0L, ]), 0L)
})

test_that("missing values in newdata: predicted NA, dropped, or refused", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  new <- mtcars[1:4, ]
  new$wt[2L] <- NA
  expect_identical(unname(is.na(predict(fit, new))), matrix(c(FALSE, TRUE, FALSE, FALSE), 4L, 2L))
  expect_identical(rownames(predict(fit, new, na.action = na.omit)), rownames(new)[-2L])
  expect_identical(predict(fit, new, na.action = na.exclude), predict(fit, new))
  expect_error(predict(fit, new, na.action = na.fail), "Mazda RX4 Wag", class = "normball_error_newdata")
})

test_that("offsets: in the formula, in the call, and given", {
  in_formula <- ridge(mpg ~ wt + hp + offset(qsec / 2), mtcars, lambda = 0.1)
  expect_equal(predict(in_formula, mtcars[1:5, ]), fitted(in_formula)[1:5])
  in_call <- ridge(mpg ~ wt + hp, mtcars, offset = qsec / 2, lambda = 0.1)
  expect_equal(predict(in_call, mtcars[1:5, ]), fitted(in_call)[1:5])
  expect_error(predict(in_call, mtcars[1:5, c("wt", "hp")]), "newoffset", class = "normball_error_newdata")
  expect_equal(predict(in_call, mtcars[1:5, c("wt", "hp")], newoffset = mtcars$qsec[1:5] / 2), fitted(in_call)[1:5])
  x <- as.matrix(mtcars[c("wt", "hp")])
  by_matrix <- ridge(x, mtcars$mpg, offset = mtcars$qsec / 2, lambda = 0.1)
  expect_equal(predict(by_matrix, x[1:5, ], newoffset = mtcars$qsec[1:5] / 2), fitted(by_matrix)[1:5])
  expect_error(predict(by_matrix, x[1:5, ]), "newoffset", class = "normball_error_newdata")
  expect_error(predict(by_matrix, x[1:5, ], newoffset = 1:3), class = "normball_error_length")
  expect_error(predict(by_matrix, newoffset = 1), class = "normball_error_newdata")
})

test_that("new levels, missing columns and meaningless types are errors that say so", {
  data <- transform(mtcars, cyl = factor(cyl))
  fit <- ridge(mpg ~ wt + cyl, data, lambda = 1)
  new <- transform(data[1:2, ], cyl = factor(c("4", "5")))
  expect_error(predict(fit, new), "cyl.*5", class = "normball_error_newlevel")
  expect_error(predict(fit, data[1:2, "cyl", drop = FALSE]), "wt", class = "normball_error_newdata")
  expect_error(predict(fit, data, type = "class"), class = "normball_error_unsupported")
  expect_error(predict(fit, data, type = "odds"), class = "normball_error_type")
  expect_error(predict(fit, newx = data), class = "normball_error_unknown_argument")
  expect_error(predict(fit, data, na.action = mean), class = "normball_error_type")
})

test_that("coefficients and nonzero columns", {
  data <- transform(mtcars, one = 1)
  fit <- quietly(ridge(mpg ~ wt + hp + one, data, lambda = c(1, 0.1), penalty_factor = c(hp = Inf)))
  expect_identical(predict(fit, type = "coefficients"), coef(fit))
  expect_identical(predict(fit, type = "nonzero"), list("1" = "wt", "0.1" = "wt"))
  expect_identical(predict(quietly(update(fit, lambda = 1)), type = "nonzero"), "wt")
  two <- quietly(update(fit, cbind(mpg, qsec) ~ ., lambda = 1))
  expect_identical(predict(two, type = "nonzero"), list(mpg = "wt", qsec = "wt"))
})

test_that("new data without rows give predictions without rows", {
  x <- as.matrix(mtcars[2:4])
  fit <- ridge(x, mtcars$mpg, lambda = 0.1)
  expect_length(predict(fit, x[0, ]), 0L)
  expect_identical(dim(predict(fit, x[0, ], lambda = c(1, 2))), c(0L, 2L))
  expect_length(predict(ridge(mpg ~ wt + hp, mtcars, lambda = 0.1), mtcars[0, ]), 0L)
})

test_that("a lasso predicts at any lambda, dense and sparse, and names what is not zero", {
  fit <- lasso(mpg ~ wt + hp + factor(cyl), mtcars)
  lambda <- c(2, 0.123)
  b <- as.matrix(coef(fit, lambda = lambda))
  x <- model.matrix(fit, mtcars[1:5, ])
  expect_equal(predict(fit, mtcars[1:5, ], lambda = lambda), x %*% b, ignore_attr = TRUE, tolerance = 1e-12)
  expect_equal(predict(fit, lambda = lambda)[1:5, ], predict(fit, mtcars[1:5, ], lambda = lambda))
  expect_identical(predict(fit, lambda = lambda, type = "coefficients"), coef(fit, lambda = lambda))
  nonzero <- predict(fit, lambda = lambda, type = "nonzero")
  expect_named(nonzero, c("2", "0.123"))
  for (l in 1:2) expect_identical(nonzero[[l]], names(which(b[-1L, l] != 0)))
  expect_identical(predict(update(fit, lambda = 2), type = "nonzero"), nonzero[[1L]])
  expect_identical(predict(fit, lambda = 1e6, type = "nonzero"), list("1e+06" = character()))
  bare <- lasso(as(as.matrix(mtcars[2:5]), "dgCMatrix"), mtcars$mpg, intercept = FALSE, lambda = 0.5)
  new <- as(as.matrix(mtcars[1:4, 2:5]), "dgCMatrix")
  expect_equal(predict(bare, new), drop(as.matrix(new) %*% coef(bare)), tolerance = 1e-12)
  expect_identical(predict(bare, type = "nonzero"), names(which(coef(bare) != 0)))
  expect_error(predict(fit, mtcars, lambda = -1), class = "normball_error_lambda")
  expect_error(predict(fit, mtcars["wt"], lambda = 1), class = "normball_error_newdata")
})
