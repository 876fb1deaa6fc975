printed <- function(x, ...) paste(capture.output(print(x, ...)), collapse = "\n")

test_that("print() of one solution shows the constraint, the coefficients and what is active", {
  fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = nonpositive(c("wt", "hp")) & l2_ball(2))
  text <- printed(fit)
  expect_match(text, "Constrained least squares of mpg on 32 x 3")
  expect_match(text, "Within nonpositive  b_j <= 0 over wt, hp")
  expect_match(text, "and l2_ball      sqrt")
  expect_match(text, "1 of 3 constraints active")
  expect_match(text, "l2_ball     0.4504     0")
  expect_match(text, "worst relative duality gap")
})

test_that("print() of a path has a row per radius, seven at most", {
  fit <- constrained(y ~ ., diabetes, within = l1_ball(10 * 1:12))
  lines <- capture.output(print(fit))
  expect_length(grep("^ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[01]$", lines), 7L)
  expect_match(paste(lines, collapse = "\n"), "radius multiplier +df +%dev active")
})

test_that("summary() has the objective, every constraint, and what is known of uniqueness", {
  fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = nonpositive(c("wt", "hp")) & l2_ball(2), weights = cyl, lambda = 0.2)
  out <- summary(fit)
  expect_s3_class(out, "summary.normball_constrained")
  expect_identical(out$constraints$constraint, names(fit$multiplier))
  expect_identical(out$constraints$multiplier, unname(fit$multiplier))
  expect_match(out$objective, "1/\\(2 sum\\(w\\)\\) sum_i w_i .* \\+ lambda sum_j \\|b_j\\|, lambda = 0.2")
  text <- printed(out)
  expect_match(text, "Constrained lasso")
  expect_match(text, "The solution is unique")
  expect_match(constrained(mpg ~ wt, mtcars, within = l2_ball(1)) |> summary() |> printed(), "Objective: 1/\\(2 n\\) sum_i \\(y_i - b0 - x_i'b\\)\\^2\n")
})

test_that("summary() of a path is the path, of a radius its solution", {
  fit <- constrained(y ~ ., diabetes, within = l1_ball(c(10, 50, 1e4)))
  path <- summary(fit)
  expect_identical(path$path$radius, c(10, 50, 1e4))
  expect_identical(path$path$multiplier[3], 0)
  expect_null(path$coefficients)
  one <- summary(fit, radius = 30)
  expect_equal(one$coefficients, coef(fit, radius = 30)[, 1])
  expect_match(printed(path), "Path of radii")
  expect_match(printed(one), "radius 30, df")
})

test_that("several responses and many constraints fit a screen", {
  fit <- constrained(cbind(mpg, disp) ~ wt + hp, mtcars, within = column_norm(1) & nonpositive("wt"))
  expect_match(printed(fit), "response")
  expect_match(printed(summary(fit)), "disp column_norm")
  set.seed(1)
  many <- constrained(matrix(rnorm(2000), 20), rnorm(20), nonnegative())
  expect_lt(length(capture.output(print(many))), 40L)
  expect_match(printed(many), "more constraints")
})
