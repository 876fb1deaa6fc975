# The formulas of the criteria in the coordinates of the factorisation: see ?criteria, whose notation this file keeps.

# One criterion at every lambda: L x m.
criterion_at <- function(fit, name, lambda) {
  if (name %in% c("loo", "press")) {
    mean_square <- ridge_loo(fit, lambda, residuals = FALSE)$mse
    return(mean_square * if (name == "press") total_weight(fit) else 1)
  }
  s <- spectrum_at(fit, lambda)
  switch(name,
    gcv = gcv_formula(s),
    aic = -2 * likelihood_formula(s) + 2 * (s$df + 1),
    bic = -2 * likelihood_formula(s) + log(s$n) * (s$df + 1),
    log_evidence = evidence_formula(s)
  )
}

total_weight <- function(fit) if (is.null(fit$weights)) fit$n else sum(fit$weights)

# ridge_spectrum() at penalties c: adds inverse = 1 / (d2 + c) (L x r), residual degrees of freedom as df_free = n - k - r and
# df_shrunk = sum c / (d2 + c), which add up to n - df without cancellation, and rss, the weighted mean square residual (L x m).
spectrum_at <- function(fit, lambda) {
  s <- ridge_spectrum(fit, lambda)
  s$c <- s$c_of(lambda)
  s$n <- fit$nobs
  s$square <- matrix(s$coordinates^2, length(s$d2), length(s$rss0))
  s$inverse <- 1 / outer(s$c, s$d2, `+`)
  s$df_free <- s$n - s$n_unpenalized - length(s$d2)
  # Fitted values reach y as c -> 0, so that what lies outside their range is rounding.
  s$saturated <- s$df_free <= 0
  s$outside <- if (s$saturated) 0 * s$rss0 else s$rss0
  s$df_shrunk <- s$c * rowSums(s$inverse)
  s$df <- s$n - max(s$df_free, 0) - s$df_shrunk
  s$rss <- rep(s$outside, each = length(s$c)) + (s$c * s$inverse)^2 %*% s$square
  weights <- if (is.null(fit$weights)) rep(1, fit$n) else fit$weights[fit$weights > 0]
  s$log_weights <- sum(log(weights))
  s
}

# rss / (1 - df / n)^2. Saturated: c^2 cancels, which leaves the limit at c = 0.
gcv_formula <- function(s) {
  if (s$saturated) return((s$n * s$inverse / rowSums(s$inverse))^2 %*% s$square)
  s$rss / ((s$df_free + s$df_shrunk) / s$n)^2
}

# logLik.lm with prior weights: sigma^2 at its maximiser, weights as precisions.
likelihood_formula <- function(s) {
  (s$log_weights - s$n * (log(2 * pi) + 1 - log(s$n) + log(s$total_weight * s$rss))) / 2
}

# With contrasts free of the unpenalised directions the response is N(0, sigma^2 (I + Z Z' / c)), whose quadratic form is
# rss0 + sum (u'y)^2 c / (d2 + c). Weights rescaled to mean one turn the mean scale's form into n times it.
# Saturated, N = r: c cancels between the determinant and sigma^2, which leaves the limit at c = 0.
evidence_formula <- function(s) {
  contrasts <- s$n - s$n_unpenalized
  if (contrasts <= 0) return(0 * s$rss)
  jacobian <- (s$log_weights + s$n * log(s$n / s$total_weight)) / 2
  if (s$saturated) {
    variance <- s$n * (s$inverse %*% s$square) / contrasts
    return(jacobian - contrasts / 2 * (log(2 * pi * variance) + 1) + rowSums(log(s$inverse)) / 2)
  }
  variance <- s$n * (rep(s$outside, each = length(s$c)) + s$c * (s$inverse %*% s$square)) / contrasts
  determinant <- rowSums(log1p(outer(1 / s$c, s$d2)))
  jacobian - contrasts / 2 * (log(2 * pi * variance) + 1) - determinant / 2
}
