#' Lasso and elastic-net paths, certified
#'
#' Fits linear models with an L1 penalty, or a mixture of L1 and L2, along a path of penalties. Every solution is exact to rounding, not to
#' a stopping rule, and comes with a duality gap computed from the data ([certificate()]). The whole path is fitted, and
#' `coef(fit, lambda = 0.123)` or `predict(fit, newdata, lambda = 0.123)` solve anew at exactly that penalty, from where the path is
#' nearest.
#'
#' With weights \eqn{w_i}, offset \eqn{o_i}, penalty factors \eqn{v_j}, column scales \eqn{s_j} and mixture \eqn{\alpha}, the objective is,
#' for `loss = "mean"`,
#' \deqn{\frac{1}{2 \sum w_i} \sum_i w_i (y_i - o_i - b_0 - x_i'b)^2 + \lambda \sum_j v_j \left[ \alpha |s_j b_j| + \frac{1 - \alpha}{2}
#' (s_j b_j)^2 \right],}{1/(2 sum w) sum_i w_i (y_i - o_i - b0 - x_i'b)^2 + lambda sum_j v_j [alpha |s_j b_j| + (1 - alpha)/2 (s_j b_j)^2],}
#' subject to \eqn{l_j \le b_j \le u_j}; for `loss = "sum"` without the division by \eqn{\sum w_i}. With `standardize = TRUE` \eqn{s_j} is
#' the weighted population standard deviation of column j (divisor \eqn{\sum w}), else 1. The intercept is never penalised, nothing is
#' rescaled by the standard deviation of y, and coefficients are on the scale of the columns given. Columns that are constant get
#' coefficient 0 and are named in a message.
#'
#' The default path goes, evenly in \eqn{\log \lambda}, from the smallest penalty at which every penalised coefficient is zero (or as near
#' to it as its bounds allow) down to `lambda_min_ratio` times that. Where nothing that is penalised explains anything of y (y constant, or
#' orthogonal to the columns), the path is that single lambda, with a message.
#'
#' At `lambda = 0` the solution is the limit as \eqn{\lambda} falls to 0: least squares where the columns are independent, else among all
#' solutions of least squares one of least penalty, as [basis_pursuit()] gives it (but for sparse designs both of whose sides are over 2000:
#' there it is some solution of least squares).
#'
#' @param x A formula, a numeric matrix (n x p), a data frame of predictors, or a sparse `dgCMatrix`.
#' @param formula A model formula as in [stats::lm()]: factors, interactions, `poly()`, `log()`, `offset()`, `.`, `- 1`.
#' @param data A data frame, list or environment for the variables of the formula.
#' @param y Numeric response of length n. Several responses are refused: they would share nothing.
#' @param lambda Penalties, numeric, finite and >= 0; used in decreasing order. `NULL`: a path of `n_lambda` from the data.
#' @param mixture Share \eqn{\alpha} of the L1 penalty, in (0, 1]: 1 is the lasso. At 0 use [ridge()].
#' @param n_lambda Length of the default path, at least 2.
#' @param lambda_min_ratio Smallest over largest lambda of the default path, strictly between 0 and 1; default 1e-4 if more rows count than
#'   there are columns, else 1e-2.
#' @param penalty_factor One multiplier per column, >= 0, never rescaled: 0 leaves a column unpenalised, `Inf` leaves it out. A vector with
#'   names sets the columns named and leaves the others at 1.
#' @param lower,upper Bounds of the coefficients as they are printed (on the scale of the columns given): one number for all, one per
#'   column, or a vector named by columns, the others being free. They may exclude 0. `NULL`: none.
#' @param standardize Whether to penalise coefficients of columns divided by their standard deviation.
#' @param loss `"mean"` (the scale of glmnet) or `"sum"` (that of lars).
#' @param weights Weights >= 0, not all 0, by default 1. A row of weight 0 is as good as removed, but its values must be
#'   finite like those of the others. In the formula method found in `data` first.
#' @param offset Known part of the linear predictor, n values; in the formula method found in `data` first.
#' @param subset,na.action As in [stats::lm()].
#' @param coding `"levels"`: a factor has one column per level and none is the reference, so that the fit does not depend on the order of
#'   levels; `"treatment"`: R's contrasts.
#' @param contrasts As in [stats::lm()], for `coding = "treatment"`.
#' @param intercept Whether to fit an intercept; in a formula, `- 1` removes it.
#' @param path `"grid"`: solutions at `lambda`; `"exact"`: the whole path with all its knots, down to `lambda` or to 0 (`mixture = 1` only);
#'   see [knots.normball_lasso()].
#' @param relax Whether to fit least squares on the columns of each solution as well, see [relaxed].
#' @param model Whether to keep x and y in the fit. Without them the fit is small, but whatever needs the data is refused, such as solutions
#'   at lambdas that are not on the path.
#' @param control A list from [normball_control()]. Its `max_df` and `max_deviance` end the path early; the fit says so.
#' @param ... For `elastic_net()`, arguments of `lasso()`. Else not used: an unknown argument is an error.
#'
#' @return A list of class `c("normball_lasso", "normball_fit")` with, for L penalties and k = 1 with an intercept (else 0): `lambda` (L,
#'   decreasing), `coefficients` (sparse `dgCMatrix` (k + p) x L), `df` (L, rank of the columns whose coefficient is not zero, with
#'   intercept and unpenalised columns), `deviance` and `dev_ratio` (L x 1), `null_deviance`, `certificate` (see [certificate()]),
#'   `algorithm`, `exact` (`NULL`, or the knots and steps of an exact path), `stopped` (`NULL`, or why the path ended early), `centres` and
#'   `scales` (weighted means and SDs of the columns),
#'   `constant`, `nobs`, `timing`, `messages`, `chosen` (the penalty chosen by [cv()]), and what was given. Read it through its methods:
#'   [coef()], [predict()], [summary()], [uniqueness()] and others.
#' @section Errors: Bad input is an error of class `normball_error` with a subclass for its cause (`normball_error_nonfinite`, `_length`,
#'   `_weights`, `_lambda`, `_bounds`, `_type`, ...), raised before any computation; several responses are `_unsupported`.
#' @references
#' Tibshirani, R. (1996). Regression shrinkage and selection via the lasso. *Journal of the Royal Statistical Society B* 58, 267-288.
#'
#' Zou, H. and Hastie, T. (2005). Regularization and variable selection via the elastic net. *Journal of the Royal Statistical Society B*
#' 67, 301-320.
#'
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.1.2. MIT Press.
#' @seealso [ridge()], [basis_pursuit()], [uniqueness()], [certificate()], [as_lambda()].
#' @examples
#' fit <- lasso(y ~ ., diabetes)
#' fit
#' coef(fit, lambda = 0.5)
#' predict(fit, diabetes[1:3, ], lambda = c(5, 0.5))
#' predict(fit, lambda = 5, type = "nonzero")
#' summary(fit, lambda = 5)
#'
#' # Coefficients that cannot be negative, one that is not penalised.
#' lasso(mpg ~ wt + hp + qsec, mtcars, lower = c(qsec = 0), upper = c(wt = 0, hp = 0),
#'   penalty_factor = c(wt = 0))
#' elastic_net(mpg ~ ., mtcars, lambda = 1)
#' @export
lasso <- function(x, ...) UseMethod("lasso")


#' @rdname lasso
#' @export
lasso.formula <- function(formula, data, lambda = NULL, mixture = 1, n_lambda = 100, lambda_min_ratio = NULL, penalty_factor = NULL,
                          lower = NULL, upper = NULL, standardize = TRUE, loss = c("mean", "sum"), weights, offset, subset, na.action,
                          coding = c("levels", "treatment"), contrasts = NULL, path = c("grid", "exact"), relax = FALSE, model = TRUE,
                          control = normball_control(), ...) {
  call <- verb_call(match.call(), "lasso")
  check_dots(...)
  design <- design_from_call(call, parent.frame())
  lasso_from_design(design, lambda, mixture, n_lambda, lambda_min_ratio, penalty_factor, lower, upper, standardize, loss, path, relax,
                    model, control, call)
}

#' @rdname lasso
#' @export
lasso.matrix <- function(x, y, lambda = NULL, mixture = 1, n_lambda = 100, lambda_min_ratio = NULL, penalty_factor = NULL, lower = NULL,
                         upper = NULL, standardize = TRUE, loss = c("mean", "sum"), weights = NULL, offset = NULL, intercept = TRUE,
                         path = c("grid", "exact"), relax = FALSE, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "lasso")
  check_dots(...)
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept)
  lasso_from_design(design, lambda, mixture, n_lambda, lambda_min_ratio, penalty_factor, lower, upper, standardize, loss, path, relax,
                    model, control, call)
}

#' @rdname lasso
#' @export
lasso.dgCMatrix <- lasso.matrix

#' @rdname lasso
#' @export
lasso.Matrix <- lasso.matrix

#' @rdname lasso
#' @export
lasso.data.frame <- function(x, y, lambda = NULL, mixture = 1, n_lambda = 100, lambda_min_ratio = NULL, penalty_factor = NULL,
                             lower = NULL, upper = NULL, standardize = TRUE, loss = c("mean", "sum"), weights = NULL, offset = NULL,
                             intercept = TRUE, coding = c("levels", "treatment"), contrasts = NULL, path = c("grid", "exact"),
                             relax = FALSE, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "lasso")
  if (missing(x) || (!missing(y) && inherits(y, "formula"))) return(eval(formula_first(call, "lasso"), parent.frame()))
  check_dots(...)
  coding <- check_choice(coding, "coding", c("levels", "treatment"))
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept, coding = coding, contrasts = contrasts)
  lasso_from_design(design, lambda, mixture, n_lambda, lambda_min_ratio, penalty_factor, lower, upper, standardize, loss, path, relax,
                    model, control, call)
}

#' @export
lasso.default <- function(x, ...) refuse_x(if (!missing(x)) x)

# The call as it was written, with lasso() in place of elastic_net(), so that formulas and data are found where the user's call finds them.
#' @rdname lasso
#' @export
elastic_net <- function(x, ..., mixture = 0.5) {
  call <- sys.call()
  call[[1L]] <- quote(normball::lasso)
  if (missing(mixture)) call$mixture <- mixture
  fit <- eval(call, parent.frame())
  fit$call <- verb_call(fit$call, "elastic_net")
  fit
}

# Checks the arguments that all interfaces share.
lasso_from_design <- function(design, lambda, mixture, n_lambda, lambda_min_ratio, penalty_factor, lower, upper, standardize, loss, path,
                              relax, model, control, call) {
  shared <- shared_arguments(n_lambda, standardize, loss, model, control, lasso_engines, "lasso")
  with_memory(do.call(lasso_fit, c(
    list(design, lambda = lambda, mixture = check_mixture(mixture), penalty_factor = penalty_factor, lower = lower, upper = upper,
         path = check_choice(path, "path", c("grid", "exact")), relax = check_flag(relax, "relax"), call = call,
         lambda_min_ratio = if (!is.null(lambda_min_ratio)) check_number(lambda_min_ratio, "lambda_min_ratio", 0, 1, strict = TRUE)),
    shared
  ), quote = TRUE))
}

check_mixture <- function(mixture) {
  if (is.numeric(mixture) && length(mixture) > 1L) {
    nb_abort("type", "`mixture` must be one number; got ", length(mixture), ". To choose among several by cross-validation fit one and ",
             "use cv(fit, mixture = c(", toString(utils::head(mixture, 3L)), if (length(mixture) > 3L) ", ...", ")).")
  }
  mixture <- check_number(mixture, "mixture", 0, 1)
  if (mixture == 0) nb_abort("type", "`mixture` must be > 0: a mixture of 0 is ridge regression, use ridge().")
  mixture
}
