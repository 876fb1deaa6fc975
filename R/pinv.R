#' Moore-Penrose inverse
#'
#' The pseudoinverse of a matrix of any shape and rank, with the rank that was decided on the way. It is the limit of the inverse of ridge
#' regression as the penalty goes to 0 ([pinv_limit()]).
#'
#' With the singular value decomposition \eqn{X = U \,\mathrm{diag}(\sigma)\, V'},
#' \deqn{X^+ = V_r \,\mathrm{diag}(1/\sigma_1, \dots, 1/\sigma_r)\, U_r' = \lim_{\lambda \to 0+} (X'X + \lambda I)^{-1} X',}{
#'   X^+ = V_r diag(1 / sigma_1, ..., 1 / sigma_r) U_r' = lim (X'X + lambda I)^-1 X' as lambda -> 0+,}
#' where the rank \eqn{r} counts the singular values above `tol` times the largest. It is the only matrix P for which \eqn{XPX = X},
#' \eqn{PXP = P}, and \eqn{XP} and \eqn{PX} are symmetric; \eqn{X^+ y} is the least-squares solution of least norm. These hold up to
#' rounding of the order of \eqn{\sigma_1 / \sigma_r} times `.Machine$double.eps`.
#'
#' Rank is a matter of scale: a column in kilometres beside one in micrometres can be lost in the rounding of the other. Divide columns by
#' their size first where their units are arbitrary; [ridgeless()] does so by default.
#'
#' @param x A numeric matrix, n x p, of any shape; or a matrix of package Matrix (a sparse one is made dense, as its inverse is dense).
#' @param tol Relative cutoff, 0 <= `tol` < 1: singular values up to `tol` times the largest count as 0. `NULL` (default): `max(n, p)` times
#'   `.Machine$double.eps`.
#' @return A p x n matrix of class `normball_pinv`, named by the columns and rows of x, with attributes `rank`, `singular_values` (all
#'   min(n, p), decreasing), `cutoff` (the value they were compared with) and `gap` (the last singular value kept over the first dropped;
#'   `Inf` where none was dropped or it is exactly 0, `NA` at rank 0). Arithmetic gives plain matrices without them.
#'   A message of class `normball_message_rank` says when the default cutoff finds no clear rank: when the smallest singular value kept is
#'   less than 100 times the first one dropped, or than the cutoff.
#' @section Errors: `normball_error_type` (not a numeric matrix, `tol` out of range), `normball_error_empty` (no rows or no columns),
#'   `normball_error_nonfinite` (NA, NaN or Inf in x), `normball_error_numeric` (the inverse is beyond the range of doubles),
#'   `normball_error_memory`.
#' @references Penrose, R. (1955). A generalized inverse for matrices. *Proc. Cambridge Philos. Soc.* 51, 406-413.
#'
#' Golub, G. H. and Van Loan, C. F. (2013). *Matrix Computations*, sections 5.4-5.5. Johns Hopkins.
#'
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, sections 2.9 and 7.3. MIT Press.
#' @seealso [pinv_limit()], [ridgeless()].
#' @examples
#' x <- cbind(a = c(1, 0, 1), b = c(0, 1, 1), both = c(1, 1, 2))
#' pinv(x)
#' x %*% pinv(x) %*% x
#' attr(pinv(x), "rank")
#' @export
pinv <- function(x, tol = NULL) {
  x <- checked_matrix(if (!missing(x)) x)
  parts <- with_memory(matrix_rank_parts(x, tol))
  keep <- seq_len(parts$found$rank)
  inverse <- core_call(.Call(C_svd_recompose, parts$svd, 1 / parts$svd$d[keep])) / parts$svd$unit
  if (!all(is.finite(inverse))) {
    nb_abort("numeric", "The pseudoinverse is beyond the range of double precision: `x` is so small that 1 / x is not a number.")
  }
  dimnames(inverse) <- rev(dimnames(x))
  structure(inverse, class = c("normball_pinv", "matrix", "array"), rank = parts$found$rank,
            singular_values = parts$svd$d * parts$svd$unit, cutoff = parts$found$cutoff * parts$svd$unit, gap = parts$found$gap)
}

# A double matrix with at least one row and column, all finite.
checked_matrix <- function(x) {
  if (is.data.frame(x) || length(dim(x)) != 2L) nb_abort("type", "`x` must be a matrix; got ", describe(x), ".")
  x <- with_memory(if (isS4(x)) as_double_matrix(as.matrix(x), "x") else as_double_matrix(unclass(x), "x"))
  if (!length(x)) nb_abort("empty", "`x` is empty: ", nrow(x), " x ", ncol(x), ".")
  abort_nonfinite(x, "x", rownames(x))
  x
}

# list(svd, found): the decomposition and its rank; says where the default cutoff leaves it open. A cutoff of the user's is the user's.
matrix_rank_parts <- function(x, tol = NULL) {
  if (!is.null(tol) && (check_number(tol, "tol", 0, 1) == 1)) nb_abort("type", "`tol` must be less than 1.")
  svd <- core_call(.Call(C_svd, x))
  found <- numerical_rank(svd$d, tol %||% (max(dim(x)) * .Machine$double.eps))
  if (is.null(tol)) report_rank(found, svd$d, "`x`")
  list(svd = svd, found = found)
}

#' @method print normball_pinv
#' @export
print.normball_pinv <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  cat("Pseudoinverse ", nrow(x), " x ", ncol(x), " of a matrix of rank ", attr(x, "rank"), gap_words(attr(x, "gap")), "\n", sep = "")
  print(plain_matrix(x), digits = digits, ...)
  invisible(x)
}

gap_words <- function(gap) {
  if (is.na(gap)) return("")
  if (is.infinite(gap)) return(" (no singular value was dropped)")
  paste0(" (the last singular value kept is ", format(gap, digits = 2L), " times the first dropped)")
}

# What is computed from a pseudoinverse is no longer one of `x`.
#' @export
Ops.normball_pinv <- function(e1, e2) {
  if (missing(e2)) return(get(.Generic)(plain_matrix(e1)))
  get(.Generic)(plain_matrix(e1), plain_matrix(e2))
}

#' @export
Math.normball_pinv <- function(x, ...) get(.Generic)(plain_matrix(x), ...)

#' @export
t.normball_pinv <- function(x) t(plain_matrix(x))

plain_matrix <- function(x) {
  if (!inherits(x, "normball_pinv")) return(x)
  matrix(as.vector(x), nrow(x), dimnames = dimnames(x))
}
