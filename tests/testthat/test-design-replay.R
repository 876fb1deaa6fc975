test_that("no new data means the data of the design or fit", {
  object <- design(mpg ~ wt, mtcars, offset = qsec)
  expect_identical(design_replay(object), list(x = object$x, offset = object$offset))
  fit <- ridge(mpg ~ wt, mtcars, offset = qsec, lambda = 1)
  expect_identical(design_replay(fit), list(x = fit$x, offset = fit$offset))
  expect_equal(design_replay(fit, offset = 0)$offset, matrix(0, 32, 1))
  bare <- ridge(mpg ~ wt, mtcars, lambda = 1, model = FALSE)
  expect_error(design_replay(bare), class = "normball_error_unsupported")
  expect_equal(design_replay(bare, mtcars)$x[, 1L], setNames(mtcars$wt, rownames(mtcars)))
})

test_that("bases keep their place on new data", {
  skip_if_not_installed("splines")
  object <- design(mpg ~ poly(wt, 3) + splines::ns(hp, 3) + scale(qsec) + log(disp), mtcars)
  few <- mtcars[c(4, 17, 4), ]
  expect_equal(design_replay(object, few)$x, object$x[c(4, 17, 4), ], ignore_attr = TRUE)
  expect_equal(rownames(design_replay(object, few)$x), rownames(few))
  model <- lm(mpg ~ poly(wt, 3) + splines::ns(hp, 3), mtcars)
  fit <- ridge(mpg ~ poly(wt, 3) + splines::ns(hp, 3), mtcars, lambda = 0)
  outside <- transform(mtcars[1:5, ], wt = wt * 2, hp = hp * 2)
  expect_equal(predict(fit, outside, lambda = 0)[, 1L], predict(model, outside), tolerance = 1e-7)
})

test_that("zero rows, one row, repeated rows", {
  data <- mixed_data()
  object <- design(mpg ~ wt * cyl_f + poly(hp, 2) + manual + gear_c, data)
  none <- design_replay(object, data[0, ])$x
  expect_equal(dim(none), c(0L, ncol(object$x)))
  expect_true(is.double(none))
  expect_replays(object, data[c(7, 7, 1), ], c(7, 7, 1))
  frame <- data[c("wt", "cyl_f", "manual")]
  object <- design(frame, data$mpg)
  expect_equal(dim(design_replay(object, frame[0, ])$x), c(0L, 6L))
  expect_replays(object, frame[c(7, 7, 1), ], c(7, 7, 1))
  object <- design(as.matrix(mtcars[2:4]), mtcars$mpg)
  expect_equal(dim(design_replay(object, as.matrix(mtcars[0, 2:4]))$x), c(0L, 3L))
  expect_length(predict(ridge(mpg ~ wt, data, lambda = 1), data[0, ]), 0L)
  x <- matrix(c(1, 2, 4, 3), 4)
  expect_length(predict(ridge(x, 1:4, lambda = 1), x[0, , drop = FALSE]), 0L)
})

test_that("a lacking column is an error that names it, also where a variable of that name is in sight", {
  object <- design(mpg ~ wt + log(hp) + factor(cyl), mtcars)
  hp <- mtcars$hp
  expect_error(design_replay(object, mtcars["wt"]), "`newdata` has no columns `hp`, `cyl`", class = "normball_error_newdata")
  expect_error(design_replay(object, mtcars[c("wt", "cyl")]), "no column `hp`", class = "normball_error_newdata")
  wt <- mtcars$wt
  mpg <- mtcars$mpg
  object <- design(mpg ~ wt + hp)
  expect_error(design_replay(object, data.frame(wt = wt)), "no column `hp`", class = "normball_error_newdata")
  object <- design(mpg ~ wt + hp, subset = hp > 100)
  expect_error(suppressWarnings(design_replay(object, data.frame(wt = 1:2))), "'hp'", class = "normball_error_newdata")
  object <- design(mtcars[2:3], mtcars$mpg)
  expect_error(design_replay(object, mtcars[2]), "no column `disp`", class = "normball_error_newdata")
})

test_that("a variable taken away by the formula is not asked for", {
  data <- mtcars[c("mpg", "wt", "hp")]
  object <- design(mpg ~ . - hp, data)
  expect_equal(design_replay(object, data["wt"])$x, object$x, ignore_attr = TRUE)
})

test_that("constants of the formula stay those of its environment", {
  make <- function() {
    degree <- 2
    knots <- c(2.5, 3.5)
    mpg ~ poly(wt, degree) + cut(wt, c(0, knots, 9))
  }
  object <- design(make(), mtcars)
  expect_replays(object, mtcars[c("wt")])
})

test_that("levels: new ones are errors with their names, characters and factors exchange", {
  data <- mixed_data()
  object <- design(mpg ~ cyl_f + gear_c + manual + factor(vs), data)
  expect_error(design_replay(object, transform(data, cyl_f = factor("12"))), "`cyl_f` has the level \"12\"",
               class = "normball_error_newlevel")
  expect_error(design_replay(object, transform(data, gear_c = "x")), "`gear_c` has the level \"x\".*it knows \"3\", \"4\", \"5\"",
               class = "normball_error_newlevel")
  expect_error(design_replay(object, transform(data, vs = 2)), "`factor(vs)` has the level \"2\"", fixed = TRUE,
               class = "normball_error_newlevel")
  expect_error(design_replay(object, transform(data, manual = 1)), "`manual`", class = "normball_error_newlevel")
  expect_replays(object, transform(data, cyl_f = as.character(cyl_f), gear_c = factor(gear_c), manual = as.character(manual)))
  expect_replays(object, transform(data, cyl_f = factor(cyl_f, levels = c("8", "4", "6", "20")), gear_c = as.numeric(gear_c)))
  expect_error(predict(ridge(mpg ~ cyl_f, data), data.frame(cyl_f = "5")), class = "normball_error_newlevel")
  frame <- data[c("cyl_f", "manual")]
  expect_error(design_replay(design(frame, data$mpg), data.frame(cyl_f = "5", manual = TRUE)), "`cyl_f` has the level \"5\"",
               class = "normball_error_newlevel")
  dropped <- design(mpg ~ cyl_f, data, subset = cyl_f != "6")
  expect_error(design_replay(dropped, data), "\"6\"", class = "normball_error_newlevel")
})

test_that("a missing level that is a level is kept", {
  data <- data.frame(y = 1:4, f = addNA(factor(c("a", NA, "b", "a"))))
  object <- design(y ~ f, data)
  expect_equal(object$columns, c("fa", "fb", "fNA"))
  expect_replays(object, data)
  object <- design(data["f"], data$y)
  expect_equal(object$columns, c("fa", "fb", "fNA"))
  expect_replays(object, data["f"])
})

test_that("a column of another kind is an error that names it", {
  data <- mixed_data()
  object <- design(mpg ~ wt + cyl_f, data)
  expect_error(design_replay(object, transform(data, wt = "heavy")), "`wt` was numeric in the fit; in `newdata` it is character",
               class = "normball_error_newdata")
  expect_error(design_replay(object, transform(data, wt = factor(wt))), "`wt`", class = "normball_error_newdata")
  expect_error(design_replay(design(mpg ~ log(wt), data), transform(data, wt = "heavy")), "could not be evaluated",
               class = "normball_error_newdata")
  expect_error(design_replay(design(data["wt"], data$mpg), data.frame(wt = "heavy")), "`wt` was numeric", class = "normball_error_newdata")
  listed <- data["cyl_f"]
  listed$wt <- as.list(data$wt)
  expect_error(design_replay(object, listed), "could not be evaluated", class = "normball_error_newdata")
  matrix_data <- data.frame(y = 1:3)
  matrix_data$m <- cbind(c(1, 2, 3), c(0, 1, 0))
  object <- design(y ~ m, matrix_data)
  expect_error(design_replay(object, data.frame(m = 1:2)), "`m` has 1 columns in `newdata` and 2 in the fit",
               class = "normball_error_newdata")
  object <- design(matrix_data["m"], 1:3)
  expect_error(design_replay(object, data.frame(m = 1:2)), "`m`", class = "normball_error_newdata")
})

test_that("newdata must be a data frame for formulas, and may be a list", {
  object <- design(mpg ~ wt + hp, mtcars)
  expect_error(design_replay(object, as.matrix(mtcars)), "must be a data frame; got an object of class matrix",
               class = "normball_error_newdata")
  expect_error(design_replay(object, 3), class = "normball_error_newdata")
  expect_equal(design_replay(object, list(wt = 1:2, hp = 3:4))$x, cbind(1:2, 3:4), ignore_attr = TRUE)
})

test_that("rows with missing values come back as missing", {
  data <- mixed_data()
  holes <- transform(data, wt = replace(wt, 2, NA), cyl_f = replace(cyl_f, 3, NA), hp = replace(hp, 5, NA))
  object <- design(mpg ~ wt * cyl_f, data)
  x <- design_replay(object, holes)$x
  expect_equal(which(!stats::complete.cases(x)), c(2L, 3L))
  expect_equal(x[-(2:3), ], object$x[-(2:3), ], ignore_attr = TRUE)
  # Where a function refuses missing values, the complete rows are predicted all the same.
  strict <- function(values) if (anyNA(values)) stop("missing values") else values
  for (formula in list(mpg ~ poly(hp, 2) + cyl_f, mpg ~ strict(hp) + cyl_f)) {
    object <- design(formula, data, offset = o)
    replayed <- design_replay(object, holes)
    expect_equal(unname(which(is.na(rowSums(replayed$x)))), c(3L, 5L))
    expect_equal(replayed$x[-c(3, 5), ], object$x[-c(3, 5), ], ignore_attr = TRUE)
    expect_equal(replayed$offset[-c(3, 5), ], object$offset[-c(3, 5), ])
    expect_true(all(is.na(design_replay(object, transform(data, hp = NA))$x[, 1L])))
  }
  # A function of the formula that fills missing values is left to do so.
  object <- design(mpg ~ ifelse(is.na(wt), 0, wt), data)
  expect_equal(design_replay(object, holes)$x[2L, ], 0, ignore_attr = TRUE)
  fit <- ridge(mpg ~ wt * cyl_f, data, lambda = 1)
  expect_equal(unname(which(is.na(predict(fit, holes)))), c(2L, 3L))
  frame <- data[c("wt", "cyl_f")]
  x <- design_replay(design(frame, data$mpg), holes[c("wt", "cyl_f")])$x
  expect_equal(unname(which(is.na(rowSums(x)))), c(2L, 3L))
  x <- design_replay(design(as.matrix(mtcars[c("wt", "hp")]), mtcars$mpg), as.matrix(holes[c("wt", "hp")]))$x
  expect_equal(unname(which(is.na(rowSums(x)))), c(2L, 5L))
})

test_that("the offset of new rows is evaluated in them, or given", {
  data <- mixed_data()
  object <- design(mpg ~ wt + offset(log(hp)), data, offset = 2 * o)
  some <- data[3:5, ]
  expect_equal(design_replay(object, some)$offset, matrix(log(some$hp) + 2 * some$o))
  expect_equal(design_replay(object, some["wt"], offset = 1:3)$offset, matrix(c(1, 2, 3)))
  expect_equal(design_replay(object, some["wt"], offset = 0)$offset, matrix(0, 3, 1))
  expect_error(design_replay(object, some[c("wt", "hp")]), "offset `2 * o`", fixed = TRUE, class = "normball_error_newdata")
  expect_error(design_replay(object, some[c("wt", "o")]), "has no column `hp`.*newoffset", class = "normball_error_newdata")
  expect_error(design_replay(object, some, offset = 1:2), "`newoffset` must have one value per row", class = "normball_error_length")
  expect_equal(design_replay(design(cbind(mpg, hp) ~ wt, data), some, offset = 1:3)$offset, cbind(1:3, 1:3), ignore_attr = TRUE)
  expect_null(design_replay(design(mpg ~ wt, data), some)$offset)

  local({
    shift <- data$o
    object <- design(mpg ~ wt, data, offset = shift)
    expect_error(design_replay(object, some), "offset `shift`", class = "normball_error_newdata")
    expect_equal(design_replay(object, cbind(some, shift = 1))$offset, matrix(1, 3, 1))
  })

  by_matrix <- design(as.matrix(data["wt"]), data$mpg, offset = data$o)
  expect_error(design_replay(by_matrix, as.matrix(some["wt"])), "give `newoffset`", class = "normball_error_newdata")
  expect_equal(design_replay(by_matrix, as.matrix(some["wt"]), offset = 1:3)$offset, matrix(c(1, 2, 3)))
  by_frame <- design(data["wt"], data$mpg, offset = data$o)
  expect_error(design_replay(by_frame, some["wt"]), "give `newoffset`", class = "normball_error_newdata")
})

test_that("columns of a matrix go by name where both have names, else by position", {
  x <- cbind(a = c(1, 2, 4), b = c(0, 1, 3))
  object <- design(x, 1:3)
  expect_identical(design_replay(object, x)$x, x)
  expect_equal(design_replay(object, x[, c("b", "a")])$x, x)
  expect_equal(design_replay(object, cbind(z = 9, x))$x, x)
  expect_equal(design_replay(object, unname(x))$x, unname(x))
  expect_equal(design_replay(object, as.data.frame(x))$x, x, ignore_attr = TRUE)
  expect_equal(design_replay(object, data.frame(label = "u", b = 5, a = 2))$x, cbind(2, 5), ignore_attr = TRUE)
  expect_error(design_replay(object, cbind(a = 1, c = 2)), "no column `b`", class = "normball_error_newdata")
  expect_error(design_replay(object, matrix(1, 2, 3)), "must have the 2 columns of x; it has 3", class = "normball_error_newdata")
  expect_error(design_replay(object, x[1, ]), "drop = FALSE", class = "normball_error_newdata")
  expect_error(design_replay(object, matrix("a", 1, 2)), "`newdata` must be a numeric matrix", class = "normball_error_newdata")
  expect_error(design_replay(object, data.frame(a = "u", b = 1)), "its column `a`", class = "normball_error_newdata")
  unnamed <- design(unname(x), 1:3)
  expect_equal(design_replay(unnamed, x[, c("b", "a")])$x, x[, c("b", "a")])
  twice <- x
  colnames(twice) <- c("a", "a")
  object <- suppressMessages(design(twice, 1:3))
  expect_identical(design_replay(object, twice)$x, twice)
})

test_that("sparse designs take sparse and dense new data", {
  x <- Matrix::sparseMatrix(i = c(1, 3, 2), j = c(1, 2, 2), x = c(1, 2, 3), dims = c(3, 2), dimnames = list(NULL, c("a", "b")))
  object <- design(x, 1:3)
  expect_identical(design_replay(object, x)$x, x)
  expect_s4_class(design_replay(object, x[, c("b", "a")])$x, "dgCMatrix")
  expect_equal(as.matrix(design_replay(object, x[, c("b", "a")])$x), as.matrix(x))
  expect_equal(design_replay(object, as.matrix(x))$x, as.matrix(x))
  expect_s4_class(design_replay(object, Matrix::Diagonal(2))$x, "dgCMatrix")
  fit <- ridge(x, c(1, 2, 4), lambda = 0.1)
  expect_equal(predict(fit, x), predict(fit, as.matrix(x)), ignore_attr = TRUE)
  by_dense <- design(as.matrix(x), 1:3)
  expect_equal(as.matrix(design_replay(by_dense, x)$x), as.matrix(x))
})
