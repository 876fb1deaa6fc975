# The two ways to move on a face, against each other.

face_task <- function(n, p, ridge) {
  x <- matrix(rnorm(n * p), n, dimnames = list(NULL, paste0("x", seq_len(p))))
  design <- design(x, rnorm(n))
  region <- resolve_constraint(l2_ball(1), design$columns, NULL)
  problem <- constrained_problem(x, design$y, NULL, TRUE, FALSE, "sum", region, labels = design)
  task <- constrained_task(problem, x, region, list(lambda = 0, mixture = 1))
  task$ridge <- ridge
  task
}

test_that("movements in the free coefficients are those in a basis", {
  set.seed(141)
  for (size in list(c(30, 8), c(8, 30), c(12, 12), c(5, 1))) {
    for (count in 0:min(3, size[2] - 1)) {
      task <- face_task(size[1], size[2], runif(size[2], 0.1, 2))
      normals <- matrix(rnorm(size[2] * count), size[2])
      if (count == 3) normals[, 3] <- normals[, 1] + normals[, 2]
      part <- active_problem(task, seq_len(size[2]))
      curved <- curved_face(part, task$ridge, normals)
      basis <- basis_face(part, task$ridge, normals)
      v <- matrix(rnorm(2 * size[2]), size[2])
      moved <- curved$inverse(curved$project(v))
      there <- basis$inverse(basis$project(v))
      expect_equal(curved$trace(), basis$trace(), tolerance = 1e-9)
      expect_equal(moved, null_basis(normals) %*% there, tolerance = 1e-9)
      expect_equal(curved$fitted(moved), basis$fitted(there), tolerance = 1e-9)
      expect_lt(max(abs(crossprod(normals, moved)), 0), 1e-10)
    }
  }
})

test_that("little curvature and much work are left to others", {
  set.seed(142)
  part <- face_task(10, 4, rep(1e-12, 4))
  expect_null(curved_face(active_problem(part, 1:4), part$ridge, matrix(0, 4, 0)))
  whole <- solution_face(replace(part, "l1", list(numeric(4))), list(b = rep(0.1, 4), row_multiplier = numeric()), list())
  expect_equal(whole$trace(), 4, tolerance = 1e-9)
})
