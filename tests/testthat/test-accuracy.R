# Coefficients against the references of data-raw/references.R: 400-bit solutions for the doubles stored beside them.

references <- readRDS(test_path("fixtures", "references.rds"))

test_that("the references satisfy their optimality conditions to the last digits", {
  for (problem in references) {
    for (l in seq_along(problem$lambda)) {
      remainder <- kkt_remainder(
        problem$coefficients[, l], problem$x, problem$y, problem$lambda[l], weights = problem$weights, intercept = problem$intercept,
        standardize = problem$standardize, penalty_factor = problem$penalty_factor
      )
      expect_lt(remainder, 1e-13)
    }
  }
})

test_that("relative error is at most 1e-12 up to condition 1e4, by SVD, by QR and by the route chosen", {
  for (problem in Filter(\(p) p$condition < 1.01e4 && !grepl("large residual", p$label), references)) {
    for (method in c("svd", "qr", "auto")) {
      expect_lte(max(slope_error(fit_problem_by(problem, method), problem)), 1e-12, label = paste(problem$label, method))
    }
  }
})

test_that("the chosen route never errs more than ten times as much as the SVD, for whole paths and for single penalties", {
  for (problem in references) {
    worst <- max(slope_error(fit_problem_by(problem, "svd"), problem), comparison_floor)
    expect_lte(max(slope_error(fit_problem_by(problem, "auto"), problem)), 10 * worst, label = paste(problem$label, "path"))
    for (l in seq_along(problem$lambda)) { # a single large penalty lets the Gram route pass where a path would not
      error <- slope_error(fit_problem_by(problem, "auto", problem$lambda[l]), problem, l)
      svd_error <- slope_error(fit_problem_by(problem, "svd", problem$lambda[l]), problem, l)
      # a wide design by QR at kappa 1e8 may pass ten times the SVD at one lambda, but not the SVD's worst of the path
      expect_lte(error, max(10 * svd_error, 10 * comparison_floor, worst), label = paste(problem$label, problem$lambda[l]))
    }
  }
})

test_that("directions cut off by a Gram matrix are not lost to b: small singular values, duplicated rows and columns", {
  set.seed(77)
  orthogonal <- function(n, k) qr.Q(qr(cbind(1, matrix(rnorm(n * k), n))))[, -1]
  for (size in list(c(12, 40), c(40, 12), c(20, 20))) for (kappa in c(1e2, 1e4, 1e7, 1e8)) for (twice in c(FALSE, TRUE)) {
    n <- size[1]
    p <- size[2]
    k <- min(n - 1, p)
    x <- orthogonal(n, k) %*% (kappa^-seq(0, 1, length.out = k) * sqrt(n) * t(qr.Q(qr(matrix(rnorm(p * k), p)))))
    if (twice) x <- if (n < p) rbind(x, x[1:4, ]) else cbind(x, x[, 1:4])
    y <- 1 + x %*% rnorm(ncol(x)) + rnorm(nrow(x))
    for (lambda in 10^(0:-5)) {
      by <- function(method) {
        coef(ridge(x, y, lambda = lambda, standardize = FALSE, control = normball_control(method = method, certify = FALSE)))[-1]
      }
      svd <- by("svd")
      error <- sqrt(sum((by("auto") - svd)^2) / sum(svd^2))
      expect_lt(error, 4e-14 + 5e-15 / sqrt(lambda), label = paste(toString(size), kappa, twice, lambda))
    }
  }
})
