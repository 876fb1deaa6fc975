# The pieces of the duality gap.

test_that("the bracket is what a search over a grid finds", {
  set.seed(111)
  for (i in 1:50) {
    g <- rnorm(1)
    l1 <- runif(1)
    h <- sample(c(0, runif(1)), 1)
    lower <- -runif(1)
    upper <- runif(1)
    b <- runif(1, lower, upper)
    value <- \(x) g * x - l1 * abs(x) - h / 2 * x^2
    most <- max(value(c(seq(lower, upper, length.out = 2001), 0)))
    expect_equal(bracket_excess(g, b, l1, h, lower, upper), most - value(b), tolerance = 1e-5)
  }
  expect_identical(bracket_excess(c(0.5, -0.5), c(0, 0), c(1, 1), c(0, 0), c(-Inf, -Inf), c(Inf, Inf)), c(0, 0))
  expect_identical(bracket_excess(2, 1, 0, 0, -Inf, 1), 0)
})

test_that("stationarity knows kinks and bounds", {
  expect_identical(stationarity_miss(c(0.5, 2, 1, -1), c(0, 0, 1, 1), c(1, 1, 1, 0), numeric(4), rep(-Inf, 4), c(Inf, Inf, Inf, 1)),
                   c(0, 1, 0, 1))
  expect_identical(stationarity_miss(3, 1, 0, 0, 0, 1), 0)
})

test_that("conjugate gradients and singular values solve the normal equations", {
  set.seed(112)
  x <- matrix(rnorm(200), 20)
  task <- list(x = x, columns = 0:9, centre = numeric(10), scale = rep(1, 10), root_weight = rep(1, 20), implicit = 0L,
               flat = NULL, flat_cross = NULL)
  v <- rnorm(10)
  exact <- solve(crossprod(x), v)
  expect_equal(solve_normal(task, v, 1e-13), exact, tolerance = 1e-9)
  expect_equal(solve_normal_directly(task, v), exact, tolerance = 1e-10)
  task$x <- x[, c(1:5, 1:5)]
  v <- drop(crossprod(task$x, rnorm(20)))
  for (z in list(solve_normal(task, v, 1e-12), solve_normal_directly(task, v))) {
    expect_equal(drop(crossprod(task$x, task$x %*% z)), v, tolerance = 1e-9)
  }
})

test_that("what the settling of rounding makes exceed is settled with it", {
  set.seed(143)
  u <- rnorm(20)
  w <- rnorm(20)
  x <- cbind(a = u, b = w, c = u + 1e-6 * w)
  design <- design(x, rnorm(20))
  region <- resolve_constraint(box(-1e6, 1e6), design$columns, NULL)
  problem <- constrained_problem(x, design$y, NULL, FALSE, FALSE, "sum", region, labels = design)
  task <- constrained_task(problem, x, region, list(lambda = 0, mixture = 1))
  task[c("lower", "upper")] <- list(rep(-Inf, 3), rep(Inf, 3))
  parts <- list(g = c(1e-16, 0.1, -1e-16), l1 = c(0, 0.1, 0), h = numeric(3), rows = numeric(), balls = numeric())
  once <- excess_move(task, c(1L, 3L), parts$g[c(1, 3)], 1e-13)
  expect_gt(abs(once$change[2]), 1e-11) # the column at its kink is pushed beyond it, or would be with the other sign
  for (sign in c(-1, 1)) {
    expect_lt(least_gap(task, replace(parts, "g", list(sign * parts$g)), c(1, sign, -1), 1e-13, 1), 1e-12)
  }
})
