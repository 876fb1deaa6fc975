# From the parts of a constraint to the sets that the core projects on (src/core/project.h): as few as can be, each with an exact
# projection.
#
# Bounds of all parts are merged. Rows and orders that share coefficients become one polyhedron, with its bounds; balls get the bounds of
# their coefficients. How the sets that hang together are projected on says R/project-groups.R.

# A dense polyhedron's basis has as many numbers at most.
most_normals <- 1e7

# list(groups (list of lists of sets), bounds (merged), parts (names), p, limits (p: what |b_j| can be), names, scale).
projection_plan <- function(parts, p, names, scale) {
  parts <- lapply(Filter(constrains, parts), zero_ball)
  bounds <- merge_bounds(parts, p)
  labels <- vapply(parts, `[[`, "", "part")
  plan <- list(bounds = bounds, parts = labels, p = p, limits = coordinate_limits(parts, bounds, p), names = names, scale = scale)
  check_bounds_meet(unscaled_bounds(plan), labels, names)
  parts <- signed_balls(parts, bounds)
  rows <- unlist(lapply(seq_along(parts), \(i) set_rows(parts[[i]], i, names)), recursive = FALSE)
  flat <- lapply(components(lapply(rows, `[[`, "index"), p), \(at) polyhedron_sets(rows[at], plan))
  sets <- c(unlist(flat, recursive = FALSE), unlist(lapply(seq_along(parts), \(i) ball_sets(parts[[i]], i, plan)), recursive = FALSE))
  covered <- unlist(lapply(sets, `[[`, "index"))
  left <- setdiff(which(bounds$lower > -Inf | bounds$upper < Inf), covered)
  if (length(left)) sets <- c(sets, list(new_set("bounds", left, plan)))
  plan$groups <- make_groups(sets, plan)
  plan
}

unscaled_bounds <- function(plan) {
  bounds <- plan$bounds
  bounds[c("lower", "upper")] <- list(bounds$lower * plan$scale, bounds$upper * plan$scale)
  bounds
}

# FALSE for a ball of infinite radius.
constrains <- function(part) !identical(part$radius, Inf)

# A ball of radius 0 is a box: its coefficients of positive weight are 0.
zero_ball <- function(part) {
  if (!identical(part$radius, 0) || part$kind == "linf_ball") return(part)
  used <- part$weights > 0
  list(kind = "box", part = part$part, index = part$index[used], lower = rep(0, sum(used)), upper = rep(0, sum(used)))
}

# An L1 ball whose coefficients have their signs by the bounds is a row; used where it meets other rows.
signed_balls <- function(parts, bounds) {
  in_rows <- unlist(lapply(parts, \(part) if (part$kind %in% c("simplex", "sum_to", "monotone", "linear")) part$index))
  lapply(parts, \(part) {
    if (part$kind != "l1_ball" || !any(part$index %in% in_rows)) return(part)
    sign <- ifelse(bounds$lower[part$index] >= 0, 1, ifelse(bounds$upper[part$index] <= 0, -1, NA))
    if (anyNA(sign[part$weights > 0])) return(part)
    sign[part$weights == 0] <- 1
    list(kind = "linear", part = part$part, index = part$index, A = matrix(sign * part$weights, 1L), lower = -Inf, upper = part$radius,
         row_label = "the L1 norm")
  })
}

# Which of the index sets hang together: list of their numbers.
components <- function(indices, p) {
  if (length(indices) <= 1L) return(as.list(seq_along(indices)))
  owner <- integer(p)
  label <- seq_along(indices)
  for (s in seq_along(indices)) {
    label[label %in% unique(label[owner[indices[[s]]]])] <- s
    owner[indices[[s]]] <- s
  }
  unname(split(seq_along(indices), label))
}

# Rows and orders of a part: list of list(kind ("row", "order"), index, weight, lower, upper, part, label, label_at).
set_rows <- function(part, i, names) {
  row <- \(index, weight, lower, upper, label) {
    used <- weight != 0
    list(kind = "row", index = index[used], weight = weight[used], lower = lower, upper = upper, part = i, label = label)
  }
  switch(part$kind,
    simplex = list(row(part$index, rep(1, length(part$index)), part$total, part$total, "the sum")),
    sum_to = list(row(part$index, part$weights, part$total, part$total, "the sum")),
    monotone = if (length(part$index) > 1L) {
      list(list(kind = "order", index = if (part$increasing) part$index else rev(part$index), part = i))
    },
    linear = {
      used <- which(rowSums(part$A != 0) > 0 & (part$lower > -Inf | part$upper < Inf))
      lapply(used, \(r) row(part$index, part$A[r, ], part$lower[r], part$upper[r], part$row_label[r]))
    }
  )
}

# The sets of rows and orders that hang together.
polyhedron_sets <- function(rows, plan) {
  if (is_row_and_orders(rows, plan)) {
    sets <- lapply(rows, one_row_set, plan = plan)
    if (length(rows) > 1L) sets[[length(rows)]]$polyhedron <- rows
    return(sets)
  }
  index <- sort(unique(unlist(lapply(rows, `[[`, "index"))))
  count <- sum(vapply(rows, \(row) if (row$kind == "row") 1 else length(row$index) - 1, 0))
  bounded <- any(plan$bounds$lower[index] > -Inf | plan$bounds$upper[index] < Inf)
  most <- if (bounded) length(index) else min(length(index), count)
  if (max(most, count) * length(index) <= most_normals) return(list(dense_set(rows, index, plan)))
  unlist(lapply(rows, \(row) {
    if (row$kind == "row" || has_equal_bounds(row$index, plan)) return(list(one_row_set(row, plan)))
    list(new_set("increasing", row$index, plan, bounded = FALSE, part = row$part), new_set("bounds", row$index, plan))
  }), recursive = FALSE)
}

# One row at most, and orders that have nothing in common and the same bounds for all of their coefficients.
is_row_and_orders <- function(rows, plan) {
  order <- vapply(rows, \(row) row$kind == "order", NA)
  indices <- lapply(rows[order], `[[`, "index")
  sum(!order) <= 1L && all(vapply(indices, has_equal_bounds, NA, plan = plan)) && !anyDuplicated(unlist(indices))
}

has_equal_bounds <- function(index, plan) {
  all(plan$bounds$lower[index] == plan$bounds$lower[index[1L]]) && all(plan$bounds$upper[index] == plan$bounds$upper[index[1L]])
}

one_row_set <- function(row, plan) {
  if (row$kind == "order") return(new_set("increasing", row$index, plan, part = row$part))
  bounds <- lapply(plan$bounds[c("lower", "upper")], `[`, row$index)
  if (all(row$weight == 1) && all(bounds$lower == 0) && all(bounds$upper == Inf) && row$lower == row$upper && row$lower >= 0) {
    return(new_set("simplex", row$index, plan, bounded = FALSE, part = row$part, radius = row$lower))
  }
  new_set("row", row$index, plan, part = row$part, weight = row$weight, row_lower = row$lower, row_upper = row$upper, label = row$label)
}

dense_set <- function(rows, index, plan) {
  blocks <- lapply(rows, \(row) {
    at <- match(row$index, index)
    if (row$kind == "row") {
      A <- matrix(0, 1L, length(index))
      A[at] <- row$weight
      return(list(A = A, lower = row$lower, upper = row$upper, label = row$label, part = row$part))
    }
    steps <- seq_len(length(at) - 1L)
    A <- matrix(0, length(steps), length(index))
    A[cbind(steps, at[-length(at)])] <- -1
    A[cbind(steps, at[-1L])] <- 1
    label <- paste(coefficient_labels(row$index[-1L], plan), "-", coefficient_labels(row$index[-length(at)], plan))
    list(A = A, lower = rep(0, length(steps)), upper = rep(Inf, length(steps)), label = label, part = rep(row$part, length(steps)))
  })
  gather <- \(name) unlist(lapply(blocks, `[[`, name))
  new_set("rows", index, plan, a = do.call(rbind, lapply(blocks, `[[`, "A")), row_lower = gather("lower"), row_upper = gather("upper"),
          label = gather("label"), part = gather("part"))
}

coefficient_labels <- function(index, plan) if (is.null(plan$names)) paste0("b[", index, "]") else plan$names[index]

# A ball of any kind, or nothing.
ball_sets <- function(part, i, plan) {
  switch(part$kind,
    l1_ball = list(new_set("l1", part$index, plan, part = i, weight = part$weights, radius = part$radius)),
    l2_ball = list(new_set("l2", part$index, plan, part = i, weight = part$weights, radius = part$radius)),
    elastic_ball = list(new_set("elastic", part$index, plan, part = i, weight = part$weights, radius = part$radius, l1 = part$l1,
                                l2 = part$l2))
  )
}

# A set as src/bind_project.c reads it, with the number of its part (of each row) and labels of rows.
new_set <- function(kind, index, plan, bounded = TRUE, part = NULL, weight = NULL, radius = 0, l1 = 0, l2 = 0, a = NULL, row_lower = NULL,
                    row_upper = NULL, label = NULL) {
  bound <- \(values) if (bounded && any(is.finite(values[index]))) values[index]
  list(kind = kind, index = index, weight = if (!is.null(weight) && any(weight != 1)) weight, lower = bound(plan$bounds$lower),
       upper = bound(plan$bounds$upper), radius = radius, l1 = l1, l2 = l2, a = a, row_lower = row_lower, row_upper = row_upper,
       part = part, label = label)
}

# What |b_j| can be by any one part; Inf where no part says.
coordinate_limits <- function(parts, bounds, p) {
  limits <- pmax(abs(bounds$lower), abs(bounds$upper))
  for (part in parts) {
    most <- switch(part$kind,
      simplex = rep(part$total, length(part$index)),
      l1_ball = part$radius / part$weights,
      l2_ball = part$radius / sqrt(part$weights),
      elastic_ball = pmin(part$radius / (part$weights * part$l1), sqrt(2 * part$radius / (part$weights * part$l2)))
    )
    if (!is.null(most)) limits[part$index] <- pmin(limits[part$index], most)
  }
  limits
}
