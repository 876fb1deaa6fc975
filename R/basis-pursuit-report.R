# What basis pursuit leaves open, and the proof that it is of least norm.

# The field `limit` of a fit (see basis_pursuit()), with `note`, the sentences about an unclear rank and about other solutions. found: see
# lasso_limit(), NULL where no column takes part.
basis_pursuit_report <- function(fit, found, design) {
  whole <- c(list(x = design$x), fit$factor$problem)
  core <- found$core
  if (is.null(core) || any(found$held)) core <- if (length(whole$columns)) ridge_factorize(whole, "auto", 0) else no_factor
  report <- open_report(fit, design, penalty_of(fit, fit$coefficients), core)
  other <- limit_uniqueness(fit, whole, found, design)
  groups <- if (!is.null(other$groups)) lapply(other$groups, \(group) design$columns[group])
  report$note <- c(report$note, report_exchangeable(other$unique, groups))
  c(report, list(unique = other$unique, exchangeable = groups, dual = found$dual))
}

# The factorisation of a design without columns.
no_factor <- list(rank = 0L, d = 0, dual = 0L)

# list(unique, groups (numbers of columns of x)) from the proof of the limit.
limit_uniqueness <- function(fit, whole, found, design) {
  if (!length(whole$columns)) return(list(unique = !length(whole$free) || whole$n_flat == length(whole$free), groups = list()))
  moves <- limit_moves(whole, found, fit$p)
  set <- which(moves$up | moves$down)
  if (as.double(fit$n) * length(set) * min(fit$n, length(set)) > resolve_limit) return(list(unique = NA, groups = NULL))
  columns <- unit_columns(list(x = design$x), whole, set)
  answer <- exchangeable_columns(columns, moves$up[set], moves$down[set], moves$strict[set])
  list(unique = answer$unique, groups = lapply(answer$groups, \(group) set[group]))
}

report_exchangeable <- function(unique, groups) {
  if (!isFALSE(unique)) return(NULL)
  text <- paste0("Other solutions have the same loss and norm: coefficients can move among ", groups_text(groups, 4L, 6L), ".")
  nb_inform("unique", text)
  text
}

# The certificate of a fit by basis_pursuit(), as a data frame: from the data, the coefficients and the dual vector. design: x, y, weights
# and offset. Columns are divided by powers of two near their size, as in certify_lasso().
certify_limit <- function(design, fit) {
  problem <- proof_problem(design$x, less_offset(design), design$weights, fit)
  slopes <- fit$coefficients[fit$intercept + problem$used, 1L]
  b <- on_bounds(slopes / problem$scale / problem$y_unit, problem)
  y <- problem$y
  gradient <- drop(core_call(.Call(C_cross, problem, problem_residual(problem, b))))
  held <- (b <= problem$lower & gradient < 0) | (b >= problem$upper & gradient > 0)
  dual <- if (is.null(fit$limit$dual)) NULL else drop(core_call(.Call(C_cross, problem, matrix(fit$limit$dual))))
  proof <- limit_proof(problem, b, gradient, held, dual)
  null <- max(abs(core_call(.Call(C_cross, problem, y))) / problem$size, 0)
  loose <- abs(ifelse(held, 0, gradient)) / problem$size
  feasibility <- max(loose, 0) / max(null, 1e-6 * sqrt(sum(y^2)), .Machine$double.xmin)
  outside <- max(0, (problem$lower - b) * problem$size, (b - problem$upper) * problem$size) / max(sqrt(sum(y^2)), .Machine$double.xmin)
  feasibility <- max(feasibility, outside)
  primal <- penalty_of(fit, fit$coefficients)
  relative <- if (proof$primal > 0) proof$gap / proof$primal else proof$gap
  fine <- relative <= 1e-10 && proof$miss <= 1e-7 && feasibility <= 1e-7
  plain_frame(response = response_names(fit), lambda = 0, primal = primal, dual = primal * (1 - relative), gap = primal * relative,
              relative_gap = relative, kkt = proof$miss, feasibility = feasibility, status = if (fine) "optimal" else "approximate")
}

# Coefficients that miss a bound by the rounding of its scale are at it.
on_bounds <- function(b, problem) {
  near <- \(bound) is.finite(bound) & abs(b - bound) <= 16 * .Machine$double.eps * abs(bound)
  b[near(problem$lower)] <- problem$lower[near(problem$lower)]
  b[near(problem$upper)] <- problem$upper[near(problem$upper)]
  b
}

# The columns that take part, those without penalty included, with penalties and bounds in their units.
proof_problem <- function(x, y, weights, fit) {
  moments <- list(mean = fit$centres, scale = fit$scales, constant = fit$constant)
  proof <- certificate_problem(x, weights, fit, moments, \(centre, sd) FALSE)
  used <- proof$used
  unit <- proof$problem$scale
  target <- certificate_response(as.matrix(y), proof$share, fit$intercept)
  penalty <- certificate_penalty(fit, used, proof$sd * unit, target$unit)
  bound <- \(values, none) if (is.null(values)) rep(none, length(used)) else values[used] / unit / target$unit
  c(proof$problem, penalty[c("l1", "l2")], list(
    used = used, size = proof$size * unit, y = target$y, y_unit = target$unit, lower = bound(fit$lower, -Inf), upper = bound(fit$upper, Inf)
  ))
}

# list(primal, gap, miss) in units of `problem`. held: columns that their gradient holds at a bound; dual: A't up to its scale, NULL where
# the solution set has one point, and nothing is to be proved. Multiples of the gradient of the loss, which hold columns at their bounds,
# cost nothing. Slopes beyond their limit are brought back by a common factor; penalties that are rounding beside the largest are not asked
# for it.
limit_proof <- function(problem, b, gradient, held, dual) {
  primal <- sum(problem$l1 * abs(b) + problem$l2 / 2 * b^2)
  if (is.null(dual) || !length(b)) return(list(primal = primal, gap = 0, miss = 0))
  top <- max(problem$l1, problem$l2 * abs(b))
  dual <- dual * fit_scale(problem, b, dual)
  slope <- problem$l1 * sign(b) + problem$l2 * b
  against <- held & abs(gradient) > 1e-9 * max(abs(gradient), sqrt(sum(problem$y^2)))
  short <- ifelse(gradient < 0, dual - slope + problem$l1, slope + problem$l1 - dual)
  if (any(against)) dual <- dual + gradient * max(0, short[against] / abs(gradient[against]))
  sides <- ifelse(dual > 0, problem$upper, -problem$lower)
  strict <- problem$l2 == 0 & !is.finite(sides) & problem$l1 > 1e-10 * top
  factor <- min(1, (problem$l1 / abs(dual))[strict])
  loose <- problem$l2 == 0 & !is.finite(sides) & !strict
  taken <- dual * factor
  excess <- ifelse(loose, pmax(0, abs(taken) - problem$l1), 0)
  taken[loose] <- sign(taken[loose]) * pmin(abs(taken[loose]), problem$l1[loose])
  penalty <- list(l1 = problem$l1, l2 = problem$l2, lower = problem$lower, upper = problem$upper, ratio = 1)
  parts <- core_call(.Call(C_limit_gaps, b, taken, penalty))
  miss <- core_call(.Call(C_limit_gaps, b, dual, penalty))$miss
  list(primal = primal, gap = sum(parts$gap) + sum(excess * abs(b)), miss = max(miss[!held], 0) / max(top, .Machine$double.xmin))
}

# The dual vector of the fit is in other units than those of the proof: the factor that fits best on the coefficients that are not 0.
fit_scale <- function(problem, b, dual) {
  slope <- problem$l1 * sign(b) + problem$l2 * b
  at <- b != 0 & b > problem$lower & b < problem$upper & problem$l1 + problem$l2 > 0
  if (!any(at) || !any(dual[at] != 0)) return(1)
  sum(slope[at] * dual[at]) / sum(dual[at]^2)
}

#' @rdname certificate
#' @export
certificate.normball_basis_pursuit <- function(fit, lambda = NULL, ...) {
  check_dots(...)
  lambda <- resolve_lambda(fit, lambda)$lambda
  refuse_bare(fit)
  if (any(lambda != 0)) return(NextMethod())
  certify_limit(fit, fit)[rep(1L, length(lambda)), ]
}
