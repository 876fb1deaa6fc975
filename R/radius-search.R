# The lambda of a radius for lasso and elastic net, from exact solutions.
#
# P(b(lambda)) is continuous and falls with lambda (the derivative of the optimum of a family of objectives that are linear in lambda). The
# face of a solution is which coefficients are zero, at a bound or free, and their signs. On the face F, with H the Hessian of the loss,
#
#     b_F = H_FF^-1 (h_F - lambda q_F)        (lasso: q_j = v_j s_j sign b_j)
#
# is linear in lambda, and with it P: two solutions on one face give the line, and one division the lambda of a radius between them. (A face
# is optimal on an interval of lambda, so that two solutions on it have no other face between them.) For the elastic net P on a face is a
# rational function of lambda, and P = radius a secular equation. It is solved within a bracket by inverse quadratic interpolation or
# bisection (Chandrupatla 1997); every step takes an exact solution over all columns, so that a change of the face is no obstacle.

most_trials <- 100L

# Solutions as points of the curve: data frame lambda, p (the value of the penalty), face (text), moves (is a penalised coefficient free?).
points_at <- function(fit, lambda) {
  coefficients <- coefficients_at(fit, lambda)
  data.frame(lambda = lambda, p = penalty_of(fit, coefficients), faces_of(fit, coefficients))
}

faces_of <- function(fit, coefficients) {
  row <- coefficients@i + 1L - as.integer(fit$intercept)
  slope <- row > 0L & coefficients@x != 0
  column <- rep(seq_len(ncol(coefficients)), diff(coefficients@p))[slope]
  row <- row[slope]
  value <- coefficients@x[slope]
  at <- bound_of(fit, row, value)
  state <- 4L * row + ifelse(at == 0L, value > 0, at)
  group <- factor(column, seq_len(ncol(coefficients)))
  data.frame(
    face = vapply(split(state, group), paste, "", collapse = " "),
    moves = vapply(split(at == 0L & penalty_weights(fit)$factor[row] > 0, group), any, NA), row.names = NULL
  )
}

# 2 where a coefficient lies on its lower bound, 3 on its upper, 0 on none. Scaling it back may have left it a rounding away.
bound_of <- function(fit, row, value) {
  on <- \(bound) if (is.null(bound)) logical(length(value)) else abs(value - bound[row]) <= 4 * .Machine$double.eps * abs(value)
  ifelse(on(fit$lower), 2L, ifelse(on(fit$upper), 3L, 0L))
}

# The curve (points, lambda decreasing) with more points where a radius lies between two that are far apart: a factor of 4 at most, and from
# the last lambda above 0 a factor of 4^15 towards it.
bridge_gaps <- function(fit, curve, radius) {
  above <- unique(findInterval(radius, cummax(curve$p)))
  high <- curve$lambda[above]
  low <- pmax(curve$lambda[above + 1L], high / 4^15)
  count <- ceiling(log(high / low) / log(4) - 1e-9)
  between <- Map(\(high, low, count, open) high * (low / high)^(seq_len(count - !open) / count), high, low, count,
                 curve$lambda[above + 1L] == 0)
  new <- setdiff(unlist(between), curve$lambda)
  if (!length(new)) return(curve)
  curve <- rbind(curve, points_at(fit, new))
  curve[order(-curve$lambda), ]
}

# lambda for each radius, P at `low` above it and at `high` not: data frames of points, one row per radius. All radii in step, so that a
# step is one path of exact solutions; every answer is a lambda that was solved at.
narrow_down <- function(fit, radius, low, high) {
  lambda <- rep(NA_real_, length(radius))
  state <- list(low = low, high = high, third = high, share = (low$p - radius) / (low$p - high$p))
  far <- 1e8 * .Machine$double.eps * (radius + (low$p - high$p) / (1 - low$lambda / high$lambda)) # no rounding is so large
  best <- list(lambda = high$lambda, miss = rep(Inf, length(radius)), stale = integer(length(radius)))
  for (step in seq_len(most_trials)) {
    open <- which(is.na(lambda))
    if (!length(open)) return(lambda)
    ends <- lapply(state[c("low", "high")], \(point) point[open, ])
    width <- ends$high$lambda - ends$low$lambda
    line <- fit$mixture == 1 & ends$low$face == ends$high$face
    guess <- ifelse(line, on_line(radius[open], ends$low, ends$high), ends$low$lambda + state$share[open] * width)
    outside <- \(guess) guess <= ends$low$lambda | guess >= ends$high$lambda
    guess <- ifelse(outside(guess), ends$low$lambda + width / 2, guess)
    trial <- points_at(fit, guess)
    miss <- abs(trial$p - radius[open])
    best <- remember_best(best, open, trial, miss)
    rounding <- .Machine$double.eps * (radius[open] + (ends$low$p - ends$high$p) / width * guess)
    done <- miss <= 8 * rounding | (line & trial$face == ends$low$face & miss <= 1e6 * rounding) | outside(guess) |
      (best$stale[open] >= 3L & width <= 1e-8 * guess)
    if (any(done & best$miss[open] > far[open])) break
    lambda[open[done]] <- best$lambda[open[done]]
    state <- take_trials(state, open, trial, radius, fit$mixture == 1)
  }
  nb_abort("numeric", "The lambda of radius ", toString(format(utils::head(radius[open], 4L))), " could not be found in double precision.")
}

# Where the line through two points reaches the radius, from the nearer of them.
on_line <- function(radius, low, high) {
  slope <- (high$lambda - low$lambda) / (low$p - high$p)
  near_low <- low$p - radius < radius - high$p
  ifelse(near_low, low$lambda + (low$p - radius) * slope, high$lambda - (radius - high$p) * slope)
}

# The trials in place of one end each, the point they replace as the third, and where in the new bracket to try next.
take_trials <- function(state, open, trial, radius, straight) {
  over <- trial$p > radius[open]
  for (side in c("low", "high")) {
    same <- if (side == "low") over else !over
    state$third[open[same], ] <- state[[side]][open[same], ]
    state[[side]][open[same], ] <- trial[same, ]
  }
  share <- next_share(state, open, over, radius[open])
  state$share[open] <- if (straight) extended_share(state, open, over, radius[open], share) else share
  state
}

# Where the line through the trial and the point that it replaced reaches the radius, if they are on one face and it does so in the bracket.
extended_share <- function(state, open, over, radius, share) {
  trial <- state$high[open, ]
  trial[over, ] <- state$low[open[over], ]
  third <- state$third[open, ]
  low <- state$low$lambda[open]
  line <- (on_line(radius, trial, third) - low) / (state$high$lambda[open] - low)
  ifelse(trial$face == third$face & is.finite(line) & line > 0 & line < 1, line, share)
}

# Inverse quadratic interpolation through the three points where it can be trusted, else the middle; from `low` to `high`.
next_share <- function(state, open, over, radius) {
  point <- \(at) list(x = at$lambda[open], f = at$p[open] - radius)
  low <- point(state$low)
  high <- point(state$high)
  a <- Map(\(low, high) ifelse(over, low, high), low, high) # the trial
  b <- Map(\(low, high) ifelse(over, high, low), low, high)
  c <- point(state$third)
  xi <- (a$x - b$x) / (c$x - b$x)
  phi <- (a$f - b$f) / (c$f - b$f)
  t <- a$f / (b$f - a$f) * c$f / (b$f - c$f) + (c$x - a$x) / (b$x - a$x) * a$f / (c$f - a$f) * b$f / (c$f - b$f)
  good <- is.finite(t) & phi^2 < xi & (1 - phi)^2 < 1 - xi
  t <- ifelse(good, pmin(pmax(t, 1e-12), 1 - 1e-12), 0.5)
  ifelse(over, t, 1 - t)
}

# `stale`: how many trials running have not halved the least miss, as when rounding is all that is left.
remember_best <- function(best, open, trial, miss) {
  better <- miss < best$miss[open]
  best$stale[open] <- ifelse(miss <= best$miss[open] / 2, 0L, best$stale[open] + 1L)
  best$lambda[open[better]] <- trial$lambda[better]
  best$miss[open[better]] <- miss[better]
  best
}
