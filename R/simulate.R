#' Simulate responses from a fit
#'
#' Draws new responses from the normal model at the fitted values: \eqn{y_i \sim N(\hat y_i, \hat\sigma^2 / w_i)}, with \eqn{\hat\sigma^2}
#' the weighted residual sum of squares over `nobs - df`.
#'
#' @param object A fit of one response made by [ridge()] or [lasso()].
#' @param nsim Number of responses to draw, a whole number >= 1.
#' @param seed `NULL` to go on from the state of the generator, or a number for [set.seed()]; the state is then put back afterwards.
#' @param lambda `NULL` (default) for the lambda chosen by [select_lambda()] or [cv()], or one number >= 0.
#' @param ... Nothing: an unknown argument is an error.
#'
#' @return A data frame of `nsim` columns `sim_1`, ..., with one row per row of the data (padded under `na.exclude`) and the attribute
#'   `seed` of [stats::simulate()]. Rows of zero weight have no distribution and are `NA`.
#'
#' @section Errors:
#' `normball_error_lambda` where one lambda is needed and there are several; `normball_error_unsupported` with several responses.
#'
#' @examples
#' fit <- ridge(mpg ~ wt + hp, mtcars)
#' head(simulate(fit, nsim = 2, seed = 1, lambda = 0.1))
#' @importFrom stats simulate rnorm runif
#' @export
simulate.normball_fit <- function(object, nsim = 1, seed = NULL, lambda = NULL, ...) {
  check_dots(...)
  check_whole(nsim, "nsim", 1, Inf)
  if (n_responses(object) > 1L) nb_abort("unsupported", "simulate() is defined for one response; this fit has ", n_responses(object), ".")
  lambda <- resolve_one_lambda(object, lambda, "simulate()")
  object <- solved_at(object, lambda)
  centre <- drop(fitted_array(object, lambda, "simulate()"))
  draw_responses(object, nsim, seed, centre, residual_sigma(deviance_at(object, lambda), object$nobs, df_at(object, lambda)))
}

# The data frame that simulate() returns, from fitted values and a residual standard deviation.
draw_responses <- function(object, nsim, seed, centre, sigma) {
  spread <- sigma / sqrt(object$weights %||% rep(1, object$n))
  state <- generator_state(seed)
  if (!is.null(seed)) on.exit(restore_generator(attr(state, "before")), add = TRUE)
  if (!is.null(seed)) set.seed(seed)
  drawn <- array(centre + spread * rnorm(nsim * object$n), c(object$n, nsim, 1L), list(NULL, paste0("sim_", seq_len(nsim)), "y"))
  drawn[!is.finite(spread), , ] <- NA
  value <- as.data.frame(pad_rows(object, drawn) |> drop_lambda(single = FALSE))
  structure(value, seed = structure(state, before = NULL))
}

# What stats::simulate() records: the state before drawing, or the seed and the kind of generator.
generator_state <- function(seed) {
  if (!exists(".Random.seed", envir = globalenv(), inherits = FALSE)) runif(1L)
  before <- get(".Random.seed", envir = globalenv(), inherits = FALSE)
  if (is.null(seed)) before else structure(seed, kind = as.list(RNGkind()), before = before)
}

restore_generator <- function(state) assign(".Random.seed", state, envir = globalenv())
