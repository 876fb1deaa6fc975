# Criteria for choosing lambda along a lasso or elastic-net path, from the residual sum of squares and the degrees of freedom.

#' Degrees of freedom and information criteria of a lasso or elastic net
#'
#' What chooses a lambda without folds: Mallows' Cp, AIC, BIC, the extended BIC and GCV, all from one solution per lambda.
#'
#' With \eqn{n} the number of rows of positive weight, \eqn{W = \sum_i w_i}, \eqn{e_i = y_i - \hat y_i} and
#' \eqn{\mathrm{RSS} = \sum_i w_i e_i^2}:
#'
#' - `df`, of the lasso: the rank of the columns whose coefficients are free to move (nonzero and not held at a bound), plus the
#'   unpenalised directions (columns of `penalty_factor` 0 and the intercept). It is an unbiased estimate of the degrees of freedom
#'   \eqn{\sum_i \mathrm{cov}(\hat y_i, y_i) / \sigma^2} whatever n, p and the design (Tibshirani and Taylor 2012). The random choice of the
#'   columns is paid for by the shrinkage, which is why it may be counted as if there had been no choice.
#' - `df`, of an elastic net: the trace of the hat matrix of the ridge problem on these columns \eqn{S},
#'   \eqn{\mathrm{tr}\, X_S (X_S'W X_S + \Lambda)^{-1} X_S' W} with \eqn{\Lambda} the part of the penalty that is quadratic (Zou, Hastie and
#'   Tibshirani 2007).
#' - `gcv`: \eqn{\frac1W \mathrm{RSS} / (1 - \mathrm{df} / n)^2}; `NaN` where df reaches n.
#' - `cp`: \eqn{\mathrm{RSS} / \sigma^2 - n + 2\,\mathrm{df}}. \eqn{\sigma} is the argument or, where df of all columns leaves residual
#'   degrees of freedom, that of least squares on all columns: \eqn{\hat\sigma^2 = \mathrm{RSS}_0 / (n - \mathrm{df}_0)}. Else `NA`.
#' - `aic`, `bic`: \eqn{-2 \log L + 2 (\mathrm{df} + 1)} and \eqn{-2 \log L + \log(n) (\mathrm{df} + 1)} with the Gaussian likelihood at
#'   the \eqn{\sigma^2} that maximises it, as [stats::logLik()] has it. With `sigma` given, the likelihood is that of this variance,
#'   \eqn{-2 \log L = \mathrm{RSS} / \sigma^2 + n \log(2\pi\sigma^2) - \sum_i \log w_i}, and df stands for df + 1; AIC then is Cp apart
#'   from a constant.
#' - `ebic`: \eqn{\mathrm{BIC} + 2 \gamma \log {P \choose k}}{BIC + 2 gamma log choose(P, k)} with \eqn{k} of the \eqn{P} columns that can
#'   enter selected (penalised and neither constant nor excluded; Chen and Chen 2008): a prior that gives all model *sizes*, not all models,
#'   the same weight. \eqn{\gamma = 0} is BIC; \eqn{\gamma = 1}, the default, is consistent for every power at which the number of columns
#'   grows with n; 1/2 suffices where \eqn{P < n}.
#'
#' All are of the lasso solution itself. For a relaxed fit, whose least squares spend more degrees of freedom than they have columns,
#' use [cv()].
#'
#' As lambda falls to 0 in a fit that can reach every row (`df` = n), RSS falls to 0 and the likelihood without `sigma` grows without bound:
#' compare sparse models only, as [select_lambda()] does, or give `sigma`.
#'
#' @param fit A fit by [lasso()] or [elastic_net()], or its [cv()].
#' @param lambda `NULL`: the chosen lambda if there is one, else the whole path; `"all"`: the whole path; or numbers >= 0, in any order.
#' @param sigma Standard deviation of the errors (of a row of weight 1), a number > 0; `NULL` (default): see above.
#' @param ebic_gamma,gamma \eqn{\gamma} of the extended BIC, from 0 to 1.
#' @param ... Not used; anything here is an error.
#' @return `criteria()`: a data frame with columns `response`, `lambda`, `df`, `nonzero` (how many coefficients differ from zero, without
#'   the intercept), `gcv`, `cp`, `aic`, `bic`, `ebic`, one row per lambda. `ebic()`: a vector named by lambda.
#' @section Errors: `normball_error_lambda`; `normball_error_type`: `fit` is no such fit, or a number is out of its range.
#'   `normball_error_unsupported`: an elastic net (or a fit with bounds) without its data (`model = FALSE`), or with more than 2000 nonzero
#'   coefficients and rows.
#' @references Zou, Hastie and Tibshirani (2007) On the "degrees of freedom" of the lasso. Annals of Statistics 35. Tibshirani and Taylor
#'   (2012) Degrees of freedom in lasso problems. Annals of Statistics 40. Chen and Chen (2008) Extended Bayesian information criteria for
#'   model selection with large model spaces. Biometrika 95. Mallows (1973) Some comments on Cp. Technometrics 15.
#' @seealso [select_lambda()] to choose by one of them, [cv()] for folds, [criteria()] for ridge.
#' @examples
#' fit <- lasso(y ~ ., diabetes)
#' criteria(fit, lambda = c(10, 1, 0))
#' effective_df(fit, lambda = c(10, 1))
#' ebic(fit, lambda = c(10, 1))
#' @name lasso-criteria
NULL

#' @rdname lasso-criteria
#' @export
criteria.normball_lasso <- function(fit, lambda = NULL, sigma = NULL, ebic_gamma = 1, ...) {
  check_dots(...)
  lambda <- resolve_lambda(fit, lambda)$lambda
  at <- lasso_solutions(fit, lambda)
  settings <- criterion_settings(fit, sigma, ebic_gamma)
  value <- lapply(stats::setNames(nm = c("gcv", "cp", "aic", "bic", "ebic")), lasso_formula, fit = fit, at = at, settings = settings)
  data.frame(response = response_names(fit), lambda = lambda, df = at$df, nonzero = at$nonzero, value)
}

#' @rdname lasso-criteria
#' @export
ebic <- function(fit, lambda = NULL, gamma = 1, sigma = NULL) {
  if (inherits(fit, "normball_cv")) fit <- fit$fit
  if (!inherits(fit, "normball_lasso")) nb_abort("type", "ebic() needs a fit by lasso() or its cv(); got ", describe(fit), ".")
  lasso_criterion(fit, "ebic", lambda, sigma, gamma)
}

lasso_criterion <- function(fit, name, lambda, sigma = NULL, gamma = 1) {
  lambda <- resolve_lambda(fit, lambda)$lambda
  settings <- criterion_settings(fit, sigma, gamma, variance = name == "cp")
  setNames(lasso_formula(name, fit, lasso_solutions(fit, lambda), settings), lambda_labels(lambda))
}

# list(sigma (as given or NULL), variance (for Cp; NA where there is none), gamma, candidates (columns that can enter)).
criterion_settings <- function(fit, sigma, gamma, variance = TRUE) {
  if (!is.null(sigma)) check_number(sigma, "sigma", lower = 0, strict = TRUE)
  check_number(gamma, "gamma", 0, 1)
  list(
    sigma = sigma, variance = if (!is.null(sigma)) sigma^2 else if (variance) full_variance(fit), gamma = gamma,
    candidates = candidate_columns(fit)
  )
}

candidate_columns <- function(fit) which(fit$penalty_factor > 0 & is.finite(fit$penalty_factor) & !fit$constant)

# One criterion at the solutions `at` (lasso_solutions()).
lasso_formula <- function(name, fit, at, settings) {
  n <- fit$nobs
  if (name == "gcv") return(ifelse(at$df < n, at$deviance / total_weight(fit) / (1 - at$df / n)^2, NaN))
  if (name == "cp") return(at$deviance / settings$variance - n + 2 * at$df)
  known <- !is.null(settings$sigma)
  weights <- if (is.null(fit$weights)) 1 else fit$weights[fit$weights > 0]
  spread <- if (known) at$deviance / settings$sigma^2 + n * log(2 * pi * settings$sigma^2) else n * (log(2 * pi * at$deviance / n) + 1)
  parameters <- at$df + !known
  share <- if (name == "ebic") 2 * settings$gamma * lchoose(length(settings$candidates), at$selected) else 0
  spread - sum(log(weights)) + (if (name == "aic") 2 else log(n)) * parameters + share
}

# The solutions at these lambdas as the criteria see them: list(lambda, deviance, df, nonzero, selected (of those that could be)).
# `refuse`: whether df that is too much to compute is an error, or NA.
lasso_solutions <- function(fit, lambda, refuse = TRUE) {
  index <- match(lambda, fit$lambda)
  on_path <- !anyNA(index)
  found <- if (!on_path) lasso_at(fit, lambda, "A criterion at a lambda that is not on the path")
  b <- if (on_path) fit$coefficients[, index, drop = FALSE] else found$coefficients
  rank <- if (on_path) fit$df[index] else found$df
  slopes <- if (fit$intercept) b[-1L, , drop = FALSE] else b
  list(
    lambda = lambda, deviance = if (on_path) fit$deviance[index, 1L] else found$deviance,
    df = if (has_rank_df(fit)) unname(rank) else traced_df(fit, lambda, slopes, refuse), nonzero = lengths(active_sets(slopes)),
    selected = lengths(active_sets(slopes[candidate_columns(fit), , drop = FALSE]))
  )
}

# Whether the degrees of freedom are the rank of the columns in use: no quadratic penalty, and no coefficient held at a bound.
has_rank_df <- function(fit) fit$mixture == 1 && is_unbounded(fit)

# The trace of the hat matrix at each lambda, of slopes (p x L) on the scale of the data.
traced_df <- function(fit, lambda, slopes, refuse) {
  problem <- fit_problem(fit, "The degrees of freedom of an elastic net, or of a fit with bounds")
  rows <- problem$penalised
  free <- which(problem$l1 == 0 & problem$l2 == 0)
  penalty <- lambda_to_core(problem, lambda) * problem$ratio
  per_lambda <- vapply(seq_along(lambda), \(l) {
    b <- slopes[rows, l]
    moving <- setdiff(union(which(b != 0), free), at_bound(b, fit$lower[rows], fit$upper[rows]))
    if (min(fit$n, length(moving)) > factor_limit) {
      if (!refuse) return(NA_real_)
      nb_abort("unsupported", "The degrees of freedom at lambda = ", format(lambda[l]), " need a factorisation of ", length(moving),
               " columns, which is more than ", factor_limit, ".")
    }
    active_trace(problem, sort(moving), penalty[l] * problem$l2[sort(moving)])
  }, numeric(1L))
  problem$intercept + problem$n_flat + per_lambda
}

# Degrees of freedom along a curve, for show: NA where the traces of an elastic net would take longer than a few seconds.
curve_df <- function(fit, lambda, most = 2e10) {
  if (!inherits(fit, "normball_lasso") || has_rank_df(fit)) return(df_at(fit, lambda))
  size <- lengths(active_sets(coefficients_at(fit, lambda)))
  small <- as.double(pmin(size, fit$n))
  if (sum(small^2 * (pmax(size, fit$n) + 10 * small)) > most) rep(NA_real_, length(lambda)) else df_at(fit, lambda)
}

# Coefficients that a bound holds, up to the rounding of their scaling.
at_bound <- function(b, lower, upper) {
  near <- \(bound) if (is.null(bound)) logical(length(b)) else is.finite(bound) & abs(b - bound) <= 8 * .Machine$double.eps * abs(bound)
  which(near(lower) | near(upper))
}

# sigma^2 of least squares on all columns that can enter, or NA where it leaves no degrees of freedom.
full_variance <- function(fit) {
  factor <- ifelse(is.infinite(fit$penalty_factor), Inf, 1)
  if (is.null(fit$x) || (!is.matrix(fit$x) && min(dim(fit$x)) > factor_limit)) return(NA_real_)
  y <- less_offset(fit)
  moments <- list(mean = fit$centres, scale = fit$scales, constant = fit$constant)
  problem <- ridge_problem(fit$x, y, fit$weights, fit$intercept, fit$standardize, factor, fit$loss, moments)
  problem <- c(list(x = fit$x), problem)
  core <- ridge_factorize(problem, "auto", 0)
  left <- problem$n_used - core$rank - problem$intercept
  if (left <= 0L) return(NA_real_)
  residual_outside(problem, core) * problem$y_unit^2 * problem$total_weight / left
}
