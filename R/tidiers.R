# tidy(), glance() and augment() for users of the generics package (broom); registered when that package is loaded.

#' Tidy data frames of a fit
#'
#' Methods for `generics::tidy()`, `generics::glance()` and `generics::augment()`: call them through generics or broom.
#'
#' @param x A fit made by [ridge()] or [lasso()], or the result of [cv()], which stands for its fit at the chosen lambda.
#' @param lambda `NULL` (default) for the lambda chosen by [select_lambda()] or [cv()], or the whole path where none was chosen; or
#'   numbers >= 0. `glance()` and `augment()` need one lambda.
#' @param return_zeros Whether `tidy()` of a lasso has rows for coefficients that are 0; a ridge fit has all of them anyway.
#' @param conf.int `TRUE` for `std.error`, `conf.low` and `conf.high`, which need one lambda and one response.
#' @param conf.level Probability of the interval, strictly between 0 and 1.
#' @param type Kind of interval, `"sampling"` or `"posterior"`, see [confint.normball_ridge()].
#' @param data For `augment()`: the data frame to add to; default the model frame of a fit by formula, else row names only.
#' @param newdata For `augment()`: new rows to predict at; no leverages are added, residuals where the response is found.
#' @param ... Nothing: an unknown argument is an error.
#'
#' @return
#' * `tidy()`: a data frame with `term`, `lambda`, `estimate` (`response` first where there are several). Of a lasso, by default, only the
#'   intercept and the coefficients that are not 0.
#' * `glance()`: one row (one per response): `lambda`, `df`, `r.squared` (1 - deviance / null deviance), `sigma`, `logLik`, `AIC`, `BIC`,
#'   `deviance`, `nobs`, `rank`, `algorithm`, `relative_gap` (worst of the certificate).
#' * `augment()`: the data with `.fitted`, `.resid` and, of a ridge fit, `.hat` (leverage) and `.loo` (leave-one-out residual); with several
#'   responses the columns are named `.fitted_<response>` and so on.
#'
#' @examplesIf requireNamespace("generics", quietly = TRUE)
#' fit <- ridge(mpg ~ wt + hp, mtcars)
#' generics::tidy(fit, lambda = 0.1, conf.int = TRUE)
#' generics::glance(fit, lambda = 0.1)
#' head(generics::augment(fit, lambda = 0.1))
#' @name fit-tidiers
NULL

#' @rdname fit-tidiers
#' @exportS3Method generics::tidy
tidy.normball_fit <- function(x, lambda = NULL, conf.int = FALSE, conf.level = 0.95, type = c("sampling", "posterior"),
                              return_zeros = FALSE, ...) {
  check_dots(...)
  check_flag(conf.int, "conf.int")
  check_flag(return_zeros, "return_zeros")
  at <- resolve_lambda(x, lambda)
  value <- coefficients_at(x, at$lambda)
  if (is_sparse(value)) {
    if (conf.int) refuse_lasso_inference(x, "tidy(conf.int = TRUE)")
    return(tidy_sparse(value, at$lambda, x$intercept, return_zeros))
  }
  size <- dim(value)
  table <- data.frame(
    response = rep(dimnames(value)[[3L]] %||% "y", each = size[1L] * size[2L]), term = rep(dimnames(value)[[1L]], size[2L] * size[3L]),
    lambda = rep(rep(at$lambda, each = size[1L]), size[3L]), estimate = as.vector(value)
  )
  if (size[3L] == 1L) table$response <- NULL
  if (!conf.int) return(table)
  lambda <- resolve_one_lambda(x, at$lambda, "tidy(conf.int = TRUE)")
  type <- check_choice(type, "type", c("sampling", "posterior"))
  interval <- confint(x, level = conf.level, lambda = lambda, type = type)
  table$std.error <- unname(sqrt(diag(vcov(x, lambda = lambda, type = type))))
  table$conf.low <- unname(interval[, 1L])
  table$conf.high <- unname(interval[, 2L])
  table
}

# The intercept and what is not 0, or all.
tidy_sparse <- function(value, lambda, intercept, zeros) {
  if (zeros) {
    row <- rep(seq_len(nrow(value)), ncol(value))
    column <- rep(seq_len(ncol(value)), each = nrow(value))
    estimate <- as.vector(value)
  } else {
    kept <- value@x != 0 | (intercept & value@i == 0L)
    row <- value@i[kept] + 1L
    column <- rep(seq_len(ncol(value)), diff(value@p))[kept]
    estimate <- value@x[kept]
  }
  data.frame(term = value@Dimnames[[1L]][row], lambda = lambda[column], estimate = estimate)
}

#' @rdname fit-tidiers
#' @exportS3Method generics::glance
glance.normball_fit <- function(x, lambda = NULL, ...) {
  check_dots(...)
  lambda <- resolve_one_lambda(x, lambda, "glance()")
  x <- solved_at(x, lambda)
  rss <- drop(deviance_at(x, lambda))
  df <- df_at(x, lambda)
  loglik <- drop(loglik_values(x, lambda))
  table <- data.frame(
    response = response_names(x) %||% "y", lambda = lambda, df = df, r.squared = 1 - rss / x$null_deviance,
    sigma = residual_sigma(rss, x$nobs, df), logLik = loglik, AIC = 2 * (df + 1) - 2 * loglik, BIC = log(x$nobs) * (df + 1) - 2 * loglik,
    deviance = rss, nobs = x$nobs, rank = rank_at(x, lambda), algorithm = x$algorithm, relative_gap = worst_gap(x$certificate)
  )
  row.names(table) <- NULL
  if (nrow(table) == 1L) table$response <- NULL
  table
}

#' @rdname fit-tidiers
#' @exportS3Method generics::augment
augment.normball_fit <- function(x, data = NULL, newdata = NULL, lambda = NULL, ...) {
  check_dots(...)
  lambda <- resolve_one_lambda(x, lambda, "augment()")
  x <- solved_at(x, lambda)
  if (!is.null(newdata)) return(augment_newdata(x, newdata, lambda = lambda))
  added <- c(
    response_columns(x, ".fitted", fitted_array(x, lambda, "augment()")),
    response_columns(x, ".resid", residual_array(x, lambda)),
    if (!inherits(x, "normball_lasso")) c(
      list(.hat = drop(pad_rows(x, array(ridge_leverage(x, lambda)$h, c(x$n, 1L, 1L))))),
      response_columns(x, ".loo", residual_array(x, lambda, "loo"))
    )
  )
  with_columns(augmented_data(x, data, length(added[[1L]]), names(added[[1L]])), added)
}

# A list of padded columns, one per response: `name`, or name_<response> where there are several.
response_columns <- function(fit, name, value, pad = TRUE) {
  if (pad) value <- pad_rows(fit, value)
  columns <- lapply(seq_len(dim(value)[3L]), \(j) value[, 1L, j])
  names(columns) <- if (length(columns) == 1L) name else paste0(name, "_", response_names(fit))
  columns
}

# The data frame to add to. Rows that na.omit dropped from the fit are dropped from `data` as well.
augmented_data <- function(fit, data, rows, labels) {
  if (is.null(data)) {
    data <- if (is.null(fit$terms)) data.frame(.rownames = labels) else model.frame(fit)
    if (nrow(data) < rows) data <- data.frame(.rownames = labels)
    return(data)
  }
  data <- as.data.frame(data)
  if (nrow(data) == rows + length(fit$na.action)) data <- data[-fit$na.action, , drop = FALSE]
  if (nrow(data) != rows) nb_abort("length", "`data` must have the ", rows, " rows of the fit; it has ", nrow(data), ".")
  data
}

# ...: which solution, as predict() is told, one of them.
augment_newdata <- function(fit, newdata, ...) {
  fitted <- predict(fit, newdata, ...)
  fitted <- array(fitted, c(NROW(fitted), 1L, n_responses(fit)))
  added <- response_columns(fit, ".fitted", fitted, pad = FALSE)
  data <- if (is.data.frame(newdata)) newdata else as.data.frame(as.matrix(newdata))
  observed <- new_response(fit, data)
  if (!is.null(observed)) added <- c(added, response_columns(fit, ".resid", array(observed, dim(fitted)) - fitted, pad = FALSE))
  with_columns(data, added)
}

# The response in new data, or NULL where it is not all there.
new_response <- function(fit, data) {
  if (is.null(fit$terms) || !all(all.vars(fit$terms[[2L]]) %in% names(data))) return(NULL)
  eval(fit$terms[[2L]], data, environment(fit$terms))
}

with_columns <- function(data, added) {
  for (name in names(added)) data[[name]] <- unname(added[[name]])
  data
}

#' @rdname fit-tidiers
#' @exportS3Method generics::tidy
tidy.normball_cv <- function(x, ...) generics::tidy(x$fit, ...)

#' @rdname fit-tidiers
#' @exportS3Method generics::glance
glance.normball_cv <- function(x, ...) generics::glance(x$fit, ...)

#' @rdname fit-tidiers
#' @exportS3Method generics::augment
augment.normball_cv <- function(x, ...) generics::augment(x$fit, ...)
