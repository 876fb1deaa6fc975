# The pseudoinverse: Penrose's conditions, exact cases, every shape, rank and scale.

# Largest violation of the four conditions, each relative to the size of what is compared, over the condition number.
penrose <- function(x, p) {
  p <- unclass(p)
  attributes(p) <- attributes(p)["dim"]
  size <- \(m) max(abs(m))
  tiny <- .Machine$double.xmin
  xp <- x %*% p
  px <- p %*% x
  max(
    size(xp %*% x - x) / max(size(x), tiny), size(px %*% p - p) / max(size(p), tiny), size(xp - t(xp)), size(px - t(px))
  )
}

test_that("the four Penrose conditions hold over 500 random matrices of every rank and shape", {
  set.seed(51)
  worst <- 0
  for (i in 1:500) {
    n <- sample(1:25, 1L)
    p <- sample(1:25, 1L)
    r <- sample(0:min(n, p), 1L)
    left <- matrix(rnorm(n * r), n)
    spread <- 10^runif(r, -(i %% 4L), 0) # condition numbers up to 1e3 and beyond
    x <- left %*% (spread * matrix(rnorm(r * p), r, p))
    inverse <- quietly(pinv(x))
    expect_identical(attr(inverse, "rank"), r)
    d <- attr(inverse, "singular_values")
    kappa <- if (r) d[1L] / d[r] else 1
    worst <- max(worst, penrose(x, inverse) / kappa)
  }
  expect_lt(worst, 1e-12)
})

# Adjugate over determinant of a small integer matrix: integers to the last step.
exact_solve <- function(m) {
  if (nrow(m) == 1L) return(1 / m)
  minor <- \(i, j) round(det(m[-i, -j, drop = FALSE]))
  k <- seq_len(nrow(m))
  adjugate <- outer(k, k, Vectorize(\(i, j) (-1)^(i + j) * minor(j, i)))
  adjugate / round(sum(m[1L, ] * adjugate[, 1L]))
}

test_that("small integer matrices of rank 1, 2 and 3 have their rational inverses", {
  set.seed(52)
  for (r in 1:3) for (i in 1:25) {
    repeat { # X = B C of full ranks, so that X^+ = C'(C C')^-1 (B'B)^-1 B'
      b <- matrix(sample(-3:3, 5 * r, TRUE), 5)
      c <- matrix(sample(-3:3, r * 4, TRUE), r)
      if (round(det(crossprod(b))) != 0 && round(det(tcrossprod(c))) != 0) break
    }
    exact <- t(c) %*% exact_solve(tcrossprod(c)) %*% exact_solve(crossprod(b)) %*% t(b)
    value <- pinv(b %*% c)
    expect_identical(attr(value, "rank"), r)
    expect_lt(max(abs(value - exact)) / max(abs(exact)), 1e-13)
  }
})

test_that("zero matrices, single entries, vectors and names", {
  zero <- pinv(matrix(0, 2, 3))
  expect_identical(dim(zero), c(3L, 2L))
  expect_true(all(zero == 0))
  expect_identical(attr(zero, "rank"), 0L)
  expect_equal(as.vector(pinv(matrix(-4))), -0.25)
  expect_equal(as.vector(pinv(matrix(1:3))), 1:3 / 14)
  expect_equal(as.vector(pinv(t(1:3))), 1:3 / 14)
  x <- matrix(c(2, 0, 0, 1, 0, 0), 3, dimnames = list(letters[1:3], c("u", "v")))
  expect_identical(dimnames(pinv(x)), list(c("u", "v"), letters[1:3]))
  expect_equal(as.vector(pinv(matrix(TRUE))), 1)
})

test_that("scales from 1e-150 to 1e150 change nothing but the scale", {
  set.seed(53)
  x <- matrix(rnorm(24), 6) %*% matrix(rnorm(20), 4)
  one <- pinv(x)
  for (scale in 2^c(-498, -300, 300, 498)) {
    scaled <- pinv(x * scale)
    expect_identical(attr(scaled, "rank"), 4L)
    expect_equal(as.vector(scaled * scale), as.vector(one), tolerance = 1e-14)
    expect_equal(attr(scaled, "singular_values") / scale, attr(one, "singular_values"), tolerance = 1e-13)
  }
  expect_error(pinv(matrix(1e-310)), class = "normball_error_numeric")
  expect_equal(as.vector(pinv(matrix(.Machine$double.xmax))) * .Machine$double.xmax, 1)
})

test_that("sparse matrices and other classes of Matrix give the dense answer", {
  set.seed(54)
  x <- matrix(rnorm(60) * (runif(60) < 0.4), 10)
  x[, 3] <- 0
  dense <- quietly(pinv(x))
  expect_equal(unclass(quietly(pinv(as(x, "CsparseMatrix")))), unclass(dense), ignore_attr = "dimnames")
  square <- crossprod(x)
  expect_equal(as.vector(quietly(pinv(Matrix::Matrix(square)))), as.vector(quietly(pinv(square))))
  expect_equal(as.vector(pinv(Matrix::Diagonal(2, c(2, 4)))), c(0.5, 0, 0, 0.25))
})

test_that("the cutoff can be given, and an unclear rank is said", {
  x <- diag(c(1, 0.1, 1e-10))
  expect_identical(attr(pinv(x), "rank"), 3L)
  expect_identical(attr(pinv(x, tol = 1e-8), "rank"), 2L)
  expect_identical(attr(pinv(x, tol = 0.5), "rank"), 1L)
  expect_equal(attr(pinv(x, tol = 1e-8), "gap"), 1e9)
  hilbert <- 1 / outer(1:12, 1:12, \(i, j) i + j - 1)
  expect_message(pinv(hilbert), "not clear", class = "normball_message_rank")
  expect_silent(pinv(hilbert, tol = 1e-10))
  expect_error(pinv(x, tol = 1), class = "normball_error_type")
  expect_error(pinv(x, tol = -1), class = "normball_error_type")
})

test_that("arithmetic gives plain matrices, print says the rank", {
  p <- pinv(matrix(c(1, 1, 1, 1), 2))
  for (plain in list(2 * p, p + p, -p, round(p, 2), t(p), p %*% p, p == 0.25)) expect_null(attr(plain, "rank"))
  expect_equal(2 * p, matrix(0.5, 2, 2), tolerance = 1e-14)
  expect_output(print(p), "rank 1")
  expect_output(print(pinv(diag(2))), "no singular value was dropped")
  expect_true(is.matrix(p))
})

test_that("bad input is an error that names it", {
  expect_error(pinv(), class = "normball_error_type")
  expect_error(pinv(1:3), "matrix", class = "normball_error_type")
  expect_error(pinv(matrix("a")), class = "normball_error_type")
  expect_error(pinv(matrix(1i)), class = "normball_error_type")
  expect_error(pinv(data.frame(a = 1)), class = "normball_error_type")
  expect_error(pinv(array(1, c(1, 1, 1))), class = "normball_error_type")
  expect_error(pinv(matrix(numeric(), 0, 3)), class = "normball_error_empty")
  expect_error(pinv(matrix(numeric(), 3, 0)), class = "normball_error_empty")
  for (bad in c(NA, NaN, Inf, -Inf)) {
    expect_error(pinv(matrix(c(1, bad, 3, 4), 2)), "row 2", class = "normball_error_nonfinite")
  }
  expect_error(pinv(Matrix::Matrix(c(0, NA, 0, 1), 2, sparse = TRUE)), class = "normball_error_nonfinite")
})
