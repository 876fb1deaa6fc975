# Degrees of freedom against numerical divergence.

divergence <- function(x, y, ..., h = 1e-5 * sd(y)) {
  sum(vapply(seq_along(y), \(i) {
    up <- fitted(constrained(x, replace(y, i, y[i] + h), ...))[[i]]
    down <- fitted(constrained(x, replace(y, i, y[i] - h), ...))[[i]]
    (up - down) / (2 * h)
  }, 0))
}

test_that("df is the divergence of the fitted values", {
  skip_on_cran()
  set.seed(121)
  x <- matrix(rnorm(100), 20)
  y <- drop(x %*% c(1, 2, 0, -1, 0.5)) + rnorm(20)
  sets <- list(
    l1_ball(1.2), l2_ball(1), elastic_ball(1), nonnegative(), simplex(2), sum_to(1), monotone(), l2_ball(1) & nonnegative(),
    l1_ball(2) & l2_ball(0.9), elastic_ball(0.8) & sum_to(0.3), l2_ball(100), l2_ball(0.8, vars = 1:2) & l2_ball(0.9, vars = 3:5)
  )
  for (within in sets) {
    for (lambda in c(0, 0.1)) {
      fit <- constrained(x, y, within, lambda = lambda, mixture = 0.5)
      if (is.na(fit$df[1])) next
      expect_equal(fit$df[1], divergence(x, y, within, lambda = lambda, mixture = 0.5), tolerance = 1e-4,
                   label = paste(within$label, lambda))
    }
  }
})

test_that("a ball around several responses ties their df", {
  set.seed(122)
  x <- matrix(rnorm(60), 15)
  y <- cbind(drop(x %*% c(1, 2, 0, -1)) + rnorm(15), 3 * rnorm(15))
  fit <- constrained(x, y, frobenius_ball(1.5))
  h <- 1e-5
  for (k in 1:2) {
    moved <- vapply(1:15, \(i) {
      up <- down <- y
      up[i, k] <- up[i, k] + h
      down[i, k] <- down[i, k] - h
      (fitted(constrained(x, up, frobenius_ball(1.5)))[i, k] - fitted(constrained(x, down, frobenius_ball(1.5)))[i, k]) / (2 * h)
    }, 0)
    expect_equal(fit$df[1, k], sum(moved), tolerance = 1e-4)
  }
})
