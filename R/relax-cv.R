# Cross-validation of a relaxed lasso over lambda and gamma: in every fold the path and its least squares, blended at each gamma.

#' Cross-validation of a relaxed lasso
#'
#' Chooses lambda and the blend `gamma` (see [relaxed]) together: in each fold the lasso path and the least squares on its columns are
#' fitted to the other rows, and every blend predicts the fold.
#'
#' The `gamma` with the least error of all is taken, then `rule` chooses lambda on its curve. The curve, its standard errors and the folds
#' are those of [cv()], and so is the result; its fit has `chosen$gamma`, which `coef()`, `predict()`, `fitted()`, `residuals()` and
#' `deviance()` use unless told otherwise.
#'
#' @param object A fit by [lasso()] or [elastic_net()] with `relax = TRUE`.
#' @param gamma Blends to compare, numbers from 0 (least squares) to 1 (lasso).
#' @param folds,rule,lambda,extend,strata,groups,repeats As in [cv()].
#' @param ... Not used; anything here is an error.
#' @return As by [cv()], with `gamma` (the one chosen) and `gamma_curves`, a data frame with columns `gamma`, `lambda`, `mean` and `se`.
#' @section Errors: As by [cv()]; `normball_error_type`: a `gamma` that is no number from 0 to 1.
#' @seealso [relaxed], [cv()]
#' @examples
#' set.seed(1)
#' chosen <- lasso(y ~ ., diabetes, relax = TRUE) |> cv(folds = 5)
#' chosen$gamma
#' coef(chosen)
#' @export
cv.normball_relaxed <- function(object, folds = 10, rule = c("1se", "min"), lambda = NULL, extend = FALSE, strata = NULL, groups = NULL,
                                repeats = 1, gamma = c(0, 0.25, 0.5, 0.75, 1), ...) {
  call <- cv_call(match.call())
  check_dots(...)
  if (missing(folds)) folds <- NULL
  gamma <- check_gammas(gamma)
  plan <- cv_plan(object, folds, rule, lambda, extend, strata, groups, repeats)
  if (identical(plan$folds, "loo")) plan$folds <- replace(rep(NA_integer_, object$n), used_rows(object), seq_len(object$nobs))
  curves <- relaxed_curves(object, plan$folds, plan$lambda %||% object$lambda, gamma)
  best <- which.min(vapply(curves, \(curve) curve[least(curve), 1L], numeric(1L)))
  grid <- relaxed_grid(object, plan, gamma[best], curves[[best]])
  result <- new_cv(call, object, plan, grid)
  result$fit$chosen$gamma <- gamma[best]
  result$gamma <- gamma[best]
  lambda <- plan$lambda %||% object$lambda
  result$gamma_curves <- data.frame(
    gamma = rep(gamma, each = length(lambda)), lambda = lambda, mean = unlist(lapply(curves, \(curve) unname(curve[, 1L]))),
    se = unlist(lapply(curves, \(curve) unname(curve[, 2L])))
  )
  result
}

check_gammas <- function(gamma) {
  if (is.numeric(gamma) && length(gamma) && all(is.finite(gamma) & gamma >= 0 & gamma <= 1)) return(unique(as.double(gamma)))
  nb_abort("type", "`gamma` must be numbers from 0 to 1; got ", describe(gamma), ".")
}

# The grid of the best gamma, extended where its least error is at an end and that is asked for.
relaxed_grid <- function(fit, plan, gamma, curve) {
  lambda <- plan$lambda %||% fit$lambda
  grid <- list(lambda = lambda, curve = curve, extended = FALSE)
  null <- lambda[1L] >= fit$lambda[1L] && is_null_model(fit)
  if (is.na(end_of_least(grid)) || (null && least(curve) == 1L)) return(grid)
  evaluate <- \(wanted) if (identical(wanted, lambda)) curve else relaxed_curves(fit, plan$folds, wanted, gamma)[[1L]]
  search_grid(lambda, evaluate, c(1e-10 * lambda[1L], if (null) lambda[1L] else Inf), "cross-validation error", plan$extend)
}

# A curve as fold_curve() makes them for each gamma.
relaxed_curves <- function(fit, folds, lambda, gamma) {
  weights <- fit$weights %||% rep(1, fit$n)
  by_repeat <- lapply(seq_len(n_repeats(folds)), function(r) {
    fold <- folds_of_repeat(folds, r)
    fold[is.na(fold)] <- 0L
    share <- vapply(seq_len(max(fold)), \(k) sum(weights[fold == k]), numeric(1L))
    errors <- lapply(seq_along(share), \(k) relaxed_fold_error(fit, weights, fold == k & weights > 0, lambda, gamma))
    lapply(seq_along(gamma), \(g) error_curve(do.call(rbind, lapply(errors, \(error) error[, g])), share))
  })
  lapply(seq_along(gamma), \(g) average_curves(lapply(by_repeat, `[[`, g)))
}

# Mean squared errors (L x gamma) on the rows left out of path and least squares on the others.
relaxed_fold_error <- function(fit, weights, out, lambda, gamma) {
  y <- less_offset(fit)
  bounds <- fit[c("lower", "upper")]
  problem <- c(list(x = fit$x), lasso_problem(fit$x, y, replace(weights, out, 0), fit$intercept, fit$standardize, fit$penalty_factor,
                                              fit$loss, fit$mixture, bounds))
  path <- lasso_path(problem, lambda, control = fit$control, warm = likely_columns(fit, problem, lambda[1L]), limits = NULL)
  rows <- which(out)
  left <- fit$x[rows, , drop = FALSE]
  residual <- \(b) y[rows, 1L] - matrix(linear_predictor(left, lasso_coefficients(problem, b, fit$p, bounds), fit$intercept), length(rows))
  shrunken <- residual(path$b)
  relaxed <- residual(relax_path(problem, path$b, fit$control))
  share <- weights[rows] / sum(weights[rows])
  matrix(vapply(gamma, \(g) colSums(share * (g * shrunken + (1 - g) * relaxed)^2), numeric(length(lambda))), length(lambda))
}
