# Plain R oracles for projections, by sorting, enumeration and definitions; none shares code with the package.

# Weighted L1 ball by sorting the breakpoints.
oracle_l1 <- function(z, radius, weights = rep(1, length(z))) {
  if (sum(weights * abs(z)) <= radius) return(z)
  if (radius == 0) return(0 * z)
  order <- order(abs(z) / weights, decreasing = TRUE)
  tau <- (cumsum((weights * abs(z))[order]) - radius) / cumsum(weights[order]^2)
  last <- max(which((abs(z) / weights)[order] > tau))
  sign(z) * pmax(abs(z) - tau[last] * weights, 0)
}

oracle_simplex <- function(z, total) {
  down <- sort(z, decreasing = TRUE)
  tau <- (cumsum(down) - total) / seq_along(z)
  pmax(z - tau[max(which(down > tau))], 0)
}

# max over starts of min over ends of the means of z[start..end]
oracle_monotone <- function(z) {
  total <- c(0, cumsum(z))
  n <- length(z)
  vapply(seq_len(n), \(i) max(vapply(seq_len(i), \(a) min((total[(i:n) + 1] - total[a]) / ((i:n) - a + 1)), 0)), 0)
}

# The value of an elastic ball or the weighted norm.
ball_value <- function(b, weights, mixture) sum(weights * (mixture * abs(b) + (1 - mixture) / 2 * b^2))

# Root of a falling function by bisection to neighbouring numbers.
bisect <- function(f, low, high) {
  repeat {
    middle <- low + (high - low) / 2
    if (middle <= low || middle >= high) return(middle)
    if (f(middle) > 0) low <- middle else high <- middle
  }
}

oracle_elastic <- function(z, radius, mixture, weights = rep(1, length(z)), lower = -Inf, upper = Inf) {
  at <- \(tau) pmin(pmax(sign(z) * pmax(abs(z) - tau * mixture * weights, 0) / (1 + tau * (1 - mixture) * weights), lower), upper)
  if (ball_value(at(0), weights, mixture) <= radius) return(at(0))
  high <- 1
  while (ball_value(at(high), weights, mixture) > radius) high <- 2 * high
  at(bisect(\(tau) ball_value(at(tau), weights, mixture) - radius, 0, high))
}

# sum(a b) = total within bounds.
oracle_row <- function(z, a, total, lower = -Inf, upper = Inf) {
  at <- \(tau) pmin(pmax(z - tau * a, lower), upper)
  reach <- 1
  while (sum(a * at(-reach)) < total || sum(a * at(reach)) > total) reach <- 2 * reach
  at(bisect(\(tau) sum(a * at(tau)) - total, -reach, reach))
}

# The nearest point of { G b >= h } by trying every active set.
oracle_polyhedron <- function(z, G, h) {
  best <- NULL
  least <- Inf
  for (subset in seq_len(2^nrow(G)) - 1) {
    active <- which(bitwAnd(subset, 2^(seq_len(nrow(G)) - 1)) > 0)
    if (length(active) > length(z)) next
    b <- z
    if (length(active)) {
      N <- G[active, , drop = FALSE]
      if (qr(N)$rank < length(active)) next
      b <- z + drop(crossprod(N, solve(tcrossprod(N), h[active] - N %*% z)))
    }
    if (all(G %*% b >= h - 1e-9) && sum((b - z)^2) < least) {
      best <- b
      least <- sum((b - z)^2)
    }
  }
  best
}

# Whether b is the projection of z: the angle at b to every feasible point is obtuse.
expect_variational <- function(z, b, feasible, tolerance = 1e-9) {
  worst <- max(apply(feasible, 1, \(point) sum((z - b) * (point - b))))
  expect_lte(worst, tolerance * (1 + sum(z^2)))
}
