test_that("errors are those of refits to the training rows", {
  folds <- rep(1:4, length.out = 32)
  for (set in list(l1_ball(c(1, 3, 2)), l2_ball(c(1, 2, 3)) & nonpositive("wt"))) {
    fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = set, weights = cyl)
    result <- cv(fit, folds = folds)
    expect_identical(result$radius, c(1, 2, 3))
    for (k in 1:4) {
      train <- constrained(mpg ~ wt + hp + qsec, mtcars[folds != k, ], within = set, weights = cyl)
      out <- mtcars[folds == k, ]
      error <- colSums(out$cyl * (out$mpg - predict(train, out, radius = 1:3))^2) / sum(out$cyl)
      expect_equal(result$fold_error[k, ], unname(error), tolerance = 1e-9)
    }
    share <- tapply(mtcars$cyl, folds, sum) / sum(mtcars$cyl)
    expect_equal(result$mean, unname(drop(share %*% result$fold_error)))
  }
})

test_that("rules, methods and the choice", {
  fit <- constrained(y ~ ., diabetes, within = l1_ball(c(60, 10, 30, 100)))
  result <- cv(fit, folds = rep(1:5, length.out = 442), rule = "min")
  expect_s3_class(result, c("normball_radius_cv", "normball_cv"), exact = TRUE)
  expect_identical(result$chosen, result$radius_min)
  expect_lte(result$radius_1se, result$radius_min)
  expect_equal(coef(result), coef(fit, radius = result$chosen)[, 1])
  expect_equal(coef(result, rule = "1se"), coef(fit, radius = result$radius_1se)[, 1])
  expect_equal(predict(result, diabetes[1:3, ]), predict(fit, diabetes[1:3, ], radius = result$chosen)[, 1])
  expect_named(as.data.frame(result), c("radius", "mean", "se", "df"))
  expect_identical(nrow(certificate(result)), 1L)
  text <- paste(capture.output(print(result)), collapse = "\n")
  expect_match(text, "5 folds, 442 rows, 4 radii")
  expect_match(text, "min \\(chosen\\)")
  expect_s3_class(summary(result), "summary.normball_constrained")
  expect_match(paste(capture.output(print(result$fit)), collapse = "\n"), "chosen by cross-validation, least error")
  expect_identical(cv(fit, folds = rep(1:5, length.out = 442), radius = c(5, 50))$radius, c(5, 50))
})

test_that("folds are drawn as for other fits, leave-one-out and repeats included", {
  fit <- constrained(mpg ~ wt + hp, mtcars, within = l2_ball(c(1, 3)))
  set.seed(1)
  one <- cv(fit, folds = 5)
  set.seed(1)
  expect_identical(cv(fit, folds = 5)$mean, one$mean)
  loo <- cv(fit, folds = "loo")
  expect_identical(dim(loo$fold_error), c(32L, 2L))
  set.seed(2)
  expect_length(cv(fit, folds = 4, repeats = 2)$mean, 2L)
  two <- cv(constrained(cbind(mpg, disp) ~ wt + hp, mtcars, within = column_norm(c(1, 3))), folds = rep(1:4, 8))
  expect_length(two$mean, 2L)
})

test_that("what cannot be chosen is refused", {
  expect_error(cv(constrained(mpg ~ wt + hp, mtcars, within = nonpositive())), class = "normball_error_radius")
  expect_error(cv(constrained(mpg ~ wt + hp, mtcars, within = l1_ball(1) & l2_ball(1))), class = "normball_error_radius")
  expect_error(cv(constrained(mpg ~ wt + hp, mtcars, within = l1_ball(1), model = FALSE)), class = "normball_error_unsupported")
  expect_error(cv(constrained(mpg ~ wt + hp, mtcars, within = l1_ball(1)), lambda = 1), class = "normball_error_unknown_argument")
})
