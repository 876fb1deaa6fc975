# Whether a lasso has one solution, and which columns could stand in for each other where it has several.
#
# All solutions share A b and the subgradient. So a solution b can move along d without loss exactly if A d = 0 and no d_j leaves the set of
# values where column j costs nothing at first order: both ways for a coefficient between its kinks, one way for one at zero (or at a bound)
# whose gradient is at the limit, none for all others. The columns that can move at all are the equicorrelation set (Tibshirani 2013).

# Up to this many operations the dependencies within the set are resolved.
resolve_limit <- 2e9

#' Uniqueness of a lasso solution
#'
#' Says whether the solution at one lambda is the only one, and if not, which columns are exchangeable: a solver then returns one solution
#' of many, and which one depends on nothing but the order of the columns.
#'
#' The *equicorrelation set* is made of the columns whose correlation with the residual is at its limit,
#' \deqn{|x_j'W(y - o - b_0 - Xb)| = \lambda v_j s_j}{|x_j'W(y - o - b0 - X b)| = lambda v_j s_j}
#' (on the scale of the loss, centred with an intercept): every solution is zero outside it, and all solutions have the same fitted values.
#' If its columns are linearly independent, the solution is unique. If not, it is unique still where signs and bounds leave no direction to
#' move in; that is decided by nonnegative least squares within each group of columns that depend on each other. With `mixture < 1`
#' the penalty is strictly convex, so that only columns with a penalty factor of 0 can be exchangeable. At `lambda = 0`
#' the set is that of the limit ([basis_pursuit()]): other least-squares solutions of the same penalty are told. Columns
#' with a penalty factor of 0 always are in it.
#'
#' Correlations count as being at their limit within 1e-7 of it, or 1e-10 of the norm of the response; columns count as dependent if the
#' part of one that the others do not explain is below 1e-9 of it.
#'
#' @param fit A fit by [lasso()] or [elastic_net()] that holds its data, or its [cv()].
#' @param lambda One number >= 0; `NULL` (default) for the chosen lambda, or the only one.
#' @return A list of class `normball_uniqueness`: `unique` (`TRUE` or `FALSE`), `lambda`, `equicorrelation` (names of the columns in the
#'   set), `rank` (of these columns), `exchangeable` (a list of character vectors: groups of columns among which the coefficients can be
#'   moved without any loss; `NULL` where the set is too large to find them). It prints as a sentence and the groups.
#' @section Errors: `normball_error_type` if `fit` is no lasso; `normball_error_lambda` if there are several lambdas and none is given;
#'   `normball_error_unsupported` for fits with `model = FALSE`.
#' @references Tibshirani, R. J. (2013). The lasso problem and uniqueness. *Electronic Journal of Statistics* 7, 1456-1490.
#' @examples
#' x <- as.matrix(mtcars[, c("wt", "hp", "qsec")])
#' fit <- lasso(cbind(x, weight = x[, "wt"]), mtcars$mpg)
#' uniqueness(fit, lambda = 0.5)
#' @export
uniqueness <- function(fit, lambda = NULL) {
  if (inherits(fit, "normball_cv")) fit <- fit$fit
  if (!inherits(fit, "normball_lasso")) nb_abort("type", "`fit` must be a fit by lasso() or its cv(); got ", describe(fit), ".")
  lambda <- resolve_one_lambda(fit, lambda, "uniqueness()")
  problem <- fit_problem(fit, "uniqueness()")
  found <- unique_solution(fit, problem, possible_moves(fit, problem, lambda))
  set <- found$set
  name <- \(group) fit$design$columns[set[group]]
  structure(class = "normball_uniqueness", list(
    unique = found$unique, lambda = lambda, equicorrelation = name(seq_along(set)), rank = found$rank,
    exchangeable = if (!is.null(found$groups)) lapply(found$groups, name)
  ))
}

# list(unique, rank, groups, set) from what possible_moves() says: the equicorrelation set and its groups as in exchangeable_columns(),
# which are NULL where they are too much work.
unique_solution <- function(fit, problem, moves) {
  set <- which(moves$up | moves$down)
  found <- if (as.double(fit$n) * length(set) * min(fit$n, length(set)) > resolve_limit) {
    list(rank = NA_integer_, groups = NULL, unique = if (sum(!moves$strict[set]) >= fit$nobs) FALSE else NA)
  } else {
    exchangeable_columns(unit_columns(fit, problem, set), moves$up[set], moves$down[set], moves$strict[set])
  }
  c(found, list(set = set))
}

# Whether the solution is unique, at each of several lambdas; NA where that is too much work.
are_unique <- function(fit, lambda) {
  problem <- fit_problem(fit, "uniqueness()")
  unique <- logical(length(lambda))
  limit <- lambda == 0
  if (any(limit)) unique[limit] <- unique_solution(fit, problem, possible_moves(fit, problem, 0))$unique
  if (all(limit)) return(unique)
  unique[!limit] <- vapply(moves_at(fit, problem, lambda[!limit]), \(moves) unique_solution(fit, problem, moves)$unique, NA)
  unique
}

# list(unique, rank, groups (of numbers of columns)) of the columns of the set, which may move up, down or, where `strict`, not at all.
exchangeable_columns <- function(columns, up, down, strict) {
  rank <- pivoted(columns)$rank
  if (rank == ncol(columns)) return(list(unique = TRUE, rank = rank, groups = list()))
  loose <- which(!strict)
  groups <- lapply(dependent_groups(columns[, loose, drop = FALSE]), \(group) loose[group])
  groups <- Filter(\(group) can_move(columns[, group, drop = FALSE], up[group], down[group]), groups)
  list(unique = !length(groups), rank = rank, groups = groups)
}

#' @method print normball_uniqueness
#' @export
print.normball_uniqueness <- function(x, ...) {
  cat("At lambda = ", format(x$lambda, digits = 4L), ": ", uniqueness_text(x), "\n", sep = "")
  invisible(x)
}

uniqueness_text <- function(x) {
  size <- length(x$equicorrelation)
  set <- paste0("the equicorrelation set has ", size, " column", if (size != 1L) "s",
                if (!is.na(x$rank)) paste0(" of rank ", x$rank) else ", too many to find those that depend on each other")
  if (is.na(x$unique)) return(paste0("it is not known whether the solution is unique: ", set, "."))
  if (x$unique && isTRUE(x$rank < size)) set <- paste0(set, ", but signs and bounds leave one solution")
  groups <- x$exchangeable
  paste0("the solution is ", if (!x$unique) "not ", "unique: ", set, ".",
         if (length(groups)) paste0("\nExchangeable columns: ", groups_text(groups), "."))
}

# Groups of names, those beyond `most` counted, with at most `names` of each.
groups_text <- function(groups, most = 6L, names = 8L) {
  shown <- vapply(utils::head(groups, most), \(group) paste0("{", shortened(group, names), "}"), "")
  more <- length(groups) - length(shown)
  paste0(toString(shown), if (more) paste(" and", more, "more groups"))
}

# For all p columns, whether the coefficient could grow or fall at no cost at first order (`up`, `down`), and whether the penalty is
# strictly convex in it (`strict`), so that it cannot move after all.
possible_moves <- function(fit, problem, lambda) {
  limit <- if (lambda == 0 && length(problem$columns)) lasso_limit(problem, fit$control)
  if (!is.null(limit)) return(limit_moves(problem, limit, fit$p))
  moves_at(fit, problem, lambda)[[1L]]
}

# The same for each of several lambdas, as a list; the limit at 0 is not among them.
moves_at <- function(fit, problem, lambda) {
  used <- problem$penalised
  whole <- as.matrix(coefficients_at(fit, lambda)[fit$intercept + used, , drop = FALSE])
  scaled <- unname(whole) / problem$scale / problem$y_unit
  lambda1 <- lambda_to_core(problem, lambda)
  curvature <- problem$ratio * problem$l2
  residual <- drop(problem$y) - core_call(.Call(C_multiply, problem, scaled))
  gradients <- core_call(.Call(C_cross, problem, residual))
  floor <- 1e-10 * sqrt(sum(problem$y^2))
  lower <- (fit$lower %||% rep(-Inf, fit$p))[used]
  upper <- (fit$upper %||% rep(Inf, fit$p))[used]
  lapply(seq_along(lambda), \(at) {
    b <- whole[, at]
    gradient <- gradients[, at] - lambda1[at] * curvature * scaled[, at]
    limit <- lambda1[at] * problem$l1
    near <- 1e-7 * limit + floor
    moves <- list(up = logical(fit$p), down = logical(fit$p), strict = logical(fit$p))
    moves$up[used] <- abs(limit * ifelse(b >= 0, 1, -1) - gradient) <= near & b < upper
    moves$down[used] <- abs(limit * ifelse(b <= 0, 1, -1) + gradient) <= near & b > lower
    moves$up[problem$free] <- moves$down[problem$free] <- TRUE
    moves$strict[used] <- lambda1[at] * curvature > 0
    moves
  })
}

# These columns of x, centred and weighted as in the fit and divided by their size.
unit_columns <- function(fit, problem, set) {
  centre <- if (problem$intercept) problem$centres[set] else numeric(length(set))
  x <- unname(as.matrix(fit$x[, set, drop = FALSE]))
  (x - rep(centre, each = nrow(x))) * (rep(1 / problem$size[set], each = nrow(x)) * problem$root_weight)
}

# list(rank, pivot, r, q): QR with the largest column first, by LAPACK: that of LINPACK would move each dependent column to the end by hand.
pivoted <- function(columns, q = FALSE, tol = 1e-9) {
  if (!length(columns)) return(list(rank = 0L, pivot = integer(), r = columns, q = columns))
  parts <- qr(columns, LAPACK = TRUE)
  r <- qr.R(parts)
  diagonal <- abs(r[cbind(seq_len(nrow(r)), seq_len(nrow(r)))])
  rank <- sum(diagonal > tol * diagonal[1L])
  list(rank = rank, pivot = parts$pivot, r = r, q = if (q) qr.Q(parts)[, seq_len(rank), drop = FALSE])
}

# Groups of columns that depend on each other: the blocks of the null space. A pivoted QR writes every column beyond the rank by those
# within; columns that meet in one of these equations are of one group.
dependent_groups <- function(columns) {
  parts <- pivoted(columns)
  rank <- seq_len(parts$rank)
  beyond <- setdiff(seq_len(ncol(columns)), rank)
  if (!length(beyond)) return(list())
  shares <- matrix(FALSE, length(rank), length(beyond))
  if (length(rank)) shares[] <- abs(backsolve(parts$r[rank, rank, drop = FALSE], parts$r[rank, beyond, drop = FALSE])) > 1e-6
  group <- seq_along(beyond)
  for (i in rank) {
    joined <- unique(group[shares[i, ]])
    if (length(joined) > 1L) group[group %in% joined] <- joined[1L]
  }
  groups <- lapply(unique(group), \(one) {
    members <- which(group == one)
    sort(parts$pivot[c(beyond[members], rank[rowSums(shares[, members, drop = FALSE]) > 0])])
  })
  groups[order(vapply(groups, min, 1L))]
}

# Whether some d other than 0 with `columns` d = 0 has d_j >= 0 where only up, d_j <= 0 where only down. Columns that can move both ways are
# projected out; nonnegative least squares then finds whether 0 is a convex combination of the others.
can_move <- function(columns, up, down) {
  both <- up & down
  if (any(both)) {
    parts <- pivoted(columns[, both, drop = FALSE], q = TRUE)
    if (parts$rank < sum(both)) return(TRUE)
    if (all(both)) return(FALSE)
    columns[, !both] <- columns[, !both] - parts$q %*% crossprod(parts$q, columns[, !both])
  }
  sign <- ifelse(up[!both], 1, -1)
  rows <- rbind(columns[, !both, drop = FALSE] * rep(sign, each = nrow(columns)), 1)
  nonnegative_miss(rows, c(numeric(nrow(columns)), 1)) <= 1e-8
}

# min || a d - b || over d >= 0, by the active-set method of Lawson and Hanson (1974).
nonnegative_miss <- function(a, b) {
  d <- numeric(ncol(a))
  active <- logical(ncol(a))
  residual <- b
  for (step in seq_len(3L * ncol(a) + 10L)) {
    gain <- drop(crossprod(a, residual))
    gain[active] <- 0
    enter <- which.max(gain)
    if (gain[enter] <= 1e-12) break
    active[enter] <- TRUE
    repeat {
      target <- numeric(ncol(a))
      target[active] <- qr.coef(qr(a[, active, drop = FALSE], tol = 1e-12), b)
      target[is.na(target)] <- 0
      falling <- active & target <= 0
      if (!any(falling)) break
      step_size <- min((d / (d - target))[falling & d > target], 1)
      d <- d + step_size * (target - d)
      active <- active & d > 1e-14
      if (!any(active)) break
    }
    d <- ifelse(active, target, 0)
    residual <- b - drop(a %*% d)
  }
  sqrt(sum(residual^2))
}
