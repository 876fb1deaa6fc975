# Searching lambda: the grid, its extension where the least value lies at an end, and refinement between grid points.
#
# A curve is a matrix with a row per lambda; its first column is minimised, further columns (standard errors, folds) ride along.

flat_tolerance <- 1e-8
most_decades <- 10
decades_per_step <- 2

# evaluate(lambda) -> curve; lambda decreasing. limits: least and largest lambda that an extension may reach. name: of the criterion, for
# messages. Returns lambda, curve and whether the grid was extended. Steps of two decades, because a pass over folds costs the same for
# one lambda as for many.
search_grid <- function(lambda, evaluate, limits, name, extend = TRUE) {
  grid <- list(lambda = lambda, curve = evaluate(lambda), extended = FALSE)
  check_curve(grid, name)
  if (length(lambda) == 1L) return(grid)
  first <- end_of_least(grid)
  added <- 0
  while (extend && added < most_decades && !is.na(end_of_least(grid)) && !is_flat(grid)) {
    new <- lambda_beyond(grid$lambda, end_of_least(grid), limits)
    if (!length(new)) break
    grid <- merge_grid(grid, new, evaluate(new))
    added <- added + decades_per_step
  }
  if (!is.na(first)) tell_extension(grid, lambda, first, name, extend)
  grid
}

# "largest", "smallest", or NA when the least value is inside the grid or at lambda = 0, beyond which there is nothing.
end_of_least <- function(grid) {
  best <- least(grid$curve)
  positive <- sum(grid$lambda > 0)
  if (best == 1L && positive > 0L) return("largest")
  if (best == length(grid$lambda) && positive == best) return("smallest")
  NA_character_
}

# Row of the least finite value; of equal ones that with the largest lambda.
least <- function(curve) which.min(ifelse(is.nan(curve[, 1L]), Inf, curve[, 1L]))

# Whether the curve has stopped changing over the decade of the grid next to the end where it is least.
is_flat <- function(grid) {
  lambda <- grid$lambda[grid$lambda > 0]
  best <- least(grid$curve)
  near <- which(abs(log10(lambda / grid$lambda[best])) <= 1)
  value <- grid$curve[if (length(near) > 1L) near else seq_along(lambda), 1L]
  value <- value[!is.nan(value)]
  if (all(value == value[1L])) return(TRUE)
  span <- diff(range(value))
  is.finite(span) && span <= flat_tolerance * max(abs(value))
}

# Two decades beyond an end at the spacing of the grid there, with 5 to 10 lambdas to a decade; nothing where the limits are reached.
lambda_beyond <- function(lambda, end, limits) {
  lambda <- lambda[lambda > 0]
  at <- if (end == "largest") lambda[1L] else lambda[length(lambda)]
  pair <- if (end == "largest") lambda[1:2] else lambda[length(lambda) - 1:0]
  gap <- if (length(lambda) > 1L) log10(pair[1L] / pair[2L]) else 0.1
  step <- min(max(gap, 1 / 10), 1 / 5)
  steps <- seq_len(ceiling(decades_per_step / step - 1e-9)) * step
  new <- at * 10^(if (end == "largest") rev(steps) else -steps)
  new[is.finite(new) & new >= limits[1L] & new <= limits[2L] & new > 0]
}

merge_grid <- function(grid, lambda, curve) {
  order <- order(c(grid$lambda, lambda), decreasing = TRUE)
  list(lambda = c(grid$lambda, lambda)[order], curve = rbind(grid$curve, curve)[order, , drop = FALSE], extended = TRUE)
}

check_curve <- function(grid, name) {
  if (!all(is.nan(grid$curve[, 1L]))) return(invisible())
  nb_abort(
    "numeric", name, " is not defined at any lambda of the grid: a row alone determines an unpenalised coefficient, or no degrees of ",
    "freedom are left."
  )
}

tell_extension <- function(grid, before, first, name, extend) {
  best <- grid$lambda[least(grid$curve)]
  end <- end_of_least(grid)
  outcome <- if (!extend) {
    "it was not extended, because `extend = FALSE`"
  } else {
    paste0(
      if (grid$extended) paste0("extended to ", describe_reach(grid$lambda, before, first)) else "not extended",
      if (is.na(end)) paste0(", the least value is now at ", format(best, digits = 4L), " inside it")
      else if (is_flat(grid)) ", because beyond its end the value no longer changes"
      else ", and the least value is still at its end"
    )
  }
  at <- format(end_value(before, first), digits = 4L)
  nb_inform("grid", "Least ", name, " was at the ", first, " lambda of the grid, ", at, ": ", outcome, ".")
}

end_value <- function(lambda, end) if (end == "largest") max(lambda) else min(lambda[lambda > 0])

describe_reach <- function(lambda, before, first) format(end_value(lambda, first), digits = 4L)

# Between the neighbours of the least grid point, four nested grids of 21 lambdas: each is one vectorised evaluation and narrows the
# bracket tenfold, so the minimum ends within 1e-4 of a grid step. Returns the lambda and its row of the curve.
refine_least <- function(grid, evaluate) {
  best <- least(grid$curve)
  found <- list(lambda = grid$lambda[best], curve = grid$curve[best, , drop = FALSE])
  around <- grid$lambda[c(max(best - 1L, 1L), min(best + 1L, length(grid$lambda)))]
  if (any(around == 0) || found$lambda == 0 || !is.na(end_of_least(grid)) || around[1L] == around[2L]) return(found)
  around <- log(around)
  for (round in 1:4) {
    lambda <- exp(seq(around[1L], around[2L], length.out = 21L))
    curve <- evaluate(lambda)
    inner <- least(curve)
    if (curve[inner, 1L] <= found$curve[1L, 1L]) found <- list(lambda = lambda[inner], curve = curve[inner, , drop = FALSE])
    around <- log(lambda[c(max(inner - 1L, 1L), min(inner + 1L, 21L))])
  }
  found
}

# Lambdas an extension may reach: penalties from 1e-14 to 1e8 times the largest squared singular value. Beyond, shrinkage is none or all.
search_limits <- function(fit) {
  spectrum <- tryCatch(ridge_spectrum(fit), normball_error_unsupported = \(e) NULL)
  positive <- fit$lambda[fit$lambda > 0]
  if (is.null(spectrum)) return(if (length(positive)) c(min(positive) / 1e10, max(positive) * 1e10) else c(0, Inf))
  unit <- spectrum$c_of(1)
  if (length(spectrum$d2)) c(1e-14, 1e8) * spectrum$d2[1L] / unit else c(0, Inf)
}
