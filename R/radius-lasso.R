# Penalty to radius and back for lasso and elastic net; documented with the methods of ridge in R/radius.R.

#' @rdname lambda_to_radius
#' @export
lambda_to_radius.normball_lasso <- function(fit, lambda = NULL, metric = c("fit", "original"), ...) {
  check_dots(...)
  metric <- check_choice(metric, "metric", c("fit", "original"))
  lambda <- radius_lambda(fit, lambda)
  setNames(lasso_radii(fit, lambda, metric), lambda_labels(lambda))
}

#' @rdname lambda_to_radius
#' @export
radius_to_lambda.normball_lasso <- function(fit, radius, metric = c("fit", "original"), ...) {
  check_dots(...)
  metric <- check_choice(metric, "metric", c("fit", "original"))
  radius <- check_radius(if (missing(radius)) NULL else radius)
  ratio <- if (metric == "original") penalty_ratio(fit) else 1
  found <- if (is.na(ratio)) solve_lasso_original(fit, radius) else solve_lasso_radii(fit, radius / ratio, ratio)
  if (any(found$slack)) report_slack(radius, as.matrix(found$slack), found$limit)
  labels <- lambda_labels(radius)
  value <- structure(setNames(found$lambda, labels), slack = found$slack)
  if (!is.null(found$interval)) attr(value, "interval") <- report_interval(found$interval, radius, labels)
  if (!is.null(found$all)) attr(value, "all") <- report_several(found$all, labels)
  value
}

# The value of the penalty at these lambdas, Inf included.
lasso_radii <- function(fit, lambda, metric = "fit") {
  finite <- is.finite(lambda)
  radius <- numeric(length(lambda))
  if (any(finite)) radius[finite] <- penalty_of(fit, coefficients_at(fit, lambda[finite]), metric)
  if (!all(finite)) radius[!finite] <- least_penalty(fit, metric)
  if (all(is.finite(radius))) return(radius)
  nb_abort("numeric", "The penalty of the coefficients is beyond the range of double precision: rescale y or the columns of x.")
}

# P of each column of coefficients (dgCMatrix (k + p) x L, as printed).
penalty_of <- function(fit, coefficients, metric = "fit") {
  weights <- penalty_weights(fit, metric)
  terms <- coefficients
  column <- terms@i + 1L - as.integer(fit$intercept)
  size <- abs(terms@x) * c(0, weights$scale)[column + 1L]
  share <- c(0, weights$factor)[column + 1L]
  terms@x <- share * (fit$mixture * size + if (fit$mixture < 1) (1 - fit$mixture) / 2 * size^2 else 0)
  unname(Matrix::colSums(terms))
}

# v_j and s_j of every column; columns that are left out have coefficient 0 whatever their factor. `original`: 1 where there is a penalty.
penalty_weights <- function(fit, metric = "fit") {
  factor <- replace(fit$penalty_factor, !is.finite(fit$penalty_factor), 0)
  if (metric == "original") return(list(factor = as.double(factor > 0), scale = rep(1, fit$p)))
  list(factor = factor, scale = if (fit$standardize) fit$scales else rep(1, fit$p))
}

# P at the points of the bounds nearest to zero: that of lambda = Inf.
least_penalty <- function(fit, metric = "fit") {
  if (is.null(fit$lower) && is.null(fit$upper)) return(0)
  nearest <- pmin(pmax(0, fit$lower %||% -Inf), fit$upper %||% Inf)
  penalty_of(fit, sparse_columns(seq_len(fit$p) - 1L + fit$intercept, c(0L, fit$p), nearest, fit$p + fit$intercept), metric)
}

# How many times the penalty of the fit its value for the printed slopes is; NA where that differs between solutions.
penalty_ratio <- function(fit) {
  used <- fit$factor$problem$penalised
  weights <- lapply(penalty_weights(fit), `[`, used)
  weights <- lapply(weights, `[`, weights$factor > 0)
  if (!length(weights$factor)) return(1)
  if (fit$mixture < 1 && any(weights$scale != 1)) return(NA_real_)
  each <- weights$factor * weights$scale
  if (all(each == each[1L])) 1 / each[1L] else NA_real_
}

# list(lambda, slack, interval, limit): `interval` is a matrix low, high with a row per radius, NULL where every radius has one lambda;
# `limit` is the radius at lambda = 0 where one is slack. The radius as the user gave it is `ratio` times these.
solve_lasso_radii <- function(fit, radius, ratio = 1) {
  problem <- fit_problem(fit, "radius_to_lambda()")
  curve <- known_curve(fit, problem, radius)
  least <- curve$p[1L]
  same <- \(p) is.finite(radius) & abs(p - radius) <= 1e-13 * radius
  if (any(radius < least & !same(least))) refuse_small_radius(fit, radius * ratio, least * ratio)
  limit <- curve[nrow(curve), ]
  slack <- limit$lambda == 0 & (limit$p <= radius | (!limit$moves & same(limit$p)))
  top <- !slack & same(least)
  lambda <- ifelse(slack, 0, ifelse(top, curve$lambda[1L], curve$lambda[match(radius, curve$p)]))
  open <- which(is.na(lambda))
  if (length(open)) {
    curve <- bridge_gaps(fit, curve, radius[open])
    above <- findInterval(radius[open], cummax(curve$p))
    lambda[open] <- narrow_down(fit, radius[open], curve[above + 1L, ], curve[above, ])
  }
  ends <- cbind(low = lambda, high = ifelse(top, Inf, lambda))
  flat <- if (!limit$moves) which(slack & same(limit$p))
  if (length(flat)) ends[flat, "high"] <- if (nrow(curve) == 1L) Inf else flat_piece(fit, problem, 0)[2L]
  ends <- widen_flat(fit, problem, ends, radius, which(!slack & !top))
  lambda <- unname(ends[, "low"])
  slack <- lambda == 0
  if (limit$lambda > 0 && any(slack)) limit$p <- radius[slack][1L] # a flat piece that reaches down to 0
  list(lambda = lambda, slack = slack, limit = limit$p * ratio, interval = if (any(lambda < ends[, "high"])) ends)
}

# The points of the path from the smallest lambda that changes nothing any more; the limit at 0 where a radius asks for it.
known_curve <- function(fit, problem, radius) {
  top <- null_point(fit, problem)
  path <- fit$lambda[fit$lambda < top$lambda]
  curve <- if (length(path)) rbind(top, points_at(fit, path)) else top
  last <- curve[nrow(curve), ]
  if (last$lambda > 0 && any(radius > last$p)) curve <- rbind(curve, points_at(fit, 0))
  curve
}

# The point at the smallest lambda at which every penalised coefficient is as near to zero as its bounds allow.
null_point <- function(fit, problem) {
  if (!any(problem$l1 > 0)) return(data.frame(lambda = 0, p = 0, face = "", moves = FALSE))
  found <- lasso_path(problem, NULL, 2L, 0.5, fit$control, limits = NULL)
  coefficients <- lasso_coefficients(problem, found$b[, 1L, drop = FALSE], fit$p, fit[c("lower", "upper")])
  data.frame(lambda = found$lambda[1L], p = penalty_of(fit, coefficients), faces_of(fit, coefficients))
}

refuse_small_radius <- function(fit, radius, least) {
  small <- which(radius < least)[1L]
  nb_abort("radius", "`radius` must be at least ", format(least, digits = 15L), ", which the bounds of the coefficients leave; element ",
           small, " is ", format(radius[small]), ".")
}

report_interval <- function(interval, radius, labels) {
  rownames(interval) <- labels
  shared <- which(interval[, 1L] < interval[, 2L])
  text <- unique(paste0("radius ", labels[shared], " from ", format_each(interval[shared, 1L]), " to ", format_each(interval[shared, 2L])))
  nb_inform("interval", "Every lambda of an interval has the same solution, and the smallest is returned: ",
            paste(utils::head(text, 4L), collapse = "; "), if (length(text) > 4L) "; ...", ". See attr(, \"interval\").")
  interval
}

format_each <- function(values) vapply(values, \(value) format(value, digits = 4L), "")
