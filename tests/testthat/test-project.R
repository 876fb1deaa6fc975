# Projections on one constraint: against sorting, bisection and enumeration in plain R, and by what defines a projection. Intersections are
# in test-project-groups.R.

scales <- 10^c(-150, -3, 0, 3, 150)

test_that("examples with rational answers", {
  expect_identical(project(c(3, -1, 0.5), l1_ball(2)), c(2, 0, 0))
  expect_identical(project(c(3, -4), l1_ball(5, weights = c(1, 3))), c(2, -1))
  expect_identical(project(c(0.5, 0.25, -1), simplex()), c(0.625, 0.375, 0))
  expect_identical(project(c(2, -3, 0.5), linf_ball(1)), c(1, -1, 0.5))
  expect_identical(project(c(2, -3, 0.5), linf_ball(1, weights = c(1, 0.5, 4))), c(1, -2, 0.25))
  expect_equal(project(c(3, 4), l2_ball(1)), c(0.6, 0.8), tolerance = 1e-15)
  expect_equal(project(c(2, 3), l2_ball(sqrt(3), weights = c(1, 2))), c(1, 1), tolerance = 1e-15)
  expect_equal(project(c(3, 1), elastic_ball(0.75, 0.5)), c(1, 0), tolerance = 1e-15)
  expect_identical(project(c(1, 1), sum_to(1, weights = c(1, -1))), c(1.5, 0.5))
  expect_identical(project(c(3, 1, 2.5), monotone()), c(2, 2, 2.5))
  expect_identical(project(c(3, 1, 2.5), monotone(increasing = FALSE)), c(3, 1.75, 1.75))
  expect_identical(project(c(-1, 0.5, 2), box(0, 1)), c(0, 0.5, 1))
  expect_identical(project(c(-1, 0.5), nonpositive()), c(-1, 0))
  expect_equal(project(c(2, 2), linear(c(1, 1), upper = 1)), c(0.5, 0.5), tolerance = 1e-15)
  expect_equal(project(c(0, 0, 0), linear(rbind(c(1, 1, 0), c(0, 1, 1)), 1, 1)), c(1, 2, 1) / 3, tolerance = 1e-15)
})

test_that("vectors agree with plain R at every size of the numbers", {
  set.seed(1)
  for (round in 1:60) {
    n <- sample(1:20, 1)
    scale <- scales[round %% 5 + 1]
    z <- rnorm(n) * scale
    if (round %% 4 == 0) z <- round(z / scale) * scale
    w <- if (round %% 2) rep(1, n) else runif(n, 0.1, 2)
    r <- 10^runif(1, -2, 1) * scale
    near <- \(b, oracle) expect_lte(max(abs(b - oracle)), 1e-12 * max(abs(z), r))
    near(project(z, l1_ball(r, weights = w)), oracle_l1(z / scale, r / scale, w) * scale)
    near(project(z, simplex(r)), oracle_simplex(z / scale, r / scale) * scale)
    near(project(z, l2_ball(r, weights = w)), oracle_elastic(z / scale, (r / scale)^2 / 2, 0, w) * scale)
    near(project(z, linf_ball(r, weights = w)), pmin(pmax(z, -r / w), r / w))
    near(project(z, sum_to(r, weights = w)), z - w * (sum(w * z) - r) / sum(w^2))
    near(project(z, monotone()), oracle_monotone(z))
    near(project(z, monotone(increasing = FALSE)), -oracle_monotone(-z))
    near(project(z, frobenius_ball(r)), z * min(1, r / scale / sqrt(sum((z / scale)^2))))
    near(project(z, linear(w, upper = r)), if (sum(w * z) <= r) z else z - w * (sum(w * z) - r) / sum(w^2))
  }
})

test_that("elastic balls agree with bisection for every mixture", {
  set.seed(2)
  for (round in 1:60) {
    z <- rnorm(12) * 10^runif(1, -2, 2)
    w <- if (round %% 2) rep(1, 12) else runif(12, 0.1, 2)
    mixture <- if (round %% 3) runif(1) else sample(0:1, 1)
    r <- 10^runif(1, -4, 2)
    b <- project(z, elastic_ball(r, mixture, weights = w))
    expect_lte(max(abs(b - oracle_elastic(z, r, mixture, w))), 1e-12 * max(abs(z)))
    expect_lte(ball_value(b, w, mixture), r * (1 + 1e-12))
  }
  expect_equal(project(c(3, -1), elastic_ball(2, 1)), project(c(3, -1), l1_ball(2)), tolerance = 1e-14)
  expect_equal(project(c(3, -1), elastic_ball(2, 0)), project(c(3, -1), l2_ball(2)), tolerance = 1e-14)
})

test_that("polyhedra agree with the enumeration of active sets", {
  set.seed(3)
  for (round in 1:150) {
    p <- sample(2:4, 1)
    A <- matrix(sample(-2:2, 3 * p, TRUE), 3)
    A[rowSums(A != 0) == 0, 1] <- 1
    inner <- rnorm(p) # in the set, so that it is not empty
    low <- drop(A %*% inner) - sample(c(0, 0.5, 1), 3, TRUE)
    equation <- round %% 4 == 0
    high <- c(if (equation) low[1] else Inf, Inf, low[3] + 2)
    if (equation) low[1] <- high[1] <- drop(A[1, ] %*% inner)
    z <- 3 * rnorm(p)
    G <- rbind(A, -A[c(equation, FALSE, TRUE), , drop = FALSE])
    h <- c(low, -high[c(equation, FALSE, TRUE)])
    b <- project(z, linear(A, low, high))
    expect_lte(max(abs(b - oracle_polyhedron(z, G, h))), 1e-9)
  }
})

test_that("projections are fixed points, and leave points inside as they are", {
  set.seed(4)
  z <- rnorm(50)
  w <- runif(50, 0.5, 2)
  A <- matrix(rnorm(200), 4)
  constraints <- list(
    l1_ball(3), l1_ball(3, weights = w), l2_ball(2), l2_ball(2, weights = w), linf_ball(0.2), elastic_ball(2, 0.3),
    elastic_ball(2, 0.3, weights = w), box(-0.1, 0.3), nonnegative(), simplex(2), sum_to(1), sum_to(1, weights = w), monotone(),
    linear(A, 0, 1), column_norm(1), frobenius_ball(1)
  )
  for (constraint in constraints) {
    b <- project(z, constraint)
    expect_false(identical(b, z))
    expect_lte(max(abs(project(b, constraint) - b)), 1e-14, label = constraint$label)
  }
  for (constraint in list(l1_ball(100), l2_ball(100), elastic_ball(1e4), linf_ball(100), box(-100, 100), linear(A, -1e3, 1e3))) {
    expect_identical(project(z, constraint), z)
  }
})

test_that("the angle to 1000 feasible points is obtuse", {
  set.seed(5)
  p <- 6
  w <- runif(p, 0.5, 2)
  A <- rbind(c(1, 1, 0, 0, 0, 0), c(0, 1, -1, 2, 0, 0))
  draw <- \() matrix(rnorm(1000 * p), 1000)
  inside <- list( # constraint, and points of it made without project()
    list(l1_ball(1, weights = w), {x <- draw(); x / pmax(1, drop(abs(x) %*% w))}),
    list(l2_ball(1, weights = w), {x <- draw(); x / pmax(1, sqrt(drop(x^2 %*% w)))}),
    list(linf_ball(0.5), pmin(pmax(draw(), -0.5), 0.5)),
    list(elastic_ball(1, 0.4, weights = w), {x <- draw(); x / pmax(1, apply(x, 1, ball_value, w, 0.4))}),
    list(simplex(2), {x <- abs(draw()); 2 * x / rowSums(x)}),
    list(sum_to(1, weights = w), {x <- draw(); x - outer((drop(x %*% w) - 1) / sum(w^2), w)}),
    list(monotone(), t(apply(draw(), 1, sort))),
    list(box(-0.3, 0.2), pmin(pmax(draw(), -0.3), 0.2)),
    list(linear(A, upper = 0), {x <- rbind(draw(), draw(), draw(), draw(), draw(), draw()); x[drop(x %*% A[1, ]) <= 0 & drop(x %*% A[2, ]) <= 0, ]})
  )
  for (one in inside) {
    for (round in 1:3) {
      z <- 2 * rnorm(p)
      expect_variational(z, project(z, one[[1]]), one[[2]])
    }
  }
  pairs <- draw() # matrices of 3 rows and 2 columns
  norms <- sqrt(cbind(rowSums(pairs[, 1:3]^2), rowSums(pairs[, 4:6]^2)))
  for (round in 1:3) {
    z <- 2 * rnorm(p)
    expect_variational(z, as.vector(project(matrix(z, 3), frobenius_ball(1))), pairs / pmax(1, sqrt(rowSums(pairs^2))))
    expect_variational(z, as.vector(project(matrix(z, 3), column_norm(1))), pairs / pmax(norms, 1)[, rep(1:2, each = 3)])
  }
})

test_that("names, positions and shapes", {
  w <- c(a = 3, b = -2, c = 1)
  expect_identical(project(w, l1_ball(1, "a")), c(a = 1, b = -2, c = 1))
  expect_identical(project(w, monotone(c("c", "a", "b"), increasing = FALSE)), c(a = 2, b = -2, c = 2))
  expect_identical(project(unname(w), nonnegative(2)), c(3, 0, 1))
  expect_identical(project(w, box(c(b = 0))), c(a = 3, b = 0, c = 1))
  expect_identical(project(w, linear(c(c = 1), upper = 0)), c(a = 3, b = -2, c = 0))
  expect_identical(project(1:3, box(upper = 2)), c(1, 2, 2))
  expect_identical(project(5, l1_ball(2)), 2)
  m <- matrix(c(3, 4, 0.3, 0.4), 2, dimnames = list(c("a", "b"), c("y", "z")))
  norms <- project(m, column_norm(1))
  expect_identical(dimnames(norms), dimnames(m))
  expect_equal(unname(norms), matrix(c(0.6, 0.8, 0.3, 0.4), 2), tolerance = 1e-15)
  expect_equal(project(m, frobenius_ball(1)), m / sqrt(sum(m^2)), tolerance = 1e-15)
  expect_identical(project(m, l1_ball(0.5, "b"))["b", ], c(y = 0.5, z = 0.4))
  expect_identical(project(m, simplex())[, "y"], project(m[, "y"], simplex()))
  expect_identical(project(m, column_norm(Inf)), m)
  expect_error(project(w, l1_ball(1, "d")), "`d`", class = "normball_error_constraint")
  expect_error(project(unname(w), l1_ball(1, "a")), "positions", class = "normball_error_constraint")
  expect_error(project(w, linear(1:2, 0)), "2 columns", class = "normball_error_constraint")
})

test_that("radius 0, radius Inf and weight 0", {
  z <- c(2, -1, 0.5)
  for (f in list(l1_ball, l2_ball, linf_ball, elastic_ball, column_norm, frobenius_ball)) {
    expect_identical(abs(project(z, f(0))), c(0, 0, 0))
    expect_identical(project(z, f(Inf)), z)
  }
  for (f in list(l1_ball, l2_ball, linf_ball, elastic_ball)) {
    expect_identical(abs(project(z, f(0, weights = c(1, 0, 1)))), c(0, 1, 0))
    expect_identical(project(z, f(0.5, weights = c(1, 0, 1)))[2], -1)
    expect_lt(project(z, f(0.5, weights = c(1, 0, 1)))[1], 1)
    expect_identical(project(z, f(0.5, weights = c(0, 0, 0))), z)
  }
  expect_identical(project(z, simplex(0)), c(0, 0, 0))
  expect_identical(project(z, sum_to(0, weights = c(0, 0, 0))), z)
})

test_that("numbers of very different size", {
  expect_identical(project(c(1e150, 5e149), l1_ball(1e-150)), c(1e-150, 0))
  expect_identical(project(c(1e150, -1e150), l1_ball(1e-150)), c(5e-151, -5e-151))
  expect_identical(project(c(1e-150, 1e-150), simplex(1e150)), c(5e149, 5e149))
  expect_equal(project(c(3e150, 4e150), l2_ball(1e-150)) * 1e150, c(0.6, 0.8), tolerance = 1e-14)
  expect_equal(project(c(3e-150, 4e-150), l2_ball(1e-150)) * 1e150, c(0.6, 0.8), tolerance = 1e-14)
  expect_equal(project(c(1e200, 1e199), elastic_ball(1, 0)), c(1, 0.1) * sqrt(2 / 1.01), tolerance = 1e-14)
  expect_equal(project(c(3, 4), l1_ball(5e180, weights = c(1e180, 1e180))), c(2, 3), tolerance = 1e-14)
  expect_equal(project(c(3, 4), l2_ball(1e100, weights = c(1e200, 1e200))), c(0.6, 0.8), tolerance = 1e-14)
  expect_equal(project(c(2, 2), linear(c(1e200, 1e200), upper = 1e200)), c(0.5, 0.5), tolerance = 1e-14)
})

test_that("a million coefficients", {
  skip_on_cran()
  set.seed(6)
  z <- rnorm(1e6)
  checks <- list(
    list(l1_ball(100), \(b) sum(abs(b))), list(l1_ball(1e5), \(b) sum(abs(b)) / 1e3), list(l2_ball(100), \(b) sqrt(sum(b^2))),
    list(simplex(100), sum), list(sum_to(100), sum)
  )
  for (check in checks) expect_equal(check[[2]](project(z, check[[1]])), 100, tolerance = 1e-10)
  b <- project(z, l1_ball(100))
  active <- which(b != 0)
  tau <- abs(z[active]) - abs(b[active])
  expect_lte(diff(range(tau)), 1e-14)
  expect_lte(max(abs(z[-active])), max(tau))
  b <- project(z, monotone())
  expect_false(is.unsorted(b))
  expect_equal(sum(b), sum(z), tolerance = 1e-9)
})

test_that("bad input is refused", {
  for (bad in list(NaN, c(1, NA), c(1, Inf), -Inf)) expect_error(project(bad, l1_ball(1)), "finite", class = "normball_error_type")
  for (bad in list("a", NULL, numeric(), TRUE, list(1), data.frame(a = 1), array(1, c(1, 1, 1)), 1i, factor("a"))) {
    expect_error(project(bad, l1_ball(1)), "`w`", class = "normball_error_type")
  }
  expect_error(project(1, 2), "must be a constraint", class = "normball_error_constraint")
  expect_error(project(1, l1_ball(c(1, 2))), "one radius", class = "normball_error_radius")
  expect_error(project(1, l1_ball(1), tolerence = 1), "tolerance", class = "normball_error_unknown_argument")
  expect_error(project(1, l1_ball(1), tolerance = -1), class = "normball_error_type")
  expect_error(project(1, l1_ball(1), max_iter = 0), class = "normball_error_type")
})
