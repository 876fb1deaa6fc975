# Penalties in the units of other packages: the same coefficients, another number in front of the norm.

#' Convert a penalty to or from the scale of another package
#'
#' The packages that fit ridge, lasso and elastic net minimise the same objective in different units. `as_lambda()` gives the `lambda` (or
#' `alpha`) that another package needs to return the coefficients of `fit` at `value`, or the other way round.
#'
#' Write \eqn{c} for the penalty on the mean scale (`value` for `loss = "mean"`, `value / sum(w)` for `loss = "sum"`), \eqn{W = \sum_i w_i},
#' \eqn{n} for the number of rows of positive weight, \eqn{s_j} for the scale of column \eqn{j} (1 unless `standardize = TRUE`),
#' \eqn{v_j} for the penalty factors and \eqn{m} for the mixture (0 for ridge, 1 for lasso), so that `fit` minimises
#' \deqn{\frac{1}{2W} \sum_i w_i (y_i - o_i - b_0 - x_i'b)^2 + c \sum_j v_j \left[ m |s_j b_j| + \frac{1 - m}{2} (s_j b_j)^2 \right] .}{
#'   1/(2W) sum_i w_i (y_i - o_i - b0 - x_i'b)^2 + c sum_j v_j [m |s_j b_j| + (1 - m)/2 (s_j b_j)^2] .}
#'
#' | `convention` | function it speaks of | ridge | lasso | elastic net |
#' |---|---|---|---|---|
#' | `"MASS"` | `lm.ridge(lambda = )` | \eqn{n c} | - | - |
#' | `"glmnet"` | `glmnet(family = "gaussian", lambda = )` | \eqn{c s_y \bar v} | \eqn{c \bar v} | \eqn{c (m + (1 - m) s_y) \bar v} |
#' | `"glmnet_family"` | `glmnet(family = gaussian(), lambda = )` | \eqn{c \bar v} | \eqn{c \bar v} | \eqn{c \bar v} |
#' | `"lars"` | `lars()` | \eqn{c} | \eqn{\sqrt{n} \, c} | - |
#' | `"sklearn"` | `Ridge(alpha = )`, `Lasso(alpha = )`, `ElasticNet(alpha = )` | \eqn{W c} | \eqn{c} | \eqn{c} |
#'
#' * **MASS** scales the columns always, so it needs `standardize = TRUE`; it has no weights and no penalty factors. Without an intercept it
#'   scales by the root mean square, normball by the standard deviation: that combination has no equivalent.
#' * **glmnet** is called with `alpha =` the mixture (0 for ridge, 1 for lasso). It divides the response by its standard deviation
#'   \eqn{s_y} (divisor \eqn{W}, of `y - offset`; the root mean square without an intercept), a step that leaves the lasso penalty alone
#'   but not the ridge penalty: at `alpha < 1` it solves another problem than it documents. The family object takes another road and does
#'   not. For an elastic net the same coefficients therefore need another `alpha`, \eqn{m / (m + (1 - m) s_y)}, one for the whole path: it
#'   is the attribute `alpha` of the answer. Both rescale `penalty.factor` to sum to the number of columns, whence the mean factor
#'   \eqn{\bar v} (an excluded column counts as 1). Give the same `weights`, `offset`, `penalty.factor`, `standardize`, `intercept` and
#'   limits to glmnet. With several responses the answer of `"glmnet"` is a matrix with one column per response, each to be fitted alone.
#' * **lars** has half the residual sum of squares and columns of unit length, so that its `lambda` is the largest absolute inner product of
#'   a column with the residuals: penalty \eqn{\lambda \sum_j l_j |b_j|} with \eqn{l_j} its `normx`, the length of the centred column
#'   (`normalize = TRUE`), or with \eqn{l_j = 1} (`normalize = FALSE`, for fits with `standardize = FALSE`; there the penalty is
#'   \eqn{n c}). It solves lasso problems only; for ridge the number belongs to
#'   \eqn{\frac12 \|r\|^2 + \frac{\lambda}{2} \sum_j (l_j b_j)^2}. Without an intercept a standardised fit has no equivalent, as in MASS.
#' * **sklearn** penalises the coefficients of the columns it is given. For a fit with `standardize = TRUE` give it the columns after
#'   `StandardScaler` (with the same weights; `with_mean = False` without an intercept). `sample_weight` are the weights. `ElasticNet()` has
#'   `l1_ratio =` the mixture, the attribute `l1_ratio` of the answer.
#'
#' Where the other package has no penalty factors, `v_j` must be one number for all columns; rows of weight zero must be left out of what is
#' given to it, and so must constant columns and columns with an infinite penalty factor. The model matrix must be the same: use
#' `model.matrix(fit)`, or a fit with `coding = "treatment"`. Bounds on coefficients keep their units; of the others only glmnet has them
#' (`lower.limits`, `upper.limits`), and scikit-learn the bounds 0 and `Inf` (`positive = True`).
#'
#' @param value Penalties >= 0 in the units of `fit` (`direction = "to"`) or of the other package (`"from"`). A fit, with `fit` left out,
#'   stands for its own penalties: the chosen one, or the whole path.
#' @param convention Whose scale; see the table.
#' @param fit A fit of [ridge()] or [lasso()], or the result of [cv()]: it holds the weights, the scales, the mixture and the loss that the
#'   conversion depends on.
#' @param direction `"to"` the other package's scale (default), or `"from"` it to that of `fit`.
#' @return A numeric vector as long as `value`, named as `value` is or by its values; a matrix with one column per response
#'   where the conversion differs among several responses. For an elastic net (mixture strictly between 0 and 1) with attribute `alpha`
#'   (`"glmnet"`, `"glmnet_family"`) or `l1_ratio` (`"sklearn"`), which the other package needs as well.
#' @section Errors:
#' `normball_error_unsupported` where no penalty of the other package gives the same coefficients, saying why; `normball_error_lambda` for a
#' negative or non-finite value.
#' @examples
#' fit <- ridge(mpg ~ wt + hp + disp, mtcars, lambda = 0.1)
#' lambda <- as_lambda(0.1, "MASS", fit)
#' lambda
#' if (requireNamespace("MASS", quietly = TRUE)) {
#'   rbind(coef(fit), coef(MASS::lm.ridge(mpg ~ wt + hp + disp, mtcars, lambda = lambda)))
#' }
#' # the penalty that glmnet calls 2, in the units of `fit`
#' as_lambda(2, "glmnet", fit, direction = "from")
#' # an elastic net needs another alpha in glmnet
#' as_lambda(0.1, "glmnet", elastic_net(mpg ~ wt + hp + disp, mtcars))
#' @export
as_lambda <- function(value, convention = c("MASS", "glmnet", "glmnet_family", "lars", "sklearn"), fit, direction = c("to", "from")) {
  convention <- check_choice(convention, "convention", c("MASS", "glmnet", "glmnet_family", "lars", "sklearn"))
  direction <- check_choice(direction, "direction", c("to", "from"))
  if (missing(fit)) {
    fit <- value
    value <- NULL
  }
  if (inherits(fit, "normball_cv")) fit <- fit$fit
  if (!inherits(fit, "normball_fit")) {
    nb_abort("type", "`fit` must be a fit of ridge() or lasso(), or the result of cv(); got ", describe(fit), ".")
  }
  labels <- names(value)
  value <- resolve_lambda(fit, value)$lambda
  if (is.null(labels)) labels <- lambda_labels(value)
  to_mean <- if (fit$loss == "mean") 1 else 1 / total_weight(fit)
  factor <- to_mean * switch(convention,
    MASS = factor_mass(fit),
    glmnet = factor_glmnet(fit, scale_response = TRUE),
    glmnet_family = factor_glmnet(fit, scale_response = FALSE),
    lars = factor_lars(fit),
    sklearn = factor_sklearn(fit)
  )
  if (direction == "from") factor <- 1 / factor
  if (length(factor) > 1L) return(outer(value, factor) |> structure(dimnames = list(labels, response_names(fit))))
  do.call(structure, c(list(stats::setNames(value * factor, labels)), other_mixture(fit, convention)))
}

# What an elastic net needs beside the penalty, under the name that it has in the other package.
other_mixture <- function(fit, convention) {
  if (fit$mixture %in% c(0, 1)) return(NULL)
  switch(convention,
    glmnet = list(alpha = fit$mixture / glmnet_share(fit)), glmnet_family = list(alpha = fit$mixture),
    sklearn = list(l1_ratio = fit$mixture)
  )
}

# The other package's penalty per unit of the mean-scale penalty c, one function per convention. `fit$mixture` decides where the power of a
# column's scale matters: the penalty on |b| and the penalty on b^2 / 2 convert differently.

factor_mass <- function(fit) {
  refuse_unless(fit$mixture == 0, "MASS", "it has the ridge penalty only")
  refuse_unless(fit$standardize, "MASS", "lm.ridge() standardises always; fit with `standardize = TRUE`")
  centred_scales(fit, "MASS")
  equal_weights(fit, "MASS")
  fit$nobs * common_factor(fit, "MASS")
}

# glmnet's two roads differ by the division of y by its standard deviation. It turns lambda into lambda / s_y; divided out again, the
# penalty on b^2 keeps the 1 / s_y and the penalty on |b| loses it. Both rescale the penalty factors.
factor_glmnet <- function(fit, scale_response) {
  name <- if (scale_response) "glmnet" else "glmnet_family"
  factor <- fit$penalty_factor
  factor[is.infinite(factor)] <- 1
  if (!scale_response) factor[fit$constant] <- 1
  refuse_unless(sum(factor) > 0, name, "no column is penalised")
  mean(factor) * if (scale_response) glmnet_share(fit) else 1
}

# m + (1 - m) s_y: with lambda times this and alpha = m over it, glmnet's lambda alpha |b| + lambda (1 - alpha) / (2 s_y) b^2 is ours.
glmnet_share <- function(fit) {
  if (fit$mixture == 1) return(1)
  spread <- unname(sqrt(fit$null_deviance / total_weight(fit)))
  refuse_unless(all(spread > 0), "glmnet", "it needs a response that varies")
  if (length(unique(spread)) == 1L) spread <- spread[1L]
  fit$mixture + (1 - fit$mixture) * spread
}

# lars minimises 1/2 ||r||^2 + lambda sum_j |l_j b_j|, with l_j = s_j sqrt(n) when it normalises. The ridge penalty has l_j squared.
factor_lars <- function(fit) {
  refuse_unless(fit$mixture %in% c(0, 1), "lars", "it has no elastic net")
  refuse_unless(is_unbounded(fit), "lars", "it has no bounds on coefficients")
  centred_scales(fit, "lars")
  equal_weights(fit, "lars")
  size <- if (fit$standardize) sqrt(fit$nobs) else 1
  fit$nobs / size^(2 - fit$mixture) * common_factor(fit, "lars")
}

# Ridge(alpha) minimises the sum of squares + alpha ||b||^2; Lasso and ElasticNet half the mean of squares.
factor_sklearn <- function(fit) {
  positive <- length(fit$lower) > 0L && all(fit$lower == 0) && all(fit$upper == Inf)
  refuse_unless(positive || is_unbounded(fit), "sklearn", "its only bounds are 0 and Inf on all coefficients")
  common_factor(fit, "sklearn") * if (fit$mixture == 0) total_weight(fit) else 1
}

refuse_unless <- function(possible, convention, why) {
  if (possible) return(invisible())
  nb_abort("unsupported", "No penalty on the scale `convention = \"", convention, "\"` gives the coefficients of this fit: ", why, ".")
}

centred_scales <- function(fit, convention) {
  why <- "without an intercept it scales columns by the root mean square and normball by the standard deviation"
  refuse_unless(fit$intercept || !fit$standardize, convention, why)
}

# Weights that are one number on all rows that count change nothing on the mean scale.
equal_weights <- function(fit, convention) {
  positive <- fit$weights[fit$weights > 0]
  refuse_unless(length(unique(positive)) <= 1L, convention, "it has no weights")
}

# The one penalty factor of all columns that take part.
common_factor <- function(fit, convention) {
  factor <- unique(fit$penalty_factor[!fit$constant & is.finite(fit$penalty_factor)])
  refuse_unless(length(factor) == 1L, convention, "it has no penalty factors, and these differ between columns")
  refuse_unless(factor > 0, convention, "no column is penalised")
  unname(factor)
}

is_unbounded <- function(fit) all(fit$lower == -Inf) && all(fit$upper == Inf)
