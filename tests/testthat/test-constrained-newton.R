# Several curved balls at once.

groups <- function(count, radius, p) {
  Reduce(`&`, lapply(seq_len(count), \(i) l2_ball(radius, vars = p / count * (i - 1) + seq_len(p / count))))
}

test_that("balls around groups satisfy the conditions, with others and without", {
  set.seed(71)
  x <- matrix(rnorm(60 * 24), 60)
  y <- drop(x %*% rnorm(24)) + rnorm(60)
  for (count in c(2, 4, 12)) for (radius in c(0.1, 0.6, 1.5, 10)) {
    for (more in list(NULL, nonnegative(1:6) & l1_ball(4), sum_to(0.2, 1:12), elastic_ball(3))) {
      set <- groups(count, radius, 24)
      if (!is.null(more)) set <- set & more
      fit <- constrained(x, y, set)
      about <- paste(count, radius, more$label)
      expect_lt(kkt_violation(fit, x, y), 1e-9, label = about)
      expect_lt(fit$certificate$relative_gap, 1e-11, label = about)
      expect_lt(fit$certificate$feasibility, 1e-10, label = about)
    }
  }
})

test_that("Newton's method and nested searches have one answer", {
  set.seed(72)
  for (i in 1:10) {
    x <- matrix(rnorm(80), 20)
    y <- drop(x %*% rnorm(4)) + rnorm(20)
    set <- l2_ball(runif(1), vars = 1:3) & elastic_ball(runif(1), vars = 2:4)
    fit <- constrained(x, y, set)
    region <- resolve_constraint(set, paste0("x", 1:4))
    problem <- constrained_problem(x, cbind(y), NULL, TRUE, FALSE, "mean", region)
    task <- constrained_task(problem, x, region, list(lambda = 0, mixture = 1))
    evaluate <- function(mu, before) {
      out <- solve_balls(with_ball(task, task$balls[[2]], mu), 1L)
      out[c("mu", "t")] <- list(mu, shortfall(value_of_ball(task$balls[[2]], out$b), task$balls[[2]]$limit))
      out
    }
    nested <- unscale_solution(task, problem, find_multiplier(evaluate), 4L)
    expect_equal(slopes_of_fit(fit), nested$slopes, tolerance = 1e-9)
  }
})

test_that("designs with more columns than rows, and balls that are all slack", {
  set.seed(73)
  x <- matrix(rnorm(20 * 40), 20)
  y <- rnorm(20)
  for (radius in c(0.05, 0.3, 5)) {
    fit <- constrained(x, y, groups(4, radius, 40))
    expect_lt(kkt_violation(fit, x, y), 1e-9)
    expect_lt(fit$certificate$relative_gap, 1e-11)
    expect_true(all(fit$slack > -1e-9))
  }
  expect_identical(unname(fit$multiplier), rep(0, 4))
})
