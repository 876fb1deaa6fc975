# L1 balls as rows over positive and negative parts.

qp_task <- function(x, y, within, lambda = 0) {
  region <- resolve_constraint(within, paste0("x", seq_len(ncol(x))))
  problem <- constrained_problem(x, cbind(y), NULL, TRUE, FALSE, "sum", region)
  list(task = constrained_task(problem, x, region, list(lambda = lambda, mixture = 1)), problem = problem)
}

test_that("the split task has the value of the task, and a sign that is known is not doubled", {
  set.seed(51)
  x <- matrix(rnorm(60), 15)
  parts <- qp_task(x, rnorm(15), l1_ball(1, weights = c(1, 2, 0, 1)) & box(c(0, -Inf, -1, -1), c(Inf, 0, 1, 1)))
  split <- split_task(parts$task, 1L)
  expect_identical(split$twice, 4L)
  both <- c(0.3, -0.4, 0.2, 0.5, 0.7)
  b <- c(both[1:3], both[4] - both[5])
  expect_equal(task_multiply(split, both), task_multiply(parts$task, b))
  expect_equal(sum(split$rows * both), sum(parts$task$balls[[1]]$l1 * c(abs(both[1:3]), sum(both[4:5]))))
})

test_that("a slack L1 ball costs nothing, one that presses has the multiplier of its row", {
  set.seed(52)
  x <- matrix(rnorm(60), 15)
  y <- rnorm(15)
  parts <- qp_task(x, y, l1_ball(100) & box(-1, 1))
  found <- solve_polyhedral(parts$task, 1L)
  expect_identical(found$ball_multiplier, 0)
  expect_null(found$start$split)
  for (r in c(0.05, 0.2)) {
    parts <- qp_task(x, y, l1_ball(r) & box(-1, 1))
    found <- solve_polyhedral(parts$task, 1L)
    back <- unscale_solution(parts$task, parts$problem, found, 4L)
    path <- lasso(x, y, lambda = back$ball, standardize = FALSE, loss = "sum")
    expect_equal(back$slopes, as.vector(coef(path))[-1], tolerance = 1e-10)
    again <- solve_polyhedral(parts$task, 1L, found$start)
    expect_equal(again$b, found$b, tolerance = 1e-12)
  }
})

test_that("two L1 balls among rows satisfy the conditions", {
  set.seed(53)
  for (i in 1:20) {
    x <- matrix(rnorm(120), 20)
    y <- drop(x %*% rnorm(6)) + rnorm(20)
    fit <- constrained(x, y, l1_ball(1, vars = 1:4) & l1_ball(1.2, vars = 3:6, weights = c(1, 2, 1, 1)) & monotone(c(1, 5)))
    expect_lt(kkt_violation(fit, x, y), 1e-10)
    expect_lt(fit$certificate$relative_gap, 1e-12)
    expect_true(all(fit$slack > -1e-12) && all(fit$multiplier[1:2] >= 0))
  }
})

test_that("a proof of infeasibility is one in the coefficients", {
  x <- matrix(rnorm(60), 15)
  failed <- expect_error(constrained(x, rnorm(15), l1_ball(1) & sum_to(2, 1:2)), class = "normball_infeasible")
  expect_identical(failed$parts, c("sum_to", "l1_ball"))
  expect_lt(sum(failed$certificate$bound * failed$certificate$multiplier), 0)
})

test_that("kinks as parts are the kinks", {
  set.seed(54)
  for (i in 1:10) {
    x <- matrix(rnorm(120), 20)
    task <- qp_task(x, rnorm(20), monotone(c(2, 5)) & box(upper = c(2, 0, 3, 0.1, 9, 9)) & l1_ball(1), lambda = 0.5)$task
    kinked <- solve_split(task, 1L, NULL, FALSE)
    parts <- solve_split(task, 1L, NULL, TRUE)
    for (name in c("b", "bound_multiplier", "row_multiplier", "ball_multiplier")) {
      expect_equal(parts[[name]], kinked[[name]], tolerance = 1e-9)
    }
  }
})

test_that("a penalty, rows at their corner and more columns than rows", {
  # the active set went round in circles here
  set.seed(55)
  for (i in 1:60) {
    x <- matrix(rnorm(45), 5)
    y <- 10 * rnorm(5)
    fit <- constrained(x, y, monotone(sample(9, 3)), lambda = 0.1, mixture = runif(1))
    expect_identical(fit$certificate$status, "optimal")
  }
})
