# The verb: exact cases, agreement with another package, interfaces, bad input.

test_that("orthonormal columns are soft thresholded, and the elastic net shrinks them on top", {
  x <- qr.Q(qr(cbind(1, matrix(sin((1:60)^2), 20))))[, -1L]
  y <- 3 * cos(1:20)
  c <- drop(crossprod(x, y))
  soft <- \(l) sign(c) * pmax(abs(c) - l, 0)
  lambda <- c(1, 0.3, 0)
  fit <- lasso(x, y, lambda = lambda, loss = "sum", standardize = FALSE)
  expect_s4_class(coef(fit), "dgCMatrix")
  expect_equal(unname(as.matrix(coef(fit))[-1L, ]), sapply(lambda, soft), tolerance = 1e-13)
  net <- elastic_net(x, y, lambda = lambda, loss = "sum", standardize = FALSE, mixture = 0.25)
  expect_equal(unname(as.matrix(coef(net))[-1L, ]), sapply(lambda, \(l) soft(l / 4) / (1 + 0.75 * l)), tolerance = 1e-13)
  standard <- lasso(x, y, lambda = 0.2)
  expect_equal(unname(coef(standard)[-1L]), soft(0.2 * sqrt(20)), tolerance = 1e-12)
})

test_that("a single predictor follows its closed form through weights, offset, factor and both losses", {
  set.seed(1)
  x <- matrix(rnorm(30) + 2)
  y <- drop(2 * x) + rnorm(30)
  w <- c(0, runif(29, 0.5, 2))
  o <- rnorm(30)
  mean_of <- \(v) sum(w * v) / sum(w)
  for (standardize in c(TRUE, FALSE)) for (loss in c("mean", "sum")) for (intercept in c(TRUE, FALSE)) {
    centre <- \(v) if (intercept) v - mean_of(v) else v
    s <- if (standardize) sqrt(mean_of((x - mean_of(x))^2)) else 1
    penalty <- 0.3 * 1.5 * s / if (loss == "mean") 1 else sum(w)
    inner <- mean_of(centre(x) * centre(y - o))
    b <- sign(inner) * max(abs(inner) - penalty, 0) / mean_of(centre(x)^2)
    fit <- lasso(x, y, lambda = 0.3, weights = w, offset = o, penalty_factor = 1.5, standardize = standardize, loss = loss,
                 intercept = intercept)
    expect_equal(coef(fit)[["x1"]], b, tolerance = 1e-12)
    if (intercept) expect_equal(coef(fit)[[1L]], mean_of(y - o) - b * mean_of(x), tolerance = 1e-12)
  }
})

test_that("the default path starts exactly where the first coefficient enters and has its length and ratio", {
  x <- as.matrix(diabetes[-11L])
  fit <- lasso(x, diabetes$y)
  top <- lambda_max_of(x, diabetes$y)
  expect_equal(fit$lambda[1L], top, tolerance = 1e-12)
  expect_length(fit$lambda, 100L)
  expect_equal(fit$lambda[100L] / fit$lambda[1L], 1e-4, tolerance = 1e-12)
  expect_true(all(fit$coefficients[-1L, 1L] == 0))
  expect_gt(sum(coef(fit, lambda = 0.999 * top)[-1L, 1L] != 0), 0)
  wide <- lasso(x[1:8, ], diabetes$y[1:8], n_lambda = 5)
  expect_equal(diff(log(wide$lambda)), rep(log(1e-2) / 4, 4L), tolerance = 1e-12)
  expect_equal(lasso(x, diabetes$y, n_lambda = 3, lambda_min_ratio = 0.25)$lambda, top / c(1, 2, 4), tolerance = 1e-12)
  halves <- lasso(x, diabetes$y, weights = rep(c(1, 0), c(8, 434)))
  expect_equal(min(halves$lambda) / max(halves$lambda), 1e-2, tolerance = 1e-12)
})

test_that("it agrees with another package", {
  skip_if_not_installed("glmnet")
  x <- as.matrix(diabetes[-11L])
  weights <- 1 + (1:442) %% 3
  peer <- function(...) as.matrix(coef(suppressWarnings(glmnet::glmnet(x, diabetes$y, thresh = 1e-14, maxit = 1e7, ...))))
  fit <- lasso(x, diabetes$y, lambda = c(10, 1, 0.1), weights = weights)
  expect_equal(unname(as.matrix(coef(fit))), unname(peer(lambda = fit$lambda, weights = weights)), tolerance = 1e-6)
  bounded <- lasso(x, diabetes$y, lambda = c(10, 1), lower = c(hdl = -0.5), upper = c(bmi = 4))
  lower <- replace(rep(-Inf, 10), 7L, -0.5)
  upper <- replace(rep(Inf, 10), 3L, 4)
  theirs <- peer(lambda = bounded$lambda, lower.limits = lower, upper.limits = upper)
  expect_equal(unname(as.matrix(coef(bounded))), unname(theirs), tolerance = 1e-6)
  net <- elastic_net(x, diabetes$y, lambda = c(10, 1), mixture = 0.4)
  theirs <- peer(lambda = net$lambda, alpha = 0.4, family = stats::gaussian())
  expect_equal(unname(as.matrix(coef(net))), unname(theirs), tolerance = 1e-5)
})

test_that("formula, matrix, data frame and sparse matrix give one fit", {
  x <- as.matrix(diabetes[-11L])
  formula <- coef(lasso(y ~ ., diabetes, lambda = 0.3))
  expect_equal(coef(lasso(x, diabetes$y, lambda = 0.3)), formula, tolerance = 1e-12)
  expect_equal(coef(lasso(diabetes[-11L], diabetes$y, lambda = 0.3)), formula, tolerance = 1e-12)
  sparse <- lasso(as(x, "CsparseMatrix"), diabetes$y, lambda = 0.3)
  expect_equal(coef(sparse), formula, tolerance = 1e-10)
  expect_s4_class(sparse$x, "dgCMatrix")
  expect_equal(coef(lasso(Matrix::Matrix(x, sparse = FALSE), diabetes$y, lambda = 0.3)), formula, tolerance = 1e-12)
  levels <- lasso(mpg ~ wt + factor(cyl), mtcars, lambda = 0.1)
  expect_named(coef(levels), c("(Intercept)", "wt", "factor(cyl)4", "factor(cyl)6", "factor(cyl)8"))
})

test_that("random problems of every kind are optimal by conditions computed in R", {
  for (seed in 1:28) {
    problem <- random_lasso_problem(seed)
    expect_optimal(fit_lasso(problem), problem)
  }
})

test_that("columns and responses of any scale give the same fit", {
  set.seed(3)
  x <- matrix(rnorm(120), 20)
  y <- drop(x[, 1:2] %*% c(2, -1)) + rnorm(20)
  unit <- 2^seq(-498, 498, length.out = 6L)
  slopes <- \(...) unname(as.matrix(lasso(..., n_lambda = 20)$coefficients)[-1L, ])
  farthest <- \(value, plain) max(abs(value - plain)) / max(abs(plain))
  plain <- slopes(x, y)
  bare <- slopes(x, y, standardize = FALSE)
  for (scale in 2^c(-498, 0, 498)) {
    expect_lt(farthest(slopes(x * rep(unit, each = 20), y * scale) * unit / scale, plain), 1e-9)
    for (size in 2^c(-498, 498)) expect_lt(farthest(slopes(x * size, y * scale, standardize = FALSE) * size / scale, bare), 1e-9)
  }
  # The L2 part does not scale with y.
  net <- slopes(x, y, mixture = 0.5)
  expect_lt(farthest(slopes(x * rep(unit, each = 20), y, mixture = 0.5) * unit, net), 1e-9)
})

test_that("the elastic net is the lasso with another mixture, and its call can be updated", {
  fit <- elastic_net(y ~ ., diabetes, lambda = 1)
  expect_s3_class(fit, c("normball_lasso", "normball_fit"), exact = TRUE)
  expect_identical(fit$mixture, 0.5)
  expect_equal(coef(fit), coef(lasso(y ~ ., diabetes, lambda = 1, mixture = 0.5)))
  expect_identical(fit$call[[1L]], quote(elastic_net))
  expect_equal(coef(update(fit, mixture = 1)), coef(lasso(y ~ ., diabetes, lambda = 1)))
  expect_named(coef(update(fit, . ~ bmi)), c("(Intercept)", "bmi"))
  expect_equal(coef(diabetes |> elastic_net(y ~ ., lambda = 1)), coef(fit))
  expect_equal(coef(diabetes |> lasso(y ~ ., lambda = 1, mixture = 0.5)), coef(fit))
  within <- function(data, ...) elastic_net(y ~ ., data, ...)
  expect_equal(coef(within(diabetes, lambda = 1)), coef(fit))
  expect_equal(coef(do.call(elastic_net, list(y ~ ., diabetes, lambda = 1))), coef(fit))
  expect_equal(coef(lapply(list(as.matrix(diabetes[-11L])), elastic_net, y = diabetes$y, lambda = 1)[[1L]]), coef(fit))
})

test_that("bad arguments are refused before anything is computed", {
  x <- matrix(sin(1:20), 5)
  y <- 1:5
  expect_error(lasso(), class = "normball_error_type")
  expect_error(elastic_net(), class = "normball_error_type")
  expect_error(lasso("x", y), class = "normball_error_type")
  expect_error(lasso(x + 1i, y), class = "normball_error_type")
  expect_error(lasso(array(1, c(2, 2, 2)), y), class = "normball_error_type")
  expect_error(lasso(x, y, lamda = 1), "lamda", class = "normball_error_unknown_argument")
  expect_error(elastic_net(y ~ ., diabetes, lamda = 1), "lamda", class = "normball_error_unknown_argument")
  expect_error(lasso(x, y, lambda = -1), class = "normball_error_lambda")
  expect_error(lasso(x, y, lambda = Inf), class = "normball_error_lambda")
  expect_error(lasso(x, y, mixture = 0), "use ridge", class = "normball_error_type")
  for (mixture in list(-0.1, 1.1, NA_real_, "a", c(0.5, 1))) expect_error(lasso(x, y, mixture = mixture), class = "normball_error_type")
  for (ratio in list(0, 1, -1, NA, "a")) expect_error(lasso(x, y, lambda_min_ratio = ratio), class = "normball_error_type")
  expect_error(lasso(x, y, n_lambda = 1), class = "normball_error_type")
  expect_error(lasso(x, y, loss = "max"), class = "normball_error_type")
  expect_error(lasso(x, y, path = "curve"), class = "normball_error_type")
  expect_error(lasso(x, y, relax = NA), class = "normball_error_type")
  expect_error(lasso(x, y, penalty_factor = c(x9 = 1)), "x9", class = "normball_error_length")
  expect_error(lasso(x, y, penalty_factor = -1), class = "normball_error_length")
  expect_error(lasso(x, y, control = normball_control("qr")), "lasso\\(\\), which has \"auto\"", class = "normball_error_type")
  expect_error(lasso(x, y[-1L]), class = "normball_error_length")
  expect_error(lasso(replace(x, 7L, NaN), y), "row 2", class = "normball_error_nonfinite")
  expect_error(lasso(x, replace(y, 2L, NA)), class = "normball_error_nonfinite")
  expect_error(lasso(x, y, offset = c(Inf, 0, 0, 0, 0)), class = "normball_error_nonfinite")
  expect_error(lasso(x, y, weights = c(-1, 1, 1, 1, 1)), class = "normball_error_weights")
  expect_error(lasso(x, y, weights = numeric(5)), class = "normball_error_weights")
  expect_error(lasso(x[0L, ], numeric()), class = "normball_error_empty")
  expect_error(lasso(x[, 0L], y), class = "normball_error_empty")
  expect_error(lasso(x, cbind(a = y, b = y)), "got 2 \\(a, b\\)", class = "normball_error_unsupported")
  expect_message(lasso(x, y, lambda = c(0.1, 1)), class = "normball_message_lambda")
})
