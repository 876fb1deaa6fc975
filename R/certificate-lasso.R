# The proof of optimality of a lasso or elastic-net fit, from data, coefficients and settings alone: nothing of the solvers' scaling or
# Gram matrices is used.

# list(table, rss). settings: intercept, standardize, loss, penalty_factor, mixture, lower, upper (NULL for none). y: n x 1, the offset
# subtracted. coefficients: dgCMatrix (k + p) x L on the scale of the data. Every column and the response is divided by a power of two near
# its size, so that the arithmetic is that of the original data and stays in range.
certify_lasso <- function(x, y, weights, settings, lambda, coefficients, moments = NULL) {
  proof <- certificate_problem(x, weights, settings, moments, centring_can_wait)
  columns <- proof$used
  unit <- proof$problem$scale
  target <- certificate_response(as.matrix(y), proof$share, settings$intercept)
  given <- sparse_slopes(coefficients, settings$intercept, columns, length(settings$penalty_factor))
  level <- if (settings$intercept) sparse_intercept_miss(given, proof$problem$centre, target)
  scale <- if (settings$loss == "sum") proof$total else 1
  penalty <- certificate_penalty(settings, columns, proof$sd * unit, target$unit)
  bound <- \(values) if (!is.null(values)) values[columns] / unit / target$unit
  scaled <- list(start = given$start, index = given$index, value = given$value / unit[given$index + 1L] / target$unit)
  parts <- core_call(.Call(
    C_lasso_certificate, proof$problem, scaled, pmin(lambda / scale / target$unit * penalty$top, 1e300), penalty$l1, penalty$l2,
    bound(settings$lower), bound(settings$upper), 1 / (proof$size * unit), level, drop(target$y)
  ))
  parts$feasibility[given$stray] <- Inf
  table <- certificate_table(parts, target, lambda, scale)
  table$response <- rep(colnames(y) %||% "y", nrow(table))
  list(table = table, rss = proof$total * parts$rss * target$unit^2)
}

# lambda l1_j and lambda l2_j, in units of the response and of the columns, as top lambda times numbers near 1. sd: of the scaled columns.
certificate_penalty <- function(settings, columns, sd, y_unit) {
  factor <- settings$penalty_factor[columns]
  top <- power_of_two(max(factor * sd, .Machine$double.xmin))
  each <- factor * sd / top
  list(top = top, l1 = settings$mixture * each, l2 = (1 - settings$mixture) * each * sd * y_unit)
}

# Slopes of the columns in use as the core reads them, the intercepts, and which solutions have a coefficient where none is allowed.
sparse_slopes <- function(coefficients, intercept, columns, p) {
  solution <- rep(seq_len(ncol(coefficients)), diff(coefficients@p))
  place <- integer(p)
  place[columns] <- seq_along(columns)
  row <- coefficients@i + 1L - as.integer(intercept)
  level <- numeric(ncol(coefficients))
  level[solution[row == 0L]] <- coefficients@x[row == 0L]
  nonzero <- row > 0L & coefficients@x != 0
  at <- place[row[nonzero]]
  solution <- solution[nonzero]
  kept <- at > 0L
  list(
    start = c(0L, cumsum(tabulate(solution[kept], ncol(coefficients)))), index = at[kept] - 1L, value = coefficients@x[nonzero][kept],
    level = level, stray = unique(solution[!kept])
  )
}

# intercept_miss() for slopes as sparse_slopes() gives them.
sparse_intercept_miss <- function(given, centre, target) {
  count <- length(given$level)
  explained <- centre[given$index + 1L] * given$value
  intercept_miss(given$level, column_totals(explained, given$start), column_totals(abs(explained), given$start), target, count)
}
