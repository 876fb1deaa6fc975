expect_spread <- function(at, height, lower, upper) {
  placed <- spread_labels(at, height, lower, upper)
  slack <- 1e-9 * (1 + abs(upper) + abs(lower))
  expect_true(all(diff(sort(placed)) >= height - slack))
  expect_true(all(placed >= lower - slack & placed <= upper + slack))
  expect_identical(order(placed), order(at))
  invisible(placed)
}

test_that("labels never overlap, stay within the bounds and keep their order", {
  set.seed(1)
  for (trial in 1:200) {
    height <- runif(1, 0.01, 0.3)
    room <- label_room(height, -1, 1)
    expect_spread(rnorm(sample(room, 1), sd = sample(c(0.01, 1, 10), 1)), height, -1, 1)
  }
  expect_spread(rep(0, 9), 0.25, -1, 1)
  expect_spread(c(1, 1, 1), 0.1, -1, 1)
})

test_that("labels that have room stay where they are", {
  expect_equal(spread_labels(c(3, 1, 2), 0.5, 0, 4), c(3, 1, 2))
  expect_equal(spread_labels(7, 1, 0, 4), 4)
  expect_identical(spread_labels(numeric(), 1, 0, 4), numeric())
})

test_that("labels move as little as possible", {
  expect_equal(spread_labels(c(0, 0), 1, -5, 5), c(-0.5, 0.5))
  expect_equal(spread_labels(c(0, 0.2, 3), 1, -5, 5), c(-0.4, 0.6, 3))
  at <- c(0.1, 0.3, 0.35, 0.9, 0.95)
  cost <- \(placed) sum((placed - at)^2)
  placed <- spread_labels(at, 0.2, 0, 1)
  set.seed(2)
  for (trial in 1:200) {
    rival <- sort(runif(5, 0, 0.2)) + 0.2 * (0:4)
    if (all(diff(rival) >= 0.2)) expect_gte(cost(rival), cost(placed))
  }
})

test_that("label_room counts the labels that fit", {
  expect_identical(label_room(0.25, 0, 1), 5L)
  expect_identical(label_room(0.3, 0, 1), 4L)
  expect_identical(label_room(1, 0, -2), 0L)
})

test_that("the largest traces are labelled, in the order of the columns", {
  expect_identical(largest_traces(c(1, -5, 0, 3), 2), c(2L, 4L))
  expect_identical(largest_traces(c(1, 1, 1), 2), 1:2)
  expect_identical(largest_traces(c(NA, 1, 2), 2), 2:3)
  expect_identical(largest_traces(1, 0), integer())
})

test_that("long names keep both their ends and fit", {
  expect_identical(cut_names(c("age", "neighbourhoodWestchester_North"), 11, nchar), c("age", "neig...orth"))
  expect_identical(cut_names("abcdefgh", 8, nchar), "abcdefgh")
  expect_true(all(nchar(cut_names(strrep("x", 1:50), 12, nchar)) <= 12))
  expect_identical(nchar(cut_names("abcdefgh", 1, nchar)), 4L)
})

test_that("texts in one row do not touch", {
  set.seed(3)
  for (trial in 1:50) {
    centre <- runif(12)
    width <- runif(12, 0.02, 0.4)
    row <- stack_rows(centre, width)
    for (r in unique(row)) {
      at <- which(row == r)
      at <- at[order(centre[at])]
      expect_true(all((centre - width / 2)[at][-1] >= (centre + width / 2)[at][-length(at)]))
    }
  }
  expect_identical(stack_rows(c(1, 3), c(1, 1)), c(1L, 1L))
  expect_identical(stack_rows(c(1, 1.2), c(1, 1)), 1:2)
  expect_identical(stack_rows(numeric(), numeric()), integer())
})

test_that("texts are kept inside", {
  expect_equal(keep_inside(c(0, 5, 10), 2, 0, 10), c(1, 5, 9))
  expect_equal(keep_inside(0, 20, 0, 10), 5)
})
