# The answers of constrained() on problems small enough to try every active set: coefficients and multipliers.

# n fits with data; `one`: a function of the problem that returns list(fit, b, multiplier).
expect_enumerated <- function(seed, count, one, tolerance = 1e-10) {
  set.seed(seed)
  miss <- vapply(seq_len(count), \(i) {
    p <- sample(1:5, 1)
    problem <- integer_problem(p + sample(2:6, 1), p)
    found <- one(problem)
    scale <- max(abs(problem$f), 1)
    c(b = max(abs(slopes_of_fit(found$fit) - found$b)), multiplier = max(0, abs(unname(found$fit$multiplier) - found$multiplier)) / scale,
      kkt = kkt_violation(found$fit, problem$x, problem$y), gap = found$fit$certificate$relative_gap,
      status = found$fit$certificate$status != "optimal")
  }, numeric(5))
  expect_lt(max(miss["b", ]), tolerance)
  expect_lt(max(miss["multiplier", ]), tolerance)
  expect_lt(max(miss["kkt", ]), 1e-11)
  expect_lt(max(miss["gap", ]), 1e-11)
  expect_identical(sum(miss["status", ]), 0)
}

test_that("nonnegative least squares", {
  expect_enumerated(1, 100, \(d) {
    p <- ncol(d$x)
    found <- enumerate_qp(d$H, d$f, G = -diag(p), g = numeric(p))
    list(fit = constrained(d$x, d$y, nonnegative(), loss = "sum"), b = found$b, multiplier = -found$less)
  })
})

test_that("bounds", {
  expect_enumerated(2, 100, \(d) {
    p <- ncol(d$x)
    lower <- -sample(0:3, p, TRUE) / 2
    upper <- sample(1:3, p, TRUE) / 4
    found <- enumerate_qp(d$H, d$f, G = rbind(diag(p), -diag(p)), g = c(upper, -lower))
    list(fit = constrained(d$x, d$y, box(lower, upper), loss = "sum"), b = found$b, multiplier = found$less[1:p] - found$less[p + 1:p])
  })
})

test_that("equations", {
  expect_enumerated(3, 100, \(d) {
    p <- ncol(d$x)
    m <- sample(seq_len(p), 1)
    repeat if (qr(A <- matrix(sample(-2:2, m * p, TRUE), m))$rank == m && rcond(tcrossprod(A)) > 1e-3) break
    e <- sample(-3:3, m, TRUE) / 2
    found <- enumerate_qp(d$H, d$f, E = A, e = e)
    list(fit = constrained(d$x, d$y, linear(A, e, e), loss = "sum"), b = found$b, multiplier = found$equal)
  })
})

test_that("simplex", {
  expect_enumerated(4, 100, \(d) {
    p <- ncol(d$x)
    found <- enumerate_qp(d$H, d$f, E = matrix(1, 1, p), e = 1, G = -diag(p), g = numeric(p))
    list(fit = constrained(d$x, d$y, simplex(), loss = "sum"), b = found$b, multiplier = c(found$equal, -found$less))
  })
})

test_that("L1 ball with weights", {
  skip_on_cran()
  expect_enumerated(5, 100, \(d) {
    w <- sample(1:3, ncol(d$x), TRUE)
    r <- sample(1:8, 1) / 4
    found <- enumerate_l1(d$H, d$f, w, r)
    list(fit = constrained(d$x, d$y, l1_ball(r, weights = w), loss = "sum"), b = found$b, multiplier = found$ball)
  })
})

test_that("inequalities on both sides, with bounds", {
  skip_on_cran()
  expect_enumerated(6, 100, \(d) {
    p <- ncol(d$x)
    m <- sample(1:3, 1)
    A <- matrix(sample(c(-2, -1, 1, 2), m * p, TRUE), m)
    inside <- sample(-2:2, p, TRUE) / 2
    upper <- drop(A %*% inside) + sample(0:2, m, TRUE) / 2 + 1 / 8
    lower <- upper - sample(1:3, m, TRUE) - 1
    found <- enumerate_qp(d$H, d$f, G = rbind(A, -A, diag(p), -diag(p)), g = c(upper, -lower, inside + 1, 1 - inside))
    fit <- constrained(d$x, d$y, linear(A, lower, upper) & box(inside - 1, inside + 1), loss = "sum")
    less <- matrix(found$less[seq_len(2 * m)], m)
    at <- found$less[-seq_len(2 * m)]
    several <- sum(found$less > 1e-12) # where sides that press depend on each other multipliers are not unique
    multiplier <- if (several <= p) c(less[, 1] - less[, 2], at[1:p] - at[p + 1:p]) else unname(fit$multiplier)
    list(fit = fit, b = found$b, multiplier = multiplier)
  })
})

test_that("L1 ball with inequalities", {
  set.seed(7)
  for (i in 1:30) {
    p <- sample(2:4, 1)
    d <- integer_problem(p + sample(2:6, 1), p)
    A <- matrix(sample(c(-2, -1, 1, 2), 2 * p, TRUE), 2)
    inside <- sample(-2:2, p, TRUE) / 2
    upper <- drop(A %*% inside) + 1 / 8
    found <- enumerate_l1(d$H, d$f, rep(1, p), sum(abs(inside)) + 0.5, G = A, g = upper)
    fit <- constrained(d$x, d$y, linear(A, upper = upper) & l1_ball(sum(abs(inside)) + 0.5), loss = "sum")
    expect_equal(slopes_of_fit(fit), found$b, tolerance = 1e-10)
    expect_equal(fit$multiplier[["l1_ball"]], unname(found$ball), tolerance = 1e-10)
    expect_lt(kkt_violation(fit, d$x, d$y), 1e-11)
  }
})

test_that("a constrained lasso is the lasso with that penalty in every face", {
  set.seed(8)
  for (i in 1:30) {
    p <- sample(2:4, 1)
    d <- integer_problem(p + sample(2:6, 1), p)
    lambda <- sample(1:10, 1)
    fit <- constrained(d$x, d$y, sum_to(0.5), lambda = lambda, mixture = 0.75, loss = "sum")
    expect_lt(kkt_violation(fit, d$x, d$y), 1e-11)
    expect_lt(fit$certificate$relative_gap, 1e-13)
    bounded <- constrained(d$x, d$y, nonnegative(), lambda = lambda, loss = "sum")
    expect_equal(coef(bounded), drop(as.matrix(coef(lasso(d$x, d$y, lambda = lambda, lower = 0, standardize = FALSE, loss = "sum")))),
                 tolerance = 1e-10)
  }
})

test_that("quadprog and nnls have the same answers", {
  skip_on_cran()
  skip_if_not_installed("quadprog")
  skip_if_not_installed("nnls")
  set.seed(9)
  for (i in 1:100) {
    p <- sample(3:12, 1)
    x <- matrix(rnorm((p + 10) * p), ncol = p)
    y <- drop(x %*% rnorm(p)) + rnorm(p + 10)
    fit <- constrained(x, y, nonnegative(), intercept = FALSE)
    expect_equal(slopes_of_fit(fit), nnls::nnls(x, y)$x, tolerance = 1e-8)
    A <- matrix(rnorm(4 * p), 4)
    z <- scale(x, scale = FALSE)
    peer <- quadprog::solve.QP(crossprod(z), crossprod(z, y), t(rbind(1, A)), c(1, A %*% rep(1 / p, p) - 0.1), meq = 1)
    fit <- constrained(x, y, sum_to(1) & linear(A, lower = drop(A %*% rep(1 / p, p)) - 0.1), loss = "sum")
    expect_equal(slopes_of_fit(fit), peer$solution, tolerance = 1e-8)
    expect_equal(abs(unname(fit$multiplier)), abs(peer$Lagrangian), tolerance = 1e-8)
  }
})

test_that("answers are certified where others refuse: more columns than rows, duplicates, near-singular designs", {
  skip_on_cran()
  set.seed(10)
  sets <- list(nonnegative(), simplex(), sum_to(1), box(-0.1, 0.2), monotone(), l1_ball(1), l2_ball(0.5), elastic_ball(0.3), linf_ball(0.1),
               l1_ball(1) & nonnegative(), l2_ball(0.3) & sum_to(0.5), l1_ball(2) & l2_ball(0.8), elastic_ball(1) & monotone(),
               l2_ball(50) & nonnegative(), linear(rbind(rep(c(1, -1), 10)), 0.1, 0.3))
  shapes <- list(wide = \() matrix(rnorm(8 * 20), 8), twice = \() {
    x <- matrix(rnorm(30 * 10), 30)
    cbind(x, x)
  }, near = \() {
    x <- matrix(rnorm(30 * 10), 30)
    cbind(x, x + 1e-4 * rnorm(300))
  })
  for (set in sets) for (shape in names(shapes)) for (i in 1:5) {
    x <- shapes[[shape]]()
    y <- rnorm(nrow(x))
    fit <- constrained(x, y, set)
    about <- paste(set$label, shape)
    expect_lt(fit$certificate$relative_gap, 1e-10, label = about)
    expect_lt(fit$certificate$feasibility, if (shape == "near") 1e-8 else 1e-11, label = about)
    expect_identical(fit$certificate$status, "optimal", label = about)
  }
})

test_that("what is said of uniqueness is true", {
  set.seed(11)
  x <- matrix(rnorm(30 * 3), 30)
  y <- rnorm(30)
  expect_true(constrained(x, y, nonnegative())$unique[1])
  expect_false(constrained(cbind(x, x), y, box(-5, 5))$unique[1])
  expect_true(constrained(cbind(x, x), y, l2_ball(0.01))$unique[1])
  expect_false(constrained(cbind(x, x), y, l2_ball(100))$unique[1])
  expect_false(constrained(cbind(x, x[, 1]), y, l1_ball(100))$unique[1])
  expect_match(paste(capture.output(summary(constrained(cbind(x, x), y, box(-5, 5)))), collapse = " "), "not unique")
  # within a ball that leaves room coefficients can move, whatever the norm; on its surface they cannot
  for (ball in list(l1_ball, elastic_ball)) {
    expect_identical(constrained(x[1:2, ], y[1:2], ball(c(0.001, 100)))$unique[, 1], c(TRUE, FALSE))
    expect_identical(constrained(x, y, ball(c(0.001, 100)), standardize = TRUE)$unique[, 1], c(TRUE, TRUE))
    expect_false(constrained(cbind(x, x[, 1] + x[, 2]), y, ball(100))$unique[1])
  }
})

test_that("any intersection has a certified solution, or a proof that there is none", {
  skip_on_cran()
  set.seed(12)
  for (i in 1:300) {
    p <- sample(4:12, 1)
    x <- matrix(rnorm(15 * p), 15)
    y <- 10 * rnorm(15)
    makers <- list(
      \() l1_ball(runif(1, 0.2, 2)), \() l2_ball(runif(1, 0.2, 2)), \() elastic_ball(runif(1, 0.2, 2), runif(1)), \() linf_ball(runif(1)),
      \() nonnegative(sample(p, 2)), \() box(-runif(1), runif(1)), \() sum_to(runif(1, -0.2, 0.2)), \() monotone(sample(p, 3)),
      \() linear(matrix(rnorm(2 * p), 2), upper = runif(2)), \() l2_ball(runif(1), vars = sample(p, 3)),
      \() l1_ball(runif(1), vars = sample(p, 3), weights = runif(3))
    )
    within <- Reduce(`&`, lapply(sample(makers, sample(4, 1)), \(make) make()))
    fit <- tryCatch(constrained(x, y, within, lambda = sample(c(0, 0.1), 1), mixture = runif(1)), normball_infeasible = identity)
    if (inherits(fit, "normball_infeasible")) {
      expect_lt(sum(fit$certificate$bound * fit$certificate$multiplier), 0)
      next
    }
    expect_lt(fit$certificate$relative_gap, 1e-10, label = paste(i, within$label))
    expect_lt(fit$certificate$feasibility, 1e-8, label = paste(i, within$label))
    expect_lt(kkt_violation(fit, x, y), 1e-8, label = paste(i, within$label))
  }
})

test_that("so it has with weights, any loss and intercept, and columns and rows that say little", {
  skip_on_cran()
  set.seed(13)
  for (i in 1:300) {
    p <- sample(3:10, 1)
    n <- sample(c(4, 8, 20), 1)
    x <- matrix(rnorm(n * p), n) %*% diag(exp(rnorm(p)))
    if (runif(1) < 0.2) x[, 2] <- x[, 1]
    if (runif(1) < 0.1) x[, 3] <- 1
    y <- 3 * rnorm(n)
    w <- c(1, sample(0:2, n - 1, TRUE))
    some <- \() if (runif(1) < 0.5) sample(c(0, 0.5, 1, 2), p, TRUE)
    makers <- list(
      \() l1_ball(runif(1, 0.1, 3), weights = some()), \() l2_ball(runif(1, 0.1, 2), weights = some()), \() elastic_ball(runif(1), runif(1)),
      \() linf_ball(runif(1), weights = runif(p)), \() nonpositive(sample(p, 1)), \() box(-runif(p), runif(p)), \() monotone(sample(p, 3)),
      \() sum_to(runif(1, -0.2, 0.2), weights = rnorm(p)), \() simplex(0.5, vars = sample(p, 3))
    )
    within <- Reduce(`&`, lapply(sample(makers, sample(3, 1)), \(make) make()))
    fit <- tryCatch(quietly(constrained(x, y, within, weights = w, loss = sample(c("mean", "sum"), 1), intercept = runif(1) < 0.7,
                                        lambda = sample(c(0, 0.3), 1), mixture = sample(c(0, 0.5, 1), 1))), normball_infeasible = identity)
    about <- paste(i, within$label)
    if (inherits(fit, "normball_infeasible")) {
      expect_lt(sum(fit$certificate$bound * fit$certificate$multiplier), 0, label = about)
      next
    }
    expect_identical(fit$certificate$status, "optimal", label = about)
    expect_lt(fit$certificate$relative_gap, 1e-9, label = about)
    expect_lt(kkt_violation(fit, x, y, w), 1e-7, label = about)
    expect_gt(min(fit$slack), -1e-8, label = about)
  }
})

test_that("without a certificate a solution that does not converge is said to be one", {
  expect_identical(doubt_unproved(list(list(converged = TRUE))), character())
  expect_warning(text <- doubt_unproved(list(list(converged = TRUE), list(converged = FALSE))), "1 of 2 solutions",
                 class = "normball_warning_certificate")
  expect_match(text, "certificate()", fixed = TRUE)
})
