# Checks of the arguments of constraints: what can be said before it is known which coefficients there are.

# Radii >= 0, one or more, none twice; Inf is no constraint.
check_radii <- function(radius) {
  radius <- check_radius(radius)
  if (anyDuplicated(radius)) nb_abort("radius", "`radius` has the value ", radius[anyDuplicated(radius)], " more than once.")
  radius
}

check_total <- function(total) {
  if (is.numeric(total) && length(total) == 1L && is.finite(total)) return(as.double(total))
  nb_abort("constraint", "`total` must be a finite number; got ", describe(total), ".")
}

# NULL, or names or positions of coefficients, none twice.
check_vars <- function(vars, what = "`vars`") {
  if (is.null(vars)) return(NULL)
  position <- is.numeric(vars) && !anyNA(vars) && all(vars >= 1 & vars == round(vars) & vars <= .Machine$integer.max)
  if (is.factor(vars) || !(position || (is.character(vars) && !anyNA(vars) && all(nzchar(vars))))) {
    nb_abort("constraint", what, " must be names of columns or terms that are not empty, or positions 1, 2, ...; got ", describe(vars), ".")
  }
  if (!length(vars)) nb_abort("constraint", what, " must name a coefficient at least; got none.")
  if (anyDuplicated(vars)) nb_abort("constraint", what, " has ", describe(vars[anyDuplicated(vars)]), " more than once.")
  if (position) as.integer(vars) else as.vector(vars)
}

# NULL or finite numbers >= least, with their names.
check_constraint_weights <- function(weights, least) {
  if (is.null(weights)) return(NULL)
  if (!is.numeric(weights) || !length(weights)) nb_abort("constraint", "`weights` must be numeric; got ", describe(weights), ".")
  bad <- which(!is.finite(weights) | weights < least)
  if (length(bad)) {
    nb_abort("constraint", "`weights` must be finite", if (least == 0) " and >= 0", "; element ", bad[1L], " is ", weights[bad[1L]], ".")
  }
  if (any(weights != 0) && max(abs(weights)) / 1e100 > min(abs(weights[weights != 0]))) {
    nb_abort("constraint", "`weights` that are not 0 must be within a factor of 1e100 of each other; got ", min(abs(weights[weights != 0])),
             " and ", max(abs(weights)), ".")
  }
  named_doubles(weights, "weights")
}

# Numbers with their names. `none`: the value that bounds nothing; its opposite leaves no room for any number.
check_bound_values <- function(bound, name, none) {
  if (!is.numeric(bound) || !length(bound)) nb_abort("constraint", "`", name, "` must be numeric; got ", describe(bound), ".")
  bad <- which(is.na(bound) | bound == -none)
  if (length(bad)) {
    nb_abort("constraint", "`", name, "` must not be NA, NaN or ", -none, ", which nothing can keep to; element ", bad[1L], " is ",
             bound[bad[1L]], ".")
  }
  named_doubles(bound, name)
}

named_doubles <- function(x, name) {
  names <- names(x)
  if (!is.null(names)) check_vars(names, paste0("the names of `", name, "`"))
  structure(as.double(x), names = names)
}

# Stops where lower > upper, as far as it is known here which belong to each other.
check_crossed <- function(lower, upper, unit = "element ") {
  comparable <- length(lower) == 1L || length(upper) == 1L || (length(lower) == length(upper) && identical(names(lower), names(upper)))
  if (!is.null(names(lower)) && !is.null(names(upper)) && !identical(names(lower), names(upper))) {
    both <- intersect(names(lower), names(upper))
    lower <- lower[both]
    upper <- upper[both]
  } else if (!comparable) {
    return(invisible())
  }
  crossed <- which(lower > upper)
  if (!length(crossed)) return(invisible())
  at <- crossed[1L]
  where <- names(if (length(lower) > 1L) lower else upper)[at]
  place <- if (max(length(lower), length(upper)) > 1L || !is.null(where)) {
    paste0(" for ", if (is.null(where)) paste0(unit, at) else paste0("`", where, "`"))
  }
  value <- \(bound) unname(if (length(bound) == 1L) bound else bound[at])
  nb_abort("constraint", "`lower` must be <= `upper`;", place, " they are ", value(lower), " and ", value(upper), ": the set is empty.")
}
