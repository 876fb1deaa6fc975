# The scaled problem that the core solves. With weights w (sum W), columns x_j, centres m_j and scales t_j,
#
#     minimise over b   1/2 ||y - A b||^2 + c/2 ||b||^2,     A = (I - QQ') diag(sqrt(w / W)) (X - 1 m') diag(t),
#
# where t_j absorbs the column's SD (standardize = TRUE) and 1 / sqrt(penalty factor), and Q spans the unpenalised columns. Every other
# scale is a power of two (`unit`, `y_unit`), so that entries of 1e-150 or 1e150 neither vanish nor overflow and no digit is lost.

# x: double matrix or dgCMatrix; y: n x m with the offset subtracted. c is `lambda` over `loss_total` times the square of `unit`.
ridge_problem <- function(x, y, weights, intercept, standardize, penalty_factor, loss, moments = NULL, labels = x) {
  parts <- problem_parts(x, weights, intercept, standardize, is.infinite(penalty_factor), loss, moments, labels)
  penalised <- which(!parts$out & penalty_factor > 0)
  scaling <- penalty_scaling(if (standardize) parts$scales else NULL, parts$size, penalty_factor, penalised)
  problem <- use_columns(parts, x, penalised, scaling$scale)
  problem[c("free", "unit")] <- list(which(!parts$out & penalty_factor == 0), scaling$unit)
  settle_free_columns(problem_response(problem, y), x)
}

# What every scaled problem has, whatever its penalty. `left_out`: columns that the penalty excludes; `out`: all that cannot enter.
problem_parts <- function(x, weights, intercept, standardize, left_out, loss, moments, labels) {
  weights <- if (is.null(weights)) rep(1, nrow(x)) else weights
  total <- sum(weights)
  share <- weights / total
  if (is.null(moments)) moments <- column_moments(x, share, labels)
  out <- cannot_enter(moments, standardize, intercept) | left_out
  list(
    root_weight = sqrt(share), out = out, excluded = which(out), constant = moments$constant, centres = moments$mean,
    scales = moments$scale, size = column_sizes(moments, intercept), intercept = intercept, total_weight = total,
    n_used = sum(weights > 0), loss_total = if (loss == "sum") total else 1
  )
}

# The columns of A: `used` are those of x, `scale` their multipliers.
use_columns <- function(parts, x, used, scale) {
  centre <- if (parts$intercept) parts$centres[used] else numeric(length(used))
  columns <- list(
    columns = used - 1L, centre = centre, scale = scale, flat = NULL, flat_cross = NULL,
    implicit = as.integer(centring_is_harmless(x, centre, parts$scales[used])), penalised = used
  )
  c(columns, parts[names(parts) != "out"])
}

# Constant columns have no scale to be standardised by, and are flat beside an intercept; without either they are columns like others.
cannot_enter <- function(moments, standardize, intercept) moments$constant & (standardize | intercept | moments$mean == 0)

# `labels`: the design, or a matrix, whose names of rows and columns the error tells.
column_moments <- function(x, share, labels = x) {
  moments <- core_call(.Call(C_moments, x, share))
  if (!is.null(moments$bad)) abort_nonfinite_x(moments$bad[1L], moments$bad[2L], labels)
  moments
}

# The size of a column in the fit: its SD, or its root mean square where it is not centred.
column_sizes <- function(moments, intercept) {
  top <- pmax(abs(moments$mean), moments$scale)
  top[top == 0] <- 1
  if (intercept) moments$scale else top * sqrt((moments$mean / top)^2 + (moments$scale / top)^2)
}

# Multipliers t_j of the penalised columns, and the power of two by which all of them were multiplied.
penalty_scaling <- function(sd, size, penalty_factor, penalised) {
  root <- sqrt(penalty_factor[penalised])
  if (!is.null(sd)) return(list(scale = 1 / (sd[penalised] * root), unit = 1))
  unit <- if (length(penalised)) 1 / power_of_two(max(size[penalised] / root)) else 1
  list(scale = unit / root, unit = unit)
}

power_of_two <- function(x) 2^pmin(pmax(round(log2(x)), -1000), 1000)

# Sums over the stored entries of a column may be centred afterwards when that costs no more than two digits.
centring_can_wait <- function(centre, sd) all(abs(centre) <= 10 * sd)

# Ridge does so where it saves most: refinement of dense fits wants every digit.
centring_is_harmless <- function(x, centre, sd) !is.matrix(x) && centring_can_wait(centre, sd)

# The response, centred and weighted and divided by a power of two per response. A response that is constant up to rounding becomes zero.
problem_response <- function(problem, y) {
  share <- problem$root_weight^2
  mean <- if (problem$intercept) colSums(share * y) else numeric(ncol(y))
  if (problem$intercept) mean <- mean + colSums(share * minus_columns(y, mean))
  residual <- minus_columns(y, mean)
  used <- share > 0
  top <- largest_sizes(residual, used)
  flat <- top <= 8 * .Machine$double.eps * largest_sizes(y, used)
  unit <- ifelse(flat, 1, power_of_two(top))
  residual <- over_columns(residual, unit) * problem$root_weight
  residual[, flat] <- 0
  if (!all(used)) residual[!used, ] <- 0 # not 0 times what may have overflowed
  c(problem, list(y = unname(residual), y_mean = mean, y_unit = unit))
}

# What sweep() would do, without the cost of its generality, which shows in small fits.
minus_columns <- function(y, values) y - rep(values, each = nrow(y))

over_columns <- function(y, values) y / rep(values, each = nrow(y))

# Per column, the largest absolute value among the rows that are used.
largest_sizes <- function(y, used) {
  if (!all(used)) y <- y[used, , drop = FALSE]
  vapply(seq_len(ncol(y)), \(k) max(abs(range(y[, k]))), 0)
}

# Projects the response off the unpenalised columns and remembers how their coefficients follow from the others.
settle_free_columns <- function(problem, x) {
  free <- problem$free
  problem$flat_leverage <- if (problem$intercept) problem$root_weight^2 else numeric(nrow(x))
  problem$n_flat <- 0L
  if (!length(free)) return(problem)
  block <- (as.matrix(x[, free, drop = FALSE]) - rep(problem$intercept * problem$centres[free], each = nrow(x))) *
    (rep(1 / problem$size[free], each = nrow(x)) * problem$root_weight)
  parts <- svd(unname(block))
  kept <- parts$d > max(dim(block)) * .Machine$double.eps * parts$d[1L]
  left <- parts$u[, kept, drop = FALSE]
  problem$n_flat <- sum(kept)
  problem$free_solve <- (parts$v[, kept, drop = FALSE] %*% diag(1 / parts$d[kept], sum(kept))) / problem$size[free]
  problem$free_y <- crossprod(left, problem$y)
  problem$y <- problem$y - left %*% problem$free_y
  problem$y <- problem$y - left %*% crossprod(left, problem$y)
  problem$flat_cross <- t(core_call(.Call(C_cross, c(list(x = x), problem), left)))
  problem$flat <- left
  problem$flat_leverage <- problem$flat_leverage + rowSums(left^2)
  problem
}

# Largest rank that the penalised part can have.
problem_max_rank <- function(problem) {
  max(0L, min(problem$n_used - problem$intercept - problem$n_flat, length(problem$columns)))
}

# c for the core from lambda as the user gives it, and back. The square of `unit` may be out of range where c is not.
problem_penalty <- function(problem, lambda) pmin(lambda / problem$loss_total * problem$unit * problem$unit, 1e300)

penalty_to_lambda <- function(problem, c) {
  lambda <- c / problem$unit / problem$unit * problem$loss_total
  if (all(is.finite(lambda) & lambda > 0)) return(lambda)
  nb_abort("numeric", "The default grid of `lambda` is beyond the range of double precision, because the columns of x are so ",
           if (lambda[1L] > 1) "large" else "small", ": rescale them, or use `standardize = TRUE`.")
}

# Coefficients on the scale of the data from those of the scaled problem (p x (L m)): array (k + p) x L x m.
problem_coefficients <- function(problem, b, p, n_lambda) {
  m <- ncol(problem$y)
  k <- as.integer(problem$intercept)
  values <- scale_rows(b, problem$scale, problem$y_unit, n_lambda)
  level <- rep(problem$y_mean, each = n_lambda) - drop(problem$centres[problem$penalised] %*% values)
  if (length(problem$penalised) < p) {
    all <- matrix(0, p, n_lambda * m)
    all[problem$penalised, ] <- values
    if (length(problem$free)) {
      rest <- problem$free_y[, rep(seq_len(m), each = n_lambda), drop = FALSE] - problem$flat_cross %*% b
      all[problem$free, ] <- scale_rows(problem$free_solve %*% rest, 1, problem$y_unit, n_lambda)
      level <- level - drop(problem$centres[problem$free] %*% all[problem$free, , drop = FALSE])
    }
    values <- all
  }
  if (k) values <- rbind(level, values, deparse.level = 0)
  dim(values) <- c(k + p, n_lambda, m)
  values
}

# y - A b of one solution b, n x 1.
problem_residual <- function(problem, b) problem$y - core_call(.Call(C_multiply, problem, matrix(b)))

# b times one factor per row and one per response, in one pass where that cannot leave the range of doubles.
scale_rows <- function(b, rows, responses, n_lambda) {
  both <- rows * responses[1L]
  if (length(responses) == 1L && all(both > 1e-290 & both < 1e290)) return(b * both)
  b * rows * rep(responses, each = nrow(b) * n_lambda)
}
