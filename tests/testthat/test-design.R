test_that("a design has its documented components", {
  object <- design(mpg ~ wt + factor(cyl), mtcars, weights = hp)
  expect_s3_class(object, "normball_design")
  expect_named(object, c(
    "x", "columns", "y", "n_responses", "weights", "offset", "intercept", "terms", "xlevels", "contrasts", "coding", "na_action",
    "row_names", "assign", "term_labels", "response_name", "interface", "blueprint"
  ))
  expect_equal(dim(object$x), c(32L, 4L))
  expect_equal(object$columns, c("wt", "factor(cyl)4", "factor(cyl)6", "factor(cyl)8"))
  expect_equal(object$assign, c(1L, 2L, 2L, 2L))
  expect_equal(object$term_labels, c("wt", "factor(cyl)"))
  expect_equal(object$xlevels, list("factor(cyl)" = c("4", "6", "8")))
  expect_equal(object$y, matrix(mtcars$mpg, dimnames = list(NULL, "mpg")))
  expect_equal(object$weights, mtcars$hp)
  expect_equal(object$row_names, rownames(mtcars))
  expect_true(object$intercept)
  expect_equal(object$interface, "formula")
})

test_that("what is not data is refused", {
  for (x in list(NULL, 1:3, "y ~ x", list(1, 2), array(1, c(2, 2, 2)), mean)) {
    expect_error(design(x, 1:3), "`x` must be a formula, a numeric matrix", class = "normball_error_type")
  }
  expect_error(design(array(1, c(2, 2, 2)), 1:2), "2 x 2 x 2. A design has two dimensions", class = "normball_error_type")
  expect_error(design(c(1, 2, 3), 1:3), "matrix of one column", class = "normball_error_type")
  expect_error(design(as(c(0, 1), "sparseVector"), 1:2), "matrix of one column", class = "normball_error_type")
  expect_error(ridge(c(1, 2, 3), 1:3), "matrix of one column", class = "normball_error_type")
  expect_error(design(), "got NULL", class = "normball_error_type")
})

test_that("matrices of other classes are matrices", {
  x <- cbind(a = c(1, 2, 4), b = c(3, 1, 0))
  expected <- design(x, 1:3)
  expect_equal(design(I(x), 1:3)$x, x)
  expect_equal(design(ts(x), 1:3)$columns, expected$columns)
  expect_equal(unname(design(table(c(1, 1, 2), c(1, 2, 2)), 1:2)$x), rbind(c(1, 1), c(0, 1)), ignore_attr = TRUE)
})

test_that("unknown arguments are errors in every method", {
  x <- cbind(a = c(1, 2, 4))
  expect_error(design(x, 1:3, wieghts = 1:3), "`wieghts`. Did you mean `weights`", class = "normball_error_unknown_argument")
  expect_error(design(as.data.frame(x), 1:3, subset = 1), class = "normball_error_unknown_argument")
  expect_error(design(Matrix::Matrix(x, sparse = TRUE), 1:3, coding = "levels"), class = "normball_error_unknown_argument")
  expect_error(design(mpg ~ wt, mtcars, intercept = FALSE), class = "normball_error_unknown_argument")
})

test_that("print() shows the shape and not the data", {
  object <- design(mpg ~ wt + factor(cyl), mtcars, weights = hp, offset = qsec)
  text <- capture.output(returned <- print(object))
  expect_identical(returned, object)
  expect_match(text[1L], "Design by formula: 32 rows, 4 columns, intercept")
  expect_match(text, "Response: mpg", all = FALSE)
  expect_match(text, "Coded by levels: factor(cyl)", fixed = TRUE, all = FALSE)
  expect_match(text, "With weights and offset", all = FALSE)
  expect_lte(length(text), 8L)

  sparse <- design(Matrix::Diagonal(3), 1:3, intercept = FALSE)
  expect_output(print(sparse), "3 columns (sparse, 3 entries), no intercept", fixed = TRUE)
  expect_output(print(design(mpg ~ ., transform(mtcars, wt = replace(wt, 2, NA)))), "1 rows? left out because of missing values")
  bare <- ridge(mpg ~ wt, mtcars)$design
  expect_output(print(bare), "Response: mpg")
})

test_that("the validator finds a malformed design", {
  object <- design(mpg ~ wt, mtcars)
  broken <- object
  broken$columns <- c("a", "b")
  expect_error(validate_design(broken), "columns, assign and x must agree")
  broken <- object
  broken$y <- broken$y[, 1L]
  expect_error(validate_design(broken), "y must be a double matrix")
  broken <- object
  storage.mode(broken$x) <- "integer"
  expect_error(validate_design(broken), "x must be a double matrix")
})

test_that("a design survives saveRDS()", {
  data <- mixed_data()
  object <- design(mpg ~ poly(wt, 2) + cyl_f * manual, data)
  file <- tempfile(fileext = ".rds")
  on.exit(unlink(file))
  saveRDS(object, file)
  again <- readRDS(file)
  expect_equal(again$x, object$x)
  expect_replays(again, data)
})
