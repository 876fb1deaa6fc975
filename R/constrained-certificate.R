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

#' @rdname certificate
#' @param radius For a fit by [constrained()]: `NULL` for the chosen radius or the whole path, `"all"`, or numbers >= 0.
#' @export
certificate.normball_constrained <- function(fit, radius = NULL, ...) {
  check_dots(...)
  refuse_bare(fit)
  fit <- fit_at(fit, radius)$fit
  y <- if (is.null(fit$offset)) fit$y else fit$y - fit$offset
  certify_constrained(fit$x, y, fit$weights, fit)
}

#' @export
certificate.normball_radius_cv <- function(fit, radius = NULL, ...) certificate(fit$fit, radius = radius, ...)

# Data frame with a row per radius and response. fit: its settings, coefficients, multipliers, within and design.
certify_constrained <- function(x, y, weights, fit) {
  terms <- design_terms(fit$design)
  L <- n_path(fit)
  m <- ncol(y)
  states <- whole_states(fit$multiplier, list(coefficients = fit$coefficients, null_deviance = numeric(m), path_radius = fit$path_radius,
                                              responses = colnames(y)))
  problem <- NULL
  rows <- vector("list", L * m)
  for (i in seq_len(L)) {
    within <- if (length(fit$path_radius) > 1L || L == 1L && length(fit$path_radius)) with_radius(fit$within, fit$path_radius[i]) else fit$within
    region <- resolve_constraint(within, fit$design$columns, terms)
    if (is.null(problem)) problem <- constrained_problem(x, y, weights, fit$intercept, fit$standardize, fit$loss, region)
    tasks <- lapply(seq_len(m), \(k) constrained_task(problem, x, region, fit, k))
    slopes <- matrix(fit$coefficients[fit$intercept + seq_len(fit$p), i, ], fit$p)
    tasks <- share_joint(tasks, slopes, problem)
    for (k in seq_len(m)) {
      level <- if (fit$intercept) fit$coefficients[1L, i, k] - problem$y_mean[k] + sum(problem$centres * slopes[, k]) else 0
      level <- level / max(abs(problem$y_mean[k]), sum(abs(problem$centres * slopes[, k])), problem$y_unit[k])
      rows[[i + (k - 1L) * L]] <- certify_task(tasks[[k]], problem, slopes[, k], entry_multipliers(within, region, states[, i, k], fit, terms),
                                               level)
    }
  }
  table <- do.call(rbind, rows)
  cbind(data.frame(response = rep(colnames(y), each = L), radius = rep(fit$path_radius %||% rep(NA_real_, L), m)), table)
}

# A joint ball, for each response by itself: the part of the squared radius that the response takes.
share_joint <- function(tasks, slopes, problem) {
  size <- colSums((slopes * if (problem$standardized) problem$scales else 1)^2)
  if (sum(size) == 0) return(tasks)
  Map(\(task, share) {
    task$balls <- lapply(task$balls, \(ball) if (ball$joint) replace(ball, "limit", ball$limit * share) else ball)
    task
  }, tasks, size / sum(size))
}

# list(row, ball): what the named multipliers of a fit say of rows and balls. Those of bounds are not needed.
entry_multipliers <- function(within, region, entries, fit, terms) {
  parts <- resolve_parts(within, region$p, region$columns, terms)
  count <- vapply(seq_along(parts), \(at) switch(parts[[at]]$kind,
    l1_ball = , l2_ball = , elastic_ball = , linf_ball = , column_norm = , frobenius_ball = 1L,
    box = sum(is.finite(parts[[at]]$lower) | is.finite(parts[[at]]$upper)),
    simplex = 1L + length(parts[[at]]$index), sum(region$row_part == at)
  ), 0L)
  first <- cumsum(c(0L, count))
  rows <- unlist(lapply(seq_along(parts), \(at) first[at] + seq_len(sum(region$row_part == at))))
  balls <- vapply(vector_balls(region, 1L), \(ball) first[ball$part] + 1L, 0L)
  list(row = unname(entries[rows]), ball = unname(entries[balls]))
}

# One row of the table. level: by how much the intercept misses, relative.
certify_task <- function(task, problem, slopes, multipliers, level) {
  b <- slopes[task$used] / problem$unit / task$y_unit
  rho <- multipliers$row / task$row_back
  mu <- multipliers$ball / vapply(task$balls, `[[`, 0, "back")
  mu[setdiff(seq_along(mu), c(open_balls(task), which(vapply(task$balls, `[[`, NA, "joint"))))] <- 0
  t <- task$y - task_multiply(task, b)
  g <- task_cross(task, t) - drop(rho %*% task$rows)
  l1 <- Reduce(`+`, Map(\(ball, m) m * ball$l1, task$balls, mu), task$l1)
  h <- Reduce(`+`, Map(\(ball, m) m * ball$l2, task$balls, mu), task$ridge)
  moved <- settle_excess(task, g, b, l1, h)
  bracket <- bracket_excess(moved$g, b, l1, h, task$lower, task$upper)
  side <- ifelse(rho > 0, task$row_upper, task$row_lower)
  value <- drop(task$rows %*% b)
  rows <- ifelse(rho == 0, 0, rho * (side - value))
  balls <- mu * (vapply(task$balls, \(ball) if (ball$limit < Inf) ball$limit - ball_value(ball, b) else 0, 0))
  gap <- moved$cost + sum(bracket) + sum(abs(rows)) + sum(abs(balls))
  primal <- sum(t^2) / 2 + sum(task$l1 * abs(b)) + sum(task$ridge * b^2) / 2
  null <- max(sum(task$y^2) / 2, primal)
  relative <- \(x) if (null > 0) x / null else x
  largest <- max(abs(task_cross(task, task$y)), 1e-6 * norm_of(task$y), .Machine$double.xmin)
  unit <- problem$loss_total * task$y_unit^2
  kkt <- max(0, stationarity_miss(g, b, l1, h, task$lower, task$upper)) / largest
  feasibility <- max(abs(level), region_miss(task, b, value))
  fine <- relative(gap) <= 1e-9 && kkt <= 1e-7 && feasibility <= 1e-7
  data.frame(primal = unit * primal, dual = unit * (primal - gap), gap = unit * gap, relative_gap = relative(gap), kkt = kkt,
             feasibility = feasibility, complementarity = relative(sum(abs(rows)) + sum(abs(balls))),
             status = if (fine) "optimal" else "approximate")
}

# list(g, cost): the gradient after the move z of the coefficients strictly within their bounds, and 1/2 |A z|^2 (Inf where a coefficient
# without bounds is left with a slope).
settle_excess <- function(task, g, b, l1, h) {
  outside <- \(g) g - pmin(pmax(g, -l1), l1)
  open <- h == 0 & ((task$upper == Inf & outside(g) > 0) | (task$lower == -Inf & outside(g) < 0))
  set <- which(open | (h == 0 & outside(g) != 0 & b > task$lower & b < task$upper & (b != 0 | l1 == 0)))
  if (!length(set)) return(list(g = g, cost = 0))
  part <- active_problem(task, set)
  small <- 1e-12 * max(abs(task_cross(task, task$y)), abs(g))
  moved <- task_multiply(part, solve_normal(part, outside(g)[set], small / 10))
  g <- g - task_cross(task, moved)
  left <- outside(g)
  if (any(open & abs(left) > small)) return(list(g = g, cost = Inf))
  close <- abs(left) <= small
  g[close] <- g[close] - left[close]
  list(g = g, cost = sum(moved^2) / 2)
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

# The largest violation of bounds, rows and balls, relative to their size.
region_miss <- function(task, b, value) {
  size <- \(limit, b) pmax(ifelse(is.finite(limit), abs(limit), 0), abs(b), .Machine$double.xmin)
  reach <- drop(abs(task$rows) %*% abs(b))
  balls <- vapply(task$balls, \(ball) {
    if (ball$limit == Inf) 0 else if (ball$limit == 0) as.double(ball_value(ball, b) > 0) else ball_value(ball, b) / ball$limit - 1
  }, 0)
  max(0, (task$lower - b) / size(task$lower, b), (b - task$upper) / size(task$upper, b), (task$row_lower - value) / size(task$row_lower, reach),
      (value - task$row_upper) / size(task$row_upper, reach), balls[!vapply(task$balls, `[[`, NA, "joint")])
}
