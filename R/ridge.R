#' Ridge regression, exact at every penalty
#'
#' Fits linear models with an L2 penalty. One factorisation of the design serves every penalty: a path of 100 is the default, and
#' `coef(fit, lambda = 0.123)` or `predict(fit, newdata, lambda = 0.123)` are exact afterwards without a refit. `lambda = 0` is the
#' least-squares solution of minimum norm, defined whatever the rank. Every solution comes with a duality gap computed from the data
#' ([certificate()]).
#'
#' With weights \eqn{w_i}, offset \eqn{o_i}, penalty factors \eqn{v_j} and column scales \eqn{s_j}, the objective is, for `loss = "mean"`,
#' \deqn{\frac{1}{2 \sum w_i} \sum_i w_i (y_i - o_i - b_0 - x_i'b)^2 + \frac{\lambda}{2} \sum_j v_j (s_j b_j)^2,}
#' and for `loss = "sum"`
#' \deqn{\frac{1}{2} \sum_i w_i (y_i - o_i - b_0 - x_i'b)^2 + \frac{\lambda}{2} \sum_j v_j (s_j b_j)^2.}
#' With `standardize = TRUE` \eqn{s_j} is the weighted population standard deviation of column j (divisor \eqn{\sum w}), else 1. The
#' intercept is never penalised, nothing is rescaled by the standard deviation of y, and coefficients are on the scale of the columns given.
#' Columns that are constant get coefficient 0 and are named in a message.
#'
#' The default path goes, evenly in \eqn{\log \lambda}, from a penalty at which no direction of the data keeps more than 1 percent of its
#' least-squares fit (100 times the largest eigenvalue of the scaled cross-product matrix) down to one at which the weakest direction keeps
#' 99.9 percent (1e-3 of its smallest nonzero eigenvalue, but no less than 1e-10 of the largest).
#'
#' The route of the factorisation is in `fit$algorithm`: `"gram"` (eigenvalues of the smaller of X'X and XX', with one step of refinement
#' against X, where the design is conditioned well enough for it), `"qr"` (QR without a copy of X, then the singular values of the triangle)
#' or `"svd"`; `"cgls"`, conjugate gradients, for sparse designs with both sides over 2000. See [normball_control()].
#'
#' @param x A formula, a numeric matrix (n x p), a data frame of predictors, or a sparse `dgCMatrix`.
#' @param formula A model formula as in [stats::lm()]: factors, interactions, `poly()`, `log()`, `offset()`, `.`, `- 1`; several responses
#'   by `cbind(y1, y2) ~ .`.
#' @param data A data frame, list or environment for the variables of the formula.
#' @param y Numeric response of length n, or an n x m matrix of several responses, which share one factorisation.
#' @param lambda Penalties, numeric, finite and >= 0; used in decreasing order. `NULL`: a path of `n_lambda` from the data.
#' @param n_lambda Length of the default path, at least 2.
#' @param penalty_factor One multiplier per column, >= 0, never rescaled: 0 leaves a column unpenalised, `Inf` leaves it out. A vector with
#'   names sets the columns named and leaves the others at 1.
#' @param standardize Whether to penalise coefficients of columns divided by their standard deviation.
#' @param loss `"mean"` (the scale of glmnet) or `"sum"` (that of [MASS::lm.ridge()]).
#' @param weights Weights >= 0, not all 0, by default 1. A row of weight 0 is as good as removed, but its values must be
#'   finite like those of the others. In the formula method found in `data` first.
#' @param offset Known part of the linear predictor, n values (or n x m); in the formula method found in `data` first.
#' @param subset,na.action As in [stats::lm()].
#' @param coding `"levels"`: a factor has one column per level and none is the reference, so that the fit does not depend on the order of
#'   levels; `"treatment"`: R's contrasts.
#' @param contrasts As in [stats::lm()], for `coding = "treatment"`.
#' @param intercept Whether to fit an intercept; in a formula, `- 1` removes it.
#' @param model Whether to keep x and y in the fit. Without them the fit is small, but whatever needs the data is refused.
#' @param control A list from [normball_control()].
#' @param ... Not used: an unknown argument is an error.
#'
#' @return A list of class `c("normball_ridge", "normball_fit")` with, for L penalties, m responses and k = 1 with an intercept (else 0):
#'   `lambda` (L, decreasing), `coefficients` (array (k + p) x L x m), `df` (L, trace of the hat matrix), `rank`, `deviance` and `dev_ratio`
#'   (L x m), `null_deviance` (m), `certificate` (see [certificate()]), `algorithm`, `condition` (of the scaled design), `centres` and
#'   `scales` (weighted means and SDs of the columns), `constant`, `nobs`, `timing`, `messages`, `chosen` (the penalty chosen by [cv()] or
#'   [select_lambda()]), and what was given. Read it through its methods: [coef()], [predict()], [summary()], [plot()], [vcov()] and others.
#' @section Errors: Bad input is an error of class `normball_error` with a subclass for its cause (`normball_error_nonfinite`, `_length`,
#'   `_weights`, `_lambda`, `_type`, ...), raised before any computation.
#' @references
#' Hoerl, A. E. and Kennard, R. W. (1970). Ridge regression: biased estimation for nonorthogonal problems. *Technometrics* 12, 55-67.
#'
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, sections 7.1.1 and 7.3. MIT Press.
#' @seealso [cv()], [select_lambda()], [criteria()], [certificate()], [as_lambda()].
#' @examples
#' fit <- ridge(y ~ ., diabetes)
#' fit
#' coef(fit, lambda = 0.123)
#' ridge(y ~ ., diabetes) |> cv(folds = "loo") |> predict(diabetes[1:3, ])
#'
#' # More columns than rows: lambda = 0 is the minimum-norm interpolation.
#' x <- matrix(rnorm(20 * 50), 20)
#' ridge(x, x[, 1] + rnorm(20), lambda = c(1, 0))
#' @export
ridge <- function(x, ...) UseMethod("ridge")

ridge_methods <- c("auto", "gram", "qr", "svd")

#' @rdname ridge
#' @export
ridge.formula <- function(formula, data, lambda = NULL, n_lambda = 100, penalty_factor = NULL, standardize = TRUE, loss = c("mean", "sum"),
                          weights, offset, subset, na.action, coding = c("levels", "treatment"), contrasts = NULL, model = TRUE,
                          control = normball_control(), ...) {
  call <- verb_call(match.call(), "ridge")
  check_dots(...)
  design <- design_from_call(call, parent.frame())
  ridge_from_design(design, lambda, n_lambda, penalty_factor, standardize, loss, model, control, call)
}

#' @rdname ridge
#' @export
ridge.matrix <- function(x, y, lambda = NULL, n_lambda = 100, penalty_factor = NULL, standardize = TRUE, loss = c("mean", "sum"),
                         weights = NULL, offset = NULL, intercept = TRUE, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "ridge")
  check_dots(...)
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept)
  ridge_from_design(design, lambda, n_lambda, penalty_factor, standardize, loss, model, control, call)
}

#' @rdname ridge
#' @export
ridge.dgCMatrix <- ridge.matrix

#' @rdname ridge
#' @export
ridge.Matrix <- ridge.matrix

#' @rdname ridge
#' @export
ridge.data.frame <- function(x, y, lambda = NULL, n_lambda = 100, penalty_factor = NULL, standardize = TRUE, loss = c("mean", "sum"),
                             weights = NULL, offset = NULL, intercept = TRUE, coding = c("levels", "treatment"), contrasts = NULL,
                             model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "ridge")
  if (missing(x) || (!missing(y) && inherits(y, "formula"))) return(eval(formula_first(call, "ridge"), parent.frame()))
  check_dots(...)
  coding <- check_choice(coding, "coding", c("levels", "treatment"))
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept, coding = coding, contrasts = contrasts)
  ridge_from_design(design, lambda, n_lambda, penalty_factor, standardize, loss, model, control, call)
}

#' @export
ridge.default <- function(x, ...) refuse_x(if (!missing(x)) x)

# Checks the arguments that all interfaces share.
ridge_from_design <- function(design, lambda, n_lambda, penalty_factor, standardize, loss, model, control, call) {
  shared <- shared_arguments(n_lambda, standardize, loss, model, control, ridge_methods, "ridge")
  with_memory(do.call(ridge_fit, c(
    list(design, lambda = lambda, penalty_factor = penalty_factor, call = call), shared
  ), quote = TRUE))
}
