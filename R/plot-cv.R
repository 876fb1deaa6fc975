#' Plot the cross-validated error
#'
#' The error at each lambda with one standard error either way. Vertical lines mark both rules: `min`, the smallest error, and `1se`, the
#' largest lambda whose error is within one standard error of it; that error is the dotted horizontal line. The rule in force has the darker
#' line and the larger point.
#'
#' Where several mixtures of an elastic net were compared, the chosen one is drawn so, and the others are lines.
#'
#' The horizontal axes are those of [plot.normball_fit()]: `lambda = 0` is left of a break, and the effective degrees of freedom are on top.
#'
#' @param x,object A `normball_cv` object by [cv()].
#' @param ... For `plot()`, graphical parameters: `main`, `sub`, `xlab`, `ylab`, `xlim` (lambda > 0), `ylim`, `las`, `cex.axis`, `cex.lab`,
#'   `cex.main`, and for the points `col`. Anything else is an error. `autoplot()` takes none.
#' @return `plot()`: invisibly, the data drawn: a data frame with columns `lambda`, `df`, `error`, `se`, `lower` and `upper` (of the chosen
#'   mixture).
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
  xlim <- options$xlim %||% range(view$x, view$others$x)
  ylim <- options$ylim %||% range(view$data$lower, view$data$upper, view$others$error, finite = TRUE)
  old <- fit_margins(ylim)
  on.exit(graphics::par(old))
  col <- options$col %||% ink$point
  frame <- open_frame(xlim, ylim, TRUE, view$marks, c(0, key_width(view$key)))
  draw_marks(frame)
  clipped(frame, {
    draw_others(frame, view$others)
    draw_errors(frame, view, col)
  })
  draw_key(frame, view$key, col)
  ticks <- axis_ticks(xlim, view$axis, frame$ticks)
  top <- top_text(view$top, ticks$at, "lambda")
  titles <- replace(axis_titles("lambda", FALSE, !is.null(view$top$nonzero)), "y", error_title(x))
  draw_axes(frame, ticks, c(titles, list(main = options$main)), top, options, axis_break(view$axis, frame$xlim))
  invisible(view$data)
}

# list(data, axis, x (positions), top (for top_text()), marks, threshold): what both plots of an error curve show, lambda decreasing. After
# a choice among mixtures also others (the curves of those not chosen) and key.
error_view <- function(cv) {
  order <- order(cv$lambda, decreasing = TRUE)
  lambda <- cv$lambda[order]
  error <- as.numeric(cv$mean)[order]
  se <- as.numeric(cv$se)[order]
  data <- data.frame(lambda = lambda, df = cv$df[order], error = error, se = se, lower = error - se, upper = error + se)
  rules <- c(min = cv$lambda_min, `1se` = cv$lambda_1se)
  axis <- lambda_axis(c(lambda, rules, cv$tuning$curves$lambda))
  marks <- data.frame(lambda = unname(rules), x = axis$at(rules), text = lambda_text(rules, names(rules)), chosen = names(rules) == cv$rule)
  if (marks$lambda[1L] == marks$lambda[2L]) marks <- merge_marks(marks)
  best <- which.min(abs(lambda - cv$lambda_min))
  top <- list(lambda = lambda, df = data$df, x = axis$at(lambda), nonzero = nonzero_counts(cv$fit, lambda))
  key <- mixture_key(cv$tuning)
  list(data = data, axis = axis, x = top$x, top = top, marks = marks, threshold = error[best] + se[best], key = key,
       others = other_curves(cv$tuning, key, axis))
}

# A row per mixture compared: mixture, text, chosen, and the style of its curve; NULL where there was one.
mixture_key <- function(tuning) {
  mixture <- unique(tuning$curves$mixture)
  if (length(mixture) < 2L) return(NULL)
  key <- data.frame(mixture = mixture, text = as.character(signif(mixture, 3)), chosen = mixture == tuning$mixture)
  style <- trace_style(length(mixture), seq_along(mixture))
  order <- order(!key$chosen) # the first style is that of the curve with its points
  key[c("col", "lty")] <- style[match(seq_along(mixture), order), c("col", "lty")]
  key
}

# The curves of the mixtures that were not chosen: mixture, lambda, x, error, col, lty.
other_curves <- function(tuning, key, axis) {
  if (is.null(key)) return(NULL)
  curves <- tuning$curves[tuning$curves$mixture != tuning$mixture, ]
  at <- match(curves$mixture, key$mixture)
  data.frame(curves[c("mixture", "lambda")], x = axis$at(curves$lambda), error = curves$mean, key[at, c("col", "lty")], row.names = NULL)
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
  k <- if (!identical(cv$folds, "loo")) max(cv$folds, na.rm = TRUE)
  way <- if (is.null(k) || k == cv$fit$nobs) "leave-one-out" else paste0(k, "-fold")
  if (n_repeats(cv$folds) > 1L) way <- paste0(n_repeats(cv$folds), " times ", way)
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

draw_others <- function(frame, others) {
  if (is.null(others)) return(invisible())
  for (curve in split(others, others$mixture)) {
    graphics::lines(px(frame, curve$x), curve$error, col = curve$col[1L], lty = curve$lty[1L], lwd = 1.4)
  }
}

key_title <- "mixture"

# Inches beside the data that the key of mixtures takes.
key_width <- function(key) {
  if (is.null(key)) return(0)
  max(0.4 + max(graphics::strwidth(key$text, "inches", text_size)), graphics::strwidth(key_title, "inches", text_size)) + 0.12
}

# Which curve is which mixture, beside the data.
draw_key <- function(frame, key, col) {
  if (is.null(key)) return(invisible())
  left <- frame$xlim[2L] + (frame$pad + 0.1) * frame$inch_x
  y <- frame$ylim[2L] - seq_len(nrow(key) + 1L) * label_height() * frame$inch_y
  across <- px(frame, left + c(0, 0.3) * frame$inch_x)
  graphics::text(across[1L], y[1L], key_title, adj = c(0, 0.5), cex = text_size, col = ink$axis, xpd = TRUE)
  for (k in seq_len(nrow(key))) {
    if (key$chosen[k]) graphics::points(sqrt(prod(across)), y[k + 1L], pch = 19, cex = 0.5, col = col, xpd = TRUE)
    else graphics::lines(across, y[c(k, k) + 1L], col = key$col[k], lty = key$lty[k], lwd = 1.4, xpd = TRUE)
    beside <- px(frame, left + 0.38 * frame$inch_x)
    graphics::text(beside, y[k + 1L], key$text[k], adj = c(0, 0.5), cex = text_size, col = ink$axis, xpd = TRUE)
  }
}
