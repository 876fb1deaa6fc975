skip_if_not_installed("ggplot2", "3.4.0")

drawn <- function(plot, width = 5, height = 4) {
  grDevices::pdf(NULL, width, height)
  on.exit(grDevices::dev.off())
  print(plot)
  invisible(plot)
}

fit <- ridge(y ~ ., diabetes, n_lambda = 20)

test_that("autoplot draws every axis without a warning", {
  fit$chosen <- list(lambda = fit$lambda[10], rule = "gcv", criterion = 1)
  for (xvar in c("lambda", "df", "norm", "dev")) {
    plot <- ggplot2::autoplot(fit, xvar = xvar, lambda = 0.5)
    expect_s3_class(plot, "ggplot")
    expect_no_condition(drawn(plot))
  }
  expect_no_condition(drawn(ggplot2::autoplot(ridge(y ~ ., diabetes, lambda = c(10, 1, 0)))))
  expect_no_condition(drawn(ggplot2::autoplot(ridge(y ~ ., diabetes, lambda = 1))))
})

test_that("autoplot shows the data of plot()", {
  plot <- ggplot2::autoplot(fit, scale = "original")
  grDevices::pdf(NULL)
  data <- plot(fit, scale = "original")
  grDevices::dev.off()
  same <- merge(plot$data[c("term", "lambda", "estimate")], data, by = c("term", "lambda"))
  expect_identical(nrow(same), nrow(data))
  expect_equal(same$estimate.x, same$estimate.y)
})

test_that("autoplot of a lasso has the traces of plot(), without those along zero", {
  lasso_fit <- lasso(y ~ ., diabetes, lambda = c(30, 10, 1, 0))
  for (xvar in c("lambda", "df", "norm", "dev")) expect_no_condition(drawn(ggplot2::autoplot(lasso_fit, xvar = xvar, lambda = 5)))
  data <- ggplot2::autoplot(lasso_fit)$data
  expect_true(all(is.na(data$estimate[data$term == "age" & data$lambda > 1])))
  expect_false(anyNA(data$estimate[data$lambda == 0]))
  expect_no_condition(drawn(ggplot2::autoplot(lasso(y ~ ., diabetes, lambda = c(2000, 1000)))))
  expect_no_condition(drawn(ggplot2::autoplot(lasso(y ~ ., diabetes, lambda = 1))))
})

test_that("labels of autoplot do not overlap in a plot of 5 x 4 inches", {
  x <- matrix(rnorm(40 * 60), 40, dimnames = list(NULL, paste0("v", 1:60)))
  for (p in c(1, 5, 24, 60)) {
    view <- trace_view(ridge(x[, 1:p, drop = FALSE], x[, 1], n_lambda = 5), "df", TRUE, NULL, NULL, "auto")
    labels <- panel_layers(view$panels[[1]], view, c(1, 1))$labels
    apart <- nominal_panel$text / nominal_panel$height * diff(range(0, view$panels[[1]]$b))
    expect_true(all(diff(sort(labels$at)) >= apart * (1 - 1e-9)))
  }
})

test_that("many traces and several responses draw", {
  x <- matrix(rnorm(40 * 300), 40)
  expect_no_condition(drawn(ggplot2::autoplot(ridge(x, x[, 1], n_lambda = 5))))
  many <- ridge(cbind(y, bmi, tch) ~ age + ltg + tc, diabetes, n_lambda = 5)
  expect_no_condition(drawn(ggplot2::autoplot(many), 10, 7))
  expect_no_condition(drawn(ggplot2::autoplot(many, response = "tch", label = FALSE)))
})

test_that("autoplot of a cross-validation marks both rules", {
  set.seed(1)
  for (folds in list(5, "loo")) {
    plot <- ggplot2::autoplot(suppressMessages(cv(fit, folds = folds)))
    expect_s3_class(plot, "ggplot")
    expect_no_condition(drawn(plot))
  }
})

test_that("unknown arguments are errors", {
  expect_error(ggplot2::autoplot(fit, colour = 1), class = "normball_error_unknown_argument")
  expect_error(ggplot2::autoplot(fit, xvar = "time"), class = "normball_error_type")
})
