# Bounds of coefficients: how they are given, what is refused, and that solutions keep to them.

test_that("bounds come as one number, by position or by name", {
  columns <- c("a", "b", "c")
  expect_identical(resolve_bounds(NULL, NULL, columns), list(lower = NULL, upper = NULL))
  expect_identical(resolve_bounds(0, NULL, columns)$lower, c(0, 0, 0))
  expect_identical(resolve_bounds(NULL, c(1, 2, Inf), columns)$upper, c(1, 2, Inf))
  expect_identical(resolve_bounds(c(b = -1), c(c = 2L), columns), list(lower = c(-Inf, -1, -Inf), upper = c(Inf, Inf, 2)))
  expect_identical(resolve_bounds(-Inf, Inf, columns), list(lower = NULL, upper = NULL))
})

test_that("bounds that make no sense are refused by name", {
  columns <- c("a", "b", "c")
  refused <- \(lower, upper, text) expect_error(resolve_bounds(lower, upper, columns), text, class = "normball_error_bounds")
  refused(2, 1, "`a` they are 2 and 1 \\(and so for 2 more\\)")
  refused(c(b = 1), c(b = 0), "`b`")
  refused(c(0, NaN, 0), NULL, "`lower` .* `b` it is NaN")
  refused(NULL, c(a = NA_real_), "`upper`")
  refused(Inf, NULL, "`lower`")
  refused(NULL, -Inf, "`upper`")
  refused(c(0, 0), NULL, "got 2")
  refused("0", NULL, "`lower` must be numeric")
  refused(c(d = 0), NULL, "no column of x: d")
  refused(c(a = 0, a = 1), NULL, "more than once: a")
  x <- cbind(sin(1:9), 1)
  expect_error(quietly(lasso(x, cos(1:9), lower = 0.5)), "`x2` exclude 0", class = "normball_error_bounds")
  expect_error(lasso(sin(x), cos(1:9), upper = -1, penalty_factor = c(Inf, 1)), "`x1` exclude 0", class = "normball_error_bounds")
})

test_that("solutions keep to their bounds exactly, on the scale that is printed", {
  x <- as.matrix(diabetes[-11L])
  lower <- c(sex = -3, hdl = 0, age = 0.1)
  upper <- c(bmi = 3.3, map = 0.7, ltg = 1 / 3)
  for (standardize in c(TRUE, FALSE)) {
    fit <- lasso(x, diabetes$y, lower = lower, upper = upper, standardize = standardize, lambda = c(30, 1, 0.1, 0))
    b <- as.matrix(coef(fit))
    for (name in names(lower)) expect_true(all(b[name, ] >= lower[[name]]))
    for (name in names(upper)) expect_true(all(b[name, ] <= upper[[name]]))
    expect_identical(unname(b["bmi", 4L]), 3.3)
    expect_identical(unname(b["age", 1L]), 0.1)
    problem <- list(x = x, y = diabetes$y, kind = "diabetes", settings = list(
      lower = replace(rep(-Inf, 10), match(names(lower), colnames(x)), lower), standardize = standardize,
      upper = replace(rep(Inf, 10), match(names(upper), colnames(x)), upper)
    ))
    expect_optimal(fit, problem)
  }
})

test_that("a coefficient can be fixed, and nonnegative least squares are lambda = 0", {
  x <- as.matrix(mtcars[c("wt", "hp", "qsec")])
  fixed <- lasso(x, mtcars$mpg, lambda = 0, lower = c(wt = -2), upper = c(wt = -2))
  expect_identical(coef(fixed)[["wt"]], -2)
  rest <- lm(mpg + 2 * wt ~ hp + qsec, mtcars)
  expect_equal(unname(coef(fixed)[c(1, 3, 4)]), unname(coef(rest)), tolerance = 1e-9)
  skip_if_not_installed("nnls")
  set.seed(4)
  a <- matrix(rnorm(200), 40)
  y <- drop(a %*% c(1, -1, 0.5, 0, 2)) + rnorm(40)
  fit <- lasso(a, y, lambda = 0, lower = 0, intercept = FALSE)
  expect_equal(unname(coef(fit)), nnls::nnls(a, y)$x, tolerance = 1e-9)
})
