# The plots of a ridge fit beyond its traces.

draw <- function(expr) {
  grDevices::pdf(NULL, 7, 6)
  on.exit(grDevices::dev.off())
  expr
}

test_that("traces are drawn as before", {
  fit <- ridge(mpg ~ wt + hp, mtcars)
  expect_s3_class(draw(plot(fit)), "data.frame")
  expect_identical(draw(plot(fit)), draw(plot(fit, "lambda")))
  expect_identical(draw(plot(fit, "df", label = 1)), draw(plot(fit, xvar = "df", label = 1)))
  expect_error(draw(plot(fit, "radii")), class = "normball_error_type")
  expect_s3_class(draw(plot(ridgeless(mpg ~ wt + hp, mtcars))), "data.frame")
})

test_that("the radius is exact at every point of its line", {
  fit <- quietly(select_lambda(ridge(mpg ~ wt + hp, mtcars), "gcv"))
  data <- draw(plot(fit, "radius", lambda = c(0, 2)))
  expect_equal(range(data$lambda), range(fit$lambda))
  expect_equal(data$radius, unname(lambda_to_radius(fit, data$lambda)), tolerance = 1e-12)
  view <- radius_view(fit, 2, NULL)
  expect_identical(view$marks$x, c(fit$chosen$lambda, 2))
  expect_equal(view$levels$y, unname(lambda_to_radius(fit, 0)))
  several <- ridge(cbind(mpg, qsec) ~ wt + hp, mtcars)
  second <- draw(plot(several, "radius", response = "qsec"))
  expect_equal(second$radius[1L], unname(lambda_to_radius(several, min(several$lambda))[, "qsec"]))
  expect_error(draw(plot(several, "radius", response = 1:2)), class = "normball_error_type")
  expect_error(draw(plot(ridge(matrix(sin(1:20), 10), rep(1, 10)), "radius")), class = "normball_error_unsupported")
  expect_s3_class(draw(plot(ridgeless(mpg ~ wt + hp, mtcars), "radius")), "data.frame")
  expect_error(draw(plot(fit, "radius", terms = "wt")), class = "normball_error_unknown_argument")
})

test_that("lasso and elastic net are drawn by the same calls, traces as before", {
  fit <- lasso(mpg ~ wt + hp + qsec, mtcars)
  expect_identical(draw(plot(fit)), draw(plot(fit, "lambda")))
  expect_identical(draw(plot(fit, "norm", label = 1)), draw(plot(fit, xvar = "norm", label = 1)))
  for (one in list(fit, elastic_net(mpg ~ wt + hp + qsec, mtcars), lasso(mpg ~ wt + hp, mtcars, relax = TRUE))) {
    data <- draw(plot(one, "radius"))
    expect_equal(data$radius, unname(lambda_to_radius(one, data$lambda)), tolerance = 1e-12)
    expect_identical(names(draw(plot(one, "geometry")))[1:3], c("terms", "lambda", "radius"))
  }
  expect_s3_class(draw(plot(lasso(mpg ~ wt + hp, mtcars, lambda = 1), "radius")), "data.frame")
  expect_match(radius_view(fit, NULL, NULL)$titles$y, "^L1 norm of the coefficients per SD")
  expect_match(radius_view(elastic_net(mpg ~ wt, mtcars, standardize = FALSE), NULL, NULL)$titles$y, "^Penalty of the coefficients \\(")
  expect_error(draw(plot(fit, "radius", terms = "wt")), class = "normball_error_unknown_argument")
  expect_error(draw(plot(quietly(lasso(matrix(sin(1:20), 10), rep(1, 10))), "radius")), class = "normball_error_unsupported")
})

test_that("the text of a level keeps clear of vertical lines where there is room", {
  expect_identical(clear_start(numeric(), c(0, 10), 3), 0)
  expect_identical(clear_start(c(5, 8), c(0, 10), 3), 0)
  expect_equal(clear_start(c(2, 8), c(0, 10), 3), 2.2)
  expect_identical(clear_start(c(2, 4, 6, 8), c(0, 10), 3), 0)
})
