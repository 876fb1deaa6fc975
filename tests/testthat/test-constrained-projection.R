test_that("projected gradient ends where the exact method does, with its multipliers", {
  constraints <- task_constraints()
  for (k in seq_along(constraints)) for (seed in 1:5) {
    task <- random_task(seed, constraints[[k]])
    found <- constrained_iterate(task, "projection")
    expect_true(found$converged)
    expect_same_solution(found, solve_balls(task), 1e-6, paste(format(constraints[[k]])[1L], seed))
  }
})

test_that("ridge and lasso penalties beside bounds are part of the step", {
  for (mixture in c(0, 0.5, 1)) {
    task <- random_task(11, box(-0.3, 0.4), penalty = list(lambda = 0.2, mixture = mixture))
    expect_same_solution(constrained_iterate(task, "projection"), solve_balls(task), 1e-6, mixture)
  }
  task <- random_task(11, nonnegative() & l2_ball(1), penalty = list(lambda = 0.2, mixture = 1))
  expect_lte(max(abs(constrained_iterate(task, "projection")$b - solve_balls(task)$b)), 1e-6)
  task <- random_task(11, l2_ball(1), penalty = list(lambda = 0.2, mixture = 1))
  expect_error(constrained_iterate(task, "projection"), class = "normball_error_method")
})

test_that("sparse x and more columns than rows", {
  task <- random_task(3, l1_ball(1), sparse = TRUE)
  expect_same_solution(constrained_iterate(task, "projection"), solve_balls(task), 1e-6, "sparse")
  task <- random_task(4, l2_ball(0.5), n = 10, p = 20)
  expect_lte(max(abs(constrained_iterate(task, "projection")$b - solve_balls(task)$b)), 1e-6)
})

test_that("columns that are nearly collinear take longer, not more room for error", {
  constraints <- task_constraints()
  for (k in seq_along(constraints)) {
    task <- random_task(20 + k, constraints[[k]])
    task$x <- task$x + 10 * task$x[, 1L] %o% c(0, rep(1, 5))
    exact <- solve_balls(task)
    expect_lte(max(abs(constrained_iterate(task, "projection")$b - exact$b)), 1e-6 * max(abs(exact$b)), label = k)
  }
})

test_that("batches are reproducible and come near, with steps that get shorter", {
  task <- random_task(5, l2_ball(0.7), n = 200)
  settings <- iterate_settings("projection", batch = 10, learning_rate = 0.5, max_iter = 4000, decay = 0.05, trace = 100)
  run <- function(seed) {
    set.seed(seed)
    constrained_iterate(task, "projection", settings)
  }
  first <- run(1)
  expect_identical(first, run(1))
  expect_false(identical(first$b, run(2)$b))
  expect_identical(first$trace$iteration, as.integer(seq(0, 4000, 100)))
  exact <- solve_balls(task)$b
  expect_lt(sqrt(sum((first$b - exact)^2) / sum(exact^2)), 0.05)
})

test_that("a learning rate that is too high leaves every bound without constraints, and stays within a ball", {
  settings <- iterate_settings("projection", learning_rate = 6, max_iter = 3000)
  task <- random_task(6, l2_ball(1e200))
  expect_error(constrained_iterate(task, "projection", settings), class = "normball_error_convergence")
  task <- random_task(6, l2_ball(0.7))
  found <- suppressWarnings(constrained_iterate(task, "projection", settings))
  expect_true(all(found$trace$norm <= 0.7 * (1 + 1e-12)))
})

test_that("the trace has the objective and the norm of the stated problem", {
  task <- random_task(7, l1_ball(1))
  trace <- constrained_iterate(task, "projection")$trace
  expect_named(trace, c("iteration", "objective", "norm", "radius", "change"))
  expect_equal(trace$norm[nrow(trace)], 1, tolerance = 1e-9)
  expect_lt(trace$objective[nrow(trace)], trace$objective[1L])
})

test_that("multipliers are found at corners, where bounds, kinks and rows hold every coefficient", {
  set.seed(151)
  for (set in list(nonnegative() & sum_to(0), linf_ball(0.1) & monotone(), linf_ball(0.2) & sum_to(0), l1_ball(0.3) & monotone(),
                   l2_ball(5) & sum_to(0), elastic_ball(0.3) & monotone(), simplex() & monotone())) {
    for (p in 1:4) {
      x <- matrix(rnorm(12 * p), 12)
      y <- 10 * rnorm(12)
      fit <- constrained(x, y, set, method = "projection")
      expect_equal(coef(fit), coef(constrained(x, y, set)), tolerance = 1e-6)
      expect_identical(fit$certificate$status, "optimal", label = paste(set$label, p))
      expect_lt(kkt_violation(fit, x, y), 1e-6, label = paste(set$label, p))
    }
  }
})

test_that("where all columns are constant there is nothing to project, and rows may be out of reach", {
  x <- matrix(1, 5, 2)
  fit <- quietly(constrained(x, 1:5, nonnegative(), method = "projection"))
  expect_identical(slopes_of_fit(fit), c(0, 0))
  for (method in c("exact", "projection", "dual")) {
    expect_error(constrained(x, 1:5, simplex(), standardize = TRUE, method = method), "x1, x2", class = "normball_infeasible")
  }
})
