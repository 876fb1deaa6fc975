test_that("normball_control() has its documented defaults", {
  control <- normball_control()
  expect_s3_class(control, "normball_control")
  expect_named(control, c("method", "certify", "max_iter", "tolerance", "max_df", "max_deviance", "max_knots", "threads",
                          "progress"))
  expect_equal(control$method, "auto")
  expect_true(control$certify)
  expect_null(control$max_iter)
  expect_equal(control$tolerance, 1e-12)
  expect_null(control$max_df)
  expect_null(control$max_deviance)
  expect_null(control$max_knots)
  expect_identical(control$threads, 1L)
  expect_identical(control$progress, interactive())
})

test_that("normball_control() checks every setting", {
  expect_equal(normball_control("svd")$method, "svd")
  expect_identical(normball_control(max_iter = 10)$max_iter, 10L)
  expect_error(normball_control(methods = "svd"), "methods", class = "normball_error_unknown_argument")
  expect_error(normball_control("lu"), "`method` must be one of", class = "normball_error_type")
  expect_error(normball_control(certify = NA), "`certify`", class = "normball_error_type")
  expect_error(normball_control(max_iter = 0), "`max_iter`", class = "normball_error_type")
  expect_identical(normball_control(max_knots = 5)$max_knots, 5L)
  expect_error(normball_control(max_knots = 0), "`max_knots`", class = "normball_error_type")
  expect_error(normball_control(tolerance = 0), "`tolerance`", class = "normball_error_type")
  expect_error(normball_control(tolerance = 1), "`tolerance`", class = "normball_error_type")
  expect_error(normball_control(progress = "no"), "`progress`", class = "normball_error_type")
})

test_that("the settings print on one line", {
  expect_output(print(normball_control()), "method = auto, certify = TRUE, max_iter = default")
})

test_that("the settings of lasso paths are checked", {
  control <- normball_control("working_set", max_df = 5, max_deviance = 0.9, threads = 2)
  expect_identical(control[c("method", "max_df", "max_deviance", "threads")],
                   list(method = "working_set", max_df = 5L, max_deviance = 0.9, threads = 2L))
  expect_error(normball_control(max_df = -1), "`max_df`", class = "normball_error_type")
  expect_error(normball_control(max_deviance = 1.5), "`max_deviance`", class = "normball_error_type")
  expect_error(normball_control(threads = 0), "`threads`", class = "normball_error_type")
})
