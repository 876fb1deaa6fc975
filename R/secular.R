# The norm of a ridge solution as a function of its penalty, and the penalty of a given norm, in singular-value coordinates.
#
#     ||b(c)||^2 = sum_j (d_j g_j / (d_j^2 + c))^2,     g = U'y,     c the penalty of the scaled problem (R/ridge-problem.R)
#
# Both directions take the same factorisation for the same penalty (the one that is accurate there), so that they undo each other.

# Norms in the metric of the fit (lambda x responses) at finite lambdas.
ridge_norms <- function(fit, lambda) {
  if (fit$algorithm == "cgls") return(coefficient_norms(fit, coefficients_at(fit, lambda), metric_weights(fit)))
  problem <- fit$factor$problem
  c <- problem_penalty(problem, lambda)
  small <- c < fit$factor$core$c_valid
  norms <- matrix(0, length(lambda), n_responses(fit))
  if (any(!small)) norms[!small, ] <- secular_norms(fit$factor$core, c[!small])
  if (any(small)) norms[small, ] <- secular_norms(refactored(fit, 0, "The radius at so small a lambda")$factor$core, c[small])
  norms * problem$unit * rep(problem$y_unit, each = length(lambda))
}

secular_norms <- function(core, c) {
  index <- seq_len(core$rank)
  d <- core$d[index]
  norms <- vapply(seq_len(ncol(core$uty)), \(k) {
    vapply(c, \(penalty) norm_of(d / (d^2 + penalty) * core$uty[index, k]), 0)
  }, numeric(length(c)))
  matrix(norms, length(c))
}

# Norms of the penalised slopes as they are printed.
printed_norms <- function(fit, lambda) coefficient_norms(fit, coefficients_at(fit, lambda), rep(1, fit$p))

# From coefficients (k + p) x L x m as printed and one weight per column.
coefficient_norms <- function(fit, coefficients, weights) {
  columns <- fit$factor$problem$penalised
  size <- dim(coefficients)
  slopes <- matrix(coefficients, size[1L])[fit$intercept + columns, , drop = FALSE] * weights[columns]
  matrix(apply(slopes, 2L, norm_of), size[2L], size[3L])
}

# sqrt(v_j) s_j of every column: what a printed slope is multiplied by in the norm of the fit.
metric_weights <- function(fit) sqrt(fit$penalty_factor) * (if (fit$standardize) fit$scales else 1)

# How many times the fit's own norm the norm of the printed slopes is; NA where that differs between columns.
metric_ratio <- function(fit) {
  weights <- metric_weights(fit)[fit$factor$problem$penalised]
  if (!length(weights)) return(1)
  if (all(weights == weights[1L])) 1 / weights[1L] else NA_real_
}

# list(lambda, slack), each radii x responses.
solve_radii <- function(fit, radius) {
  problem <- fit$factor$problem
  core <- fit$factor$core
  scaled <- outer(radius, problem$y_unit, "/") / problem$unit
  c <- secular_roots(core, scaled)
  small <- c < core$c_valid
  if (any(small)) {
    core <- refactored(fit, 0, "radius_to_lambda() at so small a lambda")$factor$core
    c[small] <- secular_roots(core, scaled)[small]
  }
  list(lambda = penalty_lambda(problem, c), slack = c == 0)
}

# Penalties of the core as lambdas; Inf stays.
penalty_lambda <- function(problem, c) {
  lambda <- c / problem$unit / problem$unit * problem$loss_total
  if (all(is.finite(lambda) | c == Inf) && all(lambda > 0 | c == 0)) return(lambda)
  nb_abort("numeric", "The penalty of this radius is beyond the range of double precision.")
}

secular_roots <- function(core, radius) {
  index <- seq_len(core$rank)
  for (k in seq_len(ncol(radius))) {
    radius[, k] <- vapply(radius[, k], \(r) secular_root(core$d[index], core$uty[index, k], r), 0)
  }
  radius
}

# c >= 0 with ||b(c)|| = radius; 0 where ||b(0)|| is no more than that, Inf for radius 0. Newton's method for 1/||b(c)|| = 1/radius
# (Hebden 1973; More and Sorensen 1983). The left side increases and is concave, so that from below the root, where ||b|| >= ||D g|| /
# (d_1^2 + c) says to start, the steps never pass it; they end when rounding is all that is left.
secular_root <- function(d, g, radius) {
  if (norm_of(g / d) <= radius) return(0)
  if (radius == 0) return(Inf)
  c <- max(0, norm_of(d * g) / radius - d[1L]^2)
  for (step in 1:200) {
    b <- d / (d^2 + c) * g
    length <- norm_of(b)
    new <- c + (length - radius) / radius / sum((b / length)^2 / (d^2 + c))
    if (!(new > c)) break
    c <- new
  }
  if (c > 1e300) Inf else c
}
