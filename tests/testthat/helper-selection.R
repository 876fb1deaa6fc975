# Problems on which criteria and cross-validation are checked: each a list of arguments of ridge() without lambda.
selection_cases <- function() {
  set.seed(20260)
  x <- matrix(rnorm(14 * 4), 14) %*% (diag(4) + 0.4)
  wide <- matrix(rnorm(9 * 15), 9)
  y <- 2 + x[, 1] - x[, 2] + rnorm(14)
  w <- c(0.5, 2, 1, 3, 0, 1, 1.5, 0.2, 1, 2, 1, 0, 1, 0.7)
  o <- rnorm(14)
  list(
    plain = list(x = x, y = y),
    weighted = list(x = x, y = y, weights = w),
    offset_sum = list(x = x, y = y, weights = w, offset = o, loss = "sum"),
    factors = list(x = x, y = y, weights = w, offset = o, penalty_factor = c(0, 2, 0.5, 1)),
    raw_scale = list(x = x, y = y, standardize = FALSE, penalty_factor = c(1, 0, 0, 3)),
    no_intercept = list(x = x, y = y, intercept = FALSE, weights = w),
    excluded = list(x = x, y = y, penalty_factor = c(1, Inf, 1, 0)),
    several = list(x = x, y = cbind(a = y, b = rnorm(14), c = 100 * x[, 3] + rnorm(14)), weights = w),
    wide = list(x = wide, y = rnorm(9)),
    wide_weighted = list(x = wide, y = rnorm(9), weights = c(1, 2, 0.5, 1, 0, 3, 1, 1, 2), offset = rnorm(9)),
    wide_factors = list(x = wide, y = cbind(u = rnorm(9), v = rnorm(9)), penalty_factor = c(0, 0, rep(c(0.5, 2, 1), length.out = 13))),
    wide_no_intercept = list(x = wide, y = rnorm(9), intercept = FALSE, standardize = FALSE),
    collinear = list(x = cbind(x, x[, 1] + x[, 2], 2 * x[, 3]), y = y, weights = w)
  )
}

case_fit <- function(case, lambda, ...) do.call(ridge, c(utils::modifyList(case, list(...)), list(lambda = lambda)))

case_weights <- function(case) if (is.null(case$weights)) rep(1, nrow(case$x)) else case$weights

# The case with its columns divided by the scales of a fit, and standardisation off: the penalty then no longer moves with the rows.
fixed_scales <- function(case, fit) {
  if (identical(case$standardize, FALSE)) return(case)
  case$x <- case$x / rep(fit$scales, each = nrow(case$x))
  case$standardize <- FALSE
  case
}

keep_rows <- function(case, rows) {
  case$x <- case$x[rows, , drop = FALSE]
  case$y <- as.matrix(case$y)[rows, , drop = FALSE]
  if (!is.null(case$weights)) case$weights <- case$weights[rows]
  if (!is.null(case$offset)) case$offset <- case$offset[rows]
  case
}

# Hat matrix n x n at one lambda: the fitted values of the unit vectors.
explicit_hat <- function(case, lambda) {
  n <- nrow(case$x)
  case$y <- diag(n)
  case$offset <- NULL
  matrix(fitted(case_fit(case, lambda), lambda = lambda), n)
}
