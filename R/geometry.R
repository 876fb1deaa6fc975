# The plane of two coefficients: contours of the loss, the ball, the solution on it and its path. See plot.normball_ridge(); lasso and
# elastic net follow in R/geometry-lasso.R.
#
# For ridge, with the other penalised coefficients at their values b_o in the solution, the loss of the two (scaled, t = sqrt(v) s b) is, up
# to a constant,
#     1/2 t'H t - h't,     H = A_2'A_2,  h = A_2'(y - A_o t_o),
# A the scaled design with intercept and unpenalised columns projected out. The solution at penalty c is (H + c I)^-1 h: ridge again, so its
# path from 0 (c = Inf) to the minimum H^+ h (c = 0) passes through the two coefficients of the fit at the c of the fit.

# list(terms, lambda, radius, disc, solution, minimum, hessian, path, excess, metric, standardized): coordinates as drawn. For lasso and
# elastic net the outline of the ball in place of the metric.
geometry_view <- function(fit, terms = NULL, lambda = NULL, radius = NULL, response = NULL) {
  view <- if (inherits(fit, "normball_lasso")) lasso_view else ridge_view
  view(fit, terms, lambda, radius, response)
}

ridge_view <- function(fit, terms, lambda, radius, response) {
  j <- one_response(fit, response)
  refuse_iterative(fit, "plot(fit, \"geometry\")")
  problem <- fit_problem(fit, "plot(fit, \"geometry\")")
  refuse_few_columns(length(problem$penalised))
  lambda <- geometry_lambda(fit, lambda, radius, j)
  slopes <- scaled_slopes(fit, problem, lambda, j)
  pair <- geometry_terms(fit, problem, terms, slopes)
  plane <- plane_of(problem, slopes, pair, j)
  # from the coordinates of the core to those drawn: per SD, or as printed
  unit <- unname(problem$unit * problem$y_unit[j])
  metric <- sqrt(fit$penalty_factor[problem$penalised[pair]])
  stretch <- unit / metric
  c <- problem_penalty(problem, lambda)
  parts <- eigen(plane$h, symmetric = TRUE)
  names <- fit$design$columns[problem$penalised[pair]]
  loss_unit <- unname(problem$loss_total * problem$y_unit[j]^2)
  list(
    terms = names, lambda = lambda, radius = ridge_norms(fit, lambda)[1L, j], disc = unit * norm_of(slopes[pair]),
    solution = slopes[pair] * stretch, minimum = plane_solution(parts, plane$g, 0) * stretch,
    hessian = loss_unit * plane$h / outer(stretch, stretch), path = plane_path(parts, plane$g, c, stretch),
    excess = loss_unit * plane_excess(plane, slopes[pair], plane_solution(parts, plane$g, 0)), metric = metric,
    standardized = fit$standardize
  )
}

refuse_few_columns <- function(count) {
  if (count < 2L) nb_abort("unsupported", "plot(fit, \"geometry\") needs two penalised columns; the fit has ", count, ".")
}

# The penalty of the picture; by default the chosen one, else that of half the radius of the limit.
geometry_lambda <- function(fit, lambda, radius, j) {
  if (!is.null(lambda) && !is.null(radius)) nb_abort("type", "Give `lambda` or `radius`, not both.")
  if (!is.null(lambda)) return(resolve_one_lambda(fit, lambda, "plot(fit, \"geometry\")"))
  if (is.null(radius) && !is.null(fit$chosen)) return(fit$chosen$lambda)
  limit <- response_radii(fit, 0, j)
  least <- if (inherits(fit, "normball_lasso")) least_penalty(fit) else 0
  if (is.null(radius)) radius <- (least + limit) / 2 else check_one_radius(radius)
  if (limit == 0 || radius == 0) nb_abort("unsupported", "There is nothing to draw: all coefficients are 0.")
  if (inherits(fit, "normball_lasso")) solve_lasso_radii(fit, radius)$lambda else solve_radii(fit, radius)$lambda[1L, j]
}

# Radii of one response.
response_radii <- function(fit, lambda, j) if (inherits(fit, "normball_lasso")) lasso_radii(fit, lambda) else ridge_norms(fit, lambda)[, j]

# Coefficients of the scaled problem, from those of the fit.
scaled_slopes <- function(fit, problem, lambda, j) {
  printed <- coefficients_at(fit, lambda)[fit$intercept + problem$penalised, 1L, j]
  unname(printed / problem$scale / problem$y_unit[j])
}

geometry_terms <- function(fit, problem, terms, slopes) {
  if (is.null(terms)) return(sort(order(-abs(slopes))[1:2]))
  columns <- fit$design$columns[problem$penalised]
  index <- if (is.character(terms)) match(terms, columns) else NA
  if (length(index) == 2L && !anyNA(index) && index[1L] != index[2L]) return(index)
  nb_abort("type", "`terms` must name two penalised columns of the fit (", shortened(columns, 8L), "); got ",
           if (is.character(terms)) toString(terms) else describe(terms), ".")
}

# list(h, g): the quadratic of two coefficients.
plane_of <- function(problem, slopes, pair, j) {
  columns <- diag(length(slopes))[, pair]
  others <- replace(slopes, pair, 0)
  products <- core_call(.Call(C_multiply, problem, cbind(columns, others)))
  two <- products[, 1:2]
  list(h = crossprod(two), g = drop(crossprod(two, problem$y[, j] - products[, 3L])))
}

# (H + c I)^-1 g of least norm.
plane_solution <- function(parts, g, c) {
  kept <- parts$values > 4 * .Machine$double.eps * parts$values[1L]
  turned <- drop(crossprod(parts$vectors, g)) * kept / ifelse(kept, parts$values + c, 1)
  drop(parts$vectors %*% turned)
}

# 1/2 (t - m)'H (t - m).
plane_excess <- function(plane, t, minimum) {
  off <- t - minimum
  sum(off * (plane$h %*% off)) / 2
}

# Points of the path from 0 to the minimum, the solution among them.
plane_path <- function(parts, g, c, stretch) {
  ends <- log(parts$values[1L]) + c(-30, 14)
  at <- sort(c(exp(seq(ends[1L], ends[2L], length.out = 240L)), c, 0), decreasing = TRUE)
  points <- t(vapply(at, \(c) plane_solution(parts, g, c), numeric(2L))) * rep(stretch, each = length(at))
  points <- rbind(0, points)
  data.frame(x = points[, 1L], y = points[, 2L])
}

# Contours through points that divide the way from the minimum: ellipses of these multiples of the excess at the solution.
contour_levels <- c(1, 4, 9, 16, 25, 36) / 9

# x, y of the ellipse 1/2 (z - minimum)'H (z - minimum) = excess.
ellipse <- function(hessian, minimum, excess, count = 361L) {
  parts <- eigen(hessian, symmetric = TRUE)
  axes <- sqrt(2 * excess / pmax(parts$values, 1e-12 * parts$values[1L]))
  angle <- seq(0, 2 * pi, length.out = count)
  points <- minimum + parts$vectors %*% rbind(axes[1L] * cos(angle), axes[2L] * sin(angle))
  data.frame(x = points[1L, ], y = points[2L, ])
}

# The ball as drawn; for ridge metric times coordinate has norm `disc`.
disc_outline <- function(view, count = 361L) {
  if (!is.null(view$outline)) return(view$outline)
  angle <- seq(0, 2 * pi, length.out = count)
  data.frame(x = view$disc / view$metric[1L] * cos(angle), y = view$disc / view$metric[2L] * sin(angle))
}

# Limits that hold 0, the disc, the path and the minimum, with some room.
geometry_limits <- function(view) {
  disc <- disc_outline(view)
  side <- function(name) {
    span <- range(0, disc[[name]], view$path[[name]], view$minimum[c(x = 1L, y = 2L)[[name]]])
    span + c(-0.15, 0.15) * max(diff(span), .Machine$double.xmin)
  }
  list(x = side("x"), y = side("y"))
}

geometry_contours <- function(view) {
  if (view$excess <= 0) return(list())
  lapply(contour_levels, \(level) ellipse(view$hessian, view$minimum, level * view$excess))
}
