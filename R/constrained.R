#' Least squares within a constraint
#'
#' Fits a linear model whose coefficients are kept in a set: a norm ball, bounds, a linear set, or any intersection of these ([constraints],
#' joined by `&`). The solution is exact, comes with the multiplier of every constraint, and its duality gap is computed from the data
#' ([certificate()]). More columns than rows and collinear columns are no obstacle.
#'
#' With weights \eqn{w_i}, offset \eqn{o_i} and a set \eqn{C}, the problem is, for `loss = "mean"`,
#' \deqn{\min_{b_0,\, b \in C} \; \frac{1}{2 \sum w_i} \sum_i w_i (y_i - o_i - b_0 - x_i'b)^2 + \lambda \sum_j \left[ \alpha |b_j| +
#' \frac{1 - \alpha}{2} b_j^2 \right],}{min over b0 and b in C:   1/(2 sum w) sum_i w_i (y_i - o_i - b0 - x_i'b)^2 + lambda sum_j [alpha
#' |b_j| + (1 - alpha)/2 b_j^2],}
#' for `loss = "sum"` without the division by \eqn{\sum w_i}. \eqn{\lambda} is 0 unless given; with it and `mixture` \eqn{\alpha} the fit is
#' a constrained lasso, elastic net or ridge regression. The intercept is never constrained. Constraint and penalty are on the coefficients
#' that are printed, or, with `standardize = TRUE`, on these times the standard deviation of their column.
#'
#' **Multipliers.** `multiplier` has one number for each constraint, on the scale of the stated loss: by how much the minimum falls when a
#' side that presses is moved outwards by one (small) unit. It is positive where an upper side presses, negative where a lower one does, and
#' 0 where there is room. For an `l1_ball()` or `elastic_ball()` it is the `lambda` of the penalised fit with the same coefficients. So it
#' is for an `l2_ball()`, whose constraint reads \eqn{(\|b\|^2 - r^2)/2 \le 0}{(|b|^2 - r^2)/2 <= 0}: times \eqn{r} it is the fall of the
#' minimum. [as_lasso()] and [as_ridge()] return that fit. `Inf`: an L2 ball of radius 0, which no finite penalty replaces.
#'
#' **How it is solved.** One ball by itself: by the engines of [ridge()] (secular equation) and [lasso()] (the path), see
#' [radius_to_lambda()]. Bounds, rows and penalties: an active-set method on penalised least squares that adds and drops columns and rows
#' until the conditions of optimality hold to rounding. An L1 ball among other constraints is one more row, over the positive and negative
#' parts of its coefficients. L2 and elastic balls among others: by their multipliers, each found by a secant method on exact solutions of
#' the problem without that ball. A constraint that is slack has multiplier 0. If there are many solutions (`unique` is `FALSE`) one of them
#' is returned; of one L2 ball that is slack it is the one of least norm, as by [ridgeless()].
#'
#' **Several radii** are a path: all are fitted, each from the solution before, and every method has one column for each. `coef(fit, radius
#' = 2)` solves anew at that radius. [cv()] chooses among them.
#'
#' **Several responses** share the constraint: each response by itself is kept in it, but for `frobenius_ball()`, which is around all
#' coefficients at once.
#'
#' **Degrees of freedom** are the divergence of the fitted values in y (Stein's unbiased estimate): the dimension of the face that the
#' solution lies on for polyhedral sets, less what curvature takes for balls (Kato 2009). `NA` where the face is too large to compute it.
#'
#' **Iterations.** The other methods are those of Goodfellow, Bengio and Courville (2016), section 7.2, and reach the same solution:
#' explicit constraints with reprojection (`"projection"`), and a multiplier that is raised and lowered (`"dual"`). They show how
#' constraints and penalties act during the descent: `trace` has every recorded step, `plot(fit, "trace")` draws it. Multipliers are
#' recovered at the end.
#'
#' **Masking.** [box()] of this package masks `graphics::box()` while it is attached; call that by its full name.
#'
#' @param x A formula, a numeric matrix (n x p), a data frame of predictors, or a sparse `dgCMatrix`.
#' @param formula A model formula as in [stats::lm()]: factors, interactions, `poly()`, `log()`, `offset()`, `.`, `- 1`.
#' @param data A data frame, list or environment for the variables of the formula.
#' @param y Response: n numbers, or a matrix n x m of several responses.
#' @param within A constraint or an intersection of constraints: `l1_ball(2) & nonnegative()`; see [constraints]. `vars` in it names columns
#'   or terms; a factor's term means all its columns.
#' @param method How it is solved: `"exact"`; `"projection"`: projected gradient, accelerated with restarts or stochastic; `"dual"`: ascent
#'   on the multipliers of the balls, a penalty rising while the norm exceeds the radius and falling while it is below. See Iterations.
#' @param lambda A penalty beside the constraint, one finite number >= 0; `NULL` (default): none.
#' @param mixture Share of the L1 penalty in `lambda`, from 0 (ridge) to 1 (lasso, default).
#' @param standardize Whether constraint and penalty are on coefficients times the standard deviation of their column; default `FALSE`.
#' @param loss `"mean"` (default) or `"sum"`.
#' @param weights Weights >= 0, not all 0, by default 1. In the formula method found in `data` first.
#' @param offset Known part of the linear predictor, n values or n x m; in the formula method found in `data` first.
#' @param subset,na.action As in [stats::lm()].
#' @param coding `"levels"`: a factor has one column per level; `"treatment"`: R's contrasts.
#' @param contrasts As in [stats::lm()], for `coding = "treatment"`.
#' @param intercept Whether to fit an intercept; in a formula, `- 1` removes it.
#' @param model Whether to keep x and y in the fit. Without them what needs the data is refused, such as solutions at other radii.
#' @param control A list from [normball_control()]; of its settings `certify` and `progress` matter here.
#' @param iteration For the methods `"projection"` and `"dual"`: `NULL` or a list with any of
#'   * `batch`: rows of a stochastic gradient (projection); `NULL`: all rows.
#'   * `learning_rate`: for projection in units of 1 / L, L the largest eigenvalue of the Hessian in scaled coefficients; `NULL`:
#'     accelerated steps of 1 / L. For dual ascent in units of a first guess of the multiplier; `NULL`: by the secant of the last two steps.
#'   * `decay`: step k has `learning_rate / (1 + decay k)`.
#'   * `max_iter`, `tolerance`: when to stop; `trace`: steps between recorded ones.
#' @param ... Not used: an unknown argument is an error.
#'
#' @return A list of class `c("normball_constrained", "normball_fit")` with, for R radii (1 without a path), m responses and k = 1 with an
#'   intercept (else 0): `coefficients` ((k + p) x R x m), `multiplier`, `slack` (how far each constraint is from pressing, in its own unit)
#'   and `active` (whether it presses or has no room), each a vector named by constraint, or with R > 1 or m > 1 an array constraints x R x
#'   m without its dimensions of length 1; `within`, `path_radius` (R radii; `NULL` where no ball has them), `unique` (R x m), `df`,
#'   `deviance`, `dev_ratio`, `rank` (R x m), `null_deviance`, `certificate` (a data frame, see [certificate()]), `lambda`, `mixture`,
#'   `algorithm`, `trace` (of an iterative method: a data frame; with several radii or responses a list R x m of these), `centres`,
#'   `scales`, `nobs`, `timing`, `messages`, `chosen` (by [cv()]), and what was given. Names of constraints are those of the parts; where a
#'   part has several, with the name of the row or of the coefficient: `nonnegative:wt`.
#' @section Errors: `normball_infeasible`: nothing satisfies the constraints. The error says which contradict each other, and its element
#'   `certificate` proves it: a data frame with the columns `part`, `inequality`, `bound` and `multiplier`, see [project()]; a ball enters
#'   by one linear inequality that it implies. `normball_error_constraint`: names that no coefficient has, dimensions that do not fit;
#'   `normball_error_radius`; `normball_error_lambda`; and those of [design()] for bad data.
#' @references
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, section 7.2. MIT Press.
#'
#' Gaines, B. R., Kim, J. and Zhou, H. (2018). Algorithms for fitting the constrained lasso. *Journal of Computational and Graphical
#' Statistics* 27, 861-871.
#'
#' Hebden, M. D. (1973). An algorithm for minimization using exact second derivatives. AERE Harwell report TP 515.
#'
#' Kato, K. (2009). On the degrees of freedom in shrinkage estimation. *Journal of Multivariate Analysis* 100, 1338-1352.
#'
#' Lawson, C. L. and Hanson, R. J. (1974). *Solving Least Squares Problems*. Prentice-Hall.
#' @seealso [constraints], [project()], [certificate()], [as_lasso()], [constrained-methods], [constrained-print], [constrained-cv],
#'   [plot.normball_constrained()], [radius_to_lambda()]; `vignette("constraints")`.
#' @examples
#' # Signs that are known, and no more than a total.
#' fit <- constrained(mpg ~ wt + hp + qsec, mtcars,
#'   within = nonpositive(c("wt", "hp")) & nonnegative("qsec") & l1_ball(2))
#' fit
#' fit$multiplier
#'
#' # Levels of a factor that add up to 0.
#' coef(constrained(mpg ~ wt + factor(cyl), mtcars, within = sum_to(0, "factor(cyl)")))
#'
#' # A ball and a penalty are two sides of one problem.
#' within_ball <- constrained(y ~ ., diabetes, within = l1_ball(50))
#' coef(lasso(y ~ ., diabetes, lambda = within_ball$multiplier, standardize = FALSE))
#'
#' # Nothing satisfies these.
#' try(constrained(mpg ~ wt + hp, mtcars, within = sum_to(3) & box(-1, 1)))
#' @export
constrained <- function(x, ...) UseMethod("constrained")

#' @rdname constrained
#' @export
constrained.formula <- function(formula, data, within, method = c("exact", "projection", "dual"), lambda = NULL, mixture = 1,
                                standardize = FALSE, loss = c("mean", "sum"), weights, offset, subset, na.action,
                                coding = c("levels", "treatment"), contrasts = NULL, model = TRUE, control = normball_control(),
                                iteration = NULL, ...) {
  call <- verb_call(match.call(expand.dots = FALSE), "constrained")
  check_dots(...)
  design <- design_from_call(call, parent.frame())
  constrained_from_design(design, if (!missing(within)) within, method, lambda, mixture, standardize, loss, model, control, iteration, call)
}

#' @rdname constrained
#' @export
constrained.matrix <- function(x, y, within, method = c("exact", "projection", "dual"), lambda = NULL, mixture = 1, standardize = FALSE,
                               loss = c("mean", "sum"), weights = NULL, offset = NULL, intercept = TRUE, model = TRUE,
                               control = normball_control(), iteration = NULL, ...) {
  call <- verb_call(match.call(), "constrained")
  check_dots(...)
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept)
  constrained_from_design(design, if (!missing(within)) within, method, lambda, mixture, standardize, loss, model, control, iteration, call)
}

#' @rdname constrained
#' @export
constrained.dgCMatrix <- constrained.matrix

#' @rdname constrained
#' @export
constrained.Matrix <- constrained.matrix

#' @rdname constrained
#' @export
constrained.data.frame <- function(x, y, within, method = c("exact", "projection", "dual"), lambda = NULL, mixture = 1,
                                   standardize = FALSE, loss = c("mean", "sum"), weights = NULL, offset = NULL, intercept = TRUE,
                                   coding = c("levels", "treatment"), contrasts = NULL, model = TRUE, control = normball_control(),
                                   iteration = NULL, ...) {
  call <- verb_call(match.call(), "constrained")
  if (missing(x) || (!missing(y) && inherits(y, "formula"))) return(eval(formula_first(call, "constrained"), parent.frame()))
  check_dots(...)
  coding <- check_choice(coding, "coding", c("levels", "treatment"))
  design <- design(x, y, weights = weights, offset = offset, intercept = intercept, coding = coding, contrasts = contrasts)
  constrained_from_design(design, if (!missing(within)) within, method, lambda, mixture, standardize, loss, model, control, iteration, call)
}

#' @export
constrained.default <- function(x, ...) refuse_x(if (!missing(x)) x)

# Checks the arguments that all interfaces share.
constrained_from_design <- function(design, within, method, lambda, mixture, standardize, loss, model, control, iteration, call) {
  shared <- shared_arguments(2, standardize, loss, model, control, "auto", "constrained")
  method <- check_choice(method, "method", c("exact", "projection", "dual"))
  with_memory(do.call(constrained_fit, c(
    list(design, within = within, method = method, lambda = if (is.null(lambda)) 0 else check_penalty(lambda),
         mixture = check_number(mixture, "mixture", 0, 1), iteration = check_iteration(iteration, method), call = call),
    shared[names(shared) != "n_lambda"]
  ), quote = TRUE))
}

# One penalty beside the constraint.
check_penalty <- function(lambda) {
  if (is.numeric(lambda) && length(lambda) == 1L && is.finite(lambda) && lambda >= 0) return(as.double(lambda))
  nb_abort("lambda", "`lambda` must be one finite number >= 0, a penalty beside the constraint; got ", describe(lambda), ".")
}

# The settings of the iterative methods from the list that was given; NULL for "exact".
check_iteration <- function(iteration, method) {
  if (!is.null(iteration) && method == "exact") {
    nb_abort("unknown_argument", "`iteration` belongs to the methods \"projection\" and \"dual\"; method is \"exact\".")
  }
  if (method == "exact") return(NULL)
  known <- setdiff(names(formals(iterate_settings)), "method")
  given <- names(iteration) %||% character(length(iteration))
  if (!is.null(iteration) && (!is.list(iteration) || !all(given %in% known) || anyDuplicated(given))) {
    nb_abort("unknown_argument", "`iteration` must be a list with names among ", toString(known), "; got ",
             if (is.list(iteration)) toString(dQuote(given, FALSE)) else describe(iteration), ".")
  }
  do.call(iterate_settings, c(list(method), iteration))
}
