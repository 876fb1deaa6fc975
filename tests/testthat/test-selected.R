test_that("columns selected are the nonzero coefficients, and agree with predict()", {
  fit <- lasso(y ~ ., diabetes)
  for (lambda in list(c(20, 5, 0.3), "all", 7)) {
    found <- selected(fit, lambda)
    b <- as.matrix(coef(fit, lambda = lambda))[-1, , drop = FALSE]
    expected <- lapply(seq_len(ncol(b)), \(l) rownames(b)[b[, l] != 0])
    expect_identical(unname(lapply(unclass(found), as.character)), expected, ignore_attr = TRUE)
    expect_identical(predict(fit, lambda = lambda, type = "nonzero"), unclass(found), ignore_attr = c("by", "total", "lambda"))
  }
  expect_named(selected(fit, c(20, 5)), c("20", "5"))
  chosen <- select_lambda(fit, "bic")
  expect_identical(as.character(selected(chosen)), predict(chosen, type = "nonzero"))
})

test_that("terms count once, whatever their columns", {
  data <- transform(mtcars, cyl = factor(cyl), gear = factor(gear))
  fit <- lasso(mpg ~ wt + cyl + gear + poly(hp, 2), data)
  columns <- selected(fit, 0.05)[[1]]
  terms <- selected(fit, 0.05, by = "term")[[1]]
  expect_true(length(terms) < length(columns))
  owner <- vapply(columns, \(name) c("wt", "cyl", "gear", "poly(hp, 2)")[startsWith(name, c("wt", "cyl", "gear", "poly(hp, 2)"))][1], "")
  expect_identical(as.character(terms), intersect(c("wt", "cyl", "gear", "poly(hp, 2)"), owner))
  expect_identical(selected(fit, 1e3, by = "term")[[1]], character())
  x <- as.matrix(mtcars[-1])
  matrix_fit <- lasso(x, mtcars$mpg)
  expect_identical(as.character(selected(matrix_fit, 0.5, by = "term")[[1]]), as.character(selected(matrix_fit, 0.5)[[1]]))
})

test_that("ridge selects all that is not constant, of each response", {
  fit <- quietly(ridge(cbind(y, bmi) ~ age + ltg + flat, transform(diabetes, flat = 1), lambda = c(1, 0.1)))
  found <- selected(fit)
  expect_named(found, c("y", "bmi"))
  expect_identical(found$y[["0.1"]], c("age", "ltg"))
  expect_output(print(found), "bmi - selected of 3 columns")
  expect_output(print(selected(fit, 1)), "y - selected")
})

test_that("it prints in a few lines", {
  fit <- lasso(y ~ ., diabetes)
  expect_lte(length(capture.output(print(selected(fit)))), 18)
  expect_output(print(selected(fit)), "lambdas not shown")
  expect_output(print(selected(select_lambda(fit, "bic"))), "of 10 columns at lambda = ")
  expect_output(print(selected(lasso(y ~ ., diabetes, lambda = 1000))), "none")
  expect_output(print(selected(fit, c(20, 1), by = "term"), max_names = 2), "and 5 more")
})

test_that("bad input: each with its class", {
  fit <- lasso(y ~ ., diabetes, lambda = c(10, 1))
  expect_error(selected(3), class = "normball_error_type")
  expect_error(selected(fit, by = "level"), class = "normball_error_type")
  expect_error(selected(fit, -1), class = "normball_error_lambda")
  expect_error(selected(fit, threshold = 0.1), class = "normball_error_unknown_argument")
})
