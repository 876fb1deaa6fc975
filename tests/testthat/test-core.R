test_that("errors of the core and of R's allocator have classes", {
  expect_error(core_call(stop("normball core: not enough memory")), class = "normball_error_memory")
  expect_error(core_call(stop("normball core: other")), "The numerical core stopped: other.", class = "normball_error_numeric")
  expect_error(with_memory(stop("cannot allocate vector of size 1 Gb")), class = "normball_error_memory")
  expect_error(with_memory(nb_abort("lambda", "cannot allocate")), class = "normball_error_lambda")
  expect_error(with_memory(stop("other")), "^other$")
  expect_identical(with_memory(1 + 1), 2)
})
