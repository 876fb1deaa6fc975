# Runs a plan of projections (R/project-sets.R), and says why a set is empty.

# list(x, iterations, converged, distance) of one vector; the last three NULL when all is exact.
project_groups <- function(x, settings, plan) {
  out <- list()
  for (group in plan$groups) {
    done <- run_group(group$sets, group$search, x, settings, plan)
    if (done$empty) abort_empty(group, done, x, settings, plan)
    if (length(group$sets) > 1L && !group$search) {
      check_convergence(group$sets, done, x, settings, plan)
      out <- gather_projections(list(out, list(iterations = done$iterations, converged = done$converged == 1L, distance = done$distance)))
    }
    x <- done$x
  }
  out$x <- x
  out
}

run_group <- function(sets, search, x, settings, plan) {
  settings[c("search", "norm_most")] <- list(search, norm_most(sets, plan))
  core_call(.Call(C_project, x, lapply(sets, core_set, p = plan$p), settings))
}

# The index as the core counts; none for all coefficients in their order.
core_set <- function(set, p) {
  all <- length(set$index) == p && identical(as.integer(set$index), seq_len(p))
  set["index"] <- list(if (!all) as.integer(set$index) - 1L)
  set
}

# A bound on the norm of what all sets of a group have in common.
norm_most <- function(sets, plan) {
  if (length(sets) < 2L) return(Inf)
  min(norm_of(plan$limits[unique(unlist(lapply(sets, `[[`, "index")))]), plan$most)
}

# Parts that have not met: empty when they stay apart and common points could only be far off, else a warning.
check_convergence <- function(sets, done, x, settings, plan) {
  if (done$converged == 1L) return(invisible())
  limits <- unlist(lapply(sets, \(set) c(set$radius, set$row_lower, set$row_upper, set$lower, set$upper)))
  numbers <- max(norm_of(x), abs(limits[is.finite(limits)]))
  stuck <- done$distance > 0.9 * done$distance_before && done$distance > 1e-8 * numbers
  if (stuck && done$norm_least > 100 * numbers) {
    involved <- involved_parts(sets, plan)
    nb_infeasible(involved, NULL, "The constraints ", join(involved), " seem to have nothing in common: after ", done$iterations,
                  " cycles of Dykstra's algorithm they are still ", format(done$distance * plan$scale, digits = 3L),
                  " apart, and a common point would have a norm of ", format(done$norm_least * plan$scale, digits = 3L),
                  " or more. This is no proof; a larger `max_iter` raises that norm if they have none.")
  }
  nb_warn("convergence", "Dykstra's algorithm stopped after ", done$iterations, " cycles at a distance of ",
          format(done$distance * plan$scale, digits = 3L), " to a constraint; `tolerance` asks for less. Raise `max_iter`.")
}

involved_parts <- function(sets, plan) {
  bounded <- unlist(lapply(sets, \(set) c(plan$bounds$lower_part[set$index], plan$bounds$upper_part[set$index])))
  unique(plan$parts[sort(unique(c(unlist(lapply(sets, `[[`, "part")), bounded)))])
}

join <- function(names) if (length(names) > 1L) paste(toString(names[-length(names)]), "and", names[length(names)]) else names

# Stops for a set without a point: looks for the smallest one to blame.
abort_empty <- function(group, done, x, settings, plan) {
  sets <- group$sets
  for (set in sets) {
    if (set$kind == "row") abort_row(set, plan)
    if (set$kind == "rows") abort_rows(set, run_group(list(set), 0L, x, settings, plan)$proof, plan)
  }
  for (set in sets) abort_polyhedron(set, x, settings, plan)
  involved <- involved_parts(sets, plan)
  empty <- paste0("No coefficients satisfy the constraints ", join(involved), ": ")
  if (length(sets) == 1L) nb_infeasible(involved, NULL, empty, "the least value of the ball within the bounds is above its radius.")
  size <- \(x) format(x * plan$scale, digits = 4L)
  last <- sets[[length(sets)]]
  if (group$search && last$kind == "l2") {
    nb_infeasible(involved, NULL, empty, "without the ball ", plan$parts[last$part], " the least norm is ", size(done$norm_least),
                  ", and its radius is ", size(last$radius), ".")
  }
  if (group$search) nb_infeasible(involved, NULL, empty, last$label, " of ", plan$parts[last$part], " is out of reach of the others.")
  nb_infeasible(involved, NULL, empty, "after ", done$iterations, " cycles of Dykstra's algorithm they are ", size(done$distance),
                " apart, and a common point would have a norm of at least ", size(done$norm_least), ", but no more than ",
                size(norm_most(sets, plan)), " is allowed.")
}

# A row and the orders that it was searched among, as one polyhedron, for the proof.
abort_polyhedron <- function(set, x, settings, plan) {
  index <- sort(unique(unlist(lapply(set$polyhedron, `[[`, "index"))))
  if (!length(index) || length(index)^2 > most_normals) return(invisible())
  dense <- dense_set(set$polyhedron, index, plan)
  abort_rows(dense, run_group(list(dense), 0L, x, settings, plan)$proof, plan)
}

# One row whose range within the bounds misses its limits.
abort_row <- function(set, plan) {
  weight <- set$weight %||% rep(1, length(set$index))
  lower <- plan$bounds$lower[set$index]
  upper <- plan$bounds$upper[set$index]
  most <- sum(ifelse(weight > 0, upper, lower) * weight)
  least <- sum(ifelse(weight > 0, lower, upper) * weight)
  sign <- if (set$row_lower > most) -1 else if (set$row_upper < least) 1 else return(invisible())
  set[c("a", "lower", "upper")] <- list(matrix(weight, 1L), lower, upper)
  abort_rows(set, c(sign, -sign * weight), plan)
}

# `proof`: multipliers of the rows, then of the bounds; positive on an upper side, negative on a lower one.
abort_rows <- function(set, proof, plan) {
  if (is.null(proof)) return(invisible())
  count <- length(set$row_lower)
  label <- c(set$label, coefficient_labels(set$index, plan))
  from <- c(set$row_lower, plan$bounds$lower[set$index]) * plan$scale
  to <- c(set$row_upper, plan$bounds$upper[set$index]) * plan$scale
  used <- which(proof != 0)
  above <- proof[used] > 0
  limit <- ifelse(above, to[used], from[used])
  owner <- \(bounds) c(rep_len(set$part, count), bounds[set$index])[used]
  parts <- plan$parts[ifelse(above, owner(plan$bounds$upper_part), owner(plan$bounds$lower_part))]
  inequality <- paste(label[used], ifelse(above, "<=", ">="), vapply(limit, format, "", digits = 15L))
  certificate <- data.frame(part = parts, inequality = inequality, bound = ifelse(above, limit, -limit), multiplier = abs(proof[used]))
  nb_infeasible(unique(parts), certificate, "No coefficients satisfy the constraints ", join(unique(parts)), ": ",
                shortened(inequality, 6L), " contradict each other.")
}
