test_that("errors are those of fits to the other rows, at every gamma", {
  d <- choice_data()
  fold <- rep(1:4, 10)
  fit <- lasso(d$x, d$y, relax = TRUE, lambda = c(1, 0.3, 0.1), weights = d$weights, penalty_factor = d$factor, offset = d$offset)
  result <- quietly(cv(fit, folds = replace(fold, 4, NA), gamma = c(0, 0.5, 1)))
  expected <- array(0, c(4, 3, 3))
  for (k in 1:4) {
    train <- fold != k
    part <- lasso(d$x[train, ], d$y[train], relax = TRUE, lambda = fit$lambda, weights = d$weights[train], offset = d$offset[train],
                  penalty_factor = d$factor)
    w <- d$weights[!train]
    for (g in 1:3) {
      error <- d$y[!train] - predict(part, d$x[!train, ], newoffset = d$offset[!train], lambda = fit$lambda, gamma = c(0, 0.5, 1)[g])
      expected[k, , g] <- colSums(w * error^2) / sum(w)
    }
  }
  share <- vapply(1:4, \(k) sum(d$weights[fold == k]), 0)
  means <- apply(expected, 2:3, \(e) sum(share * e) / sum(share))
  expect_equal(matrix(result$gamma_curves$mean, 3), means, tolerance = 1e-9)
  expect_identical(result$gamma, c(0, 0.5, 1)[which.min(apply(means, 2, min))])
  expect_equal(result$mean, means[, match(result$gamma, c(0, 0.5, 1))], tolerance = 1e-9)
})

test_that("gamma = 1 alone is the cross-validation of the lasso", {
  fit <- lasso(y ~ ., diabetes, relax = TRUE, n_lambda = 20)
  plain <- lasso(y ~ ., diabetes, n_lambda = 20)
  folds <- rep_len(1:5, nrow(diabetes))
  relaxed <- quietly(cv(fit, folds = folds, gamma = 1))
  expected <- quietly(cv(plain, folds = folds))
  expect_equal(relaxed$mean, expected$mean, tolerance = 1e-8)
  expect_equal(relaxed$se, expected$se, tolerance = 1e-6)
  expect_identical(relaxed$chosen, expected$chosen)
  repeated <- quietly(cv(fit, folds = 4, repeats = 2, gamma = c(0, 1)))
  expect_identical(dim(repeated$fold_error), c(8L, 20L))
})

test_that("the chosen gamma flows on, under either rule", {
  set.seed(3)
  x <- matrix(rnorm(80 * 12), 80)
  y <- 4 * x[, 1] - 4 * x[, 2] + rnorm(80)
  result <- quietly(cv(lasso(x, y, relax = TRUE), folds = rep_len(1:5, 80)))
  expect_lt(result$gamma, 1)
  expect_identical(coef(result), coef(result$fit, gamma = result$gamma))
  expect_equal(coef(result, rule = "min"), coef(result$fit, lambda = result$lambda_min, gamma = result$gamma)[, 1])
  expect_equal(predict(result, x[1:3, ], gamma = 1), predict(result$fit, x[1:3, ], gamma = 1))
  expect_output(print(result))
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_no_condition(plot(result))
})

test_that("bad input: each with its class", {
  fit <- lasso(y ~ ., diabetes, relax = TRUE, lambda = c(10, 1))
  for (bad in list(-1, 2, "a", NA, numeric())) expect_error(cv(fit, gamma = bad), class = "normball_error_type")
  expect_error(cv(fit, gama = 1), class = "normball_error_unknown_argument")
  expect_error(cv(lasso(y ~ ., diabetes, lambda = c(10, 1)), gamma = 0), class = "normball_error_unknown_argument")
})
