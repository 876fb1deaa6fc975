# What the data leave open in a ridgeless fit: rank, null space, and the coefficients that move in it.

# The field `limit` of a fit (see ridgeless()), with `note`, the sentence about an unclear rank. Needs x, so it is made with the fit.
limit_report <- function(fit, design) {
  open_report(fit, design, setNames(drop(ridge_norms(fit, 0)), response_names(fit)), fit$factor$core)
}

# The same for any fit at lambda = 0. norm: one per response; core: the factorisation of the whole problem, NULL where there is none.
open_report <- function(fit, design, norm, core) {
  problem <- fit$factor$problem
  common <- list(
    norm = norm, training_error = setNames(fit$deviance[1L, ] / problem$total_weight, response_names(fit)),
    n_coefficients = length(problem$penalised) + length(problem$free) + fit$intercept
  )
  if (is.null(core)) {
    return(c(common, list(rank = NA_integer_, null_dimension = NA_integer_, aliased = NA_character_, aliased_terms = NA_character_,
                          gap = NA_real_, ambiguous = NA, interpolates = NA, note = character())))
  }
  found <- fit_rank(core, problem, dim(design$x))
  open <- undetermined(c(list(x = design$x), problem), core, fit$p)
  rank <- core$rank + problem$n_flat + fit$intercept
  c(common, list(
    rank = rank, null_dimension = common$n_coefficients - rank,
    aliased = c(if (open$intercept) "(Intercept)", design$columns[open$columns]),
    aliased_terms = unique(design$term_labels[design$assign[open$columns]]),
    gap = found$gap, ambiguous = found$ambiguous, interpolates = is_saturated(problem, core),
    note = report_rank(found, core$d, "the design")
  ))
}

# numerical_rank() of what the core decided: it may have been told that the rank cannot be larger, and then there is no doubt.
fit_rank <- function(core, problem, size) {
  rank <- core$rank
  cutoff <- max(size) * .Machine$double.eps * core$d[1L]
  if (!rank) return(list(rank = 0L, cutoff = cutoff, gap = NA_real_, ambiguous = FALSE))
  most <- min(length(core$d), problem_max_rank(problem))
  gap <- if (rank < most) core$d[rank] / core$d[rank + 1L] else Inf
  list(rank = rank, cutoff = cutoff, gap = gap, ambiguous = gap < clear_gap || core$d[rank] < clear_gap * cutoff)
}

# list(columns (numbers), intercept): the coefficients that move in the null space of the columns that take part. It has two parts: motions
# P z of the scaled penalised coefficients, P = I - V V', which the unpenalised ones make up for; and those of the unpenalised columns among
# themselves. A part of less than 1e-4 of a unit vector is rounding: directions are only as good as the rank is clear.
undetermined <- function(problem, core, p) {
  if (core$rank + problem$n_flat == length(problem$penalised) + length(problem$free)) return(list(columns = integer(), intercept = FALSE))
  basis <- if (core$rank) right_vectors(problem, core) else matrix(0, length(problem$penalised), 0L)
  outside <- \(rows) rows - (rows %*% basis) %*% t(basis)
  columns <- problem$penalised[1 - rowSums(basis^2) > 1e-8]
  # what a unit of a scaled coefficient weighs in fitted values
  unit <- max(problem$size[problem$penalised] * problem$scale, 0)
  pull <- if (problem$intercept) problem$scale * problem$centres[problem$penalised] else numeric(length(problem$penalised))
  own <- 0
  if (length(problem$free)) {
    size <- problem$size[problem$free]
    follow <- problem$free_solve %*% problem$flat_cross
    rest <- diag(length(size)) - tcrossprod(qr.Q(qr(problem$free_solve * size)))
    moves <- sqrt(rowSums(outside(follow * size)^2)) > 1e-4 * unit | diag(rest) > 1e-8
    columns <- sort(c(columns, problem$free[moves]))
    centre <- problem$intercept * problem$centres[problem$free]
    pull <- pull - drop(centre %*% follow)
    own <- norm_of(rest %*% (centre / size)) > 1e-4 * max(1, norm_of(centre / size))
  }
  list(columns = columns, intercept = own || norm_of(outside(rbind(pull))) > 1e-4 * max(unit, norm_of(pull)))
}
