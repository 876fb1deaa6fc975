# print(), summary() and plot() of basis pursuit: one solution, and what the data leave open.

#' @rdname basis_pursuit
#' @method print normball_basis_pursuit
#' @export
print.normball_basis_pursuit <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 12L, ...) {
  print_pursuit_heading(x)
  print_pursuit_limit(x, digits)
  cat("\n")
  print_solution(x, 0, digits, max_rows)
  cat("\n", gap_text(x$certificate), "\n", sep = "")
  invisible(x)
}

print_pursuit_heading <- function(x) {
  kind <- if (x$mixture == 1) "lasso" else paste0("elastic net, mixture ", format(x$mixture), ",")
  cat("Basis pursuit (", kind, " as lambda -> 0) of ", x$responses, " on ", x$n, " x ", x$p, "\nCall: ", call_text(x$call), "\n", sep = "")
}

# Rank, norm, error and uniqueness of a fit or its summary.
print_pursuit_limit <- function(x, digits) {
  limit <- x$limit
  cat(rank_text(limit), "\n", sep = "")
  what <- if (x$mixture < 1) "Penalty of the " else "L1 norm of the "
  cat(what, if (x$standardize) "coefficients per SD " else "slopes ", format(limit$norm, digits = digits),
      ", training error (mean square) ", format(unname(limit$training_error), digits = digits),
      if (limit$interpolates) " (interpolates)", "\n", sep = "")
  if (isFALSE(limit$unique)) {
    cat("Not unique; exchangeable columns: ", groups_text(limit$exchangeable), "\n", sep = "")
  }
}

#' @rdname basis_pursuit
#' @method summary normball_basis_pursuit
#' @export
summary.normball_basis_pursuit <- function(object, ...) {
  check_dots(...)
  objective <- limit_objective(object, " + lambda ")
  bounds <- bounds_text(object)
  structure(class = "summary.normball_basis_pursuit", list(
    call = object$call, responses = response_names(object), n = object$n, p = object$p, nobs = object$nobs, mixture = object$mixture,
    objective = c(objective[1L], substr(objective[2L], 1L, nchar(objective[2L]) - nchar(bounds))), bounds = bounds,
    standardize = object$standardize, limit = object$limit, df = object$df,
    dev_ratio = explained(object$deviance[1L, ], object$null_deviance), coefficients = coefficient_tables(object, 0),
    certificate = object$certificate, messages = object$messages
  ))
}

#' @rdname basis_pursuit
#' @method print summary.normball_basis_pursuit
#' @export
print.summary.normball_basis_pursuit <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 20L, ...) {
  print_pursuit_heading(x)
  print_limit_objective(x)
  print_pursuit_limit(x, digits)
  cat("Deviance explained ", format(100 * x$dev_ratio, digits = digits), " %, rows of positive weight ", x$nobs, "\n\nCoefficients:\n",
      sep = "")
  print_coefficients(x$coefficients, digits, max_rows)
  cat("\n", gap_text(x$certificate), "\n", sep = "")
  for (text in x$messages) cat("Note: ", trimws(text), "\n", sep = "")
  invisible(x)
}
