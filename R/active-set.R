# Problems on the active set of a lasso solution: its least squares and the trace of its hat matrix, both from the factorisation of ridge.
#
# With A_S the columns of the scaled problem (R/lasso-problem.R) in the set S and d their singular values,
#
#     least squares   minimise over b_S  1/2 ||y - A_S b_S||^2, of least norm where A_S has dependent columns
#     hat matrix      A_S (A_S'A_S + D)^+ A_S', D = diag(lambda2 l2_S), with trace sum d^2 / (d^2 + 1) of A_S D^(-1/2) where D > 0
#
# Cost: a factorisation of n x |S| for each set.

# The problem (with x in place) on some of its columns (numbers from 1), each multiplied by `by` on top of its scale.
active_problem <- function(problem, set, by = 1) {
  for (part in c("columns", "penalised", "centre", "scale", "l1", "l2", "lower", "upper")) {
    if (!is.null(problem[[part]])) problem[[part]] <- problem[[part]][set]
  }
  problem$scale <- problem$scale * by
  if (!is.null(problem$flat_cross)) problem$flat_cross <- problem$flat_cross[, set, drop = FALSE] * rep(by, each = nrow(problem$flat_cross))
  problem
}

# A singular value below the rounding of the columns before projection counts as zero; see ridge_factorize().
factorize_active <- function(problem, c_min = 0) {
  floor <- if (problem$n_flat) max(0, problem$size[problem$penalised] * problem$scale) else 0
  core_call(.Call(C_ridge_factorize, problem, problem$y, as.integer(problem_max_rank(problem)), as.double(floor), 0L, c_min))
}

# Coefficients of the least squares on the columns of `set`, on the scale of the problem, within the bounds where there are any.
active_least_squares <- function(problem, set, control) {
  part <- active_problem(problem, set)
  if (!is.null(part$lower)) return(as.vector(lasso_path(part, 0, control = control, limits = NULL)$b))
  if (!is.matrix(part$x) && min(nrow(part$x), length(set)) > factor_limit) return(as.vector(solve_iteratively(part, 0, control)$b))
  min_norm_solution(part, factorize_active(part))
}

# The trace of the hat matrix of the columns in `set`, whose coefficients have penalties penalty_j / 2 b_j^2, >= 0.
active_trace <- function(problem, set, penalty) {
  if (!length(set)) return(0)
  loose <- penalty == 0
  if (all(loose)) return(factorize_active(active_problem(problem, set))$rank)
  taken <- 0L
  if (any(loose)) {
    outside <- project_out(problem, set[loose])
    taken <- outside$n_flat - problem$n_flat
    problem <- outside
  }
  d2 <- factor_spectrum(factorize_active(active_problem(problem, set[!loose], 1 / sqrt(penalty[!loose])), 1))
  taken + sum(d2 / (d2 + 1))
}

# The problem with some of its columns among the unpenalised directions, which all others are then orthogonal to.
project_out <- function(problem, set) {
  part <- active_problem(problem, set)
  parts <- svd(core_call(.Call(C_multiply, part, diag(length(set)))))
  kept <- parts$d > length(problem$root_weight) * .Machine$double.eps * max(1, parts$d[1L])
  if (!any(kept)) return(problem)
  left <- parts$u[, kept, drop = FALSE]
  whole <- problem
  whole["flat_cross"] <- whole["flat"] <- list(NULL)
  problem$flat <- cbind(problem$flat, left)
  problem$flat_cross <- rbind(problem$flat_cross, t(core_call(.Call(C_cross, whole, left))))
  problem$n_flat <- ncol(problem$flat)
  problem
}

# For each solution (columns of b, on the scale of the problem) the columns that are nonzero, as numbers from 1.
active_sets <- function(b) {
  nonzero <- b@x != 0
  column <- rep(seq_len(ncol(b)), diff(b@p))
  unname(split(b@i[nonzero] + 1L, factor(column[nonzero], seq_len(ncol(b)))))
}
