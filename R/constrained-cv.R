# Cross-validation over the radius of a constrained fit.

#' Cross-validation of a constrained fit
#'
#' Fits to each training set at every radius and takes the mean squared error on the rows left out. Everything else (folds, both rules, the
#' result) is as for [cv()] of a penalised fit. The `"1se"` rule takes the smallest radius whose error is within one standard error of the
#' least.
#'
#' @param object A fit by [constrained()] within a ball, with several radii or one; or the result of `cv()` for the methods.
#' @param folds,rule,strata,groups,repeats As in [cv()]; `folds = "loo"` leaves out each row in turn.
#' @param radius Radii to compare; `NULL` (default): those of the fit.
#' @param x A result of `cv()`.
#' @param digits Significant digits.
#' @param row.names,optional Not used.
#' @param ... Not used: an unknown argument is an error. For `plot()` graphical parameters as in [plot.normball_constrained()].
#' @return A list of class `c("normball_radius_cv", "normball_cv")`: `call`, `fit` (with the radius chosen), `radius` (increasing), `mean`,
#'   `se`, `df`, `fold_error`, `folds`, `radius_min`, `radius_1se`, `rule`, `chosen`, `measure`. [coef()], [predict()] and the other
#'   methods of [normball_cv] are those of its fit at the chosen radius.
#' @section Errors: `normball_error_radius`: a fit without a ball whose radius could be chosen.
#' @seealso [constrained()], [cv()].
#' @examples
#' fit <- constrained(y ~ ., diabetes, within = l1_ball(10 * 1:12))
#' result <- cv(fit, folds = rep(1:5, length.out = 442))
#' result
#' coef(result)
#' plot(result)
#' @name constrained-cv
NULL

#' @rdname constrained-cv
#' @export
cv.normball_constrained <- function(object, folds = 10, rule = c("1se", "min"), radius = NULL, strata = NULL, groups = NULL, repeats = 1,
                                    ...) {
  call <- cv_call(match.call())
  check_dots(...)
  if (missing(folds)) folds <- NULL
  plan <- cv_plan(object, folds, rule, NULL, FALSE, strata, groups, repeats)
  if (identical(plan$folds, "loo")) plan$folds <- replace(rep(NA_integer_, object$n), used_rows(object), seq_len(object$nobs))
  fit <- fit_at(object, sort(unique(if (is.null(radius)) searched_radii(object) else check_radii(radius))))$fit
  curve <- radius_curve(fit, plan$folds)
  mean <- unname(curve[, 1L])
  se <- unname(curve[, 2L])
  best <- cv_rules(mean, se)
  at <- best[[plan$rule]]
  fit$chosen <- list(radius = fit$path_radius[at], rule = plan$rule, criterion = mean[at])
  structure(class = c("normball_radius_cv", "normball_cv"), list(
    call = call, fit = fit, radius = fit$path_radius, mean = mean, se = se, df = rowMeans(fit$df),
    fold_error = unname(t(curve[, -(1:2), drop = FALSE])), folds = plan$folds, radius_min = fit$path_radius[best[["min"]]],
    radius_1se = fit$path_radius[best[["1se"]]], rule = plan$rule, chosen = fit$path_radius[at], measure = "mse"
  ))
}

searched_radii <- function(fit) {
  fit$path_radius %||% nb_abort("radius", "cv() chooses a radius, and the constraint has ",
                                if (length(constraint_balls(fit$within))) "several balls: give one of them several radii." else "no ball.")
}

# mean, se and the error of each fold, a row per radius.
radius_curve <- function(fit, folds) {
  repeats <- n_repeats(folds)
  progress <- fold_progress(fit, sum(vapply(seq_len(repeats), \(r) max(folds_of_repeat(folds, r), na.rm = TRUE), 0L)))
  done <- 0L
  average_curves(lapply(seq_len(repeats), \(r) {
    found <- radius_errors(fit, replace(folds_of_repeat(folds, r), is.na(folds_of_repeat(folds, r)), 0L), \(k, count) {
      done <<- done + 1L
      if (!is.null(progress)) progress(done, count)
    })
    error_curve(found$error, found$weight)
  }))
}

# list(error (folds x radii, summed over responses), weight (of the folds)).
radius_errors <- function(fit, folds, report) {
  weights <- fit$weights %||% rep(1, fit$n)
  y <- less_offset(fit)
  count <- max(folds)
  design <- fit_design(fit, "cv()")
  design["offset"] <- list(NULL)
  settings <- fit[c("method", "lambda", "mixture", "standardize", "loss", "iteration")]
  error <- vapply(seq_len(count), \(k) {
    out <- folds == k & weights > 0
    design$weights <- replace(weights, out, 0)
    found <- solve_constrained(design, y, fit$within, settings)
    report(k, count)
    left_out_errors(fit, found, y, weights, which(out))
  }, numeric(n_path(fit)))
  list(error = t(matrix(error, n_path(fit))), weight = vapply(seq_len(count), \(k) sum(weights[folds == k]), 0))
}

left_out_errors <- function(fit, found, y, weights, rows) {
  share <- weights[rows] / sum(weights[rows])
  vapply(seq_len(n_path(fit)), \(i) {
    b <- with_intercept(found$problem, matrix(vapply(found$solutions[i, ], `[[`, numeric(fit$p), "slopes"), fit$p))
    slopes <- if (fit$intercept) b[-1L, , drop = FALSE] else b
    fitted <- as.matrix(fit$x[rows, , drop = FALSE] %*% slopes)
    if (fit$intercept) fitted <- fitted + rep(b[1L, ], each = length(rows))
    sum(share * (y[rows, , drop = FALSE] - fitted)^2)
  }, 0)
}

#' @rdname constrained-cv
#' @export
print.normball_radius_cv <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  check_dots(...)
  cat("Cross-validation: ", scheme_text(x$folds, x$fit$nobs), ", ", x$fit$nobs, " rows, ", length(x$radius), " radii; error: mean square\n",
      sep = "")
  cat("Call: ", call_text(x$call), "\n\n", sep = "")
  at <- match(c(x$radius_min, x$radius_1se), x$radius)
  table <- data.frame(radius = x$radius[at], error = x$mean[at], se = x$se[at], df = x$df[at])
  names <- c("min", "1se")
  print_columns(table, paste0(names, ifelse(names == x$rule, " (chosen)", "")), digits)
  invisible(x)
}

#' @rdname constrained-cv
#' @export
summary.normball_radius_cv <- function(object, ...) summary(object$fit, ...)

#' @rdname constrained-cv
#' @export
as.data.frame.normball_radius_cv <- function(x, row.names = NULL, optional = FALSE, ...) {
  data.frame(radius = x$radius, mean = x$mean, se = x$se, df = x$df)
}

#' @rdname constrained-cv
#' @export
plot.normball_radius_cv <- function(x, ...) {
  options <- graphics_options(..., allowed = setdiff(graphical_parameters, c("col", "lty", "lwd")))
  draw_chart(radius_error_view(x), options)
  invisible(as.data.frame(x))
}

#' @rdname constrained-cv
#' @exportS3Method ggplot2::autoplot
autoplot.normball_radius_cv <- function(object, ...) {
  check_dots(...)
  chart_ggplot(radius_error_view(object))
}

radius_error_view <- function(cv) {
  shown <- which(is.finite(cv$radius))
  x <- cv$radius[shown]
  bars <- lapply(shown, \(i) {
    list(x = rep(cv$radius[i], 2L), y = cv$mean[i] + c(-1, 1) * cv$se[i], col = ink$bar, lty = "solid", lwd = 1)
  })
  points <- list(x = x, y = cv$mean[shown], col = ink$point, line = FALSE, cex = 0.7)
  rules <- c(min = cv$radius_min, `1se` = cv$radius_1se)
  marks <- data.frame(x = unname(rules), text = paste0("\"", names(rules), "\""), chosen = names(rules) == cv$rule)
  if (rules[1L] == rules[2L]) marks <- data.frame(x = rules[[1L]], text = "\"min, 1se\"", chosen = TRUE)
  list(log = c(x = FALSE, y = FALSE), titles = list(x = "Radius", y = error_title(cv)), series = c(bars, list(points)), marks = marks)
}
