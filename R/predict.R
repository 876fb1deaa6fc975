#' Predictions from a fit
#'
#' Predicted means at new rows, coefficients or the names of the nonzero ones, at any lambda. New data are coded as the data of the fit
#' were: factors by the same levels, `poly()` and `ns()` with the same basis.
#'
#' @param object A fit made by [ridge()] or [lasso()].
#' @param newdata A data frame (fits by formula or data frame) or a matrix with the columns of x (fits by matrix). Missing: the data of the
#'   fit, with rows padded under `na.exclude`.
#' @param lambda `NULL` (default) for the lambda chosen by [select_lambda()] or [cv()], or the whole path where none was chosen; `"all"`;
#'   or any finite numbers >= 0, solved exactly.
#' @param type `"link"` and `"response"` are the same for squared error: offset + intercept + x'b. `"coefficients"` is [coef()].
#'   `"nonzero"` gives the names of the columns whose coefficient is not zero. `"class"` is an error for squared error.
#' @param newoffset The offset of the new rows: a vector, or a matrix with one column per response. Needed where the fit was made with an
#'   `offset` argument that cannot be found in `newdata`; an `offset()` term of the formula is evaluated in `newdata`, and `newoffset` is
#'   then used in its place.
#' @param na.action What to do with rows of `newdata` that have missing values: [stats::na.pass()] (default) and [stats::na.exclude()]
#'   predict `NA`, [stats::na.omit()] drops them, [stats::na.fail()] is an error.
#' @param ... Nothing: an unknown argument is an error.
#'
#' @return For `"link"` and `"response"`: a named vector of one value per row for a single solution (a matrix rows x m with m responses),
#'   else a matrix rows x L (an array rows x L x m). For `"nonzero"`: a character vector for a single solution, else a list with one per
#'   lambda; with several responses, a list with one of these per response.
#'
#' @section Errors:
#' `normball_error_newdata` (a column or an offset is missing), `normball_error_newlevel` (a factor level the fit has not seen),
#' `normball_error_lambda`, `normball_error_unsupported` (`"class"`; no `newdata` where the fit was made with `model = FALSE`).
#'
#' @examples
#' fit <- ridge(mpg ~ wt + hp + factor(cyl), mtcars)
#' predict(fit, head(mtcars), lambda = 0.1)
#' predict(fit, lambda = 0.1, type = "nonzero")
#' @importFrom stats predict na.pass
#' @export
predict.normball_fit <- function(object, newdata, lambda = NULL, type = c("link", "response", "coefficients", "nonzero", "class"),
                                 newoffset = NULL, na.action = na.pass, ...) {
  check_dots(...)
  type <- check_predict_type(type)
  action <- action_name(na.action)
  if (type == "coefficients") return(coef(object, lambda = lambda))
  if (type == "nonzero") return(nonzero_names(object, lambda))
  at <- resolve_lambda(object, lambda)
  if (missing(newdata) || is.null(newdata)) {
    if (!is.null(newoffset)) nb_abort("newdata", "`newoffset` was given without `newdata`.")
    return(pad_rows(object, fitted_array(object, at$lambda, "predict()")) |> drop_lambda(at$single))
  }
  replayed <- design_replay(object, newdata, offset = newoffset)
  eta <- linear_predictor(replayed$x, coefficients_at(object, at$lambda), object$intercept, replayed$offset)
  if (nrow(eta)) dimnames(eta)[[1L]] <- new_row_labels(newdata, replayed$x)
  drop_lambda(handle_missing_rows(eta, action), at$single)
}

check_predict_type <- function(type) {
  type <- check_choice(type, "type", c("link", "response", "coefficients", "nonzero", "class"))
  if (type == "class") {
    nb_abort("unsupported", "`type = \"class\"` has no meaning for a numeric response; use \"response\" and a threshold of your own.")
  }
  type
}

new_row_labels <- function(newdata, x) {
  labels <- if (is.data.frame(newdata)) row.names(newdata) else rownames(newdata)
  if (!is.null(labels) && length(labels) == nrow(x)) labels else rownames(x) %||% as.character(seq_len(nrow(x)))
}

# A row with a missing predictor has a missing prediction at every lambda; `action` says what becomes of it.
handle_missing_rows <- function(eta, action) {
  lost <- is.na(rowSums(matrix(eta, nrow(eta))))
  if (!any(lost)) return(eta)
  switch(action,
    na.fail = nb_abort("newdata", "`newdata` has missing values in row ", dimnames(eta)[[1L]][lost][1L], " and `na.action` is na.fail."),
    na.omit = eta[!lost, , , drop = FALSE],
    eta
  )
}

# The name of one of R's four actions, given as a function or by name.
action_name <- function(na.action) {
  known <- c("na.omit", "na.exclude", "na.fail", "na.pass")
  if (is.character(na.action) && length(na.action) == 1L && na.action %in% known) return(na.action)
  same <- vapply(known, \(name) identical(na.action, get(name, envir = asNamespace("stats"))), logical(1L))
  if (any(same)) return(known[same])
  if (is.null(na.action)) return("na.pass")
  nb_abort("type", "`na.action` must be one of ", toString(known), ".")
}

nonzero_names <- function(object, lambda) {
  at <- resolve_lambda(object, lambda)
  value <- coefficients_at(object, at$lambda)
  if (is_sparse(value)) {
    names <- nonzero_rows(value, object$intercept)
    return(if (at$single) names[[1L]] else stats::setNames(names, lambda_labels(at$lambda)))
  }
  if (object$intercept) value <- value[-1L, , , drop = FALSE]
  columns <- dimnames(value)[[1L]]
  of_response <- function(j) {
    names <- lapply(seq_along(at$lambda), \(l) columns[value[, l, j] != 0])
    if (at$single) names[[1L]] else stats::setNames(names, lambda_labels(at$lambda))
  }
  if (n_responses(object) == 1L) return(of_response(1L))
  stats::setNames(lapply(seq_len(n_responses(object)), of_response), response_names(object))
}

# Names of the slopes that are not zero, a list with one vector per column of sparse coefficients.
nonzero_rows <- function(coefficients, intercept) {
  stored <- coefficients@x != 0 & coefficients@i >= as.integer(intercept)
  column <- rep(seq_len(ncol(coefficients)), diff(coefficients@p))
  split(rownames(coefficients)[coefficients@i + 1L][stored], factor(column[stored], seq_len(ncol(coefficients)))) |> unname()
}
