#' From penalty to radius and back
#'
#' A penalty and a constraint are one problem seen from two sides: the ridge solution at `lambda` is the least-squares solution among all
#' coefficients of norm at most \eqn{r}, for one radius \eqn{r}; the lasso solution that among all of absolute sum at most \eqn{r}.
#' `lambda_to_radius()` gives that radius, `radius_to_lambda()` the penalty that belongs to a radius. Both are exact: no grid of penalties,
#' no interpolation.
#'
#' **The radius** is measured over the penalised coefficients only, in the metric of the fit (`metric = "fit"`), with penalty factors
#' \eqn{v_j} and, under `standardize = TRUE`, the standard deviations \eqn{s_j}; see [ridge()] and [lasso()]. For ridge it is the norm
#' \deqn{\|b\| = \Big(\sum_j v_j (s_j b_j)^2\Big)^{1/2},}{|b| = sqrt(sum_j v_j (s_j b_j)^2),}
#' for the lasso (`mixture` \eqn{m = 1}) the L1 norm, for the elastic net the value of its penalty:
#' \deqn{P(b) = \sum_j v_j \left[ m |s_j b_j| + \frac{1 - m}{2} (s_j b_j)^2 \right].}{
#'   P(b) = sum_j v_j [m |s_j b_j| + (1 - m)/2 (s_j b_j)^2].}
#'
#' **Why they correspond.** Minimising the loss \eqn{J} within the ball of radius \eqn{r} has the generalised Lagrangian (Goodfellow, Bengio
#' and Courville 2016, equations 7.25 to 7.28)
#' \deqn{L(b, \alpha) = J(b) + \alpha\, (P(b) - r), \qquad b^* = \arg\min_b \max_{\alpha \ge 0} L(b, \alpha),}{
#'   L(b, a) = J(b) + a (P(b) - r),   b* = argmin_b max_(a >= 0) L(b, a),}
#' for ridge with \eqn{(\|b\|^2 - r^2)/2} in place of \eqn{P(b) - r}. The problem is convex, so a multiplier \eqn{\alpha^*} exists; with it
#' held fixed \eqn{b^*} minimises \eqn{J(b) + \alpha^* P(b)}, which is the penalised fit with \eqn{\lambda = \alpha^*}. Either the radius of
#' \eqn{b^*} is \eqn{r}, or the constraint is slack and \eqn{\alpha^* = 0}. See [lagrangian()].
#'
#' **How it is solved for ridge.** In the coordinates of the singular value decomposition, with singular values \eqn{d_j}, coordinates
#' \eqn{u_j'y} of the response and \eqn{c} for the penalty on that scale,
#' \deqn{\|b(c)\|^2 = \sum_j \Big(\frac{d_j\, u_j'y}{d_j^2 + c}\Big)^2,}{|b(c)|^2 = sum_j (d_j u_j'y / (d_j^2 + c))^2,}
#' which falls strictly from the norm of the limit \eqn{\lambda \to 0+} to 0. The equation \eqn{1/\|b(c)\| = 1/r} is solved by Newton's
#' method: its left side is increasing and concave, so that the steps approach the root from one side and cannot overshoot.
#'
#' **How it is solved for lasso and elastic net.** P falls with lambda, so that the radii of the path enclose lambda between two penalties.
#' As long as the coefficients that are not zero, their signs, and those at bounds stay the same, \eqn{P(b(\lambda))} is linear in lambda
#' for the lasso: two solutions on one such face determine the line, and lambda follows by one division. For the elastic net it is a
#' rational function, and its equation is solved by Chandrupatla's method. Every step takes an exact solution over all columns, and so does
#' the answer: it is returned only after its own solution was seen to have the radius.
#'
#' **Where several lambdas share a radius** nothing moves between them: every penalised coefficient is zero or at a bound. Radius 0 belongs
#' to every lambda from the first of a default path on; with bounds there may be such pieces in the middle, or down to 0. The smallest, the
#' least shrunk of these lambdas is returned; the attribute `interval` has both ends, and a message of class `normball_message_interval`
#' says so. If bounds exclude 0 the radius does not fall below that of the points nearest to 0, and a smaller radius is an error.
#'
#' **How well they determine each other.** Where the radius hardly depends on lambda (for ridge far below the smallest \eqn{d_j^2}) a radius
#' in double precision says less about lambda than lambda about the radius; nothing that takes a radius can do better.
#'
#' **`metric = "original"`** takes the slopes as printed: their Euclidean norm for ridge, the sum of their absolute values for the lasso,
#' \eqn{\sum [m |b_j| + (1 - m) b_j^2 / 2]} for the elastic net. Where that is not a multiple of the fit's own measure (columns of different
#' scales that were standardised, or different penalty factors), it does not bound what the fit penalises: the fit is not the least-squares
#' solution in a ball of that kind, and the radius need not fall as lambda grows. `radius_to_lambda()` then finds every lambda at which the
#' radius is `radius`: for ridge by enclosing norm and slope over intervals of lambda until each interval has no root or exactly one, for
#' the lasso on the exact path, between whose knots the sum is linear (see [knots.normball_lasso()] for what that excludes). It returns the
#' smallest, the least shrunk; all of them are in the attribute `all`, and a message of class `normball_message_radius` says that there are
#' several. For such an elastic net it is refused: its curve has no closed form by pieces.
#'
#' @param fit A fit by [ridge()], [ridgeless()], [lasso()] or [elastic_net()], or a [cv()] of one. Of a relaxed lasso the lasso itself is
#'   meant.
#' @param lambda Penalties >= 0 in the units of the fit, `Inf` included; `NULL` (default): the chosen one, or the path of the fit.
#' @param radius Radii >= 0, `Inf` included.
#' @param metric `"fit"` (default) or `"original"`; see Details.
#' @param ... Not used: an unknown argument is an error.
#' @return `lambda_to_radius()`: a numeric vector named by lambda; with m responses, each of which has its own ball, a matrix with one
#'   column per response. `lambda = Inf` has radius 0, or the least that bounds of the coefficients allow.
#'
#'   `radius_to_lambda()`: a numeric vector named by radius (or a matrix), to be given to [coef()] or [predict()] as it is, with an
#'   attribute `slack` of the same shape, without names: `TRUE` where the constraint is slack (the limit at `lambda = 0` lies within the
#'   radius). Lambda is 0 there, and a message of class `normball_message_slack` says so. `radius = 0` has `lambda = Inf` for ridge, for
#'   lasso and elastic net the smallest lambda at which all penalised coefficients are 0. Attribute `interval`, where some radius belongs
#'   to several lambdas: a matrix with a row per radius and columns `low` and `high` (which may be `Inf`).
#' @section Errors: `normball_error_lambda`, `normball_error_radius` (not numbers >= 0, or below the least that bounds of the coefficients
#'   allow), `normball_error_unsupported` where the fit has no factorisation (conjugate gradients), where the data are needed and the fit
#'   was made with `model = FALSE`, or where `metric = "original"` has no exact answer; `normball_error_numeric` where lambda or radius is
#'   beyond the range of doubles.
#' @references
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.2. MIT Press.
#'
#' Hebden, M. D. (1973). An algorithm for minimization using exact second derivatives. AERE Harwell report TP 515.
#'
#' More, J. J. and Sorensen, D. C. (1983). Computing a trust region step. *SIAM J. Sci. Stat. Comput.* 4, 553-572.
#'
#' Osborne, M. R., Presnell, B. and Turlach, B. A. (2000). On the LASSO and its dual. *Journal of Computational and Graphical Statistics* 9,
#' 319-337.
#'
#' Chandrupatla, T. R. (1997). A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without using
#' derivatives. *Advances in Engineering Software* 28, 145-149.
#' @seealso [lagrangian()]; [constrained()] for other sets and for a radius to begin with; `plot(fit, "radius")`
#'   and `plot(fit, "geometry")` ([plot.normball_ridge()]).
#' @examples
#' fit <- ridge(y ~ ., diabetes)
#' radius <- lambda_to_radius(fit, lambda = c(10, 1, 0.1))
#' radius
#' radius_to_lambda(fit, radius)
#' radius_to_lambda(fit, 1e6) # slack
#' coef(fit, lambda = radius_to_lambda(fit, 20))
#'
#' fit <- lasso(y ~ ., diabetes)
#' coef(fit, lambda = radius_to_lambda(fit, 50))
#' radius_to_lambda(fit, 0) # an interval
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
  if (any(found$slack)) report_slack(radius, found$slack, lambda_to_radius(fit, 0, metric))
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
  nb_abort("type", "`fit` must be a fit whose penalty is a norm, such as from ridge() or lasso(), or its cv(); got ", describe(fit), ".")
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

report_slack <- function(radius, slack, limit) {
  where <- which(rowSums(slack) > 0)
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
