# Drawing the plane of two coefficients.

test_that("it is drawn with equal scales and returns what it drew", {
  grDevices::pdf(NULL, 7, 6)
  on.exit(grDevices::dev.off())
  fit <- ridge(mpg ~ wt + hp + disp, mtcars)
  view <- plot(fit, "geometry", terms = c("wt", "disp"), lambda = 0.5, main = "m", xlim = c(-5, 1))
  expect_identical(view, geometry_view(fit, c("wt", "disp"), lambda = 0.5))
  usr <- graphics::par("usr")
  expect_equal(diff(usr[1:2]) / graphics::par("pin")[1L], diff(usr[3:4]) / graphics::par("pin")[2L], tolerance = 1e-6)
  expect_silent(plot(fit, "geometry", lambda = 0))
  expect_silent(plot(ridgeless(mpg ~ wt + hp, mtcars), "geometry"))
  expect_error(plot(fit, "geometry", colour = 2), class = "normball_error_unknown_argument")
})

test_that("limits hold the disc, the minimum and the path, words keep apart", {
  fit <- ridge(mpg ~ wt + hp + disp, mtcars)
  view <- geometry_view(fit, lambda = 0.5)
  limits <- geometry_limits(view)
  disc <- disc_outline(view)
  expect_true(all(disc$x > limits$x[1L] & disc$x < limits$x[2L] & disc$y > limits$y[1L] & disc$y < limits$y[2L]))
  expect_true(view$minimum[1L] > limits$x[1L] && view$minimum[1L] < limits$x[2L])
  expect_setequal(geometry_texts(view)$pos, c(1, 3))
  expect_match(geometry_titles(view)$x, "per SD of")
})
