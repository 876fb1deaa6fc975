# The proof of optimality of a constrained fit, from data, coefficients, multipliers and settings alone.
#
# With multipliers rho of the rows and mu >= 0 of the balls, t = y - A b, and l1*, h* the penalty plus mu times the balls, for every b' that
# satisfies the constraints
#
#     objective(b') >= t'y - 1/2 |t|^2 - sum_j sup_{lower_j <= x <= upper_j} [ g_j x - l1*_j |x| - h*_j/2 x^2 ] - rho'sides - mu'limits,
#     g = A't - rows'rho,
#
# (Lagrange for rows and balls, Fenchel for the loss), and the objective at b exceeds that by terms that are each >= 0 and computed as such:
#
#     gap = sum_j [ sup_j - (value of the bracket at b_j) ] + sum_i rho_i (side_i - rows_i b) + sum_k mu_k (limit_k - g_k(b)).
#
# Where a coefficient without curvature that is free to move has |g_j| > l1*_j, by rounding, sup is infinite or attained far off: t is first
# moved by -A z, with z on those coefficients solving A'A z = g_j - l1*_j sign(g_j); that adds 1/2 |A z|^2.


# One row of the table, for solution number i among `looks` (look_at_data()). level: by how much the intercept misses, relative.
certify_task <- function(task, looks, i, multipliers, level, loss_total) {
  b <- looks$b[, i]
  t <- looks$t[, i]
  parts <- lagrangian_parts(task, b, looks$c[, i], multipliers)
  moved <- settle_excess(task, parts, b, looks$largest)
  largest <- max(looks$largest, abs(looks$c[, i]), abs(looks$c[, i] - parts$g), abs(parts$h * b)) # of what should cancel out
  bracket <- bracket_excess(moved$g, b, parts$l1, parts$h, task$lower, task$upper)
  slack <- sum(abs(parts$rows)) + sum(abs(parts$balls))
  gap <- moved$cost + sum(bracket) + slack
  primal <- sum(t^2) / 2 + sum(task$l1 * abs(b)) + sum(task$ridge * b^2) / 2
  null <- max(sum(task$y^2) / 2, primal)
  relative <- \(x) if (null > 0) x / null else x
  unit <- loss_total * task$y_unit^2
  kkt <- max(0, stationarity_miss(parts$g, b, parts$l1, parts$h, task$lower, task$upper)) / largest
  feasibility <- max(abs(level), region_miss(task, b, parts$value))
  fine <- relative(gap) <= 1e-9 && kkt <= 1e-7 && feasibility <= 1e-7
  data.frame(primal = unit * primal, dual = unit * (primal - gap), gap = unit * gap, relative_gap = relative(gap), kkt = kkt,
             feasibility = feasibility, complementarity = relative(slack), status = if (fine) "optimal" else "approximate")
}

# list(g, l1, h, value (rows times b), rows, balls (the terms of the gap)). Balls of radius 0 are bounds, infinite ones nothing.
lagrangian_parts <- function(task, b, c, multipliers) {
  rho <- multipliers$row / task$row_back
  mu <- multipliers$ball / vapply(task$balls, `[[`, 0, "back")
  mu[vapply(task$balls, \(ball) ball$limit == Inf, NA) | seq_along(mu) %in% task$zero] <- 0
  value <- drop(task$rows %*% b)
  side <- ifelse(rho > 0, task$row_upper, task$row_lower)
  list(
    g = c - drop(rho %*% task$rows), l1 = Reduce(`+`, Map(\(ball, m) m * ball$l1, task$balls, mu), task$l1),
    h = Reduce(`+`, Map(\(ball, m) m * ball$l2, task$balls, mu), task$ridge), value = value,
    rows = ifelse(rho == 0, 0, rho * (side - value)),
    balls = ifelse(mu == 0, 0, mu * vapply(task$balls, \(ball) ball$limit - value_of_ball(ball, b), 0))
  )
}

# list(g, cost): the gradient after the move z of the coefficients strictly within their bounds, and 1/2 |A z|^2 (Inf where a coefficient
# without bounds is left with a slope).
settle_excess <- function(task, parts, b, largest) {
  g <- parts$g
  l1 <- parts$l1
  h <- parts$h
  outside <- \(g) g - pmin(pmax(g, -l1), l1)
  open <- h == 0 & ((task$upper == Inf & outside(g) > 0) | (task$lower == -Inf & outside(g) < 0))
  set <- which(open | (h == 0 & outside(g) != 0 & b > task$lower & b < task$upper & (b != 0 | l1 == 0)))
  if (!length(set)) return(list(g = g, cost = 0))
  part <- active_problem(task, set)
  small <- 1e-12 * max(largest, abs(g))
  moved <- task_multiply(part, solve_normal(part, outside(g)[set], small / 10))
  change <- task_cross(task, moved)
  if (any(abs(outside(g - change)[set]) > small) && length(task$y) * length(set)^2 <= most_direct) {
    moved <- task_multiply(part, solve_normal_directly(part, outside(g)[set]))
    change <- task_cross(task, moved)
  }
  g <- g - change
  left <- outside(g)
  if (any(open & abs(left) > small)) return(list(g = g, cost = Inf))
  close <- abs(left) <= small
  g[close] <- g[close] - left[close]
  list(g = g, cost = sum(moved^2) / 2)
}

# Conjugate gradients that do not end, as where columns nearly depend on each other, give way to a decomposition up to this cost.
most_direct <- 1e9

# z with A'A z = v, of least norm, by singular values: rounding in v is divided by each of them once where it counts.
solve_normal_directly <- function(task, v) {
  parts <- svd(core_call(.Call(C_multiply, task, diag(length(v)))), nu = 0L)
  kept <- parts$d > 1e-14 * parts$d[1L]
  basis <- parts$v[, kept, drop = FALSE]
  drop(basis %*% (crossprod(basis, v) / parts$d[kept]^2))
}

# z with A'A z = v, by conjugate gradients, to 3 digits and `small`. Where columns depend on each other v has, by rounding, a part that no z
# reaches: the z that came nearest is taken.
solve_normal <- function(task, v, small) {
  z <- best <- numeric(length(v))
  left <- direction <- v
  least <- sum(v^2)
  for (step in seq_len(min(1000L, 100L + 2L * length(v)))) {
    image <- task_multiply(task, direction)
    length <- sum(left^2)
    size <- sum(image^2)
    if (size <= 1e-28 * sum(direction^2)) break
    z <- z + length / size * direction
    left <- left - length / size * task_cross(task, image)
    now <- sum(left^2)
    if (now < least) best <- z
    least <- min(least, now)
    if (now > 1e4 * least || (now <= 1e-6 * sum(v^2) && max(abs(left)) <= small)) break
    direction <- left + now / length * direction
  }
  best
}

# sup_{lower <= x <= upper} [g x - l1 |x| - h/2 x^2] minus the same at b, per coefficient.
bracket_excess <- function(g, b, l1, h, lower, upper) {
  far <- ifelse(h > 0, sign(g) * pmax(abs(g) - l1, 0) / h, ifelse(abs(g) > l1, sign(g) * Inf, ifelse(abs(g) == l1, b, 0)))
  best <- pmin(pmax(far, lower), upper)
  best[is.infinite(best)] <- b[is.infinite(best)] # settled, up to rounding
  step <- best - b
  slope <- g - h * (best + b) / 2
  kink <- ifelse(best * b >= 0, sign(best + b) * step, abs(best) - abs(b))
  pmax(step * (slope - ifelse(step == 0, 0, l1 * kink / ifelse(step == 0, 1, step))), 0)
}

# How far g is from what the subdifferential and the bounds allow, per coefficient.
stationarity_miss <- function(g, b, l1, h, lower, upper) {
  up <- g - h * b - l1 * ifelse(b >= 0, 1, -1) # slope of the bracket upwards, and downwards
  down <- -(g - h * b) - l1 * ifelse(b <= 0, 1, -1)
  pmax(ifelse(b < upper, up, 0), ifelse(b > lower, down, 0), 0)
}

# The largest violation of bounds, rows and balls, relative to their size; but at least to 1e-6 of what coefficients that matter for y are.
region_miss <- function(task, b, value) {
  natural <- 1e-6 * norm_of(task$y)
  size <- \(limit, b) pmax(ifelse(is.finite(limit), abs(limit), 0), abs(b), natural, .Machine$double.xmin)
  reach <- drop(abs(task$rows) %*% pmax(abs(b), natural))
  balls <- vapply(task$balls, \(ball) {
    if (ball$limit == Inf) 0 else if (ball$limit == 0) as.double(value_of_ball(ball, b) > 0) else value_of_ball(ball, b) / ball$limit - 1
  }, 0)
  max(0, (task$lower - b) / size(task$lower, b), (b - task$upper) / size(task$upper, b),
      (task$row_lower - value) / size(task$row_lower, reach), (value - task$row_upper) / size(task$row_upper, reach), balls)
}
