plain_fit <- function(n, y = stats::rnorm(n), ...) quietly(ridge(matrix(stats::rnorm(2 * n), n), y, lambda = 1, ...))

with_seed <- function(seed, value) {
  set.seed(seed)
  value
}

test_that("stratified folds hold their share of every stratum, and sizes stay balanced", {
  set.seed(7)
  fit <- plain_fit(103)
  strata <- sample(c("a", "b", "c", "d"), 103, TRUE, c(0.6, 0.25, 0.1, 0.05))
  for (k in c(2, 5, 10)) {
    folds <- resolve_folds(k, fit, strata = strata)
    expect_lte(max(apply(table(strata, factor(folds, seq_len(k))), 1, \(count) diff(range(count)))), 1)
    expect_lte(diff(range(table(factor(folds, seq_len(k))))), 1)
  }
  expect_identical(
    with_seed(3, resolve_folds(5, fit, strata = strata)), with_seed(3, resolve_folds(5, fit, strata = factor(strata)))
  )
})

test_that("the response and other numbers are cut at their quantiles", {
  set.seed(8)
  fit <- plain_fit(100)
  folds <- resolve_folds(10, fit, strata = TRUE)
  fifth <- cut(rank(fit$y), c(0, 20, 40, 60, 80, 100))
  expect_true(all(table(fifth, folds) == 2))
  expect_identical(quantile_groups(c(5, 1, 5, 9), 5L), c(2L, 1L, 2L, 3L))
  expect_identical(tabulate(quantile_groups(1:100, 4L)), rep(25L, 4))
  expect_identical(quantile_groups(1:10, 1L), rep(1L, 10))
  expect_identical(max(quantile_groups(c(rep(0, 90), 1:10), 5L)), 1L + 1L)
  few <- plain_fit(12)
  expect_identical(max(resolve_strata(TRUE, few, rep(TRUE, 12), 5)), 2L)
})

test_that("rows of one group stay together, folds are balanced, and no fold is empty", {
  set.seed(9)
  fit <- plain_fit(200)
  groups <- sample(letters, 200, TRUE)
  for (k in c(2, 5, 20)) {
    folds <- resolve_folds(k, fit, groups = groups)
    expect_true(all(tapply(folds, groups, \(fold) length(unique(fold))) == 1))
    expect_setequal(folds, seq_len(k))
    if (k == 5) expect_lte(diff(range(table(folds))), max(table(groups)))
  }
  each <- resolve_folds(200, fit, groups = seq_len(200))
  expect_setequal(each, 1:200)
})

test_that("groups and strata together: groups stay whole and strata are spread", {
  set.seed(10)
  fit <- plain_fit(300)
  groups <- rep(1:60, each = 5)
  strata <- rep(c("case", "control", "control"), each = 100)
  folds <- resolve_folds(5, fit, strata = strata, groups = groups)
  expect_true(all(tapply(folds, groups, \(fold) length(unique(fold))) == 1))
  expect_true(all(table(strata, folds) == c(20, 40)))
})

test_that("rows of weight 0 are in no fold and their values do not matter", {
  set.seed(11)
  fit <- plain_fit(30, weights = replace(rep(1, 30), 4:6, 0))
  strata <- replace(rep(c("a", "b"), 15), 5, NA)
  groups <- replace(rep(1:10, 3), 5, NA)
  for (folds in list(resolve_folds(3, fit, strata = strata), resolve_folds(3, fit, groups = groups))) {
    expect_identical(which(is.na(folds)), 4:6)
  }
})

test_that("values of all rows of the data lose those that na.action dropped", {
  data <- mtcars
  data$hp[3] <- NA
  dropped <- ridge(mpg ~ wt + hp, data = data, lambda = 1)
  folds <- resolve_folds(3, dropped, groups = data$cyl)
  expect_true(all(tapply(folds, data$cyl[-3], \(fold) length(unique(fold))) == 1))
})

test_that("bad strata and groups: each with its class", {
  fit <- plain_fit(20)
  expect_error(resolve_folds(5, fit, strata = 1:19), "strata", class = "normball_error_length")
  expect_error(resolve_folds(5, fit, groups = 1:21), "groups", class = "normball_error_length")
  expect_error(resolve_folds(5, fit, strata = c(NA, 1:19)), "row 1", class = "normball_error_nonfinite")
  expect_error(resolve_folds(5, fit, groups = as.list(1:20)), class = "normball_error_type")
  expect_error(resolve_folds(5, fit, strata = matrix(1:20)), class = "normball_error_type")
  expect_error(resolve_folds(5, fit, groups = rep(1:4, 5)), "number of groups, 4", class = "normball_error_type")
  several <- plain_fit(20, matrix(stats::rnorm(40), 20))
  expect_error(resolve_folds(5, several, strata = TRUE), "the response", class = "normball_error_type")
  expect_null(resolve_strata(FALSE, fit, rep(TRUE, 20), 5))
})
