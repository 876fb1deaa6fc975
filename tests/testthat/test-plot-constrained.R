drawn <- function(expr) {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expr
}

test_that("a path is drawn against the radius", {
  fit <- constrained(y ~ ., diabetes, within = l1_ball(10 * 1:5))
  data <- drawn(plot(fit))
  expect_named(data, c("term", "radius", "estimate", "bound"))
  expect_equal(data$estimate, as.vector(coef(fit)[-1, ]))
  expect_identical(data$bound, as.vector(coef(fit)[-1, ] == 0), ignore_attr = TRUE)
  expect_equal(drawn(plot(fit, radius = 20))$estimate, unname(coef(fit)[-1, 2]))
  expect_error(drawn(plot(fit, colour = 2)), class = "normball_error_unknown_argument")
  chosen <- cv(fit, folds = rep(1:3, length.out = 442))
  expect_identical(constrained_view(chosen$fit, NULL, NULL)$marks$x, chosen$chosen)
  expect_named(drawn(plot(chosen)), c("radius", "mean", "se", "df"))
})

test_that("a single solution marks what is held", {
  fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = nonnegative() & box(upper = c(qsec = 0.5)))
  data <- drawn(plot(fit))
  expect_identical(data$bound, c(TRUE, TRUE, TRUE))
  two <- constrained(cbind(mpg, disp) ~ wt + hp, mtcars, within = column_norm(1))
  expect_equal(drawn(plot(two, response = "disp"))$estimate, unname(coef(two)[-1, "disp"]))
  expect_error(drawn(plot(two, response = 3)), class = "normball_error_type")
  set.seed(1)
  wide <- constrained(matrix(rnorm(3000), 10), rnorm(10), nonnegative())
  expect_identical(nrow(drawn(plot(wide))), 300L)
})

test_that("few coefficients stand in rows with their names, many are numbered", {
  few <- constrained(mpg ~ wt + hp + qsec, mtcars, within = nonpositive())
  view <- constrained_view(few, NULL, NULL)
  expect_identical(view$ticks$y, data.frame(at = 3:1, text = c("wt", "hp", "qsec")))
  expect_match(view$titles$x, "open circles")
  slopes <- coef(few)[-1]
  held <- Filter(\(one) identical(one$pch, 1), view$series)[[1L]]
  expect_identical(held$y, 1L)
  expect_identical(held$x, slopes["qsec"])
  free <- constrained_view(constrained(mpg ~ wt + hp, mtcars, within = box(-100, 100)), NULL, NULL)
  expect_identical(free$titles$x, "Coefficient")
  set.seed(1)
  wide <- constrained_view(constrained(matrix(rnorm(400), 10), rnorm(10), nonnegative()), NULL, NULL)
  expect_null(wide$ticks)
  expect_identical(wide$titles$x, "Coefficient number")
})

test_that("ggplots are built", {
  skip_if_not_installed("ggplot2")
  fit <- constrained(y ~ ., diabetes, within = l1_ball(10 * 1:5))
  result <- cv(fit, folds = rep(1:3, length.out = 442))
  for (plot in list(ggplot2::autoplot(fit), ggplot2::autoplot(fit, radius = 30), ggplot2::autoplot(result))) {
    expect_s3_class(drawn(ggplot2::ggplot_build(plot)), "ggplot_built")
  }
})

test_that("held coefficients are those at the bounds of their radius, on the scale that is constrained", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  fit <- constrained(mpg ~ wt + hp + qsec, mtcars, within = linf_ball(c(0.1, 1)))
  expect_identical(plot(fit)$bound, as.vector(abs(coef(fit)[-1, ])) == rep(c(0.1, 1), each = 3))
  scaled <- constrained(mpg ~ wt + hp + qsec, mtcars, within = box(-1, 1), standardize = TRUE)
  expect_identical(plot(scaled)$bound, unname(scaled$active))
  expect_true(any(scaled$active))
})
