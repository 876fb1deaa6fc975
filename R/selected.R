# The columns, or the terms of the formula, that a fit uses.

#' What a fit selected
#'
#' The names of the columns whose coefficient is not zero, or of the terms that have such a column: with `by = "term"` a factor counts once,
#' however many of its levels are in.
#'
#' The coefficients of a lasso that are not selected are zero exactly, so no threshold is involved. The intercept is never listed; columns
#' that were not penalised are, as far as they are not zero. Columns excluded by a penalty factor of `Inf` and constant columns never are.
#' `selected(fit)` says the same as `predict(fit, type = "nonzero")`.
#'
#' @param fit A fit by [lasso()], [elastic_net()] or [ridge()] (which uses every column that is not constant), or its [cv()].
#' @param lambda `NULL` (default) for the lambda chosen by [select_lambda()] or [cv()], or the whole path where none was chosen; `"all"`; or
#'   numbers >= 0.
#' @param by `"column"` (default) or `"term"`, the terms of the formula as in `attr(terms, "term.labels")`; for a fit by matrix each column
#'   is a term.
#' @param ... Not used; anything here is an error.
#' @param x What `selected()` returned.
#' @param max_names Names shown for each lambda.
#' @return A character vector for a single solution, else a list with one for each lambda, named by lambda; with several responses a list
#'   with one of these for each response. In the order of the columns. Of class `normball_selected`, which has a `print()` method.
#' @section Errors: `normball_error_lambda`; `normball_error_type`: `fit` is no fit of this package, or `by` is none of the above.
#' @seealso [predict.normball_fit()], [select_lambda()].
#' @examples
#' fit <- lasso(mpg ~ wt + hp + factor(cyl), mtcars)
#' selected(fit, lambda = c(1, 0.1))
#' selected(select_lambda(fit, "bic"), by = "term")
#' @export
selected <- function(fit, ...) UseMethod("selected")

#' @rdname selected
#' @export
selected.normball_fit <- function(fit, lambda = NULL, by = c("column", "term"), ...) {
  check_dots(...)
  by <- check_choice(by, "by", c("column", "term"))
  names <- nonzero_names(fit, lambda)
  if (by == "term") names <- map_names(names, \(columns) terms_of(fit, columns))
  total <- if (by == "term") length(fit$design$term_labels) else fit$p
  structure(names, by = by, total = total, lambda = resolve_lambda(fit, lambda)$lambda, class = "normball_selected")
}

#' @rdname selected
#' @export
selected.normball_cv <- function(fit, ...) selected(fit$fit, ...)

#' @export
selected.default <- function(fit, ...) {
  nb_abort("type", "selected() needs a fit of this package, such as from lasso(), or its cv(); got ", describe(fit), ".")
}

terms_of <- function(fit, columns) {
  fit$design$term_labels[sort(unique(fit$design$assign[match(columns, fit$design$columns)]))]
}

# `change` of the vectors of names in a list of any depth.
map_names <- function(names, change) if (is.list(names)) lapply(names, map_names, change) else change(names)

#' @rdname selected
#' @export
print.normball_selected <- function(x, max_names = 12L, ...) {
  of <- paste("of", attr(x, "total"), paste0(attr(x, "by"), "s"))
  names <- unclass(x)
  if (!is.list(names)) {
    cat(length(names), " ", of, " at lambda = ", format(attr(x, "lambda"), digits = 4L), ":\n", sep = "")
    print_names(names, max_names)
  } else if (is.list(names[[1L]])) {
    for (response in names(names)) print_selected_path(names[[response]], paste(response, "- selected", of), max_names)
  } else if (length(attr(x, "lambda")) == 1L && length(names) > 1L) {
    for (response in names(names)) {
      cat(response, " - ", length(names[[response]]), " ", of, ":\n", sep = "")
      print_names(names[[response]], max_names)
    }
  } else {
    print_selected_path(names, paste("Selected", of), max_names)
  }
  invisible(x)
}

print_names <- function(names, most) {
  text <- if (length(names)) shortened(names, most) else "none"
  cat(strwrap(text, width = getOption("width"), indent = 2L, exdent = 2L), sep = "\n")
}

# One line per lambda, of a long path those where the selection changes.
print_selected_path <- function(names, title, max_names, most = 15L) {
  cat(title, "\n", sep = "")
  changes <- which(c(TRUE, !mapply(identical, unname(names)[-1L], unname(names)[-length(names)])))
  shown <- if (length(names) <= most) seq_along(names) else changes[unique(round(seq(1, length(changes), length.out = most)))]
  label <- format(paste("lambda", names(names)[shown]))
  for (i in seq_along(shown)) {
    columns <- names[[shown[i]]]
    line <- paste0("  ", label[i], "  ", length(columns), if (length(columns)) ": ", shortened(columns, max_names))
    cat(strtrim(line, getOption("width")), "\n", sep = "")
  }
  if (length(names) > length(shown)) cat("  (", length(names) - length(shown), " of ", length(names), " lambdas not shown)\n", sep = "")
}
