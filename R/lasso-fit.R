# From a design to a lasso or elastic-net fit: the problem, the path, the certificate.

# design: see design(). Returns a "normball_lasso" fit; arguments as in lasso(), already of the right type. keep_limit: for
# basis_pursuit_fit(), which needs what lasso_limit() found in `factor` and has a proof of its own.
lasso_fit <- function(design, lambda = NULL, mixture = 1, n_lambda = 100L, lambda_min_ratio = NULL, penalty_factor = NULL, lower = NULL,
                      upper = NULL, standardize = TRUE, loss = "mean", model = TRUE, path = "grid", relax = FALSE,
                      control = normball_control(), call = NULL, keep_limit = FALSE) {
  started <- proc.time()[["elapsed"]]
  refuse_responses(design)
  penalty_factor <- resolve_penalty_factor(penalty_factor, design$columns)
  bounds <- resolve_bounds(lower, upper, design$columns)
  lambda <- if (!is.null(lambda)) check_lambda(lambda)
  y <- less_offset(design)
  problem <- lasso_problem(design$x, y, design$weights, design$intercept, standardize, penalty_factor, loss, mixture, bounds,
                           labels = design)
  check_excluded_bounds(bounds, problem$excluded, design$columns)
  notes <- report_columns(problem, design$columns, penalty_factor)
  solution <- solve_lasso(c(list(x = design$x), problem), lambda, n_lambda, lambda_min_ratio, path, control)
  solved <- proc.time()[["elapsed"]]
  fields <- c(
    design_fields(design, model), problem_fields(problem), bounds, solution$fields,
    list(call = call, family = stats::gaussian(), loss = loss, mixture = mixture, penalty_factor = penalty_factor,
         standardize = standardize, control = control, messages = c(notes, solution$notes),
         factor = c(list(problem = problem), if (keep_limit) list(limit = solution$limit)))
  )
  fields$coefficients <- lasso_coefficients(problem, solution$b, ncol(design$x), bounds)
  check_coefficients(fields$coefficients@x)
  fields$coefficients@Dimnames <- list(c(if (design$intercept) "(Intercept)", design$columns), NULL)
  fields <- c(fields, judge_lasso(design$x, y, design$weights, problem, fields, solution$rss))
  fields$exact <- finish_steps(fields$exact, fields, design$columns)
  if (!keep_limit) fields$messages <- c(fields$messages, doubt_certificate(fields$certificate))
  fields$timing <- c(solve = solved - started, certify = proc.time()[["elapsed"]] - solved)
  fit <- do.call(new_fit, c(fields, list(class = "normball_lasso")), quote = TRUE)
  if (relax) relax_fit(fit, c(list(x = design$x), problem), solution$b) else fit
}

refuse_responses <- function(design) {
  if (design$n_responses == 1L) return(invisible())
  nb_abort("unsupported", "lasso() fits one response; got ", design$n_responses, " (", toString(utils::head(colnames(design$y), 4L)),
           "): fit each alone, they share no computation. ridge() takes several.")
}

# list(b, rss, fields, notes): the path that is asked for. lasso_exact_fit() returns what lasso_path() does, one solution per knot, with the
# table of steps in `exact`.
solve_lasso <- function(problem, lambda, n_lambda, lambda_min_ratio, path, control) {
  default <- is.null(lambda)
  wanted <- if (default) n_lambda else length(lambda)
  if (path == "exact") {
    found <- lasso_exact_fit(problem, lambda, lambda_min_ratio, control)
  } else {
    ratio <- if (is.null(lambda_min_ratio)) default_min_ratio(problem) else lambda_min_ratio
    found <- lasso_path(problem, lambda, n_lambda, ratio, control)
    if (default) found <- drop_empty_grid(problem, found)
  }
  stopped <- stop_text(found, wanted, control)
  notes <- c(found$notes, stopped)
  df <- lasso_df(problem, found)
  fields <- list(lambda = found$lambda, df = df, rank = as.integer(df), algorithm = found$algorithm, condition = NA_real_,
                 stopped = stopped, exact = found$exact)
  list(b = found$b, rss = found$rss, fields = fields, notes = notes, limit = found$limit)
}

# As far down as least squares are determined, or not so far.
default_min_ratio <- function(problem) if (problem$n_used > length(problem$centres)) 1e-4 else 1e-2

# Where nothing that is penalised explains anything of y beyond rounding, the grid would be of zeros or of noise: its first lambda says all.
drop_empty_grid <- function(problem, path) {
  noise <- 8 * .Machine$double.eps * sqrt(sum(problem$y^2))
  largest <- max(problem$l1, 0)
  if (largest > 0 && lambda_to_core(problem, path$lambda[1L]) * largest > noise) return(path)
  path$notes <- paste0(
    if (largest > 0) "No column that is penalised explains anything of the response" else "No column that can enter is penalised",
    ": the default path is the single lambda ", format(path$lambda[1L], digits = 3L), "."
  )
  nb_inform("lambda", path$notes)
  first_solutions(path, 1L)
}

first_solutions <- function(path, count) {
  index <- seq_len(count)
  path$b <- path$b[, index, drop = FALSE]
  for (name in c("lambda", "rss", "rank")) path[[name]] <- path[[name]][index]
  path$end <- "whole"
  path
}

# Why the path is shorter than asked for, or NULL. Nothing solved at all is an error.
stop_text <- function(path, wanted, control) {
  if (path$end == "whole") return(NULL)
  why <- if (path$end == "max_df") {
    paste0("the next one has more than max_df = ", control$max_df, " coefficients that are not 0")
  } else if (path$end == "max_deviance") {
    paste0("more than max_deviance = ", control$max_deviance, " of the deviance is explained")
  } else {
    paste0("max_knots = ", control$max_knots, " are found")
  }
  count <- length(path$lambda)
  if (!count) {
    nb_abort("lambda", "No solution is left: at the first `lambda` more than max_df = ", control$max_df, " coefficients are not 0. ",
             "Give larger lambdas, or a larger `max_df` in normball_control().")
  }
  of <- if (is.null(path$exact)) paste0(" of ", wanted, " lambdas: ") else paste0(if (count == 1L) " knot: " else " knots: ")
  text <- paste0("The path stopped after ", count, of, why, ".")
  nb_inform("stopped", text)
  text
}

# Deviances and the certificate: that one's residuals serve both.
judge_lasso <- function(x, y, weights, problem, fields, rss) {
  moments <- list(mean = problem$centres, scale = problem$scales, constant = problem$constant)
  certificate <- if (fields$control$certify) certify_lasso(x, y, weights, fields, fields$lambda, fields$coefficients, moments)
  deviance <- certificate$rss %||% lasso_deviance(problem, list(rss = rss))
  c(deviances(matrix(deviance), null_deviance(problem, y)), list(certificate = certificate$table))
}
