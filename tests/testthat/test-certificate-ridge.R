# The certificate against its formulas in plain R.

plain_primal <- function(fit, b) {
  w <- if (is.null(fit$weights)) rep(1, fit$n) else fit$weights
  r <- fit$y[, 1L] - (if (is.null(fit$offset)) 0 else fit$offset[, 1L]) - cbind(1, as.matrix(fit$x)) %*% b
  scale <- if (fit$loss == "mean") 1 / (2 * sum(w)) else 1 / 2
  s <- if (fit$standardize) fit$scales else 1
  scale * sum(w * r^2) + fit$lambda / 2 * sum(fit$penalty_factor * (s * b[-1L])^2)
}

test_that("the primal value is the objective of the documentation", {
  x <- cbind(sin(1:25), cos(1:25 * 2), (1:25)^2)
  for (loss in c("mean", "sum")) {
    for (standardize in c(TRUE, FALSE)) {
      fit <- ridge(x, exp(1:25 / 20), lambda = 0.3, weights = 1:25, offset = sin(1:25), penalty_factor = c(1, 0, 3), loss = loss,
                   standardize = standardize)
      expect_equal(fit$certificate$primal, plain_primal(fit, coef(fit)), tolerance = 1e-13)
      expect_equal(fit$certificate$status, "optimal")
    }
  }
})

test_that("the gap bounds how far a wrong solution is from the best", {
  fit <- ridge(y ~ ., diabetes, lambda = 0.1)
  best <- fit$certificate$primal
  y <- fit$y
  for (size in c(1e-6, 1e-2, 1)) {
    wrong <- fit$coefficients
    wrong[3L, 1L, 1L] <- wrong[3L, 1L, 1L] + size
    table <- certify_ridge(fit$x, y, NULL, fit, 0.1, wrong)$table
    expect_equal(table$primal, plain_primal(fit, wrong[, 1L, 1L]), tolerance = 1e-12)
    expect_gte(table$gap, table$primal - best - 1e-9 * best)
    expect_gt(table$gap, fit$certificate$gap)
    expect_equal(table$dual, table$primal - table$gap)
  }
  expect_equal(table$status, "approximate")
})

test_that("an intercept that is wrong shows in the feasibility", {
  fit <- ridge(y ~ ., diabetes, lambda = 0.1)
  wrong <- fit$coefficients
  wrong[1L, 1L, 1L] <- wrong[1L, 1L, 1L] + 1
  table <- certify_ridge(fit$x, fit$y, NULL, fit, 0.1, wrong)$table
  expect_gt(table$gap, 0.1)
  expect_equal(table$status, "approximate")
})
