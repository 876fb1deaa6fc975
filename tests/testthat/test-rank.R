# The numerical rank and when it is called unclear.

test_that("values above the cutoff count, and the gap is last kept over first dropped", {
  found <- numerical_rank(c(4, 2, 1e-3, 1e-17), 1e-15)
  expect_identical(found$rank, 3L)
  expect_equal(found$cutoff, 4e-15)
  expect_equal(found$gap, 1e14)
  expect_false(found$ambiguous)
  expect_identical(numerical_rank(c(2, 1), 1e-15)$gap, Inf)
  expect_identical(numerical_rank(c(2, 1, 0), 1e-15)$gap, Inf)
  zero <- numerical_rank(c(0, 0), 1e-15)
  expect_identical(zero$rank, 0L)
  expect_identical(zero$gap, NA_real_)
  expect_false(zero$ambiguous)
})

test_that("a small gap, and a value kept just above the cutoff, are ambiguous", {
  expect_true(numerical_rank(c(1, 3e-15, 1e-15), 2e-15)$ambiguous)
  expect_true(numerical_rank(c(1, 1e-14), 1e-15)$ambiguous)
  expect_false(numerical_rank(c(1, 1e-12), 1e-15)$ambiguous)
  d <- c(1, 3e-15, 1e-15)
  expect_message(text <- report_rank(numerical_rank(d, 2e-15), d, "`x`"), "taken to be 2.*not clear", class = "normball_message_rank")
  expect_match(text, "largest dropped 1e-15")
  expect_silent(expect_identical(report_rank(numerical_rank(c(1, 0.5), 1e-15), c(1, 0.5), "`x`"), character()))
})
