three_columns <- function(...) constrained(mpg ~ wt + hp + qsec, mtcars, ...)

test_that("every constraint has a name, a multiplier, its slack and whether it is active", {
  fit <- three_columns(within = box(c(wt = -2, hp = -1), c(wt = 1)) & sum_to(0.3, c("wt", "qsec")) & l2_ball(4) &
                         linear(rbind(first = c(1, 0, 1), c(0, 1, 0)), upper = c(9, 0)) & monotone(c("wt", "qsec")) & linf_ball(3))
  names <- c("box:wt", "box:hp", "sum_to", "l2_ball", "linear:first", "linear:row2", "monotone", "linf_ball")
  expect_identical(names(fit$multiplier), names)
  expect_identical(names(fit$slack), names)
  expect_identical(names(fit$active), names)
  b <- coef(fit)
  slack <- c(min(b["wt"] + 2, 1 - b["wt"]), b["hp"] + 1, 0, 4 - sqrt(sum(b[-1]^2)), 9 - b["wt"] - b["qsec"], -b["hp"], b["qsec"] - b["wt"],
             3 - max(abs(b[-1])))
  expect_equal(unname(fit$slack), unname(slack), tolerance = 1e-12)
  expect_identical(unname(fit$active), unname(fit$multiplier != 0 | abs(slack) < 1e-10))
  expect_true(all(fit$multiplier[!fit$active] == 0))
})

test_that("signs say which side presses", {
  lower <- three_columns(within = box(c(wt = -2)))
  upper <- three_columns(within = box(upper = c(wt = -7)))
  expect_lt(lower$multiplier, 0)
  expect_gt(upper$multiplier, 0)
  expect_lt(three_columns(within = nonnegative("wt"))$multiplier, 0)
  expect_identical(unname(three_columns(within = nonpositive("wt"))$multiplier), 0)
})

test_that("the tighter of two bounds has the multiplier", {
  fit <- three_columns(within = box(c(wt = -3)) & box(c(wt = -2), name = "tight"))
  expect_identical(unname(fit$multiplier["box"]), 0)
  expect_lt(fit$multiplier["tight"], 0)
  expect_identical(unname(fit$active), c(FALSE, TRUE))
})

test_that("an L-infinity ball has one multiplier, that of its radius", {
  fit <- three_columns(within = linf_ball(0.3, weights = c(1, 2, 0.5)))
  bounds <- three_columns(within = box(-0.3 / c(1, 2, 0.5), 0.3 / c(1, 2, 0.5)))
  expect_equal(coef(fit), coef(bounds), tolerance = 1e-12)
  expect_equal(unname(fit$multiplier), sum(abs(bounds$multiplier) / c(1, 2, 0.5)), tolerance = 1e-12)
})

test_that("arrays for radii and responses", {
  fit <- constrained(cbind(mpg, disp) ~ wt + hp, mtcars, within = l1_ball(c(1, 2, 3)) & nonpositive())
  expect_identical(dim(fit$multiplier), c(3L, 3L, 2L))
  expect_identical(dimnames(fit$multiplier), list(c("l1_ball", "nonpositive:wt", "nonpositive:hp"), c("1", "2", "3"), c("mpg", "disp")))
  one <- constrained(mpg ~ wt + hp, mtcars, within = l1_ball(2) & nonpositive())
  expect_equal(fit$multiplier[, "2", "mpg"], one$multiplier, tolerance = 1e-10)
  expect_equal(fit$slack[, "2", "mpg"], one$slack, tolerance = 1e-10)
})

test_that("constraints of no inequality have no entry", {
  alone <- constrained(mpg ~ wt, mtcars, within = monotone())
  expect_identical(unname(alone$multiplier), numeric())
  expect_equal(unname(coef(alone)), unname(coef(lm(mpg ~ wt, mtcars))), tolerance = 1e-12)
  expect_match(paste(capture.output(print(alone)), collapse = " "), "0 of 0 constraints active")
  expect_silent(capture.output(print(summary(constrained(mpg ~ wt + hp, mtcars, within = box())))))
  both <- constrained(cbind(mpg, disp) ~ wt, mtcars, within = monotone() & l1_ball(c(1, 2)))
  expect_identical(dimnames(both$multiplier)[[1]], "l1_ball")
})

test_that("a ball of radius 0 presses only where no other bound does", {
  value <- \(r) constrained(mpg ~ wt + hp + qsec, mtcars, within = nonnegative() & l1_ball(r))$certificate$primal
  fit <- three_columns(within = nonnegative() & l1_ball(0))
  expect_equal(fit$multiplier[["l1_ball"]], (value(0) - value(1e-5)) / 1e-5, tolerance = 1e-5)
  signed <- constrained(mpg ~ wt + hp, mtcars, within = nonnegative() & l2_ball(0)) # both press downwards
  expect_identical(signed$multiplier[["l2_ball"]], 0)
  expect_identical(constrained(mpg ~ wt + hp, mtcars, within = nonnegative("wt") & l2_ball(0))$multiplier[["l2_ball"]], Inf)
  expect_lt(max(signed$multiplier[c("nonnegative:wt", "nonnegative:hp")]), 0)
})

test_that("parts that say nothing have no multipliers and are in nobody's way", {
  set.seed(31)
  x <- matrix(rnorm(40), 20, dimnames = list(NULL, c("a", "b")))
  y <- rnorm(20)
  fit <- constrained(x, y, monotone("a", name = "one") & box(-Inf, Inf, name = "open") & nonnegative("b", name = "sign"))
  expect_identical(names(fit$multiplier), "sign")
  expect_identical(fit$certificate$status, "optimal")
  alone <- constrained(x, y, monotone("a"))
  expect_length(alone$multiplier, 0L)
  expect_equal(slopes_of_fit(alone), unname(coef(lm(y ~ x))[-1L]))
  expect_output(print(alone), "b_j|increasing|a")
})
