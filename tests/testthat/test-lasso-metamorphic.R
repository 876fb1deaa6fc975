# Relations that hold whatever the data: what changes nothing, what changes the lasso in a known way; and the optimality conditions, checked
# in plain R (helper-lasso.R), on hundreds of designs. tools/sweep-lasso.R runs the same over more of them.

test_that("hundreds of designs satisfy the conditions of optimality", {
  skip_on_cran()
  for (seed in 1:350) {
    problem <- random_lasso_problem(seed)
    fit <- fit_lasso(problem)
    about <- paste("seed", seed, problem$kind)
    expect_optimal(fit, problem, about)
    expect_true(all(fit$certificate$status == "optimal"), label = paste(about, "certified"))
    if (problem$kind == "scaled") next
    value <- vapply(seq_along(fit$lambda), function(l) {
      do.call(lasso_objective, c(list(coef(fit, "all")[, l], problem$x, problem$y, fit$lambda[l]), problem$settings))
    }, 0)
    expect_equal(fit$certificate$primal, value, tolerance = 1e-10, label = paste(about, "primal objective"))
  }
})

test_that("every engine satisfies the conditions of optimality", {
  skip_on_cran()
  for (seed in 351:410) {
    problem <- random_lasso_problem(seed)
    for (method in c("gram", "working_set", "descent")) {
      problem$control <- normball_control(method = method)
      expect_optimal(fit_lasso(problem), problem, paste("seed", seed, problem$kind, method))
    }
  }
})

test_that("whole paths over many columns satisfy the conditions of optimality", {
  skip_on_cran()
  for (seed in 1:42) {
    problem <- wide_problem(seed)
    problem$control <- normball_control(method = c("auto", "working_set", "descent")[1L + seed %% 3L])
    expect_optimal(fit_lasso(problem, lambda = NULL, lambda_min_ratio = 1e-3, n_lambda = 30), problem, paste("seed", seed, problem$kind))
  }
})

test_that("the default path ends where it says and begins at the smallest lambda that leaves everything out", {
  skip_on_cran()
  for (seed in c(1:6, 8:13)) {
    problem <- random_lasso_problem(seed)
    fit <- fit_lasso(problem, lambda = NULL)
    about <- paste("seed", seed, problem$kind)
    expect_length(fit$lambda, 100L)
    n_used <- if (is.null(problem$settings$weights)) nrow(problem$x) else sum(problem$settings$weights > 0)
    ratio <- if (n_used > ncol(problem$x)) 1e-4 else 1e-2
    expect_equal(fit$lambda, fit$lambda[1L] * ratio^(0:99 / 99), tolerance = 1e-12, label = about)
    if (is.null(problem$settings$lower)) {
      expect_equal(fit$lambda[1L], do.call(lambda_max_of, c(problem[c("x", "y")], problem$settings)), tolerance = 1e-12, label = about)
    }
    penalised <- if (is.null(problem$settings$penalty_factor)) TRUE else problem$settings$penalty_factor > 0
    nonzero <- colSums((sized_slopes(fit, problem, fit$lambda) != 0)[penalised, , drop = FALSE])
    expect_equal(nonzero[[1L]], 0, label = about)
    if (is.null(problem$settings$lower)) expect_gt(nonzero[[2L]], 0, label = about)
    expect_optimal(fit, problem, about)
  }
})

for (relation in names(lasso_relations)) {
  test_that(relation, {
    for (seed in 1:42) {
      problem <- random_lasso_problem(seed)
      errors <- lasso_relations[[relation]](problem)
      about <- paste("seed", seed, problem$kind, names(errors))
      for (i in seq_along(errors)) expect_lt(errors[[i]], 1e-9, label = about[i])
    }
  })
}

test_that("formula, data frame, matrix and sparse matrix are one fit", {
  for (seed in 1:20) {
    set.seed(seed)
    x <- matrix(rnorm(60) * (runif(60) < 0.5), 20, dimnames = list(NULL, c("a", "b", "c")))
    data <- data.frame(x, y = rnorm(20), w = runif(20), o = rnorm(20))
    settings <- list(lambda = c(0.2, 0.05, 0.01), mixture = if (seed %% 2L) 1 else 0.5, penalty_factor = c(1, 2, 0))
    by_formula <- do.call(lasso, c(list(y ~ a + b + c, data, weights = quote(w), offset = quote(o)), settings))
    for (form in list(x, data[1:3], as_sparse(x))) {
      other <- do.call(lasso, c(list(form, data$y, weights = data$w, offset = data$o), settings))
      expect_equal(as.matrix(coef(other, "all")), as.matrix(coef(by_formula, "all")), tolerance = 1e-10)
      expect_equal(other$df, by_formula$df)
      expect_equal(other$deviance, by_formula$deviance, tolerance = 1e-10, ignore_attr = TRUE)
      expect_equal(unname(fitted(other, "all")), unname(fitted(by_formula, "all")), tolerance = 1e-10)
    }
  }
})

test_that("sparse designs with shifted means are the dense ones", {
  for (seed in 1:25) {
    set.seed(seed)
    n <- sample(c(15, 40), 1L)
    p <- sample(c(5, 60), 1L)
    x <- matrix(rnorm(n * p, 1) * (runif(n * p) < 0.3), n)
    y <- drop(x[, 1:3] %*% c(2, -1, 1)) + rnorm(n)
    problem <- list(kind = "sparse", x = x, y = y, settings = list(intercept = seed %% 3L > 0L, standardize = seed %% 2L > 0L, mixture = 1))
    problem$lambda <- do.call(lambda_max_of, c(list(x, y), problem$settings)) * c(0.5, 0.1, 0.02)
    dense <- fit_lasso(problem)
    stored <- problem
    stored$x <- as_sparse(x)
    sparse <- fit_lasso(stored)
    expect_lt(relative_error(sized_slopes(sparse, problem), sized_slopes(dense, problem)), 1e-9, label = paste("seed", seed))
    expect_s4_class(coef(sparse, "all"), "dgCMatrix")
  }
})

test_that("a fit survives saveRDS() with every answer", {
  fit <- lasso(mpg ~ wt + hp + factor(cyl), mtcars)
  file <- tempfile(fileext = ".rds")
  on.exit(unlink(file))
  saveRDS(fit, file)
  again <- readRDS(file)
  expect_equal(coef(again, 0.123), coef(fit, 0.123))
  expect_equal(predict(again, mtcars[1:3, ], lambda = 0.123), predict(fit, mtcars[1:3, ], lambda = 0.123))
  expect_equal(certificate(again), certificate(fit))
  expect_output(print(again), "[Ll]asso")
})

test_that("elastic_net() is lasso() with a mixture of 1/2", {
  x <- as.matrix(mtcars[-1L])
  expect_equal(coef(elastic_net(x, mtcars$mpg), "all"), coef(lasso(x, mtcars$mpg, mixture = 0.5), "all"))
  expect_equal(coef(elastic_net(mpg ~ ., mtcars, mixture = 0.2), "all"), coef(lasso(mpg ~ ., mtcars, mixture = 0.2), "all"))
})
