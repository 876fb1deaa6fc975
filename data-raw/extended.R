# Arithmetic of 400 bits (120 digits) for the scripts that make references.
library(Rmpfr)

bits <- 400L
exact <- function(x) mpfr(x, bits)

# Cholesky solution of S b = r, S positive definite; both mpfr. Right-looking, one vectorised update per column.
solve_spd <- function(s, r) {
  p <- nrow(s)
  for (j in seq_len(p)) {
    pivot <- sqrt(s[j, j])
    s[j:p, j] <- s[j:p, j] / pivot
    for (k in seq_len(p - j) + j) s[k:p, k] <- s[k:p, k] - s[k:p, j] * s[k, j]
  }
  for (j in seq_len(p)) {
    r[j] <- r[j] / s[j, j]
    if (j < p) r[(j + 1):p] <- r[(j + 1):p] - s[(j + 1):p, j] * r[j]
  }
  for (j in rev(seq_len(p))) {
    if (j < p) r[j] <- r[j] - sum(s[(j + 1):p, j] * r[(j + 1):p])
    r[j] <- r[j] / s[j, j]
  }
  r
}

# Products by columns: Rmpfr's own matrix product works entry by entry.
cross <- function(a, b) {
  out <- mpfrArray(0, bits, c(ncol(a), ncol(b)))
  for (j in seq_len(ncol(a))) for (k in seq_len(ncol(b))) out[j, k] <- sum(a[, j] * b[, k])
  out
}

columns <- function(f, a) {
  for (j in seq_len(ncol(a))) a[, j] <- f(a[, j], j)
  a
}
