# What each constraint says of a solution: its multiplier, how much room it leaves, whether it is active.
#
# A ball has one entry, a set of rows one for each row, bounds one for each coefficient that has one. A multiplier is positive where an
# upper side presses and negative where a lower one does; that of a ball is never negative.

# list(multiplier, slack, active) with one entry per constraint, named. solution: of one radius (number i) and response; slopes: p x m, of
# all responses.
constraint_state <- function(found, i, solution, slopes, response, design) {
  region <- found$regions[[i]]
  parts <- resolve_parts(found$within[[i]], region$p, design$columns, design_terms(design))
  if (isTRUE(found$problem$standardized)) slopes <- slopes * found$problem$scales
  entries <- lapply(seq_along(parts), \(at) part_state(parts[[at]], at, region, solution, slopes, response))
  labels <- as.character(unlist(Map(\(part, entry) {
    if (length(entry$slack) == 1L) part$part else paste0(part$part, ":", entry$label, recycle0 = TRUE)
  }, parts, entries)))
  gather <- \(name) as.double(unlist(lapply(entries, `[[`, name)))
  slack <- gather("slack")
  multiplier <- gather("multiplier")
  size <- gather("size")
  near <- abs(slack) <= 1e-10 * size
  slack[abs(slack) <= 1e-13 * size | (multiplier != 0 & abs(slack) <= 1e-12 * max(size, 0))] <- 0
  list(multiplier = setNames(multiplier, labels), slack = setNames(slack, labels), active = setNames(near | multiplier != 0, labels))
}

# list(multiplier, slack, size (to which the slack compares), label) of one part.
part_state <- function(part, at, region, solution, slopes, response) {
  b <- slopes[, response]
  owns <- \(side) region[[paste0(side, "_part")]] == at
  ball <- \(kind) {
    which(vapply(region[[kind]], `[[`, 0L, "part") == at)
  }
  switch(part$kind,
    l1_ball = , l2_ball = , elastic_ball = ball_state(part, b[part$index], solution$ball[ball("balls")]),
    column_norm = ball_state(part, b, solution$matrix_ball[ball("matrix_balls")]),
    frobenius_ball = ball_state(part, slopes, solution$matrix_ball[ball("matrix_balls")]),
    linf_ball = linf_state(part, b, ifelse(owns("upper"), pmax(solution$bound, 0), 0) - ifelse(owns("lower"), pmin(solution$bound, 0), 0)),
    box = bound_state(part, part$lower, part$upper, b, solution$bound, owns, region$columns),
    simplex = {
      bounds <- bound_state(part, 0 * part$index, Inf + 0 * part$index, b, solution$bound, owns, region$columns)
      Map(c, row_state(region, at, b, solution$row), bounds)
    },
    row_state(region, at, b, solution$row)
  )
}

# The measure of a ball: a norm, or the value of the elastic net's penalty.
ball_measure <- function(part, b) {
  w <- part$weights %||% 1
  switch(part$kind, l1_ball = sum(w * abs(b)), elastic_ball = sum(w * (part$mixture * abs(b) + (1 - part$mixture) / 2 * b^2)),
         norm_of(sqrt(w) * b))
}

ball_state <- function(part, b, multiplier) {
  measure <- ball_measure(part, b)
  list(multiplier = multiplier, slack = part$radius - measure, size = max(measure, min(part$radius, 1e300)), label = "radius")
}

# The bounds of all coefficients move with the radius: r / w_j.
linf_state <- function(part, b, pressing) {
  used <- part$weights > 0
  index <- part$index[used]
  measure <- max(0, part$weights[used] * abs(b[index]))
  list(multiplier = sum(pressing[index] / part$weights[used]), slack = part$radius - measure, size = max(measure, min(part$radius, 1e300)),
       label = "radius")
}

bound_state <- function(part, lower, upper, b, bound, owns, columns) {
  index <- part$index
  multiplier <- ifelse(owns("upper"), pmax(bound, 0), 0) + ifelse(owns("lower"), pmin(bound, 0), 0)
  kept <- which(is.finite(lower) | is.finite(upper))
  at <- index[kept]
  slack <- pmin(upper[kept] - b[at], b[at] - lower[kept])
  size <- pmax(abs(b[at]), ifelse(is.finite(lower[kept]), abs(lower[kept]), 0), ifelse(is.finite(upper[kept]), abs(upper[kept]), 0))
  list(multiplier = multiplier[at], slack = slack, size = pmax(size, .Machine$double.xmin), label = columns[at])
}

row_state <- function(region, at, b, row) {
  index <- which(region$row_part == at)
  a <- region$rows[index, , drop = FALSE]
  value <- drop(a %*% b)
  lower <- region$row_lower[index]
  upper <- region$row_upper[index]
  reach <- drop(abs(a) %*% abs(b))
  size <- pmax(reach, ifelse(is.finite(lower), abs(lower), 0), ifelse(is.finite(upper), abs(upper), 0), .Machine$double.xmin)
  list(multiplier = row[index], slack = ifelse(lower == upper, -abs(value - lower), pmin(upper - value, value - lower)), size = size,
       label = region$row_label[index])
}
