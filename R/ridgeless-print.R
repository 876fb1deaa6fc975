# print(), summary() and vcov() of ridgeless fits: one solution, and what the data leave open.

#' @rdname ridgeless
#' @method print normball_ridgeless
#' @export
print.normball_ridgeless <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 12L, ...) {
  print_ridgeless_heading(x)
  print_limit(x, digits)
  cat("\nCoefficients:\n")
  print_coefficients(coef(x), digits, max_rows)
  cat("\n", gap_text(x$certificate), "\n", sep = "")
  invisible(x)
}

print_ridgeless_heading <- function(x) {
  cat("Ridgeless regression (ridge as lambda -> 0) of ", shortened(x$responses, 4L), " on ", x$n, " x ", x$p, ", algorithm ", x$algorithm,
      "\nCall: ", call_text(x$call), "\n", sep = "")
}

# Rank, what is open, norm and training error, of a fit or its summary.
print_limit <- function(x, digits) {
  limit <- x$limit
  cat(rank_text(limit), "\n", sep = "")
  if (length(limit$aliased) && !anyNA(limit$aliased)) {
    cat("Not determined by the data: ", shortened(limit$aliased, 6L), "\n", sep = "")
  }
  error <- format(limit$training_error, digits = digits)
  cat("Norm of ", if (x$standardize) "the coefficients per SD " else "the slopes ", shortened(format(limit$norm, digits = digits), 4L),
      ", training error (mean square) ", shortened(error, 4L), if (isTRUE(limit$interpolates)) " (interpolates)", "\n", sep = "")
}

rank_text <- function(limit) {
  if (is.na(limit$rank)) return("Rank not known (conjugate gradients): the solution of least norm")
  if (limit$null_dimension == 0L) return(paste0("Rank ", limit$rank, ", full: least squares"))
  paste0("Rank ", limit$rank, " of ", limit$n_coefficients, " coefficients: ", limit$null_dimension, " direction",
         if (limit$null_dimension > 1L) "s", " left to the norm")
}

#' @rdname ridgeless
#' @method summary normball_ridgeless
#' @export
summary.normball_ridgeless <- function(object, ...) {
  check_dots(...)
  left <- object$nobs - object$df
  inference <- isTRUE(object$limit$null_dimension == 0L) && left > 1e-8 * object$nobs
  rss <- object$deviance[1L, ]
  structure(class = "summary.normball_ridgeless", list(
    call = object$call, responses = response_names(object), n = object$n, p = object$p, nobs = object$nobs, algorithm = object$algorithm,
    objective = limit_objective(object, " + lambda/2 "), standardize = object$standardize, limit = object$limit,
    condition = object$condition, df = object$df, df_residual = left,
    sigma = if (isTRUE(left > 1e-8 * object$nobs)) setNames(sqrt(rss / left), response_names(object)),
    dev_ratio = explained(rss, object$null_deviance),
    coefficients = if (inference) inference_tables(object) else coefficient_tables(object, 0),
    gap_text = gap_text(object$certificate), messages = object$messages
  ))
}

# Estimate, standard error, t and p per coefficient as for lm; a list of tables for several responses. Where a model is fitted without
# its data only the estimates are known.
inference_tables <- function(fit) {
  if (is.null(fit$x)) return(coefficient_tables(fit, 0))
  estimate <- matrix(fit$coefficients, dim(fit$coefficients)[1L])
  error <- matrix(sqrt(diag(vcov(fit))), nrow(estimate))
  tables <- lapply(seq_len(ncol(estimate)), \(j) {
    t <- estimate[, j] / error[, j]
    matrix(c(estimate[, j], error[, j], t, 2 * stats::pt(-abs(t), fit$nobs - fit$df)), nrow(estimate), dimnames = list(
      coefficient_names(fit), c("Estimate", "Std. Error", "t value", "Pr(>|t|)")
    ))
  })
  if (length(tables) == 1L) tables[[1L]] else setNames(tables, response_names(fit))
}

# Both steps of the problem as text: the loss, and the norm, after `before` in the objective, that decides among its minimisers.
limit_objective <- function(fit, before) {
  parts <- strsplit(objective_text(fit), before, fixed = TRUE)[[1L]]
  c(sub("^.*?sum_i", "sum_i", parts[1L]), parts[2L])
}

# Of the summary of a fit at lambda = 0; bounds (text) where it has any.
print_limit_objective <- function(x) {
  cat("Least ", x$objective[2L], "\n  among the minimisers of ", x$objective[1L], x$bounds, "\n", sep = "")
  if (x$standardize) cat("  s_j: standard deviation of column j; coefficients are reported per unit of the column\n")
}

#' @rdname ridgeless
#' @method print summary.normball_ridgeless
#' @export
print.summary.normball_ridgeless <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 20L, ...) {
  print_ridgeless_heading(x)
  print_limit_objective(x)
  print_limit(x, digits)
  terms <- x$limit$aliased_terms
  if (length(terms) && !anyNA(terms)) cat("Terms with such coefficients: ", shortened(terms, 6L), "\n", sep = "")
  cat("Condition number ", format(x$condition, digits = 3L), ", residual degrees of freedom ", format(x$df_residual),
      ", deviance explained ", shortened(paste(format(100 * x$dev_ratio, digits = digits), "%"), 4L),
      if (!is.null(x$sigma)) paste0(", residual sd ", shortened(format(x$sigma, digits = digits), 4L)), "\n\nCoefficients:\n", sep = "")
  print_inference(x$coefficients, digits, max_rows)
  cat("\n", x$gap_text, "\n", sep = "")
  for (text in x$messages) cat("Note: ", trimws(text), "\n", sep = "")
  invisible(x)
}

print_inference <- function(tables, digits, max_rows) {
  if (is.list(tables)) return(print_coefficients(estimates(tables), digits, max_rows))
  if (ncol(tables) < 4L) return(print_coefficients(tables, digits, max_rows))
  stats::printCoefmat(utils::head(tables, max_rows), digits = digits, signif.stars = FALSE, cs.ind = 1:2, tst.ind = 3L)
  if (nrow(tables) > max_rows) cat("... and ", nrow(tables) - max_rows, " more coefficients\n", sep = "")
}

#' @rdname fit-inference
#' @export
vcov.normball_ridgeless <- function(object, lambda = NULL, type = c("sampling", "posterior"), ...) {
  at <- resolve_one_lambda(object, lambda, "vcov()")
  if (at == 0) refuse_singular(object)
  NextMethod()
}

refuse_singular <- function(fit) {
  if (isTRUE(fit$limit$null_dimension == 0L)) return(invisible())
  if (is.na(fit$limit$null_dimension)) refuse_iterative(fit, "The covariance")
  nb_abort(
    "singular", "The covariance of the coefficients does not exist: the data leave ", fit$limit$null_dimension, " direction",
    if (fit$limit$null_dimension > 1L) "s", " to the norm, and these coefficients are not determined: ", shortened(fit$limit$aliased, 6L),
    ". Predictions are; or leave columns out",
    if (length(fit$xlevels) && identical(fit$coding, "levels")) ", or use `coding = \"treatment\"`", "."
  )
}
