# Relations that hold whatever the data: what changes nothing, what changes the answer in a known way, and what the reference says.

fit_problem_of <- function(problem, ...) {
  settings <- utils::modifyList(problem$settings, list(...))
  quietly(do.call(ridge, c(list(problem$x, problem$y, lambda = problem$lambda), settings)))
}

test_that("hundreds of small designs agree with the reference and satisfy the optimality conditions", {
  skip_on_cran()
  for (seed in 1:350) {
    problem <- random_problem(seed)
    fit <- fit_problem_of(problem)
    about <- paste("seed", seed, problem$kind)
    reference <- do.call(reference_ridge, c(problem[c("x", "y", "lambda")], problem$settings))
    unit <- c(if (problem$settings$intercept) 1, apply(abs(problem$x), 2L, max))
    expect_lt(relative_error(coef(fit, "all") * unit, matrix(reference$coefficients, length(unit)) * unit), 1e-8, label = about)
    expect_lt(max(abs(df_at(fit, problem$lambda) - reference$df)), 1e-8 * nrow(problem$x), label = about)
    expect_lt(max(abs(ridge_leverage(fit, problem$lambda)$h - reference$hat)), 1e-8, label = about)
    for (l in seq_along(problem$lambda)) {
      remainder <- do.call(kkt_remainder, c(list(fit$coefficients[, l, 1L], problem$x, problem$y, problem$lambda[l]), problem$settings))
      expect_lt(remainder, 1e-11, label = about)
    }
    expect_true(all(fit$certificate$status == "optimal"), label = about)
  }
})

test_that("a row twice is a row of weight 2, and a row of weight 0 is no row", {
  for (seed in 1:24) {
    problem <- random_problem(seed)
    n <- nrow(problem$x)
    w <- rep(c(1, 2, 0, 1), length.out = n)
    rows <- rep(seq_len(n), w)
    weighted <- fit_problem_of(utils::modifyList(problem, list(settings = list(weights = w))))
    repeated <- problem
    repeated$x <- problem$x[rows, , drop = FALSE]
    repeated$y <- problem$y[rows]
    repeated$settings["weights"] <- list(NULL)
    repeated$settings["offset"] <- list(problem$settings$offset[rows])
    repeated <- fit_problem_of(repeated)
    unit <- c(if (problem$settings$intercept) 1, apply(abs(problem$x), 2L, max))
    expect_lt(relative_error(coef(weighted, "all") * unit, coef(repeated, "all") * unit), 1e-8, label = paste("seed", seed))
    expect_equal(deviance(weighted, "all"), deviance(repeated, "all"), tolerance = 1e-8)
    expect_equal(weighted$df, repeated$df, tolerance = 1e-8)
  }
})

test_that("the order of columns and of rows does not matter", {
  for (seed in 1:14) {
    problem <- random_problem(seed)
    turned <- problem
    columns <- sample(ncol(problem$x))
    rows <- sample(nrow(problem$x))
    turned$x <- problem$x[rows, columns, drop = FALSE]
    turned$y <- problem$y[rows]
    for (name in c("weights", "offset")) turned$settings[name] <- list(problem$settings[[name]][rows])
    turned$settings["penalty_factor"] <- list(problem$settings$penalty_factor[columns])
    k <- problem$settings$intercept
    unit <- c(if (k) 1, apply(abs(problem$x), 2L, max))
    order <- c(if (k) 1L, k + columns)
    straight <- coef(fit_problem_of(problem), "all") * unit
    expect_lt(relative_error(coef(fit_problem_of(turned), "all") * unit[order], straight[order, , drop = FALSE]), 1e-8)
  }
})

test_that("[X, X] shares each coefficient equally and acts as X at half the penalty", {
  set.seed(2)
  for (size in list(c(25, 4), c(8, 20))) {
    x <- matrix(rnorm(prod(size)), size[1L])
    y <- rnorm(size[1L])
    lambda <- c(1, 0.01, 0)
    twice <- coef(ridge(cbind(x, x), y, lambda = lambda), "all")
    once <- coef(ridge(x, y, lambda = lambda / 2), "all")
    p <- ncol(x)
    expect_lt(relative_error(twice[1L + seq_len(p), ], once[-1L, ] / 2), 1e-9)
    expect_lt(relative_error(twice[1L + p + seq_len(p), ], once[-1L, ] / 2), 1e-9)
  }
})

test_that("formula, data frame, matrix and sparse matrix are one fit", {
  set.seed(3)
  x <- matrix(rnorm(60) * (runif(60) < 0.5), 20, dimnames = list(NULL, c("a", "b", "c")))
  data <- data.frame(x, y = rnorm(20), w = runif(20), o = rnorm(20))
  settings <- list(lambda = c(1, 0.1, 0), penalty_factor = c(1, 2, 0))
  by_formula <- do.call(ridge, c(list(y ~ a + b + c, data, weights = quote(w), offset = quote(o)), settings))
  sparse <- as(as(as(x, "dMatrix"), "generalMatrix"), "CsparseMatrix")
  for (form in list(x, data[1:3], sparse)) {
    other <- do.call(ridge, c(list(form, data$y, weights = data$w, offset = data$o), settings))
    expect_equal(coef(other, "all"), coef(by_formula, "all"), tolerance = 1e-10)
    expect_equal(other$df, by_formula$df, tolerance = 1e-10)
    expect_equal(other$deviance, by_formula$deviance, tolerance = 1e-10, ignore_attr = TRUE)
    expect_equal(unname(fitted(other, "all")), unname(fitted(by_formula, "all")), tolerance = 1e-10)
  }
})

test_that("scales and shifts of columns leave standardised slopes where they belong", {
  set.seed(4)
  x <- matrix(rnorm(40), 10)
  y <- rnorm(10)
  lambda <- c(1, 0.1)
  plain <- coef(ridge(x, y, lambda = lambda), "all")
  factor <- 10^c(-150, -3, 3, 150)
  expect_lt(relative_error(coef(ridge(x * rep(factor, each = 10), y, lambda = lambda), "all") * c(1, factor), plain), 1e-11)
  shifted <- coef(ridge(x + rep(c(-100, 3, 50, 0), each = 10), y, lambda = lambda), "all")
  expect_lt(relative_error(shifted[-1L, ], plain[-1L, ]), 1e-10)
  raised <- coef(ridge(x, y + 7, lambda = lambda), "all")
  expect_lt(relative_error(raised[-1L, ], plain[-1L, ]), 1e-11)
  expect_equal(raised[1L, ], plain[1L, ] + 7, tolerance = 1e-12)
  for (unit in c(1e-140, 1e140)) expect_lt(relative_error(coef(ridge(x, y * unit, lambda = lambda), "all") / unit, plain), 1e-11)
})

test_that("responses together are the responses apart", {
  for (seed in c(1, 2, 3, 9, 12)) {
    problem <- random_problem(seed)
    other <- rnorm(length(problem$y))
    both <- problem
    both$y <- cbind(first = problem$y, second = other)
    if (!is.null(problem$settings$offset)) both$settings$offset <- cbind(problem$settings$offset, problem$settings$offset)
    both <- fit_problem_of(both)
    apart <- list(fit_problem_of(problem), fit_problem_of(utils::modifyList(problem, list(y = other))))
    for (j in 1:2) {
      expect_equal(coef(both, "all")[, , j], coef(apart[[j]], "all"), tolerance = 1e-10, ignore_attr = TRUE)
      expect_equal(both$deviance[, j], apart[[j]]$deviance[, 1L], tolerance = 1e-10)
    }
  }
})

test_that("loss sum is loss mean times the sum of weights, and an offset is a part of y", {
  set.seed(5)
  x <- matrix(rnorm(60), 15)
  y <- rnorm(15)
  w <- runif(15)
  o <- rnorm(15)
  mean <- ridge(x, y, lambda = c(1, 0.1), weights = w, offset = o)
  sum <- ridge(x, y, lambda = c(1, 0.1) * sum(w), weights = w, offset = o, loss = "sum")
  expect_equal(unname(coef(mean, "all")), unname(coef(sum, "all")), tolerance = 1e-12)
  expect_equal(mean$df, sum$df, tolerance = 1e-12)
  without <- ridge(x, y - o, lambda = c(1, 0.1), weights = w)
  expect_equal(coef(mean, "all"), coef(without, "all"), tolerance = 1e-12)
  expect_equal(residuals(mean, lambda = "all"), residuals(without, lambda = "all"), tolerance = 1e-12)
  expect_equal(fitted(mean, "all"), fitted(without, "all") + o, tolerance = 1e-12)
})

test_that("a fit survives saveRDS() with every answer", {
  fit <- ridge(mpg ~ wt + hp + factor(cyl), mtcars)
  file <- tempfile(fileext = ".rds")
  on.exit(unlink(file))
  saveRDS(fit, file)
  again <- readRDS(file)
  expect_equal(coef(again, 0.123), coef(fit, 0.123))
  expect_equal(predict(again, mtcars[1:3, ], lambda = 0.123), predict(fit, mtcars[1:3, ], lambda = 0.123))
  expect_equal(residuals(again, "loo", lambda = 0.123), residuals(fit, "loo", lambda = 0.123))
  expect_output(print(again), "Ridge regression")
})

test_that("every lambda of a path is the fit at that lambda alone", {
  for (seed in c(4, 5, 6, 15)) {
    problem <- random_problem(seed)
    path <- fit_problem_of(problem)
    elsewhere <- c(0.37, 5e-3, 42)
    alone <- vapply(elsewhere, \(lambda) coef(fit_problem_of(utils::modifyList(problem, list(lambda = lambda)))), coef(path, 1)[, 1L])
    expect_equal(unname(coef(path, elsewhere)), unname(alone), tolerance = 1e-10)
  }
})
