# Degrees of freedom of a constrained fit: the divergence of its fitted values in y, which Stein's lemma makes an unbiased estimate.
#
# Near a solution its face does not change: coefficients at bounds or kinks stay there, rows that press stay equations, balls that press
# stay on their surface. With A_F the columns that are free, Z a basis of what the gradients of pressing rows and balls leave of their
# space, and R the curvature of penalty and balls (multiplier times that of the ball),
#
#     df = tr [ (Z'(A_F'A_F + R)Z)^+ Z'A_F'A_F Z ]        (R/constrained-face.R)
#
# (Kato 2009 for smooth sets; for polyhedra the dimension of the face). A joint ball around several responses ties them: its gradient is
# projected out of all of them at once.

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
  if (!length(joint)) return(list(df = face$trace(), share = 0, pull = 0))
  n <- face$project(as.matrix(ball_gradient(task$balls[[joint]], solution$b)[face$free]))
  moved <- face$inverse(n)
  list(df = face$trace(), share = sum(face$fitted(moved)^2), pull = sum(n * moved))
}
