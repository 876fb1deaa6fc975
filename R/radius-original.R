# The penalties at which the norm of the printed slopes has a given value, where that norm is not the fit's own.
#
#     F(c) = || K q(c) ||^2,   q_j(c) = 1 / (d_j^2 + c),   K = S V diag(d g),   S the scales between printed and penalised slopes
#
# F need not be monotone. But every q_j and q_j^2 is, so over an interval of c both b = K q and b' = -K q^2 are enclosed by their values at
# its ends (interval arithmetic: Moore, Kearfott and Cloud 2009), and with them F and F'. Intervals whose F cannot be radius^2 are dropped,
# those where F' has one sign hold at most one root, the others are halved. No root is missed, whatever their number.

most_intervals <- 1e4

# list(lambda, slack, all): all is a list per radius with every lambda > 0 of that norm, for fits of one response, else NULL.
solve_radii_original <- function(fit, radius) {
  problem <- fit_problem(fit, "radius_to_lambda(metric = \"original\")")
  core <- factor_for(fit, problem, 0)
  index <- seq_len(core$rank)
  spread <- problem$scale * right_vectors(problem, core)
  m <- n_responses(fit)
  lambda <- matrix(0, length(radius), m)
  all <- vector("list", length(radius))
  for (k in seq_len(m)) {
    map <- spread * rep(core$d[index] * core$uty[index, k], each = nrow(spread))
    for (i in seq_along(radius)) {
      roots <- penalty_lambda(problem, norm_roots(map, core$d[index]^2, radius[i] / problem$y_unit[[k]]))
      lambda[i, k] <- roots[1L]
      all[[i]] <- roots
    }
  }
  list(lambda = lambda, slack = lambda == 0, all = if (m == 1L) all)
}

# Every c > 0 with || map (1 / (d2 + c)) || = radius, increasing; 0 alone where that norm is within the radius at c = 0; Inf for radius 0.
norm_roots <- function(map, d2, radius) {
  top <- max(abs(map), 0)
  if (top == 0 || norm_of(map %*% (1 / d2)) <= radius) return(0)
  if (radius == 0) return(Inf)
  map <- map / top
  radius <- radius / top
  # beyond `high` even the sum of all absolute values is within the radius
  high <- norm_of(rowSums(abs(map))) / radius
  if (!is.finite(high)) return(Inf)
  ends <- interval_ends(d2, high)
  low <- ends[-length(ends)]
  high <- ends[-1L]
  roots <- numeric()
  while (length(low)) {
    bounds <- enclose(map, d2, low, high)
    alive <- bounds$least <= radius & bounds$largest >= radius
    single <- alive & (bounds$slope_low > 0 | bounds$slope_high < 0)
    roots <- c(roots, unlist(lapply(which(single), \(i) single_root(map, d2, radius, low[i], high[i]))))
    open <- which(alive & !single)
    narrow <- open[high[open] - low[open] <= 1e-13 * high[open]]
    roots <- c(roots, (low[narrow] + high[narrow]) / 2) # touches the radius without crossing it, to rounding
    open <- setdiff(open, narrow)
    if (length(open) > most_intervals) {
      nb_abort("numeric", "The penalties at which the norm of the printed slopes is ", format(radius * top), " could not be told apart. ",
               "Use `metric = \"fit\"`, or a fit with `standardize = FALSE`.")
    }
    middle <- ifelse(low[open] > 0, sqrt(low[open]) * sqrt(high[open]), high[open] / 16)
    middle <- ifelse(middle > low[open] & middle < high[open], middle, (low[open] + high[open]) / 2)
    next_high <- c(middle, high[open])
    low <- c(low[open], middle)
    high <- next_high
  }
  distinct_roots(roots)
}

# Where the enclosures start: 0, and a decade at a time from well below the least to where the norm is surely small enough.
interval_ends <- function(d2, high) {
  first <- min(d2) / 100
  if (high <= first) return(c(0, high))
  decades <- seq(log10(first), log10(high), length.out = 2L + ceiling(log10(high / first)))
  c(0, 10^decades[-length(decades)], high)
}

# Bounds of the norm and of the slope F'/2 over each interval. b = map q and its derivative are linear in q and q^2, which fall with c.
enclose <- function(map, d2, low, high) {
  q_first <- 1 / outer(d2, low, "+")
  q_last <- 1 / outer(d2, high, "+")
  size <- abs(map)
  box <- function(first, last) {
    middle <- map %*% ((first + last) / 2)
    reach <- size %*% ((first - last) / 2) + 8 * .Machine$double.eps * (size %*% first)
    list(low = middle - reach, high = middle + reach)
  }
  b <- box(q_first, q_last)
  fall <- box(q_first^2, q_last^2)
  nearest <- pmax(b$low, -b$high, 0)
  farthest <- pmax(b$high, -b$low)
  corners <- list(b$low * fall$low, b$low * fall$high, b$high * fall$low, b$high * fall$high)
  list(
    least = sqrt(colSums(nearest^2)), largest = sqrt(colSums(farthest^2)),
    slope_low = -colSums(do.call(pmax, corners)), slope_high = -colSums(do.call(pmin, corners))
  )
}

# The root in an interval where the norm is monotone, or none: bisection, with Newton steps wherever they stay inside.
single_root <- function(map, d2, radius, low, high) {
  excess <- \(c) norm_of(map %*% (1 / (d2 + c))) - radius
  at_low <- excess(low)
  at_high <- excess(high)
  if (at_low == 0) return(low)
  if (at_high == 0) return(high)
  if (sign(at_low) == sign(at_high)) return(NULL)
  c <- if (low > 0) sqrt(low) * sqrt(high) else high / 2
  for (step in 1:200) {
    q <- 1 / (d2 + c)
    b <- map %*% q
    value <- norm_of(b)
    if (sign(value - radius) == sign(at_low)) low <- c else high <- c
    slope <- -sum(b * (map %*% q^2)) / value
    new <- c - (value - radius) / slope
    if (!is.finite(new) || new <= low || new >= high) new <- (low + high) / 2
    if (abs(new - c) <= 2 * .Machine$double.eps * c) break
    c <- new
  }
  c
}

# Sorted; a root at the common end of two intervals was found twice.
distinct_roots <- function(roots) {
  roots <- sort(roots)
  roots[c(TRUE, diff(roots) > 1e-12 * roots[-1L])]
}
