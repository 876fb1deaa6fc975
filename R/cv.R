# Cross-validation: folds -> error of every lambda -> grid extended -> rule -> a fit that carries the chosen lambda.

#' Cross-validation
#'
#' Estimates the prediction error of every lambda and chooses one. The result prints both rules, and holds the fit with the chosen lambda
#' set, which `coef()`, `predict()`, `fitted()`, `residuals()`, `plot()` and the other methods then use:
#' `lasso(y ~ ., d) |> cv() |> predict(newdata)`.
#'
#' **k folds.** For each fold the model is fitted to the other rows at the same lambdas, with its own column means, column SDs (under
#' `standardize = TRUE`) and intercept, and predicts the fold; weights, offset, penalty factors, bounds, mixture and the scale of the loss
#' are those of `object`. The error of fold k is \eqn{E_k(\lambda) = \sum_{i \in k} w_i (y_i - \hat y_i)^2 / W_k}, with
#' \eqn{W_k = \sum_{i \in k} w_i}, and
#' \deqn{\mathrm{mean}(\lambda) = \frac{\sum_k W_k E_k}{\sum_k W_k}, \qquad
#'   \mathrm{se}(\lambda)^2 = \frac1{K - 1} \frac{\sum_k W_k (E_k - \mathrm{mean})^2}{\sum_k W_k}.}{
#'   mean = sum_k W_k E_k / sum_k W_k, se^2 = sum_k W_k (E_k - mean)^2 / sum_k W_k / (K - 1).}
#' With `loss = "sum"` the same lambda weighs heavier against the fewer rows of a training set; with `"mean"` it does not.
#'
#' **How folds are drawn.** A number of folds draws them by R's random numbers, sizes within one row of each other: `set.seed()` makes them
#' reproducible, and `folds = result$folds` uses them again. `strata` draws folds that each hold their share of every stratum (within one
#' row); numbers that differ in more than five values are cut at their quantiles into five strata, fewer where a stratum would have fewer
#' rows than there are folds. `groups` draws folds that never split a group of rows (measurements of one patient, say): groups are dealt
#' out, largest first, to the fold with the fewest rows so far, or with `strata` to the fold with the fewest rows of the group's strata.
#'
#' **Repeats.** `repeats = r` draws folds r times. The mean is the average of the r means, and se the root of the average of the r
#' squared se: every repeat uses all rows, so repeating takes out the luck of the draw but adds no information, and se does not shrink by
#' \eqn{\sqrt r}.
#'
#' **`folds = "loo"`.** For ridge, leave-one-out errors \eqn{e_i / (1 - h_i)} in closed form, without a refit ([loo_residuals()], which says
#' what is held fixed: the column scales and the sum of penalties). For lasso and elastic net there is no closed form: one fit per row.
#' Mean and se as above, with one row per fold.
#'
#' **Mixtures.** `mixture = c(0.5, 0.9, 1)` compares elastic nets on the same folds, each along its own path (that of `object` with its
#' lambdas scaled to the same penalty on the L1 norm, or `lambda` where it is given). The mixture with the least error of all wins; the rule
#' then chooses lambda on its curve.
#'
#' **What is not refitted.** The columns are those of the design: bases such as `poly()` or `ns()`, and anything else the formula computes
#' from the data, are those of the whole data, and a level that occurs in one fold only stays a column. Rows of weight 0 are in no fold.
#' A lasso with `relax = TRUE` is judged as the lasso.
#'
#' **Rules.** `"min"`: the lambda with the least mean. `"1se"` (default): the largest lambda whose mean is within one se of the least.
#' A least mean at an end of the grid is told by a message; with `extend = TRUE` (the default for ridge) the grid is extended there, as
#' [select_lambda()] describes. With several responses their errors are added.
#'
#' **Threads.** The folds of a lasso run in `normball_control(threads = )` threads over one copy of x; the numbers are the same for any
#' number of threads. A process forked from the one that loaded the package (as by [parallel::mclapply()]) uses one.
#'
#' @param object A fit by [ridge()], [lasso()] or [elastic_net()], or an earlier result of `cv()`.
#' @param folds `"loo"`; a number of folds from 2 to the number of rows with positive weight, or of groups (default 10, fewer when there
#'   are fewer rows or groups); or the fold of each row used by the fit (or of each row of its data, before `na.action` dropped some):
#'   integers, factor or strings with at least 2 distinct values, `NA` only where the weight is 0; or a matrix of such columns, one per
#'   repeat.
#' @param rule `"1se"` or `"min"`.
#' @param lambda Lambdas to compare, numbers >= 0; `NULL`: the path of the fit. They become part of the path of the result.
#' @param extend Extend the grid when the least mean is at its end? Not done for a grid of one lambda.
#' @param strata A factor or vector with one value per row, which the folds are to represent; `TRUE` for the response.
#' @param groups A factor or vector with one value per row: rows with the same value stay in one fold.
#' @param repeats How many times folds are drawn, a whole number >= 1.
#' @param mixture For lasso and elastic net: mixtures to compare, numbers > 0 and <= 1; `NULL`: that of the fit.
#' @param ... Not used; anything here is an error.
#' @return A list of class `normball_cv`: `call`; `fit`, with `chosen` set and on its path every lambda compared; `lambda` (decreasing, L);
#'   `mean` and `se` (L, mean squared error summed over responses); `df` (L); `fold_error` (K x L, repeats below each other; `NULL` for the
#'   closed form); `folds` (fold of each row, `NA` in rows of weight 0; n x repeats where there are several; or `"loo"`); `lambda_min`,
#'   `lambda_1se`; `rule`; `chosen`, the lambda of that rule; `measure` (`"mse"`); `extended` (was the grid extended?); `tuning`: `NULL`, or
#'   after a choice among mixtures the `mixture` chosen and `curves`, a data frame of all (`mixture`, `lambda`, `mean`, `se`, `df`).
#' @section Errors: `normball_error_type`: `folds`, `rule`, `extend`, `strata`, `groups`, `repeats` or `mixture` is none of the above, or
#'   says how to draw folds that are given. `normball_error_length`: as many folds, strata or groups as neither the fit nor its data has
#'   rows. `normball_error_nonfinite`: `NA` in one of these. `normball_error_lambda`. `normball_error_unsupported`: the fit holds no data
#'   (`model = FALSE`), or for `"loo"` no factorisation. `normball_error_bounds`: bounds exclude 0 and the column is constant in a training
#'   set. `normball_error_unknown_argument`: anything in `...`.
#' @references Golub, Heath and Wahba (1979) Technometrics 21. Breiman, Friedman, Olshen and Stone (1984) Classification and Regression
#'   Trees, section 3.4.3 (the one-standard-error rule). Hastie, Tibshirani and Friedman (2009) The Elements of Statistical Learning,
#'   section 7.10.
#' @seealso [select_lambda()], [criteria()], [plot.normball_cv()].
#' @examples
#' set.seed(1)
#' chosen <- ridge(mpg ~ ., data = mtcars) |> cv(folds = 5)
#' chosen
#' coef(chosen, rule = "min")
#' predict(chosen, mtcars[1:3, ])
#' ridge(mpg ~ ., data = mtcars) |> cv(folds = "loo", rule = "min")
#'
#' lasso(y ~ ., data = diabetes) |> cv(strata = TRUE, repeats = 3)
#' elastic_net(y ~ ., data = diabetes) |> cv(folds = 5, mixture = c(0.5, 0.9, 1))
#' @export
cv <- function(object, ...) UseMethod("cv")

#' @export
cv.default <- function(object, ...) {
  nb_abort("type", "cv() needs a fit of this package, such as from ridge() or lasso(); got ", describe(object), ".")
}

#' @rdname cv
#' @export
cv.normball_cv <- function(object, ...) cv(object$fit, ...)

#' @rdname cv
#' @export
cv.normball_ridge <- function(object, folds = 10, rule = c("1se", "min"), lambda = NULL, extend = TRUE, strata = NULL, groups = NULL,
                              repeats = 1, ...) {
  call <- cv_call(match.call())
  check_dots(...)
  if (missing(folds)) folds <- NULL
  plan <- cv_plan(object, folds, rule, lambda, extend, strata, groups, repeats)
  evaluate <- if (identical(plan$folds, "loo")) \(lambda) loo_curve(object, lambda) else \(lambda) fold_curve(object, plan$folds, lambda)
  grid <- search_grid(plan$lambda %||% object$lambda, evaluate, search_limits(object), "cross-validation error", extend)
  new_cv(call, object, plan, grid)
}

#' @rdname cv
#' @export
cv.normball_lasso <- function(object, folds = 10, rule = c("1se", "min"), lambda = NULL, extend = FALSE, strata = NULL, groups = NULL,
                              repeats = 1, mixture = NULL, ...) {
  call <- cv_call(match.call())
  check_dots(...)
  if (missing(folds)) folds <- NULL
  mixture <- if (!is.null(mixture)) check_mixtures(mixture)
  plan <- cv_plan(object, folds, rule, lambda, extend, strata, groups, repeats)
  if (identical(plan$folds, "loo")) plan$folds <- replace(rep(NA_integer_, object$n), used_rows(object), seq_len(object$nobs))
  if (!is.null(mixture)) return(cv_mixtures(call, object, plan, mixture))
  new_cv(call, object, plan, lasso_cv_grid(object, plan))
}

cv_call <- function(call) {
  call[[1L]] <- quote(cv)
  call
}

# The arguments that every method has, checked: list(folds, rule, lambda, extend).
cv_plan <- function(object, folds, rule, lambda, extend, strata, groups, repeats) {
  check_flag(extend, "extend")
  rule <- check_choice(rule, "rule", c("1se", "min"))
  lambda <- if (!is.null(lambda)) check_lambda(lambda)
  if (is.null(object$x)) nb_abort("unsupported", "cv() predicts rows of the data, which a fit with `model = FALSE` does not hold.")
  folds <- resolve_folds(if (is.null(folds)) default_folds(object, groups) else folds, object, strata, groups, repeats)
  list(folds = folds, rule = rule, lambda = lambda, extend = extend)
}

# Where a path begins with nothing but zeros, a least error there is at no end: beyond it nothing changes.
lasso_cv_grid <- function(fit, plan) {
  lambda <- plan$lambda %||% fit$lambda
  name <- "cross-validation error"
  grid <- list(lambda = lambda, curve = fold_curve(fit, plan$folds, lambda), extended = FALSE)
  check_curve(grid, name)
  null <- lambda[1L] >= fit$lambda[1L] && is_null_model(fit)
  if (is.na(end_of_least(grid)) || (null && least(grid$curve) == 1L)) return(grid)
  evaluate <- \(wanted) if (identical(wanted, lambda)) grid$curve else fold_curve(fit, plan$folds, wanted)
  search_grid(lambda, evaluate, c(1e-10 * lambda[1L], if (null) lambda[1L] else Inf), name, plan$extend)
}

new_cv <- function(call, fit, plan, grid, tuning = NULL) {
  mean <- unname(grid$curve[, 1L])
  se <- unname(grid$curve[, 2L])
  best <- cv_rules(mean, se)
  at <- best[[plan$rule]]
  fit <- extend_path(fit, grid$lambda)
  fit$chosen <- list(lambda = grid$lambda[at], rule = plan$rule, criterion = mean[at])
  structure(
    list(
      call = call, fit = fit, lambda = grid$lambda, mean = mean, se = se, df = curve_df(fit, grid$lambda),
      fold_error = if (!identical(plan$folds, "loo")) unname(t(grid$curve[, -(1:2), drop = FALSE])), folds = plan$folds,
      lambda_min = grid$lambda[best[["min"]]], lambda_1se = grid$lambda[best[["1se"]]], rule = plan$rule, chosen = grid$lambda[at],
      measure = "mse", extended = grid$extended, tuning = tuning
    ),
    class = "normball_cv"
  )
}

# Positions of both rules on a decreasing grid.
cv_rules <- function(mean, se) {
  best <- which.min(mean)
  slack <- if (is.finite(se[best])) se[best] else 0
  list("1se" = which(mean <= mean[best] + slack)[1L], min = best)
}

# Curves: a row per lambda; mean, se, then the error of each fold, summed over responses. With several repeats, whose folds come one after
# the other, the means are averaged and so are the squared errors: every repeat uses all rows, so more of them do not make se smaller.
fold_curve <- function(fit, folds, lambda) {
  repeats <- n_repeats(folds)
  counts <- vapply(seq_len(repeats), \(r) max(folds_of_repeat(folds, r), na.rm = TRUE), 0L)
  progress <- fold_progress(fit, sum(counts))
  curves <- lapply(seq_len(repeats), function(r) {
    report <- if (!is.null(progress)) \(k, n_folds) progress(k, n_folds, sum(counts[seq_len(r - 1L)]))
    repeat_curve(fit, folds_of_repeat(folds, r), lambda, report)
  })
  average_curves(curves)
}

average_curves <- function(curves) {
  if (length(curves) == 1L) return(curves[[1L]])
  column <- \(at) matrix(vapply(curves, \(curve) curve[, at], numeric(nrow(curves[[1L]]))), nrow(curves[[1L]]))
  cbind(rowMeans(column(1L)), sqrt(rowMeans(column(2L)^2)), do.call(cbind, lapply(curves, \(curve) curve[, -(1:2), drop = FALSE])))
}

repeat_curve <- function(fit, folds, lambda, progress = NULL) {
  errors <- if (inherits(fit, "normball_lasso")) lasso_kfold_errors else kfold_errors
  found <- errors(fit, replace(folds, is.na(folds), 0L), lambda, progress)
  error_curve(matrix(rowSums(found$error, dims = 2L), nrow = length(found$weight)), found$weight)
}

# The curve of errors K x L of folds with these weights.
error_curve <- function(error, weight) {
  share <- weight / sum(weight)
  mean <- drop(share %*% error)
  spread <- drop(share %*% sweep(error, 2L, mean)^2)
  cbind(mean, sqrt(spread / (length(share) - 1)), t(error))
}

loo_curve <- function(fit, lambda) {
  if (n_responses(fit) == 1L) {
    found <- ridge_loo(fit, lambda, residuals = FALSE)
    return(cbind(found$mse[, 1L], found$se[, 1L]))
  }
  # The se of a sum over responses needs the rows; some lambdas at a time, so that their residuals stay small.
  size <- max(1L, floor(2e6 / (fit$n * n_responses(fit))))
  blocks <- split(seq_along(lambda), ceiling(seq_along(lambda) / size))
  do.call(rbind, lapply(unname(blocks), \(block) loo_block(fit, lambda[block])))
}

loo_block <- function(fit, lambda) {
  share <- if (is.null(fit$weights)) rep(1 / fit$n, fit$n) else fit$weights / sum(fit$weights)
  error <- matrix(rowSums(ridge_loo(fit, lambda)$residuals^2, dims = 2L), fit$n)
  mean <- drop(share %*% error)
  spread <- drop(share %*% sweep(error, 2L, mean)^2)
  cbind(mean, sqrt(spread / (fit$nobs - 1)))
}
