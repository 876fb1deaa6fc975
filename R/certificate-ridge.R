# The proof of optimality of a ridge fit, from data, coefficients and settings alone: nothing of the solvers' scaling or
# factorisation is used.

# Data frame as certificate() returns it, for coefficients at these lambdas (by default those of the path).
certificate_ridge <- function(fit, lambda = fit$lambda) {
  if (is.null(fit$x)) {
    nb_abort("unsupported", "`certificate()` needs the data, and this fit was made with `model = FALSE`. Refit with `model = TRUE`.")
  }
  y <- less_offset(fit)
  certify_ridge(fit$x, y, fit$weights, fit, lambda, coefficients_at(fit, lambda))$table
}

# list(table, rss). settings: intercept, standardize, loss, penalty_factor. coefficients: (k + p) x L x m. Every column and every response
# is divided by a power of two near its size, so that the arithmetic is that of the original data and stays in range.
certify_ridge <- function(x, y, weights, settings, lambda, coefficients, moments = NULL) {
  proof <- certificate_problem(x, weights, settings, moments, \(centre, sd) centring_is_harmless(x, centre, sd))
  columns <- proof$used
  centre <- proof$problem$centre
  unit <- proof$problem$scale
  target <- certificate_response(y, proof$share, settings$intercept)
  path <- length(lambda)
  m <- ncol(y)
  all <- matrix(coefficients, nrow = dim(coefficients)[1L])
  slopes <- all[settings$intercept + columns, , drop = FALSE]
  level <- if (settings$intercept) {
    intercept_miss(all[1L, ], as.vector(centre %*% slopes), as.vector(abs(centre) %*% abs(slopes)), target, path)
  }
  root <- sqrt(settings$penalty_factor[columns]) * proof$sd * unit
  top <- power_of_two(max(root, .Machine$double.xmin))
  scale <- if (settings$loss == "sum") proof$total else 1
  scaled <- scale_rows(slopes, 1 / unit, 1 / target$unit, path)
  parts <- core_call(.Call(
    C_certificate, proof$problem, scaled, rep(seq_len(m) - 1L, each = path),
    rep(pmin(lambda / scale * top * top, 1e300), m), (root / top)^2, 1 / (proof$size * unit), level, target$y
  ))
  table <- certificate_table(parts, target, lambda, scale)
  if (!is.null(dimnames(coefficients)[[3L]])) table$response <- dimnames(coefficients)[[3L]][table$response]
  list(table = table, rss = proof$total * parts$rss * rep(target$unit^2, each = path))
}

# What every proof starts from: the columns that take part, each divided by a power of two near its size. list(problem (for the core, with
# x), used (their numbers from 1), size (SD, or root mean square where they are not centred), sd (what standardising divides by), share
# (weights that sum to 1), total (of the weights)). may_wait(centre, sd): whether products may be centred afterwards.
certificate_problem <- function(x, weights, settings, moments, may_wait) {
  weights <- if (is.null(weights)) rep(1, nrow(x)) else weights
  total <- sum(weights)
  share <- weights / total
  if (is.null(moments)) moments <- column_moments(x, share)
  used <- which(is.finite(settings$penalty_factor) & !cannot_enter(moments, settings$standardize, settings$intercept))
  centre <- if (settings$intercept) moments$mean[used] else numeric(length(used))
  size <- pmax(column_sizes(moments, settings$intercept), 0)[used]
  size[size == 0] <- 1
  problem <- list(x = x, columns = used - 1L, centre = centre, scale = 1 / power_of_two(size), root_weight = sqrt(share), flat = NULL,
                  flat_cross = NULL, implicit = as.integer(may_wait(centre, moments$scale[used])))
  list(problem = problem, used = used, size = size, sd = if (settings$standardize) moments$scale[used] else rep(1, length(used)),
       share = share, total = total)
}

# The response as the core's certificate expects it: offset gone, centred at its weighted mean, times root weight, over a power of two.
certificate_response <- function(y, share, intercept) {
  mean <- if (intercept) colSums(share * y) else numeric(ncol(y))
  centred <- minus_columns(y, mean)
  left <- if (intercept) colSums(share * centred) else 0 * mean
  centred <- minus_columns(centred, left)
  top <- largest_sizes(centred, share > 0)
  unit <- ifelse(top > 0, power_of_two(pmax(top, .Machine$double.xmin)), 1)
  scaled <- over_columns(centred, unit) * sqrt(share)
  scaled[share == 0, ] <- 0
  list(y = unname(scaled), unit = unit, mean = mean + left)
}

# By how much the intercepts given miss the weighted mean of y - x'b, in units of the response; 0 where a double cannot say it better.
# explained, size: sum of m_j b_j and of |m_j b_j| per solution, m the column means.
intercept_miss <- function(given, explained, size, target, path) {
  mean <- rep(target$mean, each = path)
  miss <- mean - explained - given
  size <- abs(mean) + size + abs(given)
  miss[abs(miss) <= 8 * .Machine$double.eps * size] <- 0
  miss / rep(target$unit, each = path)
}

certificate_table <- function(parts, target, lambda, scale) {
  path <- length(lambda)
  m <- ncol(target$y)
  value <- rep(scale * target$unit^2, each = path)
  null <- rep(colSums(target$y^2) / 2, each = path)
  relative <- ifelse(null > 0, parts$gap / null, parts$gap)
  fine <- relative <= 1e-10 & parts$kkt <= 1e-7 & parts$feasibility <= 1e-7
  plain_frame(
    response = rep(seq_len(m), each = path), lambda = rep(lambda, m), primal = value * parts$primal, dual = value * parts$dual,
    gap = value * parts$gap, relative_gap = relative, kkt = parts$kkt, feasibility = parts$feasibility,
    status = ifelse(fine, "optimal", "approximate")
  )
}

# data.frame() of columns that are vectors of one length, without its checks: they took as long as a small fit.
plain_frame <- function(...) {
  columns <- list(...)
  structure(columns, row.names = c(NA_integer_, -length(columns[[1L]])), class = "data.frame")
}
