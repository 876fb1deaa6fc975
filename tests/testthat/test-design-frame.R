test_that("numeric columns are used as they are", {
  object <- design(mtcars[, -1], mtcars$mpg)
  expect_same_columns(object, as.matrix(mtcars[, -1]))
  expect_equal(object$interface, "data.frame")
  expect_equal(object$row_names, rownames(mtcars))
  expect_null(object$xlevels)
  expect_null(design(data.frame(x = 1:3), 1:3)$row_names)
})

test_that("factors, characters and logicals are coded as by formula", {
  data <- mixed_data()[c("wt", "cyl_f", "gear_c", "manual", "carb_o", "day")]
  y <- mtcars$mpg
  formula <- y ~ wt + cyl_f + gear_c + manual + carb_o + day
  for (coding in c("levels", "treatment")) {
    by_formula <- design(formula, data, coding = coding)
    by_frame <- design(data, y, coding = coding)
    expect_equal(by_frame$columns, by_formula$columns)
    expect_equal(by_frame$x, by_formula$x)
    expect_equal(by_frame$assign, by_formula$assign)
    expect_equal(by_frame$xlevels, by_formula$xlevels)
    expect_equal(by_frame$term_labels, by_formula$term_labels)
  }
  by_formula <- design(update(formula, . ~ . - 1), data, coding = "treatment")
  by_frame <- design(data, y, coding = "treatment", intercept = FALSE)
  expect_equal(by_frame$columns, by_formula$columns)
  expect_equal(by_frame$x, by_formula$x)
})

test_that("contrasts are those of the argument, of the factor or of the session", {
  data <- mixed_data()[c("wt", "cyl_f", "carb_o")]
  y <- mtcars$mpg
  given <- list(cyl_f = "contr.sum", carb_o = contr.helmert(4))
  expect_equal(
    design(data, y, coding = "treatment", contrasts = given)$x,
    design(y ~ ., data, coding = "treatment", contrasts = given)$x
  )
  contrasts(data$cyl_f) <- contr.helmert(3)
  object <- design(data, y, coding = "treatment")
  expect_equal(object$x, design(y ~ ., data, coding = "treatment")$x)
  expect_replays(object, data)
  expect_error(design(data, y, coding = "treatment", contrasts = list(wt = "contr.sum")), "names no factor of x: wt",
               class = "normball_error_type")
})

test_that("matrices in a data frame are named by both", {
  data <- data.frame(a = 1:3)
  data$m <- cbind(u = c(1, 2, 4), v = c(0, 1, 0))
  data$k <- matrix(c(1, 5, 2), 3)
  object <- design(data, 1:3)
  expect_equal(object$columns, c("a", "mu", "mv", "k1"))
  expect_equal(object$assign, c(1L, 2L, 2L, 3L))
  expect_replays(object, data)
})

test_that("unused levels are dropped, both values of a logical kept, missing levels refused", {
  data <- data.frame(f = factor(c("a", "b", "a"), levels = c("a", "b", "c")), l = c(TRUE, TRUE, TRUE))
  expect_equal(design(data, 1:3)$columns, c("fa", "fb", "lFALSE", "lTRUE"))
  expect_error(design(data.frame(f = c("a", NA, "b")), 1:3), "missing value in row 2, column `f`", class = "normball_error_nonfinite")
  expect_error(ridge(data.frame(f = c("a", "c", "b"), z = c(1, 2, NA)), 1:3), "it is NA in row 3, column 4 (`z`)", fixed = TRUE,
               class = "normball_error_nonfinite")
})

test_that("names are made unique, in new data too", {
  data <- data.frame(a = c(1, 2, 4), a = c("u", "v", "u"), check.names = FALSE)
  expect_message(object <- design(data, 1:3), class = "normball_message_columns")
  expect_equal(object$columns, c("a", "a.1u", "a.1v"))
  expect_replays(object, data)
})

test_that("columns that are not data are refused by name", {
  data <- data.frame(a = 1:2)
  data$items <- list(1, 2)
  expect_error(design(data, 1:2), "`items` must be numeric, logical, character or a factor; got an object of class list",
               class = "normball_error_type")
  expect_error(design(data.frame(a = 1:2, z = c(1i, 2i)), 1:2), "`z`", class = "normball_error_type")
  data <- data.frame(a = 1:2)
  data$d <- data.frame(u = 1:2, v = 1:2)
  expect_error(design(data, 1:2), "`d`", class = "normball_error_type")
  expect_error(design(data.frame(a = 1:2), 1:3), "`y` must have one value per row", class = "normball_error_length")
  expect_error(design(data.frame(a = 1:2)), "`y` is missing", class = "normball_error_type")
  expect_error(design(data.frame(), numeric()), class = "normball_error_empty")
  expect_error(design(data.frame(a = 1:2)[, 0], 1:2), "no columns", class = "normball_error_empty")
  expect_error(design(data.frame(a = numeric()), numeric()), "no rows", class = "normball_error_empty")
})

test_that("thousands of columns are quick", {
  data <- as.data.frame(matrix(seq_len(3 * 5000) %% 7, 3))
  elapsed <- system.time(object <- design(data, 1:3))[["elapsed"]]
  expect_equal(ncol(object$x), 5000L)
  expect_lt(elapsed, 10)
})
