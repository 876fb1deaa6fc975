# Errors of k-fold cross-validation of lasso and elastic net: from the sums of each fold where the design is tall (core/lasso_cv.h), else by
# the same model fitted to the rows of each training set. Both standardise, centre and fit on the training rows alone, at the same lambdas.

# Problems of folds in work at once may take this many doubles.
fold_batch_budget <- 2e7

# As kfold_errors() of R/ridge-kfold.R: list(error = K x L x 1 mean squared errors (weighted), weight = K fold weights).
lasso_kfold_errors <- function(fit, folds, lambda, progress = NULL) {
  problem <- fit_problem(fit, "`cv()`")
  weights <- fit$weights %||% rep(1, fit$n)
  n_folds <- max(folds)
  weight <- vapply(seq_len(n_folds), \(k) sum(weights[folds == k]), 0)
  error <- matrix(NA_real_, n_folds, length(lambda))
  threads <- usable_threads(fit$control)
  left <- seq_len(n_folds)
  if (lasso_by_sums(fit, problem, n_folds)) {
    parts <- sums_errors(fit, problem, folds, n_folds, lambda, threads)
    error[parts$accurate, ] <- parts$error[parts$accurate, ] / weight[parts$accurate]
    left <- which(!parts$accurate)
  }
  likely <- unique(fit$coefficients@i) + 1L - fit$intercept
  for (batch in fold_batches(left, fit, threads, progress)) {
    error[batch, ] <- data_errors(fit, weights, folds, batch, lambda, likely, threads)
    if (!is.null(progress)) progress(match(batch[length(batch)], left) + n_folds - length(left), n_folds)
  }
  list(error = array(error, c(dim(error), 1L)), weight = weight)
}

# Where one pass over the data for the Gram matrices of all folds costs less than one pass per fold.
lasso_by_sums <- function(fit, problem, n_folds) {
  p <- length(problem$columns)
  stored <- if (is.matrix(fit$x)) length(fit$x) else length(fit$x@x)
  fit$algorithm == "gram" && problem$n_flat == 0L && p > 0L && problem$n_used > p && stored >= 0.1 * fit$n * p &&
    n_folds * p^2 <= stored + fold_gram_budget
}

# list(error (K x L, sums of weighted squared errors), accurate (K)).
sums_errors <- function(fit, problem, folds, n_folds, lambda, threads) {
  folds[(fit$weights %||% 1) == 0] <- 0L
  unit <- problem$penalty_unit * if (fit$standardize) 1 else problem$scale
  factor <- fit$penalty_factor[problem$penalised]
  penalty <- list(l1 = fit$mixture * factor * unit, l2 = (1 - fit$mixture) * factor * unit^2, lower = problem$lower, upper = problem$upper,
                  ratio = problem$ratio)
  flags <- as.integer(c(problem$intercept, fit$standardize, fit$loss == "sum"))
  parts <- core_call(.Call(C_lasso_kfold, problem, problem$y, as.integer(folds) - 1L, as.integer(n_folds), flags, penalty,
                           lambda_to_core(problem, lambda), threads))
  list(error = t(parts$error) * (problem$total_weight * problem$y_unit^2), accurate = parts$accurate)
}

# Folds in work at once: as many as memory allows, or as there are threads where progress is shown.
fold_batches <- function(left, fit, threads, progress) {
  size <- max(threads, floor(fold_batch_budget / (12 * fit$p + 4 * fit$n)))
  if (!is.null(progress)) size <- threads
  unname(split(left, ceiling(seq_along(left) / size)))
}

# Mean squared errors (folds of the batch x L) by fits to the training rows. likely: columns of x that the folds probably use.
data_errors <- function(fit, weights, folds, batch, lambda, likely, threads) {
  moments <- training_moments(fit, weights, folds, batch)
  y <- less_offset(fit)
  tasks <- lapply(seq_along(batch), function(at) {
    out <- folds == batch[at] & weights > 0
    fold_task(fit, y, weights, out, lambda, lapply(moments, \(values) values[, at]), likely)
  })
  error <- matrix(0, length(lambda), length(batch))
  solvable <- vapply(tasks, \(task) length(task$problem$columns) > 0L, NA)
  for (at in which(!solvable)) error[, at] <- sum(tasks[[at]]$left$y^2)
  if (any(solvable)) {
    error[, solvable] <- core_call(.Call(C_lasso_left_out, tasks[solvable], length(lambda), threads))
  }
  t(error) * vapply(tasks, \(task) task$problem$y_unit, 0)^2
}

# Means, SDs and constancy of the columns over the training rows of the folds of a batch: p x length(batch) each.
training_moments <- function(fit, weights, folds, batch) {
  codes <- match(folds, batch, nomatch = length(batch) + 1L) - 1L # the rows of other folds are in every training set
  codes[weights == 0] <- -1L
  core_call(.Call(C_fold_moments, fit$x, weights / sum(weights), codes, length(batch), fit$centres, fit$scales))
}

# What C needs of a fold: the problem of its training rows, and the rows left out as continued by it, with weights that sum to 1.
fold_task <- function(fit, y, weights, out, lambda, moments, likely) {
  bounds <- fit[c("lower", "upper")]
  problem <- lasso_problem(fit$x, y, replace(weights, out, 0), fit$intercept, fit$standardize, fit$penalty_factor, fit$loss, fit$mixture,
                           bounds, moments)
  check_excluded_bounds(bounds, problem$excluded, fit$design$columns)
  settings <- list(
    engine = match(fit$control$method, lasso_engines) - 1L, count = length(lambda), min_ratio = 1e-4, max_df = length(problem$columns),
    max_deviance = 1, max_rank = as.integer(problem_max_rank(problem)),
    warm = which(problem$penalised %in% likely) - 1L
  )
  penalty <- list(l1 = problem$l1, l2 = problem$l2, lower = problem$lower, upper = problem$upper, ratio = problem$ratio)
  list(problem = c(list(x = fit$x), problem), y = drop(problem$y), penalty = penalty, lambda1 = lambda_to_core(problem, lambda),
       settings = settings, left = left_out(fit, y, weights, out, problem))
}

# Root weights, response and unpenalised directions of the rows left out; zero in the others.
left_out <- function(fit, y, weights, out, problem) {
  rows <- which(out)
  root <- sqrt(weights[rows] / sum(weights[rows]))
  left <- list(root_weight = replace(numeric(fit$n), rows, root), flat = NULL)
  response <- root * (y[rows, 1L] - problem$y_mean) / problem$y_unit
  if (problem$n_flat) {
    centre <- problem$intercept * problem$centres[problem$free]
    block <- root * (as.matrix(fit$x[rows, problem$free, drop = FALSE]) - rep(centre, each = length(rows)))
    flat <- block %*% problem$free_solve
    response <- response - drop(flat %*% problem$free_y)
    left$flat <- matrix(0, fit$n, problem$n_flat)
    left$flat[rows, ] <- flat
  }
  left$y <- replace(numeric(fit$n), rows, response)
  left
}
