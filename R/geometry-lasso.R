# The plane of two coefficients of a lasso or elastic net; see R/geometry.R.
#
# In the coordinates z as drawn (per SD, or as printed), with the other coefficients at their values in the solution, the slice is
#
#     minimise over z   1/2 z'H z - q'z + lambda sum_j (a_j |z_j| + c_j/2 z_j^2),     l_j <= z_j <= u_j,
#
# with a = mixture v and c = (1 - mixture) v for penalty factors v.
# Each of the two is zero, at a bound or free with one sign: 25 cases with a closed form each, of which the feasible one of least objective
# is the solution. Its path from a large lambda to 0 passes through the coefficients of the fit.

lasso_view <- function(fit, terms, lambda, radius, response) {
  one_response(fit, response)
  problem <- fit_problem(fit, "plot(fit, \"geometry\")")
  penalised <- which(problem$l1 > 0)
  refuse_few_columns(length(penalised))
  lambda <- geometry_lambda(fit, lambda, radius, 1L)
  columns <- problem$penalised
  per_sd <- if (fit$standardize) fit$scales[columns] else rep(1, length(columns))
  drawn <- unname(coefficients_at(fit, lambda)[fit$intercept + columns, 1L] * per_sd)
  pair <- penalised[geometry_terms(fit, list(penalised = columns[penalised]), terms, drawn[penalised])]
  stretch <- unname(problem$scale * problem$y_unit * per_sd)
  plane <- plane_of(problem, drawn / stretch, pair, 1L)
  loss_unit <- unname(problem$loss_total * problem$y_unit^2)
  factor <- fit$penalty_factor[columns[pair]]
  slice <- list(
    h = loss_unit * plane$h / outer(stretch[pair], stretch[pair]), q = loss_unit * plane$g / stretch[pair], a = fit$mixture * factor,
    c = (1 - fit$mixture) * factor, lower = (fit$lower[columns[pair]] %||% c(-Inf, -Inf)) * per_sd[pair],
    upper = (fit$upper[columns[pair]] %||% c(Inf, Inf)) * per_sd[pair]
  )
  solution <- drawn[pair]
  minimum <- slice_minimum(slice)
  disc <- sum(slice$a * abs(solution) + slice$c / 2 * solution^2)
  list(
    terms = fit$design$columns[columns[pair]], lambda = lambda, radius = lasso_radii(fit, lambda), disc = disc, solution = solution,
    minimum = minimum, hessian = slice$h, path = slice_path(slice, lambda, solution),
    excess = sum((solution - minimum) * (slice$h %*% (solution - minimum))) / 2, outline = slice_outline(slice, disc),
    standardized = fit$standardize
  )
}

# The solutions of the slice at these lambdas, a row each.
slice_solutions <- function(slice, lambda) {
  states <- lapply(1:2, \(j) {
    bounds <- c(slice$lower[j], slice$upper[j])
    rbind(data.frame(value = c(0, bounds), sign = 0)[c(TRUE, is.finite(bounds)), ], data.frame(value = NA, sign = c(-1, 1)))
  })
  cases <- expand.grid(first = seq_len(nrow(states[[1L]])), second = seq_len(nrow(states[[2L]])))
  least <- rep(Inf, length(lambda))
  best <- matrix(0, length(lambda), 2L)
  for (i in seq_len(nrow(cases))) {
    state <- rbind(states[[1L]][cases$first[i], ], states[[2L]][cases$second[i], ])
    z <- slice_case(slice, lambda, state$value, state$sign)
    better <- which(slice_feasible(slice, z, state$sign) & (value <- slice_objective(slice, lambda, z)) < least)
    best[better, ] <- z[better, ]
    least[better] <- value[better]
  }
  best
}

# Both coordinates at each lambda where some are fixed at `value` and the others free with `sign`.
slice_case <- function(slice, lambda, value, sign) {
  h <- slice$h
  fixed <- sign == 0
  pull <- \(j) slice$q[j] - lambda * slice$a[j] * sign[j]
  own <- \(j) h[j, j] + lambda * slice$c[j]
  z <- matrix(value, length(lambda), 2L, byrow = TRUE)
  if (all(fixed)) return(z)
  if (any(fixed)) {
    free <- which(!fixed)
    z[, free] <- (pull(free) - h[1L, 2L] * value[fixed]) / own(free)
    return(z)
  }
  det <- own(1L) * own(2L) - h[1L, 2L]^2
  det[det <= 1e-13 * own(1L) * own(2L)] <- NA # dependent columns: the solution with one of them out is as good
  z[, 1L] <- (own(2L) * pull(1L) - h[1L, 2L] * pull(2L)) / det
  z[, 2L] <- (own(1L) * pull(2L) - h[1L, 2L] * pull(1L)) / det
  z
}

slice_feasible <- function(slice, z, sign) {
  good <- is.finite(z[, 1L]) & is.finite(z[, 2L])
  for (j in 1:2) good <- good & z[, j] * sign[j] >= 0 & z[, j] >= slice$lower[j] & z[, j] <= slice$upper[j]
  good
}

slice_objective <- function(slice, lambda, z) {
  penalty <- abs(z) %*% slice$a + z^2 %*% slice$c / 2
  drop(rowSums(z * (z %*% slice$h)) / 2 - z %*% slice$q + lambda * penalty)
}

# Where the loss of the slice is least without bounds: of least penalty where there are several.
slice_minimum <- function(slice) {
  slice[c("lower", "upper")] <- list(c(-Inf, -Inf), c(Inf, Inf))
  parts <- eigen(slice$h, symmetric = TRUE)$values
  if (parts[2L] > 1e-13 * parts[1L]) return(drop(solve(slice$h, slice$q)))
  slice_solutions(slice, 1e-12 * max(abs(slice$q) / slice$a))[1L, ]
}

# Points of the path, the solution of the fit among them. It is linear in lambda between knots, and nearly so for the elastic net.
slice_path <- function(slice, lambda, solution) {
  top <- max(abs(slice$q) / slice$a, lambda, .Machine$double.xmin)
  at <- sort(unique(c(top * seq(0, 1, length.out = 400L), top * 10^seq(-8, 4, length.out = 100L))), decreasing = TRUE)
  points <- slice_solutions(slice, at)
  before <- at > lambda
  points <- rbind(points[before, , drop = FALSE], solution, points[!before, , drop = FALSE])
  data.frame(x = points[, 1L], y = points[, 2L], row.names = NULL)
}

# The ball as drawn: penalty at most `disc`, within the bounds.
slice_outline <- function(slice, disc, count = 361L) {
  angle <- seq(0, 2 * pi, length.out = count)
  way <- cbind(cos(angle), sin(angle))
  corner <- seq(1L, count, length.out = 5L)
  way[corner, ] <- round(way[corner, ])
  linear <- drop(abs(way) %*% slice$a)
  square <- drop(way^2 %*% slice$c)
  reach <- 2 * disc / (linear + sqrt(linear^2 + 2 * square * disc))
  outline <- way * reach
  for (j in 1:2) outline <- clip_polygon(clip_polygon(outline, j, slice$lower[j], 1), j, slice$upper[j], -1)
  data.frame(x = outline[, 1L], y = outline[, 2L])
}

# The part of a polygon (points a row each, closed) where `side` times coordinate j is at least that of the bound (Sutherland and Hodgman).
clip_polygon <- function(points, j, bound, side) {
  inside <- side * points[, j] >= side * bound
  if (all(inside) || nrow(points) < 2L) return(points)
  clipped <- lapply(seq_len(nrow(points) - 1L), \(i) {
    from <- points[i, ]
    to <- points[i + 1L, ]
    crossing <- if (inside[i] != inside[i + 1L]) {
      edge <- from + (to - from) * (bound - from[j]) / (to[j] - from[j])
      replace(edge, j, bound)
    }
    rbind(if (inside[i]) from, crossing)
  })
  clipped <- do.call(rbind, clipped)
  unname(rbind(clipped, clipped[1L, ]))
}
