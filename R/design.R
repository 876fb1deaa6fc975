#' The design of a linear model
#'
#' Turns a formula with data, a matrix, a data frame or a sparse matrix into the one object that every fit is made from: columns, response,
#' weights and offset, checked, with all that is needed to code new data in the same way. Fitting verbs such as [ridge()] call it; call it
#' yourself to see the columns that a fit would have.
#'
#' @details
#' **Formula.** Variables, `weights`, `offset`, `subset` and `na.action` are handled as by [stats::lm()]: looked up in `data`, then in the
#' environment of the formula. `offset()` terms and the `offset` argument add up. The response is numeric (a logical counts as 0 and 1), or
#' a matrix such as `cbind(y1, y2)` for several responses; columns without a name are called `y1`, `y2`, and so on.
#'
#' **Coding.** With `coding = "levels"` every factor, character and logical variable has one column per level, named variable and level, and
#' an interaction of factors one per combination of levels, with or without an intercept: under a penalty the answer must not depend on
#' which level is the reference. A logical therefore has two columns, `FALSE` and `TRUE`, and an ordered factor is coded as a factor. A
#' level that does not occur is dropped, as by `lm`. With `coding = "treatment"` R's contrasts are used (`contr.poly()` for ordered factors,
#' those of `options("contrasts")`, of the factor itself or of the argument `contrasts`) and the columns are exactly those of `lm`.
#'
#' **Matrix.** A double matrix is never copied; integer and logical ones become double. A `dgCMatrix` is used as it is, other sparse classes
#' of package Matrix are converted to it and other dense ones to a matrix. Columns without names are called `x1`, `x2`, and so on; names
#' that are empty or occur more than once are made unique, with a message.
#'
#' **Data frame.** Numeric columns (dates and times count as their numbers) are used as they are, factor, character and logical columns are
#' coded as above; columns of a matrix in the data frame are named by both.
#'
#' @param x A formula, a numeric matrix (n x p), a data frame of predictors, a `dgCMatrix` or another matrix of package Matrix.
#' @param formula A model formula with a response.
#' @param data A data frame, list or environment; without it the variables are those that the formula sees.
#' @param y Response: n numbers, or a matrix or data frame n x m of several responses.
#' @param weights Weights, finite, >= 0 and not all 0; `NULL` (default) for none. In the formula method found in `data` first.
#' @param offset Known part of the linear predictor, n values or n x m; `NULL` (default) for none. In the formula method found in `data`
#'   first.
#' @param subset,na.action As in [stats::lm()].
#' @param intercept Whether the model has an intercept; in a formula `- 1` removes it. It is never a column of x.
#' @param coding `"levels"` (default) or `"treatment"`: see Details.
#' @param contrasts As in [stats::lm()], for `coding = "treatment"`.
#' @param ... Not used: an unknown argument is an error.
#' @return A list of class `normball_design`: `x` (n x p, double matrix or `dgCMatrix`, possibly without names), `columns` (p names), `y`
#'   (n x m, columns named), `n_responses`, `weights` (n or `NULL`), `offset` (n x m or `NULL`), `intercept`, `terms`, `xlevels`,
#'   `contrasts`, `coding`, `na_action`, `row_names` (n or `NULL` where they are 1 to n), `assign` (p, which of `term_labels` a column
#'   belongs to), `term_labels`, `response_name`, `interface` (`"formula"`, `"matrix"`, `"data.frame"` or `"dgCMatrix"`) and `blueprint`
#'   (what coding new data needs).
#' @section Errors:
#' `normball_error_type` (a class that cannot be used, a formula without response), `_length` (lengths that differ), `_nonfinite` (NA, NaN
#' or Inf in y, weights or offset, after `na.action`; those in x are found by the fit), `_weights` (negative or all 0), `_empty` (no rows
#' or no columns), `_unknown_argument`.
#' @examples
#' design(mpg ~ wt + factor(cyl), mtcars)
#' design(mpg ~ wt + factor(cyl), mtcars, coding = "treatment")$columns
#' design(as.matrix(mtcars[, -1]), mtcars$mpg)
#' @export
design <- function(x, ...) UseMethod("design")

#' @export
design.default <- function(x, ...) {
  if (missing(x)) refuse_x(NULL)
  if (is.matrix(x) && !isS4(x)) return(design.matrix(unclass(x), ...))
  refuse_x(x)
}

# For ridge() too.
refuse_x <- function(x) {
  hint <- if (is.array(x)) {
    " A design has two dimensions."
  } else if (is.numeric(x) || methods::is(x, "sparseVector")) {
    " For a single predictor give a matrix of one column."
  }
  nb_abort("type", "`x` must be a formula, a numeric matrix, a data frame or a dgCMatrix; got ", describe(x), ".", hint)
}

# Builds a design from its parts and checks the values that need no pass over x. `y`, `weights` and `offset` as given by the user.
new_design <- function(x, columns, y, weights, offset, intercept, interface, response_name = "y", row_names = NULL, ...) {
  n <- nrow(x)
  check_size(n, length(columns))
  y <- check_response(y, n, response_name, row_names)
  design <- list(
    x = x, columns = columns, y = y, n_responses = ncol(y), weights = check_weights(weights, n, row_names),
    offset = check_offset(offset, n, ncol(y), row_names), intercept = intercept, terms = NULL, xlevels = NULL, contrasts = NULL,
    coding = "levels", na_action = NULL, row_names = row_names, assign = seq_along(columns), term_labels = columns,
    response_name = response_name, interface = interface, blueprint = NULL
  )
  given <- list(...)
  design[names(given)] <- given
  design$blueprint$has_offset <- !is.null(offset)
  validate_design(structure(design, class = "normball_design"))
}

check_size <- function(n, p) {
  if (n == 0L) nb_abort("empty", "The data have no rows", " (after `subset` and `na.action`, where given).")
  if (p == 0L) nb_abort("empty", "The design has no columns: at least one predictor is needed.")
}

# Returns `design` unchanged or stops: a malformed design is a mistake of the package, so the error has no class.
validate_design <- function(design) {
  n <- nrow(design$x)
  p <- ncol(design$x)
  check <- c(
    "x must be a double matrix or a dgCMatrix" = (is.matrix(design$x) && is.double(design$x)) || methods::is(design$x, "dgCMatrix"),
    "columns, assign and x must agree" = length(design$columns) == p && length(design$assign) == p,
    "columns must be unique" = anyDuplicated(design$columns) == 0L,
    "assign must point into term_labels" = all(design$assign %in% seq_along(design$term_labels)),
    "y must be a double matrix n x m with names" =
      is.double(design$y) && identical(dim(design$y), c(n, design$n_responses)) && length(colnames(design$y)) == design$n_responses,
    "weights must be double, n" = is.null(design$weights) || (is.double(design$weights) && length(design$weights) == n),
    "offset must be double, n x m" = is.null(design$offset) || (is.double(design$offset) && identical(dim(design$offset), dim(design$y))),
    "row_names must be n names" = is.null(design$row_names) || (is.character(design$row_names) && length(design$row_names) == n)
  )
  if (!all(check)) stop("new_design(): ", names(check)[!check][1L], call. = FALSE)
  design
}

# The responses of a design or a fit without the offset.
less_offset <- function(data) if (is.null(data$offset)) data$y else data$y - data$offset

#' @method print normball_design
#' @export
print.normball_design <- function(x, ...) {
  some <- function(values) toString(c(utils::head(values, 8L), if (length(values) > 8L) "..."))
  size <- if (is.null(x$x)) "" else paste0(": ", nrow(x$x), " rows, ", ncol(x$x), if (ncol(x$x) == 1L) " column" else " columns",
                                           if (!is.matrix(x$x)) paste0(" (sparse, ", length(x$x@x), " entries)"))
  cat("Design by ", x$interface, size, if (x$intercept) ", intercept" else ", no intercept", "\n", sep = "")
  cat("Response: ", some(colnames(x$y) %||% x$response_name), "\nColumns:  ", some(x$columns), "\n", sep = "")
  if (length(x$xlevels)) cat("Coded by ", x$coding, ": ", some(names(x$xlevels)), "\n", sep = "")
  extra <- c(if (!is.null(x$weights)) "weights", if (!is.null(x$offset)) "offset")
  if (length(extra)) cat("With ", paste(extra, collapse = " and "), "\n", sep = "")
  if (length(x$na_action)) cat(length(x$na_action), "rows left out because of missing values\n")
  invisible(x)
}
