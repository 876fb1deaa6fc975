# Designs from a data frame of predictors. Each column is coded on its own, without a formula: thousands of columns cost no table of terms.

#' @rdname design
#' @export
design.data.frame <- function(x, y, weights = NULL, offset = NULL, intercept = TRUE, coding = c("levels", "treatment"), contrasts = NULL,
                              ...) {
  # design(data = d, formula = y ~ x) and d |> design(y ~ x) arrive here.
  if (missing(x) || (!missing(y) && inherits(y, "formula"))) return(design_data_first(match.call(), parent.frame()))
  check_dots(...)
  check_flag(intercept, "intercept")
  coding <- check_coding(coding, contrasts)
  check_size(nrow(x), length(x))
  variables <- frame_variables(x)
  xlevels <- frame_levels(variables)
  check_two_levels(xlevels, coding)
  contrasts <- if (coding == "treatment") contrast_matrices(variables, contrasts, intercept)
  parts <- frame_matrix(variables, nrow(x), contrasts)
  columns <- unique_columns(parts$columns, ncol(parts$x), intercept)
  new_design(
    parts$x, columns, if (!missing(y)) y, weights, offset, intercept, "data.frame",
    row_names = if (.row_names_info(x) > 0L) row.names(x), xlevels = xlevels, contrasts = contrasts, coding = coding,
    assign = parts$assign, term_labels = names(variables), blueprint = list(widths = vapply(variables, variable_width, 0L))
  )
}

design_data_first <- function(call, env) {
  names <- names(call)
  names[names == "x"] <- "data"
  names[names == "y"] <- "formula"
  names(call) <- names
  call[[1L]] <- design.formula
  eval(call, env)
}

# The columns as a named list of numbers and factors of the levels that occur.
frame_variables <- function(x) {
  names <- unique_columns(names(x), length(x), intercept = FALSE)
  variables <- stats::setNames(lapply(seq_along(x), \(j) x[[j]]), names)
  check_predictors(variables)
  variables <- lapply(as_factors(variables), drop_unused_levels)
  for (name in names(variables)) {
    missing <- if (is.factor(variables[[name]])) which(is.na(variables[[name]]))
    if (length(missing)) nb_abort("nonfinite", "`x` has a missing value ", row_text(missing[1L], row.names(x)), ", column `", name, "`.")
  }
  variables
}

drop_unused_levels <- function(variable) {
  if (is.factor(variable) && any(tabulate(variable, nlevels(variable)) == 0L) && !is_flag_factor(variable)) variable <- droplevels(variable)
  variable
}

# A logical keeps both its levels, as in model.matrix().
is_flag_factor <- function(variable) identical(levels(variable), c("FALSE", "TRUE"))

# Matrix of contrasts for each factor. Without an intercept the first has all its levels (no matrix), as in model.matrix().
#' @importFrom stats contrasts contrasts<-
contrast_matrices <- function(variables, given, intercept) {
  names <- names(variables)[vapply(variables, is.factor, NA)]
  absent <- setdiff(names(given), names)
  if (length(absent)) nb_abort("type", "`contrasts` names no factor of x: ", toString(absent), ".")
  if (!intercept) names <- names[-1L]
  default <- getOption("contrasts")
  tables <- lapply(names, \(name) {
    variable <- variables[[name]]
    choice <- given[[name]] %||% attr(variable, "contrasts") %||% default[[1L + is.ordered(variable)]]
    if (is.matrix(choice)) contrasts(variable, ncol(choice)) <- choice else contrasts(variable) <- choice
    contrasts(variable)
  })
  stats::setNames(tables, names)
}

# Number of columns that a numeric variable makes; NA for a factor.
variable_width <- function(variable) if (is.factor(variable)) NA_integer_ else NCOL(variable)

# list(x, columns, assign) from numbers and factors; a factor without a matrix in `contrasts` has one column per level.
frame_matrix <- function(variables, n, contrasts = NULL) {
  labels <- lapply(names(variables), \(name) column_labels(name, variables[[name]], contrasts[[name]]))
  width <- lengths(labels)
  x <- matrix(0, n, sum(width))
  last <- cumsum(width)
  for (j in seq_along(variables)) {
    variable <- variables[[j]]
    first <- last[j] - width[j]
    if (!is.factor(variable)) {
      x[, first + seq_len(width[j])] <- as_numbers(variable)
    } else if (is.null(contrasts[[names(variables)[j]]])) {
      x[cbind(seq_len(n), first + as.integer(variable))] <- 1
      x[is.na(variable), first + seq_len(width[j])] <- NA
    } else {
      x[, first + seq_len(width[j])] <- contrasts[[names(variables)[j]]][as.integer(variable), , drop = FALSE]
    }
  }
  list(x = x, columns = unlist(labels), assign = rep(seq_along(variables), width))
}

column_labels <- function(name, variable, contrasts = NULL) {
  if (is.factor(variable) && is.null(contrasts)) return(paste0(name, levels(variable)))
  if (!is.factor(variable) && is.null(dim(variable))) return(name)
  table <- if (is.factor(variable)) contrasts else variable
  paste0(name, replace_empty(colnames(table), as.character(seq_len(ncol(table)))))
}
