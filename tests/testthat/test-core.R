test_that("failures of the core are errors with a class for their cause", {
  expect_error(core_call(stop("normball core: not enough memory")), class = "normball_error_memory")
  expect_error(core_call(stop("cannot allocate vector of size 8.0 Gb")), class = "normball_error_memory")
  expect_error(core_call(stop("normball core: an eigenvalue")), class = "normball_error_numeric")
  expect_identical(core_call(7), 7)
})

test_that("entry points refuse what no caller should pass", {
  x <- matrix(1:6 / 7, 3)
  expect_error(core_call(.Call(C_moments, x, 1)), "length 3", class = "normball_error_numeric")
  expect_error(core_call(.Call(C_moments, "x", rep(1 / 3, 3))), "double matrix", class = "normball_error_numeric")
  expect_error(core_call(.Call(C_cross, list(x = x), x)), "columns", class = "normball_error_numeric")
})

test_that("errors of the core and of R's allocator have classes", {
  expect_error(core_call(stop("normball core: not enough memory")), class = "normball_error_memory")
  expect_error(core_call(stop("normball core: other")), "The numerical core stopped: other.", class = "normball_error_numeric")
  expect_error(with_memory(stop("cannot allocate vector of size 1 Gb")), class = "normball_error_memory")
  expect_error(with_memory(nb_abort("lambda", "cannot allocate")), class = "normball_error_lambda")
  expect_error(with_memory(stop("other")), "^other$")
  expect_identical(with_memory(1 + 1), 2)
})
