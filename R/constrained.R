#' Least squares within a constraint
#'
#' @export
constrained <- function(x, ...) UseMethod("constrained")

#' @rdname constrained
#' @export
constrained.formula <- function(formula, data, within, method = "exact", lambda = NULL, mixture = 1,
                                standardize = FALSE, loss = c("mean", "sum"), weights, offset, subset, na.action,
                                coding = c("levels", "treatment"), contrasts = NULL, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(expand.dots = FALSE), "constrained")
  check_dots(...)
  design <- design_from_call(call, parent.frame())
  constrained_from_design(design, if (!missing(within)) within, method, lambda, mixture, standardize, loss, model, control, call)
}

#' @rdname constrained
#' @export
constrained.matrix <- function(x, y, within, method = "exact", lambda = NULL, mixture = 1, standardize = FALSE,
                               loss = c("mean", "sum"), weights = NULL, offset = NULL, intercept = TRUE, model = TRUE,
                               control = normball_control(), ...) {
  call <- verb_call(match.call(), "constrained")
  check_dots(...)
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept)
  constrained_from_design(design, if (!missing(within)) within, method, lambda, mixture, standardize, loss, model, control, call)
}

#' @rdname constrained
#' @export
constrained.dgCMatrix <- constrained.matrix

#' @rdname constrained
#' @export
constrained.Matrix <- constrained.matrix

#' @rdname constrained
#' @export
constrained.data.frame <- function(x, y, within, method = "exact", lambda = NULL, mixture = 1,
                                   standardize = FALSE, loss = c("mean", "sum"), weights = NULL, offset = NULL, intercept = TRUE,
                                   coding = c("levels", "treatment"), contrasts = NULL, model = TRUE, control = normball_control(), ...) {
  call <- verb_call(match.call(), "constrained")
  if (missing(x) || (!missing(y) && inherits(y, "formula"))) return(eval(formula_first(call, "constrained"), parent.frame()))
  check_dots(...)
  coding <- check_choice(coding, "coding", c("levels", "treatment"))
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept, coding = coding, contrasts = contrasts)
  constrained_from_design(design, if (!missing(within)) within, method, lambda, mixture, standardize, loss, model, control, call)
}

#' @export
constrained.default <- function(x, ...) refuse_x(if (!missing(x)) x)

constrained_methods <- "exact"

# Checks the arguments that all interfaces share.
constrained_from_design <- function(design, within, method, lambda, mixture, standardize, loss, model, control, call) {
  shared <- shared_arguments(2, standardize, loss, model, control, "auto", "constrained")
  with_memory(do.call(constrained_fit, c(
    list(design, within = within, method = check_choice(method, "method", constrained_methods),
         lambda = if (is.null(lambda)) 0 else check_penalty(lambda), mixture = check_number(mixture, "mixture", 0, 1), call = call),
    shared[names(shared) != "n_lambda"]
  ), quote = TRUE))
}

# One penalty beside the constraint.
check_penalty <- function(lambda) {
  if (is.numeric(lambda) && length(lambda) == 1L && is.finite(lambda) && lambda >= 0) return(as.double(lambda))
  nb_abort("lambda", "`lambda` must be one finite number >= 0, a penalty beside the constraint; got ", describe(lambda), ".")
}
