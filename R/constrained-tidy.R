# tidy(), glance(), augment(), selected() and simulate() of constrained fits.

#' Tidy data frames of a constrained fit
#'
#' Methods for `generics::tidy()`, `generics::glance()`, `generics::augment()`, [selected()] and [stats::simulate()], with `radius` in place
#' of `lambda`.
#'
#' @param x,object,fit A fit by [constrained()].
#' @param radius `NULL` for the chosen radius or the path; or numbers >= 0. `glance()`, `augment()` and `simulate()` need one.
#' @param data,newdata As for other fits, see [fit-tidiers].
#' @param by,nsim,seed As in [selected()] and [stats::simulate()].
#' @param ... Not used: an unknown argument is an error.
#' @return
#' * `tidy()`: `term`, `radius`, `estimate` (`response` first where there are several).
#' * `glance()`: a row per response: `radius`, `df`, `r.squared`, `sigma`, `logLik`, `AIC`, `BIC`, `deviance`, `nobs`, `active` (number of
#'   active constraints), `algorithm`, `relative_gap`.
#' * `augment()`: the data with `.fitted` and `.resid`.
#' * `selected()`: names of the coefficients that are not 0. `simulate()`: a data frame of responses.
#' @examplesIf requireNamespace("generics", quietly = TRUE)
#' fit <- constrained(mpg ~ wt + hp, mtcars, within = nonpositive())
#' generics::tidy(fit)
#' generics::glance(fit)
#' @name constrained-tidiers
NULL

#' @rdname constrained-tidiers
#' @exportS3Method generics::tidy
tidy.normball_constrained <- function(x, radius = NULL, ...) {
  check_dots(...)
  fit <- fit_at(x, radius)$fit
  size <- dim(fit$coefficients)
  table <- data.frame(
    response = rep(response_names(fit), each = size[1L] * size[2L]), term = rep(coefficient_names(fit), size[2L] * size[3L]),
    radius = rep(rep(fit$path_radius %||% rep(NA_real_, size[2L]), each = size[1L]), size[3L]), estimate = as.vector(fit$coefficients)
  )
  if (size[3L] == 1L) table$response <- NULL
  table
}

#' @rdname constrained-tidiers
#' @exportS3Method generics::glance
glance.normball_constrained <- function(x, radius = NULL, ...) {
  check_dots(...)
  fit <- one_at(x, radius, "glance()")
  rss <- drop(fit$deviance)
  df <- drop(fit$df)
  loglik <- gaussian_loglik(fit, rss)
  table <- data.frame(
    response = response_names(fit), radius = fit$path_radius %||% NA_real_, df = df, r.squared = drop(fit$dev_ratio),
    sigma = unname(constrained_sigma(fit)), logLik = loglik, AIC = 2 * (df + 1) - 2 * loglik, BIC = log(fit$nobs) * (df + 1) - 2 * loglik,
    deviance = rss, nobs = fit$nobs, active = unname(colSums(whole_states(fit$active, fit))[1L, ]), algorithm = fit$algorithm,
    relative_gap = worst_gap(fit$certificate)
  )
  row.names(table) <- NULL
  if (nrow(table) == 1L) table$response <- NULL
  table
}

#' @rdname constrained-tidiers
#' @exportS3Method generics::augment
augment.normball_constrained <- function(x, data = NULL, newdata = NULL, radius = NULL, ...) {
  check_dots(...)
  fit <- one_at(x, radius, "augment()")
  if (!is.null(newdata)) return(augment_newdata(fit, newdata, radius = "all"))
  added <- c(response_columns(fit, ".fitted", constrained_fitted(fit, "augment()")),
             response_columns(fit, ".resid", constrained_residuals(fit)))
  with_columns(augmented_data(fit, data, length(added[[1L]]), names(added[[1L]])), added)
}

#' @rdname constrained-tidiers
#' @export
selected.normball_constrained <- function(fit, radius = NULL, by = c("column", "term"), ...) {
  check_dots(...)
  by <- check_choice(by, "by", c("column", "term"))
  names <- constrained_nonzero(fit_at(fit, radius))
  if (by == "term") map_names(names, \(columns) terms_of(fit, columns)) else names
}

#' @rdname constrained-tidiers
#' @export
simulate.normball_constrained <- function(object, nsim = 1, seed = NULL, radius = NULL, ...) {
  check_dots(...)
  check_whole(nsim, "nsim", 1, Inf)
  if (n_responses(object) > 1L) nb_abort("unsupported", "simulate() is defined for one response; this fit has ", n_responses(object), ".")
  fit <- one_at(object, radius, "simulate()")
  draw_responses(object, nsim, seed, drop(constrained_fitted(fit, "simulate()")), constrained_sigma(fit))
}
