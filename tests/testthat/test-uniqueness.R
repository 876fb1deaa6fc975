# Uniqueness: cases whose solutions are known, and columns whose order decides nothing silently.

set.seed(9)
x <- matrix(rnorm(120), 30, dimnames = list(NULL, c("a", "b", "c", "d")))
y <- drop(x %*% c(2, -1, 0, 0)) + rnorm(30) / 3

test_that("independent columns have one solution", {
  fit <- lasso(x, y)
  for (lambda in c(1, 0.3, 0)) expect_true(uniqueness(fit, lambda)$unique)
  at <- uniqueness(fit, 0.3)
  expect_setequal(at$equicorrelation, predict(fit, lambda = 0.3, type = "nonzero")[[1L]])
  expect_identical(at$rank, length(at$equicorrelation))
  expect_identical(at$exchangeable, list())
  expect_identical(uniqueness(fit, 0)$equicorrelation, colnames(x))
  expect_output(print(at), "solution is unique: the equicorrelation set has 2 columns of rank 2")
})

test_that("duplicates are named, whatever their sign and scale", {
  fit <- lasso(cbind(x, copy = x[, "a"], minus = -3 * x[, "b"], idle = x[, "d"]), y)
  at <- uniqueness(fit, 0.3)
  expect_false(at$unique)
  expect_setequal(at$equicorrelation, c("a", "b", "copy", "minus"))
  expect_identical(at$rank, 2L)
  expect_setequal(at$exchangeable, list(c("a", "copy"), c("b", "minus")))
  expect_output(print(at), "Exchangeable columns: \\{a, copy\\}, \\{b, minus\\}")
  expect_output(print(summary(fit, lambda = 0.3)), "not unique.*\\{a, copy\\}")
  net <- uniqueness(elastic_net(cbind(x, copy = x[, "a"]), y), 0.3)
  expect_true(net$unique)
  expect_true("copy" %in% net$equicorrelation)
})

test_that("a column in the span of others is exchangeable only where the signs allow it", {
  # Soft thresholding on orthonormal e1, e2 with the third column the sum of both, scaled: at equal correlations all three are in the set.
  e <- qr.Q(qr(cbind(1, sin(1:10), cos(1:10))))[, 2:3]
  half <- cbind(e, (e[, 1] + e[, 2]) / 2)
  fit <- lasso(half, drop(e %*% c(3, 3)), lambda = 1, loss = "sum", standardize = FALSE, intercept = FALSE)
  at <- uniqueness(fit)
  expect_identical(c(length(at$equicorrelation), at$rank), c(3L, 2L))
  # Moving along (1, 1, -2) costs nothing while all stay >= 0: from (2, 2, 0) to (0, 0, 4).
  expect_false(at$unique)
  expect_identical(at$exchangeable, list(c("x1", "x2", "x3")))
  # With x3 bounded above by 0 it cannot enter.
  bounded <- lasso(half, drop(e %*% c(3, 3)), lambda = 1, loss = "sum", standardize = FALSE, intercept = FALSE, upper = c(x3 = 0))
  expect_true(uniqueness(bounded)$unique)
  # At the end of the path, where every coefficient is 0, duplicates are in the set but nothing can move.
  twins <- lasso(cbind(x[, "a"], x[, "a"]), y, n_lambda = 2)
  at <- uniqueness(twins, twins$lambda[1L])
  expect_identical(length(at$equicorrelation), 2L)
  expect_true(at$unique)
  expect_output(print(at), "signs and bounds leave one solution")
})

test_that("unpenalised and bounded columns count", {
  fit <- lasso(cbind(x, copy = x[, "a"]), y, penalty_factor = c(a = 0, copy = 0))
  expect_identical(uniqueness(fit, 0.2)$exchangeable, list(c("a", "copy")))
  mixed <- lasso(cbind(x, copy = x[, "a"]), y, penalty_factor = c(a = 0))
  expect_true(uniqueness(mixed, 0.2)$unique)
  held <- lasso(cbind(x, copy = x[, "a"]), y, upper = c(a = 0.5), lambda = 0.2)
  expect_false(uniqueness(held)$unique)
  wide <- lasso(x[1:3, ], y[1:3], lambda = 0.1)
  expect_true(uniqueness(wide, 0)$unique) # of least L1 norm among the many solutions of least squares
  expect_false(uniqueness(lasso(unname(cbind(x, x))[1:3, ], y[1:3], lambda = 0.1), 0)$unique)
})

test_that("the choice among exchangeable columns leaves fit and penalty as they are", {
  both <- cbind(x, copy = x[, "a"])
  one <- lasso(both, y, lambda = 0.3)
  other <- lasso(both[, 5:1], y, lambda = 0.3)
  expect_equal(fitted(one), fitted(other), tolerance = 1e-10)
  expect_equal(sum(abs(coef(one)[c("a", "copy")])), sum(abs(coef(other)[c("a", "copy")])), tolerance = 1e-10)
})

test_that("nonnegative least squares find what is left", {
  skip_if_not_installed("nnls")
  for (seed in 1:20) {
    set.seed(seed)
    a <- matrix(rnorm(60), 10)
    b <- rnorm(10)
    expect_equal(nonnegative_miss(a, b), sqrt(nnls::nnls(a, b)$deviance), tolerance = 1e-10)
  }
})

test_that("many duplicates are one group, a set too large is said to be so, and others are refused", {
  fit <- lasso(x[, rep(1, 1000)], y, lambda = 0.5)
  expect_identical(lengths(uniqueness(fit)$exchangeable), 1000L)
  result <- structure(list(unique = NA, lambda = 1, equicorrelation = letters, rank = NA_integer_, exchangeable = NULL),
                      class = "normball_uniqueness")
  expect_output(print(result), "not known whether .* too many")
  expect_error(uniqueness(ridge(x, y)), class = "normball_error_type")
  expect_error(uniqueness(lasso(x, y)), class = "normball_error_lambda")
})
