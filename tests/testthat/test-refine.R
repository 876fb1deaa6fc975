# Data whose least-squares solution is known to the last bit: Z b + e above Z b - e, whatever e.
mirrored <- function(z, b, e) list(x = rbind(z, z), y = as.vector(rbind(z %*% b + e, z %*% b - e)))

test_that("least squares is exact to the last digits: integer designs, large residuals, weights, offset", {
  set.seed(1)
  for (trial in 1:200) {
    n <- sample(4:12, 1L)
    p <- sample(1:3, 1L)
    z <- matrix(sample(-9:9, n * p, TRUE), n)
    intercept <- trial %% 2L == 0L
    full <- if (intercept) cbind(1, z) else z
    if (qr(full)$rank < ncol(full)) next
    b <- sample(setdiff(-20:20, 0L), p)
    data <- mirrored(z, b, sample(-1000:1000, n, TRUE))
    weights <- if (trial %% 3L == 0L) rep(sample(1:5, n, TRUE), 2L)
    offset <- if (trial %% 5L == 0L) sample(-50:50, 2L * n, TRUE)
    y <- data$y + intercept * 7 + if (is.null(offset)) 0 else offset
    fit <- suppressMessages(ridgeless(data$x, y, weights = weights, offset = offset, intercept = intercept))
    expect_equal(as.vector(coef(fit)), c(if (intercept) 7, b), tolerance = 4e-15, info = trial)
  }
})

test_that("an ill-conditioned basis of powers costs no digit, with several responses", {
  powers <- outer(0:20, 1:5, "^")
  b <- c(1, 10, -1, 2, 1)
  e <- 1e6 * cos(0:20)
  data <- mirrored(powers, b, round(e))
  fit <- ridgeless(data$x, cbind(data$y + 1, 2 * data$y + 2))
  expect_equal(unname(coef(fit)[, 1]), c(1, b), tolerance = 1e-14)
  expect_equal(unname(coef(fit)[, 2]), 2 * c(1, b), tolerance = 1e-14)
  path <- ridge(data$x, data$y + 1)
  expect_equal(as.vector(coef(path, lambda = 0)), c(1, b), tolerance = 1e-14)
})

test_that("scales of 1e-150 and 1e150 change nothing", {
  data <- mirrored(outer(1:8, 1:3, "^"), c(3, -2, 1), (1:8)^2)
  plain <- as.vector(coef(ridgeless(data$x, data$y)))
  scale <- 2^c(-498, 0, 498)
  scaled <- as.vector(coef(ridgeless(data$x * rep(scale, each = 16), data$y * 2^300)))
  expect_equal(scaled * c(1, scale) / 2^300, plain, tolerance = 1e-14)
  expect_equal(plain, c(0, 3, -2, 1), tolerance = 1e-13)
})

test_that("what cannot be refined stays as it was: near-singular, rank deficient, wide, large, sparse, unpenalised columns", {
  set.seed(2)
  x <- matrix(rnorm(60), 20)
  y <- rnorm(20)
  hilbert <- 1 / outer(1:12, 1:11, "+")
  expect_lt(certificate(suppressWarnings(ridgeless(hilbert, 1:12)))$kkt, 1e-8)
  expect_equal(suppressMessages(fitted(ridgeless(cbind(x, x), y))), fitted(ridgeless(x, y)), tolerance = 1e-12)
  expect_equal(as.vector(suppressMessages(fitted(ridgeless(t(x), y[1:3])))), y[1:3], tolerance = 1e-12)
  expect_equal(coef(ridgeless(methods::as(x, "CsparseMatrix"), y)), coef(ridgeless(x, y)), tolerance = 1e-12)
  expect_equal(coef(ridgeless(x, y, penalty_factor = c(0, 1, 1))), coef(ridgeless(x, y)), tolerance = 1e-12)
  problem <- list(columns = 0:2, free = integer())
  core <- list(rank = 3L, dual = 0L)
  expect_identical(refine_least_squares(list(x = matrix(0, most_refined, 3L)), problem, core, 0, "as it was"), "as it was")
  expect_identical(refine_least_squares(list(x = x), problem, core, 0.1, "as it was"), "as it was")
  expect_identical(refine_least_squares(list(x = x), problem, NULL, 0, "as it was"), "as it was")
})

test_that("sums in twice the precision", {
  terms <- list(hi = cbind(c(1, 1e20, 1, -1e20, 1), 1:5), lo = matrix(0, 5L, 2L))
  sums <- precise_sums(terms)
  expect_identical(sums$hi + sums$lo, c(3, 15))
  expect_identical(precise_sums(list(hi = matrix(2, 1L, 1L), lo = matrix(0, 1L, 1L))), list(hi = 2, lo = 0))
  product <- product_exactly(1 + 2^-30, 1 + 2^-30)
  expect_identical(product$lo, 2^-60)
})
