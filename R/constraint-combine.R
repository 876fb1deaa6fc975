# Intersections of constraints, and what is read from one constraint or an intersection alike.

# `&` is the one operation that a set of sets has here.
#' @rdname constraints
#' @order 15
#' @export
Ops.normball_constraint <- function(e1, e2) {
  if (.Generic != "&") {
    nb_abort("constraint", "`", .Generic, "` has no meaning for constraints: join them by `&`, the set where all hold.")
  }
  for (one in list(e1, e2)) {
    if (!inherits(one, "normball_constraint")) {
      nb_abort("constraint", "`&` joins constraints, such as l1_ball(2) & nonnegative(); got ", describe(one), ".")
    }
  }
  parts <- c(constraint_parts(e1), constraint_parts(e2))
  paths <- vapply(parts, \(part) length(part$radius) > 1L, NA)
  if (sum(paths) > 1L) {
    nb_abort("radius", "At most one ball of an intersection may have several radii; ", part_labels(parts[paths]), " have.")
  }
  structure(list(kind = "intersection", vars = NULL, label = paste(vapply(parts, `[[`, "", "label"), collapse = " & "), parts = parts),
            class = c("normball_intersection", "normball_constraint"))
}

part_labels <- function(parts) paste(vapply(parts, `[[`, "", "label"), collapse = " and ")

# The list of the constraints that are joined; of one constraint, itself.
constraint_parts <- function(constraint) if (inherits(constraint, "normball_intersection")) constraint$parts else list(constraint)

# Their names, unique: l1_ball, l1_ball_2, ...
part_names <- function(constraint) {
  names <- vapply(constraint_parts(constraint), `[[`, "", "part")
  for (i in seq_along(names)[-1L]) {
    base <- names[i]
    count <- 1L
    while (names[i] %in% names[seq_len(i - 1L)]) names[i] <- paste0(base, "_", count <- count + 1L)
  }
  names
}

# The radii of the ball whose radius is a path; NULL where there is none.
constraint_radii <- function(constraint) {
  at <- path_ball(constraint)
  if (length(at)) constraint_parts(constraint)[[at]]$radius
}

# Which part it is: the one marked by with_radius(), else the ball that has several radii, else the only ball.
path_ball <- function(constraint) {
  parts <- constraint_parts(constraint)
  marked <- which(vapply(parts, \(part) isTRUE(part$path), NA))
  several <- which(lengths(lapply(parts, `[[`, "radius")) > 1L)
  balls <- which(lengths(lapply(parts, `[[`, "radius")) > 0L)
  if (length(marked)) marked else if (length(several)) several else if (length(balls) == 1L) balls else integer()
}

# The constraint with other radii of that ball.
with_radius <- function(constraint, radius) {
  parts <- constraint_parts(constraint)
  at <- path_ball(constraint)
  parts[[at]]$label <- sub(deparse_radius(parts[[at]]$radius), deparse_radius(radius), parts[[at]]$label, fixed = TRUE)
  parts[[at]]$radius <- radius
  parts[[at]]$path <- TRUE
  if (!inherits(constraint, "normball_intersection")) return(parts[[1L]])
  constraint$parts <- parts
  constraint$label <- paste(vapply(parts, `[[`, "", "label"), collapse = " & ")
  constraint
}

# The constraint at radius number `at` of its path.
constraint_at <- function(constraint, at) {
  parts <- lapply(constraint_parts(constraint), \(part) {
    if (length(part$radius) > 1L) {
      part$label <- sub(deparse_radius(part$radius), deparse_radius(part$radius[at]), part$label, fixed = TRUE)
      part$radius <- part$radius[at]
    }
    part
  })
  if (!inherits(constraint, "normball_intersection")) return(parts[[1L]])
  constraint$parts <- parts
  constraint$label <- paste(vapply(parts, `[[`, "", "label"), collapse = " & ")
  constraint
}

# As it stands in a label.
deparse_radius <- function(radius) {
  if (length(radius) > 8L) "..." else paste(deparse(radius, width.cutoff = 500L), collapse = " ")
}

check_constraint <- function(constraint, name = "constraint") {
  if (inherits(constraint, "normball_constraint")) return(constraint)
  nb_abort("constraint", "`", name, "` must be a constraint, such as l1_ball(2); see ?constraints. Got ", describe(constraint), ".")
}
