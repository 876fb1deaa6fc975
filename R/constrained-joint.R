# Several responses: each by itself, or with one ball around all their coefficients, whose multiplier is then common to them.

# One solution per response, as solve_polyhedral() returns it. start: NULL, or that of an earlier call.
solve_responses <- function(tasks, start = NULL) {
  check_responses(tasks)
  start <- start %||% vector("list", length(tasks))
  joint <- smallest_joint(tasks[[1L]])
  if (!length(joint)) return(Map(solve_feasible, tasks, start))
  evaluate <- function(mu, before) {
    solutions <- Map(\(task, start) {
      task$ridge <- task$ridge + mu * task$balls[[joint]]$l2
      solve_feasible(task, start)
    }, tasks, before$start %||% start)
    shares <- mapply(\(task, solution) value_of_ball(task$balls[[joint]], solution$b) / task$balls[[joint]]$limit, tasks, solutions)
    list(solutions = solutions, mu = mu, t = shortfall(sum(shares), 1), unique = all(vapply(solutions, `[[`, NA, "unique")),
         feasible = TRUE, start = lapply(solutions, `[[`, "start"))
  }
  found <- find_multiplier(evaluate)
  lapply(found$solutions, \(solution) {
    solution$ball_multiplier[joint] <- found$mu
    solution
  })
}

solve_feasible <- function(task, start) {
  found <- solve_balls(task, start = start)
  if (found$feasible) return(polish_solution(task, found))
  abort_infeasible(task, found$farkas$bound, found$farkas$row, found$farkas$ball, open_balls(task))
}

# Of balls around all responses the smallest is the one that counts.
smallest_joint <- function(task) {
  limits <- vapply(task$balls, \(ball) if (ball$joint) ball$limit else Inf, 0)
  if (any(limits < Inf) && min(limits) > 0) which.min(limits)
}

# Stops where a curved ball, of one response or of all, is out of reach.
check_responses <- function(tasks) {
  for (task in tasks) check_feasible(task)
  joint <- smallest_joint(tasks[[1L]])
  if (length(joint)) check_joint(tasks, joint)
}

# If coefficients of m responses lie in a joint ball of radius r, their mean, which satisfies all else, lies in a ball of radius r /
# sqrt(m).
check_joint <- function(tasks, joint) {
  task <- tasks[[1L]]
  task$balls[[joint]]$joint <- FALSE
  task$balls[[joint]]$limit <- task$balls[[joint]]$limit / length(tasks)
  check_feasible(task)
}
