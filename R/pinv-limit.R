#' The pseudoinverse as the limit of ridge
#'
#' For each penalty, how far the inverse of ridge regression, \eqn{(X'X + \lambda I)^{-1} X'}, is from the pseudoinverse \eqn{X^+}: measured
#' on the matrices, and beside it what theory says.
#'
#' With singular values \eqn{\sigma_1 \ge \dots \ge \sigma_r > 0},
#' \deqn{X^+ - (X'X + \lambda I)^{-1}X' = V \,\mathrm{diag}\Big(\frac{\lambda}{\sigma_j(\sigma_j^2 + \lambda)}\Big)\, U',}{
#'   X^+ - (X'X + lambda I)^-1 X' = V diag(lambda / (sigma_j (sigma_j^2 + lambda))) U',}
#' so that in the spectral norm the distance is \eqn{\lambda / (\sigma_r(\sigma_r^2 + \lambda))}: it falls in proportion to \eqn{\lambda}
#' below \eqn{\sigma_r^2}, and is \eqn{1/\sigma_r}, all of \eqn{X^+}, above.
#'
#' **What is measured.** Subtracting two nearly equal matrices would leave rounding errors of the size of
#' \eqn{X^+} times 1e-16, more than the whole distance at small penalties. The difference is therefore formed, entry by entry, from
#' \deqn{X^+ - (X'X + \lambda I)^{-1}X' = \lambda (X'X + \lambda I)^{-1} X^+,}{
#'   X^+ - (X'X + lambda I)^-1 X' = lambda (X'X + lambda I)^-1 X^+,}
#' an identity in which nothing is subtracted, with the matrix \eqn{X^+} that [pinv()] returns and the one decomposition that it was made
#' from. Its norms are taken from the p x n matrix that results: the Frobenius norm from its entries, the spectral norm as its largest
#' singular value. `residual` then puts the matrix back into \eqn{(X'X + \lambda I) D = \lambda X^+} with x itself: a wrong decomposition
#' would show there. It is of the order of rounding times \eqn{(\sigma_1/\sigma_r)^2}.
#'
#' Where x has less than full rank, singular values beyond it are rounding and are left out of both matrices.
#'
#' @param x As in [pinv()].
#' @param lambda Penalties, numeric, finite, >= 0, on the scale of \eqn{X'X + \lambda I} (the `lambda` of [ridge()] with `loss = "sum"`); in
#'   any order. `NULL` (default): 41, from 1e-14 to 1e6 times \eqn{\sigma_1^2} (fewer where these are beyond the range of doubles).
#' @param tol As in [pinv()].
#' @param object A result of `pinv_limit()`.
#' @param digits Significant digits.
#' @param max_rows Rows printed, spread over the penalties.
#' @param ... For `plot()`, graphical parameters: `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim` (> 0), `las`, `cex.axis`, `cex.lab`,
#'   `cex.main`. Nothing for the other methods.
#' @return A data frame of class `normball_pinv_limit` with a row per penalty: `lambda`, `spectral` and `frobenius` (measured norms of the
#'   difference), `spectral_theory` and `frobenius_theory` (those of the formula), and `residual`; with attributes `rank`,
#'   `singular_values` and `norms` (spectral and Frobenius norm of \eqn{X^+}). `plot()` draws the measured distances on the theoretical
#'   lines, both axes logarithmic, and returns what it drew invisibly; `autoplot()` returns a ggplot.
#' @section Errors: Those of [pinv()]; `normball_error_lambda` for a penalty that is not finite and >= 0.
#' @references Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, equation 7.29. MIT Press.
#'
#' Albert, A. (1972). *Regression and the Moore-Penrose Pseudoinverse*, theorem 3.4. Academic Press.
#' @seealso [pinv()], [ridgeless()].
#' @examples
#' limit <- pinv_limit(as.matrix(longley[, -7]))
#' limit
#' plot(limit)
#' @export
pinv_limit <- function(x, lambda = NULL, tol = NULL) {
  x <- checked_matrix(if (!missing(x)) x)
  parts <- with_memory(matrix_rank_parts(x, tol))
  svd <- parts$svd
  rank <- parts$found$rank
  lambda <- if (is.null(lambda)) limit_lambda(svd) else check_limit_lambda(lambda)
  c <- pmin(lambda / svd$unit / svd$unit, 1e300)
  d <- svd$d[seq_len(rank)]
  theory <- limit_theory(d, c)
  measured <- if (rank) measure_limit(svd, rank, x, c) else list(spectral = 0 * c, frobenius = 0 * c, residual = 0 * c)
  table <- data.frame(
    lambda = lambda, spectral = measured$spectral / svd$unit, spectral_theory = theory$spectral / svd$unit,
    frobenius = measured$frobenius / svd$unit, frobenius_theory = theory$frobenius / svd$unit, residual = measured$residual
  )
  if (!all(is.finite(as.matrix(table)))) {
    nb_abort("numeric", "The distances are beyond the range of double precision: `x` is too small or too large; rescale it.")
  }
  structure(table, class = c("normball_pinv_limit", "data.frame"), rank = rank, singular_values = svd$d * svd$unit,
            norms = if (rank) c(spectral = 1 / d[rank], frobenius = norm_of(1 / d)) / svd$unit else c(spectral = 0, frobenius = 0))
}

# From 1e-14 to 1e6 times the square of the largest singular value (of 1 where that is 0), as far as these are doubles.
limit_lambda <- function(svd) {
  top <- if (svd$d[1L] > 0) svd$d[1L] else 1
  lambda <- 10^seq(-14, 6, by = 0.5) * top^2 * svd$unit * svd$unit
  lambda <- lambda[is.finite(lambda) & lambda >= .Machine$double.xmin]
  if (length(lambda)) return(lambda)
  nb_abort("numeric", "The default grid of `lambda` is beyond the range of double precision, because `x` is so ",
           if (svd$unit > 1) "large" else "small", ": give `lambda`, or rescale `x`.")
}

check_limit_lambda <- function(lambda) {
  if (!is.numeric(lambda) || !length(lambda)) nb_abort("lambda", "`lambda` must be numbers >= 0; got ", describe(lambda), ".")
  bad <- which(!is.finite(lambda) | lambda < 0)
  if (length(bad)) nb_abort("lambda", "`lambda` must be finite and >= 0; element ", bad[1L], " is ", lambda[bad[1L]], ".")
  as.double(lambda)
}

measure_limit <- function(svd, rank, x, c) {
  inverse <- core_call(.Call(C_svd_recompose, svd, 1 / svd$d[seq_len(rank)]))
  with_memory(core_call(.Call(C_pinv_distance, svd, as.integer(rank), x, inverse, c)))
}

# lambda / (sigma (sigma^2 + lambda)) of the least singular value, and the root of the sum of its squares over all.
limit_theory <- function(d, c) {
  if (!length(d)) return(list(spectral = 0 * c, frobenius = 0 * c))
  share <- outer(d^2, c, \(square, c) c / (square + c)) / d
  list(spectral = share[length(d), ], frobenius = apply(share, 2L, norm_of))
}

# Euclidean norm of numbers of any size.
norm_of <- function(x) {
  top <- max(abs(x), 0)
  if (top == 0 || !is.finite(top)) top else top * sqrt(sum((x / top)^2))
}

#' @rdname pinv_limit
#' @method print normball_pinv_limit
#' @export
print.normball_pinv_limit <- function(x, digits = max(3L, getOption("digits") - 3L), max_rows = 11L, ...) {
  if (is.null(attr(x, "norms"))) return(print(as.data.frame(unclass(x)), digits = digits, ...)) # a part of one
  ends <- format(attr(x, "singular_values")[c(1L, max(1L, attr(x, "rank")))], digits = 3L, trim = TRUE)
  cat("Distance of (X'X + lambda I)^-1 X' from the pseudoinverse: rank ", attr(x, "rank"), ", singular values ", ends[1L], " to ", ends[2L],
      "\n", sep = "")
  rows <- unique(round(seq(1, nrow(x), length.out = min(nrow(x), max_rows))))
  shown <- as.data.frame(lapply(x[rows, ], formatC, digits = digits, format = "g"))
  print(shown[names(shown) != "residual"], row.names = FALSE)
  if (length(rows) < nrow(x)) cat("... ", length(rows), " of ", nrow(x), " penalties\n", sep = "")
  off <- limit_deviation(x)
  cat("Measured from theory: at most ", format(off[1L], digits = 2L), " (spectral) and ", format(off[2L], digits = 2L),
      " (Frobenius), relative; largest residual ", format(max(x$residual), digits = 2L), "\n", sep = "")
  invisible(x)
}

# Largest relative deviation of the measured distances from the theoretical ones.
limit_deviation <- function(x) {
  off <- \(measured, theory) max(0, (abs(measured - theory) / theory)[theory > 0])
  c(spectral = off(x$spectral, x$spectral_theory), frobenius = off(x$frobenius, x$frobenius_theory))
}
