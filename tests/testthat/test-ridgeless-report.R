# What a ridgeless fit says of the coefficients that the data do not determine.

# Coefficients (intercept first) that move in the null space of the weighted columns, by the SVD of the whole matrix.
moving <- function(z, weights = rep(1, nrow(z)), tol = 1e-9) {
  z <- sqrt(weights) * z
  z <- z / rep(sqrt(colSums(z^2)), each = nrow(z))
  parts <- svd(z, nv = ncol(z))
  rank <- sum(parts$d > tol * parts$d[1L])
  null <- parts$v[, -seq_len(rank), drop = FALSE]
  which(sqrt(rowSums(null^2)) > 1e-6)
}

test_that("they are those that move in the null space of intercept and columns", {
  set.seed(121)
  base <- matrix(rnorm(15 * 4), 15, dimnames = list(NULL, letters[1:4])) + 1
  extra <- list(
    none = base, sum = cbind(base, base[, 1] + base[, 2]), shifted = cbind(base, base[, 1] + 5), twice = cbind(base, 2 * base[, 3]),
    levels = cbind(base, diag(3)[rep(1:3, 5), ]), wide = cbind(base, matrix(rnorm(15 * 20), 15)),
    two = cbind(base, base[, 1], base[, 2] - 1)
  )
  for (name in names(extra)) for (factors in list(NULL, c(0, 1), c(1, 0, 2, 0, 0), "all")) for (standardize in c(TRUE, FALSE)) {
    x <- extra[[name]]
    colnames(x) <- paste0("v", seq_len(ncol(x)))
    factor <- if (identical(factors, "all")) rep(0, ncol(x)) else if (length(factors)) rep_len(factors, ncol(x))
    if (identical(factors, "all") && name == "wide") next
    weights <- runif(15, 0.5, 2)
    fit <- quietly(ridgeless(x, rnorm(15), penalty_factor = factor, standardize = standardize, weights = weights))
    label <- paste(name, toString(factors), standardize)
    z <- cbind("(Intercept)" = 1, x)
    expect_identical(fit$limit$aliased, as.vector(colnames(z)[moving(z, weights)]) %||% character(), label = label)
    rank <- qr(sqrt(weights) * z, tol = 1e-9)$rank
    expect_identical(fit$limit$rank, rank, label = label)
    expect_identical(fit$limit$null_dimension, ncol(z) - rank, label = label)
  }
})

test_that("a factor by all its levels is aliased with the intercept, and the terms are named", {
  fit <- ridgeless(mpg ~ wt + factor(cyl), mtcars)
  expect_setequal(fit$limit$aliased, c("(Intercept)", paste0("factor(cyl)", c(4, 6, 8))))
  expect_identical(fit$limit$aliased_terms, "factor(cyl)")
  expect_identical(fit$limit$null_dimension, 1L)
  expect_identical(ridgeless(mpg ~ wt + factor(cyl) - 1, mtcars)$limit$null_dimension, 0L)
  expect_equal(fitted(fit), fitted(lm(mpg ~ wt + factor(cyl), mtcars)), tolerance = 1e-11)
})

test_that("constant columns are left out of the count", {
  fit <- quietly(ridgeless(cbind(a = 1:5, b = 3), c(1, 3, 2, 5, 4)))
  expect_identical(fit$limit$n_coefficients, 2L)
  expect_identical(fit$limit$null_dimension, 0L)
  expect_identical(fit$limit$aliased, character())
})

test_that("training error, norm and interpolation", {
  fit <- ridgeless(mpg ~ wt + hp, mtcars, weights = rep(1:2, 16))
  expect_equal(unname(fit$limit$training_error), deviance(lm(mpg ~ wt + hp, mtcars, weights = rep(1:2, 16))) / 48, tolerance = 1e-12)
  expect_false(fit$limit$interpolates)
  expect_true(ridgeless(diag(3), 1:3)$limit$interpolates)
  free <- ridgeless(mpg ~ wt + hp, mtcars, penalty_factor = c(0, 0))
  expect_identical(unname(free$limit$norm), 0)
  expect_identical(free$limit$null_dimension, 0L)
})

test_that("a rank that is not clear is said once and kept", {
  t <- seq(0, 1, length.out = 30)
  x <- outer(t, 1:18, `^`)
  expect_message(fit <- ridgeless(x, cos(3 * t), standardize = FALSE), "rank of the design.*not clear", class = "normball_message_rank")
  expect_true(fit$limit$ambiguous)
  expect_match(fit$messages, "not clear", all = FALSE)
  expect_silent(clear <- ridgeless(mpg ~ wt + factor(cyl), mtcars))
  expect_false(clear$limit$ambiguous)
})

test_that("conjugate gradients do not know the rank", {
  fit <- ridgeless(mpg ~ wt + hp, mtcars)
  fit$factor$core <- NULL
  fit$algorithm <- "cgls"
  report <- limit_report(fit, design(mpg ~ wt + hp, mtcars))
  expect_identical(report$rank, NA_integer_)
  expect_identical(report$interpolates, NA)
})
