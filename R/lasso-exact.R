# The lasso path as the piecewise linear function of lambda that it is: all its knots, and what happens at each.

#' Knots of an exact lasso path
#'
#' `lasso(..., path = "exact")` follows the lasso from the penalty at which every penalised coefficient is zero down to `lambda = 0`.
#' Between two knots the coefficients are linear in lambda; at a knot a variable enters or leaves, reaches a bound or comes back from one.
#' All knots are found, as by package lars, but with ties and collinear columns resolved and every vertex solved for afresh from the data.
#'
#' A fit by `path = "exact"` is one by [lasso()] whose `lambda` are the knots: `coef(fit, lambda = knots(fit))` are the vertices of the
#' path, and everything else ([predict()], [certificate()], [summary()], solutions at other lambdas) works as for any fit. `lambda` then is
#' where the path ends: one number, 0 if not given, or `lambda_min_ratio` times the first knot; `n_lambda` is not used. [normball_control()]
#' can end the path earlier (`max_df`, `max_deviance`, `max_knots`), and the fit says that it did and why.
#'
#' With \eqn{r} the residual, a variable is in the path where its correlation with the residual is at its limit,
#' \deqn{x_j'Wr = \lambda v_j s_j \, \mathrm{sign}(b_j)}{x_j'W r = lambda v_j s_j sign(b_j)}
#' (on the scale of the loss, columns centred when there is an intercept); a knot is a lambda at which another variable comes to its limit,
#' or a coefficient to 0. Where several do at once, which of them move below the knot follows from a small problem of nonnegative least
#' squares (Osborne, Presnell and Turlach 2000), so ties as in designs of integers or with duplicated columns are no special case: they
#' share one knot. A column that depends on those in the path does not enter while they stay, because its correlation keeps to its limit by
#' itself; of exact duplicates the first enters. [uniqueness()] tells where that choice was free.
#'
#' With fewer independent rows than columns the path ends in the interpolation of smallest penalty. On usual data the number of knots is a
#' few times the smaller side of x; in the worst case it is exponential in the number of columns. Cost per knot: two passes over x.
#'
#' @param Fn A fit by `lasso(..., path = "exact")`.
#' @param ... Nothing.
#' @return `knots()`: the lambdas of the knots, decreasing, the last being where the path ends.
#'
#' In the fit, `exact` is a list of
#' * `knots`: the same numbers;
#' * `steps`: data frame with one row per knot: `step`, `lambda`, `enters` and `leaves` (names of the variables, separated by commas; empty
#'   for none; a coefficient that reaches a bound leaves, one that comes back from it enters), `df` and `dev_ratio` (at the knot), `l1_norm`
#'   (the value \eqn{\sum_j v_j |s_j b_j|}{sum v_j |s_j b_j|} of the penalty at the knot);
#' * `changes`: data frame with one row per change: `step`, `lambda`, `variable`, `change` (`"enters"`, `"leaves"`, `"to bound"` or
#'   `"from bound"`).
#'
#' `summary()` prints the steps.
#' @section Errors: `normball_error_unsupported` if the fit has no exact path; from `lasso(path = "exact")`, if `mixture` is not 1 (the path
#'   of the elastic net is not piecewise linear in lambda), if bounds exclude 0, or if a column with bounds has a penalty factor of 0;
#'   `normball_error_lambda` for more than one `lambda`.
#' @references
#' Osborne, M. R., Presnell, B. and Turlach, B. A. (2000). A new approach to variable selection in least squares problems. *IMA Journal of
#' Numerical Analysis* 20, 389-403.
#'
#' Efron, B., Hastie, T., Johnstone, I. and Tibshirani, R. (2004). Least angle regression. *Annals of Statistics* 32, 407-499.
#' @seealso [lasso()], [uniqueness()].
#' @examples
#' fit <- lasso(y ~ ., diabetes, path = "exact")
#' knots(fit)
#' fit$exact$steps
#' coef(fit, lambda = knots(fit)[4])
#' coef(fit, lambda = mean(knots(fit)[4:5])) # solved, and as far between the two vertices
#' @importFrom stats knots
#' @method knots normball_lasso
#' @export
knots.normball_lasso <- function(Fn, ...) {
  check_dots(...)
  if (!is.null(Fn$exact)) return(Fn$exact$knots)
  nb_abort("unsupported", "knots() needs an exact path, and this fit has solutions at given lambdas only: refit by ",
           "`update(fit, path = \"exact\")`.")
}

exact_ends <- c("whole", "max_df", "max_deviance", "max_knots")
exact_changes <- c("to bound", "leaves", NA, "enters", "from bound") # by the code of the core, from -2 to 2

# The exact path of the scaled problem (with x in place) down to `lambda` or to lambda_min_ratio times its first knot: what lasso_path()
# returns, one solution per knot, and `exact`, whose table of steps finish_steps() completes.
lasso_exact_fit <- function(problem, lambda, lambda_min_ratio, control) {
  check_exact(problem, lambda)
  lambda <- lambda %||% 0
  ratio <- if (lambda == 0 && !is.null(lambda_min_ratio)) lambda_min_ratio else 0
  if (!length(problem$columns)) return(nothing_to_enter(empty_path(problem, lambda)))
  settings <- list(
    lambda_min = as.double(lambda_to_core(problem, lambda)), min_ratio = as.double(ratio),
    max_knots = as.integer(control$max_knots %||% .Machine$integer.max), max_df = as.integer(control$max_df %||% length(problem$columns)),
    max_deviance = as.double(control$max_deviance %||% 1), max_rank = as.integer(problem_max_rank(problem)),
    scale = sqrt(sum(problem$y^2) + sum(problem$free_y^2))
  )
  penalty <- list(l1 = problem$l1, l2 = problem$l2, lower = problem$lower, upper = problem$upper, ratio = problem$ratio)
  parts <- core_call(.Call(C_lasso_exact, problem, problem$y, penalty, settings))
  path <- list(
    lambda = unname(lambda_from_core(problem, parts$lambda1)), rss = parts$rss, rank = parts$rank, algorithm = "homotopy",
    b = sparse_columns(parts$index, parts$start, parts$value, length(problem$columns)), end = exact_ends[parts$end + 1L]
  )
  if (parts$lambda1[length(parts$lambda1)] == settings$lambda_min) path$lambda[length(path$lambda)] <- lambda
  if (!length(parts$changed)) return(nothing_to_enter(path))
  path$exact <- list(
    step = rep(seq_along(path$lambda), diff(parts$change_start)), column = problem$penalised[parts$changed + 1L],
    change = exact_changes[parts$change + 3L], l1_norm = penalty_values(problem, path$b)
  )
  path
}

check_exact <- function(problem, lambda) {
  if (length(lambda) > 1L) {
    nb_abort("lambda", "With `path = \"exact\"`, `lambda` is where the path ends, one number; got ", length(lambda),
             ". Solutions at any other lambda: coef(fit, lambda = ).")
  }
  if (any(problem$l2 > 0)) {
    nb_abort("unsupported", "`path = \"exact\"` needs `mixture = 1`: only the path of the lasso is piecewise linear in lambda.")
  }
  if (any(problem$lower > 0) || any(problem$upper < 0)) {
    nb_abort("unsupported", "`path = \"exact\"` needs bounds that hold 0: lower <= 0 <= upper.")
  }
  if (any(problem$l1 == 0)) {
    nb_abort("unsupported", "`path = \"exact\"` does not take bounds on a coefficient whose penalty factor is 0.")
  }
}

# A path on which nothing happens.
nothing_to_enter <- function(path) {
  path$exact <- list(step = integer(), column = integer(), change = character(), l1_norm = numeric(length(path$lambda)))
  path$notes <- "No column that is penalised explains anything of the response above this lambda: the path has no step."
  nb_inform("lambda", path$notes)
  path$algorithm <- "homotopy"
  path
}

# sum v_j |s_j b_j| of each column of b, on the scale of the data.
penalty_values <- function(problem, b) {
  b@x <- abs(b@x) * problem$l1[b@i + 1L]
  unname(Matrix::colSums(b) / problem$penalty_unit * problem$y_unit)
}

# `exact` of a fit, from what lasso_exact_fit() found and the fields of the fit; NULL for other paths.
finish_steps <- function(found, fields, columns) {
  if (is.null(found)) return(NULL)
  count <- length(fields$lambda)
  variable <- columns[found$column]
  named <- \(which) {
    chosen <- found$change %in% which
    vapply(split(variable[chosen], factor(found$step[chosen], seq_len(count))), toString, "", USE.NAMES = FALSE)
  }
  list(
    knots = fields$lambda,
    steps = data.frame(
      step = seq_len(count), lambda = fields$lambda, enters = named(c("enters", "from bound")), leaves = named(c("leaves", "to bound")),
      df = fields$df, dev_ratio = as.vector(fields$dev_ratio), l1_norm = found$l1_norm, row.names = NULL
    ),
    changes = data.frame(step = found$step, lambda = fields$lambda[found$step], variable = variable, change = found$change,
                         row.names = NULL)
  )
}

# The first steps as a table that fits a screen.
print_steps <- function(steps, digits, max_rows) {
  rows <- seq_len(min(nrow(steps), max_rows))
  cut <- \(names) ifelse(nchar(names) > 30L, paste0(substr(names, 1L, 27L), "..."), names)
  shown <- data.frame(
    step = steps$step, lambda = formatC(steps$lambda, digits = digits, format = "g"), enters = cut(steps$enters),
    leaves = cut(steps$leaves), df = steps$df, "%dev" = formatC(100 * steps$dev_ratio, digits = 2L, format = "f"),
    "L1 norm" = formatC(steps$l1_norm, digits = digits, format = "g"), check.names = FALSE
  )
  if (!any(nzchar(steps$leaves))) shown$leaves <- NULL
  print(shown[rows, ], row.names = FALSE)
  if (nrow(steps) > max_rows) cat("... and ", nrow(steps) - max_rows, " more steps, in fit$exact$steps\n", sep = "")
}
