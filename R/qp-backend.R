# Least squares within bounds and rows: the one place that calls the solver of src/core/qp.h.
#
#     minimise over b   1/2 ||y - A b||^2 + sum_j ridge_j/2 b_j^2 + sum_j l1_j |b_j|
#     subject to        lower <= b <= upper,   row_lower <= rows b <= row_upper

# problem: the fields of a scaled problem (R/lasso-problem.R) with x in place, y (n), ridge, l1, lower, upper (one per column of A), rows
# (m x p), row_lower, row_upper (m), all in the scale of A. start: an earlier result, for a problem of the same size, to begin at.
#
# list(b, bound_multiplier, row_multiplier, free, row_side (-1, 0, 1), unique, rank, rounds, feasible, converged, farkas). Multipliers are
# positive where the upper side presses and negative where the lower one does:
#
#     A'(A b - y) + ridge b + l1 sign(b) + bound_multiplier + rows' row_multiplier = 0.
#
# Where nothing is feasible, all but the last three are NULL, and farkas = list(bound, row) proves it: rows' row + bound = 0, and the sum of
# the multipliers times the sides that they press on is negative.
solve_qp <- function(problem, start = NULL) {
  p <- length(problem$columns)
  out <- core_call(.Call(C_qp, qp_numbers(problem), qp_start(start)))
  if (out$feasible) return(out)
  m <- length(problem$row_lower)
  out$farkas <- list(bound = out$farkas[m + seq_len(p)], row = out$farkas[seq_len(m)])
  out
}

# The numbers as doubles, whatever they came as.
qp_numbers <- function(problem) {
  vectors <- c("y", "ridge", "l1", "lower", "upper", "row_lower", "row_upper", "rows")
  problem[vectors] <- lapply(problem[vectors], as.double)
  problem
}

qp_start <- function(start) {
  if (!is.null(start) && !is.null(start$b)) list(b = as.double(start$b), free = start$free, row_side = as.integer(start$row_side))
}
