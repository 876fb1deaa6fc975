# Reference solutions of ridge problems in extended precision, committed as tests/testthat/fixtures/references.rds.
#
#     Rscript data-raw/references.R          (from the root of the package; needs Rmpfr; about two minutes)
#
# Every problem is solved for the doubles that are stored, in 400-bit arithmetic (120 digits), from the normal equations of the columns
# Z = (x - mean) / scale, rows times sqrt(w / sum w):
#     n >= p:   (Z'Z + c diag(v)) b = Z'z
#     n <  p:   b = Z' (ZZ' + c I + uu')^-1 z,   u = sqrt(w / sum w) changes nothing, for Z'u = 0, and keeps the matrix regular
# The squared condition number of the worst design here (1e20) leaves 100 correct digits, and the result is rounded to double once.
# Objective: the mean loss of ?ridge.
source(file.path("data-raw", "extended.R"))

lambdas <- 10^seq(8, -8, by = -2)

# Coefficients of one problem, (intercept first when there is one) x lambda, and the scales that the penalty uses.
solve_problem <- function(problem) {
  x <- exact(problem$x)
  y <- exact(problem$y)
  n <- nrow(x)
  p <- ncol(x)
  w <- exact(if (is.null(problem$weights)) rep(1, n) else problem$weights)
  w <- w / sum(w)
  factor <- exact(if (is.null(problem$penalty_factor)) rep(1, p) else problem$penalty_factor)
  centre <- lapply(seq_len(p), \(j) if (problem$intercept) sum(w * x[, j]) else exact(0))
  middle <- if (problem$intercept) sum(w * y) else exact(0)
  a <- columns(\(column, j) column - centre[[j]], x)
  scale <- lapply(seq_len(p), \(j) if (problem$standardize) sqrt(sum(w * a[, j]^2)) else exact(1))
  a <- columns(\(column, j) column / scale[[j]] * sqrt(w), a)
  z <- (y - middle) * sqrt(w)
  wide <- p > n
  # root w spans what centring removes; added in the dual it makes the matrix regular
  gram <- if (wide) cross(t(a), t(a)) + problem$intercept * cross(t(sqrt(w)), t(sqrt(w))) else cross(a, a)
  right <- if (wide) z else cross(a, matrix_of(z))[, 1]
  coefficients <- vapply(problem$lambda, \(lambda) {
    s <- gram
    for (j in seq_len(nrow(s))) s[j, j] <- s[j, j] + lambda * (if (wide) 1 else factor[j])
    b <- solve_spd(s, right)
    if (wide) b <- cross(a, matrix_of(b))[, 1]
    for (j in seq_len(p)) b[j] <- b[j] / scale[[j]]
    intercept <- middle
    for (j in seq_len(p)) intercept <- intercept - b[j] * centre[[j]]
    asNumeric(if (problem$intercept) c(intercept, b) else b)
  }, numeric(p + problem$intercept))
  condition <- range(Filter(\(d) d > 0, svd(asNumeric(a))$d[seq_len(min(n - problem$intercept, p))]))
  c(problem, list(coefficients = coefficients, scales = vapply(scale, asNumeric, 0), condition = condition[2] / condition[1]))
}

matrix_of <- function(v) {
  dim(v) <- c(length(v), 1L)
  v
}

new_problem <- function(label, x, y, intercept = TRUE, standardize = FALSE, weights = NULL, penalty_factor = NULL, lambda = lambdas) {
  list(
    label = label, x = unname(x), y = as.numeric(y), intercept = intercept, standardize = standardize, weights = weights,
    penalty_factor = penalty_factor, lambda = lambda
  )
}

# A design whose centred columns have singular values from sqrt(n) down to sqrt(n) / kappa, plus column means of the order of the entries,
# and a response with a part outside its range. The condition number of least squares is kappa + kappa^2 |r| / (|A| |b|) (Golub & Van Loan
# 2013, 5.3.7), and no stable algorithm errs by less than eps times that: noise of 1 / kappa keeps both terms alike. "large residual" does
# not, and serves to compare routes.
random_problem <- function(n, p, kappa, standardize, noise = 1 / kappa) {
  rank <- min(n - 1, p)
  u <- qr.Q(qr(cbind(1, matrix(rnorm(n * rank), n))))[, -1]
  v <- qr.Q(qr(matrix(rnorm(p * rank), p)))
  x <- u %*% (kappa^(-seq(0, 1, length.out = rank)) * sqrt(n) * t(v)) + rep(rnorm(p) / 2, each = n)
  y <- 1 + x %*% rnorm(p) + noise * rnorm(n)
  shape <- if (n > p) "n > p" else if (n < p) "n < p" else "n = p"
  new_problem(sprintf("random %s, kappa %.0e%s", shape, kappa, if (standardize) ", standardised" else ""), x, y, standardize = standardize)
}

random_problems <- function() {
  shapes <- list(c(40, 12), c(12, 40), c(20, 20))
  grid <- expand.grid(shape = 1:3, kappa = 10^c(0, 2, 4, 6, 8))
  lapply(seq_len(nrow(grid)), \(i) {
    shape <- shapes[[grid$shape[i]]]
    random_problem(shape[1], shape[2], grid$kappa[i], standardize = grid$shape[i] == 1)
  })
}

large_residual_problem <- function() {
  problem <- random_problem(40, 12, 1e4, FALSE, noise = 0.25)
  problem$label <- "random n > p, kappa 1e+04, large residual"
  problem
}

weighted_problem <- function() {
  base <- random_problem(40, 12, 1e2, TRUE)
  weights <- replace(round(runif(40, 0.1, 3), 2), c(4, 17), 0)
  factor <- c(0, 0.25, 4, rep(1, 9))
  new_problem("weights and penalty factors", base$x, base$y, standardize = TRUE, weights = weights, penalty_factor = factor)
}

hilbert <- function(order) 1 / outer(seq_len(order), seq_len(order) - 1, `+`)

hilbert_problem <- function(order) {
  x <- hilbert(order)
  new_problem(sprintf("Hilbert, order %d", order), x, rowSums(x), intercept = FALSE)
}

# Laeuchli (1961): normal equations lose the small singular values altogether.
laeuchli_problem <- function(e) {
  x <- rbind(1, diag(e, 5))
  new_problem(sprintf("Laeuchli, e = %.0e", e), x, c(5, e * (1:5)), intercept = FALSE)
}

longley_problem <- function(standardize) {
  x <- as.matrix(datasets::longley[1:6])
  new_problem(paste0("Longley", if (standardize) ", standardised"), x, datasets::longley$Employed, standardize = standardize)
}

set.seed(20261123, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
problems <- c(
  random_problems(), list(large_residual_problem(), weighted_problem()), lapply(6:8, hilbert_problem),
  lapply(c(1e-4, 1e-7), laeuchli_problem), lapply(c(FALSE, TRUE), longley_problem)
)
solved <- lapply(problems, solve_problem)

target <- file.path("tests", "testthat", "fixtures", "references.rds")
dir.create(dirname(target), showWarnings = FALSE, recursive = TRUE)
saveRDS(solved, target, version = 2, compress = "xz")
cat(target, file.size(target), "bytes,", length(solved), "problems\n")
for (s in solved) cat(sprintf("%-36s condition %.1e\n", s$label, s$condition))
