# The charts as ggplots.

test_that("they build with all their parts", {
  skip_if_not_installed("ggplot2")
  set.seed(141)
  x <- matrix(rnorm(300), 15)
  fit <- ridgeless(x, rnorm(15))
  curve <- double_descent(fit, x, c(2, 8, 14, 20), newy = rnorm(15))
  ridge_fit <- quietly(select_lambda(ridge(mpg ~ wt + hp + disp, mtcars), "gcv"))
  plots <- list(
    ggplot2::autoplot(pinv_limit(diag(c(2, 1)))), ggplot2::autoplot(curve), ggplot2::autoplot(ridge_fit, "radius", lambda = 1),
    ggplot2::autoplot(ridge_fit, "geometry"), ggplot2::autoplot(ridge_fit, "geometry", terms = c("hp", "wt"), lambda = 0),
    ggplot2::autoplot(ridge_fit), ggplot2::autoplot(ridge_fit, "df"), ggplot2::autoplot(fit, "geometry"),
    ggplot2::autoplot(lasso(mpg ~ wt + hp, mtcars), "radius"), ggplot2::autoplot(elastic_net(mpg ~ wt + hp, mtcars), "geometry"),
    ggplot2::autoplot(lasso(mpg ~ wt + hp, mtcars))
  )
  for (plot in plots) {
    expect_s3_class(plot, "ggplot")
    expect_silent(built <- ggplot2::ggplot_build(plot))
    expect_gt(length(built$data), 1)
  }
  expect_error(ggplot2::autoplot(pinv_limit(diag(2)), colour = 1), class = "normball_error_unknown_argument")
  expect_error(ggplot2::autoplot(ridge_fit, "radius", colour = 1), class = "normball_error_unknown_argument")
  expect_error(ggplot2::autoplot(curve, colour = 1), class = "normball_error_unknown_argument")
})
