# Constraints that contradict each other: the error and its proof.

infeasible <- function(within, ...) {
  set.seed(91)
  x <- matrix(rnorm(80), 20, dimnames = list(NULL, letters[1:4]))
  expect_error(constrained(x, rnorm(20), within, ...), class = "normball_infeasible")
}

test_that("the error names the constraints and proves the contradiction", {
  cases <- list(
    list(box(-1, 1) & sum_to(5), c("box", "sum_to")),
    list(linear(rbind(c(1, 1, 0, 0), c(2, 2, 0, 0)), c(1, 3), c(1, 3)), "linear"),
    list(nonnegative() & sum_to(-1), c("nonnegative", "sum_to")),
    list(monotone(c("a", "b")) & linear(c(a = 1, b = -1), lower = 1, name = "step"), c("monotone", "step")),
    list(l1_ball(1) & sum_to(2), c("l1_ball", "sum_to")),
    list(l2_ball(1) & sum_to(3), c("l2_ball", "sum_to")),
    list(elastic_ball(0.5) & sum_to(3), c("elastic_ball", "sum_to")),
    list(l2_ball(1) & box(lower = c(a = 0.9, b = 0.9)), c("box", "l2_ball")),
    list(l2_ball(0.4, vars = c("a", "b")) & l2_ball(0.4, vars = c("c", "d")) & sum_to(2), c("l2_ball", "l2_ball_2", "sum_to")),
    list(l2_ball(0) & sum_to(1), c("l2_ball", "sum_to")),
    list(simplex() & linf_ball(0.2), c("linf_ball", "simplex")),
    list(l2_ball(0) & box(lower = c(b = 0.5)), c("box", "l2_ball")),
    list(elastic_ball(0, vars = "b") & nonpositive() & linear(c(b = 1), upper = -1), c("elastic_ball", "linear")),
    list(l1_ball(0.5, vars = c("a", "b")) & l2_ball(0.4) & sum_to(1), c("l1_ball", "l2_ball", "sum_to"))
  )
  for (case in cases) {
    failed <- infeasible(case[[1]])
    expect_true(all(failed$parts %in% case[[2]]), label = case[[1]]$label)
    expect_s3_class(failed$certificate, "data.frame")
    expect_named(failed$certificate, c("part", "inequality", "bound", "multiplier"))
    expect_lt(sum(failed$certificate$bound * failed$certificate$multiplier), 0, label = case[[1]]$label)
    expect_true(all(failed$certificate$multiplier >= 0))
    expect_match(conditionMessage(failed), "contradict each other|says .* says")
  }
})

test_that("multipliers of rows and bounds cancel out in the coefficients", {
  A <- rbind(one = c(1, 2, 0, -1), two = c(0, 1, 1, 1), three = c(1, 3, 1, 0))
  failed <- infeasible(linear(A, c(-Inf, -Inf, 4), c(1, 2, Inf)))
  table <- failed$certificate
  at <- match(sub(" .*", "", table$inequality), rownames(A))
  sign <- ifelse(grepl("<=", table$inequality), 1, -1)
  expect_equal(unname(colSums(table$multiplier * sign * A[at, ])), numeric(4), tolerance = 1e-10)
})

test_that("what is feasible by a hair is fitted", {
  set.seed(92)
  x <- matrix(rnorm(80), 20)
  y <- rnorm(20)
  fit <- constrained(x, y, sum_to(2) & l2_ball(1 + 1e-6))
  expect_identical(fit$certificate$status, "optimal")
  expect_error(constrained(x, y, sum_to(2) & l2_ball(1 - 1e-6)), class = "normball_infeasible")
  expect_equal(slopes_of_fit(constrained(x, y, sum_to(4) & box(upper = 1))), rep(1, 4))
})

test_that("every method names what contradicts what, for one response and several", {
  for (method in c("exact", "projection", "dual")) for (set in list(simplex() & box(upper = 0.1), simplex() & l2_ball(0.4))) {
    expect_setequal(infeasible(set, method = method)$parts, vapply(set$parts, `[[`, "", "part"))
    several <- set & frobenius_ball(8)
    failed <- expect_error(constrained(cbind(mpg, disp) ~ wt + hp + drat + qsec, mtcars, within = several, method = method),
                           class = "normball_infeasible")
    expect_setequal(failed$parts, vapply(set$parts, `[[`, "", "part"))
    expect_lt(sum(failed$certificate$bound * failed$certificate$multiplier), 0)
  }
  for (method in c("exact", "projection", "dual")) {
    joint <- simplex() & frobenius_ball(0.6)
    failed <- expect_error(constrained(cbind(mpg, disp) ~ wt + hp + drat + qsec, mtcars, within = joint, method = method),
                           class = "normball_infeasible")
    expect_setequal(failed$parts, c("simplex", "frobenius_ball"))
  }
})

test_that("constant columns that standardize = TRUE leaves out are named", {
  x <- cbind(a = rep(1, 10), b = rep(2, 10))
  expect_error(constrained(x, 1:10, simplex(), standardize = TRUE), "constant columns being 0: a, b", class = "normball_infeasible")
})

test_that("a step of monotone() stands in the proof as the inequality that it is", {
  failed <- infeasible(monotone(c("a", "b", "c")) & box(lower = c(a = 1), upper = c(c = 0.5)))
  expect_identical(failed$certificate$inequality, c("a >= 1", "c <= 0.5", "a <= b", "b <= c"))
  failed <- infeasible(monotone(c("a", "b"), increasing = FALSE) & box(lower = c(b = 1), upper = c(a = 0)))
  expect_true("a >= b" %in% failed$certificate$inequality)
})
