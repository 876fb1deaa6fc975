# Accessors of a fit: what `lm` users expect to be able to ask, at any lambda.
#
# Shapes, everywhere: where the fit has a single solution (one lambda, or one chosen by select_lambda() or cv()) and `lambda` is not given,
# the lambda dimension is dropped; otherwise there is one column per lambda. Several responses add a last dimension.

#' Coefficients, fitted values and other parts of a fit
#'
#' The accessors of `lm`, at any penalty: the solution at every `lambda` is exact, whether or not it lies on the path of the fit.
#'
#' @param object,formula,x A fit made by [ridge()] or [lasso()].
#' @param lambda `NULL` (default) for the lambda chosen by [select_lambda()] or [cv()], or the whole path where none was chosen; `"all"` for
#'   the whole path; or any finite numbers >= 0 in the fit's own units, solved exactly in the order given.
#' @param type For `residuals()`: `"response"` (y - fitted), `"pearson"` (the same times the square root of the weight) or `"loo"`
#'   (y minus its prediction by the fit that leaves the row out, in closed form; ridge only).
#' @param use.fallback Given by other methods, as [stats::nobs()] documents; of no effect.
#' @param full For `case.names()`: also the rows of zero weight?
#' @param data For `model.matrix()`: a data frame or matrix to build the design of; default the data of the fit.
#' @param ... Nothing for most methods: an unknown argument is an error. For `model.frame()`, `data`, `subset`, `na.action`, `weights` and
#'   `offset` in place of those of the call.
#'
#' @return
#' With n rows, p columns, L lambdas and m responses (k = 1 with an intercept, else 0):
#' * `coef()`: a named vector (k + p) for a single solution (a matrix (k + p) x m with several responses), else a matrix (k + p) x L (an
#'   array (k + p) x L x m; a sparse `dgCMatrix` for a lasso). Coefficients are on the scale of the columns as given.
#' * `fitted()`, `residuals()`: the same shapes with n rows, named by the rows of the data, padded with `NA` under `na.exclude`.
#'   Fitted values include the offset. Rows of zero weight have fitted values too; their `"loo"` residual is their plain residual, because
#'   leaving them out changes nothing.
#' * `deviance()`: the weighted residual sum of squares, one number per lambda (a matrix L x m with several responses).
#' * `df.residual()`: `nobs` minus the effective degrees of freedom, one number per lambda.
#' * `sigma()`: the square root of deviance over residual degrees of freedom, in their shape.
#' * `nobs()`: the number of rows of positive weight. `weights()`: the weights as given or `NULL`. `family()`: [stats::gaussian()].
#' * `formula()`, `model.frame()`: as for `lm`, for fits by formula. `model.matrix()`: the design as fitted, with its intercept column.
#' * `variable.names()`, `case.names()`: names of the coefficients and of the rows.
#'
#' `update()` works by the call, as for `lm`.
#'
#' @section Errors:
#' `normball_error_lambda` for a lambda that is not a finite number >= 0; `normball_error_unsupported` where the data were not kept
#' (`model = FALSE`) or the fit has no formula.
#'
#' @examples
#' fit <- ridge(mpg ~ ., mtcars)
#' coef(fit, lambda = c(1, 0.1))
#' head(fitted(fit, lambda = 0.1))
#' deviance(fit, lambda = 0)
#' df.residual(fit, lambda = c(1, 0.1))
#' coef(update(fit, . ~ wt + hp, lambda = 1))
#' @name fit-methods
#' @importFrom stats coef fitted residuals deviance nobs df.residual weights family formula model.frame model.matrix
#' @importFrom stats variable.names case.names napredict gaussian
NULL

#' @rdname fit-methods
#' @export
coef.normball_fit <- function(object, lambda = NULL, ...) {
  check_dots(...)
  at <- resolve_lambda(object, lambda)
  drop_lambda(coefficients_at(object, at$lambda), at$single)
}

#' @rdname fit-methods
#' @export
fitted.normball_fit <- function(object, lambda = NULL, ...) {
  check_dots(...)
  at <- resolve_lambda(object, lambda)
  pad_rows(object, fitted_array(object, at$lambda)) |> drop_lambda(at$single)
}

#' @rdname fit-methods
#' @export
residuals.normball_fit <- function(object, type = c("response", "pearson", "loo"), lambda = NULL, ...) {
  check_dots(...)
  type <- check_choice(type, "type", c("response", "pearson", "loo"))
  at <- resolve_lambda(object, lambda)
  pad_rows(object, residual_array(object, at$lambda, type)) |> drop_lambda(at$single)
}

#' @rdname fit-methods
#' @export
deviance.normball_fit <- function(object, lambda = NULL, ...) {
  check_dots(...)
  at <- resolve_lambda(object, lambda)
  value <- deviance_at(object, at$lambda)
  dimnames(value) <- list(lambda_labels(at$lambda), response_names(object))
  if (at$single && ncol(value) == 1L) return(value[[1L]])
  if (at$single || ncol(value) == 1L) value[, , drop = TRUE] else value
}

#' @rdname fit-methods
#' @export
df.residual.normball_fit <- function(object, lambda = NULL, ...) {
  check_dots(...)
  at <- resolve_lambda(object, lambda)
  value <- object$nobs - df_at(object, at$lambda)
  if (at$single) value else stats::setNames(value, lambda_labels(at$lambda))
}

#' @rdname fit-methods
#' @export
nobs.normball_fit <- function(object, use.fallback = FALSE, ...) {
  check_dots(...)
  object$nobs
}

#' @rdname fit-methods
#' @importFrom stats sigma
#' @export
sigma.normball_fit <- function(object, ...) sqrt(deviance(object, ...) / df.residual(object, ...))

#' @rdname fit-methods
#' @export
weights.normball_fit <- function(object, ...) {
  check_dots(...)
  if (is.null(object$weights)) NULL else napredict(object$na.action, object$weights)
}

#' @rdname fit-methods
#' @export
family.normball_fit <- function(object, ...) object$family

#' @rdname fit-methods
#' @export
formula.normball_fit <- function(x, ...) {
  if (!is.null(x$terms)) return(formula(x$terms))
  verb <- if (inherits(x, "normball_lasso")) "lasso" else if (inherits(x, "normball_constrained")) "constrained" else "ridge"
  nb_abort("unsupported", "This fit was made from a matrix and has no formula; refit by `", verb, "(formula, data)`.")
}

#' @rdname fit-methods
#' @export
model.frame.normball_fit <- function(formula, ...) {
  if (is.null(formula$terms)) nb_abort("unsupported", "This fit was made from a matrix and has no model frame.")
  parts <- c("data", "subset", "weights", "na.action", "offset")
  given <- list(...)
  unknown <- setdiff(names(given), parts)
  if (length(unknown)) nb_abort("unknown_argument", "Unknown argument to model.frame(): ", toString(unknown), ".")
  call <- formula$call[c(1L, match(c("formula", parts), names(formula$call), 0L))]
  call[[1L]] <- quote(stats::model.frame)
  call$formula <- formula$terms
  call$drop.unused.levels <- TRUE
  call[names(given)] <- given
  eval(call, environment(formula$terms), parent.frame())
}

#' @rdname fit-methods
#' @export
model.matrix.normball_fit <- function(object, data = NULL, ...) {
  check_dots(...)
  x <- if (is.null(data)) kept(object, "x", "model.matrix()") else design_replay(object, data, offset = 0)$x
  dimnames(x) <- list(if (is.null(data)) row_labels(object) else rownames(x), object$design$columns)
  if (object$intercept) cbind("(Intercept)" = 1, x) else x
}

#' @rdname fit-methods
#' @export
variable.names.normball_fit <- function(object, ...) {
  check_dots(...)
  coefficient_names(object)
}

#' @rdname fit-methods
#' @export
case.names.normball_fit <- function(object, full = FALSE, ...) {
  check_dots(...)
  check_flag(full, "full")
  if (full || is.null(object$weights)) row_labels(object) else row_labels(object)[object$weights > 0]
}
