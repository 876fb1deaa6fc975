#' Constraints on coefficients
#'
#' Sets of coefficients to which [constrained()] keeps a fit and on which [project()] projects: norm balls, bounds, and linear sets. `a & b`
#' is the intersection of `a` and `b`, of any number of them. The intercept is never constrained.
#'
#' | call | the set of all \eqn{b} with |
#' |---|---|
#' | `l1_ball(radius)` | \eqn{\sum_j w_j |b_j| \le r}{sum_j w_j |b_j| <= r} |
#' | `l2_ball(radius)` | \eqn{(\sum_j w_j b_j^2)^{1/2} \le r}{sqrt(sum_j w_j b_j^2) <= r} |
#' | `linf_ball(radius)` | \eqn{\max_j w_j |b_j| \le r}{max_j w_j |b_j| <= r} |
#' | `elastic_ball(radius, mixture)` | \eqn{\sum_j w_j (m |b_j| + \frac{1-m}{2} b_j^2) \le r}{sum_j w_j (m |b_j| + (1-m)/2 b_j^2) <= r} |
#' | `box(lower, upper)` | \eqn{l_j \le b_j \le u_j}{l_j <= b_j <= u_j} |
#' | `nonnegative()`, `nonpositive()` | \eqn{b_j \ge 0}{b_j >= 0}; \eqn{b_j \le 0}{b_j <= 0} |
#' | `simplex(total)` | \eqn{b_j \ge 0}{b_j >= 0} and \eqn{\sum_j b_j = t}{sum_j b_j = t} |
#' | `sum_to(total)` | \eqn{\sum_j w_j b_j = t}{sum_j w_j b_j = t} |
#' | `monotone(vars)` | \eqn{b_1 \le b_2 \le \dots}{b_1 <= b_2 <= ...} in the order of `vars`; `increasing = FALSE`: \eqn{\ge}{>=} |
#' | `linear(A, lower, upper)` | \eqn{l \le A b \le u}{l <= A b <= u}; an equality where \eqn{l_i = u_i} |
#' | `column_norm(radius)` | \eqn{\|b_{\cdot k}\|_2 \le r}{|b[, k]|_2 <= r} for each column of a matrix of coefficients (one per response) |
#' | `frobenius_ball(radius)` | \eqn{(\sum_{jk} b_{jk}^2)^{1/2} \le r}{sqrt(sum_jk b_jk^2) <= r} for a matrix of coefficients |
#'
#' With several responses each constraint but the last two holds for the coefficients of each response.
#'
#' **Names.** `vars` says which coefficients \eqn{j} runs over: names of columns, terms of the formula (a factor's term means all its
#' columns, in the order of its levels), or positions; `NULL` means all. Weights and bounds are one number, one for each entry of `vars`
#' (a term's value is that of all its columns), one for each coefficient, or named. If `vars` is `NULL` and they are
#' named, the constraint is on the coefficients named.
#'
#' **Masking.** `box()` masks `graphics::box()` while this package is attached; call that one by its full name.
#'
#' **Scale.** The coefficients are those that are printed, unless a fit says otherwise (`standardize = TRUE`).
#'
#' @param radius \eqn{r \ge 0}{r >= 0}; `Inf` constrains nothing, 0 sets all coefficients of positive weight to 0. Several values are a
#'   path: [constrained()] fits each in turn. At most one ball of an intersection may have several.
#' @param vars `NULL` (default) for all coefficients, or names of columns or of terms, or positions, none twice.
#' @param weights Balls: \eqn{w_j \ge 0}{w_j >= 0}, finite; a coefficient of weight 0 is free. `sum_to()`: any finite numbers. Those that
#'   are not 0 lie within a factor of 1e100 of each other. `NULL`: 1.
#' @param name The name of the constraint in multipliers and messages; by default that of the function. Names in an intersection are made
#'   unique by `_2`, `_3`, ...
#' @param mixture \eqn{m} from 0 to 1: 1 is an L1 ball, 0 the L2 ball of radius \eqn{\sqrt{2r}}{sqrt(2 r)}.
#' @param lower,upper Bounds, `-Inf` and `Inf` where there is none. `linear()`: one for each row of `A`, or one for all.
#' @param total \eqn{t}; for `simplex()` \eqn{t \ge 0}{t >= 0}.
#' @param increasing `TRUE` (default) or `FALSE`.
#' @param A A matrix with one row per inequality, or a vector for a single one. Its columns are named by coefficients (or by terms: the
#'   entry is that of each of its columns), those not named having entry 0; or, without names, one column per coefficient. Row names name
#'   the rows.
#' @param x,... A constraint; not used.
#' @param e1,e2 Constraints to be intersected.
#' @return An object of class `normball_constraint`; from `&` of class `normball_intersection` as well, with the list `parts`. `format()`
#'   gives one line of mathematics per part.
#' @section Errors: `normball_error_radius`: not numbers \eqn{\ge 0}{>= 0}. `normball_error_constraint`: no coefficients, malformed weights
#'   or bounds, lower bounds above upper bounds, a set that is empty by itself, an operator other than `&`. Names that the coefficients
#'   do not have are found when the constraint is used.
#' @references
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.2. MIT Press.
#'
#' Hinton, G. E., Srivastava, N., Krizhevsky, A., Sutskever, I. and Salakhutdinov, R. R. (2012). Improving neural networks by preventing
#' co-adaptation of feature detectors. arXiv:1207.0580 (the norm of each column).
#'
#' Srebro, N. and Shraibman, A. (2005). Rank, trace-norm and max-norm. *COLT*, 545-560.
#' @seealso [constrained()] fits within them, [project()] projects on them; `vignette("constraints")` has an example of each kind.
#' @examples
#' l1_ball(2)
#' l1_ball(1, vars = c("wt", "hp")) & nonnegative("wt")
#' simplex() & box(upper = 0.3)
#' linear(rbind(first = c(a = 1, b = -1, c = 0), second = c(0, 1, -2)), lower = 0)
#' sum_to(0, weights = c(a = 1, b = 1, c = -2))
#' @name constraints
#' @order 1
NULL

#' @rdname constraints
#' @order 2
#' @export
l1_ball <- function(radius, vars = NULL, weights = NULL, name = NULL) ball("l1_ball", radius, vars, weights, name)

#' @rdname constraints
#' @order 3
#' @export
l2_ball <- function(radius, vars = NULL, weights = NULL, name = NULL) ball("l2_ball", radius, vars, weights, name)

#' @rdname constraints
#' @order 4
#' @export
linf_ball <- function(radius, vars = NULL, weights = NULL, name = NULL) ball("linf_ball", radius, vars, weights, name)

#' @rdname constraints
#' @order 5
#' @export
elastic_ball <- function(radius, mixture = 0.5, vars = NULL, weights = NULL, name = NULL) {
  mixture <- check_number(mixture, "mixture", 0, 1)
  ball("elastic_ball", radius, vars, weights, name, list(mixture = mixture))
}

ball <- function(kind, radius, vars, weights, name, more = list()) {
  radius <- check_radii(radius)
  weights <- check_constraint_weights(weights, least = 0)
  vars <- check_vars(vars %||% names(weights))
  new_constraint(kind, vars, name, c(list(radius), more, list(vars = vars, weights = weights)),
                 c(list(radius = radius, weights = weights), more))
}

#' @rdname constraints
#' @order 13
#' @export
column_norm <- function(radius, name = NULL) {
  radius <- check_radii(radius)
  new_constraint("column_norm", NULL, name, list(radius), list(radius = radius))
}

#' @rdname constraints
#' @order 14
#' @export
frobenius_ball <- function(radius, name = NULL) {
  radius <- check_radii(radius)
  new_constraint("frobenius_ball", NULL, name, list(radius), list(radius = radius))
}

# The one constructor. `arguments`: those of the call that makes this object, for its label; `fields`: what the kind needs besides;
# `by`: the function, where it is not the kind.
new_constraint <- function(kind, vars, name, arguments, fields, by = kind) {
  if (!is.null(name) && !(is.character(name) && length(name) == 1L && !is.na(name) && nzchar(name))) {
    nb_abort("type", "`name` must be one string that is not empty; got ", describe(name), ".")
  }
  label <- deparse_call(by, Filter(Negate(is.null), c(arguments, list(name = name))))
  structure(c(list(kind = kind, vars = vars, label = label, part = name %||% by), fields), class = "normball_constraint")
}

deparse_call <- function(by, arguments) {
  short <- lapply(arguments, \(value) if (length(value) > 8L || !is.null(dim(value))) as.name("<...>") else value)
  gsub("`<...>`", "...", paste(deparse(as.call(c(as.name(by), short)), width.cutoff = 500L), collapse = " "), fixed = TRUE)
}
