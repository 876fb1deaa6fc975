test_that("normball_control() has its documented defaults", {
  control <- normball_control()
  expect_s3_class(control, "normball_control")
  expect_named(control, c("method", "certify", "max_iter", "tolerance", "progress"))
  expect_equal(control$method, "auto")
  expect_true(control$certify)
  expect_null(control$max_iter)
  expect_equal(control$tolerance, 1e-12)
  expect_identical(control$progress, interactive())
})

test_that("normball_control() checks every setting", {
  expect_equal(normball_control("svd")$method, "svd")
  expect_identical(normball_control(max_iter = 10)$max_iter, 10L)
  expect_error(normball_control(methods = "svd"), "methods", class = "normball_error_unknown_argument")
  expect_error(normball_control("lu"), "`method` must be one of", class = "normball_error_type")
  expect_error(normball_control(certify = NA), "`certify`", class = "normball_error_type")
  expect_error(normball_control(max_iter = 0), "`max_iter`", class = "normball_error_type")
  expect_error(normball_control(tolerance = 0), "`tolerance`", class = "normball_error_type")
  expect_error(normball_control(tolerance = 1), "`tolerance`", class = "normball_error_type")
  expect_error(normball_control(progress = "no"), "`progress`", class = "normball_error_type")
})

test_that("the settings print on one line", {
  expect_output(print(normball_control()), "method = auto, certify = TRUE, max_iter = default")
})
