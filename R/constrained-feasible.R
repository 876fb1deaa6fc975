# Whether anything satisfies the constraints of a task, and which of them contradict each other if nothing does.
#
# Bounds, rows and L1 balls are decided by the quadratic program itself. A curved ball g(b) <= limit is looked at by the least value of g
# that all others allow, attained at b0: as g is convex, every b of the ball satisfies
#
#     g'(b0) (b - b0) <= limit - g(b0),
#
# and where the right side is negative this inequality contradicts the others, by their multipliers at b0.

# Stops where a curved ball is out of reach.
check_feasible <- function(task) {
  open <- open_balls(task)
  zero <- all(task$lower <= 0 & task$upper >= 0) && all(task$row_lower <= 0 & task$row_upper >= 0)
  if (zero) return(invisible())
  curved <- open[vapply(task$balls[open], is_curved, NA)]
  for (k in curved) {
    ball <- task$balls[[k]]
    least <- solve_balls(bare_task(task, ball), setdiff(open, curved[curved >= k]))
    if (!least$feasible) abort_infeasible(task, least$farkas$bound, least$farkas$row, least$farkas$ball, setdiff(open, curved))
    if (value_of_ball(ball, least$b) > ball$limit * (1 + 1e-13)) {
      abort_infeasible(task, least$bound_multiplier, least$row_multiplier, replace(least$ball_multiplier, k, 1), seq_along(task$balls),
                       least$b)
    }
  }
}

# The task with the value of a ball as its objective.
bare_task <- function(task, ball) {
  p <- length(task$columns)
  task$x <- sparse_columns(integer(), integer(p + 1L), numeric(), 1L)
  task[c("columns", "centre", "scale", "root_weight", "implicit", "y")] <- list(seq_len(p) - 1L, numeric(p), rep(1, p), 1, 0L, 0)
  task[c("flat", "flat_cross")] <- list(NULL)
  task[c("l1", "ridge")] <- ball[c("l1", "l2")]
  task
}

# Multipliers of the task that add up to a contradiction: `bound` and `row` signed by the side, `ball` of balls number `which`; `at` where
# curved balls are linearised.
abort_infeasible <- function(task, bound, row, ball = NULL, which = NULL, at = NULL) {
  region <- task$region
  table <- rbind(
    side_table(bound * task$bound_scale, task$lower / task$bound_scale, task$upper / task$bound_scale, task$lower_part, task$upper_part,
               region$columns[task$used], region$parts),
    side_table(row * task$row_scale, region$row_lower, region$row_upper, region$row_part, region$row_part, region$row_label, region$parts,
               region$kinds[region$row_part] == "monotone"),
    if (length(ball)) do.call(rbind, Map(\(k, multiplier) ball_row(task, k, multiplier, at), which[ball > 0], ball[ball > 0]))
  )
  table$multiplier <- table$multiplier / max(table$multiplier)
  row.names(table) <- NULL
  parts <- unique(table$part)
  constant <- setdiff(seq_len(region$p), task$used)
  nb_infeasible(parts, table, "No coefficients satisfy the constraints ", join(parts), ": ", shortened(table$inequality, 6L),
                " contradict each other", if (length(constant)) ", the coefficients of constant columns being 0: ",
                if (length(constant)) shortened(region$columns[constant], 6L), ".")
}

# Bounds or rows with a multiplier, as rows of the certificate. `whole`: whose label is the inequality already.
side_table <- function(multiplier, lower, upper, lower_part, upper_part, label, parts, whole = logical(length(label))) {
  used <- which(multiplier != 0)
  above <- multiplier[used] > 0
  limit <- ifelse(above, upper[used], lower[used])
  part <- ifelse(above, upper_part[used], lower_part[used])
  inequality <- paste(label[used], ifelse(above, "<=", ">="), vapply(limit, format, "", digits = 15L), recycle0 = TRUE)
  data.frame(part = parts[part], inequality = ifelse(whole[used], label[used], inequality),
             bound = ifelse(above, limit, -limit), multiplier = abs(multiplier[used]))
}

# A ball by one of the linear inequalities that it implies (of an L1 ball, that whose corner is out of reach; of a curved one, that at
# `at`), scaled so that its right side is the radius.
ball_row <- function(task, k, multiplier, at) {
  ball <- task$balls[[k]]
  slope <- if (!is.null(at)) ball$l1 * sign(at) + ball$l2 * at
  bound <- if (is.null(at)) ball$limit else ball$limit - value_of_ball(ball, at) + sum(slope * at)
  data.frame(part = task$region$parts[ball$part], inequality = paste("norm <=", format(ball$radius, digits = 15L)), bound = ball$radius,
             multiplier = multiplier * bound / ball$radius)
}
