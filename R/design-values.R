# The values beside x: response, weights and offset in the form that the design keeps, or an error that names the argument and the place.

# Numbers behind a vector or matrix that counts as numeric (also dates, times and durations), as double without class; NULL if it is not.
as_numbers <- function(value) {
  is_number <- is.numeric(value) || is.logical(value) || inherits(value, c("Date", "POSIXct", "difftime"))
  if (!is_number || is.factor(value) || inherits(value, c("integer64", "Surv"))) return(NULL)
  if (is.object(value)) value <- unclass(value)
  if (!is.double(value)) storage.mode(value) <- "double"
  value
}

# Double vector or matrix of n rows as a double matrix n x k with its column names; `name` is that of the argument.
as_value_matrix <- function(value, n, name) {
  if (is.data.frame(value)) value <- frame_values(value, name)
  if (isS4(value) && methods::is(value, "Matrix")) value <- as.matrix(value)
  numbers <- as_numbers(value)
  if (is.null(numbers) || length(dim(numbers)) > 2L) {
    nb_abort("type", "`", name, "` must be numeric, a vector or a matrix; got ", describe(value), ".")
  }
  if (NROW(numbers) != n) nb_abort("length", "`", name, "` must have one value per row of x, ", n, "; got ", NROW(numbers), ".")
  matrix(numbers, n, NCOL(numbers), dimnames = list(NULL, colnames(numbers)))
}

# A data frame of numeric columns as a matrix, each column checked on its own: as.matrix() would make characters of all.
frame_values <- function(value, name, cause = "type") {
  numbers <- lapply(value, as_numbers)
  bad <- vapply(numbers, \(column) is.null(column) || length(dim(column)) > 1L, NA)
  if (any(bad)) {
    nb_abort(cause, "`", name, "` must be numeric; its column `", names(value)[bad][1L], "` is ", describe(value[[which(bad)[1L]]]), ".")
  }
  matrix(as.double(unlist(numbers, use.names = FALSE)), nrow(value), length(value), dimnames = list(NULL, names(value)))
}

# Response as n x m with unique column names.
check_response <- function(y, n, name = "y", row_names = NULL) {
  if (is.null(y)) nb_abort("type", "The response `", name, "` is missing or NULL.")
  y <- as_value_matrix(y, n, name)
  if (ncol(y) == 0L) nb_abort("empty", "The response `", name, "` has no columns.")
  abort_nonfinite(y, name, row_names)
  plain <- if (ncol(y) == 1L) name else paste0("y", seq_len(ncol(y)))
  colnames(y) <- make.unique(replace_empty(colnames(y), plain))
  y
}

replace_empty <- function(names, default) {
  if (is.null(names)) return(default)
  ifelse(is.na(names) | !nzchar(names), default, names)
}

check_weights <- function(weights, n, row_names = NULL) {
  if (is.null(weights)) return(NULL)
  weights <- as_value_matrix(weights, n, "weights")
  if (ncol(weights) != 1L) nb_abort("type", "`weights` must be a vector; got a matrix of ", ncol(weights), " columns.")
  weights <- as.vector(weights)
  abort_nonfinite(matrix(weights), "weights", row_names)
  if (any(weights < 0)) {
    first <- which(weights < 0)[1L]
    nb_abort("weights", "`weights` must be >= 0; got ", weights[first], " ", row_text(first, row_names), ".")
  }
  if (!any(weights > 0)) nb_abort("weights", "`weights` are all 0: at least one row must count.")
  if (!is.finite(sum(weights))) nb_abort("weights", "The sum of `weights` is not finite.")
  weights
}

# Offset as n x m: one column serves all responses.
check_offset <- function(offset, n, m, row_names = NULL, finite = TRUE, name = "offset") {
  if (is.null(offset)) return(NULL)
  offset <- as_value_matrix(offset, n, name)
  if (!ncol(offset) %in% c(1L, m)) {
    nb_abort("length", "`", name, "` must have one column, or one per response (", m, "); got ", ncol(offset), ".")
  }
  if (finite) abort_nonfinite(offset, name, row_names)
  matrix(offset, n, m)
}

# Stops at the first NA, NaN or Inf of a matrix, with its place. The sum finds most clean data without a logical copy.
abort_nonfinite <- function(value, name, row_names = NULL) {
  if (is.finite(sum(value))) return(invisible())
  bad <- which(!is.finite(value), arr.ind = TRUE)
  if (!nrow(bad)) return(invisible())
  i <- bad[1L, 1L]
  j <- bad[1L, 2L]
  column <- if (ncol(value) > 1L) paste0(", column ", if (is.null(colnames(value))) j else colnames(value)[j])
  nb_abort("nonfinite", "`", name, "` must be finite; it is ", value[i, j], " ", row_text(i, row_names), column, ".")
}

# Stops because entry (i, j) of the design is NA, NaN or Inf; the pass over x that finds it is done in C. `design`: a design, or a matrix.
abort_nonfinite_x <- function(i, j, design) {
  is_design <- inherits(design, "normball_design")
  x <- if (is_design) design$x else design
  columns <- if (is_design) design$columns else colnames(x)
  rows <- if (is_design) design$row_names else rownames(x)
  column <- if (is.null(columns)) j else paste0(j, " (`", columns[j], "`)")
  nb_abort("nonfinite", "`x` must be finite; it is ", x[i, j], " ", row_text(i, rows), ", column ", column, ".")
}

row_text <- function(i, row_names = NULL) {
  label <- row_names[i]
  paste0("in row ", i, if (!is.null(label) && label != as.character(i)) paste0(" (\"", label, "\")"))
}
