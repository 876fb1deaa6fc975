test_that("factors are the powers of the coefficients per SD, or as they are without standardisation", {
  fit <- ridge(y ~ ., diabetes, lambda = 0.5)
  b <- coef(fit)[-1]
  sd <- apply(diabetes[names(b)], 2, \(v) sqrt(mean((v - mean(v))^2)))
  expect_equal(adaptive_weights(fit), 1 / abs(b * sd))
  expect_equal(adaptive_weights(fit, power = 0.5), abs(b * sd)^-0.5)
  raw <- ridge(y ~ ., diabetes, lambda = 0.5, standardize = FALSE)
  expect_equal(adaptive_weights(raw), 1 / abs(coef(raw)[-1]))
})

test_that("the lambda is that given, that chosen, or that of the least leave-one-out error", {
  fit <- ridge(y ~ ., diabetes)
  expect_equal(adaptive_weights(fit, lambda = 2), adaptive_weights(ridge(y ~ ., diabetes, lambda = 2)))
  chosen <- select_lambda(fit, "loo")
  expect_equal(adaptive_weights(fit), adaptive_weights(chosen))
  expect_equal(adaptive_weights(y ~ ., data = diabetes), adaptive_weights(chosen))
  expect_equal(adaptive_weights(y ~ ., diabetes, lambda = 2, power = 3), adaptive_weights(fit, lambda = 2, power = 3))
  validated <- quietly(cv(fit, folds = "loo", rule = "min"))
  expect_equal(adaptive_weights(validated), adaptive_weights(validated$fit))
})

test_that("the weights go into lasso() by name, and make the adaptive lasso", {
  weights <- adaptive_weights(ridge(y ~ ., diabetes))
  fit <- lasso(y ~ ., diabetes, penalty_factor = rev(weights))
  expect_equal(fit$penalty_factor, unname(weights))
  expect_equal(coef(fit, lambda = 5), coef(lasso(y ~ ., diabetes, penalty_factor = unname(weights)), lambda = 5))
  # The adaptive lasso is the lasso on columns divided by their weights.
  z <- scale(as.matrix(diabetes[1:10]), TRUE, sqrt(colMeans(scale(as.matrix(diabetes[1:10]), scale = FALSE)^2)))
  by_hand <- lasso(z / rep(weights, each = nrow(z)), diabetes$y, lambda = 5, standardize = FALSE)
  expect_equal(unname(coef(by_hand)[-1] / weights / attr(z, "scaled:scale")), unname(coef(fit, lambda = 5)[-1, 1]), tolerance = 1e-8)
})

test_that("it finds the true columns where the lasso alone takes more", {
  set.seed(12)
  x <- matrix(rnorm(200 * 10), 200) %*% (diag(10) + 0.5)
  colnames(x) <- paste0("x", 1:10)
  y <- drop(x[, 1:3] %*% c(3, -2, 1.5)) + rnorm(200)
  fit <- lasso(x, y, penalty_factor = adaptive_weights(ridge(x, y), power = 2)) |> select_lambda("bic")
  expect_identical(as.character(selected(fit)), c("x1", "x2", "x3"))
})

test_that("zero coefficients are excluded; unpenalised and excluded columns stay so", {
  flat <- quietly(ridge(y ~ ., transform(diabetes, age = 1), lambda = 1))
  expect_identical(adaptive_weights(flat)[["age"]], Inf)
  first <- lasso(y ~ ., diabetes, lambda = 10)
  expect_identical(names(which(is.infinite(adaptive_weights(first)))), setdiff(names(diabetes)[1:10], selected(first)))
  kept <- ridge(y ~ ., diabetes, lambda = 1, penalty_factor = c(bmi = 0, age = Inf))
  expect_identical(adaptive_weights(kept)[c("bmi", "age")], c(bmi = 0, age = Inf))
})

test_that("lm gives weights on the scale of its coefficients", {
  model <- lm(y ~ . + I(2 * bmi), diabetes)
  weights <- adaptive_weights(model)
  expect_equal(weights[["bmi"]], 1 / abs(coef(model)[["bmi"]]))
  expect_identical(weights[["I(2 * bmi)"]], Inf)
})

test_that("bad input: each with its class", {
  fit <- ridge(y ~ ., diabetes)
  expect_error(adaptive_weights(3), class = "normball_error_type")
  for (bad in list(0, -1, "a", NA)) expect_error(adaptive_weights(fit, power = bad), class = "normball_error_type")
  expect_error(adaptive_weights(fit, 1, gamma = 2), class = "normball_error_unknown_argument")
  expect_error(adaptive_weights(lasso(y ~ ., diabetes)), class = "normball_error_lambda")
  expect_error(adaptive_weights(lasso(y ~ ., diabetes, lambda = 1e4)), class = "normball_error_unsupported")
  expect_error(adaptive_weights(ridge(cbind(y, bmi) ~ age + ltg, diabetes)), class = "normball_error_unsupported")
})
