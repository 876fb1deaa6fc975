# Several curved balls: their multipliers by Newton's method on the concave dual function
#
#     q(mu) = min_b [objective + sum_k mu_k (g_k(b) - limit_k)],   dq/dmu_k = g_k(b(mu)) - limit_k,   mu >= 0.
#
# On the face of b(mu), with Z and M as in R/constrained-df.R, dg_k/dmu_l = -(Z'grad g_k)' M^+ (Z'grad g_l). As for one ball the equations
# are written for t_k = 1 - sqrt(limit_k / g_k), which is nearly linear in the multipliers; steps are halved until q rises.

# The solution as solve_polyhedral() returns it, or NULL where the steps do not end at rounding. curved, rest: numbers of balls.
ascend_dual <- function(task, curved, rest, start = NULL, most = 60L) {
  balls <- task$balls[curved]
  point <- dual_point(task, balls, rest, start$mu %||% rep(1e-3, length(balls)), start)
  if (!point$feasible) return(NULL)
  best <- point
  for (step in seq_len(most)) {
    if (best$miss <= 4 * .Machine$double.eps) break
    change <- newton_change(point, balls)
    if (is.null(change)) break
    trial <- raise_dual(task, balls, rest, point, change)
    if (is.null(trial)) break
    better <- trial$miss < best$miss
    if (better) best <- trial
    if ((!better && best$miss <= 1e-13) || identical(trial$mu, point$mu)) break
    point <- trial
  }
  if (best$miss > 1e-12) return(NULL)
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
  g <- vapply(balls, ball_value, 0, out$b)
  limit <- vapply(balls, `[[`, 0, "limit")
  out[c("inner", "mu", "t", "g")] <- list(inner, mu, shortfall(g, limit), g)
  out$miss <- max(ifelse(mu > 0, abs(out$t), pmax(out$t, 0)))
  residual <- task$y - task_multiply(task, out$b)
  out$value <- sum(residual^2) / 2 + sum(task$l1 * abs(out$b)) + sum(task$ridge * out$b^2) / 2 + sum(mu * (g - limit))
  out
}

# How the multipliers change by a Newton step on t = 0 over the balls that press or are violated, those of balls at their centre falling to
# 0; NULL where there is no face to step on.
newton_change <- function(point, balls) {
  at <- which((point$mu > 0 & point$g > 0) | point$t > 0)
  pressing <- which(point$ball_multiplier > 0) # L1 balls
  inner <- point$inner
  for (k in pressing) inner <- with_ball(inner, inner$balls[[k]], point$ball_multiplier[k])
  face <- solution_face(inner, point, lapply(inner$balls[pressing], ball_gradient, point$b))
  if (!is.null(face$df)) return(NULL)
  normals <- vapply(balls[at], \(ball) ball_gradient(ball, point$b)[face$free], numeric(length(face$free)))
  pulls <- crossprod(face$basis, matrix(normals, length(face$free)))
  curvature <- crossprod(pulls, face$inverse(pulls)) # -dg/dmu
  slope <- (1 - point$t[at]) / (2 * point$g[at]) * curvature # -dt/dmu, by rows
  change <- tryCatch(solve(slope, point$t[at]), error = \(e) NULL)
  if (is.null(change) || !all(is.finite(change))) return(NULL)
  replace(-point$mu, at, change)
}

# The point after the step, halved until q does not fall, or NULL.
raise_dual <- function(task, balls, rest, point, change) {
  for (half in 0:30) {
    mu <- pmax(point$mu + change / 2^half, 0)
    trial <- dual_point(task, balls, rest, mu, point$start)
    if (trial$feasible && (trial$value >= point$value - 1e-14 * abs(point$value) || trial$miss < point$miss / 2)) return(trial)
  }
  NULL
}
