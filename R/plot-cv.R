#' Plot the cross-validated error
#'
#' The error at each lambda with one standard error either way. Vertical lines mark both rules: `min`, the smallest error, and `1se`, the
#' largest lambda whose error is within one standard error of it; that error is the dotted horizontal line. The rule in force has the darker
#' line and the larger point.
#'
#' The horizontal axes are those of [plot.normball_fit()]: `lambda = 0` is left of a break, and the effective degrees of freedom are on top.
#'
#' @param x,object A `normball_cv` object by [cv()].
#' @param ... For `plot()`, graphical parameters: `main`, `sub`, `xlab`, `ylab`, `xlim` (lambda > 0), `ylim`, `las`, `cex.axis`, `cex.lab`,
#'   `cex.main`, and for the points `col`. Anything else is an error. `autoplot()` takes none.
#' @return `plot()`: invisibly, the data drawn: a data frame with columns `lambda`, `df`, `error`, `se`, `lower` and `upper`.
#'   `autoplot()`: a ggplot.
#' @seealso [plot.normball_fit()]
#' @examples
#' chosen <- ridge(y ~ ., diabetes) |> cv(folds = "loo")
#' plot(chosen)
#' @export
plot.normball_cv <- function(x, ...) {
  options <- graphics_options(..., allowed = setdiff(graphical_parameters, c("lty", "lwd")))
  options$xlim <- axis_limits(options$xlim, "lambda")
  view <- error_view(x)
  graphics::plot.new()
  xlim <- options$xlim %||% range(view$x)
  ylim <- options$ylim %||% range(view$data$lower, view$data$upper, finite = TRUE)
  old <- fit_margins(ylim)
  on.exit(graphics::par(old))
  frame <- open_frame(xlim, ylim, TRUE, view$marks)
  draw_marks(frame)
  clipped(frame, draw_errors(frame, view, options$col %||% ink$point))
  ticks <- axis_ticks(xlim, view$axis, frame$ticks)
  top <- top_text(view$top, ticks$at, "lambda")
  titles <- replace(axis_titles("lambda", FALSE, !is.null(view$top$nonzero)), "y", error_title(x))
  draw_axes(frame, ticks, c(titles, list(main = options$main)), top, options, axis_break(view$axis, frame$xlim))
  invisible(view$data)
}

# list(data, axis, x (positions), top (for top_text()), marks, threshold): what both plots of an error curve show, lambda decreasing.
error_view <- function(cv) {
  order <- order(cv$lambda, decreasing = TRUE)
  lambda <- cv$lambda[order]
  error <- as.numeric(cv$mean)[order]
  se <- as.numeric(cv$se)[order]
  data <- data.frame(lambda = lambda, df = cv$df[order], error = error, se = se, lower = error - se, upper = error + se)
  rules <- c(min = cv$lambda_min, `1se` = cv$lambda_1se)
  axis <- lambda_axis(c(lambda, rules))
  marks <- data.frame(lambda = unname(rules), x = axis$at(rules), text = lambda_text(rules, names(rules)), chosen = names(rules) == cv$rule)
  if (marks$lambda[1L] == marks$lambda[2L]) marks <- merge_marks(marks)
  best <- which.min(abs(lambda - cv$lambda_min))
  top <- list(lambda = lambda, df = data$df, x = axis$at(lambda), nonzero = nonzero_counts(cv$fit, lambda))
  list(data = data, axis = axis, x = top$x, top = top, marks = marks, threshold = error[best] + se[best])
}

# How many slopes of a lasso are nonzero at these lambdas of its path; NULL for ridge.
nonzero_counts <- function(fit, lambda) {
  if (!is_sparse(fit$coefficients)) return(NULL)
  lengths(active_sets(coefficients_at(fit, lambda)[fit$intercept + seq_len(fit$p), , drop = FALSE]))
}

# Both rules at one lambda: one mark that names both.
merge_marks <- function(marks) {
  marks <- marks[1L, ]
  marks$text <- lambda_text(marks$lambda, "min, 1se")
  marks$chosen <- TRUE
  marks
}

error_title <- function(cv) {
  way <- if (identical(cv$folds, "loo")) "leave-one-out" else paste0(length(unique(stats::na.omit(cv$folds))), "-fold")
  paste0(if (n_responses(cv$fit) > 1L) "Summed mean" else "Mean", " squared error (", way, ")")
}

draw_errors <- function(frame, view, col) {
  x <- px(frame, view$x)
  data <- view$data
  if (is.finite(view$threshold)) graphics::abline(h = view$threshold, col = ink$other_mark, lty = "dotted")
  graphics::segments(x, data$lower, x, data$upper, col = ink$bar)
  graphics::points(x, data$error, pch = 19, cex = 0.5, col = col)
  chosen <- vapply(view$marks$x[view$marks$chosen], \(at) which.min(abs(view$x - at)), 1L)
  graphics::points(x[chosen], data$error[chosen], pch = 21, cex = 1.1, col = "white", bg = ink$mark)
}
