# From a design to a lasso or elastic-net fit: the problem, the path, the certificate.

# design: see design(). Returns a "normball_lasso" fit; arguments as in lasso(), already of the right type.
lasso_fit <- function(design, lambda = NULL, mixture = 1, n_lambda = 100L, lambda_min_ratio = NULL, penalty_factor = NULL, lower = NULL,
                      upper = NULL, standardize = TRUE, loss = "mean", model = TRUE, path = "grid", control = normball_control(),
                      call = NULL) {
  started <- proc.time()[["elapsed"]]
  penalty_factor <- resolve_penalty_factor(penalty_factor, design$columns)
  bounds <- NULL
  lambda <- if (!is.null(lambda)) check_lambda(lambda)
  y <- if (is.null(design$offset)) design$y else design$y - design$offset
  problem <- lasso_problem(design$x, y, design$weights, design$intercept, standardize, penalty_factor, loss, mixture, bounds,
                           labels = design)
  notes <- report_columns(problem, design$columns, penalty_factor)
  ratio <- lambda_min_ratio %||% if (problem$n_used > ncol(design$x)) 1e-4 else 1e-2
  path <- lasso_path(c(list(x = design$x), problem), lambda, n_lambda, ratio, control)
  solved <- proc.time()[["elapsed"]]
  coefficients <- lasso_coefficients(problem, path$b, ncol(design$x))
  check_coefficients(coefficients@x)
  dimnames(coefficients) <- list(c(if (design$intercept) "(Intercept)", design$columns), NULL)
  null <- problem$total_weight * sum(problem$root_weight^2 * (y - problem$y_mean)^2)
  deviance <- lasso_deviance(problem, path)
  fields <- c(
    design_fields(design, model), problem_fields(problem),
    list(call = call, family = stats::gaussian(), loss = loss, mixture = mixture, penalty_factor = penalty_factor, lower = bounds$lower,
         upper = bounds$upper, standardize = standardize, control = control, messages = notes, lambda = path$lambda,
         coefficients = coefficients, df = lasso_df(problem, path), rank = path$rank, algorithm = path$algorithm, condition = NA_real_,
         factor = list(problem = problem), deviance = matrix(deviance), null_deviance = null,
         dev_ratio = matrix(if (null > 0) 1 - deviance / null else 0 * deviance),
         timing = c(solve = solved - started, certify = proc.time()[["elapsed"]] - solved))
  )
  do.call(new_fit, c(fields, list(class = "normball_lasso")), quote = TRUE)
}
