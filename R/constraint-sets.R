# Bounds and linear sets among the constraints; see ?constraints.

#' @rdname constraints
#' @order 6
#' @export
box <- function(lower = -Inf, upper = Inf, vars = NULL, name = NULL) {
  lower <- check_bound_values(lower, "lower", -Inf)
  upper <- check_bound_values(upper, "upper", Inf)
  check_crossed(lower, upper)
  named <- union(names(lower), names(upper))
  vars <- check_vars(vars %||% (if (length(named)) named))
  show <- \(bound, none) if (!identical(bound, none)) bound
  new_constraint("box", vars, name, list(lower = show(lower, -Inf), upper = show(upper, Inf), vars = vars),
                 list(lower = lower, upper = upper))
}

#' @rdname constraints
#' @order 7
#' @export
nonnegative <- function(vars = NULL, name = NULL) {
  vars <- check_vars(vars)
  new_constraint("box", vars, name, list(vars), list(lower = 0, upper = Inf), by = "nonnegative")
}

#' @rdname constraints
#' @order 8
#' @export
nonpositive <- function(vars = NULL, name = NULL) {
  vars <- check_vars(vars)
  new_constraint("box", vars, name, list(vars), list(lower = -Inf, upper = 0), by = "nonpositive")
}

#' @rdname constraints
#' @order 9
#' @export
simplex <- function(total = 1, vars = NULL, name = NULL) {
  total <- check_total(total)
  if (total < 0) nb_abort("constraint", "simplex(): no numbers >= 0 have the sum `total` = ", total, "; the set is empty.")
  vars <- check_vars(vars)
  new_constraint("simplex", vars, name, list(total, vars = vars), list(total = total))
}

#' @rdname constraints
#' @order 10
#' @export
sum_to <- function(total, vars = NULL, weights = NULL, name = NULL) {
  total <- check_total(total)
  weights <- check_constraint_weights(weights, least = -Inf)
  if (length(weights) && all(weights == 0) && total != 0) {
    nb_abort("constraint", "sum_to(): all `weights` are 0, so that the sum cannot be ", total, "; the set is empty.")
  }
  vars <- check_vars(vars %||% names(weights))
  new_constraint("sum_to", vars, name, list(total, vars = vars, weights = weights), list(total = total, weights = weights))
}

#' @rdname constraints
#' @order 11
#' @export
monotone <- function(vars = NULL, increasing = TRUE, name = NULL) {
  vars <- check_vars(vars)
  increasing <- check_flag(increasing, "increasing")
  new_constraint("monotone", vars, name, list(vars, increasing = if (!increasing) FALSE), list(increasing = increasing))
}

#' @rdname constraints
#' @order 12
#' @export
linear <- function(A, lower = -Inf, upper = Inf, name = NULL) {
  A <- check_rows(A)
  lower <- row_bound(lower, "lower", -Inf, nrow(A))
  upper <- row_bound(upper, "upper", Inf, nrow(A))
  check_crossed(lower, upper, "row ")
  if (all(lower == -Inf & upper == Inf)) nb_abort("constraint", "linear() needs `lower` or `upper`: without them it constrains nothing.")
  empty <- which(rowSums(A != 0) == 0 & (lower > 0 | upper < 0))
  if (length(empty)) {
    nb_abort("constraint", "linear(): row ", empty[1L], " of `A` is 0, and 0 is not from ", lower[empty[1L]], " to ", upper[empty[1L]],
             "; the set is empty.")
  }
  shown <- if (nrow(A) == 1L) A[1L, ] else A
  new_constraint("linear", NULL, name, list(shown, lower = if (any(lower > -Inf)) lower, upper = if (any(upper < Inf)) upper),
                 list(A = A, lower = lower, upper = upper))
}

# A finite double matrix with one row per inequality. Its column names, if any, are complete and differ.
check_rows <- function(A) {
  if (inherits(A, "Matrix")) A <- as.matrix(A)
  if (is.numeric(A) && is.null(dim(A))) A <- matrix(A, 1L, dimnames = if (!is.null(names(A))) list(NULL, names(A)))
  if (!is.numeric(A) || length(dim(A)) != 2L || !length(A)) {
    nb_abort("constraint", "`A` must be a numeric matrix with a row and a column at least, or a vector; got ", describe(A), ".")
  }
  if (!all(is.finite(A))) nb_abort("constraint", "`A` must be finite; element ", which(!is.finite(A))[1L], " is not.")
  storage.mode(A) <- "double"
  if (!is.null(colnames(A))) check_vars(colnames(A), "the column names of `A`")
  A
}

row_bound <- function(bound, name, none, rows) {
  bound <- check_bound_values(bound, name, none)
  if (!length(bound) %in% c(1L, rows)) {
    nb_abort("constraint", "`", name, "` must be one number, or one for each of the ", rows, " rows of `A`; got ", length(bound), ".")
  }
  rep_len(unname(bound), rows)
}
