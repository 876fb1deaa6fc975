# The constructor, the lookups of lambda and the objective as text.

test_that("new_fit() names what is wrong with its fields", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  fields <- unclass(fit)
  rebuilt <- do.call(new_fit, fields, quote = TRUE)
  expect_identical(rebuilt, fit)
  expect_error(do.call(new_fit, c(fields, list(other = 1)), quote = TRUE), "unknown field other")
  expect_error(do.call(new_fit, fields[names(fields) != "df"], quote = TRUE), "missing field df")
  broken <- list(
    df = 1, lambda = c(0.1, 1), coefficients = fit$coefficients[-1L, , , drop = FALSE], loss = "median", weights = 1,
    certificate = fit$certificate[1L, ], y = NULL, scales = 1, deviance = fit$deviance[1L, , drop = FALSE]
  )
  for (name in names(broken)) {
    wrong <- fit
    wrong[name] <- broken[name]
    expect_error(validate_fit(wrong), "new_fit()", label = name)
  }
})

test_that("resolve_lambda() follows the choice, the path and the user", {
  path <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  expect_identical(resolve_lambda(path), list(lambda = c(1, 0.1), single = FALSE))
  expect_identical(resolve_lambda(path, c(0.5, 2, 0.5)), list(lambda = c(0.5, 2, 0.5), single = FALSE))
  alone <- ridge(mpg ~ wt + hp, mtcars, lambda = 1)
  expect_identical(resolve_lambda(alone), list(lambda = 1, single = TRUE))
  expect_false(resolve_lambda(alone, "all")$single)
  path$chosen <- list(lambda = 0.3, rule = "gcv", criterion = 1)
  expect_identical(resolve_lambda(path), list(lambda = 0.3, single = TRUE))
  expect_identical(resolve_lambda(path, "all"), list(lambda = c(1, 0.1), single = FALSE))
})

test_that("a bad lambda is an error that shows it", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = c(1, 0.1))
  for (bad in list(-1, NA_real_, Inf, "best", TRUE, numeric(), list(1))) {
    expect_error(coef(fit, lambda = bad), class = "normball_error_lambda", label = deparse(bad))
  }
  expect_error(coef(fit, lambda = c(1, -2)), "element 2 is -2")
  expect_error(vcov(fit), "2: give `lambda = ` one number", class = "normball_error_lambda")
})

test_that("labels are short and keep lambdas apart", {
  expect_identical(lambda_labels(c(1000, 0.1, 1e-5, 0)), c("1000", "0.1", "1e-05", "0"))
  close <- c(1, 1 + 1e-14)
  expect_length(unique(lambda_labels(close)), 2L)
  expect_identical(lambda_labels(c(2, 2)), c("2", "2"))
})

test_that("the objective says which loss, weights, offset, intercept and factors it has", {
  plain <- ridge(mpg ~ wt + hp, mtcars, lambda = 1)
  expect_identical(objective_text(plain), "1/(2 n) sum_i (y_i - b0 - x_i'b)^2 + lambda/2 sum_j (s_j b_j)^2")
  full <- ridge(
    mpg ~ wt + hp - 1, mtcars, lambda = 1, weights = qsec, offset = drat, penalty_factor = c(1, 2), standardize = FALSE
  )
  expect_identical(objective_text(full), "1/(2 sum(w)) sum_i w_i (y_i - o_i - x_i'b)^2 + lambda/2 sum_j v_j b_j^2")
  expect_match(objective_text(update(full, loss = "sum")), "^1/2 sum_i w_i")
})
