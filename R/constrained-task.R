# From a design and a region to the numbers that every method of constrained() works on: a task.
#
# With A, its centres and weights as in R/ridge-problem.R, every column multiplied by a power of two near 1 / size_j, and u = y_unit,
#
#     b_j = unit_j u beta_j  (coefficient),   c_j = s_j u beta_j  (what is constrained: b_j, or b_j sd_j with standardize = TRUE)
#
#     minimise over beta   1/2 ||y - A beta||^2 + sum_j ridge_j/2 beta_j^2 + sum_j l1_j |beta_j|
#     subject to           lower <= beta <= upper,   row_lower <= rows beta <= row_upper,
#                          sum_j balls[[k]]$l1_j |beta_j| + balls[[k]]$l2_j / 2 beta_j^2 <= balls[[k]]$limit    for every ball k
#
# which times loss_total u^2 is the stated objective. Multipliers of the stated problem are those of the task times `row_back`, `bound_back`
# and balls[[k]]$back.

# The scaled design and responses. Constant columns cannot change the fit beside an intercept: they enter, as columns of zeros, only where
# rows or bounds ask something of their coefficients.
constrained_problem <- function(x, y, weights, intercept, standardize, loss, region, moments = NULL, labels = x) {
  parts <- problem_parts(x, weights, intercept, standardize, logical(ncol(x)), loss, moments, labels)
  asked <- parts$out & !standardize & (colSums(region$rows != 0) > 0 | region$lower > 0 | region$upper < 0)
  used <- which(!parts$out | asked)
  unit <- 1 / power_of_two(ifelse(parts$size > 0, parts$size, 1))
  unit[asked] <- if (all(parts$out)) 1 else stats::median(unit[!parts$out])
  problem <- use_columns(parts, x, used, unit[used] * !parts$out[used])
  problem$implicit <- as.integer(centring_can_wait(problem$centre, problem$scales[used]))
  problem[c("unit", "excluded")] <- list(unit[used], which(parts$out & !asked))
  problem$standardized <- standardize
  problem$reach <- unit[used] * if (standardize) parts$scales[used] else 1
  problem_response(problem, y)
}

# The task of one response within a region with one radius per ball. penalty: list(lambda, mixture).
constrained_task <- function(problem, x, region, penalty, response = 1L) {
  used <- problem$penalised
  u <- problem$y_unit[[response]]
  s <- problem$reach
  total <- problem$loss_total
  design <- problem[c("columns", "centre", "scale", "root_weight", "flat", "flat_cross", "implicit")]
  rows <- region$rows[, used, drop = FALSE] * rep(s, each = nrow(region$rows))
  row_unit <- 1 / power_of_two(pmax(apply(abs(rows), 1L, max, 0), .Machine$double.xmin))
  row_unit[rowSums(rows != 0) == 0] <- 1
  task <- c(list(x = x), design, list(
    y = problem$y[, response], ridge = penalty$lambda * (1 - penalty$mixture) / total * s^2,
    l1 = penalty$lambda * penalty$mixture / total / u * s, lower = region$lower[used] / s / u, upper = region$upper[used] / s / u,
    rows = rows * row_unit, row_lower = region$row_lower * row_unit / u, row_upper = region$row_upper * row_unit / u,
    row_back = total * u * row_unit, bound_back = total * u / s, row_scale = row_unit / u, bound_scale = 1 / (s * u),
    lower_part = region$lower_part[used], upper_part = region$upper_part[used],
    balls = lapply(vector_balls(region, ncol(problem$y)), scaled_ball, used, s, u, total), zero = integer(), region = region, used = used,
    y_unit = u
  ))
  zero_balls(task)
}

# All balls of a region as balls of one response. That of all responses together is `joint`.
vector_balls <- function(region, m) {
  whole <- lapply(region$matrix_balls, \(ball) {
    list(kind = "l2", part = ball$part, index = seq_len(region$p), weights = rep(1, region$p), radius = ball$radius,
         joint = ball$kind == "frobenius" && m > 1L)
  })
  c(region$balls, whole)
}

# A ball in beta: divided by a power of two, so that its largest weight is near 1. `back`: from its multiplier to that of the stated
# problem, where an L2 ball reads (|b|^2 - r^2) / 2 <= 0.
scaled_ball <- function(ball, used, s, u, total) {
  weight <- numeric(max(ball$index, used))
  weight[ball$index] <- ball$weights
  weight <- weight[used]
  if (ball$kind == "l2") {
    unit <- 1 / power_of_two(max(weight * s^2, .Machine$double.xmin))
    return(list(l1 = 0 * weight, l2 = weight * s^2 * unit, limit = (ball$radius / u * sqrt(unit))^2 / 2, back = total * unit,
                radius = ball$radius, part = ball$part, joint = isTRUE(ball$joint)))
  }
  share <- if (ball$kind == "l1") 1 else ball$mixture
  unit <- 1 / power_of_two(max(share * weight * s, (1 - share) * weight * s^2 * u, .Machine$double.xmin))
  list(l1 = share * weight * s * unit, l2 = (1 - share) * weight * s^2 * u * unit, limit = ball$radius * unit / u,
       back = total * u * unit, radius = ball$radius, part = ball$part, joint = FALSE)
}

# A ball of radius 0 bounds its coefficients by 0, which other bounds may contradict.
zero_balls <- function(task) {
  task$zero <- which(vapply(task$balls, \(ball) ball$radius == 0, NA))
  for (k in task$zero) {
    inside <- task$balls[[k]]$l1 + task$balls[[k]]$l2 > 0
    below <- inside & task$lower < 0
    above <- inside & task$upper > 0
    task[c("lower", "upper")] <- list(replace(task$lower, below, 0), replace(task$upper, above, 0))
    task[c("lower_part", "upper_part")] <- list(replace(task$lower_part, below, task$balls[[k]]$part),
                                                replace(task$upper_part, above, task$balls[[k]]$part))
  }
  bounds <- list(lower = task$lower / task$bound_scale, upper = task$upper / task$bound_scale, lower_part = task$lower_part,
                 upper_part = task$upper_part)
  if (length(task$zero)) check_bounds_meet(bounds, task$region$parts, task$region$columns[task$used])
  task
}

# The balls of one response that constrain and are not bounds.
open_balls <- function(task) setdiff(which(vapply(task$balls, \(ball) ball$limit < Inf && !ball$joint, NA)), task$zero)

# L2 and elastic balls.
is_curved <- function(ball) any(ball$l2 > 0)

value_of_ball <- function(ball, b) sum(ball$l1 * abs(b)) + sum(ball$l2 * b^2) / 2

ball_gradient <- function(ball, b) ball$l1 * sign(b) + ball$l2 * b

# The task with mu times a ball among its penalties.
with_ball <- function(task, ball, mu) {
  task$l1 <- task$l1 + mu * ball$l1
  task$ridge <- task$ridge + mu * ball$l2
  task
}

# The solution of a task in the units of the data: list(slopes (p), bound (p), row, ball), the last three multipliers.
unscale_solution <- function(task, problem, solution, p) {
  b <- solution$b
  slopes <- bound <- numeric(p)
  slopes[task$used] <- b * problem$unit * task$y_unit
  bound[task$used] <- solution$bound_multiplier * task$bound_back
  ball <- solution$ball_multiplier * vapply(task$balls, `[[`, 0, "back")
  for (k in task$zero) ball[k] <- zero_multiplier(task, task$balls[[k]], solution$bound_multiplier)
  vector <- seq_along(ball) <= length(task$region$balls)
  list(slopes = slopes, bound = bound, row = solution$row_multiplier * task$row_back, ball = ball[vector], matrix_ball = ball[!vector])
}

# The least multiplier that keeps all coefficients at 0 where no other bound does; an L2 ball of radius 0 has none that is finite.
zero_multiplier <- function(task, ball, bound_multiplier) {
  inside <- ball$l1 + ball$l2 > 0
  side <- ifelse(bound_multiplier > 0, task$upper_part, task$lower_part)
  pressed <- ifelse(side == ball$part, abs(bound_multiplier), 0)[inside]
  if (!any(pressed > 0)) return(0)
  max((pressed / ball$l1[inside])[pressed > 0]) * ball$back
}

# Coefficients (k + p) x m from slopes p x m, the intercept being what is left of the means.
with_intercept <- function(problem, slopes) {
  if (!problem$intercept) return(slopes)
  rbind(problem$y_mean - drop(problem$centres %*% slopes), slopes, deparse.level = 0)
}

# A b and A't.
task_multiply <- function(task, b) drop(core_call(.Call(C_multiply, task, matrix(b))))

task_cross <- function(task, t) drop(core_call(.Call(C_cross, task, matrix(t))))

task_objective <- function(task, b) {
  sum((task$y - task_multiply(task, b))^2) / 2 + sum(task$ridge * b^2) / 2 + sum(task$l1 * abs(b))
}
