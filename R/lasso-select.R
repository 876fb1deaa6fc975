# Choosing lambda along a lasso path by a criterion of R/lasso-criteria.R.

#' Choose lambda of a lasso or elastic net by an information criterion
#'
#' Takes the lambda at which Mallows' Cp, AIC, BIC, the extended BIC or GCV is least (see [lasso-criteria] for the formulas). The chosen
#' lambda then is what `coef()`, `predict()`, `selected()`, `plot()` and the other methods use by default.
#'
#' **Which lambdas are compared.** Those of the path; for a fit with `path = "exact"` these are its knots. Between two knots a lasso keeps
#' its columns, so its degrees of freedom stay while its residual sum of squares grows with lambda: all these criteria are least at a knot
#' (Zou, Hastie and Tibshirani 2007), just before the next column enters. On a grid the choice is the grid point nearest to such a knot from
#' above; searching between grid points for a minimum of what jumps would add digits without meaning, so it is not done.
#'
#' **The end of the path.** A least value at the smallest lambda extends the path by two decades at that end, again until it is inside or
#' the criterion has become flat, as for ridge; a message of class `normball_message_grid` says so. A path that stopped early
#' (`max_df`, `max_deviance`) is not extended, nor is a path whose largest lambda already leaves all penalised coefficients at zero.
#'
#' **As many columns as rows.** Where the fit can reach every row, the likelihood with unknown variance has no bound as lambda falls to 0,
#' and GCV becomes a ratio of two zeros. Models with more than `max_df` degrees of freedom are then left out of the comparison, by default
#' those with more than half the number of rows; the criteria suppose sparse models (Chen and Chen 2008 bound their size). A choice at that
#' limit is told by a message. With `sigma` given only GCV needs the limit.
#'
#' @param fit A fit by [lasso()] or [elastic_net()].
#' @param criterion `"bic"` (default), `"ebic"`, `"aic"`, `"cp"` or `"gcv"`.
#' @param extend Extend the path when the least value is at its small end? Not done for a path of one lambda.
#' @param sigma Standard deviation of the errors, > 0, where it is known; `"cp"` needs it where all columns leave no residual degrees of
#'   freedom.
#' @param ebic_gamma \eqn{\gamma} of the extended BIC, from 0 (BIC) to 1 (default).
#' @param max_df Largest df of a model compared; `NULL` (default): `nobs / 2` where the fit can reach every row, else no limit.
#' @param ... Not used; anything here is an error.
#' @return The fit with `chosen = list(lambda, rule, criterion)`. If the path was extended, it includes the new lambdas.
#' @section Errors: `normball_error_type`: an unknown criterion or a malformed argument. `normball_error_unsupported`: `"cp"` without
#'   `sigma` where it cannot be estimated, and where [criteria()] raises it. `normball_error_numeric`: no model is within `max_df`.
#' @references See [lasso-criteria].
#' @seealso [cv()] for k folds; [selected()] for the columns; [select_lambda()] for ridge.
#' @examples
#' fit <- lasso(y ~ ., diabetes) |> select_lambda("bic")
#' fit$chosen
#' selected(fit)
#' select_lambda(fit, "cp") |> coef()
#' @export
select_lambda.normball_lasso <- function(fit, criterion = c("bic", "ebic", "aic", "cp", "gcv"), extend = TRUE, sigma = NULL,
                                         ebic_gamma = 1, max_df = NULL, ...) {
  check_dots(...)
  choices <- c("bic", "ebic", "aic", "cp", "gcv")
  criterion <- check_choice(if (missing(criterion)) "bic" else criterion, "criterion", choices)
  check_flag(extend, "extend")
  settings <- criterion_settings(fit, sigma, ebic_gamma, variance = criterion == "cp")
  if (criterion == "cp" && is.na(settings$variance)) refuse_variance(fit)
  limit <- df_limit(fit, max_df, bounded = criterion == "cp" || (!is.null(sigma) && criterion != "gcv"))
  evaluate <- function(lambda) {
    at <- lasso_solutions(fit, lambda)
    value <- lasso_formula(criterion, fit, at, settings)
    matrix(ifelse(at$df > limit, NaN, value), ncol = 1L)
  }
  grid <- search_lasso_grid(fit, evaluate, rule_text(criterion), extend)
  best <- least(grid$curve)
  tell_limit(grid, best, limit, rule_text(criterion))
  fit <- extend_path(fit, grid$lambda)
  fit$chosen <- list(lambda = grid$lambda[best], rule = criterion, criterion = grid$curve[[best]])
  fit
}

# search_grid() over the path. Above a largest lambda that leaves all penalised coefficients at zero nothing changes, so that a least value
# there is at no end. An exact path is whole, and a path that stopped was to stop.
search_lasso_grid <- function(fit, evaluate, name, extend) {
  lambda <- fit$lambda
  grid <- list(lambda = lambda, curve = evaluate(lambda), extended = FALSE)
  check_curve(grid, name)
  null <- is_null_model(fit)
  done <- is.na(end_of_least(grid)) || (null && least(grid$curve) == 1L)
  if (done || !is.null(fit$stopped) || !is.null(fit$exact)) return(grid)
  search_grid(lambda, evaluate, c(1e-10 * lambda[1L], if (null) lambda[1L] else Inf), name, extend)
}

is_null_model <- function(fit) fit$lambda[1L] > 0 && all(fit$coefficients[fit$intercept + candidate_columns(fit), 1L] == 0)

refuse_variance <- function(fit) {
  nb_abort("unsupported", "`criterion = \"cp\"` needs the error variance: least squares on all columns leaves no residual degrees of ",
           "freedom (", fit$nobs, " rows) or cannot be computed. Give `sigma`.")
}

# The largest df of a model compared. `bounded`: the criterion has a minimum without a limit.
df_limit <- function(fit, max_df, bounded) {
  if (!is.null(max_df)) return(check_number(max_df, "max_df", lower = 0))
  most <- fit$intercept + sum(is.finite(fit$penalty_factor) & !fit$constant)
  if (bounded || most < fit$nobs) Inf else fit$nobs / 2
}

tell_limit <- function(grid, best, limit, name) {
  below <- grid$curve[-seq_len(best), 1L]
  if (is.finite(limit) && length(below) && all(is.nan(below))) {
    nb_inform("grid", "Least ", name, " was at the largest model compared, at lambda = ", format(grid$lambda[best], digits = 4L),
              ": models of more than ", format(limit), " degrees of freedom were left out; change that by `max_df`.")
  }
}

# The fit with these lambdas, none of them on its path, on its path too.
extend_lasso_path <- function(fit, new) {
  added <- lasso_at(fit, new, "A longer path")
  order <- order(c(fit$lambda, new), decreasing = TRUE)
  wider <- fit
  wider$lambda <- c(fit$lambda, new)[order]
  wider$coefficients <- join_columns(fit$coefficients, added$coefficients)[, order, drop = FALSE]
  wider$df <- c(fit$df, added$df)[order]
  both <- deviances(rbind(fit$deviance, matrix(added$deviance))[order, , drop = FALSE], fit$null_deviance)
  wider[names(both)] <- both
  if (!is.null(fit$certificate)) wider$certificate <- merge_certificates(fit, new)
  validate_fit(wider)
}
