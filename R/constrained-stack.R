# Several responses by iteration: each by itself, or, with one ball around all their coefficients, as one task of all.

# One solution per task, as constrained_iterate() returns it.
iterate_responses <- function(tasks, method, settings) {
  joint <- smallest_joint(tasks[[1L]])
  if (!length(joint)) return(lapply(tasks, constrained_iterate, method = method, settings = settings))
  found <- constrained_iterate(stack_tasks(tasks, joint), method, settings)
  lapply(seq_along(tasks), unstack_solution, tasks = tasks, joint = joint, found = found)
}

# Blocks of A along the diagonal, each with its response and times its unit over that of the first, so that all count in one objective. The
# balls are those of each response, then the joint one, which reads sum_k value_k / limit_k <= 1.
stack_tasks <- function(tasks, joint) {
  first <- tasks[[1L]]
  p <- length(first$columns)
  m <- length(tasks)
  weight <- stack_weights(tasks)
  gather <- \(name, factor = rep(1, m)) unlist(Map(\(task, f) task[[name]] * f, tasks, factor))
  n <- length(first$y)
  identity <- diag(p)
  blocks <- Map(\(task, w) w * core_call(.Call(C_multiply, task, identity)), tasks, weight)
  pad <- \(k, values) replace(numeric(m * p), (k - 1L) * p + seq_len(p), values)
  own <- unlist(lapply(seq_len(m), \(k) lapply(tasks[[k]]$balls[open_balls(tasks[[k]])], \(ball) {
    ball[c("l1", "l2")] <- list(pad(k, ball$l1), pad(k, ball$l2))
    ball
  })), recursive = FALSE)
  ball <- first$balls[[joint]]
  whole <- list(l1 = numeric(m * p), l2 = unlist(lapply(tasks, \(task) task$balls[[joint]]$l2 / task$balls[[joint]]$limit)), limit = 1,
                back = ball$back / ball$limit, radius = ball$radius, part = ball$part, joint = FALSE)
  list(
    x = as.matrix(Matrix::bdiag(blocks)), columns = seq_len(m * p) - 1L, centre = numeric(m * p), scale = rep(1, m * p),
    root_weight = rep(1, m * n), flat = NULL, flat_cross = NULL, implicit = 0L, y = gather("y", weight), ridge = gather("ridge", weight^2),
    l1 = gather("l1", weight^2), lower = gather("lower"), upper = gather("upper"),
    rows = as.matrix(Matrix::bdiag(lapply(tasks, `[[`, "rows"))), row_lower = gather("row_lower"), row_upper = gather("row_upper"),
    bound_back = gather("bound_back"), bound_scale = gather("bound_scale"), balls = c(own, list(whole)), zero = integer(),
    row_scale = gather("row_scale"), lower_part = gather("lower_part"), upper_part = gather("upper_part"), used = seq_len(m * p),
    region = stack_region(first, m)
  )
}

# The region of all responses, as far as a proof of infeasibility reads it.
stack_region <- function(task, m) {
  region <- task$region
  rows <- c("row_lower", "row_upper", "row_part", "row_label")
  region[rows] <- lapply(region[rows], rep, m)
  region[c("columns", "p")] <- list(rep(region$columns[task$used], m), m * length(task$used))
  region
}

stack_weights <- function(tasks) vapply(tasks, `[[`, 0, "y_unit") / tasks[[1L]]$y_unit

unstack_solution <- function(k, tasks, joint, found) {
  task <- tasks[[k]]
  p <- length(task$columns)
  rows <- length(task$row_lower)
  weight <- stack_weights(tasks)[k]^2
  counts <- vapply(tasks, \(task) length(open_balls(task)), 0L)
  open <- open_balls(task)
  out <- found[c("iterations", "converged", "unique", "rank", "feasible", "trace")]
  part <- \(values, size) values[(k - 1L) * size + seq_len(size)]
  balls <- replace(numeric(length(task$balls)), open, found$ball_multiplier[sum(counts[seq_len(k - 1L)]) + seq_along(open)] / weight)
  balls[joint] <- found$ball_multiplier[sum(counts) + 1L] / task$balls[[joint]]$limit / weight
  c(list(b = part(found$b, p), bound_multiplier = part(found$bound_multiplier, p) / weight,
         row_multiplier = part(found$row_multiplier, rows) / weight, ball_multiplier = balls), out)
}
