# From a design and a constraint to a fit: for every radius and response a task, its solution, and what the constraints say of it.

# design: see design(). Returns a "normball_constrained" fit; arguments as in constrained(), already of the right type.
constrained_fit <- function(design, within, method = "exact", lambda = 0, mixture = 1, standardize = FALSE, loss = "mean", model = TRUE,
                            control = normball_control(), iteration = NULL, call = NULL) {
  started <- proc.time()[["elapsed"]]
  check_constraint(within, "within")
  settings <- list(method = method, lambda = lambda, mixture = mixture, standardize = standardize, loss = loss, iteration = iteration)
  y <- less_offset(design)
  found <- solve_constrained(design, y, within, settings)
  solved <- proc.time()[["elapsed"]]
  notes <- report_columns(found$problem, design$columns, rep(1, ncol(design$x)))
  fields <- c(
    design_fields(design, model), problem_fields(found$problem), constraint_fields(design, within, found),
    list(call = call, family = stats::gaussian(), loss = loss, mixture = mixture, lambda = lambda, standardize = standardize,
         penalty_factor = rep(1, ncol(design$x)), control = control, within = within, method = method, iteration = iteration,
         condition = NA_real_, algorithm = found$algorithm, path_radius = found$radius)
  )
  fields <- c(fields, judge_constrained(design, y, fields, found))
  doubt <- if (method == "exact") if (control$certify) doubt_constrained(fields$certificate) else doubt_unproved(found$solutions)
  fields$messages <- c(notes, found$notes, doubt)
  fields$timing <- c(solve = solved - started, certify = proc.time()[["elapsed"]] - solved)
  do.call(new_fit, c(fields, list(class = "normball_constrained")), quote = TRUE)
}

# list(problem, radius (NULL without a path), within (of each radius), regions, solutions (radii x responses, as lists), algorithm, notes).
solve_constrained <- function(design, y, within, settings) {
  radius <- constraint_radii(within)
  at <- lapply(seq_len(max(1L, length(radius))), \(i) if (length(radius) > 1L) constraint_at(within, i) else within)
  regions <- lapply(at, resolve_constraint, columns = design$columns, terms = design_terms(design))
  problem <- constrained_problem(design$x, y, design$weights, design$intercept, settings$standardize, settings$loss, regions[[1L]],
                                 labels = design)
  out <- list(problem = problem, radius = radius, within = at, regions = regions, algorithm = settings$method)
  check_fixed(regions[[1L]], problem$excluded)
  kind <- if (settings$method == "exact") lone_ball(regions[[1L]], settings) else ""
  solutions <- if (nzchar(kind)) solve_lone_ball(design, y, lone_region(regions[[1L]], radius), kind, settings)
  if (is.null(solutions)) solutions <- solve_tasks(design$x, problem, regions, settings) else out$algorithm <- paste("exact,", kind)
  out$solutions <- array(solutions, c(length(at), ncol(y)))
  if (kind == "elastic") out$solutions[] <- elastic_degrees(design$x, out, settings)
  out
}

# The solutions of one elastic ball, with their degrees of freedom.
elastic_degrees <- function(x, found, settings) {
  count <- length(found$regions)
  lapply(seq_along(found$solutions), \(at) {
    solution <- found$solutions[[at]]
    task <- constrained_task(found$problem, x, found$regions[[(at - 1L) %% count + 1L]], settings, (at - 1L) %/% count + 1L)
    scaled <- list(b = solution$slopes[task$used] / found$problem$unit / task$y_unit, row_multiplier = numeric(), rank = NA_integer_,
                   ball_multiplier = solution$ball / task$balls[[1L]]$back)
    solution$df <- face_degrees(list(task), list(scaled))
    solution
  })
}

# Constant columns, whose coefficient is 0, must be allowed to be 0.
check_fixed <- function(region, excluded) {
  outside <- excluded[region$lower[excluded] > 0 | region$upper[excluded] < 0]
  if (!length(outside)) return(invisible())
  nb_abort("constraint", "The constraints keep the coefficient of `", region$columns[outside[1L]], "` away from 0, but the column is ",
           "constant, so that it has none under `standardize = TRUE`.")
}

# The region of one ball with all its radii.
lone_region <- function(region, radius) {
  kind <- if (length(region$balls)) "balls" else "matrix_balls"
  region[[kind]][[1L]]$radius <- radius
  region
}

# Solutions of all tasks, radius fastest, each begun where that of the radius before ended.
solve_tasks <- function(x, problem, regions, settings) {
  m <- ncol(problem$y)
  solutions <- vector("list", length(regions) * m)
  start <- NULL
  for (i in seq_along(regions)) {
    tasks <- lapply(seq_len(m), \(k) constrained_task(problem, x, regions[[i]], settings, k))
    if (settings$method == "exact") {
      found <- solve_responses(tasks, start)
    } else {
      found <- lapply(iterate_feasible(tasks, settings), replace, "rank", NA_integer_)
    }
    start <- lapply(found, `[[`, "start")
    df <- face_degrees(tasks, found)
    for (k in seq_len(m)) {
      back <- unscale_solution(tasks[[k]], problem, found[[k]], ncol(x))
      solutions[[i + (k - 1L) * length(regions)]] <- c(back, list(df = df[k]), found[[k]][c("unique", "rank", "converged", "trace")])
    }
  }
  solutions
}

# By iteration. Where that finds nothing feasible the exact method says which constraints contradict each other, and proves it.
iterate_feasible <- function(tasks, settings) {
  check_responses(tasks)
  tryCatch(iterate_responses(tasks, settings$method, settings$iteration), normball_infeasible = \(found) {
    solve_responses(tasks)
    stop(found)
  })
}

# Coefficients, multipliers, slack and the like as arrays: coefficients (k + p) x R x m; multiplier, slack, active: constraints x R x m.
constraint_fields <- function(design, within, found) {
  size <- dim(found$solutions)
  p <- ncol(design$x)
  slopes <- array(vapply(found$solutions, `[[`, numeric(p), "slopes"), c(p, size))
  coefficients <- array(0, c(design$intercept + p, size))
  for (i in seq_len(size[1L])) coefficients[, i, ] <- with_intercept(found$problem, matrix(slopes[, i, ], p))
  check_coefficients(coefficients)
  states <- lapply(seq_along(found$solutions), \(at) {
    i <- (at - 1L) %% size[1L] + 1L
    constraint_state(found, i, found$solutions[[at]], matrix(slopes[, i, ], p), (at - 1L) %/% size[1L] + 1L, design)
  })
  names <- names(states[[1L]]$multiplier)
  labels <- list(names, radius_labels(found$radius, size[1L]), colnames(design$y))
  gather <- \(part) drop_states(array(unlist(lapply(states, `[[`, part)), c(length(names), size), labels))
  scalar <- \(part, type) array(vapply(found$solutions, \(one) one[[part]] %||% NA, type), size)
  list(
    coefficients = name_coefficients(coefficients, design), multiplier = gather("multiplier"), slack = gather("slack"),
    active = gather("active"), unique = scalar("unique", NA), rank = scalar("rank", 0L) + as.integer(design$intercept),
    df = scalar("df", 0) + as.double(design$intercept),
    trace = if (!is.null(found$solutions[[1L]]$trace)) gather_traces(found$solutions)
  )
}

# One trace, or a list radii x responses.
gather_traces <- function(solutions) {
  traces <- lapply(solutions, `[[`, "trace")
  if (length(traces) == 1L) traces[[1L]] else array(traces, dim(solutions))
}

# A vector for one solution, else without the dimensions of length 1.
drop_states <- function(states) {
  size <- dim(states)
  keep <- c(TRUE, size[-1L] > 1L)
  if (sum(keep) == 1L) return(setNames(as.vector(states), dimnames(states)[[1L]]))
  array(states, size[keep], dimnames(states)[keep])
}

radius_labels <- function(radius, count) if (length(radius) == count) lambda_labels(radius) else as.character(seq_len(count))

# Deviances and the certificate.
judge_constrained <- function(design, y, fields, found) {
  slopes <- fields$coefficients[design$intercept + seq_len(ncol(design$x)), , , drop = FALSE]
  deviance <- vapply(seq_len(ncol(y)), \(k) constrained_deviance(found$problem, design$x, k, slopes[, , k]), numeric(dim(slopes)[2L]))
  certificate <- if (fields$control$certify) {
    certify_constrained(design$x, y, design$weights, fields)
  }
  c(deviances(matrix(deviance, dim(slopes)[2L]), null_deviance(found$problem, y)), list(certificate = certificate))
}

# The weighted sum of squares of one response, at every column of slopes.
constrained_deviance <- function(problem, x, response, slopes) {
  t <- residual_at(problem, x, response, matrix(slopes, ncol(x))[problem$penalised, , drop = FALSE])
  problem$total_weight * colSums(t^2) * problem$y_unit[[response]]^2
}

# Warns where solutions are visibly not optimal. Returns the sentence.
doubt_constrained <- function(certificate, most = 1e-6) {
  bad <- sum(!(certificate$relative_gap <= most))
  if (!bad) return(character())
  text <- paste0("The certificate finds ", bad, " of ", nrow(certificate), " solutions more than ", format(most), " (relative) from their ",
                 "optimum: columns depend on each other but for the last digits, scales differ by more digits than double precision has, ",
                 "or a ball only touches the other constraints, so that no finite multiplier exists. See certificate().")
  nb_warn("certificate", text)
  text
}

# The same without a certificate, by what the solver says of itself.
doubt_unproved <- function(solutions) {
  bad <- sum(!vapply(solutions, `[[`, NA, "converged"))
  if (!bad) return(character())
  text <- paste0("The conditions of optimality are not met to rounding by ", bad, " of ", length(solutions),
                 " solutions; ask certificate().")
  nb_warn("certificate", text)
  text
}
