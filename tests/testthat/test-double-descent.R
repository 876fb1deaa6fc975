# Test error against model size.

data_set <- function() {
  set.seed(131)
  x <- matrix(rnorm(150 * 60), 150)
  list(x = x, y = drop(x %*% rnorm(60, sd = 0.4)) + rnorm(150), train = 1:30)
}

test_that("each row is the ridgeless fit of its columns", {
  data <- data_set()
  train <- data$train
  fit <- ridgeless(data$x[train, ], data$y[train])
  sizes <- c(1, 10, 29, 30, 60)
  curve <- double_descent(fit, data$x[-train, ], sizes, newy = data$y[-train])
  expect_identical(curve$size, as.integer(sizes))
  for (i in seq_along(sizes)) {
    part <- ridgeless(data$x[train, seq_len(sizes[i]), drop = FALSE], data$y[train])
    error <- mean((data$y[-train] - predict(part, data$x[-train, seq_len(sizes[i]), drop = FALSE]))^2)
    expect_equal(curve$test_error[i], error, tolerance = 1e-8)
    expect_equal(curve$norm[i], unname(part$limit$norm), tolerance = 1e-10)
    expect_equal(curve$rank[i], part$rank)
  }
  expect_identical(curve$interpolates, sizes >= 29)
  expect_identical(attr(curve, "threshold"), 29L)
})

test_that("the error peaks at the threshold and falls again", {
  data <- data_set()
  fit <- ridgeless(data$x[data$train, ], data$y[data$train])
  curve <- double_descent(fit, data$x[-data$train, ], newy = data$y[-data$train])
  peak <- curve$size[which.max(curve$test_error)]
  expect_lte(abs(peak - 29), 2)
  expect_lt(curve$test_error[nrow(curve)], max(curve$test_error) / 4)
  expect_true(all(diff(curve$train_error) <= 1e-12))
})

test_that("formulas find the response, lists give the models, weights and offset are those of the fit", {
  set.seed(132)
  rows <- sample(442, 300)
  fit <- ridgeless(y ~ ., diabetes[rows, ], weights = rep(1:2, 150))
  curve <- double_descent(fit, diabetes[-rows, ], list(c("bmi", "map"), 1:10))
  part <- lm(y ~ bmi + map, diabetes[rows, ], weights = rep(1:2, 150))
  expect_equal(curve$test_error[1L], mean((diabetes$y[-rows] - predict(part, diabetes[-rows, ]))^2), tolerance = 1e-10)
  expect_equal(curve$train_error[1L], deviance(part) / 450, tolerance = 1e-10)
  expect_identical(curve$size, c(2L, 10L))
  two <- double_descent(ridgeless(cbind(y, 2 * y) ~ ., diabetes[rows, ]), diabetes[-rows, ], 10)
  one <- double_descent(ridgeless(y ~ ., diabetes[rows, ]), diabetes[-rows, ], 10)
  expect_equal(two$test_error, one$test_error * (1 + 4) / 2, tolerance = 1e-10)
})

test_that("print, plot and refusals", {
  data <- data_set()
  fit <- ridgeless(data$x[data$train, ], data$y[data$train])
  curve <- double_descent(fit, data$x[-data$train, ], c(5, 20, 50), newy = data$y[-data$train])
  expect_output(print(curve), "Interpolation from size 50")
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_identical(plot(curve), curve)
  expect_identical(plot(fit, newdata = data$x[-data$train, ], newy = data$y[-data$train], sizes = c(5, 20, 50)), curve)
  view <- descent_view(curve)
  expect_length(view$series[[1L]]$x, 2L) # training error ends where it is rounding
  expect_error(double_descent(fit, data$x), "newy", class = "normball_error_newdata")
  expect_error(double_descent(fit), class = "normball_error_newdata")
  expect_error(double_descent(fit, data$x, newy = 1:3), class = "normball_error_length")
  expect_error(double_descent(fit, data$x, 61, newy = data$y), class = "normball_error_type")
  expect_error(double_descent(fit, data$x, list("none"), newy = data$y), class = "normball_error_type")
  expect_error(double_descent(fit, data$x, list(c(1, 1)), newy = data$y), class = "normball_error_type")
  expect_error(double_descent(ridge(mpg ~ wt, mtcars), mtcars), class = "normball_error_type")
  expect_error(double_descent(ridgeless(mpg ~ wt, mtcars, model = FALSE), mtcars), class = "normball_error_unsupported")
})
