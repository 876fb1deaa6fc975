# What the fitting verbs share.

test_that("the call is that of the verb, and a formula that came second is put first", {
  expect_identical(verb_call(quote(ridge.matrix(x, y)), "ridge"), quote(ridge(x, y)))
  call <- quote(lasso(data = d, formula = y ~ x, lambda = 1))
  expect_identical(formula_first(call, "lasso"), quote(normball::lasso(formula = y ~ x, data = d, lambda = 1)))
  call <- quote(ridge(x = d, y = y ~ x))
  expect_identical(formula_first(call, "ridge"), quote(normball::ridge(formula = y ~ x, data = d)))
})

test_that("shared arguments are checked and typed", {
  check <- \(...) {
    given <- list(n_lambda = 5, standardize = TRUE, loss = "sum", model = TRUE, control = normball_control())
    given[...names()] <- list(...)
    do.call(shared_arguments, c(given, list(methods = c("auto", "gram"), verb = "lasso")))
  }
  expect_identical(check()[c("n_lambda", "loss")], list(n_lambda = 5L, loss = "sum"))
  expect_error(check(n_lambda = 1.5), "`n_lambda`", class = "normball_error_type")
  expect_error(check(standardize = 1), "`standardize`", class = "normball_error_type")
  expect_error(check(loss = "abs"), "`loss`", class = "normball_error_type")
  expect_error(check(model = NA), "`model`", class = "normball_error_type")
  expect_error(check(control = list(method = "gram")), "`control`", class = "normball_error_type")
  expect_error(check(control = normball_control("svd")), "not a method of lasso\\(\\)", class = "normball_error_type")
})
