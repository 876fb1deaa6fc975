# The limit of lasso and elastic net as lambda falls to 0: among all least-squares solutions (within the bounds) one of least penalty.
#
#     minimise over b   sum_j l1_j |b_j| + l2_j/2 b_j^2   subject to  A'A b = A'y,   lower <= b <= upper
#
# on the scaled problem of R/lasso-problem.R. With A = U diag(d) V' of rank r the equations are V'b = diag(1/d) U'y, r of them with
# orthonormal rows, which C solves (src/core/limit.c) from A's smaller side. Its answer shows the face of the solution; there b and the dual
# vector are corrected by residuals formed from A itself. At full column rank nothing is left to choose: the answer is least squares.
#
# Bounds come first: the limit of the bounded lasso minimises the residual within them. Columns that are held at a bound by their gradient
# are so in every bounded least-squares solution; for the others the normal equations hold as without bounds.

# list(b (one per column of A), rss, rank (of the columns with b != 0), and what the report and the proof need: core (the factorisation),
# dual (n, in the space of the rows of A), gradient (A' dual, NULL where b is determined), held (columns held at a bound)). NULL where the
# design is too large to factor.
lasso_limit <- function(problem, control) {
  if (is_too_large(problem$x, length(problem$columns))) return(NULL)
  least <- if (!is.null(problem$lower) || !is.null(problem$upper)) bounded_least_squares(problem, control)
  left <- if (!is.null(least)) problem_residual(problem, least)
  held <- if (is.null(least)) logical(length(problem$columns)) else held_columns(problem, least, left)
  part <- problem
  if (any(held)) part <- hold_columns(problem, which(held), least[held])
  core <- ridge_factorize(part, "auto", 0)
  found <- if (core$rank == length(part$columns) || !any(part$l1 > 0)) {
    list(b = if (is.null(least)) min_norm_solution(part, core) else least[!held])
  } else {
    least_penalty_solution(part, core)
  }
  b <- replace(numeric(length(held)), which(held), least[held])
  b[!held] <- found$b
  residual <- problem_residual(problem, b)
  if (!is.null(least) && falls_short(problem, b, residual, least, left)) return(unproved(least, left, held, core))
  gradient <- if (!is.null(found$dual)) drop(core_call(.Call(C_cross, problem, matrix(found$dual))))
  list(b = b, rss = sum(residual^2), rank = rank_of_columns(part, found, core) + sum(held & b != 0), core = core, dual = found$dual,
       gradient = gradient, held = held)
}

# Whether b is worse than the bounded least squares it started from, whose residual is `left`: on ill-conditioned columns those may hold
# too many at their bounds.
falls_short <- function(problem, b, residual, least, left) {
  outside <- max(0, (problem$lower %||% -Inf) - b, b - (problem$upper %||% Inf))
  outside > 1e-9 * max(abs(least), abs(b)) || sum(residual^2) > sum(left^2) * (1 + 1e-6) + 1e-16 * sum(problem$y^2)
}

# Bounded least squares as they are, with a dual vector that proves nothing.
unproved <- function(least, left, held, core) {
  list(b = least, rss = sum(left^2), rank = sum(least != 0), core = core, dual = numeric(length(left)), gradient = numeric(length(least)),
       held = held)
}

is_too_large <- function(x, columns) !is.matrix(x) && min(nrow(x), columns) > factor_limit

# For all p columns of x, which coefficients could move at no cost at first order, as possible_moves() says it for lambda > 0.
limit_moves <- function(problem, found, p) {
  up <- down <- strict <- logical(p)
  used <- problem$penalised
  l2 <- pmin(problem$ratio, 1e300) * problem$l2
  slope <- (found$gradient %||% 0) - l2 * found$b
  near <- 1e-7 * problem$l1 + 1e-12 * max(problem$l1, 0)
  all <- is.null(found$gradient)
  up[used] <- (all | abs(ifelse(found$b >= 0, 1, -1) * problem$l1 - slope) <= near) & !found$held & found$b < (problem$upper %||% Inf)
  down[used] <- (all | abs(ifelse(found$b <= 0, 1, -1) * problem$l1 + slope) <= near) & !found$held & found$b > (problem$lower %||% -Inf)
  up[problem$free] <- down[problem$free] <- TRUE
  strict[used] <- l2 > 0
  list(up = up, down = down, strict = strict)
}

# A point of the bounds that minimises the residual.
bounded_least_squares <- function(problem, control) {
  as.vector(engine_path(problem, 0, control = control)$b)
}

# Whether a column is at a bound with a gradient that pushes against it.
held_columns <- function(problem, b, residual) {
  gradient <- drop(core_call(.Call(C_cross, problem, residual)))
  near <- 1e-9 * sqrt(sum(problem$y^2))
  (gradient < -near & b <= (problem$lower %||% -Inf)) | (gradient > near & b >= (problem$upper %||% Inf))
}

# The problem on the other columns, with what those held explain taken from the response.
hold_columns <- function(problem, at, value) {
  b <- replace(numeric(length(problem$columns)), at, value)
  part <- active_problem(problem, setdiff(seq_along(problem$columns), at))
  part$y <- problem_residual(problem, b)
  part
}

# list(b, dual) of a problem whose columns depend on each other.
least_penalty_solution <- function(problem, core) {
  nearest <- pmin(pmax(0, problem$lower %||% -Inf), problem$upper %||% Inf)
  if (!core$rank) return(list(b = rep_len(nearest, length(problem$columns)), dual = numeric(nrow(problem$y))))
  penalty <- limit_penalty(problem)
  basis <- right_vectors(problem, core)
  equations <- t(basis)
  solved <- core_call(.Call(C_limit, equations, drop(crossprod(basis, min_norm_solution(problem, core))), penalty, numeric(core$rank)))
  polished <- polish_limit(problem, core, equations, penalty, solved)
  list(b = polished$b, dual = dual_rows(problem, core, polished$u) * penalty$unit, face_rank = polished$rank)
}

# l1, l2 and bounds as the core takes them: of a size near 1. `unit`: what they were divided by.
limit_penalty <- function(problem) {
  l2 <- pmin(problem$ratio, 1e300) * problem$l2
  unit <- power_of_two(max(problem$l1, l2))
  list(l1 = problem$l1 / unit, l2 = l2 / unit, lower = problem$lower, upper = problem$upper, ratio = 1, unit = unit)
}

# A vector t of the space of the rows with A't = V u. From the side of V the rounding of A V counts as often as d^2 divides it, which the
# refinement makes up for.
dual_rows <- function(problem, core, u) {
  index <- seq_len(core$rank)
  basis <- core$basis[, index, drop = FALSE]
  if (core$dual) return(drop(basis %*% (u / core$d[index])))
  rows <- matrix(0, nrow(problem$y))
  for (step in 1:3) {
    miss <- u - if (step == 1L) 0 else drop(crossprod(basis, core_call(.Call(C_cross, problem, rows))))
    rows <- rows + core_call(.Call(C_multiply, problem, basis %*% (miss / core$d[index]^2)))
  }
  drop(rows)
}

# diag(1/d) U'(y - A b): by how much b misses the equations.
missed_equations <- function(problem, core, b) {
  index <- seq_len(core$rank)
  basis <- core$basis[, index, drop = FALSE]
  residual <- problem_residual(problem, b)
  if (core$dual) return(drop(crossprod(basis, residual)) / core$d[index])
  drop(crossprod(basis, core_call(.Call(C_cross, problem, residual)))) / core$d[index]^2
}

# b and u on the face of the solution that C found: the coefficients between kinks and bounds, first without those that look like rounding.
polish_limit <- function(problem, core, equations, penalty, solved) {
  inside <- solved$b != 0 & solved$b > (penalty$lower %||% -Inf) & solved$b < (penalty$upper %||% Inf)
  solid <- inside & abs(solved$b) > 1e-9 * max(abs(solved$b))
  size <- sqrt(sum(drop(equations %*% solved$b)^2))
  start <- sqrt(sum(missed_equations(problem, core, solved$b)^2))
  for (face in unique(list(which(solid), which(inside)))) {
    found <- correct_on_face(problem, core, equations, penalty, solved, face, inside)
    if (found$left <= max(1e-12 * size, start) && keeps_face(found$b, penalty, solved$b)) return(found)
  }
  list(b = solved$b, u = solved$u, rank = found$rank)
}

# Steps of refinement: b moves by what costs least curvature, u so that the slopes on the face are those of the penalty.
correct_on_face <- function(problem, core, equations, penalty, solved, face, inside) {
  b <- replace(solved$b, setdiff(which(inside), face), 0)
  curved <- penalty$l2[face]
  ease <- if (length(face) && all(curved > 1e-6)) 1 / sqrt(curved) else rep(1, length(face))
  columns <- equations[, face, drop = FALSE] * rep(ease, each = nrow(equations))
  parts <- pivoted(t(columns), q = TRUE, tol = 1e-13)
  index <- seq_len(parts$rank)
  triangle <- parts$r[index, index, drop = FALSE]
  left <- Inf
  for (step in 1:3) {
    miss <- missed_equations(problem, core, b)
    if (sqrt(sum(miss^2)) >= left / 2) break
    left <- sqrt(sum(miss^2))
    best <- b
    if (!parts$rank) break
    b[face] <- b[face] + ease * drop(parts$q %*% backsolve(triangle, miss[parts$pivot[index]], transpose = TRUE))
  }
  u <- solved$u
  if (parts$rank) for (step in 1:2) {
    slope <- penalty$l1[face] * sign(best[face]) + penalty$l2[face] * best[face] - drop(crossprod(equations[, face, drop = FALSE], u))
    at <- parts$pivot[index]
    u[at] <- u[at] + backsolve(triangle, drop(crossprod(parts$q, ease * slope)))
  }
  list(b = best, u = u, rank = parts$rank, left = left)
}

# Whether signs and bounds are still those that the multipliers belong to.
keeps_face <- function(b, penalty, before) {
  all(b * before >= 0) && all(b >= (penalty$lower %||% -Inf)) && all(b <= (penalty$upper %||% Inf))
}

# The rank of the columns whose coefficient is not 0.
rank_of_columns <- function(problem, found, core) {
  used <- which(found$b != 0)
  if (core$rank == length(problem$columns) || !length(used)) return(length(used))
  if (core$rank && !is.null(found$face_rank) && is.null(problem$lower) && is.null(problem$upper)) return(found$face_rank)
  factorize_active(active_problem(problem, used))$rank
}
