# The relaxed lasso: least squares on the columns that each lasso solution selected, and blends of the two.

#' Coefficients and predictions of a relaxed lasso
#'
#' `lasso(..., relax = TRUE)` also fits, at each lambda, least squares on the columns that the lasso selected there. The shrinkage
#' of the lasso, which it needs in order to select, can so be taken back, wholly or in part.
#'
#' With \eqn{b(\lambda)} the lasso and \eqn{b^{LS}(\lambda)} the least squares on its nonzero columns,
#' \deqn{b_\gamma(\lambda) = \gamma\, b(\lambda) + (1 - \gamma)\, b^{LS}(\lambda), \qquad 0 \le \gamma \le 1,}
#' for the slopes and the intercept alike: \eqn{\gamma = 1} is the lasso, \eqn{\gamma = 0} the least squares. This is the relaxed lasso of
#' Hastie, Tibshirani and Tibshirani (2020), as in `glmnet(relax = TRUE)`. The least squares have the weights, the offset and the intercept
#' of the fit; columns that are not penalised (`penalty_factor` 0) are in it at every lambda; bounds on coefficients hold in it too. Where
#' the columns selected depend on each other it is the solution of least norm (of the coefficients of columns divided by their size).
#'
#' Off the path both parts are solved exactly at the lambda asked for. Without `gamma` the methods use the one that [cv()] chose, else
#' 1. Quantities that these methods do not cover (the certificate, degrees of freedom, criteria) are those of the lasso.
#'
#' @param object A fit by [lasso()] or [elastic_net()] with `relax = TRUE`.
#' @param lambda As in [coef()][fit-methods] for any fit.
#' @param gamma Weight of the lasso, one number from 0 (least squares) to 1 (lasso); `NULL` (default): the chosen one, else 1.
#' @param newdata,type,... As for any fit: see [predict.normball_fit()] and [fit-methods].
#' @return As for any fit.
#' @section Errors: `normball_error_type`: `gamma` is no number from 0 to 1. `normball_error_unsupported`: off the path without the data
#'   (`model = FALSE`).
#' @references Hastie, Tibshirani and Tibshirani (2020) Best subset, forward stepwise or lasso? Analysis and recommendations based on
#'   extensive comparisons. *Statistical Science* 35. Meinshausen (2007) Relaxed lasso. *Computational Statistics & Data Analysis* 52.
#' @seealso [lasso()]
#' @examples
#' fit <- lasso(y ~ ., diabetes, relax = TRUE)
#' cbind(coef(fit, lambda = 10), coef(fit, lambda = 10, gamma = 0))
#' predict(fit, diabetes[1:3, ], lambda = 10, gamma = 0.5)
#' @name relaxed
NULL

#' @rdname relaxed
#' @export
coef.normball_relaxed <- function(object, lambda = NULL, gamma = NULL, ...) coef(blended(object, lambda, gamma), lambda = lambda, ...)

#' @rdname relaxed
#' @export
predict.normball_relaxed <- function(object, newdata, lambda = NULL, type = c("link", "response", "coefficients", "nonzero", "class"),
                                     gamma = NULL, ...) {
  blend <- blended(object, lambda, gamma)
  if (missing(newdata)) predict(blend, lambda = lambda, type = type, ...) else predict(blend, newdata, lambda = lambda, type = type, ...)
}

#' @rdname relaxed
#' @export
fitted.normball_relaxed <- function(object, lambda = NULL, gamma = NULL, ...) fitted(blended(object, lambda, gamma), lambda = lambda, ...)

#' @rdname relaxed
#' @export
residuals.normball_relaxed <- function(object, type = c("response", "pearson", "loo"), lambda = NULL, gamma = NULL, ...) {
  residuals(blended(object, lambda, gamma), type = type, lambda = lambda, ...)
}

#' @rdname relaxed
#' @export
deviance.normball_relaxed <- function(object, lambda = NULL, gamma = NULL, ...) {
  blend <- blended(object, lambda, gamma)
  if (anyNA(blend$deviance)) blend$deviance <- residual_deviance(blend)
  deviance(blend, lambda = lambda, ...)
}

#' @method print normball_relaxed
#' @export
print.normball_relaxed <- function(x, ...) {
  print(without_relaxation(x), ...)
  gamma <- x$chosen$gamma
  cat("Relaxed: ", if (!is.null(gamma)) paste0("gamma = ", gamma, " was chosen; "), "coef(), predict(), ... blend this with least squares ",
      "on its columns, by `gamma` from 1 (as above) to 0.\n", sep = "")
  invisible(x)
}

# The fit with its least squares along the path. `b`: the path on the scale of the problem (with x in place).
relax_fit <- function(fit, problem, b) {
  fit$relaxed <- list(lambda = fit$lambda, coefficients = relaxed_slopes(fit, problem, b))
  class(fit) <- unique(c("normball_relaxed", class(fit)))
  fit
}

relaxed_slopes <- function(fit, problem, b) {
  lasso_coefficients(problem, relax_path(problem, b, fit$control), fit$p, fit[c("lower", "upper")])
}

# The least squares on the nonzero columns of each solution (columns of b, dgCMatrix): a dgCMatrix like b, both on the scale of the problem,
# which holds x. Solutions that follow each other with the same columns share one least squares.
relax_path <- function(problem, b, control = normball_control()) {
  free <- which(problem$l1 == 0 & problem$l2 == 0)
  sets <- lapply(active_sets(b), \(set) sort(union(set, free)))
  value <- vector("list", length(sets))
  for (l in seq_along(sets)) {
    same <- l > 1L && identical(sets[[l]], sets[[l - 1L]])
    value[[l]] <- if (same) value[[l - 1L]] else if (length(sets[[l]])) active_least_squares(problem, sets[[l]], control) else numeric()
  }
  sparse_columns(unlist(sets) - 1L, c(0L, cumsum(lengths(sets))), unlist(value), nrow(b))
}

# Coefficients of the blend at these lambdas: dgCMatrix (k + p) x length(lambda), exact on the path and off it.
relaxed_coefficients <- function(fit, lambda, gamma) {
  shrunken <- coefficients_at(without_relaxation(fit), lambda)
  if (gamma == 1) return(shrunken)
  blend <- gamma * shrunken + (1 - gamma) * least_squares_at(fit, lambda, shrunken)
  dimnames(blend) <- dimnames(shrunken)
  as(blend, "CsparseMatrix")
}

# The least squares at these lambdas: kept along the path, else solved on the columns of `shrunken`, the lasso there.
least_squares_at <- function(fit, lambda, shrunken) {
  index <- match(lambda, fit$relaxed$lambda)
  if (!anyNA(index)) return(fit$relaxed$coefficients[, index, drop = FALSE])
  problem <- fit_problem(fit, "The least squares at a lambda that is not on the path")
  slopes <- shrunken[fit$intercept + problem$penalised, , drop = FALSE]
  relaxed_slopes(fit, problem, slopes)
}

# The fit as an ordinary one whose path is the blend at the lambdas that a method is asked for.
blended <- function(fit, lambda, gamma) {
  gamma <- if (is.null(gamma)) fit$chosen$gamma %||% 1 else check_number(gamma, "gamma", 0, 1)
  lasso <- without_relaxation(fit)
  if (gamma == 1) return(lasso)
  path <- sort(unique(resolve_lambda(fit, lambda)$lambda), decreasing = TRUE)
  blend <- lasso
  blend$lambda <- path
  blend$coefficients <- relaxed_coefficients(fit, path, gamma)
  blend["certificate"] <- list(NULL)
  blend$df <- rep(NA_real_, length(path))
  blend$deviance <- blend$dev_ratio <- matrix(NA_real_, length(path))
  blend
}

residual_deviance <- function(fit) {
  matrix(vapply(fit$lambda, \(lambda) sum(residual_array(fit, lambda)^2 * (fit$weights %||% 1)), numeric(1L)))
}

without_relaxation <- function(fit) {
  class(fit) <- setdiff(class(fit), "normball_relaxed")
  fit
}
