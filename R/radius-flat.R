# Flat pieces of the curve of lasso and elastic net: where every penalised coefficient is zero or at a bound, nothing moves with lambda
# until one leaves, and all these lambdas share one radius.
#
# With c = A'(y - A b) fixed, coefficient j stays as long as no one-sided derivative is negative (compare src/core/lasso_grid.c): with
# hold_j = l1_j + ratio l2_j |b_j| and d the sign of the direction in which it may go,
#
#     away from zero:   d c_j <= lambda1 hold_j          towards zero:   |b_j| > 0 and  d c_j <= - lambda1 hold_j

# c(low, high): the lambdas that share the solution at `lambda`, at which no penalised coefficient is free. Exact: a quotient each.
flat_piece <- function(fit, problem, lambda) {
  at <- problem$penalised
  b <- as.vector(coefficients_at(fit, lambda)[fit$intercept + at, 1L])
  scaled <- b / problem$scale / problem$y_unit
  residual <- problem_residual(problem, scaled)
  cross <- drop(core_call(.Call(C_cross, problem, residual)))
  hold <- problem$l1 + problem$ratio * problem$l2 * abs(scaled)
  bound <- bound_of(fit, at, b)
  up <- bound != 3L & b < (fit$upper %||% rep(Inf, fit$p))[at]
  down <- bound != 2L & b > (fit$lower %||% rep(-Inf, fit$p))[at]
  outwards <- ifelse(b > 0, ifelse(up, cross, 0), ifelse(b < 0, ifelse(down, -cross, 0), pmax(up * cross, -down * cross)))
  inwards <- ifelse(b > 0, ifelse(down, cross, Inf), ifelse(b < 0, ifelse(up, -cross, Inf), Inf))
  penalised <- problem$l1 > 0
  core <- c(max(0, (outwards / hold)[penalised]), min(Inf, (inwards / hold)[penalised]))
  ends <- core * problem$penalty_unit * problem$y_unit * problem$loss_total
  c(min(ends[1L], lambda), max(ends[2L], lambda))
}

# The intervals (matrix low, high) with the flat pieces that were met. Only bounds make such pieces below the null point. The search may
# have ended at an end of one, so that both sides are looked at.
widen_flat <- function(fit, problem, ends, radius, open) {
  if (!length(open) || (is.null(fit$lower) && is.null(fit$upper))) return(ends)
  for (side in 1 + c(-1e-9, 1e-9)) {
    lambda <- ends[open, "low"] * side
    point <- points_at(fit, lambda)
    flat <- which(!point$moves & abs(point$p - radius[open]) <= 1e-13 * radius[open])
    for (at in unique(lambda[flat])) {
      piece <- flat_piece(fit, problem, at)
      shared <- open[flat[lambda[flat] == at]]
      ends[shared, ] <- rep(piece, each = length(shared))
    }
    open <- open[ends[open, "low"] == ends[open, "high"]]
    if (!length(open)) break
  }
  ends
}
