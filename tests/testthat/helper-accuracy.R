# Fits and errors beside the references of data-raw/references.R; bench/accuracy.R prints what test-accuracy.R asserts.

fit_problem_by <- function(problem, method, lambda = problem$lambda) {
  quietly(ridge(
    problem$x, problem$y, lambda = lambda, weights = problem$weights, penalty_factor = problem$penalty_factor,
    standardize = problem$standardize, intercept = problem$intercept, control = normball_control(method = method)
  ))
}

# Relative error of the slopes per lambda, in the norm that the penalty uses (columns times their scale). The intercept is left out: it is
# of the size of the response at every lambda and would hide what happens to slopes of 1e-8.
slope_error <- function(fit, problem, at = seq_along(problem$lambda)) {
  slopes <- seq_along(problem$scales) + problem$intercept
  value <- matrix(fit$coefficients[slopes, , 1L], length(slopes))
  exact <- problem$coefficients[slopes, at, drop = FALSE]
  sqrt(colSums((problem$scales * (value - exact))^2) / colSums((problem$scales * exact)^2))
}

# Below twenty units in the last place the ratio of two errors is luck.
comparison_floor <- 20 * .Machine$double.eps
