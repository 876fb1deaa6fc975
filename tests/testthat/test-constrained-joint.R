two_responses <- function() {
  set.seed(31)
  x <- matrix(rnorm(40 * 4), 40, dimnames = list(NULL, letters[1:4]))
  list(x = x, y = cbind(u = drop(x %*% c(1, 2, -1, 0)) + rnorm(40), v = 5 * drop(x %*% c(0, 1, 1, 1)) + rnorm(40)))
}

test_that("each response is kept in the constraint by itself", {
  d <- two_responses()
  for (set in list(l1_ball(1), l2_ball(1), column_norm(1), simplex(), l2_ball(1) & nonnegative(), l1_ball(1) & monotone())) {
    fit <- constrained(d$x, d$y, set)
    for (k in 1:2) {
      alone <- constrained(d$x, d$y[, k], if (set$kind == "column_norm") l2_ball(1, name = "column_norm") else set)
      expect_equal(coef(fit)[, k], coef(alone), tolerance = 1e-10)
      expect_equal(if (is.matrix(fit$multiplier)) fit$multiplier[, k] else fit$multiplier[k], alone$multiplier, tolerance = 1e-9,
                   ignore_attr = TRUE)
    }
  }
})

test_that("a ball around all responses has one multiplier and holds the whole", {
  d <- two_responses()
  alone <- constrained(d$x, d$y, frobenius_ball(c(1, 4, 100)))
  among <- constrained(d$x, d$y, frobenius_ball(c(1, 4, 100)) & box(-1000, 1000))
  expect_equal(coef(alone), coef(among), tolerance = 1e-10)
  expect_equal(drop(alone$multiplier), among$multiplier[1, , ], tolerance = 1e-9, ignore_attr = TRUE)
  expect_equal(alone$df, among$df, tolerance = 1e-8)
  slopes <- coef(alone)[-1, , ]
  expect_equal(unname(sqrt(apply(slopes^2, 2, sum))[1:2]), c(1, 4), tolerance = 1e-12)
  expect_identical(drop(alone$multiplier)[, 1], drop(alone$multiplier)[, 2])
  for (k in 1:2) {
    penalised <- ridge(d$x, d$y[, k], lambda = drop(alone$multiplier)[2, k], standardize = FALSE)
    expect_equal(coef(alone)[, 2, k], drop(coef(penalised)), tolerance = 1e-10)
  }
  expect_true(all(alone$certificate$status == "optimal" & among$certificate$status == "optimal"))
})

test_that("a joint ball that the other constraints leave no room is infeasible, one with room is not", {
  d <- two_responses()
  failed <- expect_error(constrained(d$x, d$y, frobenius_ball(0.6) & sum_to(1)), class = "normball_infeasible")
  expect_setequal(failed$parts, c("frobenius_ball", "sum_to"))
  expect_lt(sum(failed$certificate$bound * failed$certificate$multiplier), 0)
  fit <- constrained(d$x, d$y, frobenius_ball(0.8) & sum_to(1)) # sqrt(2) / 2 is the least
  expect_equal(sqrt(sum(coef(fit)[-1, ]^2)), 0.8, tolerance = 1e-12)
  expect_equal(unname(colSums(coef(fit)[-1, ])), c(1, 1), tolerance = 1e-12)
  expect_true(all(fit$certificate$status == "optimal"))
})
