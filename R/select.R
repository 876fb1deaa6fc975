# Choosing lambda by a criterion in closed form: search the grid, extend it, refine between its points, and record the choice in the fit.

#' Choose lambda by a criterion in closed form
#'
#' Minimises generalised cross-validation, AIC, BIC or the leave-one-out error, or maximises the evidence, over lambda. No model is fitted
#' again: each criterion is exact at every lambda (see [criteria()] for the formulas). The chosen lambda then is what `coef()`, `predict()`,
#' `plot()` and the other methods use by default.
#'
#' The search starts on the path of the fit. A best value at an end of the grid extends it by two decades at that end, again until the best
#' value is inside, the criterion has become flat (relative change 1e-8 over a decade), ten decades have been added, or the penalty
#' passes 1e8 (upwards) or 1e-14 (downwards) times the largest squared singular value; a message of class `normball_message_grid` says
#' what happened. The best grid point is then refined between its neighbours to 1e-4 of the distance between grid points.
#' With several responses the criteria are summed over them, as one lambda serves all.
#'
#' Fits by [lasso()] and [elastic_net()] have a method of their own: see [select_lambda.normball_lasso()].
#'
#' @param fit A fit by [ridge()], or its [cv()].
#' @param criterion `"gcv"` (default), `"aic"`, `"bic"`, `"loo"` (mean squared leave-one-out error) or `"evidence"` (maximised).
#' @param extend Extend the grid when the best value is at its end? Not done for a grid of one lambda.
#' @param refine Refine between grid points? `FALSE` takes the best lambda of the grid.
#' @param ... Not used; anything here is an error.
#' @return The fit with `chosen = list(lambda, rule, criterion)`: the chosen lambda, the name of the criterion, and its value there. If the
#'   grid was extended, its path includes the new lambdas.
#' @section Errors: `normball_error_type`: `fit` is no ridge fit, or a flag is not `TRUE` or `FALSE`, or the criterion is unknown.
#'   `normball_error_unsupported`: AIC or BIC where the fit interpolates as lambda falls to 0 (at least as many free coefficients as
#'   rows): the likelihood, and with it both criteria, has no bound. The same class where [criteria()] raises it.
#' @seealso [cv()] for k folds and the one-standard-error rule.
#' @examples
#' fit <- ridge(mpg ~ ., data = mtcars) |> select_lambda("gcv")
#' fit$chosen
#' predict(fit, mtcars[1:3, ])
#' @export
select_lambda <- function(fit, ...) UseMethod("select_lambda")

#' @export
select_lambda.default <- function(fit, ...) {
  nb_abort("type", "select_lambda() needs a fit by ridge() or lasso(), or its cv(); got ", describe(fit), ".")
}

#' @rdname select_lambda
#' @export
select_lambda.normball_cv <- function(fit, ...) select_lambda(fit$fit, ...)

#' @rdname select_lambda
#' @export
select_lambda.normball_ridge <- function(fit, criterion = c("gcv", "aic", "bic", "loo", "evidence"), extend = TRUE, refine = TRUE, ...) {
  check_dots(...)
  refuse_iterative(fit, "select_lambda()")
  choices <- c("gcv", "aic", "bic", "loo", "evidence")
  criterion <- check_choice(if (missing(criterion)) "gcv" else criterion, "criterion", choices)
  check_flag(extend, "extend")
  check_flag(refine, "refine")
  if (criterion %in% c("aic", "bic")) refuse_interpolation(fit, criterion)
  sign <- if (criterion == "evidence") -1 else 1
  name <- if (criterion == "evidence") "log_evidence" else criterion
  evaluate <- function(lambda) {
    fit <<- refactored(fit, lambda, "select_lambda()") # once, not at every step of the search
    matrix(sign * rowSums(criterion_at(fit, name, lambda)), ncol = 1L)
  }
  title <- switch(criterion, evidence = "negative log evidence", loo = "leave-one-out error", toupper(criterion))
  grid <- search_grid(fit$lambda, evaluate, search_limits(fit), title, extend)
  best <- least(grid$curve)
  found <- if (refine) refine_least(grid, evaluate) else list(lambda = grid$lambda[best], curve = grid$curve[best, , drop = FALSE])
  fit <- extend_path(fit, grid$lambda)
  fit$chosen <- list(lambda = found$lambda, rule = criterion, criterion = sign * found$curve[[1L]])
  fit
}

# A rule in words, for print().
rule_text <- function(rule) {
  words <- c(
    gcv = "GCV", aic = "AIC", bic = "BIC", ebic = "extended BIC", cp = "Mallows' Cp", loo = "leave-one-out error", evidence = "evidence",
    min = "cross-validation, least error", "1se" = "cross-validation, one-standard-error rule"
  )
  if (rule %in% names(words)) words[[rule]] else rule
}

refuse_interpolation <- function(fit, criterion) {
  if (!spectrum_at(fit, fit$lambda[1L])$saturated) return(invisible())
  nb_abort(
    "unsupported", "`criterion = \"", criterion, "\"` has no minimum here: as lambda falls to 0 the fit interpolates its ", fit$nobs,
    " rows and the likelihood grows without bound. Use \"gcv\", \"loo\" or \"evidence\"."
  )
}

# The fit with these lambdas on its path too: what is there is kept, the rest solved from the factorisation.
extend_path <- function(fit, lambda) {
  new <- sort(setdiff(lambda, fit$lambda), decreasing = TRUE)
  if (!length(new)) return(fit)
  if (inherits(fit, "normball_lasso")) return(extend_lasso_path(fit, new))
  fit <- refactored(fit, new, "A longer path")
  path <- sort(c(fit$lambda, new), decreasing = TRUE)
  order <- match(path, c(fit$lambda, new))
  wider <- fit
  wider$lambda <- path
  wider$coefficients <- merge_path(fit$coefficients, ridge_coefficients(fit, new), order)
  wider$df <- c(fit$df, if (fit$algorithm == "cgls") rep(NA_real_, length(new)) else ridge_df(fit, new))[order]
  deviance <- matrix(deviance_at(fit, new), length(new))
  ratio <- 1 - deviance / rep(fit$null_deviance, each = length(new))
  ratio[rep(fit$null_deviance == 0, each = length(new))] <- 0
  wider$deviance <- rbind(fit$deviance, deviance)[order, , drop = FALSE]
  wider$dev_ratio <- rbind(fit$dev_ratio, ratio)[order, , drop = FALSE]
  if (!is.null(fit$certificate)) wider$certificate <- merge_certificates(fit, new)
  validate_fit(wider)
}

# Coefficient arrays rows x L x m joined along lambda, then put in order.
merge_path <- function(old, new, order) {
  size <- dim(old)
  merged <- array(0, c(size[1L], length(order), size[3L]), dimnames(old))
  for (k in seq_len(size[3L])) merged[, , k] <- cbind(matrix(old[, , k], size[1L]), matrix(new[, , k], size[1L]))[, order, drop = FALSE]
  merged
}

# In the order of every certificate: by response, lambda decreasing.
merge_certificates <- function(fit, new) {
  all <- rbind(fit$certificate, certificate(fit, new))
  all <- all[order(match(all$response, unique(all$response)), -all$lambda), ]
  rownames(all) <- NULL
  all
}
