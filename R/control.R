#' Settings of the numerical work
#'
#' How a fit is computed, apart from what is computed: the algorithm, the certificate, the limits of iterative solvers, where a path ends.
#'
#' @param method Algorithm, kept in `fit$algorithm`. For [ridge()], the route of the factorisation:
#'   * `"auto"` (default): `"gram"` where the design is conditioned well enough for it, else `"qr"`; conjugate gradients for sparse designs
#'     with more than 2000 rows and columns;
#'   * `"gram"`: eigenvalues of the smaller of X'X and XX', the fastest;
#'   * `"qr"`: QR of the design, then the singular values of the triangle;
#'   * `"svd"`: singular values of the design itself, the most accurate.
#'
#'   For [lasso()], how its active set is found; every one ends in a direct solve:
#'   * `"auto"` (default): by an estimate of the cost;
#'   * `"gram"`: active sets on the whole of X'X, for more rows than columns;
#'   * `"working_set"`: active sets on the part of X'X that belongs to a working set of columns, screened against X;
#'   * `"descent"`: coordinate descent with extrapolation on a working set, for large sparse designs, to a relative duality gap of 1e-11;
#'     designs of up to 1e5 entries (n p) are solved by active sets all the same, exactly.
#'
#'   A method that the verb does not have is an error.
#'
#'   An interrupt (Ctrl-C) stops `"gram"` at once; in `"qr"` and `"svd"` it waits for the singular value decomposition in LAPACK to end.
#' @param certify `TRUE` (default): compute the duality gap of every solution from the data; `FALSE` saves that one pass over them.
#' @param max_iter Limit of iterations of the conjugate gradients per penalty, a whole number >= 1; `NULL` (default): ten times the smaller
#'   side of the design.
#' @param tolerance Relative residual at which the conjugate gradients stop, strictly between 0 and 1; default `1e-12`.
#' @param max_df For [lasso()]: end the path before more coefficients than this are not 0, a whole number >= 0; `NULL` (default): never.
#' @param max_deviance For [lasso()]: end the path once more than this share of the deviance that intercept and unpenalised columns leave is
#'   explained, from 0 to 1; `NULL` (default): never.
#' @param max_knots For [lasso()] with `path = "exact"`: end the path at this knot, a whole number >= 1; `NULL` (default): never.
#' @param threads Number of threads for the folds of [cv()] of a lasso, a whole number >= 1; default 1. The numbers do not depend on it.
#' @param progress Whether long computations may report their progress; default: in interactive sessions.
#' @param ... Not used: an unknown setting is an error.
#' @return A list of class `normball_control` with the arguments as components.
#' @section Errors: `normball_error_type` for a value outside its range, `normball_error_unknown_argument` for an unknown setting.
#' @examples
#' ridge(y ~ ., diabetes, control = normball_control(method = "svd"))$algorithm
#' @export
normball_control <- function(method = c("auto", "gram", "qr", "svd", "working_set", "descent"), certify = TRUE, max_iter = NULL,
                             tolerance = 1e-12, max_df = NULL, max_deviance = NULL, max_knots = NULL, threads = 1, progress = interactive(),
                             ...) {
  check_dots(...)
  structure(
    list(
      method = check_choice(method, "method", c("auto", "gram", "qr", "svd", "working_set", "descent")),
      certify = check_flag(certify, "certify"),
      max_iter = if (!is.null(max_iter)) check_whole(max_iter, "max_iter", lower = 1),
      tolerance = check_number(tolerance, "tolerance", 0, 1, strict = TRUE),
      max_df = if (!is.null(max_df)) check_whole(max_df, "max_df", lower = 0),
      max_deviance = if (!is.null(max_deviance)) check_number(max_deviance, "max_deviance", 0, 1),
      max_knots = if (!is.null(max_knots)) check_whole(max_knots, "max_knots", lower = 1),
      threads = check_whole(threads, "threads", lower = 1),
      progress = check_flag(progress, "progress")
    ),
    class = "normball_control"
  )
}

#' @method print normball_control
#' @export
print.normball_control <- function(x, ...) {
  shown <- vapply(x, \(value) if (is.null(value)) "default" else format(value), "")
  cat("Settings of the numerical work: ", paste(names(x), shown, sep = " = ", collapse = ", "), "\n", sep = "")
  invisible(x)
}
