# Printing and summary of basis pursuit.

test_that("print says rank, norm, error, what is not zero and how good it is", {
  expect_output(print(basis_pursuit(mpg ~ wt + hp, mtcars)), "Rank 3, full: least squares")
  set.seed(521)
  x <- matrix(rnorm(60), 6)
  wide <- basis_pursuit(x, rnorm(6))
  expect_output(print(wide), "lasso as lambda -> 0.*5 directions left to the norm.*L1 norm of the coefficients per SD .*interpolates")
  expect_output(print(wide), "5 of 10 coefficients are not 0.*relative duality gap .*1 optimal")
  twice <- quietly(basis_pursuit(cbind(x[, 1:3], x[, 1]), x[, 1] + 1, standardize = FALSE))
  expect_output(print(twice), "L1 norm of the slopes 1,.*Not unique; exchangeable columns: \\{x1, x4\\}")
  expect_output(print(quietly(basis_pursuit(x, rnorm(6), mixture = 0.25))), "elastic net, mixture 0.25,.*Penalty of the coefficients")
})

test_that("summary says both steps of the problem, with bounds in the first", {
  set.seed(522)
  x <- matrix(rnorm(60), 6)
  text <- summary(basis_pursuit(x, rnorm(6), lower = -1, weights = 1:6))
  expect_output(print(text), "Least sum_j \\|s_j b_j\\|\n  among the minimisers of sum_i w_i \\(.*\\)\\^2, subject to lower_j <= b_j")
  expect_identical(colnames(text$coefficients), c("Estimate", "Per sd"))
  expect_output(print(summary(quietly(basis_pursuit(x[, c(1, 1)], x[, 1])))), "Note: Other solutions")
  plain <- summary(basis_pursuit(x, rnorm(6), standardize = FALSE, intercept = FALSE))
  expect_identical(plain$objective, c("sum_i (y_i - x_i'b)^2", "sum_j |b_j|"))
})
