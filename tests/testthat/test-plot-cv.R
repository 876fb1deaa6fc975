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

set.seed(3)
mixtures <- suppressMessages(lasso(y ~ ., diabetes, n_lambda = 15) |> cv(folds = 4, repeats = 2, mixture = c(0.2, 0.5, 1)))

test_that("curves of mixtures that were not chosen are lines, and a key beside the data says which is which", {
  view <- error_view(mixtures)
  expect_identical(view$key$mixture, c(0.2, 0.5, 1))
  expect_identical(view$key$mixture[view$key$chosen], mixtures$tuning$mixture)
  expect_identical(view$key$col[view$key$chosen], trace_colours[1])
  expect_false(anyDuplicated(view$key[c("col", "lty")]) > 0)
  expect_setequal(view$others$mixture, setdiff(c(0.2, 0.5, 1), mixtures$tuning$mixture))
  grDevices::pdf(NULL, 5, 4)
  on.exit(grDevices::dev.off())
  shown <- plot(mixtures)
  usr <- 10^par("usr")[1:2]
  expect_true(usr[1] < min(view$others$lambda) && usr[2] > max(view$others$lambda))
  expect_identical(shown$error, mixtures$mean)
  expect_identical(key_width(NULL), 0)
  expect_gt(key_width(view$key), 0.4)
  expect_null(mixture_key(NULL))
  expect_null(mixture_key(list(mixture = 1, curves = mixtures$tuning$curves[mixtures$tuning$curves$mixture == 1, ])))
})

test_that("the axis says how often folds were drawn, and leave-one-out whichever way", {
  expect_identical(error_title(mixtures), "Mean squared error (2 times 4-fold)")
  each <- tenfold
  each$folds <- seq_len(442)
  expect_identical(error_title(each), "Mean squared error (leave-one-out)")
})

test_that("autoplot has the other curves and the key", {
  skip_if_not_installed("ggplot2")
  plot <- ggplot2::autoplot(mixtures)
  built <- ggplot2::ggplot_build(plot)
  expect_identical(plot$theme$legend.position, "right")
  grDevices::pdf(NULL, 5, 4)
  on.exit(grDevices::dev.off())
  expect_no_warning(print(plot))
  expect_true(any(vapply(built$data, nrow, 0L) == 30L))
})
