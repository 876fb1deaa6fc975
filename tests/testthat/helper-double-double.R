# Numbers of twice the precision: list(hi, lo), the unevaluated sum of two doubles, about 31 digits (Dekker 1971). Vectorised like R's own
# arithmetic: a component may be a vector or a matrix; sums and products of two doubles are those of R/refine.R. Used by the oracle of the
# lasso, where ties must be told from near ties.

two <- function(x) list(hi = x, lo = 0 * x)

# For |a| >= |b|.
renormalised <- function(a, b) {
  s <- a + b
  list(hi = s, lo = b - (s - a))
}

two_add <- function(x, y) {
  s <- sum_exactly(x$hi, y$hi)
  t <- sum_exactly(x$lo, y$lo)
  s <- renormalised(s$hi, s$lo + t$hi)
  renormalised(s$hi, s$lo + t$lo)
}

two_minus <- function(x, y) two_add(x, list(hi = -y$hi, lo = -y$lo))

two_times <- function(x, y) {
  p <- product_exactly(x$hi, y$hi)
  renormalised(p$hi, p$lo + (x$hi * y$lo + x$lo * y$hi))
}

two_over <- function(x, y) {
  first <- x$hi / y$hi
  rest <- two_minus(x, two_times(two(first), y))
  second <- rest$hi / y$hi
  rest <- two_minus(rest, two_times(two(second), y))
  two_add(renormalised(first, second), two(rest$hi / y$hi))
}

two_root <- function(x) {
  root <- sqrt(x$hi)
  rest <- two_minus(x, product_exactly(root, root))
  correction <- ifelse(root > 0, rest$hi / (2 * root), 0)
  renormalised(root, correction)
}

# Elements of both parts, and the sum of all.
two_at <- function(x, ...) list(hi = x$hi[...], lo = x$lo[...])

two_sum <- function(x) {
  total <- two(0)
  for (i in seq_along(x$hi)) total <- two_add(total, two_at(x, i))
  total
}

# sum_k m[, k] v[k]; m: matrix, v: vector, both of twice the precision.
two_product <- function(m, v) {
  total <- two(numeric(nrow(m$hi)))
  for (k in seq_along(v$hi)) {
    column <- list(hi = m$hi[, k], lo = m$lo[, k])
    total <- two_add(total, two_times(column, list(hi = rep(v$hi[k], nrow(m$hi)), lo = rep(v$lo[k], nrow(m$hi)))))
  }
  total
}
