lambdas <- c(10, 1, 0.03, 1e-4, 0)

# Fold errors by refits of the reference to the other rows, K x L x m, with fold weights.
reference_folds <- function(case, folds, lambda) {
  w <- case_weights(case)
  y <- as.matrix(case$y)
  intercept <- !identical(case$intercept, FALSE)
  value <- array(0, c(max(folds, na.rm = TRUE), length(lambda), ncol(y)))
  for (k in seq_len(dim(value)[1])) {
    out <- which(folds == k & w > 0)
    rest <- keep_rows(case, -out)
    found <- reference_ridge(rest$x, rest$y, lambda, rest$weights, rest$offset, intercept, !identical(case$standardize, FALSE),
                             case$penalty_factor, if (is.null(case$loss)) "mean" else case$loss)$coefficients
    x <- cbind(if (intercept) 1, case$x)[out, , drop = FALSE]
    for (j in seq_len(ncol(y))) {
      error <- y[out, j] - (if (is.null(case$offset)) 0 else case$offset[out]) - x %*% matrix(found[, , j], ncol(x))
      value[k, , j] <- colSums(w[out] * error^2) / sum(w[out])
    }
  }
  list(error = value, weight = vapply(seq_len(dim(value)[1]), \(k) sum(w[which(folds == k)]), 0))
}

test_that("k-fold errors equal refits to 1e-8, and mean and se are those of cv.glmnet", {
  for (name in names(selection_cases())) {
    case <- selection_cases()[[name]]
    fit <- case_fit(case, lambdas)
    folds <- rep_len(c(2L, 1L, 3L, 3L), nrow(case$x))
    result <- quietly(cv(fit, folds = folds, extend = FALSE))
    expected <- reference_folds(case, replace(folds, case_weights(case) == 0, NA), lambdas)
    error <- apply(expected$error, 1:2, sum)
    expect_lt(max(abs(result$fold_error - error) / error), 1e-8, label = name)
    mean <- apply(error, 2, weighted.mean, expected$weight)
    se <- sqrt(apply(sweep(error, 2, mean)^2, 2, weighted.mean, expected$weight) / 2)
    expect_equal(result$mean, mean, tolerance = 1e-8)
    expect_equal(result$se, se, tolerance = 1e-8)
  }
})

test_that("k-fold errors of a tall design, by fold Gram matrices, equal refits", {
  set.seed(3)
  x <- matrix(rnorm(400 * 6), 400) %*% (diag(6) + 0.3) + 5
  case <- list(x = x, y = rowSums(x) + rnorm(400), weights = rexp(400), offset = rnorm(400), penalty_factor = c(2, 1, 1, 0.5, 1, 3))
  folds <- sample(rep(1:10, 40))
  for (loss in c("mean", "sum")) {
    case$loss <- loss
    expected <- reference_folds(case, folds, c(10, 0.1, 1e-3))$error[, , 1]
    result <- cv(case_fit(case, c(10, 0.1, 1e-3)), folds = folds, extend = FALSE) |> quietly()
    expect_lt(max(abs(result$fold_error - expected) / expected), 1e-8, label = loss)
  }
})

test_that("n folds of one row are leave-one-out by refits", {
  case <- selection_cases()$raw_scale
  case$loss <- "sum"
  fit <- case_fit(case, lambdas)
  refits <- quietly(cv(fit, folds = 14, extend = FALSE))
  closed <- quietly(cv(fit, folds = "loo", extend = FALSE))
  expect_equal(refits$mean, closed$mean, tolerance = 1e-9)
  expect_equal(refits$se, closed$se, tolerance = 1e-9)
  expect_null(closed$fold_error)
})

test_that("leave-one-out mean and se are those of the rows, summed over responses", {
  case <- selection_cases()$several
  fit <- case_fit(case, lambdas)
  result <- quietly(cv(fit, folds = "loo", extend = FALSE))
  error <- apply(loo_residuals(fit)^2, 1:2, sum)
  share <- case$weights / sum(case$weights)
  expect_equal(result$mean, unname(colSums(share * error)))
  expect_equal(result$mean, unname(rowSums(press(fit))) / sum(case$weights))
  expect_equal(result$se, unname(sqrt(colSums(share * sweep(error, 2, result$mean)^2) / 11)))
  one <- case_fit(selection_cases()$weighted, lambdas)
  expect_equal(loo_curve(one, lambdas), loo_block(one, lambdas), ignore_attr = TRUE)
})

test_that("the result has the promised parts and both rules", {
  set.seed(1)
  result <- ridge(y ~ ., diabetes) |> cv(folds = 5) |> quietly()
  expect_s3_class(result, "normball_cv")
  expect_identical(names(result), c("call", "fit", "lambda", "mean", "se", "df", "fold_error", "folds", "lambda_min", "lambda_1se", "rule",
                                    "chosen", "measure", "extended", "tuning"))
  best <- which.min(result$mean)
  expect_identical(result$lambda_min, result$lambda[best])
  expect_identical(result$lambda_1se, max(result$lambda[result$mean <= result$mean[best] + result$se[best]]))
  expect_identical(result$chosen, result$lambda_1se)
  value <- result$mean[result$lambda == result$chosen]
  expect_identical(result$fit$chosen, list(lambda = result$lambda_1se, rule = "1se", criterion = value))
  expect_identical(dim(result$fold_error), c(5L, length(result$lambda)))
  set.seed(1)
  again <- quietly(cv(ridge(y ~ ., diabetes), folds = 5, rule = "min"))
  expect_identical(again$mean, result$mean)
  expect_identical(again$chosen, result$lambda_min)
  expect_identical(quietly(cv(again, folds = again$folds))$mean, result$mean)
})

test_that("the pipe from formula to prediction works, factors and bases included", {
  data <- transform(mtcars, cyl = factor(cyl), am = am == 1)
  result <- ridge(mpg ~ cyl + poly(wt, 2) + am:hp, data = data) |> cv(folds = "loo")
  expect_equal(predict(result, data[1:3, ]), fitted(result)[1:3])
  folds <- rep_len(1:4, 32)
  fit <- ridge(mpg ~ cyl + poly(wt, 2) + am, data = data, lambda = c(1, 0.1))
  result <- cv(fit, folds = folds, extend = FALSE) |> quietly()
  case <- list(x = fit$x, y = fit$y)
  expect_equal(result$fold_error, reference_folds(case, folds, c(1, 0.1))$error[, , 1], tolerance = 1e-8)
})

test_that("a minimum at the end of the grid extends the grid, and says so", {
  fit <- ridge(y ~ ., diabetes, lambda = c(1000, 500))
  expect_message(result <- cv(fit, folds = "loo", rule = "min"), class = "normball_message_grid")
  expect_true(result$extended)
  expect_identical(result$fit$lambda, result$lambda)
  expect_true(result$chosen < 1)
  expect_identical(dim(coef(result, lambda = "all"))[2], length(result$lambda))
  expect_message(result <- cv(fit, folds = "loo", extend = FALSE), "extend = FALSE")
  expect_false(result$extended)
})

test_that("lambdas can be given: they are compared and join the path", {
  fit <- ridge(y ~ ., diabetes, lambda = c(1, 0.1))
  result <- quietly(cv(fit, folds = "loo", lambda = c(0.5, 0.05, 0.005), extend = FALSE))
  expect_identical(result$lambda, c(0.5, 0.05, 0.005))
  expect_identical(result$fit$lambda, c(1, 0.5, 0.1, 0.05, 0.005))
  expect_no_message(one <- cv(fit, folds = "loo", lambda = 0.2))
  expect_identical(one$chosen, 0.2)
})

test_that("rows of weight 0 change nothing", {
  case <- selection_cases()$weighted
  used <- which(case$weights > 0)
  folds <- rep_len(1:3, 14)
  whole <- quietly(cv(case_fit(case, lambdas), folds = folds, extend = FALSE))
  part <- quietly(cv(case_fit(keep_rows(case, used), lambdas), folds = folds[used], extend = FALSE))
  expect_equal(whole$mean, part$mean, tolerance = 1e-10)
  expect_equal(whole$se, part$se, tolerance = 1e-10)
})

test_that("a sparse design gives what the dense one gives", {
  case <- selection_cases()$several
  folds <- rep_len(1:3, 14)
  dense <- quietly(cv(case_fit(case, lambdas), folds = folds, extend = FALSE))
  case$x <- Matrix::Matrix(case$x, sparse = TRUE)
  sparse <- quietly(cv(case_fit(case, lambdas), folds = folds, extend = FALSE))
  expect_equal(sparse$mean, dense$mean, tolerance = 1e-9)
  loo <- \(case) quietly(cv(case_fit(case, lambdas), folds = "loo"))$mean
  expect_equal(loo(case), loo(selection_cases()$several), tolerance = 1e-9)
})

test_that("bad input: each with its class", {
  fit <- case_fit(selection_cases()$plain, c(1, 0.1))
  expect_error(cv(lm(mpg ~ wt, mtcars)), class = "normball_error_type")
  expect_error(cv(fit, rule = "2se"), class = "normball_error_type")
  expect_error(cv(fit, extend = "yes"), class = "normball_error_type")
  expect_error(cv(fit, folds = 1), class = "normball_error_type")
  expect_error(cv(fit, lambda = -1), class = "normball_error_lambda")
  expect_error(cv(fit, lambda = "all"), class = "normball_error_lambda")
  expect_error(cv(fit, nfolds = 5), class = "normball_error_unknown_argument")
  bare <- case_fit(selection_cases()$plain, c(1, 0.1), model = FALSE)
  expect_error(cv(bare), class = "normball_error_unsupported")
  expect_error(cv(bare, folds = "loo"), class = "normball_error_unsupported")
})

test_that("repeated folds: means averaged, squared errors averaged, all fold errors kept", {
  set.seed(12)
  for (verb in list(ridge, lasso)) {
    fit <- quietly(verb(y ~ ., diabetes, n_lambda = 8))
    result <- quietly(cv(fit, folds = 4, repeats = 3, extend = FALSE))
    each <- lapply(1:3, \(r) quietly(cv(fit, folds = result$folds[, r], extend = FALSE)))
    expect_equal(result$mean, rowMeans(sapply(each, `[[`, "mean")))
    expect_equal(result$se, sqrt(rowMeans(sapply(each, `[[`, "se")^2)))
    expect_equal(result$fold_error, do.call(rbind, lapply(each, `[[`, "fold_error")))
    expect_identical(quietly(cv(fit, folds = result$folds, extend = FALSE))$mean, result$mean)
  }
})

test_that("strata and groups reach the folds of ridge and lasso alike", {
  groups <- rep(1:34, each = 13)
  for (verb in list(ridge, lasso)) {
    fit <- quietly(verb(y ~ ., diabetes, lambda = c(10, 1)))
    set.seed(13)
    result <- quietly(cv(fit, folds = 5, groups = groups, extend = FALSE))
    set.seed(13)
    expect_identical(result$folds, resolve_folds(5, fit, groups = groups))
    result <- quietly(cv(fit, folds = 5, strata = diabetes$sex, extend = FALSE))
    expect_lte(max(apply(table(diabetes$sex, result$folds), 1, \(count) diff(range(count)))), 1)
    expect_error(cv(fit, folds = "loo", strata = TRUE), class = "normball_error_type")
  }
})

test_that("cv of a lasso: parts, rules, methods, pipe and file", {
  set.seed(14)
  fit <- lasso(y ~ ., diabetes)
  result <- quietly(cv(fit, folds = 5))
  expect_identical(result$lambda, fit$lambda)
  expect_identical(result$fit$lambda, fit$lambda)
  expect_identical(result$lambda_1se, max(result$lambda[result$mean <= min(result$mean) + result$se[which.min(result$mean)]]))
  expect_identical(result$df, fit$df)
  expect_identical(coef(result), coef(fit, lambda = result$lambda_1se)[, 1])
  expect_identical(unname(predict(result, diabetes[1:3, ])), unname(predict(fit, diabetes[1:3, ], lambda = result$chosen)[, 1]))
  set.seed(14)
  again <- quietly(cv(result, folds = 5, rule = "min"))
  expect_identical(again$mean, result$mean)
  expect_identical(again$chosen, result$lambda_min)
  file <- tempfile()
  on.exit(unlink(file))
  saveRDS(result, file)
  back <- readRDS(file)
  expect_identical(coef(back), coef(result))
  expect_identical(quietly(cv(back, folds = back$folds))$mean, result$mean)
})

test_that("leave-one-out of a lasso is one fold per row of positive weight", {
  set.seed(15)
  x <- matrix(rnorm(24 * 3), 24)
  fit <- lasso(x, x[, 1] + rnorm(24), weights = replace(rep(1, 24), 3, 0), lambda = c(0.3, 0.1))
  result <- quietly(cv(fit, folds = "loo"))
  expect_identical(result$folds[c(1, 2, 4)], c(1L, 2L, 3L))
  expect_identical(dim(result$fold_error), c(23L, 2L))
  error <- vapply(setdiff(1:24, 3), function(i) {
    rest <- setdiff(1:24, c(3, i))
    part <- lasso(x[rest, ], fit$y[rest, 1], lambda = fit$lambda)
    (fit$y[i, 1] - drop(predict(part, x[i, , drop = FALSE], lambda = fit$lambda)))^2
  }, numeric(2))
  expect_equal(result$mean, unname(rowMeans(error)), tolerance = 1e-8)
})

test_that("the grid of a lasso is extended when asked to; a null model that is best is at no end", {
  set.seed(16)
  fit <- lasso(y ~ ., diabetes, lambda = c(20, 10))
  expect_message(result <- cv(fit, folds = 5), "extend = FALSE", class = "normball_message_grid")
  expect_false(result$extended)
  expect_message(result <- cv(fit, folds = 5, extend = TRUE, rule = "min"), class = "normball_message_grid")
  expect_true(result$extended)
  expect_true(result$chosen < 10)
  expect_identical(result$fit$lambda, result$lambda)
  expect_identical(dim(coef(result, lambda = "all"))[2], length(result$lambda))
  noise <- lasso(matrix(rnorm(2000), 50), rnorm(50))
  folds <- rep_len(1:5, 50)
  expect_no_message(null <- cv(noise, folds = folds, lambda = noise$lambda[c(1, 100)]))
  expect_identical(null$lambda_min, noise$lambda[1])
})

test_that("lambdas given to cv of a lasso join its path", {
  fit <- lasso(y ~ ., diabetes, lambda = c(10, 1))
  result <- quietly(cv(fit, folds = rep_len(1:5, 442), lambda = c(5, 0.5)))
  expect_identical(result$lambda, c(5, 0.5))
  expect_identical(result$fit$lambda, c(10, 5, 1, 0.5))
  expect_equal(result$fit$coefficients[, 2], coef(fit, lambda = 5)[, 1])
})

test_that("bad input of cv of a lasso: each with its class", {
  fit <- lasso(y ~ ., diabetes, lambda = c(10, 1))
  expect_error(cv(fit, rule = "2se"), class = "normball_error_type")
  expect_error(cv(fit, extend = NA), class = "normball_error_type")
  expect_error(cv(fit, folds = 1), class = "normball_error_type")
  expect_error(cv(fit, lambda = -1), class = "normball_error_lambda")
  expect_error(cv(fit, repeats = 1.5), class = "normball_error_type")
  expect_error(cv(fit, nfolds = 5), class = "normball_error_unknown_argument")
  expect_error(cv(ridge(y ~ ., diabetes, lambda = 1), mixture = 0.5), class = "normball_error_unknown_argument")
  bare <- lasso(y ~ ., diabetes, lambda = c(10, 1), model = FALSE)
  expect_error(cv(bare), class = "normball_error_unsupported")
})
