# Constrained fits by iteration, on the same task that method "exact" solves (R/constrained-task.R).
#
#   "projection"   steps along the gradient, each projected back on the constraints (R/constrained-projection.R)
#   "dual"         a penalty whose multiplier rises while a norm exceeds its radius and falls while it is below (R/constrained-dual.R)

# What constrained() passes on. NULL: the default of the method.
#   batch           rows of a stochastic gradient; NULL: all rows
#   learning_rate   projection: in units of 1 / L, L the largest eigenvalue of the Hessian in scaled coefficients; NULL: accelerated steps
#                   of 1 / L. dual: in units of the multiplier of first guess; NULL: by the secant of the last two steps
#   max_iter, tolerance, decay (of the learning rate: step k has learning_rate / (1 + decay k))
#   trace           steps between recorded ones; NULL: all are, of a stochastic gradient two hundred
iterate_settings <- function(method, batch = NULL, learning_rate = NULL, max_iter = NULL, tolerance = 1e-12, decay = 0, trace = NULL) {
  if (!is.null(batch) && method != "projection") {
    nb_abort("unknown_argument", "`batch` belongs to method = \"projection\"; method is \"", method, "\".")
  }
  max_iter <- if (is.null(max_iter)) c(projection = 20000L, dual = 200L)[[method]] else check_whole(max_iter, "max_iter", lower = 1)
  list(
    batch = if (!is.null(batch)) check_whole(batch, "batch", lower = 1),
    learning_rate = if (!is.null(learning_rate)) check_number(learning_rate, "learning_rate", 0, Inf, strict = TRUE),
    max_iter = as.integer(max_iter), tolerance = check_number(tolerance, "tolerance", 0, 1), decay = check_number(decay, "decay", 0, Inf),
    trace = if (is.null(trace)) (if (is.null(batch)) 1L else max(1L, max_iter %/% 200L)) else check_whole(trace, "trace", lower = 1)
  )
}

# list(b, bound_multiplier, row_multiplier, ball_multiplier (one per ball of the task), iterations, converged, unique, rank, feasible,
# trace).
# The trace is a data frame with columns iteration, objective (of the stated problem) and, where there is a ball, norm and radius of the
# first; projection adds change (how far the step went, relative to the coefficients), dual the multipliers.
constrained_iterate <- function(task, method = c("projection", "dual"), settings = iterate_settings(method)) {
  method <- match.arg(method)
  found <- switch(method, projection = iterate_projection(task, settings), dual = iterate_dual(task, settings))
  if (!found$converged && is.null(settings$batch)) {
    nb_warn("convergence", "Method \"", method, "\" stopped after ", found$iterations, " steps before its tolerance; raise `max_iter`",
            if (!is.null(settings$learning_rate)) " or change `learning_rate`", ".")
  }
  found
}

# From the objective of the scaled problem to that of the stated one.
objective_back <- function(task) if (length(task$bound_back)) task$bound_back[1L] / task$bound_scale[1L] else 1

# The norm of a ball from its value: the value itself of an L1 or elastic ball, in units of the radius.
ball_norm <- function(ball, value) {
  share <- value / ball$limit
  ball$radius * (if (any(ball$l1 > 0)) share else sqrt(share))
}
