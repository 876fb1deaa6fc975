# Least squares to the last digits.
#
# A solution of the scaled problem carries the rounding of its scaling: to centre, scale and weight a column changes it by eps, and b by the
# condition number times that. Newton's step from the data as they were given takes it off,
#
#     b + (A'A)^-1 A'r,     r = y - o - b0 - X b,
#
# when r and the gradient X'Wr are formed in twice the precision (Bjorck 1996, section 2.9): the factorisation that is there need only
# reduce the error, by the square of the condition number times eps. Where the next step is not much smaller than this one it cannot.

# Entries of x up to which it is worth its time: some 100 operations for each.
most_refined <- 2e4

# The coefficients (array (k + p) x L x m) with the solution at lambda = 0 refined. data: a design or a fit, with x, y (n x m) and offset
# (n x m, or NULL). core: the factorisation that it comes from, NULL where there is none.
refine_least_squares <- function(data, problem, core, lambda, coefficients) {
  at <- which(lambda == 0)
  x <- data$x
  y <- data$y
  offset <- data$offset
  determined <- !is.null(core) && core$rank > 0L && !core$dual && core$rank == length(problem$columns) && !length(problem$free)
  if (!length(at) || !determined || !is.matrix(x) || length(x) > most_refined) return(coefficients)
  data <- refinement_data(x, problem)
  slopes <- problem$intercept + problem$penalised
  if (is.null(offset)) offset <- 0 * y
  for (k in seq_len(ncol(y))) {
    target <- sum_exactly(y[data$rows, k] / problem$y_unit[k], -offset[data$rows, k] / problem$y_unit[k])
    b <- c(if (problem$intercept) coefficients[1L, at, k] else 0, coefficients[slopes, at, k] / data$unit) / problem$y_unit[k]
    b <- refine_solution(b, data, target, core) * problem$y_unit[k]
    coefficients[slopes, at, k] <- b[-1L] * data$unit
    if (problem$intercept) coefficients[1L, at, k] <- b[1L]
  }
  coefficients
}

# The columns in units of a power of two near their sizes, without rows of weight 0, and what the scaled problem did to them.
refinement_data <- function(x, problem) {
  used <- problem$penalised
  rows <- which(problem$root_weight > 0)
  unit <- 1 / power_of_two(problem$size[used])
  list(x = x[rows, used, drop = FALSE] * rep(unit, each = length(rows)), rows = rows, unit = unit, share = problem$root_weight[rows]^2,
       centre = problem$centre * unit, scale = problem$scale / unit, intercept = problem$intercept)
}

# b (intercept first) with steps taken as long as they fall: the slopes or the intercept by a factor of 4, and neither grows.
refine_solution <- function(b, data, target, core) {
  step <- newton_step(b, data, target, core)
  for (round in 1:5) {
    moved <- b + step$b
    if (identical(moved, b)) break
    following <- newton_step(moved, data, target, core)
    falls <- any(following$size < step$size / 4) && all(following$size <= 2 * pmax(step$size, .Machine$double.eps))
    if (!isTRUE(falls)) break
    b <- moved
    step <- following
  }
  b
}

# list(b (intercept first), size (of the intercept and the largest of the slopes in units of the scaled problem)).
newton_step <- function(b, data, target, core) {
  residual <- precise_residual(data$x, b, target)
  weighted <- product_exactly(data$share, residual$hi)
  weighted$lo <- weighted$lo + data$share * residual$lo
  total <- if (data$intercept) precise_sums(lapply(weighted, matrix)) else list(hi = 0, lo = 0)
  products <- product_exactly(data$x, weighted$hi)
  products$lo <- products$lo + data$x * weighted$lo
  gradient <- precise_sums(products)
  mean <- product_exactly(data$centre, total$hi)
  left <- sum_exactly(gradient$hi, -mean$hi)
  gradient <- left$hi + (left$lo + gradient$lo - mean$lo - data$centre * total$lo)
  step <- drop(core$basis %*% (crossprod(core$basis, data$scale * gradient) / core$d^2))
  slopes <- data$scale * step
  intercept <- total$hi - sum(data$centre * slopes)
  list(b = c(intercept, slopes), size = c(abs(intercept), max(abs(step))))
}

# target - b_1 - x b_-1 as list(hi, lo).
precise_residual <- function(x, b, target) {
  sum <- sum_exactly(target$hi, -b[1L])
  low <- target$lo + sum$lo
  for (j in seq_len(ncol(x))) {
    product <- product_exactly(x[, j], -b[j + 1L])
    sum <- sum_exactly(sum$hi, product$hi)
    low <- low + sum$lo + product$lo
  }
  sum_exactly(sum$hi, low)
}

# Sums of columns, halves of the rows added to each other until one is left.
precise_sums <- function(terms) {
  while ((n <- nrow(terms$hi)) > 1L) {
    half <- n %/% 2L
    first <- seq_len(half)
    rest <- n - half + first
    sum <- sum_exactly(terms$hi[first, , drop = FALSE], terms$hi[rest, , drop = FALSE])
    sum$lo <- sum$lo + terms$lo[first, , drop = FALSE] + terms$lo[rest, , drop = FALSE]
    middle <- if (n %% 2L) half + 1L
    terms <- list(hi = rbind(sum$hi, terms$hi[middle, , drop = FALSE]), lo = rbind(sum$lo, terms$lo[middle, , drop = FALSE]))
  }
  sum_exactly(drop(terms$hi), drop(terms$lo))
}

# The sum of two doubles, and their product, as the unevaluated sum of two doubles (Knuth; Dekker 1971).
sum_exactly <- function(a, b) {
  s <- a + b
  v <- s - a
  list(hi = s, lo = (a - (s - v)) + (b - v))
}

product_exactly <- function(a, b) {
  p <- a * b
  u <- halves(a)
  v <- halves(b)
  list(hi = p, lo = ((u$high * v$high - p) + u$high * v$low + u$low * v$high) + u$low * v$low)
}

halves <- function(a) {
  t <- 134217729 * a # 2^27 + 1
  high <- t - (t - a)
  list(high = high, low = a - high)
}
