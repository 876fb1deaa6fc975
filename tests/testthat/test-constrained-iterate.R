test_that("settings are checked", {
  expect_error(iterate_settings("dual", batch = 3), class = "normball_error_unknown_argument")
  expect_error(iterate_settings("projection", batch = 0), class = "normball_error_type")
  expect_error(iterate_settings("projection", learning_rate = 0), class = "normball_error_type")
  expect_error(iterate_settings("projection", learning_rate = NA), class = "normball_error_type")
  expect_error(iterate_settings("projection", max_iter = 0), class = "normball_error_type")
  expect_error(iterate_settings("dual", tolerance = -1), class = "normball_error_type")
  expect_identical(iterate_settings("projection", trace = 7)$trace, 7L)
})

test_that("stopping early is a warning and the trace is thinned", {
  task <- random_task(1, l1_ball(1))
  expect_warning(found <- constrained_iterate(task, "projection", iterate_settings("projection", max_iter = 7, trace = 3)),
                 class = "normball_warning_convergence")
  expect_identical(found$trace$iteration, c(0L, 3L, 6L, 7L))
  expect_false(found$converged)
})

test_that("objectives and norms are those of the stated problem", {
  task <- random_task(1, l2_ball(0.7))
  found <- constrained_iterate(task, "dual")
  last <- found$trace[nrow(found$trace), ]
  expect_equal(last$objective, task_objective(task, found$b) * objective_back(task), tolerance = 1e-14)
  expect_equal(last$norm, 0.7, tolerance = 1e-9)
  expect_equal(constrained_iterate(task, "projection")$trace$objective[1L], sum(task$y^2) / 2 * objective_back(task),
               tolerance = 1e-12)
})
