# Arrays behind the methods of a fit: n x L x m fitted values and residuals, their padding, and the dropping of dimensions.

# x or y of the fit, or an error that says what to do where they were not kept.
kept <- function(fit, what, needed_by) {
  if (!is.null(fit[[what]])) return(fit[[what]])
  nb_abort(
    "unsupported", needed_by, " needs the data of the fit, which was made with `model = FALSE`: refit with `model = TRUE`",
    if (needed_by %in% c("fitted()", "predict()")) ", or give `newdata` to predict()", "."
  )
}

# Stops for what has no meaning, or no closed form, for a lasso. `instead`: what to use.
refuse_lasso <- function(fit, what, instead, why = "the lasso is not linear in the response") {
  if (!inherits(fit, "normball_lasso")) return(invisible())
  nb_abort("unsupported", what, " of a lasso: not defined, because ", why, ". Use ", instead, " instead.")
}

row_labels <- function(fit) fit$design$row_names %||% as.character(seq_len(fit$n))

`%||%` <- function(left, right) if (is.null(left)) right else left

# offset + intercept + x slopes, as an array rows x L x m. x stays as it is stored: a sparse x is multiplied, never made dense.
linear_predictor <- function(x, coefficients, intercept, offset = NULL) {
  if (is_sparse(coefficients)) return(sparse_predictor(x, coefficients, intercept, offset))
  size <- dim(coefficients)
  flat <- matrix(coefficients, size[1L], size[2L] * size[3L])
  eta <- as.matrix(x %*% (if (intercept) flat[-1L, , drop = FALSE] else flat))
  if (intercept) eta <- eta + rep(flat[1L, ], each = nrow(eta))
  if (!is.null(offset)) eta <- eta + offset[, rep(seq_len(size[3L]), each = size[2L]), drop = FALSE]
  array(eta, c(nrow(eta), size[2:3]), list(NULL, dimnames(coefficients)[[2L]], dimnames(coefficients)[[3L]]))
}

# The same from sparse coefficients: only the columns of x that some solution uses are touched.
sparse_predictor <- function(x, coefficients, intercept, offset) {
  slopes <- if (intercept) coefficients[-1L, , drop = FALSE] else coefficients
  used <- sort(unique(slopes@i)) + 1L
  eta <- matrix(0, nrow(x), ncol(slopes))
  if (length(used)) {
    slopes <- slopes[used, , drop = FALSE]
    eta <- as.matrix(x[, used, drop = FALSE] %*% if (is.matrix(x)) as.matrix(slopes) else slopes)
  }
  if (intercept) eta <- eta + rep(coefficients[1L, ], each = nrow(eta))
  if (!is.null(offset)) eta <- eta + as.vector(offset)
  array(eta, c(dim(eta), 1L), list(NULL, coefficients@Dimnames[[2L]], NULL))
}

fitted_array <- function(fit, lambda, needed_by = "fitted()") {
  x <- kept(fit, "x", needed_by)
  linear_predictor(x, coefficients_at(fit, lambda), fit$intercept, fit$offset)
}

# y - fitted ("response"), sqrt(w) times that ("pearson"), or y minus the prediction without the row ("loo"), n x L x m.
# Leaving out a row of zero weight changes nothing: its "loo" residual is the plain one.
residual_array <- function(fit, lambda, type = "response") {
  y <- kept(fit, "y", "residuals()")
  if (type == "loo") refuse_lasso(fit, "Leave-one-out residuals in closed form", "ridge(), or cv(folds = \"loo\") with its refits")
  value <- fitted_array(fit, lambda, "residuals()")
  value[] <- as.vector(y[, rep(seq_len(ncol(y)), each = length(lambda))]) - as.vector(value)
  if (type == "pearson" && !is.null(fit$weights)) value <- value * sqrt(fit$weights)
  if (type != "loo") return(value)
  counted <- if (is.null(fit$weights)) rep(TRUE, fit$n) else fit$weights > 0
  value[counted, , ] <- ridge_loo(fit, lambda)$residuals[counted, , , drop = FALSE]
  value
}

# Sum of w r^2 as L x m: on the path as stored, elsewhere from the spectrum of the factorisation, or from the residuals without one.
deviance_at <- function(fit, lambda) {
  index <- match(lambda, fit$lambda)
  if (!anyNA(index)) return(matrix(fit$deviance[index, ], length(lambda), n_responses(fit)))
  if (is_sparse(fit$coefficients)) return(matrix(lasso_at(fit, lambda)$deviance))
  if (fit$algorithm == "cgls") {
    weighted <- residual_array(fit, lambda)^2 * (fit$weights %||% 1)
    return(matrix(colSums(weighted), length(lambda)))
  }
  spectrum <- ridge_spectrum(fit, lambda)
  kept_share <- vapply(spectrum$c_of(lambda), \(c) (c / (spectrum$d2 + c))^2, numeric(length(spectrum$d2)))
  kept_share <- matrix(kept_share, length(spectrum$d2), length(lambda))
  spectrum$total_weight * (crossprod(kept_share, spectrum$coordinates^2) + rep(spectrum$rss0, each = length(lambda)))
}

# Names the rows and, under na.exclude, pads with NA to the rows of the data.
pad_rows <- function(fit, value, labels = row_labels(fit), na_action = fit$na.action) {
  size <- dim(value)
  flat <- matrix(value, size[1L], size[2L] * size[3L], dimnames = list(labels, NULL))
  flat <- napredict(na_action, flat)
  array(flat, c(nrow(flat), size[2:3]), list(rownames(flat), dimnames(value)[[2L]], dimnames(value)[[3L]]))
}

# rows x L x m without the dimensions that carry nothing: that of lambda for a single solution, that of the response for one response.
# Sparse coefficients stay sparse unless they are one solution.
drop_lambda <- function(value, single) {
  if (is_sparse(value)) return(if (single) stats::setNames(as.vector(value), rownames(value)) else value)
  size <- dim(value)
  keep <- c(TRUE, !single, size[3L] > 1L)
  names <- dimnames(value)
  if (sum(keep) > 1L) return(array(value, size[keep], names[keep]))
  stats::setNames(as.vector(value), names[[1L]])
}
