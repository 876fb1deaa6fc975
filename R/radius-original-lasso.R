# The penalties at which the sum of the printed slopes, |b_1| + |b_2| + ..., has a given value, where that sum is not the lasso's penalty.
#
# It need not fall as lambda grows; but between two knots of the exact path (R/lasso-exact.R) every slope is linear in lambda and keeps its
# sign, and so the sum is linear. Its roots are found piece by piece, one division each: no root is missed.

# list(lambda, slack, all, interval, limit) as solve_lasso_radii() and solve_radii_original() return them.
solve_lasso_original <- function(fit, radius) {
  curve <- printed_curve(fit)
  count <- length(curve$lambda)
  all <- lapply(radius, \(r) piece_roots(curve, r))
  slack <- curve$sum[count] <= radius
  flat <- vapply(all, \(roots) nrow(roots) > 0L && roots[1L, 1L] < roots[1L, 2L], NA)
  none <- which(lengths(all) == 0L & !slack)
  if (length(none)) refuse_small_radius(fit, radius, min(curve$sum))
  low <- vapply(all, \(roots) if (nrow(roots)) roots[1L, 1L] else 0, 0)
  high <- vapply(all, \(roots) if (nrow(roots)) roots[1L, 2L] else 0, 0)
  lambda <- ifelse(slack, 0, low)
  list(
    lambda = lambda, slack = slack, limit = curve$sum[count], all = Map(\(roots, slack) if (slack) 0 else unname(roots[, 1L]), all, slack),
    interval = if (any(flat & !slack)) cbind(low = lambda, high = ifelse(slack, lambda, high))
  )
}

# list(lambda (decreasing, the knots), sum): the whole exact path, followed again where the fit does not have it.
printed_curve <- function(fit) {
  if (fit$mixture < 1) {
    nb_abort("unsupported", "radius_to_lambda(metric = \"original\") of an elastic net needs a fit whose penalty is a multiple of that of ",
             "the printed slopes (`standardize = FALSE` and equal penalty factors): else the radius need not fall as lambda grows, and ",
             "its curve has no pieces with a closed form. Use `metric = \"fit\"`.")
  }
  if (!is.null(fit$exact) && is.null(fit$stopped) && fit$lambda[length(fit$lambda)] == 0) {
    return(list(lambda = fit$lambda, sum = penalty_of(fit, fit$coefficients, "original")))
  }
  what <- "radius_to_lambda(metric = \"original\")"
  problem <- fit_problem(fit, what)
  whole <- replace(fit$control, c("max_df", "max_deviance"), list(NULL))
  found <- tryCatch(lasso_exact_fit(problem, NULL, NULL, whole), normball_error_unsupported = \(e) {
    nb_abort("unsupported", what, " follows the exact path. ", conditionMessage(e))
  })
  if (found$end != "whole") {
    nb_abort("unsupported", what, " follows the exact path, which has more knots than max_knots = ", fit$control$max_knots, ".")
  }
  coefficients <- lasso_coefficients(problem, found$b, fit$p, fit[c("lower", "upper")])
  list(lambda = found$lambda, sum = penalty_of(fit, coefficients, "original"))
}

# Matrix low, high (equal for a single root) of the lambdas at which the piecewise linear curve is `radius`, increasing. From the first knot
# on it stays as it is.
piece_roots <- function(curve, radius) {
  count <- length(curve$lambda)
  from <- c(rev(curve$lambda), Inf)
  value <- rev(curve$sum)
  value <- c(value, value[count])
  near <- abs(value - radius) <= 4 * .Machine$double.eps * radius
  at <- which(near)
  roots <- cbind(from[at], from[at])
  crossed <- which(!near[-1L] & !near[-(count + 1L)] & (value[-1L] > radius) != (value[-(count + 1L)] > radius))
  share <- (value[crossed] - radius) / (value[crossed] - value[crossed + 1L])
  inner <- from[crossed] + share * (from[crossed + 1L] - from[crossed])
  roots <- rbind(roots, cbind(inner, inner))
  roots <- roots[order(roots[, 1L]), , drop = FALSE]
  join_flat(roots, from[which(near[-1L] & near[-(count + 1L)])])
}

# Neighbouring roots with a flat piece between them are one interval. `starts`: lower ends of flat pieces.
join_flat <- function(roots, starts) {
  for (start in rev(starts)) {
    i <- which(roots[, 1L] == start)
    roots[i, 2L] <- roots[i + 1L, 2L]
    roots <- roots[-(i + 1L), , drop = FALSE]
  }
  unname(roots)
}
