# The exact path: knots and their order beside lars, optimality at every knot and halfway between, ties, dependent columns, bounds, ends.

exact <- function(...) quietly(lasso(..., path = "exact"))

# Optimal at every knot and, because the path is linear between them, halfway between. `settings`: those of lasso_parts().
expect_exact_path <- function(fit, x, y, settings = list(), tol = 1e-10, label = "the path") {
  knots <- fit$lambda
  vertices <- as.matrix(fit$coefficients)
  halfway <- (vertices[, -1L, drop = FALSE] + vertices[, -length(knots), drop = FALSE]) / 2
  points <- cbind(vertices, halfway)
  lambda <- c(knots, (knots[-1L] + knots[-length(knots)]) / 2)
  worst <- vapply(seq_along(lambda), \(l) {
    judged <- do.call(judge_lasso, c(list(points[, l], x, y, lambda[l]), settings))
    max(judged$kkt, judged$intercept, judged$outside, judged$excluded)
  }, 0)
  expect_lt(max(worst), tol, label = paste("violation of the optimality conditions on", label))
}

# rational_problem() with the settings that an exact path takes.
exact_problem <- function(seed) {
  problem <- rational_problem(seed)
  settings <- problem$settings
  settings$mixture <- 1
  free <- settings$penalty_factor %in% 0
  if (!is.null(settings$lower)) {
    settings$lower <- replace(pmin(settings$lower, 0), free, -Inf)
    settings$upper <- replace(pmax(settings$upper, 0), free, Inf)
  }
  problem$settings <- settings
  problem
}

lars_data <- function() {
  env <- new.env()
  utils::data("diabetes", package = "lars", envir = env)
  list(x = unclass(env$diabetes$x), x2 = unclass(env$diabetes$x2), y = env$diabetes$y)
}

test_that("knots, their order and their vertices are those of lars, drops included", {
  skip_if_not_installed("lars")
  data <- lars_data()
  for (name in c("x", "x2")) {
    x <- data[[name]]
    theirs <- lars::lars(x, data$y, type = "lasso", eps = 1e-14)
    ours <- exact(x, data$y, loss = "sum")
    count <- length(theirs$lambda)
    expect_length(knots(ours), count + 1L)
    # lars divides columns by their norm, which is sqrt(n) times their standard deviation.
    expect_lt(max(abs(knots(ours)[seq_len(count)] / sqrt(nrow(x)) - theirs$lambda)) / theirs$lambda[1L], 1e-10)
    changes <- ours$exact$changes
    signed <- match(changes$variable, colnames(x)) * ifelse(changes$change == "enters", 1, -1)
    expect_identical(signed, as.numeric(unlist(theirs$actions)))
    expect_identical(changes$step, rep(seq_len(count), lengths(theirs$actions)))
    vertices <- as.matrix(coef(ours, knots(ours)))[-1L, ]
    expect_lt(max(abs(vertices - t(theirs$beta))) / max(abs(theirs$beta)), if (name == "x") 1e-11 else 1e-7) # lars's digits, not ours
    expect_exact_path(ours, x, data$y, list(loss = "sum"), 1e-11, paste("diabetes", name))
  }
  expect_identical(sum(changes$change == "leaves"), 20L)
})

test_that("knots agree with lars where it is right: wide and correlated designs, without intercept", {
  skip_if_not_installed("lars")
  set.seed(11)
  for (shape in list(c(30, 60, 0), c(40, 30, 0.9), c(25, 200, 0.5))) {
    x <- sqrt(1 - shape[3L]) * matrix(rnorm(shape[1L] * shape[2L]), shape[1L]) + sqrt(shape[3L]) * rnorm(shape[1L])
    y <- drop(x[, 1:5] %*% c(2, -1, 1, 0.5, -3)) + rnorm(shape[1L])
    theirs <- lars::lars(x, y, normalize = FALSE, intercept = FALSE, eps = 1e-14, use.Gram = FALSE)
    ours <- exact(x, y, intercept = FALSE, standardize = FALSE, loss = "sum")
    expect_length(knots(ours), length(theirs$lambda) + 1L)
    expect_lt(max(abs(knots(ours)[seq_along(theirs$lambda)] - theirs$lambda)) / theirs$lambda[1L], 1e-10)
  }
})

test_that("the path is optimal at every knot and between, for small rational designs under all settings", {
  for (seed in 1:150) {
    problem <- exact_problem(seed)
    fit <- do.call(exact, c(problem[c("x", "y")], problem$settings))
    expect_exact_path(fit, problem$x, problem$y, problem$settings, label = paste("seed", seed, problem$kind))
    expect_identical(knots(fit), fit$lambda)
    expect_identical(fit$lambda[length(fit$lambda)], 0)
  }
})

test_that("vertices are the oracle's solutions to 1e-12 where those are unique", {
  compared <- 0L
  for (seed in 201:230) {
    problem <- exact_problem(seed)
    fit <- do.call(exact, c(problem[c("x", "y")], problem$settings))
    for (l in seq_len(min(4L, length(fit$lambda)))) {
      solution <- do.call(oracle_lasso, c(list(problem$x, problem$y, fit$lambda[l]), problem$settings))
      if (!solution$unique || solution$condition > 1e4) next
      compared <- compared + 1L
      size <- max(1, abs(solution$coefficients))
      expect_lt(max(abs(as.vector(fit$coefficients[, l]) - solution$coefficients)) / size, 1e-12, label = paste("seed", seed, "knot", l))
    }
  }
  expect_gt(compared, 40L)
})

test_that("coefficients between knots are solved, and lie on the segment", {
  fit <- exact(y ~ ., diabetes)
  at <- knots(fit)
  expect_identical(coef(fit, lambda = at)@x, fit$coefficients@x)
  share <- 0.3
  between <- share * at[-1L] + (1 - share) * at[-length(at)]
  segment <- share * fit$coefficients[, -1L] + (1 - share) * fit$coefficients[, -length(at)]
  expect_lt(max(abs(coef(fit, lambda = between) - segment)) / max(abs(segment)), 1e-11)
  expect_equal(as.vector(coef(fit, lambda = 0)), unname(coef(lm(y ~ ., diabetes))), tolerance = 1e-10)
  expect_equal(coef(fit, lambda = 2 * at[1L])[-1L, 1L], setNames(numeric(10), names(diabetes)[1:10]))
})

test_that("ties share a knot, duplicates ride along, the first of them enters", {
  set.seed(3)
  z <- matrix(rnorm(60), 20)
  y <- rnorm(20)
  one <- exact(z, y)
  all <- exact(cbind(z, z, -z), y)
  expect_equal(knots(all), knots(one), tolerance = 1e-13)
  expect_equal(as.matrix(all$coefficients)[1:4, ], as.matrix(one$coefficients), tolerance = 1e-12, ignore_attr = TRUE)
  expect_identical(unique(all$exact$changes$variable), unique(one$exact$changes$variable))
  copies <- exact(matrix(z[, 1L], 20, 50), y)
  expect_length(knots(copies), 2L)
  expect_identical(copies$exact$steps$enters, c("x1", ""))
  expect_identical(copies$df, c(1L, 2L))
  # The sum of two unit vectors as response: both enter at once.
  tied <- exact(diag(4), c(2, 2, 1, 0), intercept = FALSE, standardize = FALSE, loss = "sum")
  expect_identical(knots(tied), c(2, 1, 0))
  expect_identical(tied$exact$steps$enters, c("x1, x2", "x3", ""))
  expect_identical(tied$exact$steps$l1_norm, c(0, 2, 5))
  # A column that is the sum of two others.
  dependent <- exact(cbind(z, z[, 1L] + z[, 2L]), y)
  expect_exact_path(dependent, cbind(z, z[, 1L] + z[, 2L]), y)
  expect_identical(max(dependent$df), 4L)
})

test_that("designs of -1, 0 and 1, wide and tall, with copies", {
  set.seed(4)
  for (shape in list(c(12, 30), c(30, 12), c(8, 8), c(20, 60))) {
    for (copies in c(FALSE, TRUE)) {
      x <- matrix(sample(-1:1, prod(shape), TRUE), shape[1L]) + 0
      if (copies) x <- cbind(x, -x, x[, 1:3])
      y <- sample(-3:3, shape[1L], TRUE) + 0
      settings <- list(intercept = copies, standardize = FALSE, loss = "sum")
      fit <- do.call(exact, c(list(x, y), settings))
      expect_exact_path(fit, x, y, settings, label = toString(c(shape, copies)))
    }
  }
})

test_that("more columns than rows end in the interpolation of least penalty", {
  set.seed(5)
  x <- matrix(rnorm(15 * 60), 15)
  y <- rnorm(15)
  fit <- exact(x, y)
  expect_lt(max(abs(predict(fit, x, lambda = 0) - y)), 1e-12)
  expect_identical(fit$df[length(fit$df)], 15L)
  expect_equal(fit$dev_ratio[length(fit$lambda)], 1)
  expect_exact_path(fit, x, y, tol = 1e-11)
  # Any other interpolation has a larger norm.
  least <- fit$exact$steps$l1_norm[length(fit$lambda)]
  size <- apply(x, 2L, \(column) sqrt(mean((column - mean(column))^2)))
  rows <- qr(t(scale(x, scale = FALSE)), tol = 1e-10)
  for (k in 1:20) { # moved within the null space of the centred columns
    other <- coef(fit, lambda = 0)[-1L, 1L] + qr.resid(rows, rnorm(60))
    expect_gt(sum(size * abs(other)), least)
  }
})

test_that("one row, two rows, one column, nothing to explain", {
  expect_identical(exact(matrix(1:3 + 0, 1), 2, intercept = FALSE, standardize = FALSE)$df, c(0L, 1L))
  two <- exact(matrix(c(1, 2, 4, 3, -1, 1), 2), c(1, -1))
  expect_length(knots(two), 2L)
  expect_lt(max(abs(fitted(two, lambda = 0) - c(1, -1))), 1e-14)
  x <- matrix(c(1, 4, 2, 8))
  y <- c(1, 2, 3, 5)
  one <- exact(x, y)
  expect_equal(knots(one), c(abs(mean((x - mean(x)) * (y - mean(y)))) / sqrt(mean((x - mean(x))^2)), 0))
  expect_equal(unname(drop(coef(one, lambda = 0))[, 1L]), unname(coef(lm(y ~ x))), tolerance = 1e-13)
  flat <- cbind(c(1, -1, 1, -1), c(0, 0, 1, -1))
  expect_message(none <- lasso(flat, c(1, 1, -1, -1) * 0 + c(2, 2, 2, 2), path = "exact"), "no step")
  expect_identical(knots(none), 0)
  orthogonal <- exact(flat[, 1L, drop = FALSE], c(1, 1, -1, -1))
  expect_identical(knots(orthogonal), 0)
  expect_identical(as.vector(orthogonal$coefficients)[2L], 0)
  expect_identical(nrow(orthogonal$exact$changes), 0L)
  constant <- exact(cbind(1, x, 5), y)
  expect_equal(knots(constant), knots(one), tolerance = 1e-14)
  expect_identical(constant$exact$steps$enters, c("x2", ""))
  expect_identical(knots(exact(cbind(c(2, 2, 2, 2), 7), y)), 0)
})

test_that("unpenalised and excluded columns, weights, offset: as in any lasso", {
  settings <- list(penalty_factor = c(wt = 0, am = Inf, hp = 2), weights = rep(c(1, 2, 0, 1), 8), offset = rep(c(0, 1), 16))
  x <- as.matrix(mtcars[, -1L])
  fit <- do.call(exact, c(list(x, mtcars$mpg), settings))
  expect_false(any(c("wt", "am") %in% fit$exact$changes$variable))
  expect_identical(fit$df[1L], 2L)
  settings$penalty_factor <- replace(rep(1, 10), match(c("wt", "am", "hp"), colnames(x)), c(0, Inf, 2))
  expect_exact_path(fit, x, mtcars$mpg, settings)
  share <- x - rep(colSums(x * settings$weights) / sum(settings$weights), each = nrow(x))
  sd <- sqrt(colSums(settings$weights * share^2) / sum(settings$weights))
  slopes <- as.matrix(fit$coefficients)[-1L, ]
  factors <- replace(settings$penalty_factor, settings$penalty_factor == Inf, 0)
  expect_equal(fit$exact$steps$l1_norm, colSums(factors * sd * abs(slopes)), tolerance = 1e-12, ignore_attr = TRUE)
})

test_that("sparse and dense x have the same path, and so have formula and matrix", {
  set.seed(6)
  x <- matrix(rnorm(40 * 25) * (runif(1000) < 0.3), 40)
  y <- rnorm(40)
  dense <- exact(x, y)
  sparse <- exact(methods::as(x, "CsparseMatrix"), y)
  expect_equal(knots(sparse), knots(dense), tolerance = 1e-12)
  expect_identical(sparse$exact$changes$variable, dense$exact$changes$variable)
  expect_equal(knots(exact(y ~ ., diabetes)), knots(exact(as.matrix(diabetes[1:10]), diabetes$y)), tolerance = 1e-14)
})

test_that("scales far from 1 change nothing", {
  set.seed(7)
  x <- matrix(rnorm(60), 15)
  y <- rnorm(15)
  plain <- exact(x, y)
  for (power in c(-400, 400)) {
    scaled <- exact(x * 2^power, y * 2^-power)
    expect_equal(knots(scaled) * 2^power, knots(plain), tolerance = 1e-14)
    expect_identical(scaled$exact$changes$variable, plain$exact$changes$variable)
  }
  far <- exact(x + 1e7, y)
  expect_equal(knots(far), knots(plain), tolerance = 1e-7)
})

test_that("bounds are knots too", {
  x <- as.matrix(diabetes[1:10])
  bounds <- list(lower = rep(-0.4, 10), upper = c(0, rep(4, 9)))
  fit <- exact(x, diabetes$y, lower = -0.4, upper = bounds$upper)
  expect_exact_path(fit, x, diabetes$y, bounds)
  expect_true("to bound" %in% fit$exact$changes$change)
  slopes <- as.matrix(fit$coefficients)[-1L, ]
  expect_true(all(slopes >= -0.4 & slopes <= bounds$upper))
  reached <- subset(fit$exact$changes, change == "to bound")[1L, ]
  expect_true(slopes[reached$variable, reached$step] %in% c(-0.4, 4))
  expect_match(fit$exact$steps$leaves[reached$step], reached$variable, fixed = TRUE)
})

test_that("near copies keep the conditions as far as doubles can", {
  set.seed(8)
  x <- matrix(rnorm(150), 30)
  y <- rnorm(30)
  for (distance in c(1e-3, 1e-5, 1e-9, 1e-14)) {
    near <- cbind(x, x + distance * rnorm(150))
    expect_exact_path(exact(near, y), near, y, tol = 1e-8, label = paste("copies at", distance))
  }
})

test_that("a path can end early, and says so", {
  whole <- exact(y ~ ., diabetes)
  some <- exact(y ~ ., diabetes, lambda = 5)
  count <- sum(knots(whole) > 5)
  expect_identical(knots(some), c(knots(whole)[seq_len(count)], 5))
  expect_null(some$stopped)
  expect_equal(as.vector(coef(some, lambda = 5)), as.vector(coef(whole, lambda = 5)), tolerance = 1e-12)
  ratio <- exact(y ~ ., diabetes, lambda_min_ratio = 0.1)
  expect_equal(min(knots(ratio)), 0.1 * knots(whole)[1L])
  expect_length(knots(exact(y ~ ., diabetes, lambda = 1000)), 1L)
  expect_message(short <- lasso(y ~ ., diabetes, path = "exact", control = normball_control(max_df = 3)), "max_df = 3")
  expect_identical(knots(short), knots(whole)[1:4])
  expect_match(short$stopped, "after 4 knots")
  expect_match(exact(y ~ ., diabetes, control = normball_control(max_knots = 1))$stopped, "after 1 knot: max_knots = 1")
  enough <- exact(y ~ ., diabetes, control = normball_control(max_deviance = 0.4))
  expect_match(enough$stopped, "max_deviance = 0.4")
  expect_true(all(enough$dev_ratio[-length(enough$lambda)] <= 0.4) && enough$dev_ratio[length(enough$lambda)] > 0.4)
})

test_that("what cannot be followed is refused by name", {
  x <- matrix(rnorm(40), 10)
  y <- rnorm(10)
  expect_error(lasso(x, y, path = "exact", mixture = 0.5), "mixture = 1", class = "normball_error_unsupported")
  expect_error(elastic_net(x, y, path = "exact"), class = "normball_error_unsupported")
  expect_error(lasso(x, y, path = "exact", lower = c(1, 0, 0, 0)), "hold 0", class = "normball_error_unsupported")
  expect_error(lasso(x, y, path = "exact", upper = -1), class = "normball_error_unsupported")
  expect_error(lasso(x, y, path = "exact", lower = 0, penalty_factor = c(0, 1, 1, 1)), class = "normball_error_unsupported")
  expect_error(lasso(x, y, path = "exact", lambda = c(1, 0.1)), "one number", class = "normball_error_lambda")
  expect_error(knots(lasso(x, y)), "path = \"exact\"", class = "normball_error_unsupported")
  expect_error(knots(exact(x, y), 1), class = "normball_error_unknown_argument")
})

test_that("the steps are printed", {
  fit <- exact(y ~ ., diabetes)
  steps <- fit$exact$steps
  expect_named(steps, c("step", "lambda", "enters", "leaves", "df", "dev_ratio", "l1_norm"))
  expect_identical(steps$leaves[11L], "hdl")
  expect_true(all(diff(steps$dev_ratio) > 0) && all(diff(steps$l1_norm) > 0))
  expect_identical(summary(fit)$steps, steps)
  shown <- capture.output(print(summary(fit)))
  expect_true(any(grepl("Exact path of 13 knots", shown)))
  expect_true(any(grepl("^ +11 +0.1038 +hdl +10 ", shown)))
  expect_true(any(grepl("... and 8 more steps", capture.output(print(summary(fit), max_rows = 5)), fixed = TRUE)))
  expect_true(any(grepl("Exact path of 13 knots", capture.output(print(fit)))))
  expect_false(any(grepl("leaves", capture.output(print(summary(exact(mpg ~ wt + hp, mtcars)))))))
  single <- capture.output(print(summary(fit, lambda = 5)))
  expect_false(any(grepl("knots:", single)))
  expect_identical(knots(update(lasso(y ~ ., diabetes), path = "exact")), knots(fit))
})
