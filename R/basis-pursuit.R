#' Basis pursuit: the limit of the lasso as the penalty goes to 0
#'
#' Among all solutions of least squares the one of least L1 norm: least squares where the data determine every coefficient, a sparse
#' interpolation where there are more columns than rows. It is what `coef(lasso(...), lambda = 0)` gives (with `mixture < 1`, that of
#' [elastic_net()]), as a fit of its own, which proves that no other solution has a smaller norm and says whether another has the same.
#'
#' Let \eqn{S} be the set of minimisers of \eqn{\sum_i w_i (y_i - o_i - b_0 - x_i'b)^2} with \eqn{l_j \le b_j \le u_j}. The fit is
#' \deqn{\arg\min_{(b_0, b) \in S} P(b) = \lim_{\lambda \to 0+} \mathrm{lasso}(\lambda), \qquad
#'   P(b) = \sum_j v_j \left[ \alpha |s_j b_j| + \tfrac{1 - \alpha}{2} (s_j b_j)^2 \right],}{
#'   argmin over (b0, b) in S of P(b) = lim of lasso(lambda) as lambda -> 0+,
#'   P(b) = sum_j v_j [alpha |s_j b_j| + (1 - alpha)/2 (s_j b_j)^2],}
#' with penalty factors \eqn{v_j}, `mixture` \eqn{\alpha} and, with `standardize = TRUE`, \eqn{s_j} the standard deviations of the columns
#' (else 1). The response need not be in the range of the columns. The intercept and columns of penalty factor 0 do not enter the norm.
#'
#' **Proof.** All of \eqn{S} has the same fitted values \eqn{\hat y} (centred with an intercept). For any vector t orthogonal to the
#' unpenalised columns, every solution therefore has
#' \deqn{P(b) \ge t'W\hat y - \sum_j \phi_j^*(x_j'Wt),}{P(b) >= t'W yhat - sum_j phi*_j(x_j'W t),}
#' where \eqn{\phi_j^*} is the conjugate of the term of \eqn{b_j} in P with its bounds: for the lasso 0 where \eqn{|x_j'Wt| \le v_j s_j}.
#' The fit keeps the t for which the two sides are equal, and [certificate()] evaluates both from the data.
#'
#' **Uniqueness.** Coefficients that could move without a change of the loss and of P are found from t and the null space of the columns.
#' Where there are some, the fit is one of many, a message names them, and `fit$limit$exchangeable` holds them by groups.
#'
#' @inheritParams lasso
#' @inheritParams ridgeless
#' @param mixture Share \eqn{\alpha} of the L1 norm, in (0, 1].
#' @param object A fit by `basis_pursuit()`, or its summary.
#' @return A list of class `c("normball_basis_pursuit", "normball_lasso", "normball_fit")`: a fit like that of [lasso()] with `lambda` = 0
#'   as its only solution, for which the methods of such fits work. In addition `limit`, a list of `rank` (intercept included),
#'   `n_coefficients` (those that take part, intercept included), `null_dimension`, `aliased` (names of the coefficients that the data do
#'   not determine), `aliased_terms`, `gap` and `ambiguous` (of the rank, see [pinv()]), `norm` (P), `training_error` (weighted mean of
#'   squared residuals), `interpolates`, `unique`, `exchangeable` (list of names of columns) and `dual` (t times the root of the weights,
#'   which sum to 1; `NULL` where the data determine every coefficient).
#'
#'   Its certificate has the columns of that of [lasso()], for P in place of the penalised loss: `primal` is P, `relative_gap` is relative
#'   to it, `kkt` the largest violation of the bounds on \eqn{x_j'Wt}, relative to the largest of them, and `feasibility` the largest
#'   gradient of the loss over columns that can move, relative to that at b = 0.
#' @section Errors: Those of [lasso()]; `normball_error_unsupported` for sparse designs both of whose sides are over 2000, which are too
#'   large to factor.
#' @references
#' Chen, S. S., Donoho, D. L. and Saunders, M. A. (1998). Atomic decomposition by basis pursuit. *SIAM Journal on Scientific Computing* 20,
#' 33-61.
#' @seealso [lasso()], [ridgeless()], [uniqueness()].
#' @examples
#' # Eight of 200 coefficients from 60 observations
#' set.seed(1)
#' x <- matrix(rnorm(60 * 200), 60)
#' b <- replace(numeric(200), sample(200, 8), rnorm(8))
#' fit <- basis_pursuit(x, x %*% b)
#' fit
#' max(abs(coef(fit)[-1] - b))
#' certificate(fit)
#'
#' basis_pursuit(mpg ~ wt + hp, mtcars) # least squares
#' @export
basis_pursuit <- function(x, ...) UseMethod("basis_pursuit")

#' @rdname basis_pursuit
#' @export
basis_pursuit.formula <- function(formula, data, mixture = 1, penalty_factor = NULL, lower = NULL, upper = NULL, standardize = TRUE,
                                  weights, offset, subset, na.action, coding = c("levels", "treatment"), contrasts = NULL, model = TRUE,
                                  control = normball_control(), ...) {
  call <- verb_call(match.call(), "basis_pursuit")
  check_dots(...)
  design <- design_from_call(call, parent.frame())
  basis_pursuit_from_design(design, mixture, penalty_factor, lower, upper, standardize, model, control, call)
}

#' @rdname basis_pursuit
#' @export
basis_pursuit.matrix <- function(x, y, mixture = 1, penalty_factor = NULL, lower = NULL, upper = NULL, standardize = TRUE, weights = NULL,
                                 offset = NULL, intercept = TRUE, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "basis_pursuit")
  check_dots(...)
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept)
  basis_pursuit_from_design(design, mixture, penalty_factor, lower, upper, standardize, model, control, call)
}

#' @rdname basis_pursuit
#' @export
basis_pursuit.dgCMatrix <- basis_pursuit.matrix

#' @rdname basis_pursuit
#' @export
basis_pursuit.Matrix <- basis_pursuit.matrix

#' @rdname basis_pursuit
#' @export
basis_pursuit.data.frame <- function(x, y, mixture = 1, penalty_factor = NULL, lower = NULL, upper = NULL, standardize = TRUE,
                                     weights = NULL, offset = NULL, intercept = TRUE, coding = c("levels", "treatment"),
                                     contrasts = NULL, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "basis_pursuit")
  if (missing(x) || (!missing(y) && inherits(y, "formula"))) return(eval(formula_first(call, "basis_pursuit"), parent.frame()))
  check_dots(...)
  coding <- check_choice(coding, "coding", c("levels", "treatment"))
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept, coding = coding, contrasts = contrasts)
  basis_pursuit_from_design(design, mixture, penalty_factor, lower, upper, standardize, model, control, call)
}

#' @export
basis_pursuit.default <- function(x, ...) refuse_x(if (!missing(x)) x)

basis_pursuit_from_design <- function(design, mixture, penalty_factor, lower, upper, standardize, model, control, call) {
  shared <- shared_arguments(2L, standardize, "mean", model, control, lasso_engines, "basis_pursuit")
  with_memory(basis_pursuit_fit(design, check_mixture(mixture), penalty_factor, lower, upper, shared$standardize, shared$model,
                                shared$control, call))
}

# The lasso fit at lambda = 0 with the account of what it leaves open, and its proof.
basis_pursuit_fit <- function(design, mixture = 1, penalty_factor = NULL, lower = NULL, upper = NULL, standardize = TRUE, model = TRUE,
                              control = normball_control(), call = NULL) {
  control$max_df <- control$max_deviance <- NULL
  if (is_too_large(design$x, ncol(design$x))) {
    nb_abort("unsupported", "basis_pursuit() needs a factorisation, and the design is too large for one (sparse, both sides over ",
             factor_limit, "). Use lasso() with a small `lambda`.")
  }
  fit <- lasso_fit(design, lambda = 0, mixture = mixture, penalty_factor = penalty_factor, lower = lower, upper = upper,
                   standardize = standardize, model = model, control = control, call = call, keep_limit = TRUE)
  found <- fit$factor$limit
  fit$factor$limit <- NULL
  fit$limit <- basis_pursuit_report(fit, found, design)
  fit$messages <- c(fit$messages, fit$limit$note)
  fit$limit$note <- NULL
  class(fit) <- c("normball_basis_pursuit", class(fit))
  if (control$certify) {
    fit$certificate <- certify_limit(design, fit)
    fit$messages <- c(fit$messages, doubt_certificate(fit$certificate))
  }
  fit
}
