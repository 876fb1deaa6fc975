fit <- case_fit(selection_cases()$weighted, c(1, 0.1))
used <- case_weights(selection_cases()$weighted) > 0

test_that("random folds are balanced over rows of positive weight and follow the seed", {
  set.seed(4)
  folds <- resolve_folds(5, fit)
  expect_identical(is.na(folds), !used)
  expect_lte(diff(range(table(folds))), 1)
  set.seed(4)
  expect_identical(resolve_folds(5L, fit), folds)
  expect_setequal(resolve_folds(12, fit)[used], 1:12)
})

test_that("given folds: integers, factor or strings, any labels; their codes can be given again", {
  folds <- rep(c(30L, -2L), 7)
  expect_identical(resolve_folds(folds, fit)[1:2], c(2L, 1L))
  expect_identical(resolve_folds(factor(folds), fit), resolve_folds(folds, fit))
  expect_identical(resolve_folds(ifelse(folds > 0, "a", "b"), fit)[1:2], c(1L, 2L))
  codes <- resolve_folds(folds, fit)
  expect_identical(resolve_folds(codes, fit), codes)
  expect_identical(resolve_folds("loo", fit), "loo")
})

test_that("folds of all rows of the data lose those that na.action dropped", {
  data <- mtcars
  data$hp[3] <- NA
  dropped <- ridge(mpg ~ wt + hp, data = data, lambda = 1)
  folds <- rep_len(1:4, 32)
  expect_identical(resolve_folds(folds, dropped), folds[-3])
})

test_that("bad folds: each with its class", {
  for (bad in list("leave", TRUE, list(1, 2), NULL, matrix(1, 14, 1), 1, 13, 2.5, NA_real_, -3, Inf, rep(1, 14))) {
    expect_error(resolve_folds(bad, fit), class = "normball_error_type")
  }
  expect_error(resolve_folds(1:13, fit), class = "normball_error_length")
  expect_error(resolve_folds(replace(rep(1:2, 7), which(used)[1], NA), fit), class = "normball_error_nonfinite")
  expect_error(resolve_folds(replace(rep(1, 14), which(!used), 2), fit), class = "normball_error_type")
  one <- quietly(ridge(matrix(c(1, 2), 2), c(1, 2), weights = c(1, 0), lambda = 1))
  expect_error(resolve_folds("loo", one), class = "normball_error_length")
})

test_that("fewer than ten rows have as many folds as rows, with a message", {
  small <- case_fit(selection_cases()$wide, 1)
  expect_message(expect_identical(default_folds(small), 9L), class = "normball_message_folds")
  expect_identical(default_folds(fit), 10)
})

test_that("progress is shown only when the control asks for it", {
  expect_null(fold_progress(list(control = list(progress = FALSE))))
  show <- fold_progress(list(control = list(progress = TRUE)))
  expect_silent(show(1, 2))
})

test_that("several repeats are a matrix, drawn or given, and can be given again", {
  set.seed(4)
  folds <- resolve_folds(5, fit, repeats = 3)
  expect_identical(dim(folds), c(14L, 3L))
  expect_false(identical(folds[, 1], folds[, 2]))
  expect_identical(resolve_folds(folds, fit), folds)
  expect_identical(resolve_folds(folds[, 1, drop = FALSE], fit), folds[, 1])
  expect_identical(n_repeats(folds), 3L)
  expect_identical(n_repeats(folds[, 1]), 1L)
  expect_identical(folds_of_repeat(folds, 2L), folds[, 2])
  expect_identical(folds_of_repeat(folds[, 2], 1L), folds[, 2])
  expect_error(resolve_folds(folds[-1, ], fit), class = "normball_error_length")
  expect_error(resolve_folds(5, fit, repeats = 0), class = "normball_error_type")
})

test_that("how to draw is refused where folds are given, with the way out", {
  for (folds in list("loo", rep(1:2, 7))) {
    expect_error(resolve_folds(folds, fit, strata = TRUE), "`strata`", class = "normball_error_type")
    expect_error(resolve_folds(folds, fit, repeats = 2), "`repeats`", class = "normball_error_type")
    expect_error(resolve_folds(folds, fit, groups = rep(1:7, 2)), "folds = groups", class = "normball_error_type")
  }
})

test_that("the default number of folds is at most the number of groups", {
  groups <- rep(1:4, length.out = 14)
  expect_message(expect_identical(default_folds(fit, groups), 4L), "groups", class = "normball_message_folds")
  expect_identical(default_folds(fit, seq_len(14)), 10)
})

test_that("progress counts through the repeats", {
  show <- fold_progress(list(control = list(progress = TRUE)), total = 6)
  expect_silent(show(1, 3, before = 3L))
})
