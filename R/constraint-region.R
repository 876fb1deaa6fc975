# A constraint as numbers, for solvers.
#
# resolve_parts() says which coefficients each part is on and gives it one weight or bound for each; resolve_constraint() merges the parts
# into one region:
#
#     { b : lower <= b <= upper,  row_lower <= rows b <= row_upper,  b in every ball }

# list, one element per part: list(part (its name), kind, index (of the coefficients), and what the kind has: radius, weights, mixture,
# lower, upper (one per index), total, increasing, A (rows x index), row_label).
resolve_parts <- function(constraint, p, columns = NULL, terms = NULL) {
  Map(\(part, name) {
    out <- resolve_part(part, p, columns, terms)
    out$part <- name
    out
  }, constraint_parts(constraint), part_names(constraint), USE.NAMES = FALSE)
}

resolve_part <- function(part, p, columns, terms) {
  out <- unclass(part)[setdiff(names(part), c("vars", "label"))]
  if (part$kind == "linear") return(resolve_linear(out, p, columns, terms))
  by_names <- part$kind == "box" && identical(part$vars, union(names(part$lower), names(part$upper)))
  found <- find_vars(part$vars, p, columns, terms, paste0("`vars` of ", part$label), overlap = by_names)
  out$index <- found$index
  spread <- \(values, name, rest = NULL) spread_values(values, name, found, p, columns, terms, rest)
  if (part$kind == "box") {
    out$lower <- spread(part$lower, "lower", -Inf)
    out$upper <- spread(part$upper, "upper", Inf)
    check_crossed(structure(out$lower, names = columns[out$index]), structure(out$upper, names = columns[out$index]))
  } else if (!part$kind %in% c("simplex", "monotone", "column_norm", "frobenius_ball")) {
    out$weights <- spread(part$weights %||% 1, "weights")
  }
  out
}

# The rows over all coefficients that they name.
resolve_linear <- function(out, p, columns, terms) {
  names <- colnames(out$A)
  if (is.null(names) && ncol(out$A) != p) {
    nb_abort("constraint", "`A` has ", ncol(out$A), " columns without names; there are ", p, " coefficients",
             if (!is.null(columns)) paste0(": ", shortened(columns, 20L)), ".")
  }
  found <- find_vars(names, p, columns, terms, "The matrix `A`")
  out$index <- found$index
  label <- rownames(out$A) %||% character(nrow(out$A))
  out$row_label <- ifelse(nzchar(label), label, paste0("row", seq_along(label)))
  out$A <- unname(out$A[, found$entry, drop = FALSE])
  out
}

# The region of a constraint on the coefficients called `columns`; `terms`: list of columns by term. list of
#   p, columns, parts (names of the parts), kinds (of the parts), part_index (list: the coefficients of each);
#   lower, upper (p; -Inf, Inf where there is none), lower_part, upper_part (which part's bound it is; 0: none's);
#   rows (m x p), row_lower, row_upper (m), row_part (m), row_label (m);
#   balls: list of list(kind ("l1", "l2", "elastic"), part, index, weights, radius, mixture);
#   matrix_balls: list of list(kind ("column_norm", "frobenius"), part, radius).
# A ball has all its radii; an linf_ball is among the bounds and has one (constraint_at()). Bounds of different parts that contradict each
# other are an error of class normball_infeasible.
resolve_constraint <- function(constraint, columns, terms = NULL) {
  check_constraint(constraint, "within")
  p <- length(columns)
  parts <- resolve_parts(constraint, p, columns, terms)
  names <- vapply(parts, `[[`, "", "part")
  kinds <- vapply(parts, `[[`, "", "kind")
  bounds <- merge_bounds(parts, p)
  check_bounds_meet(bounds, names, columns)
  balls <- lapply(which(kinds %in% c("l1_ball", "l2_ball", "elastic_ball")), \(i) {
    list(kind = sub("_ball", "", kinds[i]), part = i, index = parts[[i]]$index, weights = parts[[i]]$weights, radius = parts[[i]]$radius,
         mixture = parts[[i]]$mixture)
  })
  matrix_balls <- lapply(which(kinds %in% c("column_norm", "frobenius_ball")), \(i) {
    list(kind = sub("_ball", "", kinds[i]), part = i, radius = parts[[i]]$radius)
  })
  c(list(p = p, columns = columns, parts = names, kinds = kinds, part_index = lapply(parts, `[[`, "index")), bounds,
    merge_rows(parts, columns), list(balls = balls, matrix_balls = matrix_balls))
}

# The least and greatest value that each part gives each of its coefficients; NULL for a part that is no set of bounds.
part_bounds <- function(part) {
  switch(part$kind,
    box = part[c("lower", "upper")],
    simplex = list(lower = rep(0, length(part$index)), upper = rep(Inf, length(part$index))),
    linf_ball = {
      if (length(part$radius) > 1L) stop("part_bounds(): one radius is needed; see constraint_at()", call. = FALSE)
      limit <- ifelse(part$weights > 0, part$radius / part$weights, Inf)
      list(lower = -limit, upper = limit)
    }
  )
}

merge_bounds <- function(parts, p) {
  lower <- rep(-Inf, p)
  upper <- rep(Inf, p)
  lower_part <- upper_part <- integer(p)
  for (i in seq_along(parts)) {
    bounds <- part_bounds(parts[[i]])
    if (is.null(bounds)) next
    index <- parts[[i]]$index
    tighter <- bounds$lower > lower[index]
    lower[index[tighter]] <- bounds$lower[tighter]
    lower_part[index[tighter]] <- i
    tighter <- bounds$upper < upper[index]
    upper[index[tighter]] <- bounds$upper[tighter]
    upper_part[index[tighter]] <- i
  }
  list(lower = lower, upper = upper, lower_part = lower_part, upper_part = upper_part)
}

check_bounds_meet <- function(bounds, parts, columns) {
  crossed <- which(bounds$lower > bounds$upper)
  if (!length(crossed)) return(invisible())
  at <- crossed[1L]
  involved <- parts[c(bounds$lower_part[at], bounds$upper_part[at])]
  name <- if (is.null(columns)) paste0("b[", at, "]") else columns[at]
  limits <- c(bounds$lower[at], bounds$upper[at])
  inequalities <- paste(name, c(">=", "<="), vapply(limits, format, "", digits = 15L))
  certificate <- data.frame(part = involved, inequality = inequalities, bound = c(-1, 1) * limits, multiplier = 1)
  nb_infeasible(involved, certificate, "No coefficients satisfy the constraints: ", involved[1L], " says ", inequalities[1L], ", ",
                involved[2L], " says ", inequalities[2L], ".")
}

merge_rows <- function(parts, columns) {
  blocks <- lapply(parts, part_rows, p = length(columns), columns = columns)
  counts <- vapply(blocks, \(block) length(block$lower), 0L)
  gather <- \(name, empty) c(empty, unlist(lapply(blocks, `[[`, name)))
  rows <- matrix(0, sum(counts), length(columns))
  ends <- cumsum(counts)
  for (i in which(counts > 0L)) rows[ends[i] - counts[i] + seq_len(counts[i]), parts[[i]]$index] <- blocks[[i]]$A
  list(rows = rows, row_lower = gather("lower", numeric()), row_upper = gather("upper", numeric()),
       row_part = rep(seq_along(parts), counts), row_label = gather("label", character()))
}

# list(A (rows x index of the part), lower, upper, label), or NULL for a part without rows.
part_rows <- function(part, p, columns) {
  count <- length(part$index)
  switch(part$kind,
    simplex = list(A = matrix(1, 1L, count), lower = part$total, upper = part$total, label = "sum"),
    sum_to = list(A = matrix(part$weights, 1L), lower = part$total, upper = part$total, label = "sum"),
    linear = list(A = part$A, lower = part$lower, upper = part$upper, label = part$row_label),
    monotone = if (count > 1L) {
      steps <- seq_len(count - 1L)
      A <- matrix(0, count - 1L, count)
      sign <- if (part$increasing) 1 else -1
      A[cbind(steps, steps)] <- -sign
      A[cbind(steps, steps + 1L)] <- sign
      label <- paste(columns[part$index[steps]], if (part$increasing) "<=" else ">=", columns[part$index[steps + 1L]])
      list(A = A, lower = rep(0, count - 1L), upper = rep(Inf, count - 1L), label = label)
    }
  )
}
