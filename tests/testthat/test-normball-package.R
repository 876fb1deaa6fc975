test_that("C routines are registered and found by registration only", {
  dll <- getLoadedDLLs()[["normball"]]
  expect_false(unclass(dll)$dynamicLookup)
  expect_true(all(c("ridge_factorize", "ridge_solve", "certificate") %in% names(getDLLRegisteredRoutines(dll)$.Call)))
})

test_that("only base R and Matrix are needed", {
  imports <- utils::packageDescription("normball")$Imports
  names <- trimws(sub("\\(.*", "", strsplit(imports, ",")[[1L]]))
  expect_setequal(names, c("graphics", "grDevices", "Matrix", "methods", "stats", "utils"))
})
