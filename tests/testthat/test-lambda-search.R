# A curve with its least value at lambda = best; a second column rides along.
bowl <- function(best) \(lambda) cbind(1 + log10(lambda / best)^2, lambda)
grid <- 10^seq(2, -2, by = -0.5)
wide <- c(1e-30, 1e30)

test_that("a minimum inside the grid leaves it alone and says nothing", {
  expect_no_message(found <- search_grid(grid, bowl(3), wide, "error"))
  expect_identical(found$lambda, grid)
  expect_false(found$extended)
})

test_that("a minimum at an end extends the grid there until it is inside, and says so", {
  for (best in c(1e-5, 1e6)) {
    expect_message(found <- search_grid(grid, bowl(best), wide, "error"), "the least value is now at", class = "normball_message_grid")
    expect_true(found$extended)
    expect_false(is.unsorted(-found$lambda, strictly = TRUE))
    expect_true(all(grid %in% found$lambda))
    expect_equal(found$lambda[least(found$curve)], best, tolerance = 1e-8)
    expect_identical(found$curve[, 2], found$lambda)
  }
})

test_that("extension ends after ten decades, at the limits, and where the curve is flat", {
  expect_message(found <- search_grid(grid, bowl(1e-40), wide, "error"), "still at its end")
  expect_equal(min(found$lambda), 1e-12, tolerance = 1e-6)
  expect_message(found <- search_grid(grid, bowl(1e-40), c(1e-5, 1e5), "error"), "still at its end")
  expect_gte(min(found$lambda), 1e-5)
  falling <- \(lambda) cbind(1 + lambda)
  expect_message(found <- search_grid(grid, falling, wide, "error"), "no longer changes")
  expect_lt(min(found$lambda), 1e-6)
  expect_gt(min(found$lambda), 1e-12)
})

test_that("no extension for one lambda, for lambda = 0, for a curve that is level, or when it is not wanted", {
  expect_no_message(found <- search_grid(1, bowl(1e-5), wide, "error"))
  expect_identical(found$lambda, 1)
  expect_no_message(found <- search_grid(c(grid, 0), \(lambda) cbind(lambda), wide, "error"))
  expect_identical(found$lambda, c(grid, 0))
  expect_message(found <- search_grid(grid, \(lambda) cbind(0 * lambda), wide, "error"), "no longer changes")
  expect_identical(found$lambda, grid)
  expect_message(found <- search_grid(grid, bowl(1e-5), wide, "error", extend = FALSE), "extend = FALSE")
  expect_identical(found$lambda, grid)
})

test_that("undefined values are passed over, and an error if there is nothing else", {
  holed <- \(lambda) cbind(ifelse(lambda < 0.05, NaN, lambda))
  found <- search_grid(grid, holed, c(0.05, 1e30), "error", extend = FALSE)
  expect_equal(found$lambda[least(found$curve)], 0.1)
  expect_error(search_grid(grid, \(lambda) cbind(NaN * lambda), wide, "error"), class = "normball_error_numeric")
})

test_that("new lambdas keep the spacing of the grid within 5 to 10 to a decade", {
  expect_equal(lambda_beyond(grid, "smallest", wide), 10^-seq(2.2, 4, by = 0.2))
  expect_equal(lambda_beyond(10^seq(0, -1, by = -0.1), "largest", wide), 10^seq(2, 0.1, by = -0.1))
  expect_length(lambda_beyond(10^seq(0, -1, by = -0.001), "largest", wide), 20)
  expect_length(lambda_beyond(grid, "smallest", c(0.009, 1)), 0)
  expect_true(all(is.finite(lambda_beyond(c(1e307, 1e306), "largest", c(0, Inf)))))
})

test_that("refinement ends within 1e-4 of a grid step of the minimum", {
  found <- refine_least(search_grid(grid, bowl(2.345), wide, "error"), bowl(2.345))
  expect_lt(abs(log10(found$lambda / 2.345)) / 0.5, 1e-4)
  expect_equal(found$curve[1, 2], found$lambda, ignore_attr = TRUE)
  expect_lte(found$curve[1, 1], min(bowl(2.345)(grid)[, 1]))
})

test_that("limits follow the largest squared singular value, in the units of the loss", {
  case <- selection_cases()$weighted
  mean <- search_limits(case_fit(case, 1))
  sum <- search_limits(case_fit(utils::modifyList(case, list(loss = "sum")), 1))
  expect_equal(sum, mean * sum(case$weights))
  expect_equal(mean[2] / mean[1], 1e22)
})
