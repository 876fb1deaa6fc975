# Covariance, intervals and likelihood of a ridge fit at one lambda.

#' Covariance, intervals and likelihood of a ridge fit
#'
#' A ridge estimate is linear in y, so its covariance is exact given the error variance. Two readings are offered, and the output names
#' the one it holds. Let \eqn{Z} be the design with its intercept column, \eqn{W} the weights and \eqn{K} the matrix of the penalty beside
#' the sum of squares: \eqn{K = \lambda \, \mathrm{diag}(v_j s_j^2)} for `loss = "sum"`, \eqn{\sum w} times that for `"mean"`, 0 for the
#' intercept.
#' \deqn{\mathrm{sampling:}\quad \sigma^2 (Z'WZ + K)^{-1} Z'WZ (Z'WZ + K)^{-1}}
#' \deqn{\mathrm{posterior:}\quad \sigma^2 (Z'WZ + K)^{-1}}
#' "sampling" is the variance over repeated samples of the estimate about *its own mean*, which is shrunken: it says nothing of the bias.
#' "posterior" is the covariance of the coefficients given the data under the normal prior for which ridge is the posterior mean.
#' \eqn{\sigma^2} is estimated by the weighted residual sum of squares over `nobs - df`, df being the trace of the hat matrix.
#'
#' For a lasso `vcov()` and `confint()` are errors: its estimates are not linear in the response, are 0 with positive probability, and the
#' columns left were chosen by the same data, so no covariance matrix describes them. `logLik()` takes both kinds of fits; the degrees of
#' freedom of a lasso are the rank of the columns whose coefficient is not 0, with intercept and unpenalised columns (Zou, Hastie and
#' Tibshirani 2007; Tibshirani and Taylor 2012).
#'
#' @param object A fit made by [ridge()] ([lasso()] for `logLik()`).
#' @param lambda `NULL` (default) for the lambda chosen by [select_lambda()] or [cv()], or one number >= 0. A path without a choice is an
#'   error. `logLik()` takes several numbers.
#' @param type `"sampling"` (default) or `"posterior"`.
#' @param parm Names or numbers of the coefficients wanted; default all.
#' @param level Probability, strictly between 0 and 1.
#' @param ... Nothing: an unknown argument is an error.
#'
#' @return
#' * `vcov()`: a square matrix over the coefficients with the intercept, with attributes `type` and `sigma`. With m responses the Kronecker
#'   product of the residual covariance of the responses and the matrix of one response, named `response:coefficient` as for `lm`.
#' * `confint()`: a matrix of two columns of class `normball_confint` with attributes `type`, `lambda` and `level`: estimate plus and minus
#'   the quantile of Student's t with `nobs - df` degrees of freedom times the standard error. Sampling intervals are centred on a biased
#'   estimate: at a lambda that shrinks much they cover the true coefficient less often than `level`. Posterior intervals are credible.
#' * `logLik()`: for one lambda the Gaussian log-likelihood with \eqn{\sigma^2} at its maximum, as for `lm` (rows of zero weight left out),
#'   of class `logLik` with attributes `df` (effective df + 1 for \eqn{\sigma^2}) and `nobs`, so that [stats::AIC()] and [stats::BIC()]
#'   work. For several lambdas a plain named vector with the same attributes, `df` a vector.
#'
#' @section Errors:
#' `normball_error_lambda` where one lambda is needed and there are several; `normball_error_unsupported` for `logLik()` with several
#' responses, where the fit was made by the iterative solver, and for `vcov()` and `confint()` of a lasso. A warning where no residual
#' degrees of freedom are left.
#'
#' @references Zou, H., Hastie, T. and Tibshirani, R. (2007). On the degrees of freedom of the lasso. *Annals of Statistics* 35, 2173-2192.
#'
#' Tibshirani, R. J. and Taylor, J. (2012). Degrees of freedom in lasso problems. *Annals of Statistics* 40, 1198-1232.
#' @source Hoerl and Kennard (1970), Technometrics 12, 55-67, for the sampling covariance; Goodfellow, Bengio and Courville (2016), section
#'   5.6.1, for the prior.
#' @examples
#' fit <- ridge(mpg ~ wt + hp, mtcars)
#' vcov(fit, lambda = 0.1)
#' confint(fit, lambda = 0.1, type = "posterior")
#' AIC(logLik(fit, lambda = 0.1))
#' @importFrom stats vcov confint logLik qt
#' @name fit-inference
NULL

#' @rdname fit-inference
#' @export
vcov.normball_ridge <- function(object, lambda = NULL, type = c("sampling", "posterior"), ...) {
  check_dots(...)
  type <- check_choice(type, "type", c("sampling", "posterior"))
  lambda <- resolve_one_lambda(object, lambda, "vcov()")
  unscaled <- ridge_covariance(object, lambda, type)
  names <- dimnames(object$coefficients)[[1L]]
  residual <- residual_covariance(object, lambda)
  value <- unscaled * residual[[1L]]
  if (n_responses(object) > 1L) {
    value <- kronecker(residual, unscaled)
    names <- paste(rep(response_names(object), each = length(names)), names, sep = ":")
  }
  dimnames(value) <- list(names, names)
  structure(value, type = type, sigma = sqrt(diag(residual)))
}

#' @rdname fit-inference
#' @export
confint.normball_ridge <- function(object, parm, level = 0.95, lambda = NULL, type = c("sampling", "posterior"), ...) {
  check_dots(...)
  type <- check_choice(type, "type", c("sampling", "posterior"))
  check_number(level, "level", 0, 1, strict = TRUE)
  lambda <- resolve_one_lambda(object, lambda, "confint()")
  covariance <- vcov(object, lambda = lambda, type = type)
  estimate <- setNames(as.vector(coefficients_at(object, lambda)), rownames(covariance))
  error <- sqrt(diag(covariance))
  parm <- if (missing(parm)) names(estimate) else checked_parm(parm, names(estimate))
  tail <- c((1 - level) / 2, 1 - (1 - level) / 2)
  margin <- error[parm] %o% qt(tail, object$nobs - df_at(object, lambda))
  structure(
    estimate[parm] + margin,
    dimnames = list(parm, paste(format(100 * tail, trim = TRUE, digits = 3L), "%")),
    type = type, lambda = lambda, level = level, class = c("normball_confint", "matrix", "array")
  )
}

#' @method print normball_confint
#' @export
print.normball_confint <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  about <- if (attr(x, "type") == "sampling") {
    "about the shrunken (biased) estimate, type = \"sampling\""
  } else {
    "of the posterior under the normal prior, type = \"posterior\""
  }
  cat(format(100 * attr(x, "level")), " % intervals ", about, ", lambda = ", format(attr(x, "lambda"), digits = digits), "\n", sep = "")
  print(matrix(x, nrow(x), dimnames = dimnames(x)), digits = digits)
  invisible(x)
}

checked_parm <- function(parm, names) {
  chosen <- if (is.numeric(parm)) names[parm] else as.character(parm)
  lost <- is.na(chosen) | !chosen %in% names
  if (any(lost)) nb_abort("type", "`parm` must name coefficients; this fit has no coefficient ", parm[lost][1L], ".")
  chosen
}

#' @rdname fit-inference
#' @export
vcov.normball_lasso <- function(object, ...) refuse_lasso_inference(object, "The covariance of the coefficients")

#' @rdname fit-inference
#' @export
confint.normball_lasso <- function(object, ...) refuse_lasso_inference(object, "Confidence intervals")

refuse_lasso_inference <- function(fit, what) {
  refuse_lasso(fit, what, "a bootstrap, least squares on rows that had no part in the choice, or ridge(),",
               "its estimates are not linear in the response and the same data chose which of them are 0")
}

# m x m residual covariance of the responses: weighted cross-products over nobs - df.
residual_covariance <- function(fit, lambda) {
  df <- df_at(fit, lambda)
  if (n_responses(fit) == 1L) return(matrix(residual_sigma(deviance_at(fit, lambda), fit$nobs, df)^2, 1L, 1L))
  weighted <- matrix(residual_array(fit, lambda), fit$n) * sqrt(fit$weights %||% 1)
  left <- residual_df(fit$nobs, df)
  crossprod(weighted) / left
}

residual_sigma <- function(rss, nobs, df) sqrt(as.vector(rss) / residual_df(nobs, df))

# nobs - df, or NaN with a warning where rounding is all that is left of it (an interpolating fit has no error variance).
residual_df <- function(nobs, df) {
  left <- nobs - df
  if (is.na(left) || left > 1e-8 * nobs) return(left)
  nb_warn("numeric", "No residual degrees of freedom are left (nobs ", nobs, ", df ", format(df), "): the error variance is not defined.")
  NaN
}

#' @rdname fit-inference
#' @export
logLik.normball_fit <- function(object, lambda = NULL, ...) {
  check_dots(...)
  if (n_responses(object) > 1L) nb_abort("unsupported", "logLik() is defined for one response; this fit has ", n_responses(object), ".")
  at <- if (is.null(lambda)) resolve_one_lambda(object, NULL, "logLik()") else resolve_lambda(object, lambda)$lambda
  object <- solved_at(object, at)
  value <- drop(loglik_values(object, at))
  df <- df_at(object, at) + 1
  if (length(at) == 1L) return(structure(value, df = df, nobs = object$nobs, class = "logLik"))
  structure(value, names = lambda_labels(at), df = df, nobs = object$nobs)
}

# Profile Gaussian log-likelihood, L x m, over the rows of positive weight.
loglik_values <- function(fit, lambda) gaussian_loglik(fit, deviance_at(fit, lambda))

gaussian_loglik <- function(fit, deviance) {
  counted <- if (is.null(fit$weights)) 1 else fit$weights[fit$weights > 0]
  n <- fit$nobs
  0.5 * (sum(log(counted)) - n * (log(2 * pi) + 1 - log(n) + log(deviance)))
}
