# The solver of quadratic programs against enumeration, quadprog and its own conditions, and what its binding refuses.

# A problem over a dense or sparse matrix as it is.
qp_problem <- function(x, y, ..., m = 0L) {
  p <- ncol(x)
  usual <- list(x = x, columns = seq_len(p) - 1L, centre = numeric(p), scale = rep(1, p), root_weight = rep(1, nrow(x)), flat = NULL,
                flat_cross = NULL, implicit = 0L, y = y, ridge = numeric(p), l1 = numeric(p), lower = rep(-Inf, p), upper = rep(Inf, p),
                rows = matrix(0, m, p), row_lower = rep(-Inf, m), row_upper = rep(Inf, m))
  given <- list(...)
  usual[names(given)] <- given
  usual
}

# The largest violation of the conditions of optimality, in the units of the gradient or of the rows.
qp_miss <- function(problem, found) {
  b <- found$b
  z <- sweep(as.matrix(problem$x)[, problem$columns + 1L, drop = FALSE], 2, problem$centre) * rep(problem$scale, each = nrow(problem$x))
  z <- problem$root_weight * z
  slope <- drop(crossprod(z, z %*% b - problem$y)) + problem$ridge * b + found$bound_multiplier
  slope <- slope + drop(found$row_multiplier %*% problem$rows)
  value <- drop(problem$rows %*% b)
  touched <- function(multiplier, value, lower, upper) {
    side <- ifelse(multiplier > 0, upper, lower)
    ifelse(multiplier == 0, 0, abs(value - side))
  }
  max(0, ifelse(b == 0, pmax(abs(slope) - problem$l1, 0), abs(slope + problem$l1 * sign(b))), problem$lower - b, b - problem$upper,
      problem$row_lower - value, value - problem$row_upper, touched(found$bound_multiplier, b, problem$lower, problem$upper),
      touched(found$row_multiplier, value, problem$row_lower, problem$row_upper))
}

# Small integers, bounds and rows through a point within them.
random_qp <- function(n, p, m, ...) {
  x <- matrix(sample(-3:3, n * p, TRUE), n) + 0
  inside <- sample(-1:1, p, TRUE)
  rows <- matrix(sample(-2:2, m * p, TRUE), m, p) + 0
  value <- as.vector(rows %*% inside)
  qp_problem(x, sample(-6:6, n, TRUE) + 0, lower = inside - sample(c(0, 1, Inf), p, TRUE), upper = inside + sample(c(0, 1, Inf), p, TRUE),
             rows = rows, row_lower = value - sample(c(0, 1, Inf), m, TRUE), row_upper = value + sample(c(0, 1, Inf), m, TRUE), ...)
}

# Sides as inequalities G b <= g and equations E b = e.
sides <- function(A, lower, upper) {
  equal <- lower == upper
  up <- !equal & upper < Inf
  low <- !equal & lower > -Inf
  list(E = A[equal, , drop = FALSE], e = lower[equal], G = rbind(A[up, , drop = FALSE], -A[low, , drop = FALSE]),
       g = c(upper[up], -lower[low]))
}

test_that("solutions are those of enumeration", {
  set.seed(71)
  solved <- 0L
  for (k in 1:120) {
    p <- sample(2:4, 1L)
    problem <- random_qp(p + 3L, p, sample(0:2, 1L), ridge = rep(sample(0:1, 1L), p) + 0)
    H <- crossprod(problem$x) + diag(problem$ridge, p)
    if (rcond(H) < 1e-3) next
    all <- sides(rbind(diag(p), problem$rows), c(problem$lower, problem$row_lower), c(problem$upper, problem$row_upper))
    if (NROW(all$E) && qr(all$E)$rank < NROW(all$E)) next
    expected <- enumerate_qp(H, drop(crossprod(problem$x, problem$y)), all$E, all$e, all$G, all$g)
    found <- solve_qp(problem)
    expect_true(found$feasible && found$converged && found$unique)
    expect_equal(found$b, expected$b, tolerance = 1e-10, ignore_attr = TRUE)
    expect_lt(qp_miss(problem, found), 1e-9)
    solved <- solved + 1L
  }
  expect_gt(solved, 60L)
})

test_that("solutions are those of quadprog", {
  skip_if_not_installed("quadprog")
  set.seed(72)
  for (k in 1:30) {
    p <- 12L
    x <- matrix(rnorm(30 * p), 30)
    y <- rnorm(30)
    rows <- matrix(rnorm(5 * p), 5)
    problem <- qp_problem(x, y, lower = rep(-0.1, p), rows = rows, row_lower = c(0.1, 0.2, -Inf, -1, -Inf),
                          row_upper = c(0.1, Inf, 0, 1, 0.3))
    all <- sides(rbind(diag(p), rows), c(problem$lower, problem$row_lower), c(problem$upper, problem$row_upper))
    expected <- tryCatch(quadprog::solve.QP(crossprod(x), drop(crossprod(x, y)), t(rbind(all$E, -all$G)), c(all$e, -all$g), nrow(all$E)),
                         error = \(e) NULL)
    found <- solve_qp(problem)
    expect_identical(found$feasible, !is.null(expected))
    if (found$feasible) expect_equal(found$b, expected$solution, tolerance = 1e-8)
  }
})

test_that("the conditions of optimality hold whatever the shape, and wherever it begins", {
  set.seed(73)
  for (k in 1:100) {
    n <- sample(8L, 1L)
    p <- sample(10L, 1L)
    problem <- random_qp(n, p, sample(0:6, 1L), l1 = sample(0:2, p, TRUE) + 0, ridge = sample(0:1, p, TRUE) + 0)
    if (k %% 3L == 0L) problem$x[, 1L] <- problem$x[, p]
    cold <- solve_qp(problem)
    expect_true(cold$feasible && cold$converged)
    expect_lt(qp_miss(problem, cold), 1e-9)
    other <- list(b = rnorm(p), free = runif(p) < 0.5, row_side = sample(-1:1, length(problem$row_lower), TRUE))
    for (start in list(cold, other)) {
      warm <- solve_qp(problem, start)
      expect_true(warm$converged)
      expect_lt(qp_miss(problem, warm), 1e-9)
      if (cold$unique) expect_equal(warm$b, cold$b, tolerance = 1e-9)
    }
  }
})

test_that("a beginning at the solution takes no change of the active set", {
  set.seed(74)
  problem <- qp_problem(matrix(rnorm(600), 30), rnorm(30), lower = numeric(20), rows = matrix(1, 1L, 20L), row_lower = 1, row_upper = 1)
  cold <- solve_qp(problem)
  warm <- solve_qp(problem, cold)
  expect_gt(cold$rounds, 0L)
  expect_identical(warm$rounds, 0L)
  expect_equal(warm$b, cold$b, tolerance = 1e-12)
})

test_that("centres, scales, weights, columns and sparse storage mean what they do elsewhere", {
  set.seed(75)
  x <- matrix(rnorm(100) * (runif(100) < 0.5), 20)
  y <- rnorm(20)
  root <- runif(20)
  root <- root / sqrt(sum(root^2))
  more <- list(columns = c(3L, 0L, 2L), centre = colSums(root^2 * x)[c(4, 1, 3)], scale = c(2, 0.5, 1), root_weight = root, ridge = numeric(3),
               l1 = c(0.1, 0, 0.2), lower = c(0, -1, -1), upper = rep(1, 3), rows = matrix(1, 1L, 3L), row_lower = -0.1, row_upper = 0.1)
  dense <- do.call(qp_problem, c(list(x, y), more))
  found <- solve_qp(dense)
  expect_lt(qp_miss(dense, found), 1e-12)
  for (implicit in 0:1) {
    sparse <- replace(dense, c("x", "implicit"), list(Matrix::Matrix(x, sparse = TRUE), implicit))
    expect_equal(solve_qp(sparse)[c("b", "row_multiplier", "unique", "rank")], found[c("b", "row_multiplier", "unique", "rank")])
  }
})

test_that("what is not feasible is proved not to be", {
  set.seed(76)
  refused <- 0L
  for (k in 1:150) {
    p <- sample(5L, 1L)
    problem <- random_qp(4L, p, 4L)
    moved <- sample(-3:3, 4L, TRUE)
    problem$row_lower <- problem$row_lower + moved
    problem$row_upper <- problem$row_upper + moved
    found <- solve_qp(problem)
    if (found$feasible) {
      expect_lt(qp_miss(problem, found), 1e-9)
      next
    }
    refused <- refused + 1L
    expect_null(found$b)
    y <- found$farkas
    asked <- function(y, lower, upper) sum(ifelse(y == 0, 0, y * ifelse(y > 0, upper, lower)))
    size <- max(abs(y$row))
    expect_lt(asked(y$row, problem$row_lower, problem$row_upper) + asked(y$bound, problem$lower, problem$upper), -1e-9 * size)
    expect_lt(max(abs(drop(y$row %*% problem$rows) + y$bound)), 1e-12 * size)
  }
  expect_gt(refused, 30L)
})

test_that("numbers of the wrong type, size or order are refused by the binding", {
  problem <- qp_problem(matrix(c(1, 0, 0, 1), 2), c(1, 2), m = 1L)
  number <- qp_numbers(problem)
  call <- function(problem, start = NULL) core_call(.Call(C_qp, problem, start))
  expect_equal(call(number)$b, c(1, 2))
  for (name in c("y", "ridge", "l1", "lower", "upper", "rows", "row_upper")) {
    expect_error(call(replace(number, name, list(c(number[[name]], 0)))), name)
    expect_error(call(replace(number, name, list(as.character(number[[name]])))), name)
    expect_error(call(number[names(number) != name]), name)
  }
  expect_error(call(unname(number)), "named list")
  expect_error(call(replace(number, "columns", list(c(0L, 2L)))), "columns")
  start <- list(b = c(0, 0), free = c(TRUE, TRUE), row_side = 0L)
  expect_equal(call(number, start)$b, c(1, 2))
  for (name in names(start)) {
    expect_error(call(number, replace(start, name, list(rep(start[[name]], 3L)))), name)
    expect_error(call(number, replace(start, name, list("a"))), name)
  }
  expect_error(solve_qp(replace(problem, "lower", list(c(2, 0)))), NA)
  crossed <- replace(problem, c("lower", "upper"), list(c(2, 0), c(1, 0)))
  expect_error(solve_qp(crossed), class = "normball_error")
  expect_error(solve_qp(replace(problem, "row_lower", list(NaN))), class = "normball_error")
})
