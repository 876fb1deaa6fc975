test_that("a double matrix is used as it is", {
  x <- matrix(rnorm(12), 4, dimnames = list(letters[1:4], c("u", "v", "w")))
  object <- design(x, 1:4)
  expect_identical(object$x, x)
  expect_equal(object$columns, c("u", "v", "w"))
  expect_equal(object$row_names, letters[1:4])
  expect_equal(object$assign, 1:3)
  expect_equal(object$term_labels, object$columns)
  expect_equal(object$interface, "matrix")
  expect_null(object$terms)
})

test_that("a double matrix is not copied", {
  skip_if_not(capabilities("profmem"))
  x <- matrix(0, 100, 3)
  copies <- capture.output({
    tracemem(x)
    design(x, 1:100)
    design(x, 1:100, intercept = FALSE, weights = 1:100)
    untracemem(x)
  })
  expect_length(grep("tracemem\\[", copies), 0L)
})

test_that("integers and logicals become double", {
  expect_identical(design(matrix(1:4, 2), 1:2)$x, matrix(c(1, 2, 3, 4), 2))
  expect_identical(design(diag(2) == 1, 1:2)$x, diag(2))
})

test_that("columns are named x1, x2, ... or made unique with a message", {
  x <- matrix(c(1, 2, 3, 4, 5, 7), 2)
  expect_silent(expect_equal(design(x, 1:2)$columns, c("x1", "x2", "x3")))
  colnames(x) <- c("a", "", "a")
  expect_message(object <- design(x, 1:2), "changed: x2, a.1", class = "normball_message_columns")
  expect_equal(object$columns, c("a", "x2", "a.1"))
  expect_identical(object$x, x)
  colnames(x) <- c("(Intercept)", NA, "b")
  expect_message(object <- design(x, 1:2), class = "normball_message_columns")
  expect_equal(object$columns, c("(Intercept).1", "x2", "b"))
  colnames(x) <- c("(Intercept)", "a", "b")
  expect_silent(expect_equal(design(x, 1:2, intercept = FALSE)$columns, c("(Intercept)", "a", "b")))
})

test_that("matrices without numbers, rows or columns are refused", {
  expect_error(design(matrix("a"), 1), "`x` must be a numeric matrix; got a character matrix 1 x 1", class = "normball_error_type")
  expect_error(design(matrix(1i), 1), "complex", class = "normball_error_type")
  expect_error(design(matrix(list(1)), 1), "list", class = "normball_error_type")
  expect_error(design(matrix(raw(1)), 1), "raw", class = "normball_error_type")
  expect_error(design(matrix(0, 0, 3), numeric()), "no rows", class = "normball_error_empty")
  expect_error(design(matrix(0, 3, 0), 1:3), "no columns", class = "normball_error_empty")
  expect_error(design(Matrix::Matrix(0, 3, 0, sparse = TRUE), 1:3), "no columns", class = "normball_error_empty")
  expect_error(design(matrix(0, 3, 1)), "`y` is missing", class = "normball_error_type")
  expect_error(design(matrix(0, 3, 1), 1:2), class = "normball_error_length")
  expect_error(design(matrix(0, 3, 1), 1:3, intercept = NA), "`intercept`", class = "normball_error_type")
  expect_error(design(matrix(0, 3, 1), 1:3, weights = -(1:3)), class = "normball_error_weights")
  expect_error(design(matrix(0, 3, 1), 1:3, offset = 1:2), class = "normball_error_length")
})

test_that("a dgCMatrix stays as it is", {
  x <- Matrix::sparseMatrix(i = c(1, 3, 2), j = c(1, 2, 2), x = c(1, 2, 3), dims = c(3, 2), dimnames = list(NULL, c("a", "b")))
  object <- design(x, cbind(u = 1:3, v = 3:1), weights = c(1, 0, 1))
  expect_identical(object$x, x)
  expect_equal(object$columns, c("a", "b"))
  expect_equal(object$interface, "dgCMatrix")
  expect_equal(object$n_responses, 2L)
})

test_that("a broken dgCMatrix is refused", {
  x <- Matrix::sparseMatrix(i = c(1, 3), j = c(1, 2), x = c(1, 2), dims = c(3, 2))
  x@i <- c(0L, 7L)
  expect_error(design(x, 1:3), "not a valid dgCMatrix", class = "normball_error_type")
})

test_that("other sparse classes become dgCMatrix and dense ones a matrix", {
  plain <- rbind(c(2, 0, 0), c(0, 0, 1), c(0, 1, 3))
  general <- as(plain, "CsparseMatrix")
  sparse <- list(
    dsC = Matrix::forceSymmetric(general), dgT = as(general, "TsparseMatrix"), dgR = as(general, "RsparseMatrix"),
    ddi = Matrix::Diagonal(x = c(1, 2, 3)), unit = Matrix::Diagonal(3), dtC = Matrix::triu(general), lgC = general != 0,
    ngC = as(general, "nMatrix"), pMatrix = as(c(2L, 1L, 3L), "pMatrix"), explicit = Matrix::drop0(general)
  )
  for (x in sparse) {
    object <- design(x, 1:3)
    expect_s4_class(object$x, "dgCMatrix")
    expect_equal(as.matrix(object$x), as.matrix(x) + 0, ignore_attr = TRUE)
    expect_equal(object$interface, "dgCMatrix")
  }
  dense <- list(dge = as(as(plain, "denseMatrix"), "generalMatrix"), dsy = Matrix::forceSymmetric(as(plain, "denseMatrix")))
  for (x in dense) {
    object <- design(x, 1:3)
    expect_true(is.matrix(object$x) && is.double(object$x))
    expect_equal(object$x, as.matrix(x), ignore_attr = TRUE)
    expect_equal(object$interface, "matrix")
  }
})

test_that("a big sparse matrix is not made dense", {
  x <- Matrix::sparseMatrix(i = 1:1000, j = seq(1, 1e5, length.out = 1000), x = 1, dims = c(1e5, 1e5))
  expect_equal(dim(design(x, numeric(1e5))$x), c(1e5, 1e5))
})

test_that("a matrix without rows or columns is an error before anything is computed", {
  expect_error(ridge(matrix(0, 3, 0), 1:3), class = "normball_error_empty")
  expect_error(ridge(matrix(0, 0, 3), numeric()), class = "normball_error_empty")
  expect_error(ridge(Matrix::sparseMatrix(integer(), integer(), x = numeric(), dims = c(3, 0)), 1:3), class = "normball_error_empty")
})
