# The lasso against the enumeration of every sign pattern (helper-lasso-oracle.R), on hundreds of designs of small integers: n < p, ties,
# duplicated, collinear and constant columns, elastic net, penalty factors, bounds, weights, offsets, penalties on the knots of the path.

# Beyond a condition of 1e3 of the normal equations, rounding of the data alone moves the solution by more than 1e-12.
expect_exact <- function(fit, problem, seed, coefficients = coef(fit, problem$lambda)) {
  errors <- oracle_errors(coefficients, problem)
  for (l in seq_len(nrow(errors))) {
    about <- sprintf("seed %d, %s, %s, lambda %g: ", seed, problem$kind, fit$algorithm, errors$lambda[l])
    allowed <- 1e-12 * max(1, errors$condition[l] / 1e3)
    if (!is.na(errors$coefficients[l])) expect_lte(errors$coefficients[l], allowed, label = paste0(about, "error of the coefficients"))
    expect_lte(errors$fitted[l], allowed, label = paste0(about, "error of the fitted values"))
    expect_lte(errors$objective[l], 1e-13, label = paste0(about, "excess of the objective"))
  }
}

engines <- c("auto", "gram", "working_set", "descent")

test_that("hundreds of small rational problems have the solutions of the oracle", {
  skip_on_cran()
  for (seed in 1:360) {
    problem <- rational_problem(seed)
    expect_exact(fit_lasso(problem), problem, seed)
  }
})

test_that("every engine has the solutions of the oracle", {
  skip_on_cran()
  for (seed in 1001:1120) {
    problem <- rational_problem(seed)
    problem$control <- normball_control(method = engines[2L + seed %% 3L])
    expect_exact(fit_lasso(problem), problem, seed)
  }
})

test_that("so has the working set, chosen among many columns", {
  skip_on_cran()
  for (seed in 1201:1280) {
    problem <- rational_problem(seed)
    padded <- padded_problem(problem)
    padded$control <- normball_control(method = engines[c(1L, 3L, 4L)][1L + seed %% 3L])
    fit <- fit_lasso(padded)
    kept <- seq_len(problem$settings$intercept + ncol(problem$x))
    expect_true(all(coef(fit, problem$lambda)[-kept, ] == 0), label = paste("seed", seed, "columns of a huge penalty are 0"))
    expect_exact(fit, problem, seed, coef(fit, problem$lambda)[kept, , drop = FALSE])
  }
})

test_that("a sparse matrix has the solutions of the oracle", {
  for (seed in 2001:2060) {
    problem <- rational_problem(seed)
    dense <- problem$x
    problem$x <- as_sparse(dense)
    fit <- fit_lasso(problem)
    problem$x <- dense
    expect_exact(fit, problem, seed)
  }
})

test_that("a solution at a lambda off the path is that of the oracle too", {
  for (seed in 3001:3040) {
    problem <- rational_problem(seed)
    fit <- fit_lasso(problem, lambda = problem$lambda[c(1L, length(problem$lambda))])
    expect_exact(fit, problem, seed)
  }
})

test_that("lambda = 0 is least squares within the bounds, whatever the rank", {
  for (seed in 4001:4040) {
    problem <- rational_problem(seed)
    problem$lambda <- 0
    expect_exact(fit_lasso(problem), problem, seed)
  }
})
