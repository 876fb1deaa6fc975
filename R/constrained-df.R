# Degrees of freedom of a constrained fit: the divergence of its fitted values in y, which Stein's lemma makes an unbiased estimate.
#
# Near a solution its face does not change: coefficients at bounds or kinks stay there, rows that press stay equations, balls that press stay
# on their surface. With A_F the columns that are free, Z a basis of what the gradients of pressing rows and balls leave of their space, and R
# the curvature of penalty and balls (multiplier times that of the ball),
#
#     df = tr [ (Z'(A_F'A_F + R)Z)^+ Z'A_F'A_F Z ]
#
# (Kato 2009 for smooth sets; for polyhedra the dimension of the face). A joint ball around several responses ties them: its gradient is
# projected out of all of them at once.

# Faces of more free coefficients than this, with curvature, have no df: it would cost more than the fit.
most_face <- 1500L

# One number per response. solutions: as solve_responses() returns them.
face_degrees <- function(tasks, solutions) {
  joint <- smallest_joint(tasks[[1L]])
  if (length(joint) && !(solutions[[1L]]$ball_multiplier[joint] > 0)) joint <- integer()
  faces <- Map(\(task, solution) face_parts(task, solution, joint), tasks, solutions)
  pull <- vapply(faces, `[[`, 0, "pull")
  vapply(faces, \(face) face$df - if (length(joint) && sum(pull) > 0) face$share / sum(pull) else 0, 0)
}

# list(df, share, pull): without the joint ball; and n'M^+ A'A M^+ n and n'M^+ n for its gradient n.
face_parts <- function(task, solution, joint) {
  b <- solution$b
  mu <- solution$ball_multiplier
  weigh <- \(name) Reduce(`+`, Map(\(ball, multiplier) multiplier * ball[[name]], task$balls, mu), task[[if (name == "l1") "l1" else "ridge"]])
  kink <- weigh("l1")
  curvature <- weigh("l2")
  free <- which(b > task$lower & b < task$upper & !(b == 0 & kink > 0))
  if (all(curvature[free] == 0)) return(list(df = as.double(solution$rank), share = 0, pull = 0))
  if (length(free) > most_face) return(list(df = NA_real_, share = 0, pull = 0))
  pressing <- setdiff(which(mu > 0), joint)
  gradients <- vapply(task$balls[pressing], \(ball) (ball$l1 * sign(b) + ball$l2 * b)[free], numeric(length(free)))
  rows <- task$rows[solution$row_multiplier != 0 | task$row_lower == task$row_upper, free, drop = FALSE]
  basis <- null_basis(cbind(t(rows), matrix(gradients, length(free))))
  if (!ncol(basis)) return(list(df = 0, share = 0, pull = 0))
  columns <- core_call(.Call(C_multiply, active_problem(task, free), basis))
  cross <- crossprod(columns)
  parts <- eigen(cross + crossprod(basis * sqrt(curvature[free])), symmetric = TRUE)
  used <- parts$values > 1e-12 * max(parts$values, 0)
  inverse <- \(v) parts$vectors[, used, drop = FALSE] %*% (crossprod(parts$vectors[, used, drop = FALSE], v) / parts$values[used])
  n <- if (length(joint)) crossprod(basis, (task$balls[[joint]]$l2 * b)[free]) else numeric(ncol(basis))
  moved <- inverse(n)
  list(df = sum(diag(inverse(cross))), share = sum(moved * (cross %*% moved)), pull = sum(n * moved))
}

# An orthonormal basis of what is orthogonal to the columns of `normals`.
null_basis <- function(normals) {
  k <- nrow(normals)
  if (!ncol(normals)) return(diag(k))
  parts <- qr(normals, tol = 1e-10)
  qr.Q(parts, complete = TRUE)[, seq_len(k) > parts$rank, drop = FALSE]
}
