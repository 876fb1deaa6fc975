#' Plot the constraint behind a penalty: radius and geometry
#'
#' Besides the coefficient traces of [plot.normball_fit()], two pictures of the constraint that a penalty stands for, for ridge, lasso and
#' elastic net.
#'
#' **`plot(fit, "radius")`**: the radius that belongs to each penalty ([lambda_to_radius()]), both axes logarithmic; every point of the line
#' is exact. The dotted level is the radius of the limit at lambda = 0: larger radii do not constrain. The chosen lambda is marked. The line
#' of a lasso ends where the last coefficient is zero.
#'
#' **`plot(fit, "geometry", terms = c("a", "b"))`**: the plane of two penalised coefficients, after figure 7.1 of Goodfellow, Bengio and
#' Courville (2016). Contours of the loss lie around its minimum (cross); the ball is a disc for ridge, a diamond for the lasso and a
#' diamond with round sides for the elastic net, cut off where coefficients have bounds. The solution (point) is where the smallest contour
#' that reaches the ball touches it, and the line is the path of the solution from a large penalty to `lambda = 0`.
#' With more than two columns the picture is a slice: the other penalised coefficients are held at their values in the solution, and the
#' ball is what these leave for the two: of squared radius \eqn{r^2 - \sum_{others} v_j (s_j b_j)^2} for ridge, else of radius \eqn{r} less
#' the penalty of the others. Intercept and unpenalised columns follow freely. In this slice the picture is exact: contour and ball touch at
#' the solution, because the condition of optimality for two coefficients does not depend on whether the others are variables or constants.
#' The minimum and the path are those of the slice, and those of the whole fit only where there are no other penalised columns. Two
#' coefficients that are both zero leave a ball of radius 0.
#'
#' Axes are coefficients per standard deviation of their column if the fit was standardised, so that the ball is not stretched.
#'
#' @param x,object A fit by [ridge()], [ridgeless()], [lasso()] or [elastic_net()].
#' @param xvar `"radius"` or `"geometry"`; else traces, see [plot.normball_fit()].
#' @param terms For `"geometry"`: names of two penalised columns. `NULL` (default): the two of largest coefficient (in the metric of the
#'   fit).
#' @param lambda,radius For `"geometry"`: the solution by its penalty, or by the radius of the whole ball. Default: the chosen lambda, else
#'   half the radius of the limit at lambda = 0 (with bounds that exclude 0, half way from the least radius). For `"radius"`, `lambda` are
#'   further penalties to mark. For traces: see [plot.normball_fit()].
#' @param response For several responses: the number or name of the one to draw; default the first.
#' @param ... Graphical parameters `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim` (> 0 on logarithmic axes), `las`, `cex.axis`, `cex.lab`,
#'   `cex.main`; for traces the arguments of [plot.normball_fit()].
#' @return Invisibly what was drawn: for `"radius"` a data frame `lambda`, `radius`; for `"geometry"` a list with `terms`, `lambda`,
#'   `radius` (of the whole ball), `disc` (radius of the slice), `solution`, `minimum` (coordinates as drawn), `hessian` (2 x 2, of the loss
#'   in these coordinates), `path` (data frame), `excess` (loss at the solution over that at the minimum) and for lasso and elastic net
#'   `outline` (of the ball, data frame). `autoplot()`: a ggplot.
#' @section Errors: `normball_error_type` for terms that are not two penalised columns, `normball_error_unsupported` where the fit has fewer
#'   than two of them, no data or no factorisation.
#' @references Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.1. MIT Press.
#' @seealso [lambda_to_radius()], [lagrangian()].
#' @examples
#' fit <- ridge(y ~ ., diabetes)
#' plot(fit, "radius")
#' plot(fit, "geometry", terms = c("tc", "ldl"), lambda = 0.5)
#' plot(lasso(mpg ~ wt + hp, mtcars), "geometry")
#' @export
plot.normball_ridge <- function(x, xvar, ..., terms = NULL, lambda = NULL, radius = NULL, response = NULL) {
  if (missing(xvar)) return(NextMethod())
  switch(special_plot(xvar),
    radius = plot_radius(x, lambda, response, unused = c(terms, radius), ...),
    geometry = plot_geometry(x, terms, lambda, radius, response, ...),
    NextMethod()
  )
}

#' @rdname plot.normball_ridge
#' @export
plot.normball_lasso <- plot.normball_ridge

#' @rdname plot.normball_ridge
#' @exportS3Method ggplot2::autoplot
autoplot.normball_ridge <- function(object, xvar, ..., terms = NULL, lambda = NULL, radius = NULL, response = NULL) {
  if (missing(xvar)) return(NextMethod())
  switch(special_plot(xvar),
    radius = autoplot_radius(object, lambda, response, unused = c(terms, radius), ...),
    geometry = autoplot_geometry(object, terms, lambda, radius, response, ...), NextMethod()
  )
}

#' @rdname plot.normball_ridge
#' @exportS3Method ggplot2::autoplot
autoplot.normball_lasso <- autoplot.normball_ridge

special_plot <- function(xvar) if (is.character(xvar) && length(xvar) == 1L && xvar %in% c("radius", "geometry")) xvar else "traces"

#' @rdname ridgeless
#' @export
plot.normball_ridgeless <- function(x, xvar, ..., newdata = NULL, sizes = NULL, newy = NULL) {
  if (is.null(newdata) && is.null(sizes) && is.null(newy)) return(NextMethod())
  plot(double_descent(x, newdata, sizes = sizes, newy = newy), ...)
}

plot_radius <- function(fit, lambda, response, unused, ...) {
  refuse_unused(unused)
  options <- graphics_options(..., allowed = setdiff(graphical_parameters, c("col", "lty", "lwd")))
  view <- radius_view(fit, lambda, response)
  draw_chart(view, options)
  invisible(view$data)
}

autoplot_radius <- function(fit, lambda, response, unused, ...) {
  refuse_unused(unused)
  check_dots(...)
  chart_ggplot(radius_view(fit, lambda, response))
}

refuse_unused <- function(unused) {
  if (length(unused)) nb_abort("unknown_argument", "`terms` and `radius` belong to plot(fit, \"geometry\"), not to \"radius\".")
}

# The radius at 200 penalties over the path of the fit, or around its only one.
radius_view <- function(fit, lambda, response) {
  j <- one_response(fit, response)
  marks <- marked_lambdas(fit, lambda)
  marks <- cbind(marks, x = marks$lambda)[marks$lambda > 0, ]
  limit <- response_radii(fit, 0, j)
  if (limit == 0) nb_abort("unsupported", "There is nothing to draw: the radius is 0 at every lambda.")
  at <- radius_grid(fit, marks$lambda)
  radius <- response_radii(fit, at, j)
  list(
    log = c(x = TRUE, y = TRUE), data = data.frame(lambda = at, radius = radius),
    titles = list(
      x = quote("Penalty" ~ lambda ~ "(log scale)"), y = paste0(radius_title(fit), if (fit$standardize) " per SD", " (log scale)")
    ),
    series = list(list(x = at[radius > 0], y = radius[radius > 0], col = trace_colours[1L], lty = "solid", lwd = 1.8)), marks = marks,
    levels = data.frame(y = limit, text = "lambda == 0 * \": larger radii are slack\"")
  )
}

radius_title <- function(fit) {
  if (fit$mixture == 0) return("Norm of the coefficients")
  plain <- fit$mixture == 1 && all(fit$penalty_factor %in% c(0, 1, Inf))
  if (plain) "L1 norm of the coefficients" else "Penalty of the coefficients"
}

# Where the fit has no path, its default path.
radius_grid <- function(fit, marks) {
  lambda <- c(fit$lambda[fit$lambda > 0], marks)
  if (length(unique(lambda)) < 2L) {
    what <- "plot(fit, \"radius\") without a path of lambdas"
    refuse_iterative(fit, what)
    ends <- if (inherits(fit, "normball_lasso")) null_point(fit, fit_problem(fit, what))$lambda * c(1, 1e-3) else {
      default_lambda(fit$factor$problem, factor_spectrum(fit$factor$core), 2L)
    }
    lambda <- c(lambda, ends)
  }
  ends <- log(range(lambda))
  exp(seq(ends[1L], ends[2L], length.out = 200L))
}

one_response <- function(fit, response) {
  if (is.null(response)) return(1L)
  index <- chosen_responses(fit, response)
  if (length(index) == 1L) return(index)
  nb_abort("type", "`response` must be one response here; got ", length(index), ".")
}
