test_that("dual ascent ends where the exact method does, with its multipliers", {
  skip_on_cran()
  constraints <- task_constraints()
  for (k in seq_along(constraints)) for (seed in 1:5) {
    task <- random_task(seed, constraints[[k]])
    found <- constrained_iterate(task, "dual")
    expect_true(found$converged)
    expect_same_solution(found, solve_balls(task), 1e-6, paste(format(constraints[[k]])[1L], seed))
  }
})

test_that("the multiplier rises while the norm exceeds the radius and falls while it is below", {
  for (within in list(l1_ball(1), l2_ball(0.7), elastic_ball(0.8, 0.4))) {
    for (rate in list(NULL, 0.3)) {
      trace <- suppressWarnings(constrained_iterate(random_task(2, within), "dual", iterate_settings("dual", learning_rate = rate)))$trace
      change <- diff(trace$multiplier)
      excess <- (trace$norm - trace$radius)[-nrow(trace)]
      expect_true(all(change[excess > 1e-9] > 0))
      expect_true(all(change[excess < -1e-9] <= 0))
      expect_gt(sum(excess > 1e-9), 1)
    }
  }
})

test_that("a penalty beside a ball, and a ball that does not bind", {
  task <- random_task(9, l2_ball(0.5), penalty = list(lambda = 0.1, mixture = 1))
  expect_same_solution(constrained_iterate(task, "dual"), solve_balls(task), 1e-6, "penalty")
  found <- constrained_iterate(random_task(9, l2_ball(1e3)), "dual")
  expect_identical(c(found$ball_multiplier, found$iterations), c(0, 1))
})

test_that("rows that contradict each other are named", {
  within <- linear(rbind(rep(1, 6)), 1, Inf) & linear(rbind(rep(1, 6)), -Inf, 0) & l2_ball(1)
  expect_error(constrained_iterate(random_task(1, within), "dual"), class = "normball_infeasible")
})
