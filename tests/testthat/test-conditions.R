test_that("errors, warnings and messages carry their cause as a class", {
  error <- tryCatch(nb_abort("length", "`y` has ", 3, " values"), error = identity)
  expect_s3_class(error, c("normball_error_length", "normball_error", "error", "condition"), exact = TRUE)
  expect_equal(conditionMessage(error), "`y` has 3 values")
  expect_null(conditionCall(error))

  warning <- tryCatch(nb_warn("iterations", "slow"), warning = identity)
  expect_s3_class(warning, c("normball_warning_iterations", "normball_warning", "warning", "condition"), exact = TRUE)

  message <- tryCatch(nb_inform("lambda", "sorted"), message = identity)
  expect_s3_class(message, c("normball_message_lambda", "normball_message", "message", "condition"), exact = TRUE)
  expect_equal(conditionMessage(message), "sorted\n")
})

test_that("execution goes on after a warning or a message that is muffled", {
  expect_equal(suppressMessages({
    nb_inform("lambda", "x")
    1
  }), 1)
  expect_equal(suppressWarnings({
    nb_warn("iterations", "x")
    2
  }), 2)
})
