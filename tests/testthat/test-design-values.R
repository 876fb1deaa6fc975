test_that("as_numbers() knows numbers, and only those", {
  expect_identical(as_numbers(1:2), c(1, 2))
  expect_identical(as_numbers(c(TRUE, FALSE)), c(1, 0))
  expect_equal(as_numbers(as.Date(c("1970-01-02", "1970-01-03"))), c(1, 2))
  expect_equal(as_numbers(as.POSIXct("1970-01-02", tz = "UTC")), 86400, ignore_attr = TRUE)
  expect_equal(as_numbers(as.difftime(2, units = "hours")), 2, ignore_attr = TRUE)
  integer64 <- structure(1, class = "integer64")
  for (bad in list("a", factor("a"), 1i, raw(1), list(1), NULL, as.POSIXlt("1970-01-02"), integer64)) expect_null(as_numbers(bad))
})

test_that("the response may be a vector, a matrix or a data frame", {
  expect_equal(check_response(1:3, 3), cbind(y = c(1, 2, 3)))
  expect_equal(check_response(c(TRUE, FALSE), 2), cbind(y = c(1, 0)))
  expect_equal(check_response(data.frame(a = 1:3), 3), cbind(a = c(1, 2, 3)))
  expect_equal(check_response(data.frame(a = 1:2, b = c(0.5, 1)), 2), cbind(a = c(1, 2), b = c(0.5, 1)))
  expect_equal(colnames(check_response(diag(2), 2)), c("y1", "y2"))
  expect_equal(colnames(check_response(`colnames<-`(diag(3), c("a", "", "a")), 3)), c("a", "y2", "a.1"))
  expect_equal(colnames(check_response(matrix(1:2), 2)), "y")
  expect_equal(check_response(Matrix::Matrix(c(0, 1), sparse = TRUE), 2), cbind(y = c(0, 1)))
  expect_equal(check_response(array(1:3, 3), 3), cbind(y = c(1, 2, 3)))
})

test_that("a response that is not numeric, finite and as long as x is refused", {
  expect_error(check_response(NULL, 3), "missing", class = "normball_error_type")
  for (bad in list(letters[1:3], factor(1:3), 1:3 + 0i, list(1, 2, 3), array(1, c(3, 1, 1)), structure(1:3, class = "integer64"))) {
    expect_error(check_response(bad, 3), "`y` must be numeric", class = "normball_error_type")
  }
  expect_error(check_response(data.frame(a = 1:2, b = c("u", "v")), 2), "its column `b`", class = "normball_error_type")
  expect_error(check_response(1:2, 3), "one value per row of x, 3; got 2", class = "normball_error_length")
  expect_error(check_response(matrix(0, 3, 0), 3), class = "normball_error_empty")
  expect_error(check_response(c(1, NA, 3), 3), "`y` must be finite; it is NA in row 2", class = "normball_error_nonfinite")
  expect_error(check_response(c(1, 2, NaN), 3), "it is NaN in row 3", class = "normball_error_nonfinite")
  expect_error(check_response(cbind(a = 1:2, b = c(-Inf, 1)), 2), "it is -Inf in row 1, column b", class = "normball_error_nonfinite")
  expect_error(check_response(c(1, Inf), 2, "log(z)", c("1", "7")), "`log(z)` must be finite; it is Inf in row 2 (\"7\")", fixed = TRUE,
               class = "normball_error_nonfinite")
})

test_that("huge finite values are not taken for infinite ones", {
  expect_equal(check_response(c(1e308, 1e308, -1), 3)[, 1L], c(1e308, 1e308, -1))
})

test_that("weights are checked", {
  expect_null(check_weights(NULL, 3))
  expect_identical(check_weights(c(a = 0L, b = 2L), 2), c(0, 2))
  expect_identical(check_weights(matrix(1, 2), 2), c(1, 1))
  expect_error(check_weights(1:2, 3), "`weights` must have one value per row of x, 3; got 2", class = "normball_error_length")
  expect_error(check_weights(1, 3), class = "normball_error_length")
  expect_error(check_weights("a", 1), class = "normball_error_type")
  expect_error(check_weights(diag(2), 2), "must be a vector", class = "normball_error_type")
  expect_error(check_weights(c(1, NA), 2), "`weights` must be finite; it is NA in row 2", class = "normball_error_nonfinite")
  expect_error(check_weights(c(Inf, 1), 2), class = "normball_error_nonfinite")
  expect_error(check_weights(c(1, -2), 2), "must be >= 0; got -2 in row 2", class = "normball_error_weights")
  expect_error(check_weights(c(0, 0), 2), "all 0", class = "normball_error_weights")
  expect_error(check_weights(c(1e308, 1e308), 2), "sum of `weights` is not finite", class = "normball_error_weights")
})

test_that("one column of offset serves all responses", {
  expect_null(check_offset(NULL, 3, 1))
  expect_equal(check_offset(1:2, 2, 1), cbind(c(1, 2)))
  expect_equal(check_offset(1:2, 2, 2), cbind(c(1, 2), c(1, 2)))
  expect_equal(check_offset(cbind(1:2, 3:4), 2, 2), cbind(c(1, 2), c(3, 4)))
  expect_error(check_offset(cbind(1:2, 3:4), 2, 3), "one per response (3); got 2", fixed = TRUE, class = "normball_error_length")
  expect_error(check_offset(1:3, 2, 1), "`offset` must have one value per row", class = "normball_error_length")
  expect_error(check_offset(c(1, NaN), 2, 1), "`offset` must be finite", class = "normball_error_nonfinite")
  expect_error(check_offset("a", 1, 1), class = "normball_error_type")
  expect_equal(check_offset(c(1, NA), 2, 1, finite = FALSE), cbind(c(1, NA)))
})

test_that("a non-finite entry of x is told with its row and column", {
  data <- transform(mtcars, wt = replace(wt, 3, NaN))
  object <- design(as.matrix(data[, c("hp", "wt")]), data$mpg)
  expect_error(abort_nonfinite_x(3, 2, object), "it is NaN in row 3 (\"Datsun 710\"), column 2 (`wt`)", fixed = TRUE,
               class = "normball_error_nonfinite")
  expect_error(abort_nonfinite_x(1, 2, cbind(1, NA_real_)), "it is NA in row 1, column 2", class = "normball_error_nonfinite")
  expect_error(abort_nonfinite_x(1, 2, Matrix::Matrix(c(1, Inf), 1, sparse = TRUE)), "it is Inf in row 1, column 2",
               class = "normball_error_nonfinite")
  # As found by the fit.
  expect_error(ridge(as.matrix(data[, c("hp", "wt")]), data$mpg), "row 3 (\"Datsun 710\"), column 2 (`wt`)", fixed = TRUE,
               class = "normball_error_nonfinite")
  expect_error(ridge(mpg ~ hp + log(am), mtcars), "it is -Inf in row 4 (\"Hornet 4 Drive\"), column 2 (`log(am)`)", fixed = TRUE,
               class = "normball_error_nonfinite")
  expect_error(ridge(matrix(c(1, NA, 2, 3), 2), 1:2), "it is NA in row 2, column 1 (`x1`)", fixed = TRUE,
               class = "normball_error_nonfinite")
})
