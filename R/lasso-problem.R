# The scaled problem of lasso and elastic net. With A, its centres and its weights as in R/ridge-problem.R, but every column divided by its
# own size only (t_j = 1 / size_j, so that columns of A have norm 1), and penalties of their own:
#
#     minimise over b   1/2 ||y - A b||^2 + lambda1 sum_j l1_j |b_j| + lambda2/2 sum_j l2_j b_j^2,      lower_j <= b_j <= upper_j
#
#     l1_j = u mixture v_j s_j t_j,   l2_j = u^2 (1 - mixture) v_j (s_j t_j)^2,   lambda2 = ratio lambda1,   ratio = y_unit / u
#     lambda1 = lambda / (loss_total y_unit u),    bounds over y_unit t_j
#
# with v_j the penalty factor, s_j the column's SD (standardize = TRUE) or 1, y_unit and u powers of two: u brings the largest l1_j near 1,
# so that columns of size 1e-150 do not overflow. Columns without penalty and without bounds are projected out, as for ridge.

# bounds: list(lower, upper), each NULL or one per column, on the scale of the coefficients of x. y: n x 1 with the offset subtracted.
lasso_problem <- function(x, y, weights, intercept, standardize, penalty_factor, loss, mixture, bounds = list(), moments = NULL,
                          labels = x) {
  parts <- problem_parts(x, weights, intercept, standardize, is.infinite(penalty_factor), loss, moments, labels)
  free <- !parts$out & penalty_factor == 0 & !is_bounded(bounds, ncol(x))
  used <- which(!parts$out & !free)
  problem <- problem_response(use_columns(parts, x, used, 1 / parts$size[used]), y)
  problem$implicit <- as.integer(centring_can_wait(problem$centre, problem$scales[used]))
  problem$free <- which(free)
  problem <- settle_free_columns(problem, x)
  c(problem, lasso_penalty(problem, standardize, penalty_factor[used], mixture), scaled_bounds(problem, bounds))
}

# l1, l2 (one per column of A), u and ratio.
lasso_penalty <- function(problem, standardize, penalty_factor, mixture) {
  share <- problem$scale * if (standardize) problem$scales[problem$penalised] else 1
  l1 <- mixture * penalty_factor * share
  unit <- if (any(l1 > 0)) 1 / power_of_two(max(l1)) else 1
  l2 <- (1 - mixture) * penalty_factor * (share * unit)^2
  list(l1 = l1 * unit, l2 = l2, penalty_unit = unit, ratio = problem$y_unit / unit)
}

scaled_bounds <- function(problem, bounds) {
  scaled <- \(bound) if (!is.null(bound)) bound[problem$penalised] / problem$scale / problem$y_unit
  list(lower = scaled(bounds$lower), upper = scaled(bounds$upper))
}

# lambda1 of the core from lambda as the user gives it, and back.
lambda_to_core <- function(problem, lambda) pmin(lambda / problem$loss_total / problem$y_unit / problem$penalty_unit, 1e300)

lambda_from_core <- function(problem, lambda1) {
  lambda <- lambda1 * problem$penalty_unit * problem$y_unit * problem$loss_total
  if (all(is.finite(lambda) & (lambda >= .Machine$double.xmin | lambda1 == 0))) return(lambda)
  nb_abort("numeric", "The default grid of `lambda` is beyond the range of double precision, because y or the columns of x are so ",
           if (all(is.finite(lambda))) "small" else "large", ": rescale them.")
}

# The coefficients on the scale of the data from those of the scaled problem (sparse, columns of A x L): dgCMatrix (k + p) x L. `bounds` are
# those of lasso_problem(): a coefficient that left one by the rounding of its scale is put back on it.
lasso_coefficients <- function(problem, b, p, bounds = list()) {
  values <- b
  values@x <- b@x * problem$scale[b@i + 1L] * problem$y_unit
  at <- problem$penalised[b@i + 1L]
  if (!is.null(bounds$lower)) values@x <- pmax(values@x, bounds$lower[at])
  if (!is.null(bounds$upper)) values@x <- pmin(values@x, bounds$upper[at])
  level <- problem$y_mean - column_totals(problem$centres[at] * values@x, values@p)
  slopes <- rows_among(values, problem$penalised, p)
  if (length(problem$free)) {
    settled <- problem$free_solve %*% (as.vector(problem$free_y) - as.matrix(problem$flat_cross %*% b)) * problem$y_unit
    level <- level - drop(problem$centres[problem$free] %*% settled)
    slopes <- slopes + filled_rows(settled, problem$free, p)
  }
  if (problem$intercept) prepend_row(slopes, level) else slopes
}

# The rows of a sparse matrix at these (ascending) places among p.
rows_among <- function(values, rows, p) {
  values@i <- rows[values@i + 1L] - 1L
  values@Dim <- c(as.integer(p), values@Dim[2L])
  values@Dimnames <- list(NULL, NULL)
  values
}

# The rows of a dense matrix at these places among p.
filled_rows <- function(values, rows, p) {
  sparse_columns(rep(rows - 1L, ncol(values)), nrow(values) * 0:ncol(values), values, p)
}

# A first row whose entries are all stored.
prepend_row <- function(values, row) {
  first <- values@p[-length(values@p)] + seq_along(row)
  filled <- numeric(length(values@x) + length(row))
  index <- integer(length(filled))
  filled[first] <- row
  filled[-first] <- values@x
  index[-first] <- values@i + 1L
  sparse_columns(index, values@p + seq_along(values@p) - 1L, filled, nrow(values) + 1L)
}

# Sparse matrices side by side, with the row names of the first.
join_columns <- function(left, right) {
  joined <- sparse_columns(c(left@i, right@i), c(left@p, right@p[-1L] + length(left@i)), c(left@x, right@x), nrow(left))
  joined@Dimnames <- list(left@Dimnames[[1L]], NULL)
  joined
}

# dgCMatrix of `rows` rows from its slots.
sparse_columns <- function(index, start, value, rows) {
  matrix <- methods::new("dgCMatrix") # its checks of slots that are given at once would take as long as a small fit
  matrix@i <- as.integer(index)
  matrix@p <- as.integer(start)
  matrix@x <- as.double(value)
  matrix@Dim <- c(as.integer(rows), length(start) - 1L)
  matrix
}

# The sums of the entries of each column, `start` being the slot p of a sparse matrix.
column_totals <- function(entries, start) {
  vapply(seq_len(length(start) - 1L), \(k) sum(entries[start[k] + seq_len(start[k + 1L] - start[k])]), 0)
}
