# The user's certificate: proof, recomputed from the data, of how far a solution is from the optimum.

#' Certificate of optimality
#'
#' For every solution the value of the objective, a lower bound on the optimum by duality, and their difference, computed from the data and
#' the coefficients alone. Nothing of the factorisation enters, so an error in it would show here.
#'
#' With centred and \eqn{\sqrt{w_i/W}}-weighted response y and columns A (`loss = "mean"`; without the division by \eqn{W} for
#' `loss = "sum"`) the problem is
#' \deqn{P(b) = \tfrac12 \|y - Ab\|^2 + \sum_j \phi_j(b_j), \qquad \phi_j(b) = \lambda \left( \mu_j |b| + \tfrac12 \nu_j b^2 \right)
#'   \quad (\ell_j \le b \le u_j),}{
#'   P(b) = 1/2 |y - A b|^2 + sum_j phi_j(b_j),   phi_j(b) = lambda (mu_j |b| + nu_j/2 b^2)  for lower_j <= b <= upper_j,}
#' with penalty factor \eqn{v_j}, \eqn{s_j} the column's SD under `standardize = TRUE` (else 1), \eqn{\mu_j = \alpha v_j s_j} and
#' \eqn{\nu_j = (1 - \alpha) v_j s_j^2} for `mixture` \eqn{\alpha} (0 for ridge). Its dual, by Fenchel, is for any t
#' \deqn{D(t) = t'y - \tfrac12 \|t\|^2 - \sum_j \phi_j^*(a_j't) \;\le\; \min P, \qquad \phi_j^*(g) = \sup_b \; g b - \phi_j(b).}{
#'   D(t) = t'y - 1/2 |t|^2 - sum_j phi*_j(a_j't) <= min P,   phi*_j(g) = sup_b g b - phi_j(b).}
#' Without bounds \eqn{\phi_j^*(g) = (|g| - \lambda\mu_j)_+^2 / (2\lambda\nu_j)}, and for the lasso (\eqn{\nu_j = 0}) it is 0 where
#' \eqn{|g| \le \lambda\mu_j} and infinite beyond; unpenalised columns ask for \eqn{a_j't = 0}. The dual point is the residual after
#' unpenalised coefficients settle (a move z), \eqn{t = y - A(b + z)}, shrunk by the largest \eqn{s \le 1} that makes D finite. There
#' \deqn{P(b) - D(st) = \tfrac12 \|Az\|^2 + \tfrac12 (1 - s)^2 \|t\|^2 + \sum_j \left[ \phi_j(b_j) + \phi_j^*(s\,a_j't) - s\,a_j't\,b_j
#'   \right],}{P(b) - D(s t) = 1/2 |A z|^2 + 1/2 (1 - s)^2 |t|^2 + sum_j [phi_j(b_j) + phi*_j(s a_j't) - s a_j't b_j],}
#' a sum of terms that are not negative and are computed as such: a gap of 1e-20 is seen and not lost in rounding. For ridge s = 1 and
#' the bracket is \eqn{(a_j't - \lambda \nu_j b_j)^2 / (2 \lambda \nu_j)}{(a_j't - lambda nu_j b_j)^2 / (2 lambda nu_j)}.
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
#'   response (lasso: but at least to 1e-6 of its norm)}
#' \item{feasibility}{the same for intercept and unpenalised columns; and the largest violation of a bound, times the column's SD, relative
#'   to that of the response}
#' \item{status}{`"optimal"`, or what is missing}
#'
#' Of a fit by [constrained()] the same, with `radius` in place of `lambda`; the dual bound is that of all constraints by their multipliers.
#' There `relative_gap` is by the larger of the null objective and what a change of the coefficients in their tenth digit makes;
#' `feasibility` is the largest violation of intercept, bounds, rows and balls, relative to their size; and `complementarity` is the sum of
#' multiplier times slack over rows and balls, a part of the gap, relative like it.
#' @section Errors: `normball_error_lambda`: as in [criteria()]. `normball_error_unsupported`: the fit holds no data (`model = FALSE`).
#' @references Boyd and Vandenberghe (2004) Convex Optimization, sections 3.3 and 5.
#'
#' Kim, Koh, Lustig, Boyd and Gorinevsky (2007) An interior-point method for large-scale l1-regularized least squares, IEEE Journal of
#' Selected Topics in Signal Processing 1(4), 606-617.
#' @examples
#' certificate(ridge(mpg ~ ., data = mtcars), lambda = c(10, 0.1, 0))
#' certificate(lasso(mpg ~ ., data = mtcars), lambda = c(1, 0.1, 0))
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
  y <- less_offset(fit)
  certify_lasso(fit$x, y, fit$weights, fit, lambda, coefficients_at(fit, lambda))$table
}

refuse_bare <- function(fit) {
  if (!is.null(fit$x)) return(invisible())
  nb_abort("unsupported", "certificate() recomputes from the data, which a fit with `model = FALSE` does not hold.")
}

#' @rdname certificate
#' @export
certificate.normball_cv <- function(fit, lambda = NULL, ...) certificate(fit$fit, lambda = lambda, ...)
