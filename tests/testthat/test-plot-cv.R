set.seed(1)
tenfold <- ridge(y ~ ., diabetes, n_lambda = 30) |> cv(folds = 10)
loo <- ridge(y ~ ., diabetes, lambda = c(10^seq(2, -3, length.out = 20), 0)) |> cv(folds = "loo", rule = "min")

test_that("the error curve plots and its data come back", {
  grDevices::pdf(NULL, 5, 4)
  on.exit(grDevices::dev.off())
  for (object in list(tenfold, loo)) {
    before <- par("mar")
    shown <- withVisible(plot(object, main = "Error", col = "black"))
    expect_false(shown$visible)
    expect_equal(shown$value$error, as.numeric(object$mean))
    expect_equal(shown$value$upper - shown$value$lower, 2 * as.numeric(object$se))
    expect_equal(par("mar"), before)
    usr <- par("usr")
    expect_true(usr[3] < min(shown$value$lower) && usr[4] > max(shown$value$upper))
  }
})

test_that("both rules are marked and the one in force is dark", {
  marks <- error_view(tenfold)$marks
  expect_equal(marks$lambda, c(tenfold$lambda_min, tenfold$lambda_1se))
  expect_identical(marks$chosen, c(FALSE, TRUE))
  expect_match(marks$text, "min|1se")
  both <- tenfold
  both$lambda_1se <- both$lambda_min
  expect_match(error_view(both)$marks$text, "min, 1se")
})

test_that("the threshold of the 1se rule separates it from larger lambdas", {
  view <- error_view(tenfold)
  at <- match(tenfold$lambda_1se, view$data$lambda)
  expect_lte(view$data$error[at], view$threshold)
  expect_true(all(view$data$error[seq_len(at - 1)] > view$threshold))
})

test_that("the label of the axis says how the error was estimated", {
  expect_identical(error_title(tenfold), "Mean squared error (10-fold)")
  expect_identical(error_title(loo), "Mean squared error (leave-one-out)")
  two <- suppressMessages(ridge(cbind(y, bmi) ~ age + ltg, diabetes, n_lambda = 5) |> cv(folds = "loo", extend = FALSE))
  expect_identical(error_title(two), "Summed mean squared error (leave-one-out)")
})

test_that("unknown arguments are errors", {
  expect_error(plot(tenfold, lty = 2), class = "normball_error_unknown_argument")
  expect_error(plot(tenfold, xlim = c(-1, 1)), class = "normball_error_type")
})
