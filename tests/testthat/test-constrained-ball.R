# One ball alone: the secular equation, the path, and the penalised fits that they are.

# min 1/2 |y - Z b|^2 within |b| <= r in twice the precision: list(b, mu), by Newton's method on 1/|b(mu)| = 1/r over Cholesky factors.
secular_by_two <- function(z, y, r) {
  p <- ncol(z)
  columns <- lapply(seq_len(p), \(j) two(z[, j]))
  H <- lapply(columns, \(u) lapply(columns, \(v) two_sum(two_times(u, v))))
  f <- lapply(columns, \(u) two_sum(two_times(u, two(y))))
  mu <- two(0)
  for (step in 1:60) {
    L <- cholesky_by_two(H, mu, p)
    b <- back_by_two(L, forward_by_two(L, f, p), p)
    q <- forward_by_two(L, b, p)
    squares <- \(v) Reduce(two_add, lapply(v, \(e) two_times(e, e)))
    length <- two_root(squares(b))
    if (step == 1 && length$hi <= r) break
    change <- two_over(two_times(two_minus(length, two(r)), squares(b)), two_times(two(r), squares(q)))
    mu <- two_add(mu, change)
    if (abs(change$hi) <= 1e-28 * abs(mu$hi)) break
  }
  list(b = vapply(b, \(e) e$hi, 0), mu = mu$hi)
}

cholesky_by_two <- function(H, mu, p) {
  L <- lapply(seq_len(p), \(i) vector("list", p))
  for (j in seq_len(p)) for (i in j:p) {
    s <- if (i == j) two_add(H[[i]][[j]], mu) else H[[i]][[j]]
    for (k in seq_len(j - 1L)) s <- two_minus(s, two_times(L[[i]][[k]], L[[j]][[k]]))
    L[[i]][[j]] <- if (i == j) two_root(s) else two_over(s, L[[j]][[j]])
  }
  L
}

forward_by_two <- function(L, f, p) {
  for (i in seq_len(p)) {
    for (k in seq_len(i - 1L)) f[[i]] <- two_minus(f[[i]], two_times(L[[i]][[k]], f[[k]]))
    f[[i]] <- two_over(f[[i]], L[[i]][[i]])
  }
  f
}

back_by_two <- function(L, f, p) {
  for (i in rev(seq_len(p))) {
    for (k in seq_len(p)[seq_len(p) > i]) f[[i]] <- two_minus(f[[i]], two_times(L[[k]][[i]], f[[k]]))
    f[[i]] <- two_over(f[[i]], L[[i]][[i]])
  }
  f
}

test_that("the L2 ball has the coefficients and the multiplier of the secular equation in 31 digits", {
  skip_on_cran()
  set.seed(21)
  for (i in 1:60) {
    p <- sample(1:5, 1)
    d <- integer_problem(p + sample(2:6, 1), p, intercept = FALSE)
    r <- sample(1:8, 1) / 16
    exact <- secular_by_two(d$x, d$y, r)
    fit <- constrained(d$x, d$y, l2_ball(r), loss = "sum", intercept = FALSE)
    expect_lt(max(abs(slopes_of_fit(fit) - exact$b)) / max(abs(exact$b)), 1e-12)
    expect_lt(abs(fit$multiplier - exact$mu), 1e-12 * max(exact$mu, 1))
    # the same ball among bounds that do nothing goes by the active sets
    mixed <- constrained(d$x, d$y, l2_ball(r) & box(-10, 10), loss = "sum", intercept = FALSE)
    expect_lt(max(abs(slopes_of_fit(mixed) - exact$b)) / max(abs(exact$b)), 1e-11)
    expect_lt(abs(mixed$multiplier[["l2_ball"]] - exact$mu), 1e-10 * max(exact$mu, 1))
  }
})

test_that("and of the secular equation in 60 digits, for any shape of the design, weights and intercept", {
  for (case in readRDS(test_path("fixtures", "l2_ball.rds"))) {
    fit <- constrained(case$x, case$y, l2_ball(case$r), loss = "sum", weights = case$weights, intercept = case$intercept)
    expect_lt(max(abs(slopes_of_fit(fit) - case$b)) / max(abs(case$b)), 1e-12)
    expect_lt(abs(fit$multiplier - case$mu), 1e-12 * case$mu)
  }
})

ball_cases <- function() {
  set.seed(22)
  make <- function(n, p) {
    x <- matrix(rnorm(n * p), n)
    list(x = x, y = drop(x %*% rnorm(p)) + rnorm(n))
  }
  tall <- make(40, 8)
  list(tall = tall, wide = make(15, 30), weighted = c(tall, list(weights = c(0, runif(39)), offset = rnorm(40))),
       sum = c(tall, list(loss = "sum")), free = c(tall, list(intercept = FALSE)),
       sparse = list(x = as(tall$x * (abs(tall$x) > 1), "dgCMatrix"), y = tall$y))
}

test_that("a ball of the radius of a lasso or elastic net is that fit, with its lambda as multiplier", {
  skip_on_cran()
  for (name in names(ball_cases())) for (mixture in c(1, 0.6)) for (standardize in c(FALSE, TRUE)) {
    case <- ball_cases()[[name]]
    path <- quietly(do.call(lasso, c(case, mixture = mixture, standardize = standardize, n_lambda = 20)))
    for (lambda in path$lambda[c(5, 12, 19)]) {
      radius <- unname(lambda_to_radius(path, lambda))
      within <- if (mixture == 1) l1_ball(radius) else elastic_ball(radius, mixture)
      fit <- do.call(constrained, c(case, list(within = within, standardize = standardize)))
      about <- paste(name, mixture, standardize)
      expect_equal(coef(fit), drop(as.matrix(coef(path, lambda = lambda))), tolerance = 1e-9, label = about)
      expect_equal(unname(fit$multiplier), lambda, tolerance = 1e-9, label = about)
    }
  }
})

test_that("a ball of the radius of a ridge fit is that fit, with its lambda as multiplier", {
  for (name in names(ball_cases())) for (standardize in c(FALSE, TRUE)) {
    case <- ball_cases()[[name]]
    path <- do.call(ridge, c(case, list(standardize = standardize, lambda = c(3, 0.3, 0.03))))
    for (lambda in path$lambda) {
      radius <- unname(lambda_to_radius(path, lambda))
      fit <- do.call(constrained, c(case, list(within = l2_ball(radius), standardize = standardize)))
      about <- paste(name, standardize, lambda)
      expect_equal(coef(fit), drop(coef(path, lambda = lambda)), tolerance = 1e-9, label = about)
      expect_equal(unname(fit$multiplier), lambda, tolerance = 1e-9, label = about)
    }
  }
})

test_that("the engines of one ball and the active sets of any constraint agree", {
  set.seed(23)
  x <- matrix(rnorm(40 * 6), 40)
  y <- drop(x %*% rnorm(6)) + rnorm(40)
  w <- c(1, 2, 0, 0.5, 1, 3)
  for (ball in list(\(r) l1_ball(r, weights = w), \(r) l2_ball(r, weights = w), \(r) elastic_ball(r, 0.3, weights = w),
                    \(r) l1_ball(r, vars = 2:4), \(r) l2_ball(r, vars = 2:4), \(r) elastic_ball(r, 0.3, vars = 2:4))) {
    for (r in c(0.05, 0.5, 1, 50)) {
      alone <- constrained(x, y, ball(r))
      among <- constrained(x, y, ball(r) & box(-100, 100))
      expect_match(alone$algorithm, "l1|l2|elastic")
      expect_identical(among$algorithm, "exact")
      expect_equal(coef(alone), coef(among), tolerance = 1e-10)
      expect_equal(alone$multiplier, among$multiplier[1], tolerance = 1e-9)
      if (!is.na(alone$df[1])) expect_equal(alone$df[1], among$df[1], tolerance = 1e-8)
    }
  }
})

test_that("slack balls are the limits of no penalty, and radii 0 and Inf are allowed", {
  d <- ball_cases()$wide
  expect_equal(coef(constrained(d$x, d$y, l2_ball(Inf))), drop(coef(ridgeless(d$x, d$y, standardize = FALSE))), tolerance = 1e-10)
  expect_equal(unname(constrained(d$x, d$y, l2_ball(100))$multiplier), 0)
  expect_lt(deviance(constrained(d$x, d$y, l1_ball(1000))), 1e-15)
  for (ball in list(l1_ball(0), l2_ball(0), elastic_ball(0), linf_ball(0))) {
    fit <- constrained(d$x, d$y, ball)
    expect_identical(slopes_of_fit(fit), numeric(30))
    expect_identical(fit$certificate$status, "optimal")
  }
  expect_identical(unname(constrained(d$x, d$y, l2_ball(0))$multiplier), Inf)
  expect_equal(unname(constrained(d$x, d$y, l1_ball(0))$multiplier), quietly(lasso(d$x, d$y, standardize = FALSE))$lambda[1])
})

test_that("several radii are a path in the order given", {
  d <- ball_cases()$tall
  fit <- constrained(d$x, d$y, l1_ball(c(1, 0.2, 3)))
  expect_identical(fit$path_radius, c(1, 0.2, 3))
  for (i in 1:3) expect_equal(coef(fit)[, i], coef(constrained(d$x, d$y, l1_ball(fit$path_radius[i]))), tolerance = 1e-12)
  expect_identical(dim(fit$multiplier), c(1L, 3L))
  expect_equal(coef(fit, radius = c(0.5, 0.2))[, 1], coef(constrained(d$x, d$y, l1_ball(0.5))), tolerance = 1e-12)
})

test_that("a path says of each radius and response what a fit by itself says", {
  skip_on_cran()
  set.seed(24)
  cases <- 0
  for (i in 1:60) {
    p <- sample(2:6, 1)
    n <- sample(c(5, 20), 1)
    x <- matrix(rnorm(n * p), n)
    y <- cbind(rnorm(n), 5 * rnorm(n))
    w <- if (runif(1) < 0.5) runif(n)
    standardize <- runif(1) < 0.5
    radius <- sample(c(0, 0.3, 1, 5, Inf), 3)
    ball <- sample(list(l1_ball, l2_ball, elastic_ball, linf_ball, column_norm), 1)[[1]]
    other <- sample(list(NULL, nonnegative(1), box(-1, 1), sum_to(0), monotone()), 1)[[1]]
    set <- \(r) if (is.null(other)) ball(r) else ball(r) & other
    path <- constrained(x, y, set(radius), weights = w, standardize = standardize)
    about <- paste(i, set(radius)$label)
    expect_true(all(path$certificate$status == "optimal"), label = about)
    for (k in 1:2) for (j in 1:3) {
      alone <- constrained(x, y[, k], set(radius[j]), weights = w, standardize = standardize)
      expect_equal(fitted(path)[, j, k], fitted(alone), tolerance = 1e-8, ignore_attr = TRUE, label = about)
      expect_identical(path$unique[j, k], alone$unique[[1]], label = about)
      expect_equal(path$df[j, k], alone$df[[1]], tolerance = 1e-6, label = about)
      expect_false(anyNA(path$multiplier))
      if (any(path$active[, j, k] & path$multiplier[, j, k] == 0)) next # at a corner multipliers may differ
      if (sum(path$active[, j, k]) > p || ball(1)$kind == "linf_ball") next
      cases <- cases + 1
      expect_equal(path$multiplier[, j, k], alone$multiplier, tolerance = 1e-7, ignore_attr = TRUE, label = about)
    }
  }
  expect_gt(cases, 100)
})
