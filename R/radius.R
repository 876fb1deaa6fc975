#' From penalty to radius and back
#'
#' A penalty and a constraint are one problem seen from two sides: the ridge solution at `lambda` is the least-squares solution among all
#' coefficients of norm at most \eqn{r}, for one radius \eqn{r}. `lambda_to_radius()` gives that radius, `radius_to_lambda()` the penalty
#' that belongs to a radius. Both are exact: no grid of penalties, no interpolation.
#'
#' **The norm** is that of the penalty, over the penalised coefficients only (`metric = "fit"`):
#' \deqn{\|b\| = \Big(\sum_j v_j (s_j b_j)^2\Big)^{1/2}}{|b| = sqrt(sum_j v_j (s_j b_j)^2)}
#' with penalty factors \eqn{v_j} and, under `standardize = TRUE`, the standard deviations \eqn{s_j}; see [ridge()].
#'
#' **Why they correspond.** Minimising the loss \eqn{J} within the ball of radius \eqn{r} has the generalised Lagrangian (Goodfellow, Bengio
#' and Courville 2016, equations 7.25 to 7.28)
#' \deqn{L(b, \alpha) = J(b) + \frac\alpha2 (\|b\|^2 - r^2), \qquad b^* = \arg\min_b \max_{\alpha \ge 0} L(b, \alpha).}{
#'   L(b, a) = J(b) + a/2 (|b|^2 - r^2),   b* = argmin_b max_(a >= 0) L(b, a).}
#' The problem is convex, so a multiplier \eqn{\alpha^*} exists; with it held fixed \eqn{b^*} minimises
#' \eqn{J(b) + \frac{\alpha^*}{2}\|b\|^2}, which is ridge regression with \eqn{\lambda = \alpha^*}. Either \eqn{\|b^*\| = r}, or the
#' constraint is slack and \eqn{\alpha^* = 0}. See [lagrangian()].
#'
#' **How it is solved.** In the coordinates of the singular value decomposition, with singular values \eqn{d_j}, coordinates \eqn{u_j'y} of
#' the response and \eqn{c} for the penalty on that scale,
#' \deqn{\|b(c)\|^2 = \sum_j \Big(\frac{d_j\, u_j'y}{d_j^2 + c}\Big)^2,}{|b(c)|^2 = sum_j (d_j u_j'y / (d_j^2 + c))^2,}
#' which falls strictly from the norm of the limit \eqn{\lambda \to 0+} to 0. The equation \eqn{1/\|b(c)\| = 1/r} is solved by Newton's
#' method: its left side is increasing and concave, so that the steps approach the root from one side and cannot overshoot.
#' Where the norm hardly depends on lambda (far below the smallest \eqn{d_j^2}) a radius in double precision says
#' less about lambda than lambda about the radius; nothing that takes a radius can do better.
#'
#' **`metric = "original"`** is the Euclidean norm of the penalised slopes as printed. Where it is not a multiple of the fit's own norm
#' (columns of different scales that were standardised, or different penalty factors), it does not bound what the fit penalises: the fit is
#' not the least-squares solution in a ball of that norm, and the norm need not fall as lambda grows. `radius_to_lambda()` then finds
#' every lambda at which the norm is `radius`, by enclosing norm and slope over intervals of lambda until each interval has no root or
#' exactly one. It returns the smallest, the least shrunk; all of them are in the attribute `all`, and a message of class
#' `normball_message_radius` says that there are several.
#'
#' @param fit A fit by [ridge()] or [ridgeless()], or a [cv()] of one.
#' @param lambda Penalties >= 0 in the units of the fit, `Inf` included; `NULL` (default): the chosen one, or the path of the fit.
#' @param radius Radii >= 0, `Inf` included.
#' @param metric `"fit"` (default) or `"original"`; see Details.
#' @param ... Not used: an unknown argument is an error.
#' @return `lambda_to_radius()`: a numeric vector named by lambda; with m responses, each of which has its own ball, a matrix with one
#'   column per response. `lambda = Inf` has radius 0.
#'
#'   `radius_to_lambda()`: a numeric vector named by radius (or a matrix), to be given to [coef()] or [predict()] as it is, with an
#'   attribute `slack` of the same shape, without names: `TRUE` where the constraint is slack (the limit at `lambda = 0` lies within the
#'   radius). Lambda is 0 there, and a message of class `normball_message_slack` says so. `radius = 0` has `lambda = Inf`.
#' @section Errors: `normball_error_lambda`, `normball_error_radius` (not numbers >= 0), `normball_error_unsupported` where the fit has no
#'   factorisation (conjugate gradients) or where small penalties need the data and the fit was made with `model = FALSE`,
#'   `normball_error_numeric` where lambda is beyond the range of doubles.
#' @references
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.2. MIT Press.
#'
#' Hebden, M. D. (1973). An algorithm for minimization using exact second derivatives. AERE Harwell report TP 515.
#'
#' More, J. J. and Sorensen, D. C. (1983). Computing a trust region step. *SIAM J. Sci. Stat. Comput.* 4, 553-572.
#' @seealso [lagrangian()]; `plot(fit, "radius")` and `plot(fit, "geometry")` ([plot.normball_ridge()]).
#' @examples
#' fit <- ridge(y ~ ., diabetes)
#' radius <- lambda_to_radius(fit, lambda = c(10, 1, 0.1))
#' radius
#' radius_to_lambda(fit, radius)
#' radius_to_lambda(fit, 1e6) # slack
#' coef(fit, lambda = radius_to_lambda(fit, 20))
#' @export
lambda_to_radius <- function(fit, lambda = NULL, metric = c("fit", "original"), ...) UseMethod("lambda_to_radius")

#' @rdname lambda_to_radius
#' @export
radius_to_lambda <- function(fit, radius, metric = c("fit", "original"), ...) UseMethod("radius_to_lambda")

#' @rdname lambda_to_radius
#' @export
lambda_to_radius.normball_ridge <- function(fit, lambda = NULL, metric = c("fit", "original"), ...) {
  check_dots(...)
  metric <- check_choice(metric, "metric", c("fit", "original"))
  lambda <- radius_lambda(fit, lambda)
  finite <- is.finite(lambda)
  radius <- matrix(0, length(lambda), n_responses(fit))
  ratio <- if (metric == "original") metric_ratio(fit) else 1
  if (any(finite)) radius[finite, ] <- if (is.na(ratio)) printed_norms(fit, lambda[finite]) else ratio * ridge_norms(fit, lambda[finite])
  shape_radii(fit, radius, lambda_labels(lambda))
}

#' @rdname lambda_to_radius
#' @export
radius_to_lambda.normball_ridge <- function(fit, radius, metric = c("fit", "original"), ...) {
  check_dots(...)
  metric <- check_choice(metric, "metric", c("fit", "original"))
  radius <- check_radius(if (missing(radius)) NULL else radius)
  refuse_iterative(fit, "radius_to_lambda()")
  ratio <- if (metric == "original") metric_ratio(fit) else 1
  found <- if (is.na(ratio)) solve_radii_original(fit, radius) else solve_radii(fit, radius / ratio)
  report_slack(fit, radius, found$slack, metric)
  labels <- lambda_labels(radius)
  value <- structure(shape_radii(fit, found$lambda, labels), slack = unname(shape_radii(fit, found$slack, labels)))
  if (!is.null(found$all)) attr(value, "all") <- report_several(found$all, labels)
  value
}

#' @export
lambda_to_radius.normball_cv <- function(fit, ...) lambda_to_radius(fit$fit, ...)

#' @export
radius_to_lambda.normball_cv <- function(fit, ...) radius_to_lambda(fit$fit, ...)

#' @export
lambda_to_radius.default <- function(fit, ...) refuse_radius(fit)

#' @export
radius_to_lambda.default <- function(fit, ...) refuse_radius(fit)

refuse_radius <- function(fit) {
  nb_abort("type", "`fit` must be a fit whose penalty is a norm, such as from ridge(), or its cv(); got ", describe(fit), ".")
}

radius_lambda <- function(fit, lambda) {
  if (is.null(lambda)) return(resolve_lambda(fit)$lambda)
  infinite <- is.numeric(lambda) & is.infinite(lambda) & lambda > 0
  if (any(infinite)) lambda[!infinite] <- resolve_lambda(fit, c(0, lambda[!infinite]))$lambda[-1L]
  if (any(infinite)) as.numeric(lambda) else resolve_lambda(fit, lambda)$lambda
}

check_radius <- function(radius) {
  if (!is.numeric(radius) || !length(radius)) nb_abort("radius", "`radius` must be numbers >= 0; got ", describe(radius), ".")
  bad <- which(is.na(radius) | radius < 0)
  if (length(bad)) nb_abort("radius", "`radius` must be >= 0; element ", bad[1L], " is ", radius[bad[1L]], ".")
  as.numeric(radius)
}

# values x responses, with the names that belong there; a vector for one response.
shape_radii <- function(fit, values, labels) {
  if (ncol(values) == 1L) return(setNames(values[, 1L], labels))
  dimnames(values) <- list(labels, response_names(fit))
  values
}

report_slack <- function(fit, radius, slack, metric = "fit") {
  if (!any(slack)) return(invisible())
  where <- which(rowSums(slack) > 0)
  limit <- lambda_to_radius(fit, 0, metric)
  shown <- lambda_labels(radius[utils::head(where, 6L)])
  nb_inform("slack", "The constraint is slack, lambda = 0, at radius ", toString(shown), if (length(where) > 6L) ", ...",
            ": the limit as lambda falls to 0 has radius ", toString(format(unname(limit), digits = 4L)), ".")
}

report_several <- function(all, labels) {
  several <- lengths(all) > 1L
  if (any(several)) {
    nb_inform("radius", "This norm does not fall steadily with lambda: radius ", toString(labels[several]), " belongs to ",
              toString(lengths(all)[several]), " penalties, of which the smallest is returned; see attr(, \"all\").")
  }
  setNames(all, labels)
}
