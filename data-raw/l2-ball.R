# Least squares within an L2 ball in extended precision, committed as tests/testthat/fixtures/l2_ball.rds.
#
#     Rscript data-raw/l2-ball.R          (from the root of the package; needs Rmpfr; half a minute)
#
# For the doubles that are stored, with Z the centred columns (rows times the square roots of the weights), in 400-bit arithmetic:
#     (Z'Z + mu 1) b = Z'z,   |b| = r,
# mu by Newton's method on 1/|b(mu)| = 1/r to 60 digits. Results are rounded to double once; multipliers are those of the sum loss.
source(file.path("data-raw", "extended.R"))

solve_ball <- function(x, y, weights, intercept, r) {
  w <- exact(weights)
  centred <- \(v) if (intercept) v - sum(w * v) / sum(w) else v
  z <- columns(\(column, j) centred(column) * sqrt(w), exact(x))
  target <- centred(exact(y)) * sqrt(w)
  h <- cross(z, z)
  f <- drop(cross(z, matrix_of(target)))
  mu <- exact(max(vapply(seq_len(ncol(x)), \(j) asNumeric(h[j, j]), 0)) * 1e-30) # 1/|b| is concave in mu: steps from the left stay there
  p <- ncol(x)
  for (step in 1:200) {
    shifted <- h
    for (j in seq_len(p)) shifted[j, j] <- h[j, j] + mu
    b <- solve_spd(shifted, f)
    size <- sqrt(sum(b^2))
    change <- (size - r) / r * size^2 / sum(b * solve_spd(shifted, b))
    mu <- mu + change
    if (step == 1L && size <= r) return(NULL) # it does not press
    if (abs(change) < exact(10)^-60 * mu) return(list(b = asNumeric(b), mu = asNumeric(mu), steps = step))
  }
  stop("no root after 200 steps")
}

matrix_of <- function(v) {
  out <- mpfrArray(0, bits, c(length(v), 1L))
  out[, 1L] <- v
  out
}

# Tall, square and wide designs, columns near each other and of very different size; the ball at a share of what a small penalty gives.
make_case <- function(i) {
  set.seed(9000 + i)
  size <- list(c(12, 3), c(20, 5), c(6, 6), c(4, 8), c(15, 1), c(5, 12))[[(i - 1L) %% 6L + 1L]]
  x <- matrix(rnorm(prod(size)), size[1L])
  if (i %% 4L == 0L && size[2L] > 1L) x[, 2L] <- x[, 1L] + 1e-4 * x[, 2L]
  if (i %% 5L == 0L) x <- x * rep(10^runif(size[2L], -2, 2), each = size[1L])
  y <- drop(x %*% rnorm(size[2L])) + rnorm(size[1L])
  weights <- if (i %% 3L == 0L) runif(size[1L], 0.5, 2) else rep(1, size[1L])
  near <- svd(x)
  b <- near$v %*% (near$d / (near$d^2 + 1e-3 * near$d[1L]^2) * crossprod(near$u, y))
  problem <- list(x = x, y = y, weights = weights, intercept = i %% 2L == 1L, r = c(0.1, 0.5, 0.9)[i %% 3L + 1L] * sqrt(sum(b^2)))
  repeat {
    found <- do.call(solve_ball, problem)
    if (!is.null(found)) return(c(problem, found))
    problem$r <- problem$r / 2
  }
}

saveRDS(lapply(1:60, make_case), file.path("tests", "testthat", "fixtures", "l2_ball.rds"), version = 2)
