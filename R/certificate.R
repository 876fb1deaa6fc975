# The user's certificate: proof, recomputed from the data, of how far a solution is from the optimum.

#' Certificate of optimality
#'
#' For every solution the value of the objective, a lower bound on the optimum by duality, and their difference, computed from the data and
#' the coefficients alone. Nothing of the factorisation enters, so an error in it would show here.
#'
#' With centred and \eqn{\sqrt{w_i/W}}-weighted response y and columns A (`loss = "mean"`; without the division by \eqn{W} for
#' `loss = "sum"`), and \eqn{\nu_j = v_j s_j^2} the penalty factor times, under `standardize = TRUE`, the squared column SD,
#' the primal problem is
#' \deqn{P(b) = \tfrac12 \|y - Ab\|^2 + \tfrac\lambda2 \sum_j \nu_j b_j^2}{P(b) = 1/2 |y - A b|^2 + lambda/2 sum_j nu_j b_j^2}
#' and its dual, for any t with \eqn{a_j't = 0} in unpenalised columns,
#' \deqn{D(t) = t'y - \tfrac12 \|t\|^2 - \frac1{2\lambda} \sum_{\nu_j > 0} (a_j't)^2/\nu_j \;\le\; \min P.}{
#'   D(t) = t'y - 1/2 |t|^2 - 1/(2 lambda) sum (a_j't)^2 / nu_j <= min P.}
#' At the residual t of the fit (after unpenalised coefficients settle, a move z) the gap is a sum of squares,
#' \deqn{P - D = \tfrac12 \|Az\|^2 + \sum_{\nu_j > 0} (a_j't - \lambda \nu_j b_j)^2 / (2 \lambda \nu_j),}{
#'   P - D = 1/2 |A z|^2 + sum (a_j't - lambda nu_j b_j)^2 / (2 lambda nu_j),}
#' so that a gap of 1e-20 is seen as such and not lost in rounding.
#'
#' @param fit A fit, or a [cv()] of one (then its chosen fit is certified).
#' @param lambda `NULL`: the chosen lambda if there is one, else the whole path; `"all"`: the whole path; or numbers >= 0.
#' @param ... Not used; anything here is an error.
#' @return A data frame with one row per response and lambda:
#' \item{response}{name of the response}
#' \item{lambda}{penalty, on the scale of the fit's loss}
#' \item{primal, dual, gap}{objective at the coefficients, its lower bound, and their difference (>= 0), on the scale of the loss}
#' \item{relative_gap}{`gap` divided by the objective of the null model (0 where both are 0)}
#' \item{kkt}{largest violation of stationarity over penalised columns, per column SD, relative to the largest correlation with the
#'   response}
#' \item{feasibility}{the same for intercept and unpenalised columns}
#' \item{status}{`"optimal"`, or what is missing}
#' @section Errors: `normball_error_lambda`: as in [criteria()]. `normball_error_unsupported`: the fit holds no data (`model = FALSE`).
#' @references Boyd and Vandenberghe (2004) Convex Optimization, chapter 5.
#' @examples
#' certificate(ridge(mpg ~ ., data = mtcars), lambda = c(10, 0.1, 0))
#' @export
certificate <- function(fit, lambda = NULL, ...) UseMethod("certificate")

#' @export
certificate.default <- function(fit, lambda = NULL, ...) {
  nb_abort("type", "certificate() needs a fit of this package, such as from ridge() or lasso(), or its cv(); got ", describe(fit), ".")
}

#' @rdname certificate
#' @export
certificate.normball_ridge <- function(fit, lambda = NULL, ...) {
  check_dots(...)
  lambda <- resolve_lambda(fit, lambda)$lambda
  refuse_bare(fit)
  certificate_ridge(fit, lambda)
}

#' @rdname certificate
#' @export
certificate.normball_lasso <- function(fit, lambda = NULL, ...) {
  check_dots(...)
  lambda <- resolve_lambda(fit, lambda)$lambda
  refuse_bare(fit)
  y <- if (is.null(fit$offset)) fit$y else fit$y - fit$offset
  certify_lasso(fit$x, y, fit$weights, fit, lambda, coefficients_at(fit, lambda))$table
}

refuse_bare <- function(fit) {
  if (!is.null(fit$x)) return(invisible())
  nb_abort("unsupported", "certificate() recomputes from the data, which a fit with `model = FALSE` does not hold.")
}

#' @rdname certificate
#' @export
certificate.normball_cv <- function(fit, lambda = NULL, ...) certificate(fit$fit, lambda = lambda, ...)
