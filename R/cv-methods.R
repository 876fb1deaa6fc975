# Methods of a cross-validation: its own table, and everything of its fit at the chosen lambda.

#' Results of a cross-validation
#'
#' `print()` shows both rules, and the least error of each mixture where several were compared; `as.data.frame()` gives the whole curve.
#' Everything else is that of the fit at the chosen lambda, or at that of `rule`, or wherever `lambda` says.
#'
#' @param x,object A result of [cv()].
#' @param rule `NULL`: the rule that [cv()] was called with; or `"1se"` or `"min"`.
#' @param ... Passed to the method of the fit, so `predict(object, newdata, lambda = )` works as it does for a fit.
#' @param digits Significant digits.
#' @param parm,level,nsim,seed As for the fit, see [confint.normball_ridge()] and [stats::simulate()].
#' @param row.names,optional Not used.
#' @return `coef()`, `predict()`, `fitted()`, `residuals()`, ...: as of the fit with one chosen lambda. `summary()`: a list of class
#'   `summary.normball_cv` with `call`, `table` (a row per rule: lambda, error, se, df) and `fit`, the summary of the fit.
#'   `as.data.frame()`: columns `lambda`, `mean`, `se`, `df`, one row per lambda; after a choice among mixtures those of every mixture, with
#'   `mixture` before them.
#' @section Errors: `normball_error_type`: an unknown `rule`.
#' @examples
#' result <- ridge(mpg ~ ., data = mtcars) |> cv(folds = "loo")
#' coef(result, rule = "min")
#' head(as.data.frame(result))
#' summary(result)
#' @name normball_cv
NULL

#' @rdname normball_cv
#' @export
print.normball_cv <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  print_cv_table(x, cv_table(x), digits)
  invisible(x)
}

#' @rdname normball_cv
#' @export
summary.normball_cv <- function(object, ...) {
  structure(
    list(call = object$call, rule = object$rule, folds = object$folds, nobs = object$fit$nobs, table = cv_table(object),
         lambda = object$lambda, extended = object$extended, tuning = object$tuning, fit = summary(object$fit, ...)),
    class = "summary.normball_cv"
  )
}

#' @rdname normball_cv
#' @export
print.summary.normball_cv <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  print_cv_table(x, x$table, digits)
  cat("\nFit at the chosen lambda\n")
  print(x$fit, digits = digits, ...)
  invisible(x)
}

cv_table <- function(x) {
  at <- match(c(x$lambda_min, x$lambda_1se), x$lambda)
  data.frame(lambda = x$lambda[at], error = x$mean[at], se = x$se[at], df = x$df[at], row.names = c("min", "1se"))
}

print_cv_table <- function(x, table, digits) {
  rows <- if (inherits(x, "normball_cv")) x$fit$nobs else x$nobs
  cat("Cross-validation: ", scheme_text(x$folds, rows), ", ", rows, " rows, ", length(x$lambda), " lambdas",
      if (x$extended) " (grid extended)", "; error: mean square\n", sep = "")
  cat("Call: ", call_text(x$call), "\n\n", sep = "")
  print_mixtures(x$tuning, digits)
  print_columns(table, paste0(rownames(table), ifelse(rownames(table) == x$rule, " (chosen)", "")), digits)
}

# What the folds were, in words.
scheme_text <- function(folds, nobs) {
  if (identical(folds, "loo")) return("leave-one-out (closed form)")
  k <- max(folds, na.rm = TRUE)
  paste0(if (k == nobs) "leave-one-out (a fit per row)" else paste(k, "folds"),
         if (n_repeats(folds) > 1L) paste0(", repeated ", n_repeats(folds), " times"))
}

print_columns <- function(table, names, digits) {
  shown <- data.frame(lapply(table, \(column) formatC(column, digits = digits, format = "g")))
  row.names(shown) <- names
  print(shown)
}

# Least error of each mixture, when several were compared.
print_mixtures <- function(tuning, digits) {
  if (is.null(tuning)) return(invisible())
  table <- mixture_table(tuning$curves)
  cat("Least error of each mixture\n")
  names <- paste0(format(table$mixture), ifelse(table$mixture == tuning$mixture, " (chosen)", ""))
  print_columns(table[c("lambda_min", "error", "se", "df")], names, digits)
  cat("\nAt mixture = ", format(tuning$mixture), "\n", sep = "")
}

#' @rdname normball_cv
#' @export
as.data.frame.normball_cv <- function(x, row.names = NULL, optional = FALSE, ...) {
  if (is.null(x$tuning)) data.frame(lambda = x$lambda, mean = x$mean, se = x$se, df = x$df) else x$tuning$curves
}

# The fit with the lambda of a rule chosen.
fit_by_rule <- function(object, rule = NULL) {
  if (is.null(rule)) return(object$fit)
  rule <- check_choice(rule, "rule", c("1se", "min"))
  at <- cv_rules(object$mean, object$se)[[rule]]
  where <- if (inherits(object, "normball_radius_cv")) list(radius = object$radius[at]) else list(lambda = object$lambda[at])
  object$fit$chosen <- c(where, list(rule = rule, criterion = object$mean[at]), gamma = object$fit$chosen$gamma)
  object$fit
}

#' @rdname normball_cv
#' @importFrom stats coef
#' @export
coef.normball_cv <- function(object, ..., rule = NULL) coef(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats predict
#' @export
predict.normball_cv <- function(object, ..., rule = NULL) predict(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats fitted
#' @export
fitted.normball_cv <- function(object, ..., rule = NULL) fitted(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats residuals
#' @export
residuals.normball_cv <- function(object, ..., rule = NULL) residuals(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats deviance
#' @export
deviance.normball_cv <- function(object, ..., rule = NULL) deviance(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats logLik
#' @export
logLik.normball_cv <- function(object, ..., rule = NULL) logLik(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats df.residual
#' @export
df.residual.normball_cv <- function(object, ..., rule = NULL) df.residual(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats sigma
#' @export
sigma.normball_cv <- function(object, ..., rule = NULL) sigma(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats vcov
#' @export
vcov.normball_cv <- function(object, ..., rule = NULL) vcov(fit_by_rule(object, rule), ...)

#' @rdname normball_cv
#' @importFrom stats confint
#' @export
confint.normball_cv <- function(object, parm, level = 0.95, ..., rule = NULL) {
  fit <- fit_by_rule(object, rule)
  if (missing(parm)) confint(fit, level = level, ...) else confint(fit, parm, level, ...)
}

#' @rdname normball_cv
#' @importFrom stats simulate
#' @export
simulate.normball_cv <- function(object, nsim = 1, seed = NULL, ..., rule = NULL) {
  simulate(fit_by_rule(object, rule), nsim = nsim, seed = seed, ...)
}

# What does not depend on lambda.

#' @rdname normball_cv
#' @importFrom stats nobs
#' @export
nobs.normball_cv <- function(object, ...) nobs(object$fit, ...)

#' @rdname normball_cv
#' @importFrom stats weights
#' @export
weights.normball_cv <- function(object, ...) weights(object$fit, ...)

#' @rdname normball_cv
#' @importFrom stats family
#' @export
family.normball_cv <- function(object, ...) family(object$fit, ...)

#' @rdname normball_cv
#' @importFrom stats formula
#' @export
formula.normball_cv <- function(x, ...) formula(x$fit, ...)

#' @rdname normball_cv
#' @param formula A result of [cv()].
#' @importFrom stats model.frame
#' @export
model.frame.normball_cv <- function(formula, ...) model.frame(formula$fit, ...)

#' @rdname normball_cv
#' @importFrom stats model.matrix
#' @export
model.matrix.normball_cv <- function(object, ...) model.matrix(object$fit, ...)

#' @rdname normball_cv
#' @importFrom stats variable.names
#' @export
variable.names.normball_cv <- function(object, ...) variable.names(object$fit, ...)

#' @rdname normball_cv
#' @importFrom stats case.names
#' @export
case.names.normball_cv <- function(object, ...) case.names(object$fit, ...)
