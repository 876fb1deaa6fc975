# A random task of one response (R/constrained-task.R), columns of unequal sizes.
random_task <- function(seed, within, n = 30, p = 6, penalty = list(lambda = 0, mixture = 1), sparse = FALSE) {
  set.seed(seed)
  x <- matrix(rnorm(n * p), n) %*% diag(exp(rnorm(p) / 2))
  colnames(x) <- letters[seq_len(p)]
  y <- x %*% rnorm(p) + rnorm(n)
  d <- design(if (sparse) methods::as(methods::as(x, "generalMatrix"), "CsparseMatrix") else x, y)
  region <- resolve_constraint(within, d$columns, design_terms(d))
  problem <- constrained_problem(d$x, d$y, d$weights, TRUE, FALSE, "mean", region, labels = d)
  constrained_task(problem, d$x, region, penalty)
}

two_rows <- function() linear(rbind(c(1, 1, 0, 0, 0, 0), c(0, 0, 1, -1, 0, 0)), c(-0.1, 0), c(0.1, 0.2))

# One constraint of every kind, and intersections.
task_constraints <- function() {
  list(
    l1_ball(1), l2_ball(0.7), elastic_ball(0.8, 0.4), nonnegative(), simplex(1), box(-0.2, 0.3), monotone(letters[1:6]), sum_to(0.5),
    l1_ball(1) & nonnegative(), l1_ball(1) & l2_ball(0.6), l1_ball(1) & sum_to(0), l2_ball(0.5) & monotone(letters[1:6]), two_rows(),
    l2_ball(0.5, weights = 1:6) & two_rows(), elastic_ball(0.8, 0.4) & box(-0.2, 0.5)
  )
}

multipliers <- function(found) c(found$ball_multiplier, found$row_multiplier, found$bound_multiplier)

# Coefficients and multipliers of both solutions agree relative to the largest.
expect_same_solution <- function(found, exact, tolerance, info) {
  expect_lte(max(abs(found$b - exact$b)), tolerance * max(abs(exact$b)), label = paste("coefficients,", info))
  expect_lte(max(abs(multipliers(found) - multipliers(exact))), tolerance * max(abs(multipliers(exact))),
             label = paste("multipliers,", info))
}
