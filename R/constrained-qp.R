# Bounds, rows and L1 balls: one quadratic program (solve_qp(), R/qp-backend.R).
#
# An L1 ball is a row over the positive and the negative parts of its coefficients,
#
#     sum_j w_j |b_j| <= r    exactly if    b = b+ - b-,  b+, b- >= 0,  sum_j w_j (b+_j + b-_j) <= r    for some b+, b-,
#
# so that a coefficient whose sign is open counts twice, its column with scale t_j and with -t_j; a coefficient whose bounds give it a sign
# stays as it is. The multiplier of the row is that of the ball.

# list(b, bound_multiplier, row_multiplier, ball_multiplier (all balls of the task), unique, rank, rounds, converged, feasible, start).
# `open`: the L1 balls that hold. `start`: that of an earlier solution.
solve_polyhedral <- function(task, open, start = NULL) {
  balls <- numeric(length(task$balls))
  if (!identical(start$open, open)) start$split <- NULL
  if (is.null(start$split)) {
    plain <- solve_qp(task, start$plain)
    if (!plain$feasible) return(list(feasible = FALSE, farkas = plain$farkas))
    inside <- vapply(task$balls[open], \(ball) value_of_ball(ball, plain$b) <= ball$limit, NA)
    other <- !plain$converged && any(task$l1 > 0 & task$lower < 0 & task$upper > 0) # without kinks it may be found
    if (all(inside) && !other) return(c(plain[solution_parts], list(ball_multiplier = balls, start = list(plain = plain))))
  }
  out <- solve_split(task, open, start$split, kinks = !length(open))
  if (out$feasible && !out$converged && length(open)) out <- solve_split(task, open, NULL, TRUE)
  # of balls that are slack the parts say nothing, least of all whether the solution is the only one
  if (out$feasible && !is.null(start$split) && !any(out$ball_multiplier > 0)) return(solve_polyhedral(task, open))
  out
}

solution_parts <- c("b", "bound_multiplier", "row_multiplier", "unique", "rank", "rounds", "converged", "feasible")

# The same over positive and negative parts. kinks: also of the coefficients that a penalty keeps at 0, which is slower but has no kinks.
solve_split <- function(task, open, start, kinks) {
  split <- split_task(task, open, kinks)
  found <- solve_qp(split, start)
  if (!found$feasible) return(list(feasible = FALSE, farkas = join_farkas(task, split, found$farkas)))
  rows <- length(task$row_lower)
  out <- found[solution_parts]
  out[c("b", "bound_multiplier")] <- join_split(task, split, found)
  out$row_multiplier <- found$row_multiplier[seq_len(rows)]
  out$ball_multiplier <- replace(numeric(length(task$balls)), open, pmax(found$row_multiplier[rows + seq_along(open)], 0))
  out$start <- if (!kinks) list(split = found, open = open)
  out
}

# The task over b+ and b-: `twice` are the coefficients whose sign is open.
split_task <- function(task, open, kinks = FALSE) {
  weights <- vapply(task$balls[open], `[[`, numeric(length(task$columns)), "l1")
  weights <- matrix(weights, length(task$columns))
  twice <- which((rowSums(weights) > 0 | (kinks & task$l1 > 0)) & task$lower < 0 & task$upper > 0)
  sign <- ifelse(task$upper <= 0, -1, 1)
  split <- task
  for (name in c("columns", "centre", "ridge", "l1")) split[[name]] <- c(task[[name]], task[[name]][twice])
  split$scale <- c(task$scale, -task$scale[twice])
  split$lower <- c(replace(task$lower, twice, 0), numeric(length(twice)))
  split$upper <- c(task$upper, -task$lower[twice])
  split$rows <- rbind(cbind(task$rows, -task$rows[, twice, drop = FALSE]), cbind(t(weights * sign), t(weights[twice, , drop = FALSE])))
  split$row_lower <- c(task$row_lower, rep(-Inf, length(open)))
  split$row_upper <- c(task$row_upper, vapply(task$balls[open], `[[`, 0, "limit"))
  split$twice <- twice
  split
}

# list(b, bound_multiplier). A part that is kept at 0 is no bound of the coefficient.
join_split <- function(task, split, found) {
  p <- length(task$columns)
  twice <- split$twice
  b <- found$b[seq_len(p)]
  bound <- found$bound_multiplier[seq_len(p)]
  b[twice] <- b[twice] - found$b[-seq_len(p)]
  bound[twice] <- pmax(bound[twice], 0) - pmax(found$bound_multiplier[-seq_len(p)], 0)
  list(b, bound)
}

# The proof that nothing is feasible, in the coefficients themselves: list(bound, row, ball).
join_farkas <- function(task, split, farkas) {
  p <- length(task$columns)
  bound <- farkas$bound[seq_len(p)]
  bound[split$twice] <- pmax(bound[split$twice], 0) - pmax(farkas$bound[-seq_len(p)], 0)
  m <- length(task$row_lower)
  list(bound = bound, row = farkas$row[seq_len(m)], ball = farkas$row[m + seq_len(length(farkas$row) - m)])
}
