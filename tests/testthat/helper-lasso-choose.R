# A problem with weights, an offset, a dependent column and columns of different scales, for the tests of what chooses along a lasso path.
choice_data <- function(n = 40, p = 8, seed = 11) {
  set.seed(seed)
  x <- matrix(rnorm(n * p), n) %*% diag(2^seq(-2, 2, length.out = p)) + 1
  colnames(x) <- paste0("x", seq_len(p))
  list(
    x = x, y = drop(2 + x[, 1] * 4 - x[, 3] + x[, p] / 2 + rnorm(n)), weights = replace(runif(n, 0.3, 2), 4, 0), offset = rnorm(n),
    factor = c(0, 1, 2, 0.5, 1, 1, 3, 1)
  )
}

# The hat matrix of least squares with a quadratic penalty on columns `set`, written out: trace with the intercept, weights w.
ridge_trace <- function(x, w, set, free, penalty) {
  z <- sqrt(w) * cbind(1, x[, c(free, set), drop = FALSE])
  d <- diag(c(rep(0, 1 + length(free)), penalty), ncol(z))
  sum(diag(z %*% solve(crossprod(z) + d, t(z))))
}
