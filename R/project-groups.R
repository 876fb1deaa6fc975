# Groups of sets that hang together, and how each is projected on:
#
#   one set                               its own projection
#   sets apart, and one L2 ball or row    a search for the multiplier of the last (src/core/project_search.c)
#   others                                Dykstra's algorithm

# list of list(sets, search).
make_groups <- function(sets, plan) {
  sets <- merge_discs(sets)
  lapply(components(lapply(sets, `[[`, "index"), plan$p), \(at) make_group(sets[at], plan))
}

make_group <- function(sets, plan) {
  if (length(sets) == 1L) return(list(sets = sets, search = 0L))
  found <- which(vapply(seq_along(sets), \(s) can_be_last(sets, s), NA))
  if (!length(found)) return(list(sets = sets, search = 0L))
  disc <- vapply(sets[found], is_disc, NA) # the least norm in the other sets proves when it is empty
  at <- found[if (any(disc)) which(disc)[1L] else 1L]
  last <- sets[[at]]
  sets <- sets[-at]
  free <- setdiff(last$index, unlist(lapply(sets, `[[`, "index")))
  free <- free[plan$bounds$lower[free] > -Inf | plan$bounds$upper[free] < Inf]
  if (length(free)) sets <- c(sets, list(new_set("bounds", free, plan)))
  last[c("lower", "upper")] <- list(NULL, NULL)
  list(sets = c(sets, list(last)), search = 1L)
}

# Whether the other sets are apart from each other and this one is a row, or an L2 ball without weights that covers them all.
can_be_last <- function(sets, s) {
  indices <- lapply(sets[-s], `[[`, "index")
  if (anyDuplicated(unlist(indices))) return(FALSE)
  sets[[s]]$kind == "row" || (is_disc(sets[[s]]) && all(unlist(indices) %in% sets[[s]]$index))
}

is_disc <- function(set) set$kind == "l2" && is.null(set$weight)

# L2 balls without weights on the same coefficients are one, the smallest. Equal weights are none.
merge_discs <- function(sets) {
  sets <- lapply(sets, \(set) {
    if (set$kind != "l2" || is.null(set$weight) || any(set$weight != set$weight[1L])) return(set)
    set$radius <- set$radius / sqrt(set$weight[1L])
    set["weight"] <- list(NULL)
    set
  })
  discs <- which(vapply(sets, is_disc, NA))
  for (s in discs) {
    same <- Filter(\(t) setequal(sets[[t]]$index, sets[[s]]$index), setdiff(discs, s))
    smaller <- vapply(same, \(t) sets[[t]]$radius < sets[[s]]$radius || (sets[[t]]$radius == sets[[s]]$radius && t < s), NA)
    if (any(smaller)) sets[[s]]$drop <- TRUE
  }
  Filter(\(set) is.null(set$drop), sets)
}

# The plan for a matrix of the given dimensions as one vector: the sets of every column, and the ball of the whole.
projection_plan_whole <- function(plan, radius, dims, part) {
  columns <- unlist(lapply(seq_len(dims[2L]), \(k) {
    lapply(unlist(lapply(plan$groups, `[[`, "sets"), recursive = FALSE), \(set) {
      set$index <- set$index + (k - 1L) * dims[1L]
      set
    })
  }), recursive = FALSE)
  if (radius == Inf) return(plan)
  for (bound in c("lower", "upper", "lower_part", "upper_part")) plan$bounds[[bound]] <- rep(plan$bounds[[bound]], dims[2L])
  plan$p <- prod(dims)
  plan$limits <- pmin(rep(plan$limits, dims[2L]), radius)
  plan$most <- radius
  if (!is.null(plan$names)) plan$names <- rep(plan$names, dims[2L])
  plan$parts <- c(plan$parts, part$part)
  ball <- new_set("l2", seq_len(plan$p), plan, bounded = FALSE, part = length(plan$parts), radius = radius)
  plan$groups <- make_groups(c(columns, list(ball)), plan)
  plan
}
