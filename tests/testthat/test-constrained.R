# The verb: its interfaces, what it refuses, and relations between fits.

sets <- function() {
  list(
    l1_ball(2), l2_ball(2), elastic_ball(1.5), linf_ball(0.5), box(c(wt = -2), c(qsec = 0.3)), nonnegative(c("hp", "qsec")), simplex(),
    sum_to(0.5, c("wt", "qsec")), monotone(), linear(rbind(c(wt = 1, hp = 0, qsec = 2), c(0, 1, -1)), lower = 0),
    l1_ball(3) & nonpositive("wt"), l2_ball(1) & sum_to(0.2) & box(-1, 1), elastic_ball(1) & l2_ball(1.1)
  )
}

test_that("formula, data frame, matrix and sparse matrix are one fit", {
  x <- as.matrix(mtcars[c("wt", "hp", "qsec")])
  for (set in sets()) {
    formula <- constrained(mpg ~ wt + hp + qsec, mtcars, within = set)
    expect_s3_class(formula, c("normball_constrained", "normball_fit"), exact = TRUE)
    others <- list(
      constrained(x, mtcars$mpg, set), constrained(mtcars[c("wt", "hp", "qsec")], mtcars$mpg, set),
      constrained(as(x, "dgCMatrix"), mtcars$mpg, set), constrained(Matrix::Matrix(x), mtcars$mpg, within = set),
      mtcars |> constrained(mpg ~ wt + hp + qsec, within = set)
    )
    for (other in others) {
      expect_equal(coef(other), coef(formula), tolerance = 1e-9, label = set$label)
      expect_equal(other$multiplier, formula$multiplier, tolerance = 1e-8, label = set$label)
    }
    expect_identical(formula$certificate$status, "optimal", label = set$label)
    expect_lt(kkt_violation(formula, x, mtcars$mpg), 1e-9, label = set$label)
  }
})

test_that("a row twice is a weight of 2, a weight of 0 is no row, and columns may come in any order", {
  set.seed(41)
  for (set in sets()) {
    weights <- sample(0:2, 32, TRUE)
    rows <- rep(1:32, weights)
    weighted <- constrained(mpg ~ wt + hp + qsec, mtcars, within = set, weights = weights, loss = "sum", lambda = 0.5)
    repeated <- constrained(mpg ~ wt + hp + qsec, mtcars[rows, ], within = set, loss = "sum", lambda = 0.5)
    expect_equal(coef(weighted), coef(repeated), tolerance = 1e-9, label = set$label)
    expect_equal(weighted$multiplier, repeated$multiplier, tolerance = 1e-8, label = set$label)
    expect_equal(weighted$df, repeated$df, tolerance = 1e-8, label = set$label)
    if (set$kind == "monotone") next
    turned <- constrained(mpg ~ qsec + wt + hp, mtcars, within = set, weights = weights, loss = "sum", lambda = 0.5)
    expect_equal(coef(turned)[names(coef(weighted))], coef(weighted), tolerance = 1e-9, label = set$label)
    expect_equal(turned$multiplier[names(weighted$multiplier)], weighted$multiplier, tolerance = 1e-8, label = set$label)
  }
})

test_that("an offset is part of the response, and without an intercept nothing is centred", {
  for (set in sets()) {
    offset <- constrained(mpg ~ wt + hp + qsec, mtcars, within = set, offset = drat)
    moved <- constrained(I(mpg - drat) ~ wt + hp + qsec, mtcars, within = set)
    expect_equal(coef(offset), coef(moved), tolerance = 1e-10)
    expect_equal(fitted(offset), fitted(moved) + mtcars$drat, ignore_attr = TRUE)
    through <- constrained(mpg ~ wt + hp + qsec - 1, mtcars, within = set)
    expect_identical(names(coef(through)), c("wt", "hp", "qsec"))
    expect_identical(through$certificate$status, "optimal")
    expect_lt(kkt_violation(through, as.matrix(mtcars[c("wt", "hp", "qsec")]), mtcars$mpg), 1e-9)
  }
})

test_that("standardize = TRUE constrains coefficients times the SD of their column", {
  x <- as.matrix(mtcars[c("wt", "hp", "qsec")])
  sd <- sqrt(colMeans(scale(x, scale = FALSE)^2))
  for (set in sets()) {
    standardised <- constrained(x, mtcars$mpg, set, standardize = TRUE, lambda = 0.1, mixture = 0.5)
    divided <- constrained(x / rep(sd, each = 32), mtcars$mpg, set, lambda = 0.1, mixture = 0.5)
    expect_equal(coef(standardised)[-1], coef(divided)[-1] / sd, tolerance = 1e-9, label = set$label)
    expect_equal(standardised$multiplier, divided$multiplier, tolerance = 1e-8, label = set$label)
    expect_equal(standardised$slack, divided$slack, tolerance = 1e-8, label = set$label)
  }
})

test_that("the losses differ by the sum of the weights in the multipliers alone", {
  for (set in sets()) {
    mean <- constrained(mpg ~ wt + hp + qsec, mtcars, within = set, weights = cyl)
    sum <- constrained(mpg ~ wt + hp + qsec, mtcars, within = set, weights = cyl, loss = "sum")
    expect_equal(coef(mean), coef(sum), tolerance = 1e-10)
    expect_equal(mean$multiplier * sum(mtcars$cyl), sum$multiplier, tolerance = 1e-9)
    expect_equal(mean$certificate$primal * sum(mtcars$cyl), sum$certificate$primal, tolerance = 1e-10)
  }
})

test_that("a multiplier is the fall of the minimum when its side moves", {
  value <- \(set) constrained(mpg ~ wt + hp + qsec, mtcars, within = set)$certificate$primal
  h <- 1e-5
  slope <- \(set) (value(set(h)) - value(set(-h))) / (2 * h)
  multiplier <- \(set) unname(constrained(mpg ~ wt + hp + qsec, mtcars, within = set(0))$multiplier[1])
  for (set in list(\(h) l1_ball(2 + h), \(h) elastic_ball(1 + h), \(h) linf_ball(0.5 + h), \(h) sum_to(0.5 + h), \(h) simplex(1 + h),
                   \(h) linear(c(1, 1, 1), upper = -4 + h), \(h) box(upper = c(wt = -6 + h)), \(h) l1_ball(2 + h) & nonpositive("wt"),
                   \(h) box(lower = c(wt = -2 + h)))) {
    expect_equal(slope(set), -multiplier(set), tolerance = 1e-5, label = set(0)$label)
  }
  expect_equal(slope(\(h) l2_ball(2 + h)), -2 * multiplier(\(h) l2_ball(2 + h)), tolerance = 1e-5) # (|b|^2 - r^2) / 2
})

test_that("a term of a factor means all its columns, and new data are coded as the old were", {
  data <- transform(mtcars, cyl = factor(cyl))
  fit <- constrained(mpg ~ wt + cyl, data, within = sum_to(0, "cyl") & nonpositive("wt"))
  expect_equal(sum(coef(fit)[c("cyl4", "cyl6", "cyl8")]), 0, tolerance = 1e-12)
  expect_equal(unname(predict(fit, data[1:3, ])), unname(fitted(fit)[1:3]))
  lm <- lm(mpg ~ wt + cyl, data)
  expect_equal(unname(fitted(fit)), unname(fitted(lm)), tolerance = 1e-10)
  expect_error(predict(fit, transform(data, cyl = factor("5"))), class = "normball_error_newlevel")
  expect_error(predict(fit, data["cyl"]), class = "normball_error_newdata")
  treated <- constrained(mpg ~ wt + cyl, data, within = nonpositive("cyl"), coding = "treatment")
  expect_true(all(coef(treated)[c("cyl6", "cyl8")] <= 0))
})

test_that("update() works, and a fit survives being saved", {
  fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = l1_ball(2) & nonpositive("wt"))
  expect_equal(coef(update(fit, within = l1_ball(1))), coef(constrained(mpg ~ wt + hp + qsec, mtcars, within = l1_ball(1))))
  expect_identical(names(coef(update(fit, . ~ . - hp))), c("(Intercept)", "wt", "qsec"))
  file <- tempfile()
  on.exit(unlink(file))
  saveRDS(fit, file)
  back <- readRDS(file)
  expect_identical(coef(back), coef(fit))
  expect_equal(certificate(back), fit$certificate)
  expect_lt(as.numeric(object.size(constrained(mpg ~ ., mtcars, within = l1_ball(2), model = FALSE))), 1e5)
})

test_that("bad input is an error of its class", {
  fails <- \(class, ...) expect_error(constrained(mpg ~ wt + hp, mtcars, ...), class = paste0("normball_error_", class))
  fails("constraint")
  fails("constraint", within = 2)
  fails("constraint", within = l1_ball(1, "nothing"))
  fails("constraint", within = linear(diag(3), 0))
  fails("constraint", within = box(c(1, 2, 3)))
  fails("unknown_argument", within = l1_ball(1), raduis = 2)
  fails("lambda", within = l1_ball(1), lambda = -1)
  fails("lambda", within = l1_ball(1), lambda = c(1, 2))
  fails("type", within = l1_ball(1), mixture = 2)
  fails("type", within = l1_ball(1), method = "newton")
  fails("type", within = l1_ball(1), loss = "median")
  fails("type", within = l1_ball(1), standardize = NA)
  fails("type", within = l1_ball(1), control = normball_control("qr"))
  fails("infeasible", within = box(1, 2) & box(3, 4))
  for (bad in list(-1, NaN, NA, "a", numeric())) expect_error(l1_ball(bad), class = "normball_error_radius")
  expect_error(box(2, 1), class = "normball_error_constraint")
  expect_error(simplex(-1), class = "normball_error_constraint")
  expect_error(linear(matrix(NaN, 1, 2), 0), class = "normball_error_constraint")
  x <- matrix(rnorm(20), 10)
  expect_error(constrained(replace(x, 3, NaN), 1:10, l1_ball(1)), class = "normball_error_nonfinite")
  expect_error(constrained(x, c(1:9, NA), l1_ball(1)), class = "normball_error_nonfinite")
  expect_error(constrained(x, 1:9, l1_ball(1)), class = "normball_error_length")
  expect_error(constrained(x, 1:10, l1_ball(1), weights = rep(0, 10)), class = "normball_error_weights")
  expect_error(constrained(1:10, 1:10, l1_ball(1)), class = "normball_error_type")
  for (bad in list(matrix("a", 10, 2), matrix(1i, 10, 2), array(1, c(10, 2, 2)))) {
    expect_error(constrained(bad, 1:10, l1_ball(1)), class = "normball_error_type")
  }
  expect_error(constrained(x, letters[1:10], l1_ball(1)), class = "normball_error_type")
  expect_error(constrained(x, within = l1_ball(1)), class = "normball_error_type")
  expect_error(constrained(x[0, ], numeric(), l1_ball(1)), class = "normball_error_empty")
  expect_error(constrained(x[, 0], 1:10, l1_ball(1)), class = "normball_error_empty")
  expect_error(constrained(mpg ~ 1, mtcars, within = l1_ball(1)), class = "normball_error_empty")
  expect_error(constrained(x, 1:10, l1_ball(1), weights = c(-1, rep(1, 9))), class = "normball_error_weights")
  for (bad in list(NaN, NA, Inf)) {
    expect_error(constrained(x, 1:10, l1_ball(1), weights = c(bad, rep(1, 9))), class = "normball_error")
    expect_error(constrained(x, 1:10, l1_ball(1), offset = c(bad, rep(0, 9))), class = "normball_error_nonfinite")
    fails("lambda", within = l1_ball(1), lambda = bad)
  }
  fails("infeasible", within = linear(rbind(c(1, 1), c(1, 1)), c(1, 2), c(1, 2)))
  fails("constraint", within = list(l1_ball(1)))
  fails("constraint", within = NULL)
})

test_that("one row, one column and a constant response have fits", {
  for (set in list(l1_ball(1), l2_ball(1), elastic_ball(1), linf_ball(0.5), nonnegative(), simplex(), sum_to(1), monotone(),
                   l2_ball(1) & sum_to(0.5), l1_ball(c(2, 0, Inf)), l2_ball(c(0.5, Inf)) & box(-1, 1))) {
    for (intercept in c(TRUE, FALSE)) {
      row <- quietly(constrained(matrix(c(2, -1, 0.5), 1), 3, set, intercept = intercept))
      column <- constrained(matrix(c(1, 2, 4, 3)), c(1, 3, 2, 5), set, intercept = intercept)
      constant <- constrained(matrix(c(1, 2, 4, 3, 0, 1, 1, 0), 4), rep(2, 4), set, intercept = intercept)
      for (fit in list(row, column, constant)) {
        expect_true(all(fit$certificate$status == "optimal"), label = paste(set$label, intercept))
        expect_lt(max(fit$certificate$relative_gap), 1e-12, label = paste(set$label, intercept))
      }
    }
  }
})

test_that("scales of the data do not matter, constant columns and responses are no obstacle", {
  set.seed(42)
  x <- matrix(rnorm(120), 30)
  y <- drop(x %*% c(1, 2, -1, 0)) + rnorm(30)
  sets <- list(nonnegative(), simplex(), l1_ball(1), l2_ball(1), elastic_ball(1), l2_ball(1) & nonnegative(), l1_ball(1) & monotone())
  for (set in sets) {
    plain <- constrained(x, y, set)
    for (s in c(1e-150, 1e-20, 1e150)) {
      scaled <- constrained(x * s, y * s, set)
      expect_equal(coef(scaled)[-1], coef(plain)[-1], tolerance = 1e-9, label = paste(set$label, s))
      expect_equal(scaled$multiplier / s / s, plain$multiplier, tolerance = 1e-8, label = paste(set$label, s))
      expect_identical(scaled$certificate$status, "optimal")
    }
    constant <- quietly(constrained(cbind(x, 1), y, set))
    expect_identical(constant$certificate$status, "optimal", label = set$label)
    flat <- constrained(x, rep(2, 30), set)
    expect_lte(max(abs(fitted(flat) - 2)), if (set$kind == "simplex") 10 else 1e-12)
    none <- quietly(constrained(matrix(1, 30, 2), y, set))
    expect_equal(unname(fitted(none)), rep(mean(y), 30))
  }
  filled <- constrained(cbind(x, 1), y, simplex(2) & linear(cbind(diag(4), 0), upper = 0.25))
  expect_equal(sum(coef(filled)[-1]), 2)
  expect_gte(coef(filled)[["x5"]], 1)
})

test_that("projection, dual and exact agree to 1e-6 on 200 random problems", {
  skip_on_cran()
  set.seed(43)
  kinds <- list(
    \() l1_ball(runif(1, 0.2, 3)), \() l2_ball(runif(1, 0.2, 2)), \() elastic_ball(runif(1, 0.2, 2)), \() nonnegative(), \() simplex(),
    \() linf_ball(runif(1)), \() sum_to(rnorm(1)), \() monotone(), \() l2_ball(1) & nonnegative(1:2), \() l1_ball(1.5) & sum_to(0.5)
  )
  for (i in 1:20) for (kind in kinds) {
    p <- sample(2:6, 1)
    x <- matrix(rnorm(30 * p), 30)
    y <- drop(x %*% rnorm(p)) + rnorm(30)
    within <- kind()
    exact <- constrained(x, y, within)
    for (method in c("projection", "dual")) {
      fit <- constrained(x, y, within, method = method)
      expect_lt(max(abs(coef(fit) - coef(exact))), 1e-6, label = paste(method, within$label, i))
      expect_lt(max(abs(fit$multiplier - exact$multiplier)), 1e-5 * max(1, abs(exact$multiplier)), label = paste(method, within$label, i))
      expect_equal(fit$df, exact$df, tolerance = 1e-4, label = paste(method, within$label, i))
    }
  }
})

test_that("iterative methods take their settings and leave a trace", {
  fit <- constrained(y ~ ., diabetes, within = l1_ball(50), method = "dual")
  expect_s3_class(fit$trace, "data.frame")
  expect_identical(fit$algorithm, "dual")
  path <- constrained(y ~ ., diabetes, within = l1_ball(c(20, 50)), method = "projection", iteration = list(trace = 10))
  expect_identical(dim(path$trace), c(2L, 1L))
  expect_lt(max(abs(coef(path, radius = 50)[, 1] - coef(fit))), 1e-5)
  expect_equal(coef(path, radius = 30)[, 1], coef(constrained(y ~ ., diabetes, within = l1_ball(30))), tolerance = 1e-5)
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_true("gap" %in% names(plot(path, "trace", radius = 20)))
  expect_error(plot(path, "trace"), class = "normball_error_radius")
  expect_error(plot(constrained(y ~ ., diabetes, within = l1_ball(50)), "trace"), class = "normball_error_unsupported")
  refused <- \(...) expect_error(constrained(y ~ ., diabetes, within = l1_ball(50), ...), class = "normball_error_unknown_argument")
  refused(iteration = list(batch = 10))
  refused(method = "dual", iteration = list(rate = 10))
  refused(method = "dual", iteration = list(batch = 10))
  expect_error(constrained(y ~ ., diabetes, within = l1_ball(50), method = "dual", iteration = list(max_iter = 0)),
               class = "normball_error_type")
  expect_error(constrained(mpg ~ wt, mtcars, within = sum_to(2) & l2_ball(1), method = "dual"), class = "normball_infeasible")
})
