#' The Lagrangian of a norm-constrained fit
#'
#' Ridge, lasso and elastic net as constrained least squares: the value of the generalised Lagrangian at a fit, and whether the fit and its
#' penalty are a saddle point of it.
#'
#' The problem "least loss \eqn{J(b)} subject to \eqn{P(b) \le r}" has the generalised Lagrangian (Goodfellow, Bengio and Courville 2016,
#' equation 7.26)
#' \deqn{L(b, \alpha) = J(b) + \alpha\, (P(b) - r), \qquad \alpha \ge 0,}{L(b, a) = J(b) + a (P(b) - r),   a >= 0,}
#' with \eqn{J} the loss of the fit (mean or sum, with its factor 1/2) and \eqn{P} its penalty, which for lasso and elastic net is what
#' [lambda_to_radius()] gives. For ridge \eqn{P(b) = \frac12\|b\|^2}{P(b) = |b|^2 / 2}, and its radius is the norm, so that
#' \deqn{L(b, \alpha) = J(b) + \frac\alpha2 (\|b\|^2 - r^2).}{L(b, a) = J(b) + a/2 (|b|^2 - r^2).}
#' Either way the multiplier is `lambda` itself: the solution \eqn{b(\lambda)} minimises \eqn{L(\cdot, \lambda)} (among coefficients within
#' the bounds of the fit, where it has any), so that \eqn{q(\lambda) = L(b(\lambda), \lambda)} is the dual function. It never exceeds the
#' least loss within the ball, and equals it at the multiplier of the radius.
#'
#' \eqn{(b(\lambda), \lambda)} is a **saddle point**, \eqn{L(b(\lambda), \alpha) \le L(b(\lambda), \lambda) \le L(b, \lambda)} for every b
#' and every \eqn{\alpha \ge 0}, exactly if three conditions hold, and each is checked by its own number:
#' * no b lowers L: `gap`, the duality gap of [certificate()] recomputed from the data, bounds what any b could gain;
#' * the constraint holds: `slope`, \eqn{\partial L/\partial\alpha}, which is \eqn{(\|b\|^2 - r^2)/2}{(|b|^2 - r^2)/2} or
#'   \eqn{P(b) - r}, is not positive;
#' * no \eqn{\alpha} raises L: `complementarity`, \eqn{\lambda} times the slope, is 0.
#'
#' Where several lambdas share the radius each of them is a multiplier; `multiplier` is the smallest.
#'
#' @param fit A fit of one response by [ridge()], [ridgeless()], [lasso()] or [elastic_net()], or a [cv()] of one.
#' @param lambda One penalty >= 0; `NULL` (default): the multiplier of `radius` where that is given, else the chosen lambda.
#' @param radius One radius >= 0; `NULL` (default): that of the solution at `lambda`, so that the two are a pair.
#' @param x A result of `lagrangian()`.
#' @param digits Significant digits.
#' @param ... Not used: an unknown argument is an error.
#' @return A list of class `normball_lagrangian`: `lambda`, `radius`, `coefficients` (of the solution at `lambda`), `norm` (of these: the
#'   norm for ridge, else \eqn{P}), `loss` (\eqn{J}), `value` (\eqn{L}), `multiplier` (the lambda that belongs to `radius`), `optimum` (the
#'   least loss within the radius), `shortfall` (`optimum - value`, >= 0 up to rounding: weak duality), `gap`, `slope`, `complementarity`,
#'   `slack` (whether the limit `lambda = 0` lies within the radius), `saddle` (`TRUE` where all three conditions hold to 1e-8 of the null
#'   loss, and of \eqn{r^2} or \eqn{r} for the slope), `squared` (whether the constraint is that of ridge) and `objective`.
#' @section Errors: `normball_error_lambda` or `_radius` for a value that is no single number >= 0, or a radius below what bounds of the
#'   coefficients leave; `normball_error_unsupported` for several responses, a fit without its data or without a factorisation.
#' @references Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.2. MIT Press.
#'
#' Boyd, S. and Vandenberghe, L. (2004). *Convex Optimization*, section 5.4. Cambridge University Press.
#' @seealso [lambda_to_radius()], [constrained()], [certificate()].
#' @examples
#' fit <- ridge(y ~ ., diabetes)
#' lagrangian(fit, radius = 20)
#' lagrangian(fit, lambda = 1, radius = 20) # not a pair: a lower bound only
#' lagrangian(lasso(y ~ ., diabetes), radius = 50)
#' @export
lagrangian <- function(fit, lambda = NULL, radius = NULL, ...) UseMethod("lagrangian")

#' @rdname lagrangian
#' @export
lagrangian.normball_ridge <- function(fit, lambda = NULL, radius = NULL, ...) {
  check_dots(...)
  if (n_responses(fit) > 1L) {
    nb_abort("unsupported", "lagrangian() is defined for one response; this fit has ", n_responses(fit), ".")
  }
  if (!is.null(radius)) check_one_radius(radius)
  pair <- lagrangian_pair(fit, lambda, radius)
  new_lagrangian(fit, pair$lambda, pair$radius, pair$multiplier)
}

#' @rdname lagrangian
#' @export
lagrangian.normball_lasso <- lagrangian.normball_ridge

#' @export
lagrangian.normball_cv <- function(fit, ...) lagrangian(fit$fit, ...)

#' @export
lagrangian.default <- function(fit, ...) refuse_radius(fit)

check_one_radius <- function(radius) {
  check_radius(radius)
  if (length(radius) != 1L || !is.finite(radius)) nb_abort("radius", "`radius` must be one finite number >= 0; got ", describe(radius), ".")
}

# list(lambda, radius, multiplier): what is not given belongs to what is.
lagrangian_pair <- function(fit, lambda, radius) {
  quiet <- \(radius) as.vector(withCallingHandlers(radius_to_lambda(fit, radius), normball_message = \(m) invokeRestart("muffleMessage")))
  if (is.null(radius)) {
    lambda <- resolve_one_lambda(fit, lambda, "lagrangian()")
    return(list(lambda = lambda, radius = unname(lambda_to_radius(fit, lambda)), multiplier = lambda))
  }
  multiplier <- quiet(radius)
  if (is.null(lambda) && multiplier == Inf) {
    nb_abort("radius", "`radius = 0` leaves only b = 0, whose multiplier has no finite value; give a radius > 0, or `lambda` as well.")
  }
  lambda <- if (is.null(lambda)) multiplier else resolve_one_lambda(fit, lambda, "lagrangian()")
  list(lambda = lambda, radius = as.double(radius), multiplier = multiplier)
}

new_lagrangian <- function(fit, lambda, radius, multiplier) {
  squared <- fit$mixture == 0
  per_loss <- if (fit$loss == "sum") 0.5 else 0.5 / total_weight(fit)
  loss_at <- \(at) per_loss * (if (at == Inf) deviance_of_none(fit) else drop(deviance_at(fit, at)))
  norm <- unname(lambda_to_radius(fit, lambda))
  loss <- loss_at(lambda)
  slope <- if (squared) (norm - radius) * (norm + radius) / 2 else norm - radius
  value <- loss + lambda * slope
  optimum <- loss_at(multiplier)
  gap <- certificate(fit, lambda)$gap
  small <- 1e-8 * per_loss * max(fit$null_deviance, .Machine$double.xmin)
  scale <- max(if (squared) radius^2 else radius, .Machine$double.xmin)
  holds <- gap <= small && slope <= 1e-8 * scale && abs(lambda * slope) <= small
  structure(class = "normball_lagrangian", list(
    lambda = lambda, radius = radius, coefficients = one_solution(fit, lambda), norm = norm, loss = loss, value = value,
    multiplier = multiplier, optimum = optimum, shortfall = optimum - value, gap = gap, slope = slope, complementarity = lambda * slope,
    slack = multiplier == 0, saddle = holds, squared = squared, objective = objective_text(fit)
  ))
}

one_solution <- function(fit, lambda) drop_lambda(coefficients_at(fit, lambda), TRUE)

# What is left of the response when no penalised column is used: the unpenalised ones are projected out of the y of the scaled problem.
deviance_of_none <- function(fit) {
  problem <- fit$factor$problem
  problem$total_weight * (problem$y_unit[[1L]] * norm_of(problem$y))^2
}

#' @rdname lagrangian
#' @method print normball_lagrangian
#' @export
print.normball_lagrangian <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  number <- \(value) format(value, digits = digits)
  constraint <- if (x$squared) "a/2 (|b|^2 - r^2)" else "a (P(b) - r)"
  size <- if (x$squared) "|b|" else "P(b)"
  cat("Lagrangian L(b, a) = J(b) + ", constraint, " of least squares within ", if (x$squared) "a ball" else "P(b) <= r", "\n", sep = "")
  cat("At a = lambda = ", number(x$lambda), ", r = ", number(x$radius), ": J = ", number(x$loss), ", ", size, " = ", number(x$norm),
      ", L = ", number(x$value), "\n", sep = "")
  cat("Least loss within the ball: ", number(x$optimum), " at the multiplier ", number(x$multiplier),
      if (x$slack) " (the constraint is slack)", "; L falls short of it by ", format(x$shortfall, digits = 2L), "\n", sep = "")
  cat("Saddle point: ", if (x$saddle) "yes" else "no", "\n", sep = "")
  cat("  least over b:  no b lowers L by more than the gap ", format(x$gap, digits = 2L), "\n", sep = "")
  cat("  most over a:   slope ", if (x$squared) "(|b|^2 - r^2)/2" else "P(b) - r", " = ", format(x$slope, digits = 2L), ", times lambda ",
      format(x$complementarity, digits = 2L), "\n", sep = "")
  invisible(x)
}
