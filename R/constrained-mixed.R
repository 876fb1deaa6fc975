# Curved balls (L2, elastic) within bounds, rows and other balls, by their multipliers.
#
# For a multiplier mu >= 0 of one ball g(b) <= limit let b(mu) minimise the objective plus mu g(b) over all else. It is a problem of the
# same kind with one ball less (mu adds to ridge and l1), and mu is the multiplier where g(b(mu)) = limit: the derivative of the dual
# function q(mu) = min_b L(b, mu), which is concave. g(b(mu)) falls; along one face t(mu) = 1 - sqrt(limit / g) is nearly linear (Hebden
# 1973), so that a few secant steps within a bracket end at rounding. Every step is solved exactly and starts where the last one ended.
#
# Several balls: Newton's method on the dual function (R/constrained-newton.R); where that does not end, they are nested, the innermost
# problem having none.

# A solution as solve_polyhedral() returns it. `open`: which balls of the task hold.
solve_balls <- function(task, open = open_balls(task), start = NULL) {
  curved <- open[vapply(task$balls[open], is_curved, NA)]
  if (!length(curved)) return(solve_polyhedral(task, open, start))
  if (length(curved) > 1L) {
    found <- ascend_dual(task, curved, setdiff(open, curved), start)
    if (!is.null(found)) return(found)
  }
  last <- curved[length(curved)]
  ball <- task$balls[[last]]
  rest <- setdiff(open, last)
  evaluate <- function(mu, before) {
    out <- solve_balls(with_ball(task, ball, mu), rest, before$start %||% start)
    if (out$feasible) out[c("mu", "t")] <- list(mu, shortfall(value_of_ball(ball, out$b), ball$limit))
    out
  }
  found <- find_multiplier(evaluate, first_multiplier(task, ball))
  if (found$feasible) found$ball_multiplier[last] <- found$mu
  found
}

# Positive where a ball is violated, 1 at most; -Inf at its centre.
shortfall <- function(value, limit) 1 - sqrt(limit / value)

# A share of what would keep b in a ball by itself if all columns were one: mu |b| <= |A'y| and |b| = r.
first_multiplier <- function(task, ball) {
  in_ball <- ball$l2 > 0
  reach <- norm_of(task_cross(task, task$y)[in_ball] / sqrt(ball$l2[in_ball])) / sqrt(2 * ball$limit) / 64
  if (is.finite(reach)) min(max(reach, 1e-6), 1e6) else 1e-3
}

# The solution with t = 0, or that of mu = 0 where t <= 0 there. evaluate(mu, before): the solution at mu, a list with mu, t, unique and
# feasible, from the solution `before`. first: a multiplier to try.
find_multiplier <- function(evaluate, first = 1e-3, most = 200L) {
  low <- evaluate(0, NULL)
  if (!low$feasible || low$t <= 0) return(low)
  if (!low$unique) { # of many solutions one near that of least norm, which is the limit, may lie inside
    near <- evaluate(1e-6, low)
    low <- if (near$t <= 0) evaluate(0, near) else near
    if (low$t <= 0) return(low)
    if (near$t <= 0) return(narrow_multiplier(evaluate, low, near, most))
  }
  high <- evaluate(max(first, 4 * low$mu), low)
  while (high$t > 0) {
    if (high$mu > 1e14) return(high) # the ball only touches what else there is
    low <- high
    high <- evaluate(64 * high$mu, high)
  }
  narrow_multiplier(evaluate, low, high, most)
}

# What t may be by rounding in b alone; two steps there that do not help are the last.
rounding_of_t <- 1e-12

# Secant steps (Anderson and Bjorck 1973) between t(low) > 0 and t(high) <= 0.
narrow_multiplier <- function(evaluate, low, high, most) {
  best <- if (-high$t < low$t) high else low
  value <- c(low$t, high$t)
  last <- stale <- 0L
  for (step in seq_len(most)) {
    if (abs(best$t) <= 2 * .Machine$double.eps || high$mu - low$mu <= 4 * .Machine$double.eps * high$mu || stale == 2L) break
    trial <- evaluate(next_multiplier(low$mu, high$mu, value, step), best)
    stale <- if (abs(best$t) <= rounding_of_t && abs(trial$t) > abs(best$t) / 2) stale + 1L else 0L
    if (abs(trial$t) < abs(best$t)) best <- trial
    side <- if (trial$t > 0) 1L else 2L
    if (side == last) { # the other end has stayed twice: weigh it down
      keep <- 1 - trial$t / value[side]
      value[3L - side] <- value[3L - side] * if (is.finite(keep) && keep > 0) keep else 0.5
    }
    value[side] <- trial$t
    last <- side
    if (side == 1L) low <- trial else high <- trial
  }
  best
}

# Where the secant meets 0; in every third step of a bracket of orders of magnitude, or where there is no secant, their geometric middle.
next_multiplier <- function(low, high, value, step) {
  mu <- low + (high - low) * value[1L] / (value[1L] - value[2L])
  if (low < high / 64 && (step %% 3L == 0L || !is.finite(mu))) mu <- sqrt(max(low, high * 1e-8) * high)
  if (is.finite(mu) && mu > low && mu < high) mu else (low + high) / 2
}
