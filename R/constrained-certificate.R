# The certificate of a constrained fit: from data, coefficients, multipliers and settings alone. How the gap is computed says
# R/constrained-gap.R.

#' @rdname certificate
#' @param radius For a fit by [constrained()]: `NULL` for the chosen radius or the whole path, `"all"`, or numbers >= 0.
#' @export
certificate.normball_constrained <- function(fit, lambda = NULL, ..., radius = NULL) {
  check_dots(...)
  if (!is.null(lambda)) nb_abort("lambda", "A constrained fit has one `lambda`; give `radius` for another radius.")
  refuse_bare(fit)
  fit <- fit_at(fit, radius)$fit
  certify_constrained(fit$x, less_offset(fit), fit$weights, fit)
}

#' @export
certificate.normball_radius_cv <- function(fit, lambda = NULL, ...) certificate(fit$fit, lambda = lambda, ...)

# Data frame with a row per radius and response. fit: its settings, coefficients, multipliers, within and design.
certify_constrained <- function(x, y, weights, fit) {
  L <- n_path(fit)
  m <- ncol(y)
  path <- list(coefficients = fit$coefficients, null_deviance = numeric(m), path_radius = fit$path_radius, responses = colnames(y))
  states <- whole_states(fit$multiplier, path)
  within <- lapply(seq_len(L), \(i) if (length(fit$path_radius)) with_radius(fit$within, fit$path_radius[i]) else fit$within)
  regions <- lapply(within, resolve_constraint, columns = fit$design$columns, terms = design_terms(fit$design))
  problem <- constrained_problem(x, y, weights, fit$intercept, fit$standardize, fit$loss, regions[[1L]])
  rows <- lapply(seq_len(m), \(k) {
    slopes <- matrix(fit$coefficients[fit$intercept + seq_len(fit$p), , k], fit$p)
    level <- if (fit$intercept) level_miss(problem, k, fit$coefficients[1L, , k], slopes) else numeric(L)
    looks <- look_at_data(problem, x, k, slopes[problem$penalised, , drop = FALSE])
    lapply(seq_len(L), \(i) {
      task <- constrained_task(problem, x, regions[[i]], fit, k)
      if (any(vapply(task$balls, `[[`, NA, "joint"))) {
        all <- matrix(fit$coefficients[fit$intercept + seq_len(fit$p), i, ], fit$p)
        task <- share_joint(task, if (fit$standardize) all * problem$scales else all, k)
      }
      certify_task(task, looks, i, entry_multipliers(within[[i]], regions[[i]], states[, i, k], fit), level[i], problem$loss_total)
    })
  })
  rows <- unlist(rows, recursive = FALSE)
  columns <- lapply(stats::setNames(nm = names(rows[[1L]])), \(name) unlist(lapply(rows, `[[`, name)))
  do.call(plain_frame, c(list(response = rep(colnames(y), each = L), radius = rep(fit$path_radius %||% rep(NA_real_, L), m)), columns))
}

# By how much intercepts miss what is left of the means, relative to the terms.
level_miss <- function(problem, response, given, slopes) {
  terms <- abs(problem$centres) * abs(slopes)
  miss <- given - problem$y_mean[[response]] + drop(problem$centres %*% slopes)
  miss / pmax(abs(problem$y_mean[[response]]), colSums(terms), problem$y_unit[[response]])
}

# All passes over the data for the solutions of one response: list(b (in the units of the problem), t = y - A b, c = A't, each with a column
# per radius; largest (of |A'y|)).
look_at_data <- function(problem, x, response, slopes) {
  y <- problem$y[, response]
  t <- residual_at(problem, x, response, slopes)
  c <- core_call(.Call(C_cross, c(list(x = x), problem), cbind(t, y)))
  last <- ncol(t) + 1L
  list(b = slopes / problem$unit / problem$y_unit[[response]], t = t, c = c[, -last, drop = FALSE],
       largest = max(abs(c[, last]), 1e-6 * norm_of(y), .Machine$double.xmin))
}

# y - A b of one response, a column for each of the slopes (of the columns of A, as printed).
residual_at <- function(problem, x, response, slopes) {
  b <- slopes / problem$unit / problem$y_unit[[response]]
  problem$y[, response] - core_call(.Call(C_multiply, c(list(x = x), problem), b))
}

# A ball around all responses, for one of them by itself: the part of the squared radius that the response takes. slopes: p x m, as they are
# constrained.
share_joint <- function(task, slopes, response) {
  size <- colSums(slopes^2)
  if (sum(size) == 0) return(task)
  task$balls <- lapply(task$balls, \(ball) if (ball$joint) replace(ball, "limit", ball$limit * size[response] / sum(size)) else ball)
  task
}

# list(row, ball): what the named multipliers of a fit say of rows and balls. Those of bounds are not needed.
entry_multipliers <- function(within, region, entries, fit) {
  parts <- resolve_parts(within, region$p, region$columns, design_terms(fit$design))
  rows <- vapply(seq_along(parts), \(at) sum(region$row_part == at), 0L)
  count <- vapply(seq_along(parts), \(at) switch(parts[[at]]$kind,
    linear = , sum_to = , monotone = rows[at], simplex = 1L + length(parts[[at]]$index),
    box = sum(is.finite(parts[[at]]$lower) | is.finite(parts[[at]]$upper)), 1L
  ), 0L)
  first <- cumsum(c(0L, count))
  balls <- vapply(vector_balls(region, 1L), \(ball) first[ball$part] + 1L, 0L)
  list(row = unname(entries[unlist(Map(\(first, rows) first + seq_len(rows), first[-length(first)], rows))]), ball = unname(entries[balls]))
}
