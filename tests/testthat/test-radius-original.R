# The printed norm that need not be monotone: every root is found.

brute_roots <- function(map, d2, radius) {
  c <- c(0, 10^seq(-9, 6, length.out = 60000))
  value <- sqrt(colSums((map %*% (1 / outer(d2, c, "+")))^2)) - radius
  which(diff(sign(value)) != 0) |> vapply(\(i) sqrt(max(c[i], 1e-30) * c[i + 1L]), 0)
}

test_that("all roots are found where the norm turns, as a dense search confirms", {
  set.seed(91)
  found_several <- 0
  for (i in 1:60) {
    r <- sample(2:5, 1L)
    d2 <- sort(10^runif(r, -5, 1), decreasing = TRUE)
    map <- matrix(rnorm(r * 3), 3) * rep(d2, each = 3)
    limit <- sqrt(sum((map %*% (1 / d2))^2))
    for (share in c(0.2, 0.6, 0.95)) {
      roots <- norm_roots(map, d2, share * limit)
      value <- vapply(roots, \(c) sqrt(sum((map %*% (1 / (d2 + c)))^2)), 0)
      expect_equal(value, rep(share * limit, length(roots)), tolerance = 1e-10)
      brute <- brute_roots(map, d2, share * limit)
      expect_length(roots, length(brute))
      expect_lt(max(abs(log(roots / brute))), 1e-3)
      found_several <- found_several + (length(roots) > 1L)
    }
  }
  expect_gt(found_several, 0)
})

test_that("ends: slack, radius 0, a zero map", {
  expect_identical(norm_roots(diag(2), c(1, 0.5), 10), 0)
  expect_identical(norm_roots(diag(2), c(1, 0.5), 0), Inf)
  expect_identical(norm_roots(matrix(0, 2, 2), c(1, 0.5), 0), 0)
  expect_equal(norm_roots(matrix(1), 1, 0.25), 3, tolerance = 1e-14)
})

test_that("a fit whose printed norm is not monotone: smallest lambda, the others in `all`, and a message", {
  t <- seq(-1, 1, length.out = 20)
  x <- cbind(10 * t + 0.3 * sin(7 * t), t)
  y <- x[, 1] - 10 * t + 2 * t + 0.01 * cos(9 * t)
  fit <- ridge(x, y)
  expect_message(value <- radius_to_lambda(fit, c(0.5, 4), "original"), "0.5 belongs to 3", class = "normball_message_radius")
  all <- attr(value, "all")
  expect_identical(unname(lengths(all)), c(3L, 1L))
  expect_identical(unname(value[1:2]), c(all[[1L]][1L], all[[2L]]))
  expect_false(is.unsorted(all[[1L]]))
  expect_equal(unname(lambda_to_radius(fit, all[[1L]], "original")), rep(0.5, 3), tolerance = 1e-9)
  expect_equal(unname(lambda_to_radius(fit, all[[2L]], "original")), 4, tolerance = 1e-9)
  path <- lambda_to_radius(fit, 10^seq(4, -9, length.out = 4000), "original")
  expect_identical(sum(diff(path > 0.5) != 0), 3L)
  two <- quietly(radius_to_lambda(ridge(x, cbind(y, 2 * y)), 0.5, "original"))
  expect_identical(dim(two), c(1L, 2L))
  expect_null(attr(two, "all"))
})

test_that("where it is monotone the round trip holds, also for wide designs", {
  set.seed(92)
  x <- matrix(rnorm(20 * 45), 20) * rep(runif(45, 0.5, 2), each = 20)
  fit <- ridge(x, drop(x %*% rnorm(45)))
  radius <- lambda_to_radius(fit, metric = "original")
  lambda <- radius_to_lambda(fit, radius, metric = "original")
  expect_true(all(diff(radius) > 0))
  expect_equal(as.vector(lambda), fit$lambda, tolerance = 1e-9)
})
