# Relations that hold whatever the data: what changes nothing, what changes the lasso in a known way; and the optimality conditions, checked
# in plain R (helper-lasso.R), on hundreds of designs. tools/sweep-lasso.R runs the same over more of them.

expect_same_slopes <- function(value, reference, label, tol = 1e-9) {
  testthat::expect_lt(relative_error(value, reference), tol, label = paste(label, "slopes"))
}

fitted_of <- function(fit, problem) unname(fitted(fit, lambda = problem$lambda))

expect_same_fitted <- function(value, reference, label, tol = 1e-9) {
  size <- max(abs(reference), .Machine$double.xmin)
  testthat::expect_lt(max(abs(value / size - reference / size)), tol, label = paste(label, "fitted values"))
}

test_that("hundreds of designs satisfy the conditions of optimality", {
  for (seed in 1:350) {
    problem <- random_lasso_problem(seed)
    expect_optimal(fit_lasso(problem), problem, paste("seed", seed, problem$kind))
  }
})

test_that("every engine satisfies the conditions of optimality", {
  for (seed in 351:410) {
    problem <- random_lasso_problem(seed)
    for (method in c("gram", "working_set", "descent")) {
      problem$control <- normball_control(method = method)
      expect_optimal(fit_lasso(problem), problem, paste("seed", seed, problem$kind, method))
    }
  }
})

test_that("the default path ends where it says and begins at the smallest lambda that leaves everything out", {
  for (seed in c(1:6, 8:13)) {
    problem <- random_lasso_problem(seed)
    fit <- fit_lasso(problem, lambda = NULL)
    about <- paste("seed", seed, problem$kind)
    expect_length(fit$lambda, 100L)
    n_used <- if (is.null(problem$settings$weights)) nrow(problem$x) else sum(problem$settings$weights > 0)
    ratio <- if (n_used > ncol(problem$x)) 1e-4 else 1e-2
    expect_equal(fit$lambda, fit$lambda[1L] * ratio^(0:99 / 99), tolerance = 1e-12, label = about)
    if (is.null(problem$settings$lower)) {
      expect_equal(fit$lambda[1L], do.call(lambda_max_of, c(problem[c("x", "y")], problem$settings)), tolerance = 1e-12, label = about)
    }
    penalised <- if (is.null(problem$settings$penalty_factor)) TRUE else problem$settings$penalty_factor > 0
    nonzero <- colSums((sized_slopes(fit, problem, fit$lambda) != 0)[penalised, , drop = FALSE])
    expect_equal(nonzero[[1L]], 0, label = about)
    if (is.null(problem$settings$lower)) expect_gt(nonzero[[2L]], 0, label = about)
    expect_optimal(fit, problem, about)
  }
})

test_that("a row twice is a row of weight 2, and a row of weight 0 is no row", {
  for (seed in 1:60) {
    problem <- random_lasso_problem(seed)
    times <- rep(c(1, 2, 0, 1), length.out = nrow(problem$x))
    weighted <- with_settings(problem, weights = times)
    repeated <- repeated_rows(problem, times)
    one <- fit_lasso(weighted)
    other <- fit_lasso(repeated)
    about <- paste("seed", seed, problem$kind)
    expect_same_fitted(fitted_of(one, problem)[rep(seq_along(times), times), ], fitted_of(other, problem), about)
    if (is_generic(repeated)) expect_same_slopes(sized_slopes(one, problem), sized_slopes(other, problem), about)
    expect_equal(deviance(one, "all"), deviance(other, "all"), tolerance = 1e-8, label = about)
  }
})

test_that("the order of columns and of rows does not matter", {
  for (seed in 1:60) {
    problem <- random_lasso_problem(seed)
    rows <- sample(nrow(problem$x))
    columns <- sample(ncol(problem$x))
    turned <- permuted_problem(problem, rows, columns)
    one <- fit_lasso(problem)
    other <- fit_lasso(turned)
    about <- paste("seed", seed, problem$kind)
    expect_same_fitted(fitted_of(other, problem), fitted_of(one, problem)[rows, ], about)
    if (is_generic(problem)) expect_same_slopes(sized_slopes(other, turned), sized_slopes(one, problem)[columns, , drop = FALSE], about)
  }
})

test_that("[X, X] shares the coefficients of X", {
  for (seed in 1:42) {
    problem <- random_lasso_problem(seed)
    problem$settings[c("penalty_factor", "lower", "upper")] <- list(NULL)
    problem$settings$mixture <- 1
    twice <- problem
    twice$x <- cbind(problem$x, problem$x)
    one <- fit_lasso(problem)
    both <- fit_lasso(twice)
    about <- paste("seed", seed, problem$kind)
    p <- ncol(problem$x)
    expect_same_fitted(fitted_of(both, problem), fitted_of(one, problem), about)
    pairs <- sized_slopes(both, twice)
    pairs <- pairs[seq_len(p), , drop = FALSE] + pairs[p + seq_len(p), , drop = FALSE]
    if (is_generic(problem)) expect_same_slopes(pairs, sized_slopes(one, problem), about)
    expect_optimal(both, twice, about)
    # An elastic net splits each coefficient equally, and acts as half the quadratic penalty.
    m <- 0.6
    halved <- m / (m + (1 - m) / 2)
    lambda <- problem$lambda[2L]
    split <- sized_slopes(fit_lasso(twice, mixture = m, lambda = lambda), twice, lambda)
    whole <- sized_slopes(fit_lasso(problem, mixture = halved, lambda = lambda * m / halved), problem, lambda * m / halved)
    expect_same_slopes(split[seq_len(p), , drop = FALSE], whole / 2, about)
    expect_same_slopes(split[p + seq_len(p), , drop = FALSE], whole / 2, about)
  }
})

test_that("[X, -X] with coefficients >= 0 is the lasso of X", {
  for (seed in c(1:7, 22:28)) {
    problem <- random_lasso_problem(seed)
    problem$settings[c("penalty_factor", "lower", "upper")] <- list(NULL)
    twice <- problem
    twice$x <- cbind(problem$x, -problem$x)
    twice <- with_settings(twice, lower = rep(0, ncol(twice$x)), upper = rep(Inf, ncol(twice$x)))
    expect_same_fitted(fitted_of(fit_lasso(twice), problem), fitted_of(fit_lasso(problem), problem), paste("seed", seed, problem$kind))
  }
})

test_that("units and signs of y and of x leave the fit where it belongs", {
  for (seed in 1:42) {
    problem <- random_lasso_problem(seed)
    about <- paste("seed", seed, problem$kind)
    p <- ncol(problem$x)
    one <- sized_slopes(fit_lasso(problem), problem)
    generic <- is_generic(problem)
    for (unit in c(1e-120, 1e3, 1e120)) {
      scaled <- rescaled_response(problem, unit)
      fit <- fit_lasso(scaled)
      expect_same_fitted(fitted_of(fit, scaled) / unit, fitted_of(fit_lasso(problem), problem), paste(about, "y times", unit))
      if (generic) expect_same_slopes(sized_slopes(fit, scaled) / unit, one, paste(about, "y times", unit))
    }
    if (!generic) next
    flip <- rescaled_columns(problem, rep(c(1, -1), length.out = p))
    expect_same_slopes(sized_slopes(fit_lasso(flip), flip), one * rep(c(1, -1), length.out = p), paste(about, "signs"))
    if (problem$settings$standardize && problem$kind != "scaled") {
      wide <- rescaled_columns(problem, 10^rep(c(-140, 3, 140), length.out = p))
      expect_same_slopes(sized_slopes(fit_lasso(wide), wide), one, paste(about, "columns in other units"))
    }
    if (!problem$settings$standardize && problem$settings$mixture == 1) {
      larger <- rescaled_columns(problem, rep(8, p))
      larger$lambda <- problem$lambda * 8
      expect_same_slopes(sized_slopes(fit_lasso(larger), larger), one, paste(about, "x times 8"))
    }
    if (problem$settings$intercept && problem$kind != "scaled") {
      moved <- problem
      moved$x <- problem$x + rep(c(-10, 3, 0), length.out = p)[col(problem$x)]
      moved$y <- problem$y + 7
      unit <- apply(abs(problem$x), 2L, max) / apply(abs(moved$x), 2L, max)
      expect_same_slopes(sized_slopes(fit_lasso(moved), moved) * unit, one, paste(about, "columns and response moved"), 1e-8)
    }
  }
})

test_that("loss sum is loss mean times the sum of weights, and an offset is a part of y", {
  for (seed in 1:28) {
    problem <- random_lasso_problem(seed)
    about <- paste("seed", seed, problem$kind)
    w <- if (is.null(problem$settings$weights)) rep(1, nrow(problem$x)) else problem$settings$weights
    mean <- with_settings(problem, loss = "mean")
    sum <- with_settings(problem, loss = "sum")
    sum$lambda <- problem$lambda * sum(w)
    one <- fit_lasso(mean)
    expect_same_slopes(sized_slopes(fit_lasso(sum), sum), sized_slopes(one, mean), about, 1e-11)
    if (is.null(problem$settings$offset)) next
    without <- mean
    without$y <- problem$y - problem$settings$offset
    without <- with_settings(without, offset = NULL)
    expect_same_slopes(sized_slopes(fit_lasso(without), without), sized_slopes(one, mean), about, 1e-11)
  }
})

test_that("penalty factors and bounds say what their limits say", {
  for (seed in 1:42) {
    problem <- random_lasso_problem(seed)
    if (!is_generic(problem)) next
    problem$settings[c("penalty_factor", "lower", "upper")] <- list(NULL)
    about <- paste("seed", seed, problem$kind)
    p <- ncol(problem$x)
    one <- sized_slopes(fit_lasso(problem), problem)
    halved <- with_settings(problem, penalty_factor = rep(0.5, p))
    halved$lambda <- 2 * problem$lambda
    expect_same_slopes(sized_slopes(fit_lasso(halved), halved), one, paste(about, "penalty factors of 1/2"), 1e-11)
    size <- apply(abs(problem$x), 2L, max)
    size[size == 0] <- 1
    far <- max(abs(one), 1) * 1e3 / size
    wide <- with_settings(problem, lower = -far, upper = far)
    expect_same_slopes(sized_slopes(fit_lasso(wide), wide), one, paste(about, "bounds that do not bind"))
    if (p < 2L) next
    dropped <- permuted_problem(problem, seq_along(problem$y), 2:p)
    rest <- sized_slopes(fit_lasso(dropped), dropped)
    infinite <- with_settings(problem, penalty_factor = c(Inf, rep(1, p - 1L)))
    pinned <- with_settings(problem, lower = c(0, rep(-Inf, p - 1L)), upper = c(0, rep(Inf, p - 1L)))
    for (other in list(infinite, pinned)) expect_same_slopes(sized_slopes(fit_lasso(other), other), rbind(0, rest), paste(about, "a column out"))
    # A bound at the solution itself, and one that cuts it off, both keep the conditions.
    cut <- with_settings(problem, upper = one[, 3L] / size, lower = rep(-Inf, p))
    expect_optimal(fit_lasso(cut), cut, paste(about, "bounds at a solution"))
  }
})

test_that("an elastic net is a lasso on augmented rows", {
  for (seed in 1:40) {
    set.seed(seed)
    n <- sample(4:20, 1L)
    p <- sample(2:25, 1L)
    problem <- list(kind = "augmented", x = matrix(rnorm(n * p), n), y = rnorm(n), settings = list(
      mixture = runif(1L, 0.1, 0.9), penalty_factor = sample(c(0.5, 1, 3), p, TRUE), intercept = FALSE, standardize = FALSE, loss = "sum"
    ))
    for (lambda in c(1, 0.05)) {
      augmented <- augmented_problem(problem, lambda)
      direct <- sized_slopes(fit_lasso(problem, lambda = lambda), problem, lambda)
      expect_same_slopes(coef(fit_lasso(augmented)) * apply(abs(problem$x), 2L, max), direct, paste("seed", seed))
    }
  }
})

test_that("every lambda of a path is the fit at that lambda alone, however it was reached", {
  for (seed in 1:30) {
    problem <- random_lasso_problem(seed)
    about <- paste("seed", seed, problem$kind)
    elsewhere <- problem$lambda[1L] * c(0.31, 0.011, 0.7)
    path <- fit_lasso(problem)
    sparse <- coef(path, elsewhere)
    for (i in seq_along(elsewhere)) {
      alone <- fit_lasso(problem, lambda = elsewhere[i])
      expect_same_fitted(fitted(path, lambda = elsewhere[i]), fitted(alone), about)
      if (is_generic(problem)) expect_lt(relative_error(sparse[, i], coef(alone)), 1e-9, label = about)
    }
  }
})

test_that("formula, data frame, matrix and sparse matrix are one fit", {
  for (seed in 1:20) {
    set.seed(seed)
    x <- matrix(rnorm(60) * (runif(60) < 0.5), 20, dimnames = list(NULL, c("a", "b", "c")))
    data <- data.frame(x, y = rnorm(20), w = runif(20), o = rnorm(20))
    settings <- list(lambda = c(0.2, 0.05, 0.01), mixture = if (seed %% 2L) 1 else 0.5, penalty_factor = c(1, 2, 0))
    by_formula <- do.call(lasso, c(list(y ~ a + b + c, data, weights = quote(w), offset = quote(o)), settings))
    sparse <- methods::as(methods::as(methods::as(x, "dMatrix"), "generalMatrix"), "CsparseMatrix")
    for (form in list(x, data[1:3], sparse)) {
      other <- do.call(lasso, c(list(form, data$y, weights = data$w, offset = data$o), settings))
      expect_equal(as.matrix(coef(other, "all")), as.matrix(coef(by_formula, "all")), tolerance = 1e-10)
      expect_equal(other$df, by_formula$df)
      expect_equal(other$deviance, by_formula$deviance, tolerance = 1e-10, ignore_attr = TRUE)
      expect_equal(unname(fitted(other, "all")), unname(fitted(by_formula, "all")), tolerance = 1e-10)
    }
  }
})

test_that("sparse designs with shifted means are the dense ones", {
  for (seed in 1:25) {
    set.seed(seed)
    n <- sample(c(15, 40), 1L)
    p <- sample(c(5, 60), 1L)
    x <- matrix(rnorm(n * p, 1) * (runif(n * p) < 0.3), n)
    y <- drop(x[, 1:3] %*% c(2, -1, 1)) + rnorm(n)
    problem <- list(kind = "sparse", x = x, y = y, settings = list(intercept = seed %% 3L > 0L, standardize = seed %% 2L > 0L, mixture = 1))
    problem$lambda <- do.call(lambda_max_of, c(list(x, y), problem$settings)) * c(0.5, 0.1, 0.02)
    dense <- fit_lasso(problem)
    stored <- problem
    stored$x <- methods::as(methods::as(x, "CsparseMatrix"), "generalMatrix")
    sparse <- fit_lasso(stored)
    expect_same_slopes(sized_slopes(sparse, problem), sized_slopes(dense, problem), paste("seed", seed))
    expect_s4_class(coef(sparse, "all"), "dgCMatrix")
  }
})

test_that("a fit survives saveRDS() with every answer", {
  fit <- lasso(mpg ~ wt + hp + factor(cyl), mtcars)
  file <- tempfile(fileext = ".rds")
  on.exit(unlink(file))
  saveRDS(fit, file)
  again <- readRDS(file)
  expect_equal(coef(again, 0.123), coef(fit, 0.123))
  expect_equal(predict(again, mtcars[1:3, ], lambda = 0.123), predict(fit, mtcars[1:3, ], lambda = 0.123))
  expect_equal(certificate(again), certificate(fit))
  expect_output(print(again), "[Ll]asso")
})

test_that("elastic_net() is lasso() with a mixture of 1/2", {
  x <- as.matrix(mtcars[-1L])
  expect_equal(coef(elastic_net(x, mtcars$mpg), "all"), coef(lasso(x, mtcars$mpg, mixture = 0.5), "all"))
  expect_equal(coef(elastic_net(mpg ~ ., mtcars, mixture = 0.2), "all"), coef(lasso(mpg ~ ., mtcars, mixture = 0.2), "all"))
})
