# Projected gradient (src/core/projected_gradient.h): from a task to sets, and from the end of the walk to multipliers.

iterate_projection <- function(task, settings) {
  check_idle_rows(task)
  unit <- walk_unit(task)
  walk <- rescale_task(task, unit)
  plan <- task_plan(walk)
  penalty <- split_penalty(walk, plan)
  open <- open_balls(task)
  first <- if (length(open)) walk$balls[[open[1L]]]
  p <- length(walk$columns)
  problem <- c(walk[c("x", "columns", "centre", "scale", "root_weight", "flat", "flat_cross", "implicit", "y", "ridge")], penalty,
               list(measure_l1 = first$l1 %||% numeric(p), measure_l2 = first$l2 %||% numeric(p)))
  groups <- lapply(plan$groups, \(group) {
    list(sets = lapply(group$sets, core_set, p = p), search = group$search, norm_most = norm_most(group$sets, plan))
  })
  done <- if (is.null(settings$batch)) walk_full(problem, groups, settings) else walk_batches(problem, groups, settings)
  if (done$empty > 0L) abort_empty_group(plan, done$empty)
  if (done$diverged) {
    nb_abort("convergence", "The steps of method = \"projection\" grow without bound: a learning rate below 2 converges with the full ",
             "gradient, and the constraints do not hold the coefficients back.")
  }
  b <- done$b * unit
  c(list(b = b), recover_multipliers(task, b),
    list(iterations = done$iterations, converged = done$converged, unique = NA, rank = NA_integer_, feasible = TRUE,
         trace = walk_trace(task, done$trace, first)))
}

# Rows without a coefficient, as where all columns are constant: no projection looks at them.
check_idle_rows <- function(task) {
  missed <- rowSums(task$rows != 0) == 0 & (task$row_lower > 0 | task$row_upper < 0)
  if (any(missed)) nb_infeasible("rows", NULL, "No coefficients are left to satisfy ", sum(missed), " rows.")
}

# Units of the coefficients in which an elastic ball has one share of L1 for all, as its projection needs, and an L2 ball beside rows has
# equal weights, for which its projection needs no Dykstra (if that does not spread the columns over orders of magnitude); else 1.
walk_unit <- function(task) {
  unit <- rep(1, length(task$columns))
  balls <- task$balls[open_balls(task)]
  for (ball in balls) {
    both <- ball$l1 > 0 & ball$l2 > 0
    if (any(both)) return(replace(unit, both, relative_to_median(ball$l1[both] / ball$l2[both])))
  }
  for (ball in balls) {
    inside <- ball$l2 > 0
    even <- relative_to_median(1 / sqrt(ball$l2[inside]))
    if (nrow(task$rows) && any(inside) && max(even) < 1e3 * min(even)) return(replace(unit, inside, even))
  }
  unit
}

relative_to_median <- function(x) x / stats::median(x)

# The task in b / unit.
rescale_task <- function(task, unit) {
  if (all(unit == 1)) return(task)
  task$scale <- task$scale * unit
  task$ridge <- task$ridge * unit^2
  task$l1 <- task$l1 * unit
  task[c("lower", "upper")] <- list(task$lower / unit, task$upper / unit)
  task$rows <- task$rows * rep(unit, each = nrow(task$rows))
  task$balls <- lapply(task$balls, \(ball) {
    ball$l1 <- ball$l1 * unit
    ball$l2 <- ball$l2 * unit^2
    ball
  })
  task
}

# The plan of projections (R/project-sets.R) of a task's bounds, rows and open balls.
task_plan <- function(task) {
  p <- length(task$columns)
  box <- list(list(kind = "box", part = "bounds", index = seq_len(p), lower = task$lower, upper = task$upper))
  rows <- if (nrow(task$rows)) {
    list(list(kind = "linear", part = "rows", index = seq_len(p), A = task$rows, lower = task$row_lower, upper = task$row_upper,
              row_label = task$region$row_label %||% paste0("row", seq_len(nrow(task$rows)))))
  }
  projection_plan(c(box, rows, lapply(task$balls[open_balls(task)], ball_part)), p, NULL, 1)
}

# A ball of a task as resolve_parts() describes one.
ball_part <- function(ball) {
  index <- which(ball$l1 > 0 | ball$l2 > 0)
  part <- list(part = "ball", index = index)
  if (!is_curved(ball)) return(c(part, list(kind = "l1_ball", weights = ball$l1[index], radius = ball$limit)))
  if (!any(ball$l1 > 0)) return(c(part, list(kind = "l2_ball", weights = ball$l2[index], radius = sqrt(2 * ball$limit))))
  share <- stats::median(ball$l2[index] / ball$l1[index])
  c(part, list(kind = "elastic_ball", weights = ball$l1[index], radius = ball$limit, l1 = 1, l2 = share))
}

# An L1 penalty is linear where bounds give the sign, and soft thresholding before the projection where there are no more than bounds.
split_penalty <- function(task, plan) {
  sign <- bound_sign(task)
  soft <- ifelse(sign == 0, task$l1, 0)
  bound_only <- \(group) length(group$sets) == 1L && group$sets[[1L]]$kind == "bounds"
  held <- unlist(lapply(Filter(Negate(bound_only), plan$groups), \(group) lapply(group$sets, `[[`, "index")))
  if (any(soft[held] > 0)) {
    nb_abort("method", "method = \"projection\" has no step for an L1 penalty on coefficients that share a ball or rows and whose sign is ",
             "open. Use method = \"exact\" or \"dual\", or an l1_ball() in place of the penalty.")
  }
  list(linear = as.double(task$l1 * sign), soft = as.double(soft))
}

walk_full <- function(problem, groups, settings) {
  numbers <- walk_numbers(settings, settings$max_iter)
  core_call(.Call(C_projected_gradient, problem, groups, numeric(length(problem$columns)), numbers))
}

walk_numbers <- function(settings, steps) {
  list(rate = settings$learning_rate %||% 0, tolerance = settings$tolerance, curvature = 0, decay = settings$decay,
       max_iter = as.integer(steps), every = as.integer(settings$trace), first = 0L, batch = 0L, sample = integer())
}

# Rows are drawn by R, without replacement within a batch, some thousand steps at a time.
walk_batches <- function(problem, groups, settings) {
  n <- length(problem$y)
  batch <- min(settings$batch, n)
  done <- list(b = numeric(length(problem$columns)), iterations = 0L, curvature = 0)
  trace <- list()
  at_once <- max(1L, min(4096L, 1e6 %/% batch)) %/% settings$trace * settings$trace
  while (done$iterations < settings$max_iter) {
    steps <- min(max(at_once, settings$trace), settings$max_iter - done$iterations)
    numbers <- walk_numbers(settings, steps)
    numbers$rate <- settings$learning_rate %||% min(1, batch / n)
    numbers[c("curvature", "first", "batch")] <- list(done$curvature, done$iterations, as.integer(batch))
    numbers$sample <- unlist(lapply(seq_len(steps), \(i) sample.int(n, batch) - 1L))
    done <- core_call(.Call(C_projected_gradient, problem, groups, done$b, numbers))
    trace <- c(trace, list(done$trace))
    if (done$diverged || done$empty > 0L) break
  }
  done$trace <- unlist(trace)
  done
}

walk_trace <- function(task, numbers, first) {
  columns <- matrix(numbers, 4L)
  trace <- data.frame(iteration = as.integer(columns[1L, ]), objective = columns[2L, ] * objective_back(task))
  if (!is.null(first)) trace[c("norm", "radius")] <- list(ball_norm(first, columns[4L, ]), first$radius)
  trace$change <- columns[3L, ]
  trace
}

abort_empty_group <- function(plan, group) {
  involved <- involved_parts(plan$groups[[group]]$sets, plan)
  nb_infeasible(involved, NULL, "The projections found no coefficients that satisfy ", join(involved), "; method = \"exact\" does.")
}

# Multipliers at b: those of active rows and balls by least squares with their signs, on the coefficients where nothing else can press;
# what is left presses on the bounds. list(bound_multiplier, row_multiplier, ball_multiplier).
recover_multipliers <- function(task, b, near = 1e-7) {
  size <- max(abs(b), 1e-6 * norm_of(task$y), .Machine$double.xmin)
  pull <- task_cross(task, task$y - task_multiply(task, b)) - task$ridge * b - task$l1 * sign(b)
  at_lower <- b - task$lower <= near * size
  at_upper <- task$upper - b <= near * size
  value <- drop(task$rows %*% b)
  reach <- near * (drop(abs(task$rows) %*% abs(b)) + size * 1e-3)
  row_low <- value - task$row_lower <= reach
  row_high <- task$row_upper - value <= reach
  open <- open_balls(task)
  open <- open[vapply(task$balls[open], \(ball) value_of_ball(ball, b) >= ball$limit * (1 - near), NA)]
  slopes <- vapply(task$balls[open], \(ball) ball$l1 * ifelse(b == 0, bound_sign(task), sign(b)) + ball$l2 * b, b)
  kinks <- matrix(vapply(task$balls[open], `[[`, b, "l1"), length(b))
  free <- !at_lower & !at_upper & !(abs(b) <= near * size & (rowSums(kinks) > 0 | task$l1 > 0))
  used <- which(row_low | row_high)
  normals <- cbind(t(task$rows[used, , drop = FALSE]), matrix(slopes, length(b)))
  lower <- c(ifelse(row_low[used], -Inf, 0), 0 * open)
  upper <- c(ifelse(row_high[used], Inf, 0), Inf + 0 * open)
  multiplier <- signed_least_squares(normals[free, , drop = FALSE], pull[free], lower, upper)
  rest <- pull - drop(normals %*% multiplier)
  for (round in 1:3) { # the balls' multipliers say how much a kink takes up
    kink <- ifelse(free | bound_sign(task) != 0, 0, task$l1 + drop(kinks %*% multiplier[length(used) + seq_along(open)]))
    least <- ifelse(at_lower, -Inf, -kink)
    most <- ifelse(at_upper, Inf, kink)
    miss <- near * max(abs(pull), 0)
    if (!any((rest < least - miss | rest > most + miss)[!free])) break
    multiplier <- multipliers_at_corner(normals, pull, lower, upper, free, least, most)
    rest <- pull - drop(normals %*% multiplier)
  }
  list(bound_multiplier = ifelse(at_upper, pmax(rest, 0), 0) + ifelse(at_lower, pmin(rest, 0), 0),
       row_multiplier = replace(numeric(length(value)), used, multiplier[seq_along(used)]),
       ball_multiplier = replace(numeric(length(task$balls)), open, multiplier[length(used) + seq_along(open)]))
}

# The same where rows must also leave to the other coefficients a pull between `least` and `most`, which are unknowns too.
multipliers_at_corner <- function(normals, pull, lower, upper, free, least, most) {
  own <- diag(length(pull))[, !free, drop = FALSE]
  found <- signed_least_squares(cbind(normals, own), pull, c(lower, least[!free]), c(upper, most[!free]))
  found[seq_along(lower)]
}

# The sign that the bounds give a coefficient; 0 where it is open. Where a coefficient is 0 by its bound an L1 ball presses with that sign.
bound_sign <- function(task) ifelse(task$lower >= 0, 1, ifelse(task$upper <= 0, -1, 0))

signed_least_squares <- function(x, y, lower, upper) {
  k <- ncol(x)
  if (!k || !length(y)) return(numeric(k))
  solve_qp(list(x = x, columns = seq_len(k) - 1L, centre = numeric(k), scale = rep(1, k), root_weight = rep(1, length(y)), flat = NULL,
                flat_cross = NULL, implicit = 0L, y = y, ridge = numeric(k), l1 = numeric(k), lower = lower, upper = upper,
                rows = matrix(0, 0L, k), row_lower = numeric(), row_upper = numeric()))$b
}
