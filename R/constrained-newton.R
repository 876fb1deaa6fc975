# Several curved balls: their multipliers by Newton's method on the concave dual function
#
#     q(mu) = min_b [objective + sum_k mu_k (g_k(b) - limit_k)],   dq/dmu_k = g_k(b(mu)) - limit_k,   mu >= 0.
#
# On the face of b(mu), with Z and M as in R/constrained-face.R, dg_k/dmu_l = -(Z'grad g_k)' M^+ (Z'grad g_l). As for one ball the equations
# are written for t_k = 1 - sqrt(limit_k / g_k), which is nearly linear in the multipliers; steps are halved until q rises. Where that takes
# too long the Newton step on dq/dmu itself is tried, then its diagonal.

# The solution as solve_polyhedral() returns it, or NULL where the steps do not end at rounding. curved, rest: numbers of balls.
ascend_dual <- function(task, curved, rest, start = NULL, most = 60L) {
  balls <- task$balls[curved]
  point <- dual_point(task, balls, rest, start$mu %||% rep(1e-3, length(balls)), start)
  if (!point$feasible) return(NULL)
  best <- point
  for (step in seq_len(most)) {
    if (best$miss <= 4 * .Machine$double.eps) break
    trial <- raise_dual(task, balls, rest, point, dual_directions(point, balls))
    if (is.null(trial)) break
    better <- trial$miss < best$miss
    if (better) best <- trial
    if ((!better && best$miss <= 1e-10) || identical(trial$mu, point$mu)) break
    point <- trial
  }
  if (best$miss > 1e-10) return(NULL)
  best$ball_multiplier[curved] <- best$mu
  best$start$mu <- best$mu
  best
}

# The solution at mu with inner (the task there), t, miss (the largest violation of t <= 0, mu >= 0, mu t = 0) and value (of q).
dual_point <- function(task, balls, rest, mu, start) {
  inner <- task
  for (k in seq_along(balls)) inner <- with_ball(inner, balls[[k]], mu[k])
  out <- solve_polyhedral(inner, rest, start)
  if (!out$feasible) return(out)
  g <- vapply(balls, value_of_ball, 0, out$b)
  limit <- vapply(balls, `[[`, 0, "limit")
  out[c("inner", "mu", "t", "g")] <- list(inner, mu, shortfall(g, limit), g)
  out$miss <- max(ifelse(mu > 0, abs(out$t), pmax(out$t, 0)))
  out$value <- task_objective(task, out$b) + sum(mu * (g - limit))
  out
}

# Changes of the multipliers to be tried, as columns: over the balls that press or are violated; those of balls at their centre fall to 0.
# No column where there is no face to step on.
dual_directions <- function(point, balls) {
  at <- which((point$mu > 0 & point$g > 0) | point$t > 0)
  pressing <- which(point$ball_multiplier > 0) # L1 balls
  inner <- point$inner
  for (k in pressing) inner <- with_ball(inner, inner$balls[[k]], point$ball_multiplier[k])
  face <- solution_face(inner, point, lapply(inner$balls[pressing], ball_gradient, point$b))
  if (!is.null(face$df)) return(matrix(0, length(balls), 0L))
  normals <- vapply(balls[at], \(ball) ball_gradient(ball, point$b)[face$free], numeric(length(face$free)))
  pulls <- face$project(matrix(normals, length(face$free)))
  curvature <- crossprod(pulls, face$inverse(pulls)) # -dg/dmu
  t <- point$t[at]
  excess <- t * (2 - t) * point$g[at] # g - limit
  steps <- tryCatch(solve(curvature, cbind(2 * t / (1 - t) * point$g[at], excess)), error = \(e) NULL)
  steps <- cbind(steps, excess / pmax(diag(curvature), .Machine$double.xmin))
  directions <- matrix(-point$mu, length(balls), ncol(steps))
  directions[at, ] <- steps
  directions[, colSums(!is.finite(directions)) == 0, drop = FALSE]
}

# The point after a step, halved until q does not fall, or NULL.
raise_dual <- function(task, balls, rest, point, directions) {
  for (column in seq_len(ncol(directions))) {
    for (half in 0:(if (column < ncol(directions)) 8L else 40L)) {
      mu <- pmax(point$mu + directions[, column] / 2^half, 0)
      trial <- dual_point(task, balls, rest, mu, point$start)
      if (trial$feasible && (trial$value >= point$value - 1e-14 * abs(point$value) || trial$miss < point$miss / 2)) return(trial)
    }
  }
  NULL
}
