# The face of a solution, on which it moves when data or multipliers do.
#
# With A_F the columns of the coefficients that are free, R = diag(ridge) the curvature of penalty and balls there, N the gradients of
# pressing rows and balls, and Z an orthonormal basis of what is orthogonal to them, movements are w -> Z w or, without that basis, the
# free coefficients themselves:
#
#     M^+ = (Z'(A_F'A_F + R)Z)^+         in the basis, by its eigenvalues: any R. Cost |F|^3.
#     P = H^-1 - H^-1 N (N'H^-1 N)^+ N'H^-1,   H = A_F'A_F + R,   where R > 0 everywhere, by a Cholesky factor of H or, with
#         more columns than rows, of C = 1 + A_F R^-1 A_F':  H^-1 = R^-1 - R^-1 A_F' C^-1 A_F R^-1. Cost n |F| min(n, |F|).

# Faces beyond these sizes are given up: |F| in the basis, operations otherwise. They would cost more than the fit.
most_face <- 1500L
most_face_work <- 1e10

# The face of a solution of a task whose l1 and ridge include the balls; gradients: of the pressing ones. list(free, project (from a
# matrix with rows F to movements), inverse (M^+ or P of those), fitted (A_F times them), trace (of inverse times A'A)), or list(df) where
# no matrix is needed: without curvature df is `rank`; NA where the face is too large.
solution_face <- function(task, solution, gradients, rank = NA_real_) {
  b <- solution$b
  free <- which(b > task$lower & b < task$upper & !(b == 0 & task$l1 > 0))
  ridge <- task$ridge[free]
  if (!length(free)) return(list(df = 0))
  if (!is.na(rank) && all(ridge == 0)) return(list(df = rank))
  rows <- task$rows[solution$row_multiplier != 0 | task$row_lower == task$row_upper, free, drop = FALSE]
  normals <- cbind(t(rows), matrix(vapply(gradients, \(gradient) gradient[free], numeric(length(free))), length(free)))
  part <- active_problem(task, free)
  face <- if (all(ridge > 0)) curved_face(part, ridge, normals)
  if (is.null(face)) face <- if (length(free) > most_face) list(df = NA_real_) else basis_face(part, ridge, normals)
  c(list(free = free), face)
}

# Movements in an orthonormal basis.
basis_face <- function(part, ridge, normals) {
  basis <- null_basis(normals)
  if (!ncol(basis)) return(list(df = 0))
  image <- core_call(.Call(C_multiply, part, basis))
  cross <- crossprod(image)
  parts <- eigen(cross + crossprod(basis * sqrt(ridge)), symmetric = TRUE)
  used <- parts$values > 1e-12 * max(parts$values, 0)
  vectors <- parts$vectors[, used, drop = FALSE]
  inverse <- \(v) vectors %*% (crossprod(vectors, v) / parts$values[used])
  list(project = \(v) crossprod(basis, v), inverse = inverse, fitted = \(w) image %*% w, trace = \() sum(diag(inverse(cross))))
}

# An orthonormal basis of what is orthogonal to the columns of `normals`.
null_basis <- function(normals) {
  k <- nrow(normals)
  if (!ncol(normals)) return(diag(k))
  parts <- qr(normals, tol = 1e-10)
  qr.Q(parts, complete = TRUE)[, seq_len(k) > parts$rank, drop = FALSE]
}

# Movements of the free coefficients themselves. NULL where curvature is so little beside the data that H has no sound inverse, or where it
# is too much work.
curved_face <- function(part, ridge, normals, least = 1e-9) {
  n <- length(part$y)
  k <- length(ridge)
  if (as.double(n) * k * min(n, k) > most_face_work) return(NULL)
  whole <- tryCatch(if (n < k) dual_inverse(part, ridge, n) else primal_inverse(part, ridge, k), error = \(e) NULL)
  if (is.null(whole) || min(ridge) < least * whole$largest) return(NULL)
  fitted <- \(w) core_call(.Call(C_multiply, part, w))
  if (!ncol(normals)) return(list(project = identity, inverse = whole$solve, fitted = fitted, trace = \() whole$trace))
  pressed <- whole$solve(normals)
  parts <- eigen(crossprod(normals, pressed), symmetric = TRUE)
  used <- parts$values > 1e-12 * max(parts$values, 0)
  pressed <- pressed %*% (parts$vectors[, used, drop = FALSE] / rep(sqrt(parts$values[used]), each = nrow(parts$vectors)))
  list(project = identity, inverse = \(v) whole$solve(v) - pressed %*% crossprod(pressed, v), fitted = fitted,
       trace = \() whole$trace - sum(fitted(pressed)^2))
}

# list(solve (H^-1), trace (of H^-1 A'A), largest (of the diagonal of A'A)), by H, and by C.
primal_inverse <- function(part, ridge, k) {
  cross <- core_call(.Call(C_cross, part, core_call(.Call(C_multiply, part, diag(k)))))
  factor <- chol(cross + diag(ridge, k))
  list(solve = \(v) backsolve(factor, backsolve(factor, v, transpose = TRUE)), trace = k - sum(diag(chol2inv(factor)) * ridge),
       largest = max(diag(cross)))
}

dual_inverse <- function(part, ridge, n) {
  transposed <- core_call(.Call(C_cross, part, diag(n)))
  factor <- chol(diag(n) + core_call(.Call(C_multiply, part, transposed / ridge)))
  solve <- \(v) {
    small <- backsolve(factor, backsolve(factor, crossprod(transposed, v / ridge), transpose = TRUE))
    (v - transposed %*% small) / ridge
  }
  list(solve = solve, trace = n - sum(diag(chol2inv(factor))), largest = max(rowSums(transposed^2)))
}
