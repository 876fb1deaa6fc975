# A fit at lambda = 0 that interpolates (x: n x p, n < p) against 100 random interpolators: none has a smaller norm, and fit$limit$norm is
# its norm to `tolerance`. norm_of: the norm of slopes on the scale of the penalty.
expect_least_interpolator <- function(fit, x, norm_of, tolerance) {
  p <- ncol(x)
  scale <- if (fit$standardize) fit$scales else rep(1, p)
  slopes <- coef(fit)[seq_len(p) + fit$intercept]
  norm <- norm_of(scale * slopes)
  expect_equal(unname(fit$limit$norm), norm, tolerance = tolerance)
  centred <- if (fit$intercept) scale(x, scale = FALSE) else x
  null <- diag(p) - pinv(centred, tol = 1e-10) %*% centred
  for (i in 1:100) {
    other <- slopes + drop(null %*% rnorm(p, sd = 10^runif(1, -3, 0)))
    expect_lt(max(abs(centred %*% (other - slopes))), 1e-8)
    expect_lt(norm, norm_of(scale * other))
  }
}
