# Errors of k-fold cross-validation: from one Gram matrix per fold where the design is tall (core/kfold.h), else by fitting to each training
# set. Both standardise, centre and fit on the training rows alone.

# Fold Gram matrices may take this many doubles beyond the size of x.
fold_gram_budget <- 2e7

# folds: integer, n, 1..K; rows of weight 0 take no part. list(error = K x L x m mean squared errors (weighted), weight = K fold weights).
kfold_errors <- function(fit, folds, lambda, progress = NULL) {
  problem <- fit_problem(fit, "`cv()`")
  weights <- if (is.null(fit$weights)) rep(1, fit$n) else fit$weights
  n_folds <- max(folds)
  shape <- c(n_folds, length(lambda), n_responses(fit))
  weight <- vapply(seq_len(n_folds), \(k) sum(weights[folds == k]), 0)
  error <- array(NA_real_, shape)
  left <- seq_len(n_folds)
  if (folds_by_gram(fit, problem, n_folds)) {
    parts <- gram_errors(fit, problem, ifelse(weights > 0, folds, 0L), n_folds, lambda)
    error[parts$accurate, , ] <- parts$error[parts$accurate, , ] / weight[parts$accurate]
    left <- which(!parts$accurate)
  }
  for (k in left) {
    error[k, , ] <- refit_errors(fit, weights, folds == k, lambda)
    if (!is.null(progress)) progress(k, n_folds)
  }
  list(error = error, weight = weight)
}

folds_by_gram <- function(fit, problem, n_folds) {
  p <- length(problem$columns)
  fit$algorithm == "gram" && problem$n_flat == 0L && p > 0L && problem$n_used > p && n_folds * p^2 <= length(fit$x) + fold_gram_budget
}

gram_errors <- function(fit, problem, folds, n_folds, lambda) {
  index <- problem$penalised
  root <- sqrt(fit$penalty_factor[index])
  problem$scale <- if (fit$standardize) 1 / problem$scales[index] else rep(problem$unit, length(index))
  flags <- as.integer(c(problem$intercept, fit$standardize, fit$loss == "sum"))
  parts <- core_call(.Call(C_ridge_kfold, problem, problem$y, as.integer(folds) - 1L, as.integer(n_folds), flags, root,
                           problem_penalty(problem, lambda)))
  scale <- problem$total_weight * rep(problem$y_unit^2, each = n_folds * length(lambda))
  list(error = array(parts$error * scale, c(n_folds, length(lambda), n_responses(fit))), accurate = parts$accurate)
}

# Mean squared errors (L x m) on the rows left out of the same model fitted to the others.
refit_errors <- function(fit, weights, out, lambda) {
  coefficients <- refit_coefficients(fit, replace(weights, out, 0), lambda)
  used <- which(out & weights > 0)
  share <- weights[used] / sum(weights[used])
  y <- fit$y[used, , drop = FALSE] - if (is.null(fit$offset)) 0 else fit$offset[used, , drop = FALSE]
  x <- fit$x[used, , drop = FALSE]
  vapply(seq_len(n_responses(fit)), function(response) {
    b <- matrix(coefficients[, , response], nrow = dim(coefficients)[1L])
    level <- if (fit$intercept) b[1L, ] else 0
    slopes <- if (fit$intercept) b[-1L, , drop = FALSE] else b
    fitted <- as.matrix(x %*% slopes) + rep(level, each = length(used))
    colSums(share * (y[, response] - fitted)^2)
  }, numeric(length(lambda)))
}

# The same model with other weights: coefficients (k + p) x L x m.
refit_coefficients <- function(fit, weights, lambda) {
  y <- less_offset(fit)
  problem <- ridge_problem(fit$x, y, weights, fit$intercept, fit$standardize, fit$penalty_factor, fit$loss)
  problem <- c(list(x = fit$x), problem)
  penalty <- problem_penalty(problem, lambda)
  b <- if (fit$algorithm == "cgls") {
    solve_iteratively(problem, penalty, fit$control)$b
  } else {
    core_call(.Call(C_ridge_solve, problem, ridge_factorize(problem, fit$control$method, min(penalty)), problem$y, penalty))
  }
  problem_coefficients(problem, b, fit$p, length(lambda))
}
