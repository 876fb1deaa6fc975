#' Test error against the size of the model
#'
#' Fits [ridgeless()] models of growing size and measures each on new data. Below the interpolation threshold, where the rank is less than
#' the number of rows, the test error falls and then rises, towards a peak at the threshold; beyond it, where least squares of least norm
#' interpolates the training data, it can fall a second time.
#'
#' The model of size k has the first k columns of the fit's design (and its intercept, weights, offset, penalty factors and norm). The order
#' of the columns is that of the formula or matrix: permute them there for another order, or give the models as a list in `sizes`.
#'
#' @param fit A fit by [ridgeless()], with its data (`model = TRUE`), of the largest model.
#' @param newdata New rows: a data frame, or a matrix with the columns of x, as in [predict.normball_fit()].
#' @param sizes Whole numbers of columns, from 1; or a list of models, each the names or numbers of its columns. `NULL` (default): up to 60
#'   sizes spread evenly over 1 to p, and all near the threshold.
#' @param newy Response of the new rows; `NULL` (default) where it is found in `newdata`, that is for fits by formula.
#' @param newoffset Offset of the new rows, as in [predict.normball_fit()].
#' @param x,object A result of `double_descent()`.
#' @param digits Significant digits.
#' @param max_rows Rows printed, spread over the sizes.
#' @param ... For `plot()`, graphical parameters: `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim` (> 0), `las`, `cex.axis`, `cex.lab`,
#'   `cex.main`. Nothing for the other methods.
#' @return A data frame of class `normball_double_descent` with a row per model: `size` (columns), `rank` (intercept included), `norm` (of
#'   the coefficients, in the metric of the fit; root of the sum of squares over responses), `train_error` (weighted mean of squared
#'   residuals) and `test_error` (mean squared error on the new rows), means over responses, and `interpolates`. Attribute `threshold`: the
#'   smallest size that interpolates, or `NA`. `plot()` draws both errors, on a logarithmic axis, and returns what it drew invisibly.
#' @section Errors: Those of [predict.normball_fit()] for new data; `normball_error_type` for what is no fit or no model.
#' @references
#' Belkin, M., Hsu, D., Ma, S. and Mandal, S. (2019). Reconciling modern machine-learning practice and the classical bias-variance
#' trade-off. *PNAS* 116, 15849-15854.
#' @seealso [ridgeless()].
#' @examples
#' set.seed(3)
#' z <- matrix(rnorm(240 * 120), 240)
#' y <- drop(z %*% rnorm(120, sd = 0.3)) + rnorm(240)
#' fit <- ridgeless(z[1:40, ], y[1:40], standardize = FALSE)
#' curve <- double_descent(fit, z[-(1:40), ], newy = y[-(1:40)])
#' curve
#' plot(curve)
#' @export
double_descent <- function(fit, newdata, sizes = NULL, newy = NULL, newoffset = NULL) {
  if (!inherits(fit, "normball_ridgeless")) nb_abort("type", "`fit` must be a fit by ridgeless(); got ", describe(fit), ".")
  if (missing(newdata) || is.null(newdata)) nb_abort("newdata", "`newdata` is missing: the test error needs rows the fit has not seen.")
  kept(fit, "x", "double_descent()")
  models <- model_columns(fit, sizes)
  test <- test_rows(fit, newdata, newy, newoffset)
  rows <- lapply(models, \(columns) sized_model(fit, columns, test))
  table <- do.call(rbind, rows)
  row.names(table) <- NULL
  threshold <- if (any(table$interpolates)) min(table$size[table$interpolates]) else NA_integer_
  structure(table, class = c("normball_double_descent", "data.frame"), threshold = threshold, nobs = fit$nobs)
}

# A list of column numbers per model.
model_columns <- function(fit, sizes) {
  if (is.null(sizes)) sizes <- default_sizes(fit$p, fit$nobs - fit$intercept)
  if (is.list(sizes)) return(lapply(sizes, named_columns, names = fit$design$columns))
  good <- is.numeric(sizes) && length(sizes) && all(is.finite(sizes)) && all(sizes == round(sizes)) && all(sizes >= 1 & sizes <= fit$p)
  if (!good) nb_abort("type", "`sizes` must be whole numbers from 1 to ", fit$p, ", or a list of columns; got ", describe(sizes), ".")
  lapply(sizes, seq_len)
}

default_sizes <- function(p, threshold, most = 60L) {
  near <- threshold + -3:3
  sort(unique(c(round(seq(1, p, length.out = min(p, most))), near[near >= 1 & near <= p])))
}

named_columns <- function(columns, names) {
  index <- if (is.character(columns)) match(columns, names) else if (is.numeric(columns)) match(columns, seq_along(names))
  if (length(index) && !anyNA(index) && !anyDuplicated(index)) return(index)
  nb_abort("type", "`sizes`: a model must be names or numbers of columns, each once; got ", toString(utils::head(columns, 6L)), ".")
}

# list(x, y (rows x m), offset): the new rows in the columns of the design.
test_rows <- function(fit, newdata, newy, newoffset) {
  replayed <- design_replay(fit, newdata, offset = newoffset)
  y <- newy %||% (if (is.data.frame(newdata)) new_response(fit, newdata))
  if (is.null(y)) nb_abort("newdata", "The response of the new rows is not in `newdata`: give `newy`.")
  y <- as_value_matrix(y, nrow(replayed$x), "newy")
  if (ncol(y) != n_responses(fit)) nb_abort("length", "`newy` must have ", n_responses(fit), " columns; got ", ncol(y), ".")
  abort_nonfinite(y, "newy")
  if (!all(is.finite(range(replayed$x)))) nb_abort("nonfinite", "`newdata` must be finite in every column that the fit uses.")
  list(x = replayed$x, y = y, offset = replayed$offset)
}

# One row of the result. Each model is a fit of its own; constant columns and the like are told by the fit that was given.
sized_model <- function(fit, columns, test) {
  x <- fit$x[, columns, drop = FALSE]
  colnames(x) <- fit$design$columns[columns]
  control <- fit$control
  control$certify <- FALSE
  part <- withCallingHandlers(
    ridgeless_fit(design(x, fit$y, weights = fit$weights, offset = fit$offset, intercept = fit$intercept),
                  fit$penalty_factor[columns], fit$standardize, model = FALSE, control = control),
    normball_message = \(m) invokeRestart("muffleMessage")
  )
  predicted <- linear_predictor(test$x[, columns, drop = FALSE], part$coefficients, fit$intercept, test$offset)
  limit <- part$limit
  data.frame(
    size = length(columns), rank = limit$rank, norm = norm_of(limit$norm), train_error = mean(limit$training_error),
    test_error = mean((test$y - as.vector(predicted))^2), interpolates = limit$interpolates
  )
}

#' @rdname double_descent
#' @method print normball_double_descent
#' @export
print.normball_double_descent <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 12L, ...) {
  threshold <- attr(x, "threshold")
  if (is.null(threshold)) return(print(as.data.frame(unclass(x)), digits = digits, ...)) # a part of one
  cat("Ridgeless models of ", nrow(x), " sizes, from ", min(x$size), " to ", max(x$size), " columns, fitted to ", attr(x, "nobs"),
      " rows\n", sep = "")
  cat(if (is.na(threshold)) "None interpolates" else paste("Interpolation from size", threshold), "; least test error ",
      format(min(x$test_error), digits = digits), " at size ", x$size[which.min(x$test_error)], "\n", sep = "")
  rows <- unique(round(seq(1, nrow(x), length.out = min(nrow(x), max_rows))))
  shown <- as.data.frame(lapply(unclass(x)[names(x)], `[`, rows))
  print(shown, digits = digits, row.names = FALSE)
  if (length(rows) < nrow(x)) cat("... ", length(rows), " of ", nrow(x), " models\n", sep = "")
  invisible(x)
}

#' @rdname double_descent
#' @export
plot.normball_double_descent <- function(x, ...) {
  options <- graphics_options(..., allowed = setdiff(graphical_parameters, c("col", "lty", "lwd")))
  draw_chart(descent_view(x), options)
  invisible(x)
}

# What both plots show. The training error of an interpolating model is rounding: the line ends there.
descent_view <- function(x) {
  x <- as.data.frame(unclass(x)[names(x)])[order(x$size), ]
  seen <- !(x$interpolates %in% TRUE) & x$train_error > 0
  threshold <- suppressWarnings(min(x$size[x$interpolates %in% TRUE]))
  list(
    log = c(x = FALSE, y = TRUE), titles = list(x = "Number of columns", y = "Mean squared error (log scale)"),
    series = list(
      list(x = x$size[seen], y = x$train_error[seen], label = "training", col = trace_colours[2L], lty = "42", lwd = 1.6),
      list(x = x$size, y = x$test_error, label = "test", col = trace_colours[1L], lty = "solid", lwd = 1.8, points = nrow(x) <= 80L)
    ),
    marks = data.frame(x = threshold, text = "\"interpolation\"", chosen = FALSE)[is.finite(threshold), ]
  )
}
