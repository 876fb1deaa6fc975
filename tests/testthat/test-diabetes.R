test_that("diabetes holds the 442 published patients on the raw scale", {
  expect_identical(dim(diabetes), c(442L, 11L))
  expect_named(diabetes, c("age", "sex", "bmi", "map", "tc", "ldl", "hdl", "tch", "ltg", "glu", "y"))
  expect_true(all(vapply(diabetes, is.double, NA)))
  expect_false(anyNA(diabetes))
  expect_equal(unlist(diabetes[1, ], use.names = FALSE), c(59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87, 151))
  expect_setequal(diabetes$sex, 1:2)
})

test_that("standardising diabetes gives the predictors of lars", {
  skip_if_not_installed("lars")
  peer <- new.env()
  utils::data("diabetes", package = "lars", envir = peer)
  centred <- scale(as.matrix(diabetes[1:10]), scale = FALSE)
  unit <- sweep(centred, 2, sqrt(colSums(centred^2)), "/")
  # The published file rounds map and ltg to a few digits more coarsely than the file that lars was made from.
  tolerance <- ifelse(colnames(unit) %in% c("map", "ltg"), 2e-5, 1e-13)
  difference <- apply(abs(unit - unclass(peer$diabetes$x)), 2, max)
  expect_true(all(difference < tolerance))
  expect_identical(diabetes$y, as.numeric(peer$diabetes$y))
})
