# The certificate of lasso and elastic net against its definition in plain R, and on fits of another package.

certify_settings <- function(p, intercept = TRUE, standardize = TRUE, loss = "mean", penalty_factor = rep(1, p), mixture = 1, lower = NULL,
                             upper = NULL) {
  list(intercept = intercept, standardize = standardize, loss = loss, penalty_factor = penalty_factor, mixture = mixture, lower = lower,
       upper = upper)
}

as_coefficients <- function(b) methods::as(Matrix::Matrix(as.matrix(b), sparse = TRUE), "generalMatrix")

# Primal and dual values from their definitions, the dual at the scaled residual; no unpenalised columns but the intercept.
plain_values <- function(x, y, weights, settings, lambda, b) {
  w <- if (is.null(weights)) rep(1, nrow(x)) else weights
  share <- w / sum(w)
  centre <- if (settings$intercept) drop(share %*% x) else numeric(ncol(x))
  z <- sweep(x, 2L, centre)
  v <- y - if (settings$intercept) sum(share * y) else 0
  sd <- if (settings$standardize) sqrt(drop(share %*% sweep(x, 2L, drop(share %*% x))^2)) else rep(1, ncol(x))
  scale <- if (settings$loss == "sum") sum(w) else 1
  l1 <- lambda / scale * settings$mixture * settings$penalty_factor * sd
  l2 <- lambda / scale * (1 - settings$mixture) * settings$penalty_factor * sd^2
  slopes <- if (settings$intercept) b[-1L] else b
  r <- y - drop(x %*% slopes) - if (settings$intercept) b[1L] else 0
  t <- v - drop(z %*% slopes)
  g <- drop(crossprod(z, share * t))
  lower <- settings$lower %||% rep(-Inf, ncol(x))
  upper <- settings$upper %||% rep(Inf, ncol(x))
  open <- l2 == 0 & ifelse(g > 0, is.infinite(upper), is.infinite(lower))
  s <- min(1, (l1 / abs(g))[open])
  best <- pmin(pmax(ifelse(l2 > 0, sign(g) * pmax(abs(s * g) - l1, 0) / l2, ifelse(abs(s * g) > l1 & !open, sign(g) * Inf, 0)), lower), upper)
  conjugate <- ifelse(best == 0, 0, s * g * best - l1 * abs(best) - l2 / 2 * best^2)
  list(
    primal = scale * (sum(share * r^2) / 2 + sum(l1 * abs(slopes) + l2 / 2 * slopes^2)),
    dual = scale * (s * sum(share * t * v) - s^2 * sum(share * t^2) / 2 - sum(conjugate)), rss = sum(w * r^2)
  )
}

certificate_case <- function(n, p, seed) {
  set.seed(seed)
  x <- matrix(rnorm(n * p), n) %*% diag(exp(rnorm(p)), p) + rep(rnorm(p), each = n)
  list(x = x, y = drop(x[, 1:3] %*% c(2, -1, 1)) + rnorm(n) + 3, weights = rep(c(1, 2, 0.5, 0), length.out = n))
}

test_that("primal, dual and residuals are those of the definition, in every setting", {
  for (shape in list(c(40L, 6L), c(15L, 30L))) {
    case <- certificate_case(shape[1L], shape[2L], 4)
    p <- shape[2L]
    for (choice in list(list(), list(mixture = 0.4), list(loss = "sum", standardize = FALSE), list(intercept = FALSE), list(mixture = 0),
                        list(lower = rep(-0.2, p), upper = rep(0.3, p)), list(lower = rep(0, p), penalty_factor = seq_len(p) / p))) {
      settings <- do.call(certify_settings, c(list(p), choice))
      for (weights in list(NULL, case$weights)) {
        set.seed(9)
        b <- rbinom(p, 1, 0.4) * rnorm(p, sd = 0.1)
        if (!is.null(settings$lower)) b <- pmax(b, settings$lower)
        b <- c(if (settings$intercept) 0, b)
        total <- if (is.null(weights)) length(case$y) else sum(weights)
        w <- if (is.null(weights)) rep(1, length(case$y)) else weights
        if (settings$intercept) b[1L] <- sum(w * (case$y - case$x %*% b[-1L])) / total
        lambda <- if (settings$loss == "sum") 2 else 0.2
        found <- certify_lasso(case$x, matrix(case$y), weights, settings, lambda, as_coefficients(b))
        plain <- plain_values(case$x, case$y, weights, settings, lambda, b)
        expect_equal(found$table$primal, plain$primal, tolerance = 1e-12)
        expect_equal(found$rss, plain$rss, tolerance = 1e-12)
        # the better of two dual points, one of which is that of plain R
        expect_gte(found$table$dual, plain$dual - 1e-12 * abs(plain$dual))
        expect_equal(found$table$gap, found$table$primal - found$table$dual)
        expect_identical(found$table$status, "approximate")
        if (settings$mixture == 1 && is.null(settings$lower)) expect_equal(found$table$dual, plain$dual, tolerance = 1e-12)
      }
    }
  }
})

test_that("fits are certified: sparse and dense alike, weighted, without an intercept, wide", {
  case <- certificate_case(60, 12, 2)
  case$x[abs(case$x) < 0.7] <- 0
  for (settings in list(list(), list(weights = case$weights), list(intercept = FALSE, standardize = FALSE), list(mixture = 0.3),
                        list(lower = 0), list(lower = -0.1, upper = 0.2), list(penalty_factor = rep(c(0, 1, 2), 4)), list(loss = "sum"))) {
    dense <- quietly(do.call(lasso, c(list(case$x, case$y), settings)))
    sparse <- quietly(do.call(lasso, c(list(methods::as(case$x, "CsparseMatrix"), case$y), settings)))
    expect_lte(max(dense$certificate$relative_gap), 1e-12)
    expect_true(all(dense$certificate$status == "optimal" & dense$certificate$gap >= 0))
    expect_true(all(sparse$certificate$status == "optimal"))
    expect_equal(sparse$certificate$primal, dense$certificate$primal, tolerance = 1e-11)
    expect_equal(deviance(dense, lambda = "all"), deviance(sparse, lambda = "all"), tolerance = 1e-9)
  }
  wide <- certificate_case(30, 200, 3)
  expect_true(all(lasso(wide$x, wide$y)$certificate$status == "optimal"))
})

test_that("the gap bounds what a fit of loose tolerance misses", {
  skip_if_not_installed("glmnet")
  for (shape in list(c(100L, 20L), c(40L, 120L))) {
    case <- certificate_case(shape[1L], shape[2L], 6)
    for (mixture in c(1, 0.5)) {
      other <- suppressWarnings(glmnet::glmnet(case$x, case$y, alpha = mixture, nlambda = 30))
      # mixture < 1: the other package scales the quadratic part by the SD of y
      y <- case$y / sqrt(mean((case$y - mean(case$y))^2))
      b <- suppressWarnings(coef(glmnet::glmnet(case$x, y, alpha = mixture, lambda = other$lambda / 3)))
      settings <- certify_settings(shape[2L], mixture = mixture)
      table <- certify_lasso(case$x, matrix(y), NULL, settings, other$lambda / 3, methods::as(b, "CsparseMatrix"))$table
      best <- certificate(lasso(case$x, y, mixture = mixture, lambda = other$lambda / 3))
      expect_true(all(best$status == "optimal"))
      expect_true(all(table$gap >= table$primal - best$primal - 1e-12))
      expect_lt(max(table$relative_gap), 0.1)
      expect_true(any(table$relative_gap > 1e-10))
      expect_true(all(table$dual <= best$primal + 1e-12))
    }
  }
})

test_that("every way to the gradients gives the same rows", {
  # many lambdas at once (A'A when tall, a bound for most columns when wide) and one by one
  for (shape in list(c(400L, 10L), c(30L, 90L))) {
    case <- certificate_case(shape[1L], shape[2L], 8)
    fit <- lasso(case$x, case$y, n_lambda = 20)
    wrong <- fit$coefficients
    wrong@x <- wrong@x * (1 + 1e-6 * sin(seq_along(wrong@x)))
    all <- certify_lasso(case$x, matrix(case$y), NULL, fit, fit$lambda, wrong)$table
    one <- do.call(rbind, lapply(1:20, \(l) {
      certify_lasso(case$x, matrix(case$y), NULL, fit, fit$lambda[l], wrong[, l, drop = FALSE])$table
    }))
    expect_equal(all$gap, one$gap, tolerance = 1e-6)
    expect_equal(all$primal, one$primal, tolerance = 1e-13)
    expect_equal(all$kkt, one$kkt, tolerance = 1e-6)
    expect_equal(all$feasibility, one$feasibility, tolerance = 1e-6)
  }
})

test_that("what is wrong shows: intercept, bounds, excluded columns, a coefficient", {
  case <- certificate_case(50, 5, 5)
  fit <- lasso(case$x, case$y, lambda = 0.1, penalty_factor = c(1, 1, 1, 1, Inf), lower = c(0, -Inf, -Inf, -Inf, -Inf))
  status <- \(change) {
    wrong <- as_coefficients(change(as.matrix(fit$coefficients)))
    certify_lasso(case$x, matrix(case$y), NULL, fit, 0.1, wrong)$table
  }
  expect_identical(status(identity)$status, "optimal")
  expect_gt(status(\(b) replace(b, 1L, b[1L] + 0.1))$feasibility, 1e-3)
  expect_gt(status(\(b) replace(b, 2L, -0.1))$feasibility, 1e-3)
  expect_identical(status(\(b) replace(b, 6L, 1e-3))$feasibility, Inf)
  moved <- status(\(b) replace(b, 3L, b[3L] + 0.01))
  expect_gt(moved$kkt, 1e-4)
  expect_gt(moved$gap, status(identity)$gap)
  expect_identical(moved$status, "approximate")
})

test_that("penalties near nothing are certified like none", {
  case <- certificate_case(60, 6, 7)
  for (lower in list(NULL, 0)) {
    fit <- lasso(case$x, case$y, lambda = c(1e-9, 1e-12, 1e-30, 0), lower = lower)
    expect_true(all(fit$certificate$status == "optimal" & fit$certificate$gap >= 0))
  }
  wide <- certificate_case(15, 40, 7)
  expect_true(all(certificate(lasso(wide$x, wide$y), lambda = c(1e-8, 0))$gap >= 0))
})

test_that("magnitudes of 1e-120 and 1e120, a constant response, and no column at all", {
  case <- certificate_case(40, 6, 3)
  plain <- lasso(case$x, case$y, lambda = c(0.5, 0.1))$certificate
  for (size in c(1e-120, 1e120)) {
    table <- lasso(case$x * size, case$y * size, lambda = c(0.5, 0.1) * size)$certificate
    expect_true(all(table$status == "optimal"))
    expect_equal(table$primal / size / size, plain$primal, tolerance = 1e-10)
  }
  flat <- quietly(lasso(case$x, rep(2, 40), lambda = 0.1))$certificate
  expect_identical(c(flat$gap, flat$relative_gap, flat$kkt), c(0, 0, 0))
  none <- quietly(lasso(cbind(a = rep(1, 40)), case$y, lambda = 0.1))$certificate
  expect_identical(none$status, "optimal")
})
