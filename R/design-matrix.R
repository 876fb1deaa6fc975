# Designs from matrices: dense ones are never copied when they are double, sparse ones never made dense.

#' @rdname design
#' @export
design.matrix <- function(x, y, weights = NULL, offset = NULL, intercept = TRUE, ...) {
  check_dots(...)
  check_flag(intercept, "intercept")
  x <- as_double_matrix(x, "x")
  matrix_design(x, y = if (!missing(y)) y, weights, offset, intercept, "matrix")
}

#' @rdname design
#' @export
design.dgCMatrix <- function(x, y, weights = NULL, offset = NULL, intercept = TRUE, ...) {
  check_dots(...)
  check_flag(intercept, "intercept")
  x <- as_plain_matrix(x, "x")
  matrix_design(x, y = if (!missing(y)) y, weights, offset, intercept, if (is.matrix(x)) "matrix" else "dgCMatrix")
}

#' @rdname design
#' @export
design.Matrix <- design.dgCMatrix

matrix_design <- function(x, y, weights, offset, intercept, interface) {
  check_size(nrow(x), ncol(x))
  given <- colnames(x)
  new_design(
    x, unique_columns(given, ncol(x), intercept), y, weights, offset, intercept, interface,
    row_names = rownames(x), blueprint = list(given = given)
  )
}

# A base matrix of numbers as double. Names stay on it: removing them would copy it.
as_double_matrix <- function(x, name, cause = "type") {
  if (length(dim(x)) != 2L || !(is.numeric(x) || is.logical(x)) || inherits(x, "integer64")) {
    kind <- if (is.list(x)) "list" else if (inherits(x, "integer64")) "integer64" else typeof(x)
    nb_abort(cause, "`", name, "` must be a numeric matrix; got a ", kind, " ", if (is.matrix(x)) "matrix" else "array", " ",
             paste(dim(x), collapse = " x "), ".")
  }
  if (!is.double(x)) storage.mode(x) <- "double"
  x
}

# A matrix of package Matrix as a valid dgCMatrix if it is sparse, else as a double matrix.
#' @importFrom methods validObject
as_plain_matrix <- function(x, name, cause = "type") {
  if (!methods::is(x, "sparseMatrix")) return(as_double_matrix(as.matrix(x), name, cause))
  if (!methods::is(x, "dgCMatrix")) x <- as(as(as(x, "dMatrix"), "generalMatrix"), "CsparseMatrix")
  problem <- validObject(x, test = TRUE)
  if (is.character(problem)) nb_abort(cause, "`", name, "` is not a valid dgCMatrix: ", problem[1L], ".")
  x
}

# Names of the columns, all there and all different, and different from that of the intercept.
unique_columns <- function(given, p, intercept) {
  plain <- sprintf("x%d", seq_len(p))
  if (is.null(given)) return(plain)
  filled <- replace_empty(given, plain)
  columns <- make.unique(c(if (intercept) "(Intercept)", filled))
  if (intercept) columns <- columns[-1L]
  changed <- which(columns != given | is.na(given))
  if (length(changed)) {
    nb_inform("columns", "Names of columns that were empty or not unique were changed: ",
              toString(utils::head(columns[changed], 6L)), if (length(changed) > 6L) ", ...", ".")
  }
  columns
}
