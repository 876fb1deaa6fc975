#' Ridgeless regression: the limit of ridge as the penalty goes to 0
#'
#' Least squares where the data determine every coefficient; where they do not, the solution of least norm among all that fit equally well:
#' the interpolation of minimum norm when there are more columns than rows. It is what `coef(ridge(...), lambda = 0)` gives, as a fit of
#' its own that says what the data leave open.
#'
#' Let \eqn{S} be the set of minimisers of \eqn{\sum_i w_i (y_i - o_i - b_0 - x_i'b)^2}. The fit is
#' \deqn{\arg\min_{(b_0, b) \in S} \sum_j v_j (s_j b_j)^2 = \lim_{\lambda \to 0+} \mathrm{ridge}(\lambda),}{
#'   argmin over (b0, b) in S of sum_j v_j (s_j b_j)^2 = lim of ridge(lambda) as lambda -> 0+,}
#' with penalty factors \eqn{v_j} and, with `standardize = TRUE`, \eqn{s_j} the standard deviations of the columns (else 1). The intercept
#' and columns of penalty factor 0 do not enter the norm, so this is the limit and not [pinv()] of the columns with a column of ones. With
#' `standardize = FALSE` and `intercept = FALSE` it is \eqn{X^+ y}.
#'
#' **Which norm.** `standardize` is `TRUE` as in [ridge()], so that neither the fit nor its rank depends on the units of the columns. Give
#' `standardize = FALSE` for the smallest sum of squares of the slopes as printed. Where the rank is full it makes no difference.
#'
#' **What the data leave open.** Rank is decided as in [pinv()], on the weighted, centred and scaled columns. `fit$limit` tells the
#' dimension of the null space (directions in which coefficients can move without a change of any fitted value) and the coefficients
#' that move in it: their values are the choice of the norm and not of the data. A factor coded by all its levels beside an intercept is
#' always of this kind: one constant can go from the levels to the intercept. `coding = "treatment"` is R's usual way out.
#'
#' **Accuracy.** Where the rank is full and a dense x has at most 20,000 entries, the solution is refined by residuals and gradients in
#' twice the precision (Bjorck 1996): unless the standardised columns have a condition number beyond some 1e7, it is then the least-squares
#' solution of the data as stored to its last digits. The same holds for `ridge()` at `lambda = 0`.
#'
#' @inheritParams ridge
#' @param formula A model formula as in [stats::lm()]; several responses by `cbind(y1, y2) ~ .`.
#' @param standardize Whether the norm is that of coefficients of columns divided by their standard deviation.
#' @param object A fit by `ridgeless()`, or its summary.
#' @param digits,max_rows Significant digits, and coefficients shown.
#' @param xvar,newdata,newy,sizes For `plot()`: new data and sizes are passed to [double_descent()], whose plot is drawn. Without them
#'   the fit is drawn as other fits are, by `xvar` ([plot.normball_ridge()]).
#' @return A list of class `c("normball_ridgeless", "normball_ridge", "normball_fit")`: a fit like that of [ridge()] with `lambda` = 0 as
#'   its only solution, for which the methods of such fits work. In addition `limit`, a list of `rank` (intercept included),
#'   `n_coefficients` (those that take part, intercept included), `null_dimension`, `aliased` (names of the coefficients that the data do
#'   not determine), `aliased_terms` (the terms of the formula they belong to), `gap` and `ambiguous` (see [pinv()]), `norm` (per response,
#'   in the metric above), `training_error` (weighted mean of squared residuals, per response) and `interpolates`. After conjugate gradients
#'   (large sparse designs) the rank is not known, and what depends on it is `NA`.
#'
#'   `summary()` gives, where the rank is full and degrees of freedom are left, standard errors, t values and p values as for `lm`.
#'   `vcov()` and `confint()` are those of least squares and exist at full rank only.
#' @section Errors: Those of [ridge()]; `normball_error_singular` from `vcov()` and `confint()` where coefficients are not determined by the
#'   data.
#' @references
#' Bjorck, A. (1996). *Numerical Methods for Least Squares Problems*, section 2.9. SIAM.
#'
#' Hastie, T., Montanari, A., Rosset, S. and Tibshirani, R. J. (2022). Surprises in high-dimensional ridgeless least squares interpolation.
#' *Annals of Statistics* 50, 949-986.
#'
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.3. MIT Press.
#' @seealso [ridge()], [pinv()], [double_descent()].
#' @examples
#' ridgeless(mpg ~ wt + hp, mtcars) # least squares
#' ridgeless(mpg ~ wt + factor(cyl), mtcars)
#'
#' # More columns than rows: the interpolation of least norm
#' set.seed(1)
#' x <- matrix(rnorm(20 * 50), 20)
#' fit <- ridgeless(x, x[, 1] + rnorm(20), standardize = FALSE)
#' fit
#' @export
ridgeless <- function(x, ...) UseMethod("ridgeless")

#' @rdname ridgeless
#' @export
ridgeless.formula <- function(formula, data, penalty_factor = NULL, standardize = TRUE, weights, offset, subset, na.action,
                              coding = c("levels", "treatment"), contrasts = NULL, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "ridgeless")
  check_dots(...)
  design <- design_from_call(call, parent.frame())
  ridgeless_from_design(design, penalty_factor, standardize, model, control, call)
}

#' @rdname ridgeless
#' @export
ridgeless.matrix <- function(x, y, penalty_factor = NULL, standardize = TRUE, weights = NULL, offset = NULL, intercept = TRUE,
                             model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "ridgeless")
  check_dots(...)
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept)
  ridgeless_from_design(design, penalty_factor, standardize, model, control, call)
}

#' @rdname ridgeless
#' @export
ridgeless.dgCMatrix <- ridgeless.matrix

#' @rdname ridgeless
#' @export
ridgeless.Matrix <- ridgeless.matrix

#' @rdname ridgeless
#' @export
ridgeless.data.frame <- function(x, y, penalty_factor = NULL, standardize = TRUE, weights = NULL, offset = NULL, intercept = TRUE,
                                 coding = c("levels", "treatment"), contrasts = NULL, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "ridgeless")
  if (missing(x) || (!missing(y) && inherits(y, "formula"))) return(eval(formula_first(call, "ridgeless"), parent.frame()))
  check_dots(...)
  coding <- check_choice(coding, "coding", c("levels", "treatment"))
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept, coding = coding, contrasts = contrasts)
  ridgeless_from_design(design, penalty_factor, standardize, model, control, call)
}

#' @export
ridgeless.default <- function(x, ...) refuse_x(if (!missing(x)) x)

ridgeless_from_design <- function(design, penalty_factor, standardize, model, control, call) {
  shared <- shared_arguments(2L, standardize, "mean", model, control, ridge_methods, "ridgeless")
  with_memory(ridgeless_fit(design, penalty_factor, shared$standardize, shared$model, shared$control, call))
}

# The ridge fit at lambda = 0 with the account of what it leaves open.
ridgeless_fit <- function(design, penalty_factor = NULL, standardize = TRUE, model = TRUE, control = normball_control(), call = NULL) {
  fit <- ridge_fit(design, lambda = 0, penalty_factor = penalty_factor, standardize = standardize, model = model, control = control,
                   call = call)
  fit$limit <- limit_report(fit, design)
  fit$messages <- c(fit$messages, fit$limit$note)
  fit$limit$note <- NULL
  class(fit) <- c("normball_ridgeless", class(fit))
  fit
}
