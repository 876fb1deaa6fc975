# The adaptive lasso: penalty factors from a first fit, handed to lasso(penalty_factor = ).

#' Penalty factors for the adaptive lasso
#'
#' Turns the coefficients of a first fit, by default ridge at the lambda of its least leave-one-out error, into penalty factors: what is
#' large there is penalised less. `lasso(y ~ ., d, penalty_factor = adaptive_weights(ridge(y ~ ., d)))` is the adaptive lasso of Zou (2006),
#' which selects the true columns with probability tending to 1 where the lasso itself need not.
#'
#' With \eqn{\tilde b} the coefficients of the first fit and \eqn{s_j} the standard deviation of column j if that fit was standardised,
#' else 1,
#' \deqn{v_j = |s_j \tilde b_j|^{-\mathrm{power}} .}
#' So the factors do not depend on the units of the columns if both fits are standardised; use the same `standardize` in both. A factor is a
#' property of the problem, not a scale: multiplying all of them by one number divides `lambda` by it and changes no fit.
#'
#' Columns whose coefficient is zero in the first fit have factor `Inf`, which excludes them: after a ridge fit these are the constant
#' columns only, after a lasso all columns it did not select. Columns that the first fit left unpenalised (factor 0) or excluded (`Inf`)
#' keep that factor.
#'
#' @param object A fit by [ridge()] or [lasso()] with one response, or its [cv()]; a fit by [stats::lm()] (then \eqn{s_j = 1}, and the
#'   names are those of its coefficients); or a formula, for a ridge fit with `...`.
#' @param lambda Of the first fit: one number >= 0; `NULL` (default) for the chosen lambda, or where none was chosen that of the
#'   least leave-one-out error of a ridge fit.
#' @param power Exponent > 0; 1 by default. Greater exponents select fewer columns.
#' @param ... For a formula: arguments of [ridge()], such as `data`. Otherwise not used: an unknown argument is an error.
#' @return A named vector of numbers > 0, `Inf` included: one penalty factor per column.
#' @section Errors: `normball_error_type`: `object` is no such fit, or `power` no number > 0. `normball_error_lambda`: several lambdas and
#'   none chosen. `normball_error_unsupported`: several responses, or no coefficient differs from zero.
#' @references Zou, H. (2006) The adaptive lasso and its oracle properties. *Journal of the American Statistical Association* 101,
#'   1418-1429.
#' @seealso [lasso()], whose `penalty_factor` takes the result; [selected()].
#' @examples
#' weights <- adaptive_weights(ridge(y ~ ., diabetes))
#' weights
#' lasso(y ~ ., diabetes, penalty_factor = weights) |> select_lambda("bic") |> selected()
#' adaptive_weights(y ~ ., data = diabetes, power = 2)
#' @export
adaptive_weights <- function(object, ...) UseMethod("adaptive_weights")

#' @rdname adaptive_weights
#' @export
adaptive_weights.normball_fit <- function(object, lambda = NULL, power = 1, ...) {
  check_dots(...)
  check_number(power, "power", lower = 0, upper = Inf, strict = TRUE)
  if (inherits(object, "normball_constrained")) {
    nb_abort("unsupported", "adaptive_weights() takes a fit by ridge(), lasso() or lm(); for a constrained fit see as_ridge() and ",
             "as_lasso().")
  }
  if (n_responses(object) > 1L) {
    nb_abort("unsupported", "adaptive_weights() needs a fit of one response; this one has ", n_responses(object), ".")
  }
  if (is.null(lambda) && is.null(object$chosen) && length(object$lambda) > 1L && inherits(object, "normball_ridge")) {
    object <- select_lambda(object, "loo")
  }
  lambda <- resolve_one_lambda(object, lambda, "adaptive_weights()")
  slopes <- as.vector(coefficients_at(object, lambda))[object$intercept + seq_len(object$p)]
  if (object$standardize) slopes <- slopes * object$scales
  weights <- inverse_power(setNames(slopes, object$design$columns), power)
  kept <- object$penalty_factor == 0 | is.infinite(object$penalty_factor)
  replace(weights, kept, object$penalty_factor[kept])
}

#' @rdname adaptive_weights
#' @export
adaptive_weights.normball_cv <- function(object, lambda = NULL, power = 1, ...) {
  check_dots(...)
  adaptive_weights(object$fit, lambda = lambda, power = power)
}

#' @rdname adaptive_weights
#' @export
adaptive_weights.lm <- function(object, power = 1, ...) {
  check_dots(...)
  check_number(power, "power", lower = 0, upper = Inf, strict = TRUE)
  if (inherits(object, "mlm")) nb_abort("unsupported", "adaptive_weights() needs a fit of one response.")
  slopes <- coef(object)
  slopes[is.na(slopes)] <- 0
  inverse_power(slopes[names(slopes) != "(Intercept)"], power)
}

#' @rdname adaptive_weights
#' @export
adaptive_weights.formula <- function(object, ..., lambda = NULL, power = 1) {
  call <- match.call(expand.dots = FALSE)
  fit <- eval(as.call(c(list(quote(normball::ridge), call$object), call$...)), parent.frame())
  adaptive_weights(fit, lambda = lambda, power = power)
}

#' @export
adaptive_weights.default <- function(object, ...) {
  nb_abort("type", "adaptive_weights() needs a fit by ridge(), lasso() or lm(), or a formula; got ", describe(object), ".")
}

inverse_power <- function(slopes, power) {
  if (all(slopes == 0)) nb_abort("unsupported", "adaptive_weights() needs a coefficient that is not zero; the fit has none.")
  abs(slopes)^-power
}
