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
# Where a coefficient without curvature that is free to move has |g_j| > l1*_j, by rounding, sup is infinite or attained far off. The first
# way out is to raise the multiplier of a ball that holds all such coefficients by as much: that costs of the order of the rounding, and no
# work. Where there is no such ball or the cost shows, t is moved by -A z, with z on those coefficients solving
# A'A z = g_j - l1*_j sign(g_j): that adds 1/2 |A z|^2.

# One row of the table, for solution number i among `looks` (look_at_data()). level: by how much the intercept misses, relative.
certify_task <- function(task, looks, i, multipliers, level, loss_total) {
  b <- looks$b[, i]
  t <- looks$t[, i]
  parts <- lagrangian_parts(task, b, looks$c[, i], multipliers)
  rounding <- 16 * .Machine$double.eps * max(abs(b), 0) # of fitted values and gradients: all there is if only the constraints want b
  largest <- max(looks$largest, abs(looks$c[, i]), abs(looks$c[, i] - parts$g), abs(parts$h * b), task$l1) # of what should cancel out
  primal <- sum(t^2) / 2 + sum(task$l1 * abs(b)) + sum(task$ridge * b^2) / 2
  null <- max(sum(task$y^2) / 2, primal, (1e-10 * max(abs(b), 0))^2) # what the tenth digit of b makes, where y is nothing beside it
  gap <- least_gap(task, parts, b, max(1e-12 * max(largest, abs(parts$g)), rounding), null)
  slack <- sum(abs(parts$rows)) + sum(abs(parts$balls))
  relative <- \(x) if (null > 0) x / null else x
  unit <- loss_total * task$y_unit^2
  kkt <- max(0, stationarity_miss(parts$g, b, parts$l1, parts$h, task$lower, task$upper) - rounding) / largest
  feasibility <- max(abs(level), region_miss(task, b, parts$value))
  fine <- relative(gap) <= 1e-9 && kkt <= 1e-7 && feasibility <= 1e-7
  list(primal = unit * primal, dual = unit * (primal - gap), gap = unit * gap, relative_gap = relative(gap), kkt = kkt,
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

# The gap of b, by the cheaper way out if it costs no more than `fine` of `null`, the objective at 0. small: what is rounding in a gradient.
least_gap <- function(task, parts, b, small, null, fine = 1e-12) {
  set <- excess_of(task, parts, b)
  raised <- if (length(set)) cover_excess(task, parts, b, set)
  cheap <- if (!is.null(raised)) gap_at(task, raised, b)
  if (!is.null(cheap) && cheap <= fine * null) return(cheap)
  moved <- settle_excess(task, parts, set, small)
  min(cheap, moved$cost + gap_at(task, replace(parts, "g", list(moved$g)), b))
}

gap_at <- function(task, parts, b) {
  sum(bracket_excess(parts$g, b, parts$l1, parts$h, task$lower, task$upper)) + sum(abs(parts$rows)) + sum(abs(parts$balls))
}

# What of g the kink does not hold.
outside <- function(g, l1) g - pmin(pmax(g, -l1), l1)

# Whether the supremum of a coefficient is infinite.
has_no_end <- function(task, g, l1, h) {
  left <- outside(g, l1)
  h == 0 & ((left > 0 & task$upper == Inf) | (left < 0 & task$lower == -Inf))
}

# The coefficients whose supremum is infinite or, though they are within their bounds, attained elsewhere by |g_j| > l1*_j alone.
excess_of <- function(task, parts, b) {
  inside <- b > task$lower & b < task$upper & (b != 0 | parts$l1 == 0)
  which(has_no_end(task, parts$g, parts$l1, parts$h) | (parts$h == 0 & abs(parts$g) > parts$l1 & inside))
}

# The parts with the multiplier of a ball raised so that no supremum of the set is infinite; NULL where no ball holds the set.
cover_excess <- function(task, parts, b, set) {
  left <- outside(parts$g, parts$l1)[set]
  for (ball in task$balls) {
    if (!is.finite(ball$limit) || ball$limit == 0 || ball$joint) next
    kinked <- all(ball$l1[set] > 0)
    if (!kinked && !all(ball$l2[set] > 0)) next
    more <- if (kinked) max(abs(left) / ball$l1[set]) else sqrt(sum(left^2 / ball$l2[set]) / 2 / ball$limit)
    parts$l1 <- parts$l1 + more * ball$l1
    parts$h <- parts$h + more * ball$l2
    if (kinked) parts$l1[set] <- pmax(parts$l1[set], abs(parts$g[set])) # the last bit of a sum
    parts$balls <- c(parts$balls, more * (ball$limit - value_of_ball(ball, b)))
    return(parts)
  }
  NULL
}

# list(g, cost): the gradient after the move z of the coefficients of the set, and 1/2 |A z|^2 (Inf where a coefficient without bounds is
# left with a slope). What the move itself makes exceed, as a column that nearly depends on those of the set, is taken into the set.
settle_excess <- function(task, parts, set, small, most = 3L) {
  if (!length(set)) return(list(g = parts$g, cost = 0))
  for (round in seq_len(most)) {
    move <- excess_move(task, set, outside(parts$g, parts$l1)[set], small)
    g <- parts$g - move$change
    left <- outside(g, parts$l1)
    open <- which(has_no_end(task, g, parts$l1, parts$h) & abs(left) > small)
    late <- setdiff(open, set)
    if (!length(late)) break
    set <- sort(c(set, late))
  }
  if (length(open)) return(list(g = g, cost = Inf))
  close <- abs(left) <= small
  g[close] <- g[close] - left[close]
  list(g = g, cost = sum(move$image^2) / 2)
}

# list(image (A z), change (A'A z)) for z on the set with A'A z = v there.
excess_move <- function(task, set, v, small) {
  part <- active_problem(task, set)
  work <- length(task$y) * length(set)^2
  image <- if (work > cheap_direct) task_multiply(part, solve_normal(part, v, small / 10))
  change <- if (!is.null(image)) task_cross(task, image)
  if (!is.null(image) && (all(abs(v - change[set]) <= small) || work > most_direct)) return(list(image = image, change = change))
  image <- task_multiply(part, solve_normal_directly(part, v))
  list(image = image, change = task_cross(task, image))
}

# A decomposition of this cost is cheaper than conjugate gradients. These, where they do not end, as on columns that nearly depend on each
# other, give way to it up to a higher cost.
cheap_direct <- 1e6
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
  miss <- vapply(task$balls, \(ball) {
    if (ball$limit == Inf) 0 else if (ball$limit == 0) as.double(value_of_ball(ball, b) > 0) else value_of_ball(ball, b) / ball$limit - 1
  }, 0)
  below <- which(b < task$lower)
  above <- which(b > task$upper)
  miss <- c(0, miss, (task$lower[below] - b[below]) / size(task$lower[below], b[below]),
            (b[above] - task$upper[above]) / size(task$upper[above], b[above]))
  if (!length(value)) return(max(miss))
  reach <- drop(abs(task$rows) %*% pmax(abs(b), natural))
  max(miss, (task$row_lower - value) / size(task$row_lower, reach), (value - task$row_upper) / size(task$row_upper, reach))
}
