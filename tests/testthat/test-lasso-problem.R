# The scaled problem is only another way to write the given one.

lasso_value <- function(b, x, y, lambda, s, v, mixture, w) {
  share <- w / sum(w)
  residual <- y - sum(share * y) - drop((x - rep(colSums(share * x), each = nrow(x))) %*% b)
  sum(share * residual^2) / 2 + lambda * sum(v * (mixture * abs(s * b) + (1 - mixture) / 2 * (s * b)^2))
}

test_that("the scaled objective is the given one over the square of the unit of y", {
  set.seed(1)
  x <- matrix(rnorm(60), 15) * rep(c(1e-3, 1, 50, 1e6), each = 15)
  y <- 1e4 * rnorm(15)
  w <- runif(15)
  v <- c(1, 0.5, 2, 3)
  for (standardize in c(TRUE, FALSE)) for (mixture in c(1, 0.3)) {
    problem <- lasso_problem(x, matrix(y), w, TRUE, standardize, v, "mean", mixture)
    a <- core_call(.Call(C_multiply, c(list(x = x), problem), diag(4)))
    expect_equal(colSums(a^2), rep(1, 4), tolerance = 1e-13)
    beta <- rnorm(4)
    lambda <- 7
    lambda1 <- lambda_to_core(problem, lambda)
    expect_equal(lambda_from_core(problem, lambda1), lambda)
    scaled <- sum((drop(problem$y) - drop(a %*% beta))^2) / 2 + lambda1 * sum(problem$l1 * abs(beta)) +
      lambda1 * problem$ratio / 2 * sum(problem$l2 * beta^2)
    b <- as.vector(lasso_coefficients(problem, as(matrix(beta), "dgCMatrix"), 4L))[-1L]
    s <- if (standardize) problem$scales else rep(1, 4)
    expect_equal(scaled * problem$y_unit^2, lasso_value(b, x, y, lambda, s, v, mixture, w), tolerance = 1e-12)
  }
})

test_that("units keep every part of the penalty in range", {
  x <- matrix(sin(1:40), 10) * rep(c(1e-150, 1, 1e100, 1e150), each = 10)
  for (scale in c(1e-150, 1, 1e150)) for (mixture in c(1, 0.5)) {
    problem <- lasso_problem(x, matrix(cos(1:10)) * scale, NULL, TRUE, FALSE, rep(1, 4), "sum", mixture)
    expect_equal(log2(c(problem$y_unit, problem$penalty_unit)), round(log2(c(problem$y_unit, problem$penalty_unit))))
    expect_true(all(is.finite(unlist(problem[c("l1", "l2", "ratio")]))))
    expect_true(max(problem$l1) <= 2 && max(problem$l1) >= mixture / 2)
  }
  problem <- lasso_problem(x[, 2, drop = FALSE] * 1e-160, matrix(cos(1:10)) * 1e-160, NULL, TRUE, FALSE, 1, "mean", 1)
  expect_error(lambda_from_core(problem, 0.5), "so small", class = "normball_error_numeric")
  problem <- lasso_problem(x[, 2, drop = FALSE] * 1e160, matrix(cos(1:10)) * 1e160, NULL, TRUE, FALSE, 1, "mean", 1)
  expect_error(lambda_from_core(problem, 0.5), "so large", class = "normball_error_numeric")
})

test_that("columns without a penalty are projected out unless they are bounded", {
  x <- matrix(sin(1:80 * 1.3), 20)
  y <- matrix(cos(1:20))
  problem <- lasso_problem(x, y, NULL, TRUE, TRUE, c(0, 1, 0, Inf), "mean", 1, resolve_bounds(NULL, c(1, 2, Inf, Inf), letters[1:4]))
  expect_identical(problem$penalised, 1:2)
  expect_identical(problem$free, 3L)
  expect_identical(problem$excluded, 4L)
  expect_identical(problem$l1[1L], 0)
  expect_equal(problem$upper * problem$scale * problem$y_unit, c(1, 2))
  expect_null(problem$lower)
  fit <- lasso(x, drop(y), lambda = 0.05, penalty_factor = c(0, 1, 0, 1))
  free <- lm(drop(y) - x[, c(2, 4)] %*% coef(fit)[c(3, 5)] ~ x[, c(1, 3)])
  expect_equal(unname(coef(fit)[c(1, 2, 4)]), unname(coef(free)), tolerance = 1e-10)
})

test_that("sparse columns are put together as rbind and cbind would", {
  set.seed(2)
  b <- Matrix::rsparsematrix(5, 4, 0.4)
  expect_equal(as.matrix(prepend_row(b, 1:4)), rbind(1:4, as.matrix(b)), ignore_attr = TRUE)
  expect_equal(as.matrix(join_columns(b, b[, 2:3])), cbind(as.matrix(b), as.matrix(b[, 2:3])), ignore_attr = TRUE)
  wide <- matrix(0, 9, 4)
  wide[c(1, 3, 4, 8, 9), ] <- as.matrix(b)
  expect_equal(as.matrix(spread_rows(b, c(1L, 3L, 4L, 8L, 9L), 9L)), wide, ignore_attr = TRUE)
  for (size in 1:2) {
    dense <- matrix(rnorm(size * 4), size)
    expect_equal(as.matrix(filled_rows(dense, c(2L, 4L)[1:size], 5L))[c(2L, 4L)[1:size], ], drop(dense), ignore_attr = TRUE)
  }
  expect_true(methods::validObject(prepend_row(b, 1:4)) && methods::validObject(join_columns(b, b)))
})
