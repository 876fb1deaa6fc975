#' Lasso and elastic-net paths, certified
#'
#' @export
lasso <- function(x, ...) UseMethod("lasso")

#' @rdname lasso
#' @export
lasso.formula <- function(formula, data, lambda = NULL, mixture = 1, n_lambda = 100, lambda_min_ratio = NULL, penalty_factor = NULL,
                          lower = NULL, upper = NULL, standardize = TRUE, loss = c("mean", "sum"), weights, offset, subset, na.action,
                          coding = c("levels", "treatment"), contrasts = NULL, path = c("grid", "exact"), relax = FALSE, model = TRUE,
                          control = normball_control(), ...) {
  call <- verb_call(match.call(), "lasso")
  check_dots(...)
  design <- design_from_call(call, parent.frame())
  lasso_from_design(design, lambda, mixture, n_lambda, lambda_min_ratio, penalty_factor, lower, upper, standardize, loss, path, relax,
                    model, control, call)
}

#' @rdname lasso
#' @export
lasso.matrix <- function(x, y, lambda = NULL, mixture = 1, n_lambda = 100, lambda_min_ratio = NULL, penalty_factor = NULL, lower = NULL,
                         upper = NULL, standardize = TRUE, loss = c("mean", "sum"), weights = NULL, offset = NULL, intercept = TRUE,
                         path = c("grid", "exact"), relax = FALSE, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "lasso")
  check_dots(...)
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept)
  lasso_from_design(design, lambda, mixture, n_lambda, lambda_min_ratio, penalty_factor, lower, upper, standardize, loss, path, relax,
                    model, control, call)
}

#' @rdname lasso
#' @export
lasso.dgCMatrix <- lasso.matrix

#' @rdname lasso
#' @export
lasso.Matrix <- lasso.matrix

#' @rdname lasso
#' @export
lasso.data.frame <- function(x, y, lambda = NULL, mixture = 1, n_lambda = 100, lambda_min_ratio = NULL, penalty_factor = NULL,
                             lower = NULL, upper = NULL, standardize = TRUE, loss = c("mean", "sum"), weights = NULL, offset = NULL,
                             intercept = TRUE, coding = c("levels", "treatment"), contrasts = NULL, path = c("grid", "exact"),
                             relax = FALSE, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "lasso")
  if (missing(x) || (!missing(y) && inherits(y, "formula"))) return(eval(formula_first(call, "lasso"), parent.frame()))
  check_dots(...)
  coding <- check_choice(coding, "coding", c("levels", "treatment"))
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept, coding = coding, contrasts = contrasts)
  lasso_from_design(design, lambda, mixture, n_lambda, lambda_min_ratio, penalty_factor, lower, upper, standardize, loss, path, relax,
                    model, control, call)
}

#' @export
lasso.default <- function(x, ...) refuse_x(if (!missing(x)) x)

#' @rdname lasso
#' @export
elastic_net <- function(x, ..., mixture = 0.5) {
  call <- sys.call()
  call[[1L]] <- quote(normball::lasso)
  if (missing(mixture)) call$mixture <- mixture
  fit <- eval(call, parent.frame())
  fit$call <- verb_call(fit$call, "elastic_net")
  fit
}

# Checks the arguments that all interfaces share.
lasso_from_design <- function(design, lambda, mixture, n_lambda, lambda_min_ratio, penalty_factor, lower, upper, standardize, loss, path,
                              relax, model, control, call) {
  shared <- shared_arguments(n_lambda, standardize, loss, model, control, lasso_engines, "lasso")
  check_flag(relax, "relax")
  with_memory(do.call(lasso_fit, c(
    list(design, lambda = lambda, mixture = check_mixture(mixture), penalty_factor = penalty_factor, lower = lower, upper = upper,
         path = check_choice(path, "path", c("grid", "exact")), call = call,
         lambda_min_ratio = if (!is.null(lambda_min_ratio)) check_number(lambda_min_ratio, "lambda_min_ratio", 0, 1, strict = TRUE)),
    shared
  ), quote = TRUE))
}

check_mixture <- function(mixture) {
  mixture <- check_number(mixture, "mixture", 0, 1)
  if (mixture == 0) nb_abort("type", "`mixture` must be > 0: a mixture of 0 is ridge regression, use ridge().")
  mixture
}
