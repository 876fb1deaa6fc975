# The lasso by enumeration, for small problems: the answer that no solver can argue with. It knows nothing of the package.
#
#     Q(b0, b) = 1/2 sum_i w_i (y_i - o_i - b0 - x_i'b)^2 + T lambda sum_j v_j [ mixture s_j |b_j| + (1 - mixture)/2 (s_j b_j)^2 ]
#
# with lower <= b <= upper and T = sum w (loss "mean") or 1 ("sum"); s_j is the weighted population SD of column j or 1. Every set F of free
# coefficients, every sign pattern on F and every state of the others (at 0, at the lower or at the upper bound) is one linear system. Those
# that satisfy the optimality conditions are solved again with twice the precision, so that a tie (a condition that holds with equality) is
# told from what is only near. The optimal set is a polytope whose vertices are among these solutions.

# Returns coefficients ((k + p), one optimal solution), objective (on the scale of the loss), unique, and condition (largest of the systems
# that led to a solution).
oracle_lasso <- function(x, y, lambda, mixture = 1, penalty_factor = NULL, lower = NULL, upper = NULL, weights = NULL, offset = NULL,
                         intercept = TRUE, standardize = TRUE, loss = "mean") {
  parts <- oracle_system(x, y, lambda, mixture, penalty_factor, lower, upper, weights, offset, intercept, standardize, loss)
  found <- list()
  for (set in oracle_subsets(parts)) found <- c(found, oracle_face(parts, set))
  if (!length(found)) stop("the oracle found no solution")
  values <- vapply(found, \(solution) solution$b$hi, numeric(length(parts$h$hi)))
  values <- matrix(values, length(parts$h$hi), length(found))
  same <- max(0, abs(values - values[, 1L])) <= 1e-20 * max(1, abs(values))
  best <- found[[1L]]$b
  list(
    coefficients = oracle_coefficients(parts, best$hi, intercept), objective = oracle_objective(parts, best),
    unique = same && !oracle_open(parts), condition = max(vapply(found, \(solution) solution$condition, 0))
  )
}

# The normal equations and the penalty in twice the precision; columns that cannot enter are left out.
oracle_system <- function(x, y, lambda, mixture, penalty_factor, lower, upper, weights, offset, intercept, standardize, loss) {
  x <- unname(as.matrix(x))
  p <- ncol(x)
  w <- if (is.null(weights)) rep(1, nrow(x)) else weights
  kept <- w > 0
  response <- two_minus(two(as.vector(y)[kept]), two(if (is.null(offset)) numeric(sum(kept)) else as.vector(offset)[kept]))
  v <- if (is.null(penalty_factor)) rep(1, p) else penalty_factor
  w <- w[kept]
  x <- x[kept, , drop = FALSE]
  z <- cbind(1, x)
  gram <- two(matrix(0, p + 1L, p + 1L))
  cross <- two(numeric(p + 1L))
  for (i in seq_along(w)) {
    weighted <- product_exactly(rep(w[i], p + 1L), z[i, ])
    gram <- two_add(gram, two_times(lapply(weighted, outer, rep(1, p + 1L)), lapply(two(z[i, ]), \(row) outer(rep(1, p + 1L), row))))
    cross <- two_add(cross, two_times(weighted, lapply(two_at(response, i), rep, p + 1L)))
  }
  total <- two_at(gram, 1L, 1L)
  sums <- two_at(gram, 1L, 1L + seq_len(p))
  squares <- two_at(gram, cbind(1L + seq_len(p), 1L + seq_len(p)))
  wide <- lapply(total, rep, p)
  variance <- two_over(two_minus(two_times(wide, squares), two_times(sums, sums)), two_times(wide, wide))
  constant <- apply(x, 2L, \(column) all(column == column[1L]))
  out <- is.infinite(v) | (constant & (standardize | intercept | x[1L, ] == 0))
  sd <- if (standardize) two_root(variance) else two(rep(1, p))
  used <- which(!out)
  scale <- two_times(if (loss == "mean") total else two(1), two(lambda))
  scale <- two_times(lapply(scale, rep, length(used)), two(v[used]))
  sd <- two_at(sd, used)
  l1 <- two_times(two_times(scale, two(rep(mixture, length(used)))), sd)
  l2 <- two_times(two_times(scale, two(rep(1 - mixture, length(used)))), two_times(sd, sd))
  rows <- c(if (intercept) 1L, 1L + used)
  open <- if (intercept) 0
  m <- two_at(gram, rows, rows)
  list(
    g = list(hi = matrix(m$hi, length(rows)), lo = matrix(m$lo, length(rows))), h = two_at(cross, rows),
    l1 = list(hi = c(open, l1$hi), lo = c(open, l1$lo)), l2 = list(hi = c(open, l2$hi), lo = c(open, l2$lo)),
    lower = c(if (intercept) -Inf, if (is.null(lower)) rep(-Inf, length(used)) else lower[used]),
    upper = c(if (intercept) Inf, if (is.null(upper)) rep(Inf, length(used)) else upper[used]),
    intercept = intercept, used = used, p = p, square = two_sum(two_times(two_times(response, response), two(w))),
    divisor = if (loss == "mean") total$hi else 1
  )
}

# Sets of free coefficients; the intercept is always free.
oracle_subsets <- function(parts) {
  k <- as.integer(parts$intercept)
  q <- length(parts$used)
  lapply(seq_len(2^q) - 1L, \(code) c(seq_len(k), k + which(bitwAnd(code, bitwShiftL(1L, seq_len(q) - 1L)) > 0L)))
}

# The values at which a coefficient outside F may rest.
resting_values <- function(parts, j) {
  bounds <- c(parts$lower[j], parts$upper[j])
  unique(c(if (bounds[1L] <= 0 && bounds[2L] >= 0) 0, bounds[is.finite(bounds)]))
}

# Every solution with exactly the coefficients of `set` free, first in double precision, then for good.
oracle_face <- function(parts, set) {
  q <- length(parts$h$hi)
  rest <- setdiff(seq_len(q), set)
  system <- parts$g$hi[set, set, drop = FALSE] + diag(parts$l2$hi[set], length(set))
  condition <- if (length(set)) scaled_condition(system) else 1
  if (condition > 1e11) return(list())
  signs <- lapply(set, \(j) if (parts$l1$hi[j] == 0) 1 else c(-1, 1)[c(parts$lower[j] < 0, parts$upper[j] > 0)])
  states <- as.matrix(expand.grid(c(signs, lapply(rest, \(j) resting_values(parts, j))), KEEP.OUT.ATTRS = FALSE))
  if (!nrow(states)) states <- matrix(0, 1L, q)
  sign <- t(states[, seq_along(set), drop = FALSE])
  fixed <- t(states[, length(set) + seq_along(rest), drop = FALSE])
  b <- matrix(0, q, nrow(states))
  b[rest, ] <- fixed
  if (length(set)) {
    right <- parts$h$hi[set] - parts$l1$hi[set] * sign - parts$g$hi[set, rest, drop = FALSE] %*% fixed
    b[set, ] <- solve(system, right, tol = 0)
  }
  likely <- which(oracle_holds(parts, set, sign, b, parts$h$hi - parts$g$hi %*% b - parts$l2$hi * b, 1e-9 * condition^0.25))
  solutions <- lapply(likely, \(i) oracle_refine(parts, set, sign[, i], b[, i], system, condition))
  solutions[lengths(solutions) > 0L]
}

scaled_condition <- function(system) {
  if (any(diag(system) <= 0)) return(Inf)
  unit <- 1 / sqrt(diag(system))
  1 / max(rcond(system * outer(unit, unit)), .Machine$double.xmin)
}

# The optimality conditions of each column of b: signs and bounds on F, the subgradient elsewhere. slope: x'w r - l2 b.
oracle_holds <- function(parts, set, sign, b, slope, tol) {
  rest <- setdiff(seq_len(nrow(b)), set)
  near <- tol * max(1, abs(b))
  height <- tol * max(abs(parts$h$hi), parts$l1$hi, .Machine$double.xmin)
  inside <- b >= parts$lower - near & b <= parts$upper + near
  right_side <- (parts$l1$hi[set] == 0) | sign * b[set, , drop = FALSE] >= -near
  value <- b[rest, , drop = FALSE]
  most <- ifelse(value >= parts$upper[rest], Inf, parts$l1$hi[rest] * ifelse(value >= 0, 1, -1))
  least <- ifelse(value <= parts$lower[rest], -Inf, parts$l1$hi[rest] * ifelse(value > 0, 1, -1))
  slack <- slope[rest, , drop = FALSE]
  colSums(!inside) == 0L & colSums(!right_side) == 0L & colSums(!(slack <= most + height & slack >= least - height)) == 0L
}

# Newton's correction with residuals of twice the precision until it stands; NULL where the conditions fail after all.
oracle_refine <- function(parts, set, sign, b, system, condition) {
  b <- two(b)
  push <- two(numeric(length(b$hi)))
  push$hi[set] <- parts$l1$hi[set] * sign
  push$lo[set] <- parts$l1$lo[set] * sign
  slope <- \(b) two_minus(two_minus(parts$h, two_product(parts$g, b)), two_times(parts$l2, b))
  if (length(set)) {
    for (step in 1:6) {
      left <- two_minus(slope(b), push)$hi[set]
      move <- numeric(length(b$hi))
      move[set] <- solve(system, left, tol = 0)
      b <- two_add(b, two(move))
    }
  }
  b$hi[abs(b$hi) < 1e-22 * max(1, abs(b$hi))] <- 0
  exact <- slope(b)
  if (oracle_stands(parts, set, sign, b, exact)) list(b = b, condition = condition)
}

# As oracle_holds(), at twice the precision: differences are taken before they are rounded.
oracle_stands <- function(parts, set, sign, b, slope) {
  rest <- setdiff(seq_along(b$hi), set)
  near <- 1e-21 * max(1, abs(b$hi))
  height <- 1e-21 * max(abs(parts$h$hi), parts$l1$hi, .Machine$double.xmin)
  from <- \(bound) (b$hi - bound) + b$lo
  inside <- all(from(parts$lower) >= -near, from(parts$upper) <= near)
  signed <- all(parts$l1$hi[set] == 0 | sign * b$hi[set] >= -near)
  value <- b$hi[rest]
  l1 <- two_at(parts$l1, rest)
  above <- two_minus(two_at(slope, rest), list(hi = l1$hi * ifelse(value >= 0, 1, -1), lo = l1$lo * ifelse(value >= 0, 1, -1)))$hi
  below <- two_minus(two_at(slope, rest), list(hi = l1$hi * ifelse(value > 0, 1, -1), lo = l1$lo * ifelse(value > 0, 1, -1)))$hi
  inside && signed && all(value >= parts$upper[rest] | above <= height) && all(value <= parts$lower[rest] | below >= -height)
}

oracle_objective <- function(parts, b) {
  fit <- two_sum(two_times(b, two_product(parts$g, b)))
  cross <- two_sum(two_times(b, parts$h))
  loss <- two_times(two(0.5), two_add(two_minus(parts$square, two_times(two(2), cross)), fit))
  size <- list(hi = abs(b$hi), lo = ifelse(b$hi < 0, -b$lo, b$lo))
  penalty <- two_add(two_sum(two_times(parts$l1, size)), two_times(two(0.5), two_sum(two_times(parts$l2, two_times(b, b)))))
  two_add(loss, penalty)$hi / parts$divisor
}

oracle_coefficients <- function(parts, b, intercept) {
  slopes <- numeric(parts$p)
  slopes[parts$used] <- if (intercept) b[-1L] else b
  c(if (intercept) b[1L], slopes)
}

# Whether coefficients without any penalty may move along a line: the vertices then do not tell all.
oracle_open <- function(parts) {
  free <- which(parts$l1$hi == 0 & parts$l2$hi == 0)
  length(free) > 0L && scaled_condition(parts$g$hi[free, free, drop = FALSE]) > 1e11
}

# The objective of the problem at any coefficients, on the scale of its loss.
lasso_objective <- function(coefficients, x, y, lambda, mixture = 1, penalty_factor = NULL, lower = NULL, upper = NULL, weights = NULL,
                            offset = NULL, intercept = TRUE, standardize = TRUE, loss = "mean") {
  p <- ncol(x)
  slopes <- if (intercept) coefficients[-1L] else coefficients
  w <- if (is.null(weights)) rep(1, nrow(x)) else weights
  mean <- colSums(w * x) / sum(w)
  s <- if (standardize) sqrt(colSums(w * (x - rep(mean, each = nrow(x)))^2) / sum(w)) else rep(1, p)
  residual <- y - (if (is.null(offset)) 0 else offset) - (if (intercept) coefficients[1L] else 0) - drop(x %*% slopes)
  size <- s * abs(slopes)
  penalty <- (if (is.null(penalty_factor)) rep(1, p) else penalty_factor) * (mixture * size + (1 - mixture) / 2 * size^2)
  sum(w * residual^2) / 2 / (if (loss == "mean") sum(w) else 1) + lambda * sum(penalty[size > 0])
}

# Coefficients of a fit ((k + p) x L) beside the oracle, one row per lambda: the worst error of a coefficient relative to max(1, |b|), where
# the solution is unique (else NA); by how much the objective is larger than the least, relative to the latter (or a thousandth of that of
# the null model); the worst error of a fitted value relative to the largest response; the condition of the oracle's equations.
oracle_errors <- function(coefficients, problem) {
  coefficients <- as.matrix(coefficients)
  k <- problem$settings$intercept
  counted <- if (is.null(problem$settings$weights)) rep(TRUE, nrow(problem$x)) else problem$settings$weights > 0
  rows <- lapply(seq_along(problem$lambda), function(l) {
    data <- list(problem$x, problem$y, problem$lambda[l])
    oracle <- do.call(oracle_lasso, c(data, problem$settings))
    value <- do.call(lasso_objective, c(list(coefficients[, l]), data, problem$settings))
    null <- do.call(lasso_objective, c(list(replace(0 * coefficients[, l], seq_len(k), mean(problem$y))), data, problem$settings))
    off <- coefficients[, l] - oracle$coefficients
    fitted <- (if (k) off[1L] else 0) + drop(problem$x %*% (if (k) off[-1L] else off))
    data.frame(
      lambda = problem$lambda[l], coefficients = if (oracle$unique) max(abs(off) / pmax(1, abs(oracle$coefficients))) else NA,
      objective = (value - oracle$objective) / max(oracle$objective, 1e-3 * null, .Machine$double.xmin),
      fitted = max(abs(fitted[counted])) / max(1, abs(problem$y)), condition = oracle$condition
    )
  })
  do.call(rbind, rows)
}
