# Random sweep of constrained fits: all kinds of constraints and their intersections, any data and setting. Slow, so not part of the tests.
#
#   Rscript tools/sweep-constrained.R [N [FIRST]]      N problems (default 1000) from seed FIRST on; prints "N passed, N failed"
#
# Each answer must satisfy the constraints, have the objective that its certificate states and a gap of at most 1e-9 of the larger of it
# and the null objective, within 2 seconds; or be a refusal whose proof adds up. Sets and objective are written out here. Columns repeat,
# are constant, or nearly depend on others, and their scales differ by up to 10^6 up and down. Where doubles do not hold that (columns that
# differ by less than 10^-5, constraints that join coefficients of very different scales, balls that the other constraints only touch) an
# answer may be one that is said not to be certified; these are counted.

library(normball)
source("tools/sweep-common.R")
`%||%` <- function(a, b) if (is.null(a)) b else a
slowest <- 0
counts <- c(certified = 0L, uncertified = 0L, refused = 0L, joined = 0L)

# Constraints: list(object, name, kind, index, ...) with what it takes to check them.
kinds <- c("l1_ball", "l2_ball", "linf_ball", "elastic_ball", "box", "nonnegative", "nonpositive", "simplex", "sum_to", "monotone",
           "linear")

draw_part <- function(kind, name, size) {
  p <- length(size)
  index <- if (runif(1) < 0.6) seq_len(p) else sort(sample(p, sample(p, 1L)))
  if (kind == "monotone" && length(index) < 2L) index <- seq_len(p)
  vars <- paste0("x", index)
  k <- length(index)
  radius <- sample(c(0, 0.1, 0.5, 1, 3, 100), 1L, prob = c(1, 3, 6, 6, 3, 1)) * max(size[index])
  w <- if (runif(1) < 0.3) sample(c(0, 0.5, 1, 3), k, TRUE, c(1, 4, 4, 4)) else rep(1, k)
  if (all(w == 0)) w <- rep(1, k)
  low <- sample(c(-Inf, -1, 0, 0.5), k, TRUE) * size[index]
  high <- pmax(low, sample(c(Inf, 1, 0, 0.5), k, TRUE) * size[index])
  part <- list(kind = kind, name = name, index = index, radius = radius, w = w)
  if (kind == "nonnegative") low <- rep(0, k)
  if (kind == "nonnegative") high <- rep(Inf, k)
  if (kind == "nonpositive") low <- rep(-Inf, k)
  if (kind == "nonpositive") high <- rep(0, k)
  if (kind %in% c("box", "nonnegative", "nonpositive")) part[c("low", "high")] <- list(low, high)
  if (kind == "simplex") part[c("low", "high")] <- list(rep(0, k), rep(Inf, k))
  if (kind == "linf_ball") part[c("low", "high")] <- list(-radius / w, radius / w)
  if (kind == "sum_to") part$radius <- sample(c(0, 1, -1, 0.3), 1L) * max(size[index])
  if (kind == "sum_to") part$w <- sample(c(1, 1, -2, 0.5), k, TRUE)
  part <- c(part, draw_rows(part, size))
  part$object <- switch(kind,
    box = box(low, high, vars = vars, name = name), nonnegative = nonnegative(vars, name = name), monotone = monotone(vars, name = name),
    nonpositive = nonpositive(vars, name = name), simplex = simplex(radius, vars, name = name),
    sum_to = sum_to(part$radius, vars, weights = part$w, name = name),
    linear = linear(part$rows, part$row_low, part$row_high, name = name),
    elastic_ball = elastic_ball(radius, 0.5, vars, w, name = name),
    do.call(kind, list(radius, vars, w, name = name))
  )
  part
}

# Rows of a part: list(rows (over its index), row_low, row_high, row_label).
draw_rows <- function(part, size) {
  k <- length(part$index)
  if (part$kind == "simplex") return(list(rows = matrix(1, 1L, k), row_low = part$radius, row_high = part$radius, row_label = "sum"))
  if (part$kind == "sum_to") return(list(rows = rbind(part$w), row_low = part$radius, row_high = part$radius, row_label = "sum"))
  if (part$kind == "monotone") {
    if (k == 1L) return(NULL)
    vars <- paste0("x", part$index)
    label <- paste(vars[-k], "<=", vars[-1L])
    return(list(rows = diff(diag(k)), row_low = rep(0, k - 1L), row_high = rep(Inf, k - 1L), row_label = label))
  }
  if (part$kind != "linear") return(NULL)
  m <- sample(4L, 1L)
  rows <- matrix(sample(-2:2, m * k, TRUE), m) * rep(max(size) / size[part$index], each = m)
  if (m > 1L && runif(1) < 0.4) rows[m, ] <- colSums(rows[-m, , drop = FALSE])
  inside <- drop(rows %*% (size[part$index] * sample(c(0, 0.3, -0.3, 1), k, TRUE)))
  gap <- sample(c(0, 0.2, 1), m, TRUE) * max(size)
  low <- ifelse(runif(m) < 0.3, -Inf, inside - gap)
  high <- ifelse(runif(m) < 0.3 & low > -Inf, Inf, inside + gap * sample(0:1, m, TRUE))
  colnames(rows) <- paste0("x", part$index)
  list(rows = rows, row_low = low, row_high = high, row_label = paste0("row", seq_len(m)))
}

# The value of a ball, and its limit.
ball_value <- function(part, b) {
  switch(part$kind, l1_ball = sum(part$w * abs(b)), l2_ball = sqrt(sum(part$w * b^2)), elastic_ball = sum(part$w * (abs(b) + b^2 / 2) / 2))
}

# By how much b misses a part, relative to its numbers and to `size`, what coefficients are measured by.
part_miss <- function(part, b, size) {
  b <- b[part$index]
  size <- size[part$index]
  over <- \(excess, scale) max(0, excess / scale, na.rm = TRUE)
  miss <- 0
  if (!is.null(part$low)) miss <- over(pmax(part$low - b, b - part$high), pmax(abs(b), 1e-3 * size))
  if (!is.null(part$rows)) {
    value <- drop(part$rows %*% b)
    miss <- max(miss, over(pmax(part$row_low - value, value - part$row_high), drop(abs(part$rows) %*% pmax(abs(b), 1e-3 * size)) + 1e-300))
  }
  if (part$kind %in% c("l1_ball", "l2_ball", "elastic_ball")) {
    miss <- max(miss, over(ball_value(part, b) - part$radius, max(part$radius, ball_value(part, 1e-6 * size))))
  }
  miss
}

draw_problem <- function(seed) {
  set.seed(seed)
  p <- sample(8L, 1L)
  n <- sample(c(sample(20L, 1L), p, p + 1L, 40L), 1L)
  x <- matrix(if (runif(1) < 0.4) sample(-2:2, n * p, TRUE) else rnorm(n * p), n)
  if (runif(1) < 0.3) x[, sample(p, 1L)] <- x[, sample(p, 1L)] * sample(c(1, -1), 1L)
  if (runif(1) < 0.1) x[, sample(p, 1L)] <- sample(0:1, 1L)
  near <- if (runif(1) < 0.2) 10^sample(-8:-2, 1L) else 1
  if (near < 1) x[, 1L] <- x[, p] + near * rnorm(n)
  decades <- sample(c(0, 0, 2, 4, 6), 1L)
  unit <- 10^round(runif(p, -decades, decades))
  x <- structure(x * rep(unit, each = n), dimnames = list(NULL, paste0("x", seq_len(p))))
  y <- drop(x %*% (sample(c(0, 0, 1, -2), p, TRUE) / unit)) + sample(c(0, 0.1, 1), 1L) * rnorm(n)
  if (runif(1) < 0.3) y <- round(y)
  settings <- list(
    weights = if (runif(1) < 0.3) replace(runif(n, 0.2, 3), sample(n, 1L), sample(c(0, 1), 1L)), offset = if (runif(1) < 0.2) rnorm(n),
    intercept = runif(1) < 0.7, standardize = runif(1) < 0.3, loss = sample(c("mean", "sum"), 1L),
    lambda = if (runif(1) < 0.3) 10^runif(1, -3, 1), mixture = sample(c(0, 0.5, 1), 1L)
  )
  if (all(settings$weights == 0)) settings$weights <- NULL
  scaled <- column_scales(x, settings)
  sd <- if (settings$standardize) scaled$sd else rep(1, p)
  size <- if (settings$standardize) rep(1, p) else ifelse(runif(p) < 0.8, 1 / unit, 1)
  parts <- lapply(seq_len(sample(3L, 1L, prob = c(4, 4, 2))), \(k) draw_part(sample(kinds, 1L), paste0("k", k), size))
  list(x = x, y = y, settings = settings, parts = parts, scale = sd, size = if (settings$standardize) 1 / sd else 1 / unit,
       constant = scaled$constant, within = Reduce(`&`, lapply(parts, `[[`, "object")),
       extreme = near < 1e-5 || (decades > 2 && !settings$standardize))
}

# Weighted standard deviations, and which columns are constant beside an intercept or zero without.
column_scales <- function(x, settings) {
  w <- settings$weights %||% rep(1, nrow(x))
  used <- w > 0
  sd <- sqrt(colSums(w * sweep(x, 2L, colSums(w * x) / sum(w))^2) / sum(w))
  level <- settings$intercept || settings$standardize
  flat <- apply(x[used, , drop = FALSE], 2L, \(v) if (level) all(v == v[1L]) else all(v == 0))
  list(sd = ifelse(sd > 0 & !flat, sd, 1), constant = flat)
}

objective <- function(problem, coefficients) {
  s <- problem$settings
  w <- s$weights %||% rep(1, length(problem$y))
  b <- if (s$intercept) coefficients[-1L] else coefficients
  r <- problem$y - (s$offset %||% 0) - drop(problem$x %*% b) - if (s$intercept) coefficients[1L] else 0
  scaled <- b * problem$scale
  penalty <- sum(s$mixture * abs(scaled) + (1 - s$mixture) / 2 * scaled^2)
  sum(w * r^2) / 2 / (if (s$loss == "mean") sum(w) else 1) + (s$lambda %||% 0) * penalty
}

judge_fit <- function(seed, problem, fit) {
  b <- as.vector(coef(fit))
  slopes <- (if (fit$intercept) b[-1L] else b) * problem$scale
  found <- fit$certificate
  null <- objective(problem, c(if (fit$intercept) level_of(problem), numeric(length(slopes))))
  digit <- 1e-10 * max(abs(slopes), 0) * max(abs(problem$x)) # of fitted values, where only the constraints want slopes
  scale <- max(found$primal, null, digit^2, 1e-300)
  count(if (found$status == "optimal") "certified" else "uncertified")
  touches <- any(abs(fit$multiplier) > 1e7 * max(abs(crossprod(problem$x, problem$y))))
  if (found$status != "optimal" && (problem$extreme || touches)) return(invisible())
  size <- problem$size * problem$scale * sqrt(mean(problem$y^2) + 1e-300)
  judge(seed, "constraints", max(vapply(problem$parts, part_miss, 0, slopes, size)), 1e-8)
  judge(seed, "objective", abs(objective(problem, b) - found$primal) / scale, 1e-9)
  judge(seed, paste("gap of what is", found$status), found$gap / scale, 1e-9)
  judge(seed, paste("status", found$status), as.integer(found$status != "optimal"), 0)
}

# The weighted mean of the response.
level_of <- function(problem) {
  s <- problem$settings
  weighted.mean(problem$y - (s$offset %||% 0), s$weights %||% rep(1, length(problem$y)))
}

count <- function(what) counts[[what]] <<- counts[[what]] + 1L

# The sum of what a proof says of rows and bounds must be something that its balls cannot reach.
judge_refusal <- function(seed, problem, table) {
  count("refused")
  parts <- setNames(problem$parts, vapply(problem$parts, `[[`, "", "name"))
  p <- ncol(problem$x)
  sum <- size <- numeric(p)
  balls <- list()
  for (i in seq_len(nrow(table))) {
    part <- parts[[table$part[i]]]
    if (startsWith(table$inequality[i], "norm <= ")) {
      balls <- c(balls, list(c(part, list(most = table$multiplier[i] * table$bound[i]))))
      next
    }
    row <- inequality_row(part, table$inequality[i], p) * table$multiplier[i]
    sum <- sum + row
    size <- size + abs(row)
  }
  sum[problem$constant] <- 0
  asked <- sum(table$bound * table$multiplier)
  judge(seed, "refusal: what is asked for", asked / sum(abs(table$bound * table$multiplier)), -1e-12)
  if (length(balls) > 1L && anyDuplicated(unlist(lapply(balls, `[[`, "index")))) {
    count("joined")
    return(invisible())
  }
  for (ball in balls) {
    judge(seed, "refusal: ball", support(ball, sum[ball$index]) / ball$most - 1, 1e-9)
    sum[ball$index[ball$w > 0]] <- 0
  }
  judge(seed, "refusal: sum", max(abs(sum) / pmax(size, 1e-300)), 1e-9)
}

# The left side of an inequality of the table as a row "<=".
inequality_row <- function(part, inequality, p) {
  if (part$kind == "monotone") return(replace(numeric(p), part$index, -part$rows[match(inequality, part$row_label), ]))
  tail <- regmatches(inequality, regexec("^(.*) (<=|>=) (\\S+)$", inequality))[[1L]]
  sign <- if (tail[3L] == "<=") 1 else -1
  at <- match(tail[2L], part$row_label)
  if (is.na(at)) return(replace(numeric(p), match(tail[2L], paste0("x", seq_len(p))), sign))
  replace(numeric(p), part$index, sign * part$rows[at, ])
}

# The largest v'b (or -v'b) within a ball.
support <- function(ball, v) {
  v <- abs(v)
  used <- v > 0
  if (any(used & ball$w == 0)) return(Inf)
  if (!any(used)) return(0)
  v <- v[used]
  w <- ball$w[used]
  r <- ball$radius
  if (ball$kind == "l1_ball") return(r * max(v / w))
  if (ball$kind == "l2_ball") return(r * sqrt(sum(v^2 / w)))
  dual <- function(t) exp(t) * r + sum(pmax(v - exp(t) * w / 2, 0)^2 / (exp(t) * w))
  optimize(dual, log(range(v / w)) + c(-20, 20), tol = 1e-10)$objective
}

sweep_one <- function(seed) {
  problem <- draw_problem(seed)
  arguments <- Filter(Negate(is.null), problem$settings)
  time <- system.time(fit <- tryCatch(
    suppressMessages(do.call(constrained, c(list(problem$x, problem$y, problem$within), arguments))),
    normball_infeasible = identity, normball_error_constraint = identity
  ))[["elapsed"]]
  slowest <<- max(slowest, time)
  judge(seed, "seconds", time, 2)
  if (inherits(fit, "normball_infeasible")) {
    judge_refusal(seed, problem, fit$certificate)
  } else if (inherits(fit, "error")) { # a constant column has no coefficient to constrain
    judge(seed, conditionMessage(fit), as.integer(!(problem$settings$standardize && any(problem$constant))), 0)
  } else {
    judge_fit(seed, problem, fit)
  }
}

first <- as.integer(c(commandArgs(TRUE), 1, 1)[2L])
for (seed in first - 1L + seq_len(number_of_problems(1000L))) attempt(seed, sweep_one(seed))
cat(sprintf("%d certified, %d not, %d refused (%d of these by several balls at once), slowest %.2f s\n", counts[["certified"]],
            counts[["uncertified"]], counts[["refused"]], counts[["joined"]], slowest))
report_and_quit()
