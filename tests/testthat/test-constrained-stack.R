# Two responses of unequal size.
random_tasks <- function(within) {
  set.seed(8)
  x <- matrix(rnorm(150), 30, dimnames = list(NULL, letters[1:5]))
  y <- x %*% matrix(rnorm(10), 5) %*% diag(c(1, 30)) + rnorm(60)
  d <- design(x, y)
  region <- resolve_constraint(within, d$columns, design_terms(d))
  problem <- constrained_problem(d$x, d$y, d$weights, TRUE, FALSE, "mean", region, labels = d)
  lapply(1:2, \(k) constrained_task(problem, d$x, region, list(lambda = 0, mixture = 1), k))
}

test_that("a ball around all responses is one task, by both methods", {
  for (within in list(frobenius_ball(20), frobenius_ball(20) & nonnegative(), frobenius_ball(20) & sum_to(1))) {
    tasks <- random_tasks(within)
    exact <- solve_responses(tasks)
    for (method in c("projection", "dual")) {
      found <- iterate_responses(tasks, method, iterate_settings(method))
      for (k in 1:2) expect_same_solution(found[[k]], exact[[k]], 1e-6, paste(method, k))
    }
  }
})

test_that("balls of each column need no stack", {
  tasks <- random_tasks(column_norm(2))
  exact <- solve_responses(tasks)
  found <- iterate_responses(tasks, "dual", iterate_settings("dual"))
  for (k in 1:2) expect_same_solution(found[[k]], exact[[k]], 1e-6, k)
})
