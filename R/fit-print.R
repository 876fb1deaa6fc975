# print() and summary() of fits. Both fit a screen at any size of the data, and neither prints the data.

#' Print or summarise a fit
#'
#' `print()` shows the call, the size of the problem, the algorithm, the lambda that was chosen or a few rows of the path, the first
#' coefficients of a single solution (of a lasso those that are not 0) and the worst relative duality gap. `summary()` adds the objective
#' that was minimised as text, the rank and condition number of the design, the messages of the fit, and for a lasso at one lambda whether
#' its solution is unique ([uniqueness()]).
#'
#' @param x,object A fit made by [ridge()] or [lasso()], or its summary.
#' @param lambda For `summary()`: `NULL` (default) for the chosen lambda, or the path where none was chosen; or one number >= 0.
#' @param digits Significant digits.
#' @param max_rows Coefficients shown before "... and k more".
#' @param ... Nothing.
#'
#' @return `print()` returns `x` invisibly. `summary()` returns a list of class `summary.normball_fit`: `title`, `call`, `objective` (text),
#'   `n`, `p`, `nobs`, `responses`, `rank`, `algorithm`, `condition` (ratio of the largest to the smallest nonzero singular value of the
#'   weighted, standardised design; `NA` for a lasso), `lambda`, `rule`, `df`, `dev_ratio`, `sigma` (residual standard deviation per
#'   response, divisor nobs - df), `coefficients` (at one lambda: a matrix of estimates, of a lasso those that are not 0, and, where columns
#'   were standardised, of estimates per standard deviation of their column; a list with one matrix per response where there are several;
#'   `NULL` for a path), `path` (data frame: lambda, df, percent of deviance explained; for a lasso the number of coefficients that are not
#'   0), `steps` (`NULL`, or those of an exact path, see [knots.normball_lasso()]), `gap` (worst relative gap), `status` (counts),
#'   `uniqueness` (`NULL`, or what [uniqueness()] returns) and `messages`.
#'
#' @examples
#' fit <- ridge(mpg ~ ., mtcars)
#' fit
#' summary(fit, lambda = 0.5)
#' @importFrom stats setNames
#' @name fit-print
NULL

#' @rdname fit-print
#' @method print normball_fit
#' @export
print.normball_fit <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 12L, ...) {
  print_heading(x, fit_title(x), response_names(x))
  at <- resolve_lambda(x)
  if (at$single) {
    x <- solved_at(x, at$lambda)
    cat(chosen_text(x, at$lambda, digits), "\n", sep = "")
    share <- explained(sum(deviance_at(x, at$lambda)), sum(x$null_deviance))
    cat("df ", format(df_at(x, at$lambda), digits = digits), ", ", format(100 * share, digits = 4L), " % of deviance explained\n\n",
      sep = "")
    print_solution(x, at$lambda, digits, max_rows)
  } else {
    path <- if (is.null(x$exact)) c("Path", "lambdas") else c("Exact path", "knots")
    cat(path[1L], " of ", length(x$lambda), " ", path[2L], "; choose one by select_lambda(), cv() or `lambda = `:\n", sep = "")
    print_table(path_table(x), digits)
  }
  if (!is.null(x$stopped)) cat("\n", x$stopped, "\n", sep = "")
  cat("\n", gap_text(x$certificate), "\n", sep = "")
  invisible(x)
}

#' @rdname fit-print
#' @method summary normball_fit
#' @export
summary.normball_fit <- function(object, lambda = NULL, ...) {
  check_dots(...)
  at <- resolve_lambda(object, lambda)
  one <- length(at$lambda) == 1L
  path <- path_table(object)
  if (one) object <- solved_at(object, at$lambda)
  rss <- if (one) drop(deviance_at(object, at$lambda))
  df <- if (one) df_at(object, at$lambda) else curve_df(object, at$lambda)
  structure(class = "summary.normball_fit", list(
    title = fit_title(object), call = object$call, objective = objective_text(object), penalty_factor = object$penalty_factor,
    standardize = object$standardize, intercept = object$intercept, weighted = !is.null(object$weights), bounds = bounds_note(object),
    n = object$n, p = object$p, nobs = object$nobs,
    responses = response_names(object), rank = if (one) rank_at(object, at$lambda) else max(object$rank), algorithm = object$algorithm,
    condition = object$condition, lambda = at$lambda, rule = chosen_text(object, at$lambda, 6L), df = df,
    dev_ratio = if (one) explained(rss, object$null_deviance),
    sigma = if (one) setNames(residual_sigma(rss, object$nobs, df), response_names(object)),
    coefficients = if (one) coefficient_tables(object, at$lambda), path = path, steps = object$exact$steps,
    gap = worst_gap(object$certificate),
    status = table(object$certificate$status), gap_text = gap_text(object$certificate),
    uniqueness = if (one && inherits(object, "normball_lasso") && !is.null(object$x)) uniqueness(object, at$lambda),
    messages = object$messages
  ))
}

#' @rdname fit-print
#' @method print summary.normball_fit
#' @export
print.summary.normball_fit <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 20L, ...) {
  print_heading(x, x$title, x$responses)
  cat("Objective: ", x$objective, "\n", sep = "")
  for (line in objective_notes(x)) cat("  ", line, "\n", sep = "")
  cat("Rows of positive weight ", x$nobs, ", rank ", if (length(x$lambda) > 1L && is.na(x$condition)) "at most ", x$rank,
      if (!is.na(x$condition)) paste0(", condition number ", format(x$condition, digits = 3L)), "\n", sep = "")
  if (is.null(x$coefficients) && !is.null(x$steps)) {
    cat("\nExact path of ", nrow(x$steps), " knots:\n", sep = "")
    print_steps(x$steps, digits, max_rows)
  } else if (is.null(x$coefficients)) {
    cat("\nPath of ", length(x$lambda), " lambdas:\n", sep = "")
    print_table(x$path, digits)
  } else {
    cat(x$rule, "\n", sep = "")
    explained <- paste(format(100 * x$dev_ratio, digits = digits), "%")
    cat("df ", format(x$df, digits = digits), ", deviance explained ", shortened(explained, 4L), ", residual sd ",
      shortened(format(x$sigma, digits = digits), 4L), "\n\nCoefficients:\n", sep = "")
    print_coefficients(if (is.list(x$coefficients)) estimates(x$coefficients) else x$coefficients, digits, max_rows)
  }
  if (!is.null(x$uniqueness)) cat("\nAt this lambda ", uniqueness_text(x$uniqueness), "\n", sep = "")
  cat("\n", x$gap_text, "\n", sep = "")
  for (text in x$messages) cat("Note: ", trimws(text), "\n", sep = "")
  invisible(x)
}

print_heading <- function(x, title, responses) {
  cat(title, " of ", shortened(responses, 4L), " on ", x$n, " x ", x$p, ", algorithm ", x$algorithm, "\n", sep = "")
  cat("Call: ", call_text(x$call), "\n", sep = "")
}

# The call on at most three lines. Data that were spliced into it (by do.call) are replaced by their class and size.
call_text <- function(call, width = 100L) {
  short <- as.call(lapply(as.list(call), \(part) {
    if (is.language(part) || (is.atomic(part) && length(part) <= 5L && is.null(dim(part)))) return(part)
    size <- if (is.null(dim(part))) length(part) else paste(dim(part), collapse = " x ")
    as.name(paste0("<", class(part)[1L], " ", size, ">"))
  }))
  lines <- deparse(short, width.cutoff = width, nlines = 4L, backtick = FALSE)
  if (length(lines) > 3L) lines <- c(lines[1:2], paste0(lines[3L], " ..."))
  paste(lines, collapse = "\n")
}

shortened <- function(names, most) {
  if (length(names) <= most) return(toString(names))
  paste0(toString(names[seq_len(most)]), " and ", length(names) - most, " more")
}

chosen_text <- function(fit, lambda, digits) {
  rule <- if (!is.null(fit$chosen) && identical(lambda, fit$chosen$lambda)) {
    paste0(" (chosen by ", rule_text(fit$chosen$rule), ")")
  }
  paste0("lambda = ", toString(format(lambda[seq_len(min(3L, length(lambda)))], digits = digits)), rule)
}

# Share of the null deviance that is gone, per element of `deviance`: 0 where there was none to lose, and never -0.
explained <- function(deviance, null) {
  share <- pmax(0, round(1 - deviance / null, 12L))
  ifelse(is.finite(share), share, 0)
}

# At most seven rows spread over the path; percent of deviance explained is pooled over the responses.
path_table <- function(fit, rows = 7L) {
  index <- unique(round(seq(1, length(fit$lambda), length.out = min(rows, length(fit$lambda)))))
  share <- explained(rowSums(fit$deviance[index, , drop = FALSE]), sum(fit$null_deviance))
  table <- data.frame(lambda = fit$lambda[index], df = fit$df[index], percent_explained = 100 * share)
  if (inherits(fit, "normball_lasso") && !has_rank_df(fit)) table$df <- NULL # a trace for each lambda is too much to print
  if (is_sparse(fit$coefficients)) table$nonzero <- lengths(nonzero_rows(fit$coefficients, fit$intercept))[index]
  table
}

print_table <- function(table, digits) {
  shown <- data.frame(lambda = formatC(table$lambda, digits = digits, format = "g"))
  if (!is.null(table$df)) shown$df <- formatC(table$df, digits = 4L, format = "g")
  shown[["%dev"]] <- formatC(table$percent_explained, digits = 2L, format = "f")
  shown$nonzero <- table$nonzero
  print(shown, row.names = FALSE)
}

# The coefficients of one solution; of a lasso those that are not 0, and how many they are.
print_solution <- function(fit, lambda, digits, max_rows) {
  value <- drop_lambda(coefficients_at(fit, lambda), TRUE)
  if (inherits(fit, "normball_lasso")) {
    slopes <- seq_along(value) > fit$intercept
    cat(sum(value[slopes] != 0), " of ", fit$p, " coefficients are not 0:\n", sep = "")
    value <- value[!slopes | value != 0]
  }
  if (length(value)) print_coefficients(value, digits, max_rows)
}

print_coefficients <- function(value, digits, max_rows) {
  rows <- NROW(value)
  shown <- if (is.matrix(value)) value[, seq_len(min(ncol(value), 6L)), drop = FALSE] else value
  print(utils::head(shown, max_rows), digits = digits)
  if (rows > max_rows) cat("... and ", rows - max_rows, " more coefficients\n", sep = "")
  if (is.matrix(value) && ncol(value) > 6L) cat("... and ", ncol(value) - 6L, " more responses\n", sep = "")
}

# Estimates per unit of the column and, where columns were standardised, per standard deviation of the column.
coefficient_tables <- function(fit, lambda) {
  value <- coefficients_at(fit, lambda)
  per_sd <- c(if (fit$intercept) NA_real_, fit$scales)
  if (is_sparse(value)) {
    shown <- which(as.vector(value) != 0 | seq_len(nrow(value)) <= fit$intercept)
    estimate <- setNames(value[shown, 1L], rownames(value)[shown])
    return(if (fit$standardize) cbind("Estimate" = estimate, "Per sd" = estimate * per_sd[shown]) else cbind("Estimate" = estimate))
  }
  tables <- lapply(seq_len(dim(value)[3L]), \(j) {
    estimate <- value[, 1L, j]
    if (fit$standardize) cbind("Estimate" = estimate, "Per sd" = estimate * per_sd) else cbind("Estimate" = estimate)
  })
  if (length(tables) == 1L) tables[[1L]] else setNames(tables, response_names(fit))
}

# Estimates of several responses side by side.
estimates <- function(tables) vapply(tables, \(table) table[, "Estimate"], tables[[1L]][, "Estimate"])

worst_gap <- function(certificate) if (is.null(certificate)) NA_real_ else max(certificate$relative_gap)

gap_text <- function(certificate) {
  if (is.null(certificate)) return("Certificate: not computed (control$certify = FALSE)")
  counts <- table(certificate$status)
  paste0(
    "Certificate: worst relative duality gap ", format(worst_gap(certificate), digits = 2L), " over ", nrow(certificate), " solution",
    if (nrow(certificate) > 1L) "s", " (", toString(paste(counts, names(counts))), ")"
  )
}

# Of how many columns the coefficients are bounded, or NULL.
bounds_note <- function(fit) {
  bounded <- sum(is_bounded(fit[c("lower", "upper")], fit$p))
  if (bounded) paste0("lower_j, upper_j: the bounds given; coefficients with one: ", bounded, " of ", fit$p)
}

objective_notes <- function(x) {
  varied <- range(x$penalty_factor[is.finite(x$penalty_factor)])
  c(
    if (x$standardize) "s_j: standard deviation of column j (divisor: sum of weights); coefficients are reported per unit of the column",
    if (any(x$penalty_factor != 1)) {
      paste0("v_j: penalty factors from ", format(varied[1L]), " to ", format(varied[2L]),
        "; unpenalised columns: ", sum(x$penalty_factor == 0), "; excluded: ", sum(is.infinite(x$penalty_factor)))
    },
    if (x$weighted) "w_i: the weights given",
    x$bounds
  )
}
