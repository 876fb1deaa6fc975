# Judges of a lasso or elastic-net solution in plain R, and the problems they are used on. Nothing of the package is used.
#
#     1/(2 W) sum_i w_i (y_i - o_i - b0 - x_i'b)^2 + lambda sum_j v_j [ mixture s_j |b_j| + (1 - mixture)/2 (s_j b_j)^2 ]
#
# subject to lower <= b <= upper, with W = sum w and lambda divided by W for loss "sum"; s_j is the weighted population SD of column j or 1.

# The problem in units in which nothing overflows and no digit is lost: x_j = unit_j (middle_j + z_j), response = level + unit_y r, and the
# coefficient of z_j in r is b_j unit_j / unit_y, with penalties l1_j |.| + l2_j/2 (.)^2.
lasso_parts <- function(x, y, lambda, mixture = 1, penalty_factor = NULL, lower = NULL, upper = NULL, weights = NULL, offset = NULL,
                        intercept = TRUE, standardize = TRUE, loss = "mean") {
  part <- reference_parts(x, y, weights, offset, intercept, standardize, penalty_factor)
  p <- ncol(part$z)
  r <- part$response[, 1L]
  r <- if (intercept) r - sum(part$q * r) else r
  flat <- max(abs(r)) <= 8 * .Machine$double.eps * max(abs(part$level), abs(r))
  unit <- if (flat) 1 else 2^round(log2(max(abs(r))))
  bound <- \(values, default) (if (is.null(values)) rep(default, p) else values) * part$size / unit
  c <- if (loss == "mean") lambda else lambda / part$total
  root <- sqrt(part$metric)
  v <- if (is.null(penalty_factor)) rep(1, p) else penalty_factor
  list(
    z = part$z, r = if (flat) 0 * r else r / unit, q = part$q, out = part$out, size = part$size, unit = unit, level = part$level,
    middle = part$middle, l1 = ifelse(part$out | v == 0, 0, c * mixture * sqrt(v) * root / unit),
    l2 = ifelse(part$out | v == 0, 0, c * (1 - mixture) * part$metric),
    lower = bound(lower, -Inf), upper = bound(upper, Inf), length = sqrt(colSums(part$q * part$z^2)), intercept = intercept
  )
}

# How far the coefficients ((k + p) vector) are from optimal: list(
#   kkt          largest violation of the optimality conditions, per column of norm 1, relative to the largest correlation of a column with
#                the response, which is lambda_max of the plain lasso (but at least 1e-4 of the norm of the response)
#   intercept    by how much the intercept misses the mean of y - x'b, relative to the terms of that sum
#   outside      largest violation of a bound, relative
#   gap          primal less dual objective, relative to that of the null model; NA where no dual point is at hand)
judge_lasso <- function(coefficients, ...) {
  parts <- lasso_parts(...)
  slopes <- as.vector(if (parts$intercept) coefficients[-1L] else coefficients)
  b <- slopes * parts$size / parts$unit
  residual <- parts$r - drop(parts$z %*% b)
  slope <- drop(crossprod(parts$z, parts$q * residual))
  lasso <- ifelse(parts$out, 0, pmax(0, lasso_excess(parts, b, slope - parts$l2 * b))) / pmax(parts$length, .Machine$double.xmin)
  norm <- sqrt(sum(parts$q * parts$r^2))
  largest <- max(0, (abs(drop(crossprod(parts$z, parts$q * parts$r))) / pmax(parts$length, .Machine$double.xmin))[!parts$out])
  list(
    kkt = max(0, lasso) / max(largest, 1e-4 * norm, .Machine$double.xmin),
    intercept = if (parts$intercept) intercept_error(parts, coefficients[1L], slopes) else 0,
    outside = max(0, (c(parts$lower - b, b - parts$upper) / pmax(1, abs(b)))[!parts$out]),
    gap = lasso_gap(parts, b, residual), excluded = max(0, abs(slopes[parts$out]))
  )
}

# How far `slope` lies outside the subgradient of l1 |b| on [lower, upper] at b.
lasso_excess <- function(parts, b, slope) {
  near <- 1e-12 * pmax(1e-12, abs(b))
  most <- ifelse(b >= parts$upper - near, Inf, parts$l1 * ifelse(b >= 0, 1, -1))
  least <- ifelse(b <= parts$lower + near, -Inf, parts$l1 * ifelse(b > 0, 1, -1))
  pmax(slope - most, least - slope)
}

intercept_error <- function(parts, given, slopes) {
  terms <- parts$middle * slopes
  abs(parts$level - sum(terms) - given) / max(abs(parts$level) + sum(abs(terms)) + parts$unit, .Machine$double.xmin)
}

# Fenchel duality: the dual point is the residual, off the columns without penalty or bound, shrunk until the conjugates are finite. A
# penalty below the rounding errors of a correlation counts as none.
lasso_gap <- function(parts, b, residual) {
  endless <- !parts$out & parts$l2 == 0 & (is.infinite(parts$lower) | is.infinite(parts$upper))
  line <- endless & parts$l1 <= 1e-13 * parts$length * sqrt(sum(parts$q * parts$r^2))
  if (any(line & (is.finite(parts$lower) | is.finite(parts$upper)))) return(NA_real_)
  root <- sqrt(parts$q)
  theta <- root * residual
  if (any(line)) theta <- off_columns(root * parts$z[, line, drop = FALSE], theta, parts$length[line])
  slope <- drop(crossprod(parts$z, root * theta))
  over <- endless & !line & ((is.infinite(parts$upper) & slope > parts$l1) | (is.infinite(parts$lower) & slope < -parts$l1))
  tau <- min(1, (parts$l1 / abs(slope))[over])
  slope[line] <- 0
  conjugate <- lasso_conjugate(parts, tau * slope, over)[!parts$out]
  null <- sum(parts$q * parts$r^2) / 2
  primal <- sum(parts$q * residual^2) / 2 + sum((parts$l1 * abs(b) + parts$l2 / 2 * b^2)[!parts$out])
  dual <- tau * sum(theta * root * parts$r) - tau^2 / 2 * sum(theta^2) - sum(conjugate)
  (primal - dual) / (if (null > 0) null else 1)
}

off_columns <- function(columns, theta, norm) {
  columns <- columns / rep(norm, each = nrow(columns))
  decomposed <- svd(columns)
  basis <- decomposed$u[, decomposed$d > 1e-10 * decomposed$d[1L], drop = FALSE]
  for (twice in 1:2) theta <- theta - drop(basis %*% crossprod(basis, theta))
  theta
}

# sup over b in [lower, upper] of b slope - l1 |b| - l2/2 b^2; `edge`: columns whose slope is at the edge of the domain up to rounding.
lasso_conjugate <- function(parts, slope, edge) {
  past <- sign(slope) * pmax(0, abs(slope) - parts$l1)
  past[edge] <- 0
  best <- ifelse(past == 0, 0, ifelse(parts$l2 > 0, past / parts$l2, sign(past) * Inf))
  best <- pmin(pmax(best, parts$lower), parts$upper)
  best[parts$out] <- 0
  ifelse(best == 0, 0, best * slope - parts$l1 * abs(best) - parts$l2 / 2 * best^2)
}

# The smallest penalty of the plain conditions at which every penalised coefficient is zero (no bounds; mixture > 0), unpenalised columns
# fitted.
lambda_max_of <- function(x, y, mixture = 1, loss = "mean", weights = NULL, ...) {
  parts <- lasso_parts(x, y, 1, mixture, loss = loss, weights = weights, ...)
  r <- sqrt(parts$q) * parts$r
  line <- !parts$out & parts$l1 == 0
  if (any(line)) r <- off_columns(sqrt(parts$q) * parts$z[, line, drop = FALSE], r, parts$length[line])
  slope <- abs(drop(crossprod(parts$z, sqrt(parts$q) * r)))
  max(0, (slope / parts$l1)[!parts$out & parts$l1 > 0])
}

# A solution must satisfy its conditions to `tol`, keep the intercept, respect bounds and leave excluded columns at exactly 0.
expect_optimal <- function(fit, problem, label = problem$kind, tol = 1e-10, lambda = fit$lambda) {
  coefficients <- coef(fit, lambda)
  for (l in seq_along(lambda)) {
    judged <- do.call(judge_lasso, c(list(coefficients[, l], problem$x, problem$y, lambda[l]), problem$settings))
    about <- sprintf("%s at lambda %.3g: ", label, lambda[l])
    testthat::expect_lt(judged$kkt, tol, label = paste0(about, "violation of the KKT conditions"))
    testthat::expect_lt(judged$intercept, 1e-12, label = paste0(about, "error of the intercept"))
    testthat::expect_lt(judged$outside, 1e-14, label = paste0(about, "violation of a bound"))
    testthat::expect_identical(judged$excluded, 0, label = paste0(about, "coefficient of a column left out"))
    if (!is.na(judged$gap)) testthat::expect_lt(judged$gap, tol, label = paste0(about, "relative duality gap"))
  }
}

fit_lasso <- function(problem, ..., lambda = problem$lambda) {
  arguments <- c(list(problem$x, problem$y, lambda = lambda), problem$settings, if (!is.null(problem$control)) problem["control"])
  quietly(do.call(lasso, utils::modifyList(arguments, list(...))))
}

# The designs of the ridge tests with the settings of the lasso: penalties relative to lambda_max, elastic net and bounds for some.
random_lasso_problem <- function(seed) {
  problem <- random_problem(seed)
  p <- ncol(problem$x)
  problem$settings$mixture <- sample(c(1, 1, 1, 0.75, 0.2), 1L)
  size <- apply(abs(problem$x), 2L, max)
  size[size == 0] <- 1
  if (seed %% 7L == 3L) {
    problem$settings$lower <- sample(c(-Inf, 0, -0.1), p, replace = TRUE) / size
    problem$settings$upper <- sample(c(Inf, 0.3, 1), p, replace = TRUE) / size
  }
  top <- do.call(lambda_max_of, c(problem[c("x", "y")], problem$settings[setdiff(names(problem$settings), c("lower", "upper"))]))
  problem$lambda <- if (top > 0) top * c(0.9, 0.3, 0.05, 0.002) else c(1, 0.1)
  problem
}

# A problem of small integers and dyadic fractions for the oracle: at most 6 columns, every setting drawn, penalties that often hit a tie.
rational_problem <- function(seed, kinds = c("tall", "wide", "ties", "duplicated", "collinear", "constant", "knots")) {
  set.seed(seed)
  kind <- kinds[1L + seed %% length(kinds)]
  p <- sample(if (kind == "wide") 3:6 else 1:6, 1L)
  n <- if (kind == "wide") sample(2:(p - 1L), 1L) else p + sample(2:5, 1L)
  x <- matrix(sample(if (kind == "ties") 0:1 else -3:3, n * p, replace = TRUE), n) + 0
  if (kind == "duplicated" && p > 1L) x[, p] <- x[, 1L] * sample(c(-1, 1, 2), 1L)
  if (kind == "collinear" && p > 2L) x[, p] <- x[, 1L] - x[, 2L]
  if (kind == "constant") x[, 1L] <- 2
  y <- sample(-9:9, n, replace = TRUE) + 0
  settings <- list(
    mixture = sample(c(1, 1, 0.5, 0.25), 1L), penalty_factor = if (runif(1L) < 0.3) sample(c(0, 0.5, 1, 2, Inf), p, TRUE, c(1, 2, 4, 2, 1)),
    weights = if (runif(1L) < 0.3) sample(0:3, n, TRUE, c(1, 4, 2, 1)) + 0, offset = if (runif(1L) < 0.3) sample(-3:3, n, TRUE) + 0,
    intercept = runif(1L) < 0.75, standardize = runif(1L) < 0.5, loss = sample(c("mean", "sum"), 1L)
  )
  if (sum(settings$weights > 0) < 2L) settings$weights <- NULL
  if (all(settings$penalty_factor %in% c(0, Inf))) settings$penalty_factor <- NULL
  if (kind == "knots") settings[c("standardize", "loss", "mixture")] <- list(FALSE, "sum", 1)
  top <- do.call(lambda_max_of, c(list(x, y), settings))
  if (runif(1L) < 0.3) {
    settings$lower <- sample(c(-Inf, -0.5, 0, 0.25), p, TRUE, c(3, 2, 2, 1))
    settings$upper <- settings$lower + sample(c(Inf, 1, 0.25), p, TRUE, c(3, 2, 1))
    settings$upper[is.infinite(settings$lower)] <- sample(c(Inf, 0.5, -0.125), sum(is.infinite(settings$lower)), TRUE, c(3, 2, 1))
    counted <- if (is.null(settings$weights)) rep(TRUE, n) else settings$weights > 0
    fixed <- apply(x[counted, , drop = FALSE], 2L, \(column) all(column == column[1L])) # bounds that exclude 0 are refused there
    if (!is.null(settings$penalty_factor)) fixed <- fixed | is.infinite(settings$penalty_factor)
    settings$lower[fixed] <- -Inf
    settings$upper[fixed] <- Inf
  }
  lambda <- if (top > 0) 2^round(log2(top)) * c(0.75, 0.25, 0.0625) else c(0.5, 0.25)
  if (kind == "knots" && top > 0) lambda <- sort(unique(c(top, round(top) / 2, lambda)), decreasing = TRUE)
  list(kind = kind, x = x, y = y, lambda = lambda, settings = settings)
}

# The problem with 70 more columns whose penalty is so large that they stay out: enough for the solver to choose a working set.
padded_problem <- function(problem) {
  n <- nrow(problem$x)
  p <- ncol(problem$x)
  unit <- 2^round(log2(max(abs(problem$x), 1e-300)))
  problem$x <- cbind(problem$x, unit * sin(outer(seq_len(n), seq_len(70L), \(i, j) i^2 * j + j)))
  v <- if (is.null(problem$settings$penalty_factor)) rep(1, p) else problem$settings$penalty_factor
  problem$settings$penalty_factor <- c(v, rep(1e6, 70L))
  if (!is.null(problem$settings$lower)) problem$settings$lower <- c(problem$settings$lower, rep(-Inf, 70L))
  if (!is.null(problem$settings$upper)) problem$settings$upper <- c(problem$settings$upper, rep(Inf, 70L))
  problem
}

# Correlated columns, more of them than the whole Gram matrix is formed for, with some duplicates.
wide_problem <- function(seed) {
  set.seed(seed)
  n <- sample(8:60, 1L)
  p <- sample(80:300, 1L)
  correlation <- sample(c(0, 0.5, 0.95), 1L)
  x <- sqrt(1 - correlation) * matrix(rnorm(n * p), n) + sqrt(correlation) * rnorm(n)
  if (seed %% 3L == 0L) x[, sample(p, 10L)] <- x[, sample(p, 10L)]
  y <- drop(x[, 1:5] %*% c(3, -2, 1, 1, -1)) + rnorm(n)
  settings <- list(mixture = if (seed %% 4L) 1 else 0.5, intercept = seed %% 5L > 0L, standardize = seed %% 2L > 0L)
  if (seed %% 7L == 0L) settings[c("lower", "upper")] <- list(rep(-0.2, p), rep(Inf, p))
  list(kind = paste(n, "x", p, "correlation", correlation), x = x, y = y, settings = settings)
}
