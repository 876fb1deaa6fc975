# print() and summary() of constrained fits.

#' Print or summarise a constrained fit
#'
#' `print()` shows the call, the constraint, the coefficients and the constraints that are active with their multipliers, or a few rows of a
#' path of radii, and the worst relative duality gap. `summary()` has the objective that was minimised and all constraints as well.
#'
#' @param x,object A fit by [constrained()], or its summary.
#' @param radius For `summary()`: `NULL` (default) for the chosen radius, or the path where none was chosen; or one number >= 0.
#' @param digits Significant digits.
#' @param max_rows Rows of coefficients and of constraints shown before "... and k more".
#' @param ... Not used: an unknown argument is an error.
#' @return `print()` returns `x` invisibly. `summary()` returns a list of class `summary.normball_constrained`: `call`, `objective` (text),
#'   `within` (lines of text), `n`, `p`, `nobs`, `responses`, `algorithm`, `radius`, and for one radius `df`, `dev_ratio`, `sigma`,
#'   `coefficients` (of several responses a matrix), `constraints` (data frame: `response` where there are several, `constraint`,
#'   `multiplier`, `slack`, `active`) and `unique`; for a path `path` (data frame: `radius`, `multiplier`, `df`, `percent_explained`,
#'   `active`); further `gap`, `certificate` (text) and `messages`.
#' @seealso [constrained()], [constrained-methods].
#' @examples
#' fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = nonpositive(c("wt", "hp")) & l2_ball(2))
#' fit
#' summary(fit)
#' @name constrained-print
NULL

#' @rdname constrained-print
#' @method print normball_constrained
#' @export
print.normball_constrained <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 12L, ...) {
  check_dots(...)
  print_heading(x, constrained_title(x), response_names(x))
  print_parts(part_names(x$within), format(x$within))
  at <- fit_at(x)
  if (at$single) print_constrained_solution(at$fit, x$chosen, digits, max_rows) else print_radii(radius_table(x), digits)
  cat("\n", gap_text(at$fit$certificate), "\n", sep = "")
  invisible(x)
}

constrained_title <- function(fit) {
  if (fit$lambda == 0) return("Constrained least squares")
  paste("Constrained", switch(as.character(fit$mixture), "0" = "ridge regression", "1" = "lasso", "elastic net"))
}

# The parts of a constraint, a line or more each. first, further: what stands before their names.
print_parts <- function(names, lines, first = "Within ", further = "   and ") {
  starts <- paste0(rep(c(first, further), c(1L, length(lines) - 1L)), format(names), "  ")
  for (i in seq_along(lines)) cat(strwrap(lines[i], initial = starts[i], prefix = strrep(" ", nchar(starts[i]))), sep = "\n")
}

print_constrained_solution <- function(fit, chosen, digits, max_rows) {
  if (!is.null(chosen)) cat("radius = ", format(chosen$radius, digits = digits), " (chosen by ", rule_text(chosen$rule), ")\n", sep = "")
  share <- explained(sum(fit$deviance), sum(fit$null_deviance))
  cat(if (all(is.na(fit$df))) "" else paste0("df ", shortened(format(drop(fit$df), digits = digits), 4L), ", "),
      format(100 * share, digits = 4L), " % of deviance explained", if (isFALSE(all(fit$unique))) ", not the only solution",
      "\n\n", sep = "")
  value <- drop_lambda(path_array(fit, fit$coefficients), TRUE)
  print_coefficients(value, digits, max_rows)
  table <- constraint_table(fit)
  count <- nrow(table)
  table <- table[table$active, setdiff(names(table), "active"), drop = FALSE]
  cat("\n", nrow(table), " of ", count, " constraints active", if (nrow(table)) ":", "\n", sep = "")
  print_constraints(table, digits, max_rows)
}

print_constraints <- function(table, digits, max_rows) {
  if (!nrow(table)) return(invisible())
  shown <- utils::head(table, max_rows)
  for (name in c("multiplier", "slack")) shown[[name]] <- format_each(signif(shown[[name]], digits))
  print(shown, row.names = FALSE)
  if (nrow(table) > max_rows) cat("... and ", nrow(table) - max_rows, " more constraints\n", sep = "")
}

# One radius: a row per constraint and response.
constraint_table <- function(fit) {
  size <- dim(states <- whole_states(fit$multiplier, fit))
  table <- data.frame(
    response = rep(response_names(fit), each = size[1L]), constraint = rep(dimnames(states)[[1L]] %||% character(), size[3L]),
    multiplier = as.vector(fit$multiplier), slack = as.vector(fit$slack), active = as.vector(fit$active)
  )
  if (size[3L] == 1L) table$response <- NULL
  table
}

# At most seven rows spread over the path. The multiplier is that of the ball whose radius changes, the largest over the responses.
radius_table <- function(fit, rows = 7L) {
  index <- unique(round(seq(1, n_path(fit), length.out = min(rows, n_path(fit)))))
  multiplier <- path_multiplier(fit)
  active <- whole_states(fit$active, fit)
  data.frame(
    radius = fit$path_radius[index], multiplier = multiplier[index], df = rowMeans(fit$df)[index],
    percent_explained = 100 * explained(rowSums(fit$deviance), sum(fit$null_deviance))[index],
    active = unname(rowSums(colSums(active)))[index]
  )
}

# Of the ball whose radius is the path.
path_multiplier <- function(fit) {
  name <- part_names(fit$within)[path_ball(fit$within)]
  apply(whole_states(fit$multiplier, fit)[name, , , drop = FALSE], 2L, max)
}

print_radii <- function(table, digits) {
  cat("Path of radii; choose one by cv() or `radius = `:\n")
  shown <- data.frame(radius = formatC(table$radius, digits = digits, format = "g"),
                      multiplier = formatC(table$multiplier, digits = digits, format = "g"))
  if (!all(is.na(table$df))) shown$df <- formatC(table$df, digits = 4L, format = "g")
  shown[["%dev"]] <- formatC(table$percent_explained, digits = 2L, format = "f")
  shown$active <- table$active
  print(shown, row.names = FALSE)
}

#' @rdname constrained-print
#' @method summary normball_constrained
#' @export
summary.normball_constrained <- function(object, radius = NULL, ...) {
  check_dots(...)
  at <- fit_at(object, radius)
  fit <- at$fit
  one <- n_path(fit) == 1L
  structure(class = "summary.normball_constrained", list(
    title = constrained_title(fit), call = object$call, objective = constrained_objective(fit), within = format(object$within),
    parts = part_names(object$within), n = fit$n, p = fit$p, nobs = fit$nobs, responses = response_names(fit), algorithm = fit$algorithm,
    radius = fit$path_radius, df = if (one) drop(fit$df), dev_ratio = if (one) explained(drop(fit$deviance), fit$null_deviance),
    sigma = if (one) suppressWarnings(constrained_sigma(fit)),
    coefficients = if (one) drop_lambda(path_array(fit, fit$coefficients), TRUE), constraints = if (one) constraint_table(fit),
    unique = if (one) all(fit$unique), path = if (!one) radius_table(fit), gap = worst_gap(fit$certificate),
    certificate = gap_text(fit$certificate), messages = object$messages
  ))
}

# Residual standard deviations, one per response; NA where there is no df.
constrained_sigma <- function(fit) {
  sigma <- mapply(\(rss, df) residual_sigma(rss, fit$nobs, df), drop(fit$deviance), drop(fit$df))
  setNames(sigma, response_names(fit))
}

constrained_objective <- function(fit) {
  loss <- sub(" \\+ $", "", sub(" \\+ lambda.*$", "", objective_text(fit)))
  if (fit$lambda > 0) loss <- paste0(loss, " + ", penalty_text(fit), ", lambda = ", format(fit$lambda))
  loss
}

#' @rdname constrained-print
#' @method print summary.normball_constrained
#' @export
print.summary.normball_constrained <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 20L, ...) {
  print_heading(x, x$title, x$responses)
  cat("Objective: ", x$objective, "\n", sep = "")
  print_parts(x$parts, x$within)
  cat("Rows of positive weight ", x$nobs, "\n", sep = "")
  if (!is.null(x$path)) {
    cat("\n")
    print_radii(x$path, digits)
  } else {
    explained <- paste(format(100 * x$dev_ratio, digits = digits), "%")
    cat(if (length(x$radius)) paste0("radius ", format(x$radius, digits = digits), ", "), "df ",
        shortened(format(x$df, digits = digits), 4L), ", deviance explained ", shortened(explained, 4L), ", residual sd ",
        shortened(format(x$sigma, digits = digits), 4L), "\n\nCoefficients:\n", sep = "")
    print_coefficients(x$coefficients, digits, max_rows)
    cat("\nConstraints:\n")
    print_constraints(x$constraints, digits, max_rows)
    known <- if (isTRUE(x$unique)) "unique" else if (isFALSE(x$unique)) "not unique" else "not known to be unique"
    cat("\nThe solution is ", known, ".\n", sep = "")
  }
  cat("\n", x$certificate, "\n", sep = "")
  for (text in x$messages) cat("Note: ", trimws(text), "\n", sep = "")
  invisible(x)
}
