# The last solve on a face, where columns nearly depend on each other.
#
# The quadratic program works on A'A, which has lost a direction of singular value d to rounding where d^2 is below it. What it finds is the
# face: which coefficients are free, which rows and L1 balls press. On it the problem is one of least squares with equations,
#
#     minimise over b_F   1/2 ||y - A_F b_F||^2 + 1/2 sum ridge_j b_j^2 + sum l1_j s_j b_j     subject to N b_F = sides,
#
# solved in b_F = particular solution + Z w by the singular values of A_F Z itself.

# Relative violation of stationarity that is left alone, and the cost (n k^2) beyond which all is.
polish_above <- 1e-11
most_polish <- 1e9

# The solution, or a better one on its face: as solve_polyhedral() returns it.
polish_solution <- function(task, solution) {
  curved <- vapply(task$balls, is_curved, NA)
  if (any(solution$ball_multiplier[curved] > 0)) return(solution)
  free <- which(solution$b > task$lower & solution$b < task$upper & !(solution$b == 0 & face_kink(task, solution) > 0))
  if (!length(free) || length(task$y) * length(free)^2 > most_polish) return(solution)
  before <- solution_miss(task, solution)
  if (before <= polish_above) return(solution)
  better <- solve_face(task, solution, free)
  if (is.null(better) || !(solution_miss(task, better) < before)) return(solution)
  better
}

# l1 of penalty and pressing L1 balls.
face_kink <- function(task, solution) {
  Reduce(`+`, Map(\(ball, mu) mu * ball$l1, task$balls, solution$ball_multiplier), task$l1)
}

# The largest violation of stationarity, relative to the gradients there are.
solution_miss <- function(task, solution) {
  c <- task_cross(task, task$y - task_multiply(task, solution$b))
  g <- c - drop(solution$row_multiplier %*% task$rows)
  miss <- stationarity_miss(g, solution$b, face_kink(task, solution), task$ridge, task$lower, task$upper)
  max(0, miss) / max(abs(c), abs(task_cross(task, task$y)), .Machine$double.xmin)
}

# The solution on the face, or NULL where it leaves it.
solve_face <- function(task, solution, free) {
  old <- solution$b
  sign <- sign(old)
  rows <- which(solution$row_multiplier != 0 | task$row_lower == task$row_upper)
  balls <- which(solution$ball_multiplier > 0)
  fixed <- replace(old, free, 0)
  upper <- solution$row_multiplier[rows] > 0 | task$row_lower[rows] == task$row_upper[rows]
  sides <- ifelse(upper, task$row_upper[rows], task$row_lower[rows])
  signed <- matrix(vapply(task$balls[balls], \(ball) ball$l1 * sign, numeric(length(old))), length(old))
  normals <- rbind(task$rows[rows, , drop = FALSE], t(signed))
  sides <- c(sides, vapply(task$balls[balls], `[[`, 0, "limit")) - drop(normals %*% fixed)
  b <- replace(fixed, free, least_squares_within(task, free, normals[, free, drop = FALSE], sides, fixed, task$l1 * sign))
  inside <- all(b >= task$lower & b <= task$upper) && all(b[task$l1 > 0] * old[task$l1 > 0] >= 0) &&
    all(signed * b >= 0 | signed == 0)
  value <- drop(task$rows %*% b)
  size <- 1e-12 * drop(abs(task$rows) %*% abs(b))
  if (!inside || any(value < task$row_lower - size | value > task$row_upper + size)) return(NULL)
  face_multipliers(task, solution, b, free, normals, rows, balls)
}

# b_F of the problem above; `fixed`: the other coefficients, `push`: l1 s.
least_squares_within <- function(task, free, normals, sides, fixed, push) {
  target <- task$y - task_multiply(task, fixed)
  particular <- numeric(length(free))
  if (length(sides)) {
    parts <- svd(normals)
    kept <- parts$d > 1e-12 * parts$d[1L]
    particular <- drop(parts$v[, kept, drop = FALSE] %*% (crossprod(parts$u[, kept, drop = FALSE], sides) / parts$d[kept]))
  }
  basis <- null_basis(t(normals))
  if (!ncol(basis)) return(particular)
  root <- sqrt(task$ridge[free])
  columns <- core_call(.Call(C_multiply, active_problem(task, free), cbind(basis, particular)))
  last <- ncol(columns)
  parts <- svd(rbind(columns[, -last, drop = FALSE], basis * root))
  kept <- parts$d > 1e-14 * parts$d[1L]
  v <- parts$v[, kept, drop = FALSE]
  right <- crossprod(parts$u[, kept, drop = FALSE], c(target - columns[, last], -root * particular)) / parts$d[kept]
  right <- right - crossprod(v, crossprod(basis, push[free])) / parts$d[kept]^2
  drop(particular + basis %*% (v %*% right))
}

# The multipliers at b: those of rows and balls by least squares over the free coefficients, the rest is on the bounds.
face_multipliers <- function(task, solution, b, free, normals, rows, balls) {
  g <- task_cross(task, task$y - task_multiply(task, b)) - task$ridge * b - task$l1 * sign(b)
  found <- numeric(length(rows) + length(balls))
  if (length(found)) {
    found <- qr.coef(qr(t(normals[, free, drop = FALSE]), tol = 1e-12), g[free])
    found[is.na(found)] <- 0
  }
  was <- solution$row_multiplier[rows] * (task$row_lower[rows] < task$row_upper[rows])
  solution$b <- b
  solution$row_multiplier[rows] <- found[seq_along(rows)]
  solution$ball_multiplier[balls] <- pmax(found[length(rows) + seq_along(balls)], 0)
  left <- g - drop(found %*% normals)
  bounded <- b == task$lower | b == task$upper
  solution$bound_multiplier <- ifelse(bounded, left, 0)
  wrong <- any(bounded & b != task$lower & left < 0) || any(bounded & b != task$upper & left > 0) || any(found[seq_along(rows)] * was < 0)
  if (wrong) NULL else solution
}
