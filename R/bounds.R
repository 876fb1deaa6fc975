# Bounds of coefficients: by position, by name or one for all, on the scale of the coefficients that are printed.

# list(lower, upper), each NULL where it is not given or bounds nothing, else one value per column.
resolve_bounds <- function(lower, upper, columns) {
  bounds <- list(lower = resolve_bound(lower, "lower", -Inf, columns), upper = resolve_bound(upper, "upper", Inf, columns))
  least <- bounds$lower %||% rep(-Inf, length(columns))
  most <- bounds$upper %||% rep(Inf, length(columns))
  crossed <- which(least > most)
  if (length(crossed)) {
    first <- crossed[1L]
    nb_abort("bounds", "`lower` must be <= `upper`; for `", columns[first], "` they are ", least[first], " and ", most[first],
             if (length(crossed) > 1L) paste0(" (and so for ", length(crossed) - 1L, " more)"), ".")
  }
  bounds
}

# `none`: the value that bounds nothing.
resolve_bound <- function(bound, name, none, columns) {
  if (is.null(bound)) return(NULL)
  if (!is.numeric(bound)) nb_abort("bounds", "`", name, "` must be numeric; got ", describe(bound), ".")
  if (!is.null(names(bound))) {
    bound <- by_name(bound, name, rep(none, length(columns)), columns, "bounds")
  } else if (length(bound) == 1L) {
    bound <- rep(bound, length(columns))
  }
  if (length(bound) != length(columns)) {
    nb_abort("bounds", "`", name, "` must be one value, one per column (", length(columns), "), or named by columns; got ",
             length(bound), ".")
  }
  bad <- which(is.na(bound) | bound == -none)
  if (length(bad)) {
    nb_abort("bounds", "`", name, "` must not be NA, NaN or ", -none, ", which no coefficient can keep to; for `", columns[bad[1L]],
             "` it is ", bound[bad[1L]], ".")
  }
  if (all(bound == none)) NULL else as.double(bound)
}

# Stops where a column that cannot enter, and so has coefficient 0, has bounds that exclude 0.
check_excluded_bounds <- function(bounds, excluded, columns) {
  least <- bounds$lower[excluded] %||% rep(-Inf, length(excluded))
  most <- bounds$upper[excluded] %||% rep(Inf, length(excluded))
  outside <- which(least > 0 | most < 0)
  if (!length(outside)) return(invisible())
  nb_abort("bounds", "The bounds of `", columns[excluded[outside[1L]]], "` exclude 0, but its coefficient can only be 0: the column is ",
           "constant or its penalty factor is infinite.")
}

is_bounded <- function(bounds, p) {
  finite <- \(bound) if (is.null(bound)) logical(p) else is.finite(bound)
  finite(bounds$lower) | finite(bounds$upper)
}
