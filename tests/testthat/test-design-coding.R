# All combinations of levels, first factor fastest, as model.matrix() orders them.
combinations <- function(a, b, a_name, b_name) {
  a <- factor(a)
  b <- factor(b)
  cells <- expand.grid(a = levels(a), b = levels(b), stringsAsFactors = FALSE)
  x <- mapply(\(i, j) as.numeric(a == i & b == j), cells$a, cells$b)
  colnames(x) <- paste0(a_name, cells$a, ":", b_name, cells$b)
  x
}

indicators <- function(f, name) {
  f <- factor(f)
  x <- outer(as.character(f), levels(f), `==`) + 0
  colnames(x) <- paste0(name, levels(f))
  x
}

test_that("a main effect has all its levels, with and without intercept", {
  data <- mixed_data()
  for (formula in list(mpg ~ cyl_f, mpg ~ cyl_f - 1)) expect_same_columns(design(formula, data), indicators(data$cyl_f, "cyl_f"))
  expect_false(design(mpg ~ cyl_f - 1, data)$intercept)
  expect_same_columns(design(mpg ~ gear_c, data), indicators(data$gear_c, "gear_c"))
  expect_same_columns(design(mpg ~ manual, data), indicators(data$manual, "manual"))
  expect_same_columns(design(mpg ~ carb_o, data), indicators(data$carb_o, "carb_o"))
  expect_same_columns(design(mpg ~ I(wt > 3), data), indicators(data$wt > 3, "I(wt > 3)"))
  expect_same_columns(
    design(mpg ~ cyl_f + gear_c + manual, data),
    cbind(indicators(data$cyl_f, "cyl_f"), indicators(data$gear_c, "gear_c"), indicators(data$manual, "manual"))
  )
})

test_that("interactions have all combinations, whatever the margins", {
  data <- mixed_data()
  cells <- combinations(data$cyl_f, data$gear_c, "cyl_f", "gear_c")
  first <- indicators(data$cyl_f, "cyl_f")
  second <- indicators(data$gear_c, "gear_c")
  expect_same_columns(design(mpg ~ cyl_f:gear_c, data), cells)
  expect_same_columns(design(mpg ~ cyl_f:gear_c - 1, data), cells)
  expect_same_columns(design(mpg ~ cyl_f * gear_c, data), cbind(first, second, cells))
  expect_same_columns(design(mpg ~ 0 + cyl_f * gear_c, data), cbind(first, second, cells))
  expect_same_columns(design(mpg ~ cyl_f / gear_c, data), cbind(first, cells))
  expect_same_columns(design(mpg ~ cyl_f:manual, data), combinations(data$cyl_f, data$manual, "cyl_f", "manual"))
  expect_equal(ncol(design(mpg ~ cyl_f:gear_c:manual, data)$x), 3 * 3 * 2)
})

test_that("a factor times a number has one slope per level", {
  data <- mixed_data()
  slopes <- indicators(data$cyl_f, "cyl_f") * data$wt
  colnames(slopes) <- paste0(colnames(slopes), ":wt")
  expect_same_columns(design(mpg ~ cyl_f:wt, data), slopes)
  both <- design(mpg ~ wt * cyl_f, data)
  expect_equal(both$columns, c("wt", "cyl_f4", "cyl_f6", "cyl_f8", "wt:cyl_f4", "wt:cyl_f6", "wt:cyl_f8"))
  expect_equal(both$x[, 5:7], slopes, ignore_attr = TRUE)
  expect_equal(both$assign, c(1, 2, 2, 2, 3, 3, 3))
  expect_equal(ncol(design(mpg ~ poly(wt, 2):cyl_f, data)$x), 6L)
})

test_that("a fit does not depend on the order of the levels", {
  data <- mixed_data()
  turned <- transform(data, cyl_f = factor(cyl_f, levels = c("8", "4", "6")), gear_c = factor(gear_c, levels = c("5", "3", "4")))
  lambda <- c(1, 0.1)
  a <- predict(ridge(mpg ~ wt * cyl_f + gear_c + manual, data, lambda = lambda), data)
  b <- predict(ridge(mpg ~ wt * cyl_f + gear_c + manual, turned, lambda = lambda), data)
  expect_equal(a, b, tolerance = 1e-10)
})

test_that("contrasts of the factor or of the session do not reach coding = \"levels\"", {
  data <- mixed_data()
  expected <- design(mpg ~ cyl_f * manual, data)
  contrasts(data$cyl_f) <- "contr.sum"
  expect_equal(design(mpg ~ cyl_f * manual, data)$x, expected$x)
  old <- options(contrasts = c("contr.helmert", "contr.poly"))
  on.exit(options(old))
  again <- design(mpg ~ cyl_f * manual, data)
  expect_equal(again$x, expected$x)
  expect_equal(again$columns, expected$columns)
  expect_null(again$contrasts)
})

test_that("treatment coding is that of lm()", {
  data <- mixed_data()
  formulas <- list(
    mpg ~ cyl_f, mpg ~ cyl_f - 1, mpg ~ manual, mpg ~ manual - 1, mpg ~ gear_c, mpg ~ carb_o, mpg ~ cyl_f * manual,
    mpg ~ 0 + cyl_f * manual,
    mpg ~ cyl_f:manual, mpg ~ cyl_f:wt, mpg ~ wt * carb_o, mpg ~ cyl_f / wt, mpg ~ cyl_f %in% manual, mpg ~ cyl_f + I(wt > 3)
  )
  for (formula in formulas) expect_same_columns(design(formula, data, coding = "treatment"), lm_columns(formula, data))

  given <- list(cyl_f = "contr.sum", manual = contr.helmert(2))
  object <- design(mpg ~ cyl_f * manual, data, coding = "treatment", contrasts = given)
  expect_same_columns(object, lm_columns(mpg ~ cyl_f * manual, data, contrasts = given))
  expect_replays(object, data)
  contrasts(data$cyl_f) <- contr.helmert(3)
  object <- design(mpg ~ cyl_f, data, coding = "treatment")
  expect_same_columns(object, lm_columns(mpg ~ cyl_f, data))
  expect_replays(object, data)
})

test_that("contrasts of the session are those of the time of the fit", {
  data <- mixed_data()
  old <- options(contrasts = c("contr.sum", "contr.poly"))
  on.exit(options(old))
  object <- design(mpg ~ cyl_f * manual, data, coding = "treatment")
  expect_same_columns(object, lm_columns(mpg ~ cyl_f * manual, data))
  options(old)
  expect_replays(object, data)
})

test_that("a factor of one level is a constant column, or an error under treatment coding", {
  data <- transform(mtcars, one = factor("only"))
  expect_same_columns(design(mpg ~ one + wt, data), cbind(oneonly = 1, wt = mtcars$wt))
  expect_error(design(mpg ~ one + wt, data, coding = "treatment"), "`one` has fewer than two levels", class = "normball_error_type")
  expect_message(fit <- ridge(mpg ~ one + wt, data, lambda = 1), "oneonly")
  expect_equal(coef(fit)[["oneonly"]], 0)
})

test_that("a logical has both its columns even where one does not occur", {
  data <- transform(mtcars, big = mpg > 0)
  expect_equal(design(mpg ~ big, data)$columns, c("bigFALSE", "bigTRUE"))
  expect_equal(design(big ~ wt, data)$y[, 1L], rep(1, 32))
})

test_that("many levels need no square matrix of contrasts", {
  n <- 20000
  data <- data.frame(y = seq_len(n), f = factor(seq_len(n) %% 100), g = as.character(seq_len(n)))
  expect_equal(ncol(design(y ~ f, data)$x), 100L)
  # 20,000 levels: only the table of 20 rows is needed.
  expect_equal(dim(design(y ~ g, data, subset = y <= 20)$x), c(20L, 20L))
})

test_that("coding and contrasts are checked", {
  expect_error(design(mpg ~ wt, mtcars, coding = "dummy"), "`coding` must be one of", class = "normball_error_type")
  expect_error(design(mpg ~ factor(cyl), mtcars, contrasts = list("factor(cyl)" = "contr.sum")), "no meaning",
               class = "normball_error_type")
  expect_error(design(mpg ~ wt, mtcars, coding = "treatment", contrasts = "contr.sum"), "must be a list", class = "normball_error_type")
})
