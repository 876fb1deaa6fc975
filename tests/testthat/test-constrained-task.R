# The numbers that the methods work on.

task_of <- function(x, y, within, lambda = 0, mixture = 1, standardize = FALSE, loss = "mean", weights = NULL, response = 1L) {
  y <- as.matrix(y)
  region <- resolve_constraint(within, paste0("x", seq_len(ncol(x))))
  problem <- constrained_problem(x, y, weights, TRUE, standardize, loss, region)
  list(task = constrained_task(problem, x, region, list(lambda = lambda, mixture = mixture), response), problem = problem)
}

test_that("objective, bounds, rows and balls of a task are those of the problem in other units", {
  set.seed(81)
  x <- matrix(rnorm(80), 20) * rep(c(1, 1e3, 1e-4, 7), each = 20)
  y <- 1e5 * rnorm(20)
  w <- runif(20)
  within <- box(-3, 4) & linear(rbind(c(1, 2, 0, -1), c(0, 1, 1, 0)), c(-1, -2), c(5, Inf)) & l1_ball(2, weights = c(1, 2, 3, 0)) &
    l2_ball(3, weights = c(4, 3, 2, 1)) & elastic_ball(2, 0.3, vars = 2:4)
  for (standardize in c(FALSE, TRUE)) for (loss in c("mean", "sum")) {
    made <- task_of(x, y, within, 0.7, 0.4, standardize, loss, w)
    task <- made$task
    problem <- made$problem
    beta <- rnorm(4)
    b <- beta * problem$unit * task$y_unit
    c <- if (standardize) b * problem$scales else b
    z <- sweep(x, 2, colSums(w * x) / sum(w))
    r <- y - sum(w * y) / sum(w) - drop(z %*% b)
    stated <- sum(w * r^2) / 2 / (if (loss == "mean") sum(w) else 1) + 0.7 * sum(0.4 * abs(c) + 0.3 * c^2)
    ours <- sum((task$y - task_multiply(task, beta))^2) / 2 + sum(task$ridge * beta^2) / 2 + sum(task$l1 * abs(beta))
    expect_equal(ours * problem$loss_total * task$y_unit^2, stated, tolerance = 1e-12)
    expect_equal(beta - task$lower, (c + 3) * task$bound_scale, tolerance = 1e-12)
    expect_equal(drop(task$rows %*% beta), c(c[1] + 2 * c[2] - c[4], c[2] + c[3]) * task$row_scale, tolerance = 1e-12)
    measure <- c(sum(c(1, 2, 3, 0) * abs(c)) / 2, sum(4:1 * c^2) / 9, sum(0.3 * abs(c[-1]) + 0.35 * c[-1]^2) / 2)
    expect_equal(vapply(task$balls, \(ball) value_of_ball(ball, beta) / ball$limit, 0), measure, tolerance = 1e-12)
    expect_equal(ball_gradient(task$balls[[3]], beta), vapply(1:4, \(j) {
      h <- 1e-6 * (seq_len(4) == j)
      (value_of_ball(task$balls[[3]], beta + h) - value_of_ball(task$balls[[3]], beta - h)) / 2e-6
    }, 0), tolerance = 1e-6)
  }
})

test_that("units are powers of two, so that bounds come back as they were", {
  set.seed(82)
  x <- matrix(rnorm(80), 20) * rep(c(1, 1e3, 1e-4, 7), each = 20)
  bounds <- c(-1 / 3, -0.1, -pi, -1e-3)
  fit <- constrained(x, -rowSums(x) * 1e6, box(lower = bounds))
  pressing <- unname(fit$multiplier != 0)
  expect_gte(sum(pressing), 2L)
  expect_identical(slopes_of_fit(fit)[pressing], bounds[pressing])
  made <- task_of(x, rnorm(20), nonnegative())
  expect_identical(log2(made$problem$unit), round(log2(made$problem$unit)))
})

test_that("a ball of radius 0 is a set of bounds, one of infinite radius is none", {
  set.seed(83)
  x <- matrix(rnorm(80), 20)
  y <- rnorm(20)
  zero <- task_of(x, y, l1_ball(0, vars = 1:2) & l2_ball(Inf))$task
  expect_identical(zero$lower, c(0, 0, -Inf, -Inf))
  expect_identical(zero$zero, 1L)
  expect_identical(open_balls(zero), integer())
})

test_that("constant columns take part only where something is asked of their coefficient", {
  set.seed(84)
  x <- cbind(matrix(rnorm(60), 20), 1)
  y <- rnorm(20)
  expect_identical(task_of(x, y, nonnegative())$problem$excluded, 4L)
  expect_identical(task_of(x, y, sum_to(1))$problem$excluded, integer())
  expect_identical(task_of(x, y, sum_to(1), standardize = TRUE)$problem$excluded, 4L)
  expect_equal(max(abs(task_multiply(task_of(x, y, sum_to(1))$task, c(0, 0, 0, 1e6)))), 0)
  fit <- constrained(x, y, box(lower = c(-Inf, -Inf, -Inf, 2)))
  expect_identical(unname(coef(fit)[5]), 2)
  expect_error(constrained(x, y, box(lower = c(-Inf, -Inf, -Inf, 2)), standardize = TRUE), class = "normball_error_constraint")
})
