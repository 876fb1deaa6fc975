test_that("the penalised fit has the same coefficients", {
  for (standardize in c(FALSE, TRUE)) for (loss in c("mean", "sum")) {
    fit <- constrained(y ~ ., diabetes, within = l1_ball(60, weights = c(1, 2, 0, rep(1, 7))), standardize = standardize, loss = loss)
    same <- as_lasso(fit)
    expect_s3_class(same, "normball_lasso")
    expect_equal(drop(as.matrix(coef(same))), coef(fit), tolerance = 1e-10)
    expect_equal(same$lambda, unname(fit$multiplier))
    fit <- constrained(y ~ ., diabetes, within = l2_ball(20), standardize = standardize, loss = loss)
    same <- as_ridge(fit)
    expect_s3_class(same, "normball_ridge")
    expect_equal(coef(same), coef(fit), tolerance = 1e-10)
    fit <- constrained(y ~ ., diabetes, within = elastic_ball(200, 0.3), standardize = standardize, loss = loss)
    expect_equal(drop(as.matrix(coef(as_lasso(fit)))), coef(fit), tolerance = 1e-9)
  }
})

test_that("bounds go along, weights and offsets too", {
  fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = l1_ball(1.5) & nonpositive("wt") & box(-1), weights = cyl, offset = drat)
  same <- as_lasso(fit)
  expect_equal(drop(as.matrix(coef(same))), coef(fit), tolerance = 1e-9)
  expect_equal(same$upper, c(0, Inf, Inf))
  again <- update(same, lambda = 0.5)
  expect_identical(again$lambda, 0.5)
})

test_that("a radius of a path, and that of a cross-validation", {
  fit <- constrained(y ~ ., diabetes, within = l1_ball(c(20, 60)))
  expect_equal(drop(as.matrix(coef(as_lasso(fit, radius = 60)))), coef(fit)[, 2], tolerance = 1e-10)
  chosen <- cv(fit, folds = rep(1:4, length.out = 442))
  expect_equal(drop(as.matrix(coef(as_lasso(chosen)))), coef(chosen), tolerance = 1e-10)
  expect_error(as_lasso(fit), class = "normball_error_radius")
  slack <- as_lasso(constrained(mpg ~ wt + hp, mtcars, within = l1_ball(100)))
  expect_identical(slack$lambda, 0)
})

test_that("what is no penalised fit is refused", {
  refuses <- \(set, verb, ...) {
    expect_error(verb(constrained(mpg ~ wt + hp, mtcars, within = set, ...)), class = "normball_error_unsupported")
  }
  refuses(l2_ball(1), as_lasso)
  refuses(l1_ball(1), as_ridge)
  refuses(simplex(), as_lasso)
  refuses(l1_ball(1) & l2_ball(1), as_lasso)
  refuses(l2_ball(1) & nonpositive(), as_ridge)
  refuses(l1_ball(1) & sum_to(0), as_lasso)
  refuses(l1_ball(1), as_lasso, lambda = 1)
  refuses(l2_ball(0), as_ridge)
  expect_error(as_lasso(constrained(cbind(mpg, disp) ~ wt, mtcars, within = l1_ball(1))), class = "normball_error_unsupported")
  expect_error(as_ridge(lm(mpg ~ wt, mtcars)), class = "normball_error_type")
})

test_that("the call of the penalised fit is one of its verb", {
  fit <- constrained(mpg ~ wt + hp, mtcars, within = l1_ball(1), method = "dual", iteration = list(max_iter = 100))
  expect_identical(update(as_lasso(fit), lambda = 0.1)$lambda, 0.1)
  fit <- constrained(mpg ~ wt + hp, mtcars, l2_ball(1), "projection")
  expect_identical(update(as_ridge(fit), lambda = 0.1)$lambda, 0.1)
})
