# Reference implementation of ridge in plain R, for the tests of every file. It shares no code and no factorisation with the package.
#
#   with s_j the standard deviation of the column (with or without an intercept), or 1.
#   1/(2 W) sum w_i (y_i - o_i - b0 - x_i'b)^2 + c/2 sum_j v_j (s_j b_j)^2,   W = sum w, c = lambda (loss "mean") or lambda / W ("sum")

# Columns in a form that neither overflows nor loses digits: x_j = centre_j + unit_j z_j on the rows of positive weight, and the coefficient
# of z_j is unit_j b_j, with penalty metric_j = v_j s_j^2 / unit_j^2.
reference_parts <- function(x, y, weights, offset, intercept, standardize, penalty_factor) {
  x <- unname(as.matrix(x))
  y <- unname(as.matrix(y))
  n <- nrow(x)
  w <- if (is.null(weights)) rep(1, n) else weights
  kept <- w > 0
  q <- w[kept] / sum(w)
  centred <- if (is.null(offset)) y else y - as.vector(offset)
  z <- x[kept, , drop = FALSE]
  size <- 2^floor(log2(pmax(apply(abs(z), 2L, max), .Machine$double.xmin))) # powers of two: no digit of a large mean is lost
  z <- z / rep(size, each = nrow(z))
  response <- centred[kept, , drop = FALSE]
  flat <- function(values) colSums(q * values)
  middle <- if (intercept) flat(z) else 0 * size
  level <- if (intercept) flat(response) else rep(0, ncol(response))
  z <- z - rep(middle, each = nrow(z))
  response <- response - rep(level, each = nrow(response))
  if (intercept) z <- z - rep(flat(z), each = nrow(z))
  spread <- sqrt(flat((z - rep(flat(z), each = nrow(z)))^2))
  constant <- spread <= 1e-13 * pmax(abs(flat(z)), abs(middle), 1e-300) & (standardize | intercept | flat(abs(z)) == 0)
  factor <- if (is.null(penalty_factor)) rep(1, ncol(x)) else penalty_factor
  metric <- factor * (if (standardize) spread^2 else (1 / size)^2)
  list(
    z = z, response = response, q = q, size = size, middle = middle * size, level = level, w = w, kept = kept,
    metric = metric, out = constant | is.infinite(factor), free = factor == 0, total = sum(w)
  )
}

# Least squares of least norm by the SVD, with the singular values at the level of rounding dropped.
least_norm <- function(a, b, tol = 1e-11) {
  if (!ncol(a)) return(list(coefficients = matrix(0, 0L, ncol(b)), basis = a))
  s <- svd(a)
  r <- seq_len(sum(s$d > tol * max(s$d[1L], .Machine$double.xmin)))
  basis <- s$u[, r, drop = FALSE]
  list(coefficients = s$v[, r, drop = FALSE] %*% (crossprod(basis, b) / s$d[r]), basis = basis)
}

# Coefficients as (k + p) x L x m, hat diagonal n x L and df L (trace of the hat matrix with the intercept).
reference_ridge <- function(x, y, lambda, weights = NULL, offset = NULL, intercept = TRUE, standardize = TRUE, penalty_factor = NULL,
                            loss = "mean") {
  part <- reference_parts(x, y, weights, offset, intercept, standardize, penalty_factor)
  c <- if (loss == "mean") lambda else lambda / part$total
  root <- sqrt(part$q)
  a <- root * part$z
  b <- root * part$response
  free <- which(part$free & !part$out)
  held <- which(!part$free & !part$out)
  unit <- sqrt(part$metric[held])
  g <- a[, held, drop = FALSE] / rep(unit, each = nrow(a))
  basis <- least_norm(a[, free, drop = FALSE], b)$basis
  outside <- function(v) v - basis %*% crossprod(basis, v)
  g_free <- outside(outside(g))
  s <- if (length(held)) svd(g_free) else list(u = matrix(0, nrow(a), 0L), d = numeric(), v = matrix(0, 0L, 0L))
  rank <- seq_len(sum(s$d > 1e-11 * sqrt(sum(g^2))))
  s <- list(u = s$u[, rank, drop = FALSE], d = s$d[rank], v = s$v[, rank, drop = FALSE])
  value <- array(0, c(ncol(a) + intercept, length(lambda), ncol(b)))
  hat <- matrix(0, length(part$kept), length(lambda))
  for (l in seq_along(lambda)) {
    theta <- s$v %*% (s$d / (s$d^2 + c[l]) * crossprod(s$u, b))
    beta <- matrix(0, ncol(a), ncol(b))
    beta[held, ] <- theta / unit
    beta[free, ] <- least_norm(a[, free, drop = FALSE], b - g %*% theta)$coefficients
    beta <- beta / part$size
    value[, l, ] <- if (intercept) rbind(part$level - colSums(part$middle * beta), beta) else beta
    share <- s$u^2 %*% (s$d^2 / (s$d^2 + c[l]))
    hat[part$kept, l] <- intercept * part$q + rowSums(basis^2) + share
  }
  list(coefficients = value, hat = hat, df = colSums(hat))
}

# The same at one lambda > 0 by another road: QR of the rows augmented with the root of the penalty. Checks the reference itself.
reference_ridge_qr <- function(x, y, lambda, weights = NULL, offset = NULL, intercept = TRUE, standardize = TRUE, penalty_factor = NULL,
                               loss = "mean") {
  part <- reference_parts(x, y, weights, offset, intercept, standardize, penalty_factor)
  c <- if (loss == "mean") lambda else lambda / part$total
  used <- which(!part$out)
  rows <- rbind(sqrt(part$q) * part$z[, used, drop = FALSE], diag(sqrt(c * part$metric[used]), length(used)))
  right <- rbind(sqrt(part$q) * part$response, matrix(0, length(used), ncol(part$response)))
  beta <- matrix(0, ncol(part$z), ncol(right))
  beta[used, ] <- qr.coef(qr(rows, LAPACK = TRUE), right)
  beta <- beta / part$size
  if (intercept) rbind(part$level - colSums(part$middle * beta), beta) else beta
}

# The gradient of the objective at given coefficients, from the data: for each column the remainder of the optimality condition relative to
# the sizes of the column and of the response, the worst of them, and that of the intercept.
kkt_remainder <- function(coefficients, x, y, lambda, weights = NULL, offset = NULL, intercept = TRUE, standardize = TRUE,
                          penalty_factor = NULL, loss = "mean") {
  part <- reference_parts(x, y, weights, offset, intercept, standardize, penalty_factor)
  c <- if (loss == "mean") lambda else lambda / part$total
  beta <- (if (intercept) coefficients[-1L] else coefficients) * part$size
  residual <- part$response[, 1L] - drop(part$z %*% beta)
  length_of <- sqrt(colSums(part$q * part$z^2))
  penalty <- ifelse(part$out, 0, part$metric * beta)
  gradient <- drop(crossprod(part$z, part$q * residual)) - c * penalty
  scale <- length_of * sqrt(sum(part$q * part$response[, 1L]^2)) + .Machine$double.xmin
  level <- if (intercept) part$level - sum(part$middle * beta / part$size) - coefficients[1L] else 0
  wide <- abs(part$level) + sum(abs(part$middle * beta / part$size)) + sqrt(sum(part$q * part$response[, 1L]^2))
  max(abs(gradient / scale)[!part$out], abs(level) / (wide + .Machine$double.xmin), 0)
}

# Largest error relative to the largest entry of its column (per lambda and response).
relative_error <- function(value, reference) {
  value <- as.matrix(value)
  reference <- as.matrix(reference)
  stopifnot(identical(dim(value), dim(reference)))
  size <- apply(abs(reference), 2L, max)
  max(0, abs(value - reference) / rep(pmax(size, .Machine$double.xmin), each = nrow(value)))
}

# Evaluates without the messages that name constant columns and the like.
quietly <- function(expr) withCallingHandlers(expr, normball_message = \(m) invokeRestart("muffleMessage"))

# A small random problem of the given kind; every setting that changes the objective is drawn too.
random_problem <- function(seed, kind = c("tall", "wide", "square", "ties", "duplicated", "constant", "scaled")) {
  set.seed(seed)
  kind <- kind[1L + seed %% length(kind)]
  n <- sample(4:30, 1L)
  p <- switch(kind, tall = sample(1:3, 1L), wide = n + sample(1:20, 1L), square = n, sample(2:12, 1L))
  x <- matrix(rnorm(n * p), n)
  if (kind == "ties") x <- round(x)
  if (kind == "duplicated") x <- x[, c(seq_len(p), sample(p, 2L, replace = TRUE)), drop = FALSE]
  if (kind == "constant") x <- cbind(x, 3, 0)
  y <- drop(x %*% rnorm(ncol(x))) + rnorm(n)
  scaled <- kind == "scaled"
  if (scaled) x <- x * rep(10^runif(ncol(x), -150, 150), each = n)
  p <- ncol(x)
  list(
    kind = kind, x = x, y = y, lambda = c(10, 0.1, if (kind %in% c("wide", "tall", "duplicated")) 0),
    settings = list(
      weights = if (seed %% 3L == 0L) c(0, runif(n - 1L, 0.5, 2)), offset = if (seed %% 4L == 0L) rnorm(n), intercept = seed %% 5L > 0L,
      standardize = scaled || seed %% 2L == 0L,
      penalty_factor = if (seed %% 4L == 1L) sample(c(0, 0.5, 1, 4, Inf), p, replace = TRUE, prob = c(1, 3, 3, 2, 1)),
      loss = if (seed %% 6L < 3L) "mean" else "sum"
    )
  )
}
