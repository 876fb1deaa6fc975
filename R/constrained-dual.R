# Dual ascent: each ball as a penalty, whose multiplier rises while the norm exceeds the radius and falls while it is below.
#
#     b(mu) = argmin objective + sum_k mu_k g_k(b) within bounds and rows,      mu_k <- max(0, mu_k + step (g_k(b(mu)) / limit_k - 1))
#
# g_k(b(mu)) - limit_k is the derivative of the dual function, so that this is projected gradient ascent on it. The inner problem is
# solved by solve_qp(), which also keeps the multipliers of bounds and rows.

iterate_dual <- function(task, settings) {
  open <- open_balls(task)
  balls <- task$balls[open]
  mu <- numeric(length(open))
  last <- list()
  trace <- list()
  for (iteration in seq_len(settings$max_iter)) {
    inner <- penalised_solution(task, balls, mu, last$inner)
    excess <- vapply(balls, \(ball) value_of_ball(ball, inner$b) / ball$limit - 1, 0)
    converged <- all(abs(excess) <= settings$tolerance | (mu == 0 & excess <= 0))
    stuck <- length(last) && all(abs(mu - last$mu) <= 4 * .Machine$double.eps * mu) # no multiplier lies between
    done <- converged || stuck || iteration == settings$max_iter
    if (done || (iteration - 1L) %% settings$trace == 0L) trace <- c(trace, list(dual_row(task, open, iteration - 1L, inner$b, mu)))
    if (done) break
    now <- list(mu = mu, excess = excess, inner = inner)
    now$step <- dual_step(task, balls, now, last, settings, iteration)
    mu <- pmax(mu + now$step * excess, 0)
    last <- now
  }
  inner$bound_multiplier <- signed_bounds(task, balls, mu, inner)
  c(inner[c("b", "bound_multiplier", "row_multiplier", "unique", "rank", "feasible")],
    list(ball_multiplier = replace(numeric(length(task$balls)), open, mu), iterations = iteration,
         converged = converged || all(abs(pmax(excess, ifelse(mu > 0, excess, 0))) <= 1e-9), trace = named_trace(task, open, trace)))
}

penalised_solution <- function(task, balls, mu, start) {
  for (k in seq_along(balls)) {
    task$l1 <- task$l1 + mu[k] * balls[[k]]$l1
    task$ridge <- task$ridge + mu[k] * balls[[k]]$l2
  }
  found <- solve_qp(task, start)
  if (!found$feasible) abort_infeasible(task, found$farkas$bound, found$farkas$row)
  found
}

# The multipliers of the bounds with an L1 ball's part taken out by the sign that a bound gives (bound_sign()): at a coefficient of 0 the
# solver splits the pull between the two in another way.
signed_bounds <- function(task, balls, mu, inner) {
  sign <- bound_sign(task)
  weight <- 0 * sign
  for (k in seq_along(balls)) weight <- weight + mu[k] * balls[[k]]$l1
  at <- which(inner$b == 0 & sign != 0 & weight > 0)
  pull <- task_cross(task, task$y - task_multiply(task, inner$b)) - drop(crossprod(task$rows, inner$row_multiplier)) - sign * weight
  shrunk <- base::sign(pull) * pmax(abs(pull) - task$l1, 0)
  replace(inner$bound_multiplier, at, shrunk[at])
}

# The step of each multiplier. With a learning rate, that many times the first guess; else the secant of its last two values, which may
# not grow faster than eightfold, and where it has no slope twice the step before.
dual_step <- function(task, balls, now, last, settings, iteration) {
  if (!length(balls)) return(numeric())
  pull <- abs(task_cross(task, task$y))
  guess <- vapply(balls, \(ball) 0.01 * max(pull[ball$l1 + ball$l2 > 0], 0) / max(ball$l1, ball$l2), 0)
  if (!is.null(settings$learning_rate)) return(settings$learning_rate * guess / (1 + settings$decay * (iteration - 1)))
  if (!length(last)) return(guess / pmax(abs(now$excess), 1))
  moved <- now$mu - last$mu
  secant <- -moved / (now$excess - last$excess)
  good <- is.finite(secant) & secant > 0
  ifelse(good, pmin(secant, 64 * last$step), 2 * last$step)
}

# Data frame with the names of the balls as its attribute `balls`.
named_trace <- function(task, open, rows) {
  structure(do.call(rbind, rows), balls = task$region$parts[vapply(task$balls[open], \(ball) ball$part, 0L)])
}

# One row of the trace: multipliers and norms of the stated problem; of several balls multiplier1, norm1, radius1, multiplier2, ...
dual_row <- function(task, open, iteration, b, mu) {
  row <- data.frame(iteration = iteration, objective = task_objective(task, b) * objective_back(task))
  for (k in seq_along(open)) {
    ball <- task$balls[[open[k]]]
    suffix <- if (length(open) > 1L && k > 1L) k else ""
    row[paste0(c("norm", "radius", "multiplier"), suffix)] <- list(ball_norm(ball, value_of_ball(ball, b)), ball$radius, mu[k] * ball$back)
  }
  row
}
