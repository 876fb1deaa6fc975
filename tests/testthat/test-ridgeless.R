# The limit of ridge: least squares, and least norm where they are not unique.

test_that("on full-rank data it is lm to 1e-10 with factors, weights and offset", {
  data <- transform(mtcars, w = seq(0.5, 2, length.out = 32), o = sin(1:32), cyl = factor(cyl), gear = factor(gear, ordered = TRUE))
  formulas <- list(
    mpg ~ wt + hp, mpg ~ wt + cyl, mpg ~ wt * cyl + gear, mpg ~ poly(wt, 3) + log(hp), log(mpg) ~ . - o - w, mpg ~ wt + hp - 1,
    mpg ~ wt + cyl + offset(o)
  )
  for (formula in formulas) for (weighted in c(FALSE, TRUE)) {
    arguments <- c(list(formula, data), if (weighted) list(weights = quote(w), offset = quote(o / 2)))
    fit <- do.call(ridgeless, c(arguments, coding = "treatment"))
    peer <- do.call(lm, arguments)
    label <- paste(deparse(formula), weighted)
    expect_identical(fit$limit$null_dimension, 0L, label = label)
    expect_lt(max(abs(coef(fit) - coef(peer)) / max(abs(coef(peer)))), 1e-10, label = label)
    expect_equal(fitted(fit), fitted(peer), tolerance = 1e-10, label = label)
    expect_equal(residuals(fit), residuals(peer), tolerance = 1e-9, label = label)
    expect_equal(unname(predict(fit, data[3:5, ])), unname(predict(fit)[3:5]), tolerance = 1e-10)
    expect_equal(vcov(fit), vcov(peer), tolerance = 1e-8, ignore_attr = c("type", "sigma"))
    expect_equal(df.residual(fit), df.residual(peer), ignore_attr = "names")
    expect_equal(deviance(fit), deviance(peer), tolerance = 1e-10, ignore_attr = "names")
  }
})

test_that("with p > n it interpolates to 1e-10 with a smaller norm than 100 random interpolators", {
  set.seed(111)
  x <- matrix(rnorm(20 * 60), 20) * rep(runif(60, 0.5, 2), each = 20)
  y <- drop(x %*% rnorm(60)) + 3
  for (standardize in c(TRUE, FALSE)) for (intercept in c(TRUE, FALSE)) {
    fit <- ridgeless(x, y, standardize = standardize, intercept = intercept)
    expect_lt(max(abs(residuals(fit))), 1e-10)
    expect_true(fit$limit$interpolates)
    expect_least_interpolator(fit, x, \(b) sqrt(sum(b^2)), tolerance = 1e-10)
  }
})

test_that("without intercept and scales it is the pseudoinverse, whatever the shape and rank", {
  set.seed(112)
  for (shape in list(c(12, 5, 5), c(5, 12, 5), c(8, 8, 8), c(12, 7, 3), c(7, 12, 3))) {
    x <- matrix(rnorm(shape[1L] * shape[3L]), shape[1L]) %*% matrix(rnorm(shape[3L] * shape[2L]), shape[3L])
    y <- rnorm(shape[1L])
    fit <- ridgeless(x, y, intercept = FALSE, standardize = FALSE)
    expect_equal(unname(coef(fit)), drop(pinv(x) %*% y), tolerance = 1e-10)
    expect_identical(fit$limit$rank, as.integer(shape[3L]))
    expect_identical(fit$limit$null_dimension, as.integer(shape[2L] - shape[3L]))
  }
})

test_that("it is coef(ridge(...), lambda = 0), and what ridge tends to, for every setting", {
  for (seed in 1:28) {
    problem <- random_problem(seed)
    settings <- problem$settings[names(problem$settings) != "loss"]
    ridge_fit <- quietly(do.call(ridge, c(list(problem$x, problem$y), settings)))
    fit <- quietly(do.call(ridgeless, c(list(problem$x, problem$y), settings)))
    expect_equal(coef(fit), coef(ridge_fit, lambda = 0)[, 1L], tolerance = 1e-12, label = paste(seed, problem$kind))
  }
  set.seed(113)
  x <- matrix(rnorm(150), 10)
  y <- rnorm(10)
  fit <- ridgeless(x, y)
  off <- vapply(c(1e-4, 1e-6, 1e-8), \(lambda) max(abs(coef(ridge(x, y, lambda = lambda)) - coef(fit))), 0)
  expect_true(all(off[-1L] < 0.02 * off[-3L]) && off[3L] < 1e-7)
})

test_that("sparse, several responses, penalty factors, weights of zero", {
  set.seed(114)
  x <- matrix(rnorm(200) * (runif(200) < 0.3), 10)
  y <- cbind(a = rnorm(10), b = rnorm(10))
  dense <- quietly(ridgeless(x, y))
  expect_equal(coef(quietly(ridgeless(as(x, "CsparseMatrix"), y))), coef(dense), tolerance = 1e-9)
  expect_equal(coef(dense)[, "b"], coef(quietly(ridgeless(x, y[, "b"]))), tolerance = 1e-10)
  expect_named(dense$limit$norm, c("a", "b"))
  first <- quietly(ridgeless(x, y[, 1], weights = c(0, rep(1, 9))))
  expect_equal(coef(first), coef(quietly(ridgeless(x[-1, ], y[-1, 1]))), tolerance = 1e-9)
  # a smaller factor lets a column carry more
  wide <- matrix(rnorm(60), 6)
  even <- ridgeless(wide, wide[, 1], standardize = FALSE)
  cheap <- ridgeless(wide, wide[, 1], standardize = FALSE, penalty_factor = c(1e-6, rep(1, 9)))
  expect_gt(coef(cheap)[["x1"]], coef(even)[["x1"]])
  expect_equal(coef(cheap)[["x1"]], 1, tolerance = 1e-4)
})

test_that("all interfaces lead to the same fit, and update() works", {
  formula <- ridgeless(mpg ~ wt + hp, mtcars)
  expect_s3_class(formula, c("normball_ridgeless", "normball_ridge", "normball_fit"), exact = TRUE)
  x <- as.matrix(mtcars[c("wt", "hp")])
  expect_equal(coef(ridgeless(x, mtcars$mpg)), coef(formula))
  expect_equal(coef(ridgeless(mtcars[c("wt", "hp")], mtcars$mpg)), coef(formula))
  expect_equal(coef(ridgeless(Matrix::Matrix(x), mtcars$mpg)), coef(formula))
  expect_equal(coef(mtcars |> ridgeless(mpg ~ wt + hp)), coef(formula))
  expect_equal(coef(update(formula, . ~ wt)), coef(lm(mpg ~ wt, mtcars)), tolerance = 1e-12)
  bare <- ridgeless(mpg ~ wt + hp, mtcars, model = FALSE)
  expect_identical(bare$limit, formula$limit)
  expect_null(bare$x)
})

test_that("bad input is an error as in ridge()", {
  expect_error(ridgeless(), class = "normball_error_type")
  expect_error(ridgeless(1:3, 1:3), class = "normball_error_type")
  expect_error(ridgeless(mpg ~ wt, mtcars, lambda = 1), class = "normball_error_unknown_argument")
  expect_error(ridgeless(diag(3), 1:2), class = "normball_error_length")
  expect_error(ridgeless(matrix(c(1, NA, 2)), 1:3), class = "normball_error_nonfinite")
  expect_error(ridgeless(diag(3), 1:3, weights = c(-1, 1, 1)), class = "normball_error_weights")
  expect_error(ridgeless(diag(3), 1:3, control = list()), class = "normball_error_type")
  expect_error(ridgeless(diag(3), 1:3, standardize = NA), class = "normball_error_type")
})

# Digits of the worst coefficient, counted as in test-nist.R.
for (name in c("Longley", paste0("Wampler", 1:5), "Filip")) {
  test_that(paste("NIST", name, "has at least the digits of lm(tol = 1e-14)"), {
    set <- nist_sets()[[name]]
    peer <- correct_digits(coef(stats::lm(set$formula, set$data, tol = 1e-14)), set$certified)
    ours <- correct_digits(coef(quietly(ridgeless(set$formula, set$data))), set$certified)
    expect_gte(ours, min(peer, 13) - 0.5)
  })
}
