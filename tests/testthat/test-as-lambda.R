# Every conversion is checked against coefficients of the package it speaks of, never against the formula that implements it.

conversion_data <- function() {
  set.seed(407)
  n <- 40
  x <- matrix(rnorm(n * 5), n) %*% diag(c(1, 2, 3, 0.5, 1)) + 2
  colnames(x) <- paste0("x", 1:5)
  list(
    x = x, y = drop(3 + x %*% (1:5 / 5) + rnorm(n)), weights = replace(runif(n, 0.2, 2), 3, 0), offset = rnorm(n),
    factor = c(1, 2, 0.5, 0, 3)
  )
}

# glmnet warm-starts along its path, so the penalty wanted comes last; its first answer at alpha = 0 is not a solution.
glmnet_slopes <- function(x, y, lambda, family, ...) {
  path <- glmnet::glmnet(
    x, y, family = family, alpha = 0, lambda = lambda * c(100, 10, 1), thresh = if (is.character(family)) 1e-28 else 1e-24, maxit = 1e7, ...
  )
  as.numeric(stats::coef(path))[2 * (ncol(x) + 1) + seq_len(ncol(x) + 1)]
}

family_of <- function(convention) if (convention == "glmnet") "gaussian" else stats::gaussian()

expect_same <- function(value, reference, tolerance = 1e-8) {
  expect_lt(max(abs(unname(value) - unname(reference))) / max(abs(reference)), tolerance)
}

test_that("MASS: lm.ridge at the converted penalty gives the same coefficients", {
  skip_if_not_installed("MASS")
  d <- conversion_data()
  data <- data.frame(d$x, y = d$y, o = d$offset)
  for (loss in c("mean", "sum")) {
    fit <- ridge(y ~ . - o, data, lambda = 0.3, loss = loss)
    peer <- MASS::lm.ridge(y ~ . - o, data, lambda = as_lambda(0.3, "MASS", fit))
    expect_same(coef(peer), coef(fit), 1e-12)
  }
  fit <- ridge(y ~ . - o + offset(o), data, lambda = 0.3)
  peer <- MASS::lm.ridge(y ~ . - o + offset(o), data, lambda = as_lambda(0.3, "MASS", fit))
  expect_same(coef(peer), coef(fit), 1e-12)
})

test_that("MASS: equal weights, equal factors and rows of weight zero need no more than the right number", {
  skip_if_not_installed("MASS")
  d <- conversion_data()
  weights <- replace(rep(2, 40), c(1, 5), 0)
  fit <- ridge(d$x, d$y, lambda = 0.3, weights = weights, penalty_factor = rep(1.5, 5), loss = "sum")
  kept <- weights > 0
  peer <- MASS::lm.ridge(d$y[kept] ~ d$x[kept, ], lambda = as_lambda(0.3, "MASS", fit))
  expect_same(coef(peer), coef(fit), 1e-12)
})

test_that("glmnet: both of its roads, with and without weights, offset, factors, standardisation and intercept", {
  skip_if_not_installed("glmnet")
  d <- conversion_data()
  cases <- list(
    list(), list(weights = d$weights), list(standardize = FALSE), list(weights = d$weights, standardize = FALSE, intercept = FALSE),
    list(weights = d$weights, offset = d$offset, intercept = FALSE),
    list(weights = d$weights, offset = d$offset, penalty_factor = d$factor),
    list(penalty_factor = c(1, Inf, 2, 1, 1))
  )
  for (convention in c("glmnet", "glmnet_family")) for (case in cases) for (loss in c("mean", "sum")) {
    fit <- do.call(ridge, c(list(d$x, d$y, lambda = 0.3, loss = loss), case))
    settings <- stats::setNames(case, sub("penalty_factor", "penalty.factor", names(case)))
    peer <- do.call(glmnet_slopes, c(list(d$x, d$y, as_lambda(0.3, convention, fit), family_of(convention)), settings))
    expect_same(if (fit$intercept) peer else peer[-1], coef(fit))
  }
})

test_that("glmnet: constant columns count in its mean penalty factor as each road counts them", {
  skip_if_not_installed("glmnet")
  d <- conversion_data()
  d$x[, 5] <- 7
  fit <- suppressMessages(ridge(d$x, d$y, lambda = 0.3, penalty_factor = d$factor))
  for (convention in c("glmnet", "glmnet_family")) {
    peer <- glmnet_slopes(d$x, d$y, as_lambda(0.3, convention, fit), family_of(convention), penalty.factor = d$factor)
    expect_same(peer, coef(fit))
  }
})

test_that("glmnet: several responses have a penalty each, where their spread matters", {
  skip_if_not_installed("glmnet")
  d <- conversion_data()
  y <- cbind(a = d$y, b = 5 * d$x[, 1]^2)
  fit <- ridge(d$x, y, lambda = c(0.3, 0.1))
  lambda <- as_lambda(c(0.3, 0.1), "glmnet", fit)
  expect_identical(dimnames(lambda), list(c("0.3", "0.1"), c("a", "b")))
  for (response in c("a", "b")) {
    peer <- glmnet_slopes(d$x, y[, response], lambda["0.1", response], "gaussian")
    expect_same(peer, coef(fit, lambda = 0.1)[, 1, response])
  }
  expect_null(dim(as_lambda(0.3, "MASS", fit)))
})

test_that("lars: the ridge analogue has the normx of the lars object, or none", {
  skip_if_not_installed("lars")
  d <- conversion_data()
  for (standardize in c(TRUE, FALSE)) for (loss in c("mean", "sum")) {
    fit <- ridge(d$x, d$y, lambda = 0.3, standardize = standardize, loss = loss)
    peer <- lars::lars(d$x, d$y, normalize = standardize)
    z <- scale(d$x, peer$meanx, peer$normx)
    lambda <- as_lambda(0.3, "lars", fit)
    b <- solve(crossprod(z) + lambda * diag(5), crossprod(z, d$y - peer$mu)) / peer$normx
    expect_same(coef(fit)[-1], b, 1e-12)
  }
})

lasso_cases <- function(d) {
  list(
    list(), list(weights = d$weights, offset = d$offset), list(penalty_factor = d$factor, standardize = FALSE),
    list(weights = d$weights, penalty_factor = d$factor), list(penalty_factor = c(1, Inf, 2, 0, 1)), list(lower = 0, upper = c(x5 = 0.4))
  )
}

# The settings of a case under glmnet's names.
glmnet_case <- function(case, columns) {
  case$exclude <- which(is.infinite(case$penalty_factor))
  if (!length(case$exclude)) case$exclude <- NULL
  if (!is.null(case$upper)) case$upper <- replace(rep(Inf, length(columns)), match(names(case$upper), columns), case$upper)
  known <- c(penalty_factor = "penalty.factor", lower = "lower.limits", upper = "upper.limits")
  stats::setNames(case, ifelse(names(case) %in% names(known), known[names(case)], names(case)))
}

test_that("glmnet: lasso and elastic net on both of its roads, with weights, offset, factors, exclusions and bounds", {
  skip_if_not_installed("glmnet")
  d <- conversion_data()
  for (mixture in c(1, 0.6)) for (loss in c("mean", "sum")) for (case in lasso_cases(d)) {
    value <- if (loss == "sum") 4 else 0.1
    fit <- do.call(lasso, c(list(d$x, d$y, lambda = value, mixture = mixture, loss = loss), case))
    expect_true(sum(coef(fit) != 0) > 2)
    lambda <- as_lambda(value, "glmnet", fit)
    alpha <- if (mixture < 1) attr(lambda, "alpha") else 1
    settings <- glmnet_case(case, colnames(d$x))
    peer <- do.call(precise_glmnet, c(list(d$x, d$y, alpha = alpha, lambda = lambda[[1]] * c(10, 3, 1), thresh = 1e-28), settings))
    expect_same(as.matrix(coef(peer))[, 3], coef(fit), 1e-7)
    if (!is.null(case$upper)) next
    lambda <- as_lambda(value, "glmnet_family", fit)
    expect_equal(attr(lambda, "alpha"), if (mixture < 1) mixture)
    rest <- list(d$x, d$y, stats::gaussian(), alpha = mixture, lambda = lambda[[1]] * c(10, 3, 1))
    peer <- do.call(precise_glmnet, c(rest, settings, thresh = 1e-24))
    expect_same(as.matrix(coef(peer))[, 3], coef(fit), 1e-6)
  }
})

test_that("lars: its lambda is the largest inner product of a column with the residuals", {
  skip_if_not_installed("lars")
  d <- conversion_data()
  for (standardize in c(TRUE, FALSE)) for (loss in c("mean", "sum")) {
    fit <- lasso(d$x, d$y, standardize = standardize, loss = loss)
    peer <- lars::lars(d$x, d$y, normalize = standardize)
    for (lambda in fit$lambda[c(10, 40, 80)]) {
      b <- stats::predict(peer, s = as_lambda(lambda, "lars", fit), type = "coefficients", mode = "lambda")$coefficients
      expect_same(b, coef(fit, lambda = lambda)[-1, 1], 1e-9)
    }
    first <- as_lambda(peer$lambda[1], "lars", fit, direction = "from")
    expect_equal(first[[1]], fit$lambda[1], tolerance = 1e-12)
  }
})

# Lasso and ElasticNet of scikit-learn as documented: 1 / (2 n) ||y - Xw||^2 + alpha l1_ratio ||w||_1 + alpha (1 - l1_ratio) / 2 ||w||^2.
# How far coefficients are from its optimality condition, relative to alpha.
sklearn_violation <- function(w, z, y, alpha, l1_ratio) {
  gradient <- drop(crossprod(scale(z, scale = FALSE), y - mean(y) - scale(z, scale = FALSE) %*% w)) / length(y) - alpha * (1 - l1_ratio) * w
  max(abs(gradient[w != 0] - alpha * l1_ratio * sign(w[w != 0])), abs(gradient[w == 0]) - alpha * l1_ratio, 0) / alpha
}

test_that("sklearn: Lasso and ElasticNet on the columns, or on those of StandardScaler", {
  d <- conversion_data()
  for (mixture in c(1, 0.6)) for (loss in c("mean", "sum")) for (standardize in c(TRUE, FALSE)) {
    value <- if (loss == "sum") 8 else 0.2
    fit <- lasso(d$x, d$y, lambda = value, mixture = mixture, loss = loss, standardize = standardize)
    alpha <- as_lambda(value, "sklearn", fit)
    expect_equal(attr(alpha, "l1_ratio"), if (mixture < 1) mixture)
    unit <- if (standardize) fit$scales else rep(1, 5)
    expect_lt(sklearn_violation(coef(fit)[-1] * unit, d$x / rep(unit, each = 40), d$y, alpha[[1]], mixture), 1e-10)
  }
})

test_that("what an elastic net, or a bound, has no equivalent of is refused", {
  d <- conversion_data()
  net <- elastic_net(d$x, d$y, lambda = c(1, 0.1))
  refused <- function(fit, convention, pattern) expect_error(as_lambda(1, convention, fit), pattern, class = "normball_error_unsupported")
  refused(net, "lars", "no elastic net")
  refused(net, "MASS", "ridge penalty only")
  refused(lasso(d$x, d$y, lambda = 1), "MASS", "ridge penalty only")
  refused(lasso(d$x, d$y, lambda = 1, lower = 0), "lars", "bounds")
  refused(lasso(d$x, d$y, lambda = 1, upper = 2), "sklearn", "bounds")
  expect_equal(as_lambda(1, "sklearn", lasso(d$x, d$y, lambda = 1, lower = 0))[[1]], 1)
  there <- as_lambda(c(3, 0.5), "glmnet", net)
  expect_equal(as.vector(as_lambda(there, "glmnet", net, "from")), c(3, 0.5), tolerance = 1e-14)
  relaxed <- lasso(d$x, d$y, lambda = c(1, 0.1), relax = TRUE)
  expect_identical(as_lambda(relaxed, "lars"), as_lambda(lasso(d$x, d$y, lambda = c(1, 0.1)), "lars"))
})

# scikit-learn's Ridge as documented: min_w ||y - Xw||^2 + alpha ||w||^2, squares weighted by sample_weight, the intercept by centring.
sklearn_ridge <- function(x, y, alpha, weights = rep(1, length(y))) {
  share <- weights / sum(weights)
  z <- sweep(x, 2, colSums(share * x))
  drop(solve(crossprod(z, weights * z) + alpha * diag(ncol(x)), crossprod(z, weights * (y - sum(share * y)))))
}

test_that("sklearn: Ridge(alpha) on the columns, or on those of StandardScaler", {
  d <- conversion_data()
  for (loss in c("mean", "sum")) for (weights in list(NULL, d$weights)) {
    used <- if (is.null(weights)) rep(1, 40) else weights
    fit <- ridge(d$x, d$y, lambda = 0.3, loss = loss, weights = weights, standardize = FALSE)
    expect_same(coef(fit)[-1], sklearn_ridge(d$x, d$y, as_lambda(0.3, "sklearn", fit), used), 1e-12)
    fit <- ridge(d$x, d$y, lambda = 0.3, loss = loss, weights = weights)
    middle <- colSums(used * d$x) / sum(used)
    z <- scale(d$x, middle, sqrt(colSums(used * sweep(d$x, 2, middle)^2) / sum(used)))
    b <- sklearn_ridge(z, d$y, as_lambda(0.3, "sklearn", fit), used) / attr(z, "scaled:scale")
    expect_same(coef(fit)[-1], b, 1e-12)
  }
})

test_that("both directions undo each other, and names say which penalty was converted", {
  d <- conversion_data()
  fit <- ridge(d$x, d$y, loss = "sum", penalty_factor = rep(2, 5), lambda = c(0.1, 0.01))
  for (convention in c("MASS", "glmnet", "glmnet_family", "lars", "sklearn")) {
    there <- as_lambda(c(3, 0, 0.5), convention, fit)
    expect_named(there, c("3", "0", "0.5"))
    expect_equal(unname(as_lambda(there, convention, fit, "from")), c(3, 0, 0.5), tolerance = 1e-14)
  }
  expect_named(as_lambda(c(small = 1), "MASS", fit), "small")
  expect_identical(as_lambda(fit, "MASS"), as_lambda(fit$lambda, "MASS", fit))
  chosen <- quietly(select_lambda(fit, "gcv"))
  expect_length(as_lambda(chosen, "MASS"), 1L)
  validated <- quietly(cv(fit, folds = "loo", rule = "min"))
  expect_equal(unname(as_lambda(validated, "MASS")), unname(validated$lambda_min) * 2) # loss "sum" is that of MASS; factors of 2
})

test_that("what has no equivalent is refused, with the reason", {
  d <- conversion_data()
  weighted <- ridge(d$x, d$y, lambda = 1, weights = d$weights)
  factors <- ridge(d$x, d$y, lambda = 1, penalty_factor = d$factor)
  raw <- ridge(d$x, d$y, lambda = 1, standardize = FALSE)
  through_origin <- ridge(d$x, d$y, lambda = 1, intercept = FALSE)
  free <- ridge(d$x, d$y, lambda = 1, penalty_factor = rep(0, 5))
  flat <- ridge(d$x, rep(1, 40), lambda = 1)
  refused <- function(fit, convention, pattern) {
    expect_error(as_lambda(1, convention, fit), pattern, class = "normball_error_unsupported")
  }
  refused(weighted, "MASS", "no weights")
  refused(weighted, "lars", "no weights")
  refused(factors, "MASS", "penalty factors")
  refused(factors, "sklearn", "penalty factors")
  refused(factors, "lars", "penalty factors")
  refused(raw, "MASS", "standardize = TRUE")
  refused(through_origin, "MASS", "root mean square")
  refused(through_origin, "lars", "root mean square")
  for (convention in c("MASS", "glmnet", "glmnet_family", "lars", "sklearn")) refused(free, convention, "no column is penalised")
  refused(flat, "glmnet", "varies")
  expect_error(as_lambda(-1, "MASS", raw), class = "normball_error_lambda")
  expect_error(as_lambda(1, "MASS", "no fit"), class = "normball_error_type")
  expect_error(as_lambda(1, "MASS"), class = "normball_error_type")
  expect_error(as_lambda(1, "mass", raw), class = "normball_error")
})
