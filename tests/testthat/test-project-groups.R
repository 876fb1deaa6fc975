# Projections on intersections: which are exact, Dykstra's algorithm, and sets that are empty.

# Whether the multipliers of a certificate add its inequalities, each an expression in b or the names of `row`, up to a contradiction.
expect_contradiction <- function(certificate, rows) {
  sign <- ifelse(grepl(" <= ", certificate$inequality, fixed = TRUE), 1, -1)
  left <- sub(" (<=|>=) .*", "", certificate$inequality)
  expect_true(all(left %in% rownames(rows)))
  expect_lte(max(abs((certificate$multiplier * sign) %*% rows[left, , drop = FALSE])), 1e-10)
  expect_lt(sum(certificate$multiplier * certificate$bound), -1e-8)
  expect_true(all(certificate$multiplier > 0))
}

test_that("one ball within bounds agrees with bisection", {
  set.seed(1)
  for (round in 1:60) {
    n <- sample(2:12, 1)
    z <- 2 * rnorm(n)
    w <- runif(n, 0.2, 2)
    lower <- ifelse(runif(n) < 0.3, -Inf, -runif(n))
    upper <- ifelse(runif(n) < 0.3, Inf, runif(n))
    if (round %% 3 == 0) lower <- rep(0, n)
    r <- runif(1, 0.1, 2)
    near <- \(b, oracle) expect_lte(max(abs(b - oracle)), 1e-11)
    near(project(z, box(lower, upper) & l1_ball(r, weights = w)), oracle_elastic(z, r, 1, w, lower, upper))
    near(project(z, l2_ball(r, weights = w) & box(lower, upper)), oracle_elastic(z, r^2 / 2, 0, w, lower, upper))
    near(project(z, elastic_ball(r, 0.3, weights = w) & box(lower, upper)), oracle_elastic(z, r, 0.3, w, lower, upper))
    near(project(z, elastic_ball(r, 0.3, weights = w) & nonpositive()), oracle_elastic(z, r, 0.3, w, -Inf, 0))
    near(project(z, l1_ball(r) & linf_ball(0.3)), oracle_elastic(z, r, 1, rep(1, n), -0.3, 0.3))
  }
  # bounds that leave out 0
  near(project(c(3, 0, -2), l2_ball(2) & box(lower = c(1, 1, -Inf))), oracle_elastic(c(3, 0, -2), 2, 0, rep(1, 3), c(1, 1, -Inf), Inf))
})

test_that("one row within bounds agrees with bisection", {
  set.seed(2)
  for (round in 1:100) {
    n <- sample(2:15, 1)
    z <- 2 * rnorm(n)
    a <- if (round %% 2) rep(1, n) else rnorm(n)
    lower <- ifelse(runif(n) < 0.2, -Inf, -runif(n))
    upper <- ifelse(runif(n) < 0.2, Inf, runif(n))
    total <- sum(a * pmin(pmax(rnorm(n), lower), upper)) * 0.9
    oracle <- oracle_row(z, a, total, lower, upper)
    b <- project(z, box(lower, upper) & sum_to(total, weights = a))
    expect_lte(max(abs(b - oracle)), 1e-10)
    expect_null(attributes(b))
    value <- sum(a * pmin(pmax(z, lower), upper))
    half <- project(z, linear(a, upper = total) & box(lower, upper))
    expect_lte(max(abs(half - if (value <= total) pmin(pmax(z, lower), upper) else oracle)), 1e-10)
  }
  expect_equal(project(c(0.9, 0.4, -0.2), simplex() & box(upper = 0.5)), c(0.5, 0.5, 0), tolerance = 1e-15)
  expect_equal(project(rep(0, 3), simplex() & box(upper = 1 / 3)), rep(1 / 3, 3), tolerance = 1e-15) # one point, to rounding
})

test_that("bounds, rows and orders together agree with the enumeration of active sets", {
  set.seed(3)
  for (round in 1:60) {
    p <- 3
    A <- matrix(sample(-2:2, 2 * p, TRUE), 2)
    A[rowSums(A != 0) == 0, 1] <- 1
    inner <- sort(runif(p))
    low <- drop(A %*% inner) - c(0, 0.5)
    z <- 2 * rnorm(p)
    G <- rbind(A, diag(p), -diag(p)[1, , drop = FALSE], diff(diag(p)))
    h <- c(low, rep(0, p), -1, rep(0, p - 1))
    b <- project(z, linear(A, low) & nonnegative() & box(upper = c(1, Inf, Inf)) & monotone())
    expect_lte(max(abs(b - oracle_polyhedron(z, G, h))), 1e-9)
    b <- project(z, monotone() & sum_to(sum(inner)) & box(0, 1)) # a search for one multiplier
    G <- rbind(1, -1, diff(diag(p)), diag(p), -diag(p))[, seq_len(p)]
    expect_lte(max(abs(b - oracle_polyhedron(z, G, c(sum(inner), -sum(inner), 0, 0, rep(0, p), rep(-1, p))))), 1e-9)
    expect_null(attributes(b))
  }
})

test_that("an L2 ball and one other set, and a row and a ball, are exact", {
  set.seed(4)
  z <- 2 * rnorm(8)
  A <- matrix(rnorm(16), 2)
  exact <- list(l2_ball(0.6) & simplex(), l2_ball(1) & l1_ball(1.5), l2_ball(1) & linear(A, -0.1, 0.1) & box(-0.5, 0.5),
                monotone() & l2_ball(0.5), l1_ball(1) & sum_to(0.2), elastic_ball(1, 0.5) & linear(A[1, ], 0.1, 0.2),
                linf_ball(0.5) & l2_ball(0.7) & sum_to(0))
  for (constraint in exact) {
    b <- project(z, constraint)
    expect_null(attributes(b))
    dykstra <- z # the definition, from the projections on the parts alone
    q <- matrix(0, 8, length(constraint$parts))
    for (cycle in 1:4000) {
      for (k in seq_along(constraint$parts)) {
        y <- dykstra + q[, k]
        dykstra <- project(y, constraint$parts[[k]])
        q[, k] <- y - dykstra
      }
      if (cycle %% 50 == 0 && max(abs(dykstra - b)) < 1e-9) break
    }
    expect_lte(max(abs(b - dykstra)), 1e-8, label = constraint$label)
    expect_lte(max(abs(project(b, constraint) - b)), 1e-12, label = constraint$label)
  }
  expect_equal(project(c(2, 1), l2_ball(1) & linear(c(1, 0), lower = 1)), c(1, 0), tolerance = 1e-12) # they only touch
})

test_that("Dykstra's algorithm finds the projection, to the tolerance it states", {
  set.seed(5)
  p <- 6
  w <- runif(p, 0.5, 2)
  A <- rbind(rep(1, p), c(1, -1, 0, 0, 0, 0))
  draws <- matrix(runif(40000 * p, -1, 1), ncol = p) / 2
  for (round in 1:5) {
    z <- 2 * rnorm(p)
    b <- project(z, l1_ball(1) & l2_ball(0.8, weights = w) & linear(A, -0.1, 0.1))
    expect_true(attr(b, "converged"))
    expect_lte(attr(b, "distance"), 1e-12 * sqrt(sum(z^2)))
    expect_gt(attr(b, "iterations"), 1)
    inside <- rowSums(abs(draws)) <= 1 & drop(draws^2 %*% w) <= 0.64 & apply(abs(draws %*% t(A)) <= 0.1, 1, all)
    expect_gt(sum(inside), 100)
    expect_variational(z, as.vector(b), draws[inside, ])
    expect_true(sum(abs(b)) <= 1 + 1e-9 && sum(w * b^2) <= 0.64 + 1e-9 && all(abs(A %*% b) <= 0.1 + 1e-9))
  }
  few <- l1_ball(1) & l2_ball(0.8, weights = w) & linear(A, -0.1, 0.1)
  expect_warning(b <- project(z, few, max_iter = 2), "2 cycles", class = "normball_warning_convergence")
  expect_false(attr(b, "converged"))
  expect_identical(attr(b, "iterations"), 2L)
  loose <- project(z, few, tolerance = 1e-3)
  expect_lt(attr(loose, "iterations"), attr(project(z, few), "iterations"))
  big <- project(1e150 * z, l1_ball(1e150) & l2_ball(0.8e150, weights = w) & linear(A, -1e149, 1e149))
  expect_equal(as.vector(big) / 1e150, as.vector(project(z, few)), tolerance = 1e-9)
})

test_that("parts that share no coefficient are projected on by themselves", {
  set.seed(6)
  w <- setNames(rnorm(6), letters[1:6])
  b <- project(w, simplex(1, c("a", "b")) & simplex(2, c("c", "d")) & l2_ball(0.1, "e"))
  expect_null(attributes(b)$iterations)
  expect_identical(b[1:2], project(w[1:2], simplex(1)))
  expect_identical(b[3:4], project(w[3:4], simplex(2)))
  expect_identical(b[5], project(w[5], l2_ball(0.1)))
  expect_identical(b[6], w[6])
})

test_that("matrices: every column by itself, or all within one ball", {
  set.seed(7)
  m <- matrix(rnorm(12), 4)
  expect_identical(project(m, column_norm(0.5) & nonnegative())[, 2], project(m[, 2], l2_ball(0.5) & nonnegative()))
  b <- project(m, frobenius_ball(0.7) & nonnegative())
  expect_equal(b, pmax(m, 0) * 0.7 / sqrt(sum(pmax(m, 0)^2)), tolerance = 1e-12)
  b <- project(m, frobenius_ball(1) & simplex(1))
  expect_equal(colSums(b), rep(1, 3), tolerance = 1e-12)
  expect_equal(sqrt(sum(b^2)), 1, tolerance = 1e-12)
  expect_identical(project(m, frobenius_ball(Inf) & nonnegative()), project(m, nonnegative()))
  expect_identical(project(m, frobenius_ball(3) & frobenius_ball(1)), project(m, frobenius_ball(1)))
  expect_equal(sqrt(colSums(project(m, column_norm(0.4) & frobenius_ball(10))^2)), rep(0.4, 3), tolerance = 1e-12)
  expect_error(project(m, frobenius_ball(0.5) & simplex(1)), "least norm is 0.866", class = "normball_infeasible")
})

test_that("empty polyhedra come with a contradiction", {
  w <- c(a = 1, b = 2, c = 3)
  rows <- rbind(`the sum` = c(1, 1, 1), diag(3), r = c(1, -1, 0), s = c(-1, 1, 0), `b - a` = c(-1, 1, 0), `c - b` = c(0, -1, 1))
  rownames(rows)[2:4] <- c("a", "b", "c")
  r <- rbind(r = c(a = 1, b = -1), s = c(-1, 1))
  empty <- list(
    simplex() & box(upper = 0.3), sum_to(5) & box(0, 1), sum_to(5) & box(0, 1) & monotone(), linear(r, 1) & nonnegative(),
    linear(r[1, , drop = FALSE], 1) & monotone(), simplex(1) & l1_ball(0.5), l1_ball(0.5) & nonnegative() & linear(r[1, , drop = FALSE], 1),
    simplex() & linear(c(a = 1), lower = 2), l2_ball(0) & linear(r[1, , drop = FALSE], 1)
  )
  rows <- rbind(rows, `the L1 norm` = c(1, 1, 1), row1 = c(1, 0, 0))
  for (constraint in empty) {
    error <- expect_error(project(w, constraint), "No coefficients satisfy", class = "normball_infeasible", label = constraint$label)
    expect_contradiction(error$certificate, rows)
    expect_true(all(error$parts %in% normball:::part_names(constraint)))
    expect_identical(unique(error$certificate$part), error$parts)
  }
  error <- expect_error(project(w * 1e150, simplex(1e150) & box(upper = 0.3e150)), class = "normball_infeasible")
  expect_equal(error$certificate$bound / 1e150, c(-1, 0.3, 0.3, 0.3))
})

test_that("random polyhedra are empty exactly when an enumeration says so", {
  set.seed(8)
  verdicts <- replicate(150, {
    A <- matrix(sample(-1:1, 6, TRUE), 3)
    A[rowSums(A != 0) == 0, 1] <- 1
    h <- sample(-1:2, 3, TRUE)
    z <- rnorm(2)
    oracle <- oracle_polyhedron(z, rbind(A, diag(2)), c(h, 0, 0))
    b <- tryCatch(project(z, linear(A, h) & nonnegative()), normball_infeasible = \(e) NULL)
    stopifnot(is.null(b) == is.null(oracle), is.null(b) || max(abs(b - oracle)) < 1e-9)
    is.null(b)
  })
  expect_gt(sum(verdicts), 10)
  expect_gt(sum(!verdicts), 50)
})

test_that("empty sets with balls say how that was decided", {
  expect_error(project(c(2, 1), box(1, 2) & l1_ball(1.5)), "least value of the ball", class = "normball_infeasible")
  expect_error(project(c(2, 1), box(1, 2) & l2_ball(1)), "least value of the ball", class = "normball_infeasible")
  expect_error(project(c(2, 1), linear(c(1, 0), lower = 2) & l2_ball(1)), "least norm is 2, and its radius is 1",
               class = "normball_infeasible")
  expect_error(project(c(2, 1), linear(c(1, 0), lower = 2) & l1_ball(1)), "out of reach", class = "normball_infeasible")
  two <- linear(c(1, 0), lower = 2) & linear(c(0, 1), lower = 2)
  expect_error(project(c(2, 1), l1_ball(1) & two), "norm of at least .* no more than 1.41", class = "normball_infeasible")
  unbounded <- elastic_ball(1, vars = 1:2) & linear(rbind(c(1, 0, 1), c(0, 0, 1)), c(2, -Inf), c(Inf, 0.1))
  error <- expect_error(project(c(2, 1, 5), unbounded), "This is no proof", class = "normball_infeasible")
  expect_identical(error$parts, c("elastic_ball", "linear"))
  expect_null(error$certificate)
})
