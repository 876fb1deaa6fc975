# Cross-validation over several mixtures of the elastic net: the same folds for each, a path of its own, the least error of all.

# Numbers in (0, 1], each once, in the order given.
check_mixtures <- function(mixture) {
  if (!is.numeric(mixture) || !length(mixture)) {
    nb_abort("type", "`mixture` must be NULL or numbers > 0 and <= 1; got ", describe(mixture), ".")
  }
  bad <- which(is.na(mixture) | mixture <= 0 | mixture > 1)
  if (length(bad)) {
    nb_abort("type", "`mixture` must be > 0 and <= 1; element ", bad[1L], " is ", mixture[bad[1L]], ".",
             if (mixture[bad[1L]] %in% 0) " A mixture of 0 is ridge regression: use ridge() |> cv().")
  }
  unique(as.double(mixture))
}

cv_mixtures <- function(call, object, plan, mixture) {
  fits <- lapply(mixture, \(value) with_mixture(object, value, plan$lambda))
  told <- vector("list", length(fits))
  grids <- lapply(seq_along(fits), function(k) {
    withCallingHandlers(lasso_cv_grid(fits[[k]], plan), normball_message_grid = function(m) {
      told[[k]] <<- m
      invokeRestart("muffleMessage")
    })
  })
  least_error <- vapply(grids, \(grid) grid$curve[least(grid$curve), 1L], 0)
  best <- which.min(least_error)
  if (!is.null(told[[best]])) message(told[[best]]) # that a path ends too early matters for the one that is chosen
  curves <- Map(tuning_curve, mixture, fits, grids)
  new_cv(call, fits[[best]], plan, grids[[best]], list(mixture = mixture[best], curves = do.call(rbind, curves)))
}

# The same model at another mixture, at the given lambdas or those of the fit's path with the same weight of the L1 norm, lambda mixture:
# a default path from lambda_max becomes the default path.
with_mixture <- function(fit, mixture, lambda = NULL) {
  if (mixture == fit$mixture) return(fit)
  design <- fit$design
  design[c("x", "y", "weights", "offset")] <- fit[c("x", "y", "weights", "offset")]
  call <- fit$call
  call$mixture <- mixture
  lasso_fit(
    design, lambda = lambda %||% (fit$lambda * (fit$mixture / mixture)), mixture = mixture, penalty_factor = fit$penalty_factor,
    lower = fit$lower, upper = fit$upper, standardize = fit$standardize, loss = fit$loss, relax = inherits(fit, "normball_relaxed"),
    control = fit$control, call = call
  ) |> suppressMessages() # they were told when the fit was made
}

# The curve of one mixture, for the table and the plot.
tuning_curve <- function(mixture, fit, grid) {
  data.frame(mixture = mixture, lambda = grid$lambda, mean = unname(grid$curve[, 1L]), se = unname(grid$curve[, 2L]),
             df = curve_df(fit, grid$lambda))
}

# A row per mixture: both rules on its own curve.
mixture_table <- function(curves) {
  rows <- lapply(split(curves, factor(curves$mixture, unique(curves$mixture))), function(curve) {
    at <- cv_rules(curve$mean, curve$se)
    data.frame(mixture = curve$mixture[1L], lambda_min = curve$lambda[at$min], error = curve$mean[at$min], se = curve$se[at$min],
               df = curve$df[at$min], lambda_1se = curve$lambda[at[["1se"]]], df_1se = curve$df[at[["1se"]]])
  })
  table <- do.call(rbind, rows)
  row.names(table) <- NULL
  table
}
