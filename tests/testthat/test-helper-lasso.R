# The oracle and the judges themselves: against closed forms, against each other, and that they see what is wrong.

test_that("sums and products of twice the precision are exact where 31 digits suffice", {
  x <- two_add(two(1), two(2^-80))
  expect_identical(x, list(hi = 1, lo = 2^-80))
  expect_identical(two_minus(x, two(1))$hi, 2^-80)
  square <- two_times(x, x)
  expect_identical(two_minus(square, two(1))$hi, 2^-79)
  third <- two_over(two(1), two(3))
  expect_lt(abs(two_minus(two_times(third, two(3)), two(1))$hi), 1e-31)
  root <- two_root(two(2))
  expect_lt(abs(two_minus(two_times(root, root), two(2))$hi), 1e-31)
})

test_that("the oracle is soft thresholding on orthonormal columns", {
  x <- qr.Q(qr(matrix(sin((1:24)^2), 8)))
  y <- 3 * cos(1:8)
  solution <- oracle_lasso(x, y, 0.4, intercept = FALSE, standardize = FALSE, loss = "sum")
  cross <- drop(crossprod(x, y))
  expect_equal(solution$coefficients, sign(cross) * pmax(0, abs(cross) - 0.4), tolerance = 1e-14)
  expect_true(solution$unique)
})

test_that("the oracle solves cases by hand", {
  # y = (1, 2, 6), x = (-1, 0, 1): x'x = 2, x'y = 5; the sum loss gives (5 - lambda)+ / 2, with a bound at 1 that.
  x <- matrix(c(-1, 0, 1))
  one <- \(...) oracle_lasso(x, c(1, 2, 6), ..., standardize = FALSE, loss = "sum")
  expect_identical(one(3)$coefficients, c(3, 1))
  expect_identical(one(5)$coefficients, c(3, 0))
  expect_identical(one(1, upper = 1)$coefficients, c(3, 1))
  expect_identical(one(1, lower = 4)$coefficients, c(3, 4))
  expect_identical(one(2, mixture = 0.5)$coefficients, c(3, 4 / 3))
  expect_identical(one(2, penalty_factor = Inf)$coefficients, c(3, 0))
  expect_identical(one(3)$objective, 6)
  twice <- oracle_lasso(cbind(x, x), c(1, 2, 6), 3, standardize = FALSE, loss = "sum")
  expect_false(twice$unique)
  expect_equal(sum(twice$coefficients[-1L]), 1)
})

test_that("the judges find the oracle's solutions optimal and others not", {
  for (seed in 1:60) {
    problem <- rational_problem(seed)
    for (lambda in problem$lambda) {
      solution <- do.call(oracle_lasso, c(list(problem$x, problem$y, lambda), problem$settings))
      judge <- \(coefficients) do.call(judge_lasso, c(list(coefficients, problem$x, problem$y, lambda), problem$settings))
      judged <- judge(solution$coefficients)
      about <- paste("seed", seed, problem$kind, "lambda", lambda)
      expect_lt(judged$kkt, 1e-12, label = about)
      expect_lt(max(judged$intercept, judged$outside, judged$excluded), 1e-13, label = about)
      if (!is.na(judged$gap)) expect_lt(abs(judged$gap), 1e-12, label = about)
      if (solution$unique) {
        j <- which.max(abs(solution$coefficients))
        moved <- judge(replace(solution$coefficients, j, solution$coefficients[j] * 1.001 + 1e-3))
        expect_gt(max(unlist(moved), na.rm = TRUE), 1e-8, label = about)
      }
    }
  }
})

test_that("the judges agree with another package", {
  skip_if_not_installed("glmnet")
  x <- as.matrix(diabetes[-11L])
  y <- diabetes$y
  plain <- suppressWarnings(glmnet::glmnet(x, y, thresh = 1e-14, lambda = c(20, 2, 0.2)))
  for (l in 1:3) {
    judged <- judge_lasso(coef(plain)[, l], x, y, plain$lambda[l])
    expect_lt(judged$kkt, 1e-6)
    expect_lt(judged$gap, 1e-6)
  }
  expect_equal(lambda_max_of(x, y), glmnet::glmnet(x, y)$lambda[1L], tolerance = 1e-10)
})
