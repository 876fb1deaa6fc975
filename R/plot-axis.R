# The horizontal axes of the plots: log10 lambda with a place for lambda = 0, round numbers along it, and the axis on top.

# list(at, zero): `at` maps lambda to log10 lambda. lambda = 0 has no logarithm; it is put left of the others by a gap (8 percent of their
# range, at least 0.3), at `zero`, where the axis is drawn broken. `zero` is NULL where no lambda is 0.
lambda_axis <- function(lambda) {
  positive <- log10(lambda[lambda > 0])
  range <- if (length(positive)) range(positive) else c(0, 0)
  zero <- range[1L] - max(0.08 * diff(range), 0.3)
  at <- \(lambda) {
    position <- rep(zero, length(lambda))
    position[lambda > 0] <- log10(lambda[lambda > 0])
    position
  }
  list(at = at, zero = if (any(lambda == 0)) zero, low = if (length(positive)) range[1L] else Inf)
}

# Where to draw the break left of which lambda = 0 stands, or NULL.
axis_break <- function(axis, limits) {
  if (!is.null(axis$zero) && is.finite(axis$low) && limits[1L] <= axis$zero) (axis$zero + axis$low) / 2
}

# Ticks within the limits, not many more than `most`: data frame at (position), text. Limits that are one point get one tick.
axis_ticks <- function(limits, axis = NULL, most = 7L) {
  if (limits[1L] == limits[2L]) {
    value <- if (is.null(axis)) limits[1L] else if (identical(limits[1L], axis$zero)) 0 else 10^limits[1L]
    return(data.frame(at = limits[1L], text = as.character(signif(value, 3))))
  }
  if (is.null(axis)) {
    at <- pretty(limits, min(5L, most))
    at <- at[at >= limits[1L] & at <= limits[2L]]
    return(data.frame(at = at, text = format(at, trim = TRUE)))
  }
  at <- log_ticks(max(limits[1L], axis$low), limits[2L], most)
  text <- vapply(10^at, \(l) as.character(signif(l, 3)), "")
  if (is.null(axis$zero) || axis$zero < limits[1L]) return(data.frame(at = at, text = text))
  far <- at - axis$zero > 0.1 * diff(limits)
  data.frame(at = c(axis$zero, at[far]), text = c("0", text[far]))
}

# Round values of 10^x for x between low and high: powers of ten, or 1, 2 and 5 times them, or round numbers in a short range.
log_ticks <- function(low, high, most = 7L) {
  slack <- 1e-9
  within <- \(at) at[at >= low - slack & at <= high + slack]
  powers <- seq(floor(low), ceiling(high))
  whole <- within(powers)
  if (length(whole) > 3L) return(whole[seq(1L, length(whole), by = ceiling(length(whole) / most))])
  fine <- within(sort(c(powers, powers + log10(2), powers + log10(5))))
  if (length(fine) > 2L) return(fine)
  values <- pretty(10^c(low, high))
  within(log10(values[values > 0]))
}

# What the top axis says at the ticks below: lambda over df, else df, read off the path between its points, or for a lasso the number of
# nonzero coefficients at the next of its points (on an exact path that between two knots). "" where it is not defined.
top_text <- function(panel, ticks, xvar) {
  of <- if (xvar == "df") log10(panel$lambda) else panel$nonzero %||% panel$df
  known <- which(is.finite(of) & is.finite(panel$x))
  # Several lambdas of a lasso may share a position (from lambda_max on, or one df): the largest stands for them.
  if (!is.null(panel$nonzero)) known <- known[!duplicated(panel$x[known])]
  if (length(known) < 2L || !(all(diff(panel$x[known]) > 0) || all(diff(panel$x[known]) < 0))) return(rep("", length(ticks)))
  ends <- range(panel$x[known])
  near <- pmin(pmax(ticks, ends[1L]), ends[2L])
  near[abs(near - ticks) > 1e-9 * diff(ends)] <- NA
  value <- if (xvar != "df" && !is.null(panel$nonzero)) next_value(panel$x[known], of[known], near) else {
    stats::approx(panel$x[known], of[known], near)$y
  }
  text <- if (xvar == "df") vapply(10^value, \(l) as.character(signif(l, 2)), "") else formatC(value, digits = 3, format = "fg", width = 1)
  ifelse(is.na(value), "", text)
}

# The value at the first point of a monotone path that is at `at` or beyond it.
next_value <- function(x, y, at) {
  way <- sign(x[length(x)] - x[1L])
  slack <- 1e-9 * abs(x[length(x)] - x[1L])
  vapply(at, \(to) if (is.na(to)) NA_real_ else as.double(y[which(way * (x - to) >= -slack)[1L]]), numeric(1L))
}

axis_titles <- function(xvar, standardized, lasso = FALSE) {
  df <- if (lasso) "Degrees of freedom" else "Effective degrees of freedom"
  list(
    x = switch(
      xvar, lambda = quote("Penalty" ~ lambda ~ "(log scale)"), df = df, dev = "Deviance explained (%)",
      norm = if (lasso) quote(L[1] ~ "norm of the coefficients") else "Norm of the coefficients"
    ),
    top = if (xvar != "df") (if (lasso) "Nonzero coefficients" else df) else if (lasso) quote("Largest penalty" ~ lambda) else
      quote("Penalty" ~ lambda),
    y = if (standardized) "Coefficient per SD of its column" else "Coefficient"
  )
}
