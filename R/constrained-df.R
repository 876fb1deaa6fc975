# Degrees of freedom of a constrained fit: the divergence of its fitted values in y, which Stein's lemma makes an unbiased estimate.
#
# Near a solution its face does not change: coefficients at bounds or kinks stay there, rows that press stay equations, balls that press
# stay on their surface. With A_F the columns that are free, Z a basis of what the gradients of pressing rows and balls leave of their
# space, and R the curvature of penalty and balls (multiplier times that of the ball),
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
  unit <- vapply(tasks, `[[`, 0, "y_unit")
  weight <- (unit / max(unit))^2
  pull <- sum(weight * vapply(faces, `[[`, 0, "pull"))
  lost <- if (pull > 0) weight * vapply(faces, `[[`, 0, "share") / pull else 0
  vapply(faces, `[[`, 0, "df") - lost
}

# list(df, share, pull): without the joint ball; and n'M^+ A'A M^+ n and n'M^+ n for its gradient n.
face_parts <- function(task, solution, joint) {
  mu <- solution$ball_multiplier
  for (k in which(mu > 0)) task <- with_ball(task, task$balls[[k]], mu[k])
  pressing <- setdiff(which(mu > 0), joint)
  face <- solution_face(task, solution, lapply(task$balls[pressing], ball_gradient, solution$b), as.double(solution$rank))
  if (!is.null(face$df)) return(list(df = face$df, share = 0, pull = 0))
  n <- if (length(joint)) crossprod(face$basis, ball_gradient(task$balls[[joint]], solution$b)[face$free]) else numeric(ncol(face$basis))
  moved <- face$inverse(n)
  list(df = sum(diag(face$inverse(face$cross))), share = sum(moved * (face$cross %*% moved)), pull = sum(n * moved))
}

# The face of a solution of a task whose l1 and ridge include the balls: list(free, basis (Z), cross (Z'A'A Z), inverse (from v to M^+ v)),
# or list(df) where no matrix is needed: without curvature df is `rank`; NA where there are too many free coefficients.
solution_face <- function(task, solution, gradients, rank = NA_real_) {
  b <- solution$b
  free <- which(b > task$lower & b < task$upper & !(b == 0 & task$l1 > 0))
  if (!is.na(rank) && all(task$ridge[free] == 0)) return(list(df = rank))
  if (length(free) > most_face) return(list(df = NA_real_))
  rows <- task$rows[solution$row_multiplier != 0 | task$row_lower == task$row_upper, free, drop = FALSE]
  normals <- vapply(gradients, \(gradient) gradient[free], numeric(length(free)))
  basis <- null_basis(cbind(t(rows), matrix(normals, length(free))))
  if (!ncol(basis)) return(list(df = 0))
  cross <- crossprod(core_call(.Call(C_multiply, active_problem(task, free), basis)))
  parts <- eigen(cross + crossprod(basis * sqrt(task$ridge[free])), symmetric = TRUE)
  used <- parts$values > 1e-12 * max(parts$values, 0)
  vectors <- parts$vectors[, used, drop = FALSE]
  list(free = free, basis = basis, cross = cross, inverse = \(v) vectors %*% (crossprod(vectors, v) / parts$values[used]))
}

# An orthonormal basis of what is orthogonal to the columns of `normals`.
null_basis <- function(normals) {
  k <- nrow(normals)
  if (!ncol(normals)) return(diag(k))
  parts <- qr(normals, tol = 1e-10)
  qr.Q(parts, complete = TRUE)[, seq_len(k) > parts$rank, drop = FALSE]
}
