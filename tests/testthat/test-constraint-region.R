# Constraints as numbers: names to columns, and the parts merged into one region.

columns <- c("fa", "fb", "fc", "x", "z")
terms <- list(f = 1:3, x = 4L, z = 5L)
region <- function(constraint, ...) normball:::resolve_constraint(constraint, columns, terms, ...)

# Whether b is in a region, from its numbers alone.
inside_region <- function(r, b, tolerance = 1e-9) {
  value <- \(ball) {
    v <- b[ball$index]
    switch(ball$kind,
      l1 = sum(ball$weights * abs(v)),
      l2 = sqrt(sum(ball$weights * v^2)),
      elastic = sum(ball$weights * (ball$mixture * abs(v) + (1 - ball$mixture) / 2 * v^2))
    )
  }
  rows <- drop(r$rows %*% b)
  all(b >= r$lower - tolerance, b <= r$upper + tolerance, rows >= r$row_lower - tolerance, rows <= r$row_upper + tolerance) &&
    all(vapply(r$balls, \(ball) value(ball) <= ball$radius + tolerance, NA))
}

test_that("terms mean their columns, in order", {
  expect_identical(region(l1_ball(1, "f"))$balls[[1]]$index, 1:3)
  expect_identical(region(l1_ball(1, c("z", "f")))$balls[[1]]$index, c(5L, 1:3))
  expect_identical(region(l1_ball(1, "fb"))$balls[[1]]$index, 2L)
  expect_identical(region(l1_ball(1, 4:5))$balls[[1]]$index, 4:5)
  expect_identical(region(l1_ball(1))$balls[[1]]$index, 1:5)
  expect_identical(region(monotone("f"))$rows, rbind(c(-1, 1, 0, 0, 0), c(0, -1, 1, 0, 0)))
  expect_identical(region(monotone(c("z", "x"), increasing = FALSE))$row_label, "z >= x")
  expect_identical(region(monotone(c("z", "x"), increasing = FALSE))$rows, rbind(c(0, 0, 0, -1, 1)))
  expect_identical(nrow(region(monotone("x"))$rows), 0L)
})

test_that("a term comes before a column of the same name, and doubled names are refused", {
  resolve <- normball:::resolve_constraint
  expect_identical(resolve(l1_ball(1, "fb"), c("fa", "fb", "fb"), list(f = 1:2, fb = 3L))$balls[[1]]$index, 3L)
  expect_error(resolve(l1_ball(1, "a"), c("a", "a")), "several columns", class = "normball_error_constraint")
  expect_identical(resolve(l1_ball(1, 2), c("a", "a"))$balls[[1]]$index, 2L)
})

test_that("unknown names are named, with the candidates", {
  expect_error(region(l1_ball(1, "ff")), "`ff`.*Did you mean `f`.*f, x, z, fa", class = "normball_error_constraint")
  expect_error(region(nonnegative(c("x", "nothing", "never"))), "`nothing`, `never`", class = "normball_error_constraint")
  expect_error(region(box(c(q = 1))), "`q`", class = "normball_error_constraint")
  expect_error(region(linear(c(x = 1, q = 1), 0)), "`A`.*`q`", class = "normball_error_constraint")
  expect_error(region(l1_ball(1, 6)), "position 6", class = "normball_error_constraint")
  expect_error(region(l1_ball(1, c("f", "fb"))), "`fb` twice", class = "normball_error_constraint")
  expect_error(region(linear(diag(3), 0)), "3 columns.*5 coefficients.*fa", class = "normball_error_constraint")
  expect_error(region(3), "`within`", class = "normball_error_constraint")
})

test_that("weights and bounds go to their coefficients in every form", {
  weights <- \(...) region(l1_ball(1, ...))$balls[[1]]$weights
  expect_identical(weights(), rep(1, 5))
  expect_identical(weights(weights = 2), rep(2, 5))
  expect_identical(weights(weights = 1:5), as.double(1:5))
  expect_identical(weights(c("z", "f"), weights = c(2, 3)), c(2, 3, 3, 3))
  expect_identical(weights(c("z", "f"), weights = c(2, 3, 4, 5)), c(2, 3, 4, 5))
  expect_identical(weights(c("z", "f"), weights = c(f = 3, z = 2)), c(2, 3, 3, 3))
  expect_identical(weights(weights = c(f = 3, z = 2)), c(3, 3, 3, 2))
  expect_error(weights(c("z", "f"), weights = 1:3), "4 coefficients or the 2 entries", class = "normball_error_constraint")
  expect_error(weights(weights = 1:3), "5 coefficients", class = "normball_error_constraint")
  expect_error(weights("f", weights = c(fa = 1)), "no value for `fb`", class = "normball_error_constraint")
  expect_error(weights("f", weights = c(f = 1, x = 1)), "`x`, which is not among", class = "normball_error_constraint")

  r <- region(box(c(f = 0, x = -1), c(fb = 2)))
  expect_identical(r$lower, c(0, 0, 0, -1, -Inf))
  expect_identical(r$upper, c(Inf, 2, Inf, Inf, Inf))
  expect_error(region(box(c(f = 3), c(fb = 2))), "`fb`", class = "normball_error_constraint")
  expect_identical(region(sum_to(1, weights = c(x = 1, z = -2)))$rows, rbind(c(0, 0, 0, 1, -2)))
  expect_identical(region(linear(rbind(c(f = 1, z = -1)), 0))$rows, rbind(c(1, 1, 1, 0, -1)))
})

test_that("parts are merged, and each bound and row knows its part", {
  r <- region(l1_ball(2, "f") & simplex(1, c("x", "f"), name = "shares") & linf_ball(0.5, weights = c(1, 2, 0, 1, 1)) &
                box(upper = 0.3, vars = "x") & linear(rbind(first = c(x = 1, z = 1), c(0, 2)), lower = c(-1, 0), upper = c(1, 0)) &
                elastic_ball(3, 0.25) & column_norm(4) & frobenius_ball(5))
  expect_identical(r$parts, c("l1_ball", "shares", "linf_ball", "box", "linear", "elastic_ball", "column_norm", "frobenius_ball"))
  expect_identical(r$lower, c(0, 0, 0, 0, -0.5))
  expect_identical(r$lower_part, c(2L, 2L, 2L, 2L, 3L))
  expect_identical(r$upper, c(0.5, 0.25, Inf, 0.3, 0.5))
  expect_identical(r$upper_part, c(3L, 3L, 0L, 4L, 3L))
  expect_identical(r$rows, rbind(c(1, 1, 1, 1, 0), c(0, 0, 0, 1, 1), c(0, 0, 0, 0, 2)))
  expect_identical(r$row_lower, c(1, -1, 0))
  expect_identical(r$row_upper, c(1, 1, 0))
  expect_identical(r$row_part, c(2L, 5L, 5L))
  expect_identical(r$row_label, c("sum", "first", "row2"))
  expect_identical(vapply(r$balls, `[[`, "", "kind"), c("l1", "elastic"))
  expect_identical(r$balls[[2]]$mixture, 0.25)
  expect_identical(vapply(r$matrix_balls, `[[`, "", "kind"), c("column_norm", "frobenius"))
  expect_identical(vapply(r$matrix_balls, `[[`, 0, "radius"), c(4, 5))
})

test_that("a region without parts of a kind has empty fields of the right type", {
  r <- region(l2_ball(c(1, 2)))
  expect_identical(r$rows, matrix(0, 0, 5))
  expect_identical(r[c("row_lower", "row_upper", "row_part", "row_label")],
                   list(row_lower = numeric(), row_upper = numeric(), row_part = integer(), row_label = character()))
  expect_identical(r$lower, rep(-Inf, 5))
  expect_identical(r$upper_part, integer(5))
  expect_identical(r$balls[[1]]$radius, c(1, 2))
  expect_identical(r$matrix_balls, list())
  expect_identical(region(linf_ball(0))$upper, rep(0, 5))
  expect_identical(region(linf_ball(Inf))$upper, rep(Inf, 5))
})

test_that("the region holds exactly the points of the constraint", {
  set.seed(3)
  constraint <- l1_ball(2, "f", c(1, 2, 1)) & l2_ball(2.5) & sum_to(1, c("x", "z")) & monotone("f") & box(-1, 2)
  r <- region(constraint)
  holds <- \(b) sum(c(1, 2, 1) * abs(b[1:3])) <= 2 && sqrt(sum(b^2)) <= 2.5 && !is.unsorted(b[1:3]) && all(abs(b - 0.5) <= 1.5)
  seen <- replicate(2000, {
    b <- rnorm(5)
    b[1:3] <- if (runif(1) < 0.7) sort(b[1:3]) else b[1:3]
    b[5] <- 1 - b[4]
    stopifnot(identical(inside_region(r, b), holds(b)))
    holds(b)
  })
  expect_gt(sum(seen), 100)
  expect_gt(sum(!seen), 100)
  expect_false(inside_region(r, c(0, 0, 0, 0.5, 0.4)))
})

test_that("bounds that contradict each other are an infeasible region, with a proof", {
  error <- expect_error(region(box(1, 2, "x") & nonpositive(name = "np")), "box says x >= 1, np says x <= 0", class = "normball_infeasible")
  expect_s3_class(error, "normball_error")
  expect_identical(error$parts, c("box", "np"))
  expect_identical(error$certificate$part, c("box", "np"))
  expect_identical(error$certificate$inequality, c("x >= 1", "x <= 0"))
  expect_lt(sum(error$certificate$bound * error$certificate$multiplier), 0)
})

test_that("terms of a design are read from it", {
  d <- design(mpg ~ wt + factor(cyl) + wt:hp, mtcars)
  expect_identical(normball:::design_terms(d), list(wt = 1L, `factor(cyl)` = 2:4, `wt:hp` = 5L))
  r <- normball:::resolve_constraint(nonnegative("factor(cyl)"), d$columns, normball:::design_terms(d))
  expect_identical(r$lower, c(-Inf, 0, 0, 0, -Inf))
  expect_identical(normball:::design_terms(design(as.matrix(mtcars[2:3]), mtcars$mpg)), list(cyl = 1L, disp = 2L))
})
