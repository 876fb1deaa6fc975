#' Plot the coefficients of a fit along its path
#'
#' One trace per coefficient (the intercept left out) against the penalty, the degrees of freedom, the norm of the coefficients or the
#' deviance explained.
#' Names stand where the penalty is smallest, pushed apart so that none overlaps another and tied to their traces by thin lines. The lambda
#' chosen by [cv()] or [select_lambda()] is marked by a dashed line.
#'
#' The penalty grows to the right, on a logarithmic axis in units of lambda (so `abline(v = 0.1)` adds a line at lambda = 0.1). `lambda = 0`
#' has no place on such an axis: it is drawn left of the others at a tick `0` behind a break (`//`) of the axis, and the traces go there by
#' dotted lines. The axis on top shows the effective degrees of freedom at the ticks below (the penalty where these are the horizontal
#' axis).
#'
#' Of a lasso or elastic net only the columns that are nonzero somewhere on the path have a trace, drawn where it is not zero; the axis on
#' top shows how many coefficients are nonzero, and names stand at traces that end off zero.
#'
#' Up to 25 traces are all coloured, in the palette of Okabe and Ito with three line types, and labelled as far as there is room. Of
#' more than 25 the 12 that are largest at the small penalty are, and the others are thin and translucent. Names that would take more
#' than 30 percent of the width are cut in their middle.
#'
#' @param x,object A fit by [ridge()], [lasso()] or [elastic_net()].
#' @param xvar Horizontal axis: `"lambda"` (default), `"df"` (degrees of freedom, intercept included; see [effective_df()]), `"norm"` (of
#'   the coefficients drawn: Euclidean for ridge, the sum of absolute values for lasso and elastic net) or `"dev"` (percent of the
#'   deviance explained).
#' @param label `TRUE` (default), `FALSE`, or the number of traces to label, the largest first.
#' @param lambda Further lambdas to mark, numeric >= 0; they need not be on the path.
#' @param response For a fit of several responses: their numbers or names, each in its own panel; `NULL` (default) for all, up to 12.
#' @param scale `"standardized"`: coefficients times the standard deviation of their column, comparable when columns have different units;
#'   `"original"`: as [coef()] returns them; `"auto"` (default): standardized if the fit was. The label of the axis says which.
#' @param ... For `plot()`, graphical parameters: `main` (one, or one per panel), `sub`, `xlab`, `ylab`, `xlim` (lambda > 0 for `xvar =
#'   "lambda"`), `ylim`, `las`, `cex.axis`, `cex.lab`, `cex.main`, and per trace, recycled, `col`, `lty`, `lwd`. Anything else is an error.
#'   `autoplot()` takes none.
#' @return `plot()`: invisibly, the data drawn: a data frame with columns `response`, `term`, `lambda`, `df`, `norm`, `dev` and
#'   `estimate`; for a lasso without the columns that have no trace. `autoplot()`: a ggplot.
#' @section Errors: `normball_error_unknown_argument` for what `...` does not take; `normball_error_type` for a malformed argument;
#'   `normball_error_lambda` for a negative lambda; `normball_error_unsupported` for `xvar = "df"` where the fit has no degrees of freedom.
#' @seealso [plot.normball_cv()] for the error curve of [cv()]; `plot(result$fit)` shows the traces of the fit in its result.
#' @examples
#' fit <- ridge(y ~ ., diabetes)
#' plot(fit)
#' plot(select_lambda(fit, "gcv"), xvar = "df", label = 5)
#' plot(select_lambda(lasso(y ~ ., diabetes), "bic"), xvar = "norm")
#' @export
plot.normball_fit <- function(x, xvar = c("lambda", "df", "norm", "dev"), label = TRUE, lambda = NULL, response = NULL,
                              scale = c("auto", "original", "standardized"), ...) {
  options <- graphics_options(...)
  xvar <- check_choice(if (missing(xvar)) "lambda" else xvar, "xvar", c("lambda", "df", "norm", "dev"))
  scale <- check_choice(if (missing(scale)) "auto" else scale, "scale", c("auto", "original", "standardized"))
  options$xlim <- axis_limits(options$xlim, xvar)
  view <- trace_view(x, xvar, label, lambda, response, scale)
  n <- length(view$panels)
  if (n > 1L && prod(graphics::par("mfrow")) == 1L) {
    old <- graphics::par(c("mfrow", "mar", "cex"))
    on.exit(graphics::par(old))
    graphics::par(mfrow = grDevices::n2mfrow(n)[2:1], mar = c(3.6, 3.4, 4.1, 0.6))
  }
  main <- if (is.null(options$main)) vapply(view$panels, `[[`, "", "title")[n > 1L] else options$main
  for (i in seq_len(n)) draw_traces(view$panels[[i]], view, options, if (length(main)) main[(i - 1L) %% length(main) + 1L])
  invisible(view$data)
}

# xlim as positions: log10 on a lambda axis.
axis_limits <- function(xlim, xvar) {
  if (is.null(xlim) || xvar != "lambda") return(xlim)
  if (any(xlim <= 0)) nb_abort("type", "`xlim` must be > 0: it is in units of lambda, on a logarithmic axis; got ", toString(xlim), ".")
  log10(xlim)
}

draw_traces <- function(panel, view, options, main) {
  graphics::plot.new()
  xlim <- options$xlim %||% range(panel$x, panel$marks$x)
  ylim <- options$ylim %||% range(0, panel$b)
  old <- fit_margins(ylim)
  on.exit(graphics::par(old))
  end <- trace_end(panel, xlim)
  labelled <- label_choice(end, ylim, view$count, zero = !view$lasso)
  strip <- strip_width(rownames(panel$b)[labelled])
  beside <- if (view$side < 0) c(strip$total, 0) else c(0, strip$total)
  frame <- open_frame(xlim, ylim, view$xvar == "lambda", panel$marks, beside)
  style <- chosen_style(nrow(panel$b), labelled, options)
  graphics::segments(px(frame, frame$xlim[1L]), 0, px(frame, frame$xlim[2L]), 0, col = ink$faint)
  draw_marks(frame)
  clipped(frame, draw_lines(frame, panel, style, view$axis))
  labels <- draw_labels(frame, end, labelled, strip, style, view$side)
  ticks <- axis_ticks(xlim, view$axis, frame$ticks)
  titles <- c(axis_titles(view$xvar, view$standardized, view$lasso), list(main = main))
  draw_axes(frame, ticks, titles, top_text(panel, ticks$at, view$xvar), options, axis_break(view$axis, frame$xlim))
  invisible(list(frame = frame, labels = labels))
}
