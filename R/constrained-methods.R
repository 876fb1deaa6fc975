# What a constrained fit is asked for: the accessors of every fit, with a radius in place of a lambda.

#' Coefficients, fitted values and other parts of a constrained fit
#'
#' The accessors of [fit-methods], with `radius` in place of `lambda`: the radius of the ball that has several, or of the only ball.
#'
#' @param object A fit by [constrained()].
#' @param radius `NULL` (default) for the radius chosen by [cv()], or the whole path where none was chosen; `"all"` for the whole path; or
#'   numbers >= 0, `Inf` included: the problem is solved exactly at each of them, in the order given.
#' @param type For `residuals()`: `"response"` or `"pearson"` (times the square root of the weight).
#' @param newdata,newoffset,na.action As in [predict.normball_fit()].
#' @param ... Not used: an unknown argument is an error.
#' @return Shapes as in [fit-methods]: for the only radius, or the chosen one, a vector (several responses: a matrix); else, also for one
#'   `radius` that is given, one column per radius, with several responses one slice per response.
#'   `logLik()`: as of a fit by `lm`, with the degrees of freedom of [constrained()].
#' @section Errors: `normball_error_radius`: no number >= 0, or a fit without a ball whose radius it could be; `normball_error_unsupported`
#'   where the data are needed and the fit was made with `model = FALSE`; `normball_infeasible` where nothing satisfies the constraints at
#'   that radius.
#' @seealso [constrained()], [constrained-print], [constrained-cv], [plot.normball_constrained()].
#' @examples
#' fit <- constrained(y ~ ., diabetes, within = l1_ball(c(20, 40, 80)) & nonnegative("bmi"))
#' coef(fit, radius = 60)
#' deviance(fit)
#' @name constrained-methods
NULL

#' @rdname constrained-methods
#' @export
coef.normball_constrained <- function(object, radius = NULL, ...) {
  check_dots(...)
  at <- fit_at(object, radius)
  drop_lambda(path_array(at$fit, at$fit$coefficients), at$single)
}

#' @rdname constrained-methods
#' @export
fitted.normball_constrained <- function(object, radius = NULL, ...) {
  check_dots(...)
  at <- fit_at(object, radius)
  pad_rows(object, constrained_fitted(at$fit)) |> drop_lambda(at$single)
}

#' @rdname constrained-methods
#' @export
residuals.normball_constrained <- function(object, type = c("response", "pearson"), radius = NULL, ...) {
  check_dots(...)
  type <- check_choice(type, "type", c("response", "pearson"))
  at <- fit_at(object, radius)
  pad_rows(object, constrained_residuals(at$fit, type)) |> drop_lambda(at$single)
}

#' @rdname constrained-methods
#' @export
deviance.normball_constrained <- function(object, radius = NULL, ...) {
  check_dots(...)
  at <- fit_at(object, radius)
  label_values(at, at$fit$deviance)
}

#' @rdname constrained-methods
#' @export
df.residual.normball_constrained <- function(object, radius = NULL, ...) {
  check_dots(...)
  at <- fit_at(object, radius)
  label_values(at, object$nobs - at$fit$df)
}

#' @rdname constrained-methods
#' @export
logLik.normball_constrained <- function(object, radius = NULL, ...) {
  check_dots(...)
  if (n_responses(object) > 1L) nb_abort("unsupported", "logLik() is defined for one response; this fit has ", n_responses(object), ".")
  at <- fit_at(object, radius)
  value <- gaussian_loglik(object, drop(at$fit$deviance))
  df <- drop(at$fit$df) + 1
  if (length(value) == 1L) return(structure(value, df = df, nobs = object$nobs, class = "logLik"))
  structure(setNames(value, path_labels(at$fit)), df = df, nobs = object$nobs)
}

#' @rdname constrained-methods
#' @export
predict.normball_constrained <- function(object, newdata, radius = NULL, type = c("link", "response", "coefficients", "nonzero", "class"),
                                         newoffset = NULL, na.action = na.pass, ...) {
  check_dots(...)
  type <- check_predict_type(type)
  action <- action_name(na.action)
  if (type == "coefficients") return(coef(object, radius = radius))
  at <- fit_at(object, radius)
  if (type == "nonzero") return(constrained_nonzero(at))
  if (missing(newdata) || is.null(newdata)) {
    if (!is.null(newoffset)) nb_abort("newdata", "`newoffset` was given without `newdata`.")
    return(pad_rows(object, constrained_fitted(at$fit, "predict()")) |> drop_lambda(at$single))
  }
  replayed <- design_replay(object, newdata, offset = newoffset)
  eta <- linear_predictor(replayed$x, path_array(at$fit, at$fit$coefficients), object$intercept, replayed$offset)
  if (nrow(eta)) dimnames(eta)[[1L]] <- new_row_labels(newdata, replayed$x)
  drop_lambda(handle_missing_rows(eta, action), at$single)
}

#' @rdname constrained-methods
#' @export
vcov.normball_constrained <- function(object, ...) refuse_constrained("A covariance matrix")

#' @rdname constrained-methods
#' @param parm,level Not used.
#' @export
confint.normball_constrained <- function(object, parm, level = 0.95, ...) refuse_constrained("Confidence intervals")

refuse_constrained <- function(what) {
  nb_abort("unsupported", what, " of a constrained fit: not defined, because the estimate is not linear in the response and lies on the ",
           "boundary of the constraint with positive probability. Use the bootstrap.")
}

# ---- the path of a fit ----

n_path <- function(fit) dim(fit$coefficients)[2L]

path_labels <- function(fit) radius_labels(fit$path_radius, n_path(fit))

# An array rows x L x m with the labels of the path.
path_array <- function(fit, value) {
  dimnames(value) <- list(dimnames(value)[[1L]], path_labels(fit), response_names(fit))
  value
}

# L x m as a number, or with names.
label_values <- function(at, value) {
  dimnames(value) <- list(path_labels(at$fit), response_names(at$fit))
  if (at$single && ncol(value) == 1L) return(value[[1L]])
  if (at$single || ncol(value) == 1L) value[, , drop = TRUE] else value
}

# list(fit, single): the fit whose path is what is asked for. NULL: the chosen radius, or the path; "all"; numbers.
fit_at <- function(fit, radius = NULL) {
  if (is.null(radius) && !is.null(fit$chosen)) return(list(fit = solved_radii(fit, fit$chosen$radius), single = TRUE))
  if (is.null(radius) || identical(radius, "all")) return(list(fit = fit, single = is.null(radius) && n_path(fit) == 1L))
  radius <- check_radius(radius)
  if (is.null(fit$path_radius)) {
    nb_abort("radius", "`radius` has no meaning for this fit, whose constraint has ",
             if (length(constraint_balls(fit$within))) "several balls: give one of them several radii." else "no ball.")
  }
  list(fit = solved_radii(fit, radius), single = FALSE)
}

one_at <- function(fit, radius, what) {
  at <- fit_at(fit, radius)$fit
  if (n_path(at) == 1L) return(at)
  nb_abort("radius", what, " needs one radius, and there are ", n_path(at), ": give `radius = ` one number, or choose one by cv() first.")
}

constraint_balls <- function(within) Filter(\(part) !is.null(part$radius), constraint_parts(within))

# The fit at these radii: from its path where they are all on it, else solved anew.
solved_radii <- function(fit, radius) {
  index <- match(radius, fit$path_radius)
  if (!anyNA(index)) return(path_subset(fit, index))
  unique <- unique(radius)
  new <- constrained_fit(fit_design(fit, "The solution at a radius that is not on the path"), with_radius(fit$within, unique), fit$method,
                         fit$lambda, fit$mixture, fit$standardize, fit$loss, TRUE, fit$control, fit$iteration, fit$call)
  path_subset(new, match(radius, unique))
}

# The solutions number `index` of the path, as a fit.
path_subset <- function(fit, index) {
  if (identical(as.integer(index), seq_len(n_path(fit)))) return(fit)
  states <- lapply(fit[c("multiplier", "slack", "active")], whole_states, fit = fit)
  fit[names(states)] <- lapply(states, \(state) drop_states(state[, index, , drop = FALSE]))
  if (!is.null(fit$certificate)) {
    L <- n_path(fit)
    rows <- rep((seq_len(n_responses(fit)) - 1L) * L, each = length(index)) + index
    fit$certificate <- fit$certificate[rows, , drop = FALSE]
    row.names(fit$certificate) <- NULL
  }
  for (name in c("deviance", "dev_ratio", "df", "rank", "unique")) fit[[name]] <- fit[[name]][index, , drop = FALSE]
  fit$path_radius <- fit$path_radius[index]
  fit$within <- with_radius(fit$within, fit$path_radius)
  fit$coefficients <- fit$coefficients[, index, , drop = FALSE]
  if (is.list(fit$trace) && length(dim(fit$trace)) == 2L && !is.data.frame(fit$trace)) {
    fit$trace <- fit$trace[index, , drop = FALSE]
    if (length(fit$trace) == 1L) fit$trace <- fit$trace[[1L]]
  }
  fit
}

# Multiplier, slack or active as an array constraints x L x m.
whole_states <- function(state, fit) {
  size <- c(n_path(fit), n_responses(fit))
  names <- if (is.null(dim(state))) names(state) else dimnames(state)[[1L]]
  array(state, c(length(names), size), list(names, path_labels(fit), response_names(fit)))
}

# The design of a fit that holds its data.
fit_design <- function(fit, what) {
  if (is.null(fit$x)) {
    nb_abort("unsupported", what, ": this needs the data, and the fit was made with `model = FALSE`. Refit with `model = TRUE`.")
  }
  design <- fit$design
  design[c("x", "y", "weights", "offset")] <- list(fit$x, fit$y, fit$weights, fit$offset)
  design
}

constrained_fitted <- function(fit, needed_by = "fitted()") {
  linear_predictor(kept(fit, "x", needed_by), path_array(fit, fit$coefficients), fit$intercept, fit$offset)
}

constrained_residuals <- function(fit, type = "response") {
  y <- kept(fit, "y", "residuals()")
  value <- constrained_fitted(fit, "residuals()")
  value[] <- as.vector(y[, rep(seq_len(ncol(y)), each = n_path(fit))]) - as.vector(value)
  if (type == "pearson" && !is.null(fit$weights)) value * sqrt(fit$weights) else value
}

# Names of the slopes that are not 0: a vector for one solution, else a list.
constrained_nonzero <- function(at) {
  value <- at$fit$coefficients
  if (at$fit$intercept) value <- value[-1L, , , drop = FALSE]
  columns <- dimnames(value)[[1L]]
  of_response <- function(j) {
    names <- lapply(seq_len(n_path(at$fit)), \(l) columns[value[, l, j] != 0])
    if (at$single) names[[1L]] else setNames(names, path_labels(at$fit))
  }
  if (n_responses(at$fit) == 1L) return(of_response(1L))
  setNames(lapply(seq_len(n_responses(at$fit)), of_response), response_names(at$fit))
}
