# What the methods may ask of a ridge fit: coefficients, leverages, leave-one-out residuals, spectrum and covariance at any lambda.
#
# A fit keeps its scaled problem (R/ridge-problem.R, without x) and its factorisation in `factor`; each function here joins the two to x,
# calls the core, and returns to the scale of the data.

# The problem with x in place; an error when the fit was made with model = FALSE and x is needed for `what`.
fit_problem <- function(fit, what) {
  if (is.null(fit$x)) {
    nb_abort("unsupported", what, ": this needs the data, and the fit was made with `model = FALSE`. Refit with `model = TRUE`.")
  }
  c(list(x = fit$x), fit$factor$problem)
}

refuse_iterative <- function(fit, what) {
  if (fit$algorithm != "cgls") return(invisible())
  nb_abort("unsupported", what, ": this needs a factorisation, and the design is too large for one (both sides over ", factor_limit,
           "), so the fit was made by conjugate gradients.")
}

# The factorisation, made again by QR where a lambda is so small that the one at hand (from a Gram matrix) would lose digits.
factor_for <- function(fit, problem, c) {
  core <- fit$factor$core
  if (min(c) >= core$c_valid) return(core)
  ridge_factorize(problem, "qr", 0)
}

# The fit with the factorisation that these lambdas need. `what` needs it, says the error where the data were not kept.
refactored <- function(fit, lambda, what) {
  core <- fit$factor$core
  if (is.null(core) || min(problem_penalty(fit$factor$problem, lambda)) >= core$c_valid) return(fit)
  problem <- fit_problem(fit, what)
  fit$factor$core <- ridge_factorize(problem, "qr", 0)
  fit$factor$rss0 <- residual_outside(problem, fit$factor$core)
  fit
}

ridge_factorize <- function(problem, method, c_min) {
  code <- match(method, c("auto", "gram", "qr", "svd")) - 1L
  floor <- if (problem$n_flat) max(0, problem$size[problem$penalised] * problem$scale) else 0
  core_call(.Call(C_ridge_factorize, problem, problem$y, as.integer(problem_max_rank(problem)), as.double(floor), code, as.double(c_min)))
}

# Coefficients at exactly these lambdas: array (k + p) x length(lambda) x m.
ridge_coefficients <- function(fit, lambda) {
  penalty <- problem_penalty(fit$factor$problem, lambda)
  if (is.null(fit$x)) return(coefficients_without_data(fit, penalty))
  problem <- fit_problem(fit, "`coef()`")
  core <- if (fit$algorithm != "cgls") factor_for(fit, problem, penalty)
  b <- if (is.null(core)) {
    solve_iteratively(problem, penalty, fit$control)$b
  } else {
    core_call(.Call(C_ridge_solve, problem, core, problem$y, penalty))
  }
  refine_least_squares(fit, problem, core, lambda, problem_coefficients(problem, b, fit$p, length(lambda)))
}

# The least-squares solution of least norm of the scaled problem.
min_norm_solution <- function(problem, core) as.vector(core_call(.Call(C_ridge_solve, problem, core, problem$y, 0)))

# With V at hand b = V diag(d / (d^2 + c)) U'y needs no data; a Gram matrix needs them to refine, and a wide problem to leave the dual.
coefficients_without_data <- function(fit, penalty) {
  core <- fit$factor$core
  if (is.null(core) || core$dual || core$method == 1L) {
    nb_abort("unsupported", "Coefficients at a lambda that is not on the path need the data, and this fit was made with `model = FALSE`. ",
             "Refit with `model = TRUE`, or with this lambda in `lambda`.")
  }
  index <- seq_len(core$rank)
  shrink <- core$d[index] / outer(core$d[index]^2, penalty, "+")
  b <- lapply(seq_len(ncol(core$uty)), \(k) core$basis[, index, drop = FALSE] %*% (core$uty[index, k] * shrink))
  problem_coefficients(fit$factor$problem, do.call(cbind, b), fit$p, length(penalty))
}

# Squared singular values of the scaled problem, decreasing, as many as the rank.
factor_spectrum <- function(core) core$d[seq_len(core$rank)]^2

# Trace of the hat matrix: intercept, unpenalised directions and sum d^2 / (d^2 + c).
ridge_df <- function(fit, lambda) {
  what <- "The effective degrees of freedom at so small a lambda"
  refuse_iterative(fit, "The effective degrees of freedom")
  problem_df(fit$factor$problem, refactored(fit, lambda, what)$factor$core, lambda)
}

problem_df <- function(problem, core, lambda) {
  d2 <- factor_spectrum(core)
  shares <- d2 / outer(d2, problem_penalty(problem, lambda), "+")
  problem$intercept + problem$n_flat + colSums(matrix(shares, ncol = length(lambda)))
}

# Whether fitted values reach every response as lambda -> 0.
is_saturated <- function(problem, core) core$rank + problem$intercept + problem$n_flat >= problem$n_used

leave_one_out <- function(fit, lambda, want, what) {
  refuse_iterative(fit, what)
  problem <- fit_problem(fit, what)
  penalty <- problem_penalty(problem, lambda)
  core <- factor_for(fit, problem, penalty)
  core_call(.Call(C_ridge_loo, problem, core, problem$y, problem$flat_leverage, as.integer(is_saturated(problem, core)), penalty,
            as.integer(want)))
}

# Leverages: list(h, one_minus_h), each n x length(lambda); 1 - h is computed without cancellation.
ridge_leverage <- function(fit, lambda) {
  parts <- leave_one_out(fit, lambda, c(1, 0, 0), "Leverages")
  list(h = parts$leverage, one_minus_h = parts$complement)
}

# Leave-one-out in closed form: list(residuals (n x L x m, or NULL), mse (L x m), se (L x m)). The scales of the columns and the penalty as
# it stands beside the *sum* of squares stay those of all rows (so with loss = "mean", n - 1 rows at lambda n / (n - 1)); intercept and
# unpenalised coefficients are estimated anew.
ridge_loo <- function(fit, lambda, residuals = TRUE) {
  parts <- leave_one_out(fit, lambda, c(0, residuals, 1), "Leave-one-out residuals")
  m <- n_responses(fit)
  unit <- rep(fit$factor$problem$y_unit, each = length(lambda))
  spread <- pmax(parts$mean_quartic - parts$mean_square^2, 0) / max(1, fit$nobs - 1)
  out <- list(residuals = NULL, mse = parts$mean_square * unit^2, se = sqrt(spread) * unit^2)
  if (residuals) out$residuals <- array(parts$residual * rep(unit, each = fit$n), c(fit$n, length(lambda), m))
  out
}

# The spectrum on the mean scale (weights that sum to 1), good for these lambdas; see R/criterion-formulas.R, its user.
ridge_spectrum <- function(fit, lambda = Inf) {
  refuse_iterative(fit, "The spectrum")
  fit <- refactored(fit, lambda, "The spectrum at so small a lambda")
  problem <- fit$factor$problem
  core <- fit$factor$core
  index <- seq_len(core$rank)
  list(
    d2 = factor_spectrum(core), c_of = \(lambda) problem_penalty(problem, lambda),
    coordinates = core$uty[index, , drop = FALSE] * rep(problem$y_unit, each = core$rank),
    rss0 = fit$factor$rss0 * problem$y_unit^2, n_unpenalized = problem$intercept + problem$n_flat, total_weight = problem$total_weight
  )
}

# Covariance of the coefficients over sigma^2 at one lambda, on the scale of weights as given: (k + p) x (k + p).
#   posterior   (Z'WZ + penalty)^-1                      sampling   (Z'WZ + penalty)^-1 Z'WZ (Z'WZ + penalty)^-1
ridge_covariance <- function(fit, lambda, type = c("sampling", "posterior")) {
  type <- match.arg(type)
  refuse_iterative(fit, "The covariance")
  problem <- fit_problem(fit, "The covariance")
  penalty <- problem_penalty(problem, lambda)
  core <- factor_for(fit, problem, penalty)
  basis <- right_vectors(problem, core)
  d2 <- factor_spectrum(core)
  share <- if (type == "sampling") d2 / (d2 + penalty)^2 else 1 / (d2 + penalty)
  inner <- tcrossprod(basis * rep(sqrt(share), each = nrow(basis)))
  if (type == "posterior" && core$rank < ncol(inner)) inner <- inner + outside_range(basis, penalty)
  expand_covariance(problem, inner, fit$p) / problem$total_weight
}

# V, p x rank, from either side of the decomposition.
right_vectors <- function(problem, core) {
  index <- seq_len(core$rank)
  if (!core$dual) return(core$basis[, index, drop = FALSE])
  core_call(.Call(C_cross, problem, core$basis[, index, drop = FALSE])) / rep(core$d[index], each = length(problem$columns))
}

# Directions that the data say nothing about keep their prior variance 1 / c.
outside_range <- function(basis, penalty) {
  if (penalty == 0) {
    nb_abort("singular", "At lambda = 0 the posterior covariance does not exist: the design does not determine every coefficient.")
  }
  (diag(nrow(basis)) - tcrossprod(basis)) / penalty
}

# From the penalised block of the scaled problem to intercept and all columns, by the linear map that gives their coefficients.
expand_covariance <- function(problem, inner, p) {
  k <- nrow(inner)
  map <- matrix(0, p, k)
  map[cbind(problem$penalised, seq_len(k))] <- problem$scale
  cov <- matrix(0, p, p)
  if (length(problem$free)) {
    map[problem$free, ] <- -problem$free_solve %*% problem$flat_cross
    cov[problem$free, problem$free] <- tcrossprod(problem$free_solve)
  }
  cov <- cov + map %*% inner %*% t(map)
  if (!problem$intercept) return(cov)
  towards <- -drop(problem$centres %*% cov)
  level <- 1 - sum(problem$centres * towards)
  unname(rbind(c(level, towards), cbind(towards, cov)))
}
