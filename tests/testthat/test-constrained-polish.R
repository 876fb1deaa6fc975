# Columns that nearly depend on each other.

test_that("solutions are optimal where the columns differ in the seventh digit", {
  set.seed(131)
  for (digits in 4:6) for (set in list(sum_to(1), box(-1e8, 1e8), linear(rbind(rep(c(1, -1), 5)), 0.1, 0.3))) {
    x <- matrix(rnorm(150), 30)
    x <- cbind(x, x + 10^-digits * rnorm(150))
    fit <- constrained(x, rnorm(30), set)
    expect_lt(fit$certificate$relative_gap, 1e-9, label = paste(digits, set$label))
    expect_identical(fit$certificate$status, "optimal", label = paste(digits, set$label))
  }
})

test_that("the solve on a face is that of the normal equations where these are sound", {
  set.seed(132)
  x <- matrix(rnorm(120), 20)
  y <- rnorm(20)
  region <- resolve_constraint(sum_to(0.5) & nonnegative(1:2) & l1_ball(0.8), paste0("x", 1:6))
  problem <- constrained_problem(x, cbind(y), NULL, TRUE, FALSE, "mean", region)
  task <- constrained_task(problem, x, region, list(lambda = 0.01, mixture = 0.5))
  found <- solve_balls(task)
  kink <- face_kink(task, found)
  free <- which(found$b > task$lower & found$b < task$upper & !(found$b == 0 & kink > 0))
  again <- solve_face(task, found, free)
  expect_equal(again$b, found$b, tolerance = 1e-10)
  expect_equal(again$row_multiplier, found$row_multiplier, tolerance = 1e-9)
  expect_equal(again$ball_multiplier, found$ball_multiplier, tolerance = 1e-9)
  expect_equal(again$bound_multiplier, found$bound_multiplier, tolerance = 1e-9)
  expect_identical(polish_solution(task, found), found)
})
