# Criteria for choosing lambda, each in closed form at every lambda from the one factorisation of a ridge fit.
#
# Notation of all formulas below, on the "mean" scale: d2_j squared singular values of the weighted, standardised penalised columns with the
# unpenalised directions projected out (r of them), u_j'y the coordinates of the response, c the penalty, n rows of positive weight,
# k unpenalised directions (intercept included), W the sum of the weights. A ridge residual is (1 - U U')y + U diag(c / (d2 + c)) U'y.

#' Degrees of freedom, cross-validation and evidence of a ridge fit
#'
#' Every quantity is exact at every `lambda` and costs no refit: all come from the one factorisation that the fit carries.
#'
#' Let \eqn{H(\lambda)} be the hat matrix (intercept and unpenalised columns included), \eqn{h_i} its diagonal, \eqn{e_i = y_i - \hat y_i}
#' the residuals, \eqn{n} the number of rows with positive weight and \eqn{W = \sum_i w_i}.
#'
#' - `effective_df()`: \eqn{\mathrm{df}(\lambda) = \mathrm{tr}\, H(\lambda) = k + \sum_j d_j^2 / (d_j^2 + c)}, with \eqn{k} the number of
#'   unpenalised directions, \eqn{d_j} the singular values of the weighted standardised columns and \eqn{c} the penalty on that scale.
#' - `gcv()`: \deqn{\mathrm{GCV}(\lambda) = \frac{\frac1W \sum_i w_i e_i^2}{(1 - \mathrm{df}(\lambda) / n)^2}.} Without weights this is
#'   \eqn{n\,\mathrm{RSS}/(n - \mathrm{df})^2}. `MASS::lm.ridge()` reports \eqn{\mathrm{RSS} / (n - (\mathrm{df} - 1))^2}: without the
#'   factor \eqn{n}, and not counting the intercept. Where the fit interpolates as \eqn{\lambda \to 0} both numerator and denominator
#'   vanish; the limit of the ratio is returned.
#' - `loo_residuals()`: \eqn{y_i - \hat y_i^{(-i)} = e_i / (1 - h_i)}, the error of predicting row i from a fit to the other rows. The
#'   refit has the same penalty *sum* \eqn{W\lambda} (with `loss = "mean"` its `lambda` is \eqn{\lambda W / (W - w_i)}) and the column
#'   scales of the full data; its intercept is its own. In a row of weight 0, which no fit uses, it is the ordinary residual. At leverage 1
#'   it is `NaN`: without that row there is nothing to predict it from. Limits as \eqn{\lambda \to 0} are exact.
#' - `press()`: \eqn{\sum_i w_i (e_i / (1 - h_i))^2}. `loo` in `criteria()` is `press()`\eqn{/W}, the mean squared error that
#'   `cv(fit, folds = "loo")` reports.
#' - `aic`, `bic` in `criteria()`: \eqn{-2 \log L + 2 (\mathrm{df} + 1)} and \eqn{-2 \log L + \log(n) (\mathrm{df} + 1)} with the Gaussian
#'   likelihood of [stats::logLik()] for `lm`, \eqn{\log L = \frac12 \{\sum \log w_i - n (\log(2\pi) + 1 - \log n + \log \sum w_i e_i^2)\}}.
#' - `log_evidence()`: the log marginal likelihood under the prior that ridge is the posterior mode of,
#'   \eqn{g_j \sim N(0, \sigma^2 / (W c))} for the standardised coefficients times \eqn{\sqrt{v_j}} (\eqn{v_j} the penalty factor) and
#'   errors \eqn{N(0, \sigma^2 / w_i)}, flat on intercept and unpenalised coefficients, with \eqn{\sigma^2} at its maximiser:
#'   \deqn{-\frac N2 (\log(2\pi\hat\sigma^2) + 1) - \frac12 \sum_j \log\frac{d_j^2 + c}{c} + \frac12 \sum_i \log \tilde w_i,}{
#'     -N/2 (log(2 pi s2) + 1) - 1/2 sum_j log((d_j^2 + c) / c) + 1/2 sum_i log w~_i,}
#'   where \eqn{N = n - k}, \eqn{\tilde w_i = n w_i / W} and \eqn{\hat\sigma^2} is the weighted (\eqn{\tilde w}) quadratic form of the
#'   response divided by \eqn{N}. This is the restricted likelihood, normalised so that the flat prior has density 1 in coordinates of the
#'   unpenalised columns \eqn{X_0} that are orthonormal under \eqn{\tilde w}; it therefore changes neither with the units of those columns
#'   nor with a common factor of the weights. With nothing penalised it equals `logLik(lm(...), REML = TRUE)`
#'   \eqn{+ \frac12 \log|X_0'\tilde W X_0|}. At `lambda = 0` it is `-Inf`, a prior of infinite width, unless the fit interpolates: then its
#'   finite limit (infinite width against noise of variance 0) is returned.
#'
#' `effective_df()`, `gcv()` and `criteria()` take fits by [lasso()] as well: see [lasso-criteria].
#'
#' @param fit A fit by [ridge()], or its [cv()].
#' @param lambda `NULL`: the chosen lambda if there is one, else the whole path; `"all"`: the whole path; or numbers >= 0, in any order.
#' @param ... Not used; anything here is an error.
#' @return `effective_df()`: a vector named by lambda. `gcv()`, `press()`, `log_evidence()`: a vector named by lambda; with several
#'   responses
#'   a matrix, lambdas by responses. `loo_residuals()`: shaped like `residuals()`: a vector at one chosen lambda, else rows by lambdas, with
#'   several responses rows by lambdas by responses. `criteria()`: a data frame with columns `response`, `lambda`, `df`, `gcv`, `press`,
#'   `loo`, `aic`, `bic`, `log_evidence`, one row per response and lambda.
#' @section Errors: `normball_error_lambda`: a lambda that is not a finite number >= 0. `normball_error_type`: `fit` is no ridge fit.
#'   `normball_error_unsupported`: the fit carries no factorisation (iterative solver) or no data (`model = FALSE`).
#' @references Golub, Heath and Wahba (1979) Generalized cross-validation as a method for choosing a good ridge parameter. Technometrics 21.
#'   MacKay (1992) Bayesian interpolation. Neural Computation 4. Harville (1974) Bayesian inference for variance components. Biometrika 61.
#' @seealso [select_lambda()] to minimise one of them, [cv()] for k folds.
#' @examples
#' fit <- ridge(mpg ~ ., data = mtcars)
#' criteria(fit, lambda = c(1, 0.1, 0))
#' loo_residuals(fit, lambda = 0.1)[1:3, ]
#' @export
criteria <- function(fit, ...) UseMethod("criteria")

#' @rdname criteria
#' @export
criteria.normball_ridge <- function(fit, lambda = NULL, ...) {
  check_dots(...)
  lambda <- resolve_lambda(fit, lambda)$lambda
  values <- \(name) as.vector(criterion_at(fit, name, lambda))
  loo <- values("loo")
  data.frame(
    response = rep(response_names(fit), each = length(lambda)), lambda = lambda, df = ridge_df(fit, lambda),
    gcv = values("gcv"), press = total_weight(fit) * loo, loo = loo, aic = values("aic"), bic = values("bic"),
    log_evidence = values("log_evidence")
  )
}

#' @rdname criteria
#' @export
criteria.normball_cv <- function(fit, ...) criteria(fit$fit, ...)

#' @export
criteria.default <- function(fit, ...) ridge_of(fit)

#' @rdname criteria
#' @export
effective_df <- function(fit, lambda = NULL) {
  if (inherits(fit, "normball_cv")) fit <- fit$fit
  if (!inherits(fit, "normball_lasso")) fit <- ridge_of(fit)
  lambda <- resolve_lambda(fit, lambda)$lambda
  setNames(if (inherits(fit, "normball_lasso")) lasso_solutions(fit, lambda)$df else ridge_df(fit, lambda), lambda_labels(lambda))
}

#' @rdname criteria
#' @export
gcv <- function(fit, lambda = NULL) labelled_criterion(fit, "gcv", lambda)

#' @rdname criteria
#' @export
press <- function(fit, lambda = NULL) labelled_criterion(fit, "press", lambda)

#' @rdname criteria
#' @export
log_evidence <- function(fit, lambda = NULL) labelled_criterion(fit, "log_evidence", lambda)

#' @rdname criteria
#' @importFrom stats setNames
#' @export
loo_residuals <- function(fit, lambda = NULL) {
  fit <- ridge_of(fit)
  at <- resolve_lambda(fit, lambda)
  pad_rows(fit, residual_array(fit, at$lambda, "loo")) |> drop_lambda(at$single)
}

#' Leverages of a ridge fit
#'
#' The diagonal of the hat matrix \eqn{H(\lambda)}, with \eqn{\hat y = H y} apart from the offset. It sums to [effective_df()].
#' @param model A fit by [ridge()], or its [cv()].
#' @param lambda As in [criteria()].
#' @param ... Not used; anything here is an error.
#' @return At one chosen lambda a vector with a value per row, else a matrix, rows by lambdas. 0 in rows of weight 0. For a lasso, which is
#'   not linear in y, an error of class `normball_error_unsupported`.
#' @examples
#' hatvalues(ridge(mpg ~ wt + hp, data = mtcars, lambda = 0.1))
#' @importFrom stats hatvalues
#' @export
hatvalues.normball_ridge <- function(model, lambda = NULL, ...) {
  check_dots(...)
  at <- resolve_lambda(model, lambda)
  h <- ridge_leverage(model, at$lambda)$h
  value <- array(h, c(dim(h), 1L), list(NULL, lambda_labels(at$lambda), NULL))
  pad_rows(model, value) |> drop_lambda(at$single)
}

#' @rdname hatvalues.normball_ridge
#' @export
hatvalues.normball_lasso <- function(model, ...) refuse_lasso(model, "Leverages", "the leverages of ridge()")

#' @rdname hatvalues.normball_ridge
#' @export
hatvalues.normball_cv <- function(model, ...) hatvalues(model$fit, ...)

# The ridge fit inside what the user gave.
ridge_of <- function(fit) {
  if (inherits(fit, "normball_cv")) fit <- fit$fit
  if (inherits(fit, "normball_ridge")) return(fit)
  nb_abort("type", "`fit` must be a fit by ridge() or its cv(); got ", describe(fit), ".")
}

labelled_criterion <- function(fit, name, lambda) {
  if (inherits(fit, "normball_cv")) fit <- fit$fit
  if (name == "gcv" && inherits(fit, "normball_lasso")) return(lasso_criterion(fit, "gcv", lambda))
  fit <- ridge_of(fit)
  lambda <- resolve_lambda(fit, lambda)$lambda
  value <- criterion_at(fit, name, lambda)
  dimnames(value) <- list(lambda_labels(lambda), response_names(fit))
  if (ncol(value) == 1L) setNames(value[, 1L], rownames(value)) else value
}
