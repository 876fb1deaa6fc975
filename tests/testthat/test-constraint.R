# Constraint objects: what they accept, how they combine, what they print.

texts <- function(constraint) unname(format(constraint))

test_that("every constructor makes a printable constraint", {
  all <- list(
    l1_ball(2), l2_ball(2), linf_ball(2), elastic_ball(2, 0.3), box(0, 1), nonnegative(), nonpositive(), simplex(), sum_to(0), monotone(),
    linear(c(1, 2), lower = 0), column_norm(1), frobenius_ball(1)
  )
  kinds <- c("l1_ball", "l2_ball", "linf_ball", "elastic_ball", "box", "box", "box", "simplex", "sum_to", "monotone", "linear",
             "column_norm", "frobenius_ball")
  expect_identical(vapply(all, `[[`, "", "kind"), kinds)
  for (one in all) {
    expect_s3_class(one, "normball_constraint")
    expect_output(shown <- withVisible(print(one)), "Constraint on the coefficients b", fixed = TRUE)
    expect_false(shown$visible)
    expect_length(format(one), 1L)
  }
})

test_that("format gives the mathematics", {
  expect_identical(texts(l1_ball(2, c("a", "b"))), "sum_j |b_j| <= 2 over a, b")
  expect_identical(texts(l2_ball(c(1, 2))), "sqrt(sum_j b_j^2) <= 1, 2 (each in turn)")
  expect_identical(texts(l2_ball(1, weights = c(1, 3))), "sqrt(sum_j w_j b_j^2) <= 1 with w = 1, 3")
  expect_identical(texts(linf_ball(0.5)), "max_j |b_j| <= 0.5")
  expect_identical(texts(elastic_ball(1, 0.5)), "sum_j (0.5 |b_j| + 0.25 b_j^2) <= 1")
  expect_identical(texts(elastic_ball(1, 1)), "sum_j |b_j| <= 1")
  expect_identical(texts(elastic_ball(1, 0)), "sum_j 0.5 b_j^2 <= 1")
  expect_identical(texts(box(0, 1)), "0 <= b_j <= 1")
  expect_identical(texts(box(2, 2)), "b_j = 2")
  expect_identical(texts(box()), "b_j free")
  expect_identical(texts(box(c(a = 0), c(a = 1, b = 2))), "0 <= a <= 1, b <= 2")
  expect_identical(texts(box(rep(0, 9), rep(1, 9))), "lower_j <= b_j <= upper_j (9 bounds)")
  expect_identical(texts(nonnegative("f")), "b_j >= 0 over f")
  expect_identical(texts(nonpositive()), "b_j <= 0")
  expect_identical(texts(simplex(2)), "b_j >= 0, sum_j b_j = 2")
  expect_identical(texts(sum_to(1, weights = c(a = 1, b = -2, c = 1))), "a - 2 b + c = 1")
  expect_identical(texts(sum_to(1)), "sum_j b_j = 1")
  expect_identical(texts(monotone(c("a", "b", "c"))), "a <= b <= c")
  expect_identical(texts(monotone(1:2, increasing = FALSE)), "b_1 >= b_2")
  expect_identical(texts(monotone()), "b_j <= b_j+1 for every j")
  expect_identical(texts(linear(rbind(u = c(a = 1, b = -1), v = c(0, 2)), c(0, 1), c(Inf, 1))), "u: a - b >= 0; v: 2 b = 1")
  expect_identical(texts(linear(diag(9), lower = 0)), paste0(paste0("b_", 1:6, " >= 0", collapse = "; "), "; and 3 more"))
  expect_identical(texts(column_norm(1)), "sqrt(sum_j b_jk^2) <= 1 for each column k")
  expect_identical(texts(frobenius_ball(1)), "sqrt(sum_jk b_jk^2) <= 1")
})

test_that("a label is the call that makes the constraint again", {
  calls <- expression(
    l1_ball(2), l1_ball(c(0.5, 1), vars = c("a", "b"), weights = c(1, 2)), elastic_ball(1, 0.25), box(lower = 0),
    box(upper = c(a = 1), vars = "a"), nonnegative("f"), simplex(1, vars = c("a", "b")), monotone(increasing = FALSE),
    sum_to(0, vars = c("a", "b"), weights = c(a = 1, b = -1)), linear(c(a = 1, b = -1), lower = 0), column_norm(2),
    l2_ball(1, name = "ridge")
  )
  for (call in calls) {
    made <- eval(call)
    expect_identical(eval(str2lang(made$label)), made, label = made$label)
  }
  expect_identical(linear(diag(3), lower = 0)$label, "linear(..., lower = c(0, 0, 0))")
})

test_that("`&` makes flat intersections with unique names", {
  a <- l1_ball(1)
  three <- (a & nonnegative()) & l1_ball(2)
  expect_s3_class(three, c("normball_intersection", "normball_constraint"), exact = TRUE)
  expect_length(three$parts, 3L)
  expect_identical((a & (nonnegative() & l1_ball(2)))$parts, three$parts)
  expect_identical(normball:::part_names(three), c("l1_ball", "nonnegative", "l1_ball_2"))
  expect_identical(normball:::part_names(l1_ball(1) & l1_ball(2, name = "l1_ball_2") & l1_ball(3)), c("l1_ball", "l1_ball_2", "l1_ball_3"))
  expect_identical(three$label, "l1_ball(1) & nonnegative() & l1_ball(2)")
  expect_output(print(three), "nonnegative  b_j >= 0", fixed = TRUE)
  expect_length(format(three), 3L)
})

test_that("other operators and other operands are refused", {
  a <- l1_ball(1)
  for (bad in expression(a | a, !a, a + a, a == a, -a)) expect_error(eval(bad), "no meaning", class = "normball_error_constraint")
  for (bad in expression(a & 1, TRUE & a, a & NULL)) expect_error(eval(bad), "joins constraints", class = "normball_error_constraint")
})

test_that("radii are checked, and one ball of an intersection may have several", {
  for (f in list(l1_ball, l2_ball, linf_ball, elastic_ball, column_norm, frobenius_ball)) {
    for (bad in list(-1, NaN, NA_real_, c(1, -2), "1", NULL, numeric(), TRUE)) {
      expect_error(f(bad), "radius", class = "normball_error_radius")
    }
    expect_error(f(c(1, 2, 1)), "more than once", class = "normball_error_radius")
    expect_identical(f(Inf)$radius, Inf)
    expect_identical(f(0L)$radius, 0)
  }
  expect_error(l1_ball(-1), "is -1", fixed = TRUE)
  expect_error(l1_ball(1:2) & l2_ball(1:2), "several radii", class = "normball_error_radius")
  path <- l1_ball(c(1, 2)) & l2_ball(3)
  expect_identical(normball:::constraint_radii(path), c(1, 2))
  expect_identical(normball:::constraint_at(path, 2)$label, "l1_ball(2) & l2_ball(3)")
  expect_identical(normball:::constraint_at(path, 2)$parts[[1]]$radius, 2)
  expect_identical(normball:::constraint_at(l2_ball(c(1, 2)), 1)$label, "l2_ball(1)")
  expect_null(normball:::constraint_radii(nonnegative()))
  expect_identical(normball:::constraint_radii(l1_ball(3) & nonnegative()), 3)
})

test_that("vars, weights, names and mixture are checked", {
  bad_vars <- list(character(), "", NA_character_, c("a", "a"), 0, -1, 1.5, NA_real_, TRUE, list("a"), factor("a"), c(1, 1), Inf)
  for (bad in bad_vars) {
    for (f in list(\(v) l1_ball(1, v), \(v) box(0, 1, v), nonnegative, \(v) simplex(1, v), \(v) sum_to(1, v), monotone)) {
      expect_error(f(bad), "vars", class = "normball_error_constraint")
    }
  }
  for (bad in list(-1, NaN, Inf, "1", numeric(), c(1, -1))) expect_error(l1_ball(1, weights = bad), class = "normball_error_constraint")
  for (bad in list(NaN, Inf, "1", numeric())) expect_error(sum_to(1, weights = bad), class = "normball_error_constraint")
  expect_error(l1_ball(1, weights = c(1e-60, 1e60)), "1e100", class = "normball_error_constraint")
  expect_silent(l1_ball(1, weights = c(0, 1e60)))
  expect_error(l1_ball(1, weights = c(a = 1, 2)), "names of `weights`", class = "normball_error_constraint")
  expect_identical(l1_ball(1, weights = c(a = 1, b = 2))$vars, c("a", "b"))
  for (bad in list("", NA_character_, 1, c("a", "b"))) expect_error(l1_ball(1, name = bad), "name", class = "normball_error_type")
  for (bad in list(-0.1, 1.1, NaN, "a", c(0, 1))) expect_error(elastic_ball(1, bad), "mixture", class = "normball_error_type")
  expect_error(monotone(increasing = NA), "increasing", class = "normball_error_type")
})

test_that("sets that are empty by themselves are refused", {
  expect_error(box(2, 1), "empty", class = "normball_error_constraint")
  expect_error(box(c(0, 2), c(1, 1)), "element 2", class = "normball_error_constraint")
  expect_error(box(0, c(1, -1)), "element 2", class = "normball_error_constraint")
  expect_error(box(c(a = 3, b = 0), c(b = 1, a = 2)), "`a`", class = "normball_error_constraint")
  for (bad in list(Inf, NaN, NA_real_, "0", numeric(), NULL)) expect_error(box(bad), "lower", class = "normball_error_constraint")
  expect_error(box(upper = -Inf), "upper", class = "normball_error_constraint")
  expect_error(simplex(-1), "empty", class = "normball_error_constraint")
  for (bad in list(NaN, Inf, "1", c(1, 2), NULL)) {
    expect_error(simplex(bad), "total", class = "normball_error_constraint")
    expect_error(sum_to(bad), "total", class = "normball_error_constraint")
  }
  expect_error(sum_to(1, weights = c(0, 0)), "empty", class = "normball_error_constraint")
  expect_silent(sum_to(0, weights = c(0, 0)))
})

test_that("rows of linear() are checked", {
  expect_error(linear(diag(2)), "needs", class = "normball_error_constraint")
  expect_error(linear(diag(2), 2, 1), "empty", class = "normball_error_constraint")
  expect_error(linear(diag(2), c(0, 0), c(1, -1)), "row 2", class = "normball_error_constraint")
  expect_error(linear(diag(2), c(0, 0, 0)), "2 rows", class = "normball_error_constraint")
  expect_error(linear(rbind(1:2, 0), lower = 1), "row 2 of `A` is 0", class = "normball_error_constraint")
  bad_rows <- list("a", NULL, matrix(0, 0, 2), matrix(0, 2, 0), array(1, c(1, 1, 1)), c(1, NaN), c(1, Inf), matrix("a"), data.frame(a = 1))
  for (bad in bad_rows) {
    expect_error(linear(bad, lower = 0), "`A`", class = "normball_error_constraint")
  }
  expect_error(linear(matrix(1, 1, 2, dimnames = list(NULL, c("a", "a"))), 0), "more than once", class = "normball_error_constraint")
  for (bad in list(NaN, Inf, "0")) expect_error(linear(diag(2), lower = bad), "lower", class = "normball_error_constraint")
  expect_identical(linear(1:2, upper = 1)$A, matrix(c(1, 2), 1))
  expect_identical(linear(Matrix::Diagonal(2), lower = 0)$A, diag(2))
  expect_identical(linear(diag(2), lower = 0)$upper, c(Inf, Inf))
})
