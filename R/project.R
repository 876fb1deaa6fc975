#' Euclidean projection on a constraint
#'
#' The point of a set that is nearest to `w`:
#' \deqn{\arg\min_b \tfrac12 \|b - w\|_2^2 \quad \mbox{subject to } b \in C.}{argmin_b 1/2 |b - w|^2   subject to  b in C.}
#' It is the step that keeps gradient descent inside a constraint ("explicit constraints and reprojection", Goodfellow, Bengio and Courville
#' 2016, section 7.2), and of use by itself: for weights of a portfolio, a monotone fit, a filter of bounded norm.
#'
#' **Exact** (to rounding), each in time linear in the number of coefficients unless said otherwise:
#' \itemize{
#' \item `l1_ball()`, `simplex()`: soft thresholding; the threshold by Condat's filter, with weights too.
#' \item `l2_ball()`, `frobenius_ball()`, `column_norm()`: scaling; with weights the secular equation by Newton's method.
#' \item `linf_ball()`, `box()`, `nonnegative()`, `nonpositive()`: clipping.
#' \item `elastic_ball()`, and any one ball within bounds: a search for the one multiplier, a few dozen passes.
#' \item `sum_to()`, `simplex()` or one row of `linear()`, with bounds or without: a search over breakpoints (Kiwiel 2008).
#' \item `monotone()`, also within equal bounds for all: pooling adjacent violators.
#' \item `linear()` and all intersections of rows, bounds and `monotone()`: the dual active-set method of Goldfarb and Idnani (1983); it
#'   keeps up to 1e7 numbers (80 MB) about the rows and bounds that may be active; above that, the next paragraph holds.
#' \item An `l2_ball()` without weights that covers one of the others, or several that have no coefficient in common; likewise a row and
#'   balls or orders: a search for the one multiplier, a dozen projections on the others.
#' }
#'
#' **Other intersections** (several balls; balls with rows): Dykstra's algorithm over the parts, which are merged first as far as the list
#' above goes. It stops when the point is at most `tolerance` times its norm away from every part. The result has attributes `iterations`
#' (cycles), `converged`, and `distance` (to the part that is farthest); where `max_iter` cycles were not enough, a warning of class
#' `normball_warning_convergence` says so. The error of the point is of the size of the distance where the parts meet at an angle; where
#' they only touch it may be as large as its square root.
#'
#' **Empty sets** are errors of class `normball_infeasible`. Where the set is one of bounds and rows the element `certificate` of the error
#' is a data frame with the columns `part`, `inequality`, `bound` and `multiplier`. With every inequality written as
#' \eqn{g'b \le h}{g'b <= h}, \eqn{h} being `bound`, the \eqn{g} times the multipliers add up to 0 and the \eqn{h} to a negative number.
#' Dykstra's algorithm proves it by a lower bound on the norm of common points that exceeds what the parts allow; where the parts
#' allow any norm, parts that stay apart are reported as empty after `max_iter` cycles and the message says that this is no proof.
#'
#' **Matrices.** A matrix has one set of coefficients per column: `column_norm()` and all constraints on vectors are for each column,
#' `frobenius_ball()` is for the matrix.
#'
#' @param w Numeric vector or matrix, finite. Names (of a matrix: row names) are what `vars` refers to.
#' @param constraint A constraint; see [constraints]. Each ball has one radius.
#' @param tolerance,max_iter For Dykstra's algorithm: relative distance to the parts at which it stops, from 0 to 1 (default `1e-12`), and
#'   the largest number of cycles (default 10000).
#' @param ... Not used: an unknown argument is an error.
#' @return `w` with the numbers of the projection, in double precision, with its names and dimensions. Projecting it again changes it by
#'   rounding at most.
#' @section Errors: `normball_error_type`: `w` is not numeric or not finite. `normball_error_constraint`: no constraint, names that `w` does
#'   not have. `normball_error_radius`: several radii. `normball_infeasible`: the set is empty.
#' @references
#' Boyle, J. P. and Dykstra, R. L. (1986). A method for finding projections onto the intersection of convex sets in Hilbert spaces. *Lecture
#' Notes in Statistics* 37, 28-47.
#'
#' Condat, L. (2016). Fast projection onto the simplex and the l1 ball. *Mathematical Programming* 158, 575-585.
#'
#' Goldfarb, D. and Idnani, A. (1983). A numerically stable dual method for solving strictly convex quadratic programs. *Mathematical
#' Programming* 27, 1-33.
#'
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.2. MIT Press.
#'
#' Kiwiel, K. C. (2008). Breakpoint searching algorithms for the continuous quadratic knapsack problem. *Mathematical Programming* 112,
#' 473-491.
#' @seealso [constraints], [constrained()].
#' @examples
#' project(c(3, -1, 0.5), l1_ball(2))
#' project(c(0.5, 0.4, 0.3), simplex())
#' project(c(a = 1, b = 3, c = 2, d = 5), monotone(c("b", "c", "d")))
#' project(c(0.9, 0.4, -0.2), simplex() & box(upper = 0.5))
#' project(matrix(1:6, 2), column_norm(2))
#' project(c(2, 1), l1_ball(1.2) & l2_ball(1))
#' project(c(2, 1), l1_ball(1.2) & l2_ball(1, weights = c(1, 2))) # by Dykstra's algorithm
#' @export
project <- function(w, constraint, ...) UseMethod("project")

#' @rdname project
#' @export
project.default <- function(w, constraint, tolerance = 1e-12, max_iter = 10000L, ...) {
  check_dots(...)
  check_projected(w)
  check_constraint(constraint)
  check_single_radius(constraint)
  settings <- list(tolerance = check_number(tolerance, "tolerance", 0, 1), max_iter = check_whole(max_iter, "max_iter", lower = 1))
  names <- if (is.matrix(w)) rownames(w) else names(w)
  parts <- resolve_parts(constraint, NROW(w), names)
  x <- as.double(w)
  scale <- projection_scale(x, parts)
  parts <- lapply(parts, scale_part, scale = scale)
  done <- project_matrix(matrix(x / scale, NROW(w)), parts, names, settings, scale)
  out <- w
  out[] <- done$x * scale
  if (is.null(done$iterations)) return(out)
  structure(out, iterations = done$iterations, converged = done$converged, distance = done$distance * scale)
}

check_projected <- function(w) {
  if (!is.numeric(w) || is.object(w) || length(dim(w)) > 2L || !length(w)) {
    nb_abort("type", "`w` must be a numeric vector or matrix with an element at least; got ", describe(w), ".")
  }
  bad <- which(!is.finite(w))
  if (length(bad)) nb_abort("type", "`w` must be finite; element ", bad[1L], " is ", w[bad[1L]], ".")
  if (length(w) > .Machine$integer.max) nb_abort("type", "`w` has more than ", .Machine$integer.max, " elements.")
}

check_single_radius <- function(constraint) {
  several <- Filter(\(part) length(part$radius) > 1L, constraint_parts(constraint))
  if (length(several)) nb_abort("radius", "project() needs one radius; ", part_labels(several), " has ", length(several[[1L]]$radius), ".")
}

# A power of two that brings the largest number near 1 where squares would overflow; else 1.
projection_scale <- function(x, parts) {
  numbers <- function(part) {
    values <- c(part$radius, part$lower, part$upper, part$total)
    values[is.finite(values)]
  }
  largest <- max(abs(c(range(x), unlist(lapply(parts, numbers)))))
  if (largest == 0 || (largest > 1e-90 && largest < 1e90)) 1 else 2^floor(log2(largest))
}

# The part in coefficients b / scale. Of an elastic ball: l1 |b| + l2 / 2 b^2 <= radius, divided by the scale.
scale_part <- function(part, scale) {
  if (part$kind == "elastic_ball") part[c("l1", "l2")] <- list(part$mixture, (1 - part$mixture) * scale)
  for (name in intersect(c("radius", "lower", "upper", "total"), names(part))) part[[name]] <- part[[name]] / scale
  if (part$kind == "linear") return(scale_linear(part))
  weights <- part$weights
  if (is.null(weights) || !any(weights != 0)) return(part)
  largest <- max(abs(weights))
  if (largest > 1e-90 && largest < 1e90) return(part)
  unit <- 4^floor(log2(largest) / 2)
  part$weights <- weights / unit
  limit <- if (part$kind == "sum_to") "total" else "radius"
  part[[limit]] <- part[[limit]] / (if (part$kind == "l2_ball") sqrt(unit) else unit)
  part
}

# Rows whose squares could overflow or vanish, times powers of two.
scale_linear <- function(part) {
  largest <- apply(abs(part$A), 1L, max)
  unit <- ifelse(largest == 0 | (largest > 1e-90 & largest < 1e90), 1, 2^floor(log2(largest)))
  part[c("A", "lower", "upper")] <- list(part$A / unit, part$lower / unit, part$upper / unit)
  part
}

# list(x, iterations, converged, distance), the last three NULL for a projection that is exact.
project_matrix <- function(x, parts, names, settings, scale) {
  whole <- vapply(parts, \(part) part$kind == "frobenius_ball", NA)
  radii <- vapply(parts[whole], `[[`, 0, "radius")
  plan <- projection_plan(lapply(parts[!whole], column_ball), nrow(x), names, scale)
  if (!any(radii < Inf)) return(gather_projections(lapply(seq_len(ncol(x)), \(k) project_groups(x[, k], settings, plan))))
  smallest <- which.min(radii)
  project_groups(as.vector(x), settings, projection_plan_whole(plan, radii[smallest], dim(x), parts[whole][[smallest]]))
}

# Each column's own ball: that of the vector.
column_ball <- function(part) {
  if (part$kind == "column_norm") part[c("kind", "weights")] <- list("l2_ball", rep(1, length(part$index)))
  part
}

gather_projections <- function(list) {
  out <- list(x = unlist(lapply(list, `[[`, "x")))
  iterations <- unlist(lapply(list, `[[`, "iterations"))
  if (length(iterations)) {
    out$iterations <- max(iterations)
    out$converged <- all(unlist(lapply(list, `[[`, "converged")))
    out$distance <- max(unlist(lapply(list, `[[`, "distance")))
  }
  out
}
