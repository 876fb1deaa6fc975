#' Plot a constrained fit
#'
#' Of a path of radii the coefficients against the radius, one line each: they end where the ball is slack. Of a single solution the
#' coefficients as points, in their order, up to 30 in rows with their names; those at a bound, or exactly 0 under a ball or a penalty that
#' makes coefficients 0, are open circles.
#'
#' `plot(fit, "trace")` draws how an iterative method got there: the objective above the best that was seen (where that is more than
#' rounding), the norm of each ball beside its radius, and for dual ascent the multipliers.
#'
#' @param x,object A fit by [constrained()].
#' @param type `"coefficients"` (default) or `"trace"`.
#' @param response For several responses: the number or name of the one to draw; default the first.
#' @param radius For a single solution: one number >= 0; `NULL` for the path, or the radius chosen by [cv()] where the fit has no other.
#' @param ... Graphical parameters `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `las`, `cex.axis`, `cex.lab`, `cex.main`. `autoplot()`
#'   takes none.
#' @return `plot()`: invisibly a data frame with the columns `term`, `radius`, `estimate` and `bound` (whether the coefficient is held).
#'   For `"trace"` the trace, with the column `gap`. `autoplot()`: a ggplot, for `"trace"` a list of them.
#' @section Errors: `normball_error_unknown_argument`, `normball_error_radius`, `normball_error_type`.
#' @seealso [constrained()]; `vignette("constraints")` has traces of both methods.
#' @examples
#' plot(constrained(y ~ ., diabetes, within = l1_ball(10 * 1:12)))
#' plot(constrained(y ~ ., diabetes, within = nonnegative()))
#' plot(constrained(y ~ ., diabetes, within = l1_ball(50), method = "dual"), "trace")
#' @export
plot.normball_constrained <- function(x, type = c("coefficients", "trace"), response = NULL, radius = NULL, ...) {
  options <- graphics_options(..., allowed = setdiff(graphical_parameters, c("col", "lty", "lwd")))
  if (check_choice(type, "type", c("coefficients", "trace")) == "trace") return(plot_trace(one_trace(x, response, radius), options))
  view <- constrained_view(x, response, radius)
  draw_chart(view, options)
  invisible(view$data)
}

#' @rdname plot.normball_constrained
#' @exportS3Method ggplot2::autoplot
autoplot.normball_constrained <- function(object, type = c("coefficients", "trace"), response = NULL, radius = NULL, ...) {
  check_dots(...)
  if (check_choice(type, "type", c("coefficients", "trace")) == "trace") return(autoplot_trace(one_trace(object, response, radius)))
  chart_ggplot(constrained_view(object, response, radius))
}

# The trace of one response at one radius.
one_trace <- function(fit, response, radius) {
  j <- one_response(fit, response)
  trace <- one_at(fit, radius, "plot(fit, \"trace\")")$trace
  if (is.null(trace) || is.data.frame(trace)) trace else trace[[j]]
}

constrained_view <- function(fit, response, radius) {
  j <- one_response(fit, response)
  at <- if (is.null(radius)) list(fit = fit) else fit_at(fit, radius)
  view <- if (n_path(at$fit) > 1L) radius_path_view(at$fit, j, fit$chosen) else solution_view(at$fit, j)
  view$data <- constrained_points(at$fit, j)
  view
}

# A row per coefficient and radius.
constrained_points <- function(fit, response) {
  slopes <- matrix(fit$coefficients[fit$intercept + seq_len(fit$p), , response], fit$p)
  data.frame(term = rep(fit$design$columns, n_path(fit)), radius = rep(fit$path_radius %||% NA_real_, each = fit$p),
             estimate = as.vector(slopes), bound = as.vector(held_slopes(fit, slopes)))
}

# Which coefficients (a column per radius) are at one of their bounds, or 0 where a kink holds them there.
held_slopes <- function(fit, slopes) {
  scaled <- if (fit$standardize) slopes * fit$scales else slopes
  held <- vapply(seq_len(n_path(fit)), \(i) held_at(fit, scaled[, i], constraint_at(fit$within, i)), logical(fit$p))
  matrix(held, fit$p)
}

held_at <- function(fit, b, within) {
  region <- resolve_constraint(within, fit$design$columns, design_terms(fit$design))
  kinked <- rep(fit$lambda * fit$mixture > 0, fit$p)
  for (ball in region$balls) if (ball$kind != "l2") kinked[ball$index] <- TRUE
  at <- \(bound) is.finite(bound) & abs(b - bound) <= 1e-12 * abs(bound)
  at(region$lower) | at(region$upper) | (b == 0 & kinked)
}

radius_path_view <- function(fit, response, chosen) {
  order <- order(fit$path_radius)
  radius <- fit$path_radius[order]
  finite <- is.finite(radius)
  slopes <- matrix(fit$coefficients[fit$intercept + seq_len(fit$p), order, response], fit$p)[, finite, drop = FALSE]
  last <- slopes[, ncol(slopes)]
  drawn <- which(rowSums(slopes != 0) > 0)
  labelled <- largest_traces(last[drawn], min(length(drawn), if (length(drawn) > many_traces) few_labels else length(drawn)))
  style <- trace_style(length(drawn), if (length(drawn) > many_traces) labelled else seq_along(drawn))
  series <- lapply(order(style$lwd), \(i) {
    list(x = radius[finite], y = slopes[drawn[i], ], label = if (i %in% labelled) fit$design$columns[drawn[i]], col = style$col[i],
         lty = style$lty[i], lwd = style$lwd[i], points = sum(finite) < 30L)
  })
  marks <- data.frame(x = numeric(), text = character(), chosen = logical())
  if (!is.null(chosen)) {
    marks <- data.frame(x = chosen$radius, text = paste0("\"radius ", signif(chosen$radius, 3), " (", chosen$rule, ")\""), chosen = TRUE)
  }
  list(log = c(x = FALSE, y = FALSE), titles = list(x = "Radius", y = "Coefficient"), series = series, marks = marks)
}

solution_view <- function(fit, response) {
  slopes <- fit$coefficients[fit$intercept + seq_len(fit$p), 1L, response]
  held <- held_slopes(fit, matrix(slopes))[, 1L]
  if (fit$p <= most_named) named_view(slopes, held, fit$design$columns) else numbered_view(slopes, held, fit$design$columns)
}

# Up to this number of coefficients each has a row with its name.
most_named <- 30L

held_title <- function(held) paste0("Coefficient", if (any(held)) " (open circles: at a bound or held at 0)")

# From the top down.
named_view <- function(slopes, held, columns) {
  at <- rev(seq_along(slopes))
  stems <- lapply(seq_along(at), \(i) list(x = c(0, slopes[i]), y = rep(at[i], 2L), col = ink$bar, lty = "solid", lwd = 1))
  zero <- list(x = c(0, 0), y = c(0.6, length(at) + 0.4), col = ink$axis, lty = "solid", lwd = 0.8)
  view <- points_view(slopes, at, held, list(x = held_title(held), y = ""))
  view$series <- c(list(zero), stems, view$series)
  view$ticks <- list(y = data.frame(at = at, text = cut_names(columns, 30, nchar)))
  view
}

# The largest with their names.
numbered_view <- function(slopes, held, columns) {
  at <- seq_along(slopes)
  stems <- if (length(at) <= 200L) lapply(at, \(i) list(x = c(i, i), y = c(0, slopes[i]), col = ink$bar, lty = "solid", lwd = 1))
  view <- points_view(at, slopes, held, list(x = "Coefficient number", y = held_title(held)))
  names <- lapply(largest_traces(slopes, few_labels), \(i) {
    list(x = at[i], y = slopes[i], line = FALSE, pch = if (held[i]) 1 else 19, cex = 0.8, col = ink$point, label = columns[i])
  })
  view$series <- c(stems, view$series, names)
  view
}

points_view <- function(x, y, held, titles) {
  points <- \(which, pch, col) if (any(which)) list(x = x[which], y = y[which], line = FALSE, pch = pch, cex = 0.8, col = col)
  series <- list(points(held, 1, ink$other_mark), points(!held, 19, ink$point))
  list(log = c(x = FALSE, y = FALSE), titles = titles, series = Filter(Negate(is.null), series),
       marks = data.frame(x = numeric(), text = character(), chosen = logical()))
}
