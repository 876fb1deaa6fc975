# What the methods may ask of a lasso fit: coefficients, deviance and degrees of freedom at any lambda. The one place that calls the solver.

lasso_engines <- c("auto", "gram", "working_set", "descent")

# The path of the scaled problem (with x in place): list(lambda, b (dgCMatrix, columns of A x L), rss and rank (L each), algorithm, end).
# lambda: decreasing, or NULL for the default grid. warm: columns of A (from 0) that are likely to be nonzero at the first lambda.
# limits: max_df and max_deviance, where the path may stop early.
lasso_path <- function(problem, lambda = NULL, n_lambda = 100L, lambda_min_ratio = 1e-4, control = normball_control(), warm = integer(),
                       limits = control) {
  if (!length(problem$columns)) return(empty_path(problem, lambda))
  if (is.null(lambda) && !any(problem$l1 > 0)) lambda <- 0
  if (!is.null(lambda) && lambda[length(lambda)] == 0) return(path_to_limit(problem, lambda, control, warm, limits))
  engine_path(problem, lambda, n_lambda, lambda_min_ratio, control, warm, limits)
}

# A path that ends at lambda = 0, where its solution is the limit of the others (R/lasso-limit.R), kept in `limit`.
path_to_limit <- function(problem, lambda, control, warm, limits) {
  count <- length(lambda)
  path <- if (count > 1L) engine_path(problem, lambda[-count], control = control, warm = warm, limits = limits)
  if (count > 1L && path$end != "whole") return(path)
  limit <- lasso_limit(problem, control)
  if (is.null(limit)) return(engine_path(problem, lambda, control = control, warm = warm, limits = limits))
  used <- which(limit$b != 0)
  last <- list(lambda = 0, b = sparse_columns(used - 1L, c(0L, length(used)), limit$b[used], length(limit$b)), rss = limit$rss,
               rank = limit$rank, algorithm = "newton", end = "whole")
  if (length(used) > (limits$max_df %||% Inf)) {
    if (is.null(path)) path <- first_solutions(last, 0L)
    path$end <- "max_df"
    return(path)
  }
  if (is.null(path)) return(c(last, list(limit = limit)))
  list(lambda = lambda, b = join_columns(path$b, last$b), rss = c(path$rss, last$rss), rank = c(path$rank, last$rank),
       algorithm = path$algorithm, end = "whole", limit = limit)
}

# The path by the engines of C.
engine_path <- function(problem, lambda = NULL, n_lambda = 100L, lambda_min_ratio = 1e-4, control = normball_control(), warm = integer(),
                        limits = NULL) {
  settings <- list(
    engine = match(control$method, lasso_engines) - 1L, count = as.integer(n_lambda), min_ratio = as.double(lambda_min_ratio),
    max_df = as.integer(limits$max_df %||% length(problem$columns)), max_deviance = as.double(limits$max_deviance %||% 1),
    max_rank = as.integer(problem_max_rank(problem)), warm = as.integer(warm)
  )
  penalty <- list(l1 = problem$l1, l2 = problem$l2, lower = problem$lower, upper = problem$upper, ratio = problem$ratio)
  lambda1 <- if (!is.null(lambda)) lambda_to_core(problem, lambda)
  parts <- core_call(.Call(C_lasso_path, problem, problem$y, penalty, lambda1, settings))
  solved <- length(parts$lambda1)
  list(
    lambda = if (is.null(lambda)) lambda_from_core(problem, parts$lambda1) else lambda[seq_len(solved)],
    b = sparse_columns(parts$index, parts$start, parts$value, length(problem$columns)), rss = parts$rss, rank = parts$rank,
    algorithm = lasso_engines[parts$engine + 1L], end = c("whole", "max_df", "max_deviance")[parts$end + 1L]
  )
}

# No column of A: nothing to solve.
empty_path <- function(problem, lambda) {
  lambda <- lambda %||% 0
  count <- length(lambda)
  list(lambda = lambda, b = sparse_columns(integer(), integer(count + 1L), numeric(), 0L), rss = rep(sum(problem$y^2), count),
       rank = integer(count), algorithm = "gram", end = "whole")
}

# Solutions at any lambdas, exact, in the order given: list(coefficients (dgCMatrix (k + p) x length(lambda)), df, deviance).
lasso_at <- function(fit, lambda, what = "The solution at a lambda that is not on the path") {
  problem <- fit_problem(fit, what)
  wanted <- sort(unique(lambda), decreasing = TRUE)
  path <- lasso_path(problem, wanted, control = fit$control, warm = likely_columns(fit, problem, wanted[1L]), limits = NULL)
  back <- match(lambda, wanted)
  list(
    coefficients = lasso_coefficients(problem, path$b, fit$p, fit[c("lower", "upper")])[, back, drop = FALSE],
    df = lasso_df(problem, path)[back],
    deviance = lasso_deviance(problem, path)[back]
  )
}

# Columns of A that are nonzero at the nearest solution of the path.
likely_columns <- function(fit, problem, lambda) {
  nearest <- which.min(abs(log(pmax(fit$lambda, 1e-300)) - log(max(lambda, 1e-300))))
  value <- fit$coefficients[fit$intercept + problem$penalised, nearest]
  which(value != 0) - 1L
}

# The fit with the solutions at these lambdas among those of its path, so that what is asked of them later is looked up. A ridge fit, where
# any lambda costs little, is returned as it is.
solved_at <- function(fit, lambda) {
  new <- setdiff(lambda, fit$lambda)
  if (!inherits(fit, "normball_lasso") || !length(new)) return(fit)
  solution <- lasso_at(fit, new)
  fit$lambda <- c(fit$lambda, new)
  fit$coefficients <- join_columns(fit$coefficients, solution$coefficients)
  fit$df <- c(fit$df, solution$df)
  both <- deviances(rbind(fit$deviance, matrix(solution$deviance)), fit$null_deviance)
  fit[names(both)] <- both
  fit
}

lasso_df <- function(problem, path) path$rank + problem$intercept + problem$n_flat

lasso_deviance <- function(problem, path) problem$total_weight * path$rss * problem$y_unit * problem$y_unit
