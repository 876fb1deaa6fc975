# The penalised fit that a fit within a ball is.

#' The penalised fit that a fit within a ball is
#'
#' A ball and a penalty are two sides of one problem: with the multiplier of the ball as `lambda`, [ridge()] (for an `l2_ball()`) or
#' [lasso()] (for an `l1_ball()`, or an `elastic_ball()` with its mixture) has the same coefficients. `as_ridge()` and `as_lasso()` return
#' that fit, with the weights of the ball as penalty factors and the bounds, if any, as bounds.
#'
#' The constraint is one ball; for `as_lasso()` bounds may be joined to it. A ball that is slack has multiplier 0, and the penalised fit is
#' the limit at `lambda = 0`.
#'
#' @param fit A fit of one response by [constrained()].
#' @param radius `NULL` for the radius of the fit or the one chosen by [cv()], or one number >= 0.
#' @param ... Not used: an unknown argument is an error.
#' @return A fit of class `normball_ridge` or `normball_lasso`, at that one `lambda`.
#' @section Errors: `normball_error_unsupported`: the constraint is another, there are several responses, or the ball has no finite
#'   multiplier (an L2 ball of radius 0); `normball_error_radius`: several radii.
#' @seealso [constrained()]; [radius_to_lambda()] for the other direction.
#' @examples
#' fit <- constrained(y ~ ., diabetes, within = l1_ball(50))
#' same <- as_lasso(fit)
#' same$lambda
#' all.equal(as.vector(coef(fit)), as.vector(coef(same)))
#' @name as_penalised
NULL

#' @rdname as_penalised
#' @export
as_ridge <- function(fit, radius = NULL, ...) {
  check_dots(...)
  ball <- single_ball(fit, radius, "l2", "as_ridge()", FALSE)
  design <- fit_design(ball$fit, "as_ridge()")
  new <- ridge_fit(design, lambda = ball$multiplier, penalty_factor = ball$weights, standardize = ball$fit$standardize,
                   loss = ball$fit$loss, control = ball$fit$control)
  new$call <- penalised_call(ball, "ridge")
  new
}

#' @rdname as_penalised
#' @export
as_lasso <- function(fit, radius = NULL, ...) {
  check_dots(...)
  ball <- single_ball(fit, radius, c("l1", "elastic"), "as_lasso()", TRUE)
  design <- fit_design(ball$fit, "as_lasso()")
  new <- lasso_fit(design, lambda = ball$multiplier, mixture = ball$mixture, penalty_factor = ball$weights, lower = ball$lower,
                   upper = ball$upper, standardize = ball$fit$standardize, loss = ball$fit$loss, control = ball$fit$control)
  new$call <- penalised_call(ball, "lasso")
  new
}

# list(fit (at the radius), multiplier, weights (p), mixture, lower, upper (p or NULL)) of a fit whose constraint is one ball of these
# kinds, with bounds if `bounds`.
single_ball <- function(fit, radius, kinds, verb, bounds) {
  if (inherits(fit, "normball_cv")) fit <- fit$fit
  if (!inherits(fit, "normball_constrained")) nb_abort("type", "`fit` must be a fit by constrained(); got ", describe(fit), ".")
  if (n_responses(fit) > 1L) nb_abort("unsupported", verb, " takes a fit of one response; this one has ", n_responses(fit), ".")
  at <- one_at(fit, radius, verb)
  region <- resolve_constraint(at$within, at$design$columns, design_terms(at$design))
  free <- all(region$lower == -Inf & region$upper == Inf)
  fits <- length(region$balls) == 1L && region$balls[[1L]]$kind %in% kinds && !length(region$row_part) &&
    !length(region$matrix_balls) && (bounds || free) && fit$lambda == 0 && !(bounds && !free && fit$standardize)
  if (!fits) {
    nb_abort("unsupported", verb, " needs a fit without penalty within one ", paste0(kinds, "_ball()", collapse = " or "),
             if (bounds) ", and bounds if any (not with `standardize = TRUE`)", "; its constraint is ", at$within$label, ".")
  }
  ball <- region$balls[[1L]]
  multiplier <- unname(at$multiplier[region$parts[ball$part]])
  if (!is.finite(multiplier)) nb_abort("unsupported", verb, ": the ball has radius 0, and no finite penalty makes all coefficients 0.")
  list(fit = at, multiplier = multiplier, weights = ball_weights(ball, region$p), mixture = if (ball$kind == "l1") 1 else ball$mixture,
       lower = if (!free) region$lower, upper = if (!free) region$upper)
}

# The call that would make the penalised fit, so that update() works.
penalised_call <- function(ball, verb) {
  call <- ball$fit$call
  call[[1L]] <- as.name(verb)
  call[c("within", "method", "iteration")] <- NULL
  call$lambda <- ball$multiplier
  call$standardize <- ball$fit$standardize
  if (any(ball$weights != 1)) call$penalty_factor <- ball$weights
  if (verb == "lasso") call$mixture <- ball$mixture
  call$lower <- ball$lower
  call$upper <- ball$upper
  call
}
