test_that("check_dots() names what it was given, without evaluating it", {
  verb <- function(x, lambda = NULL, ...) check_dots(...)
  expect_null(verb(1))
  expect_error(verb(1, lamda = stop("evaluated")), "Unknown argument: `lamda`. Did you mean `lambda`?",
               class = "normball_error_unknown_argument")
  expect_error(verb(1, 2, stop("evaluated")), "unnamed one (stop(", fixed = TRUE, class = "normball_error_unknown_argument")
  expect_error(verb(1, alpha = 1, beta = 2), "Unknown arguments: `alpha`, `beta`", class = "normball_error_unknown_argument")
  expect_no_match(tryCatch(verb(1, unrelated = 1), error = conditionMessage), "Did you mean")
})

test_that("check_flag() takes TRUE and FALSE only", {
  expect_true(check_flag(TRUE, "certify"))
  expect_identical(check_flag(c(a = FALSE), "certify"), FALSE)
  for (bad in list(NA, 1, "TRUE", logical(), c(TRUE, FALSE), NULL)) {
    expect_error(check_flag(bad, "certify"), "`certify` must be TRUE or FALSE", class = "normball_error_type")
  }
})

test_that("check_number() respects its bounds", {
  expect_identical(check_number(1L, "level"), 1)
  expect_identical(check_number(0, "level", 0, 1), 0)
  expect_error(check_number(0, "level", 0, 1, strict = TRUE), "strictly between 0 and 1; got 0", class = "normball_error_type")
  expect_error(check_number(-1, "level", 0), ">= 0; got -1", class = "normball_error_type")
  expect_error(check_number(3, "level", upper = 2), "<= 2; got 3", class = "normball_error_type")
  for (bad in list(NA_real_, NaN, Inf, "1", 1:2, NULL, TRUE, 1i)) {
    expect_error(check_number(bad, "level"), "`level` must be a finite number", class = "normball_error_type")
  }
})

test_that("check_whole() returns an integer", {
  expect_identical(check_whole(3, "n_lambda", lower = 2), 3L)
  expect_error(check_whole(1, "n_lambda", lower = 2), "`n_lambda` must be a whole number >= 2; got 1", class = "normball_error_type")
  expect_error(check_whole(5, "n_lambda", 1, 4), "from 1 to 4; got 5", class = "normball_error_type")
  for (bad in list(1.5, NA, Inf, 3e9, "2", 1:2)) {
    expect_error(check_whole(bad, "n_lambda", lower = 0, upper = Inf), class = "normball_error_type")
  }
})

test_that("check_choice() takes one choice, abbreviated or not, and the vector of defaults as its first", {
  choices <- c("levels", "treatment")
  expect_equal(check_choice(choices, "coding", choices), "levels")
  expect_equal(check_choice("treatment", "coding", choices), "treatment")
  expect_equal(check_choice("tr", "coding", choices), "treatment")
  expect_error(check_choice("dummy", "coding", choices), '`coding` must be one of "levels", "treatment"; got "dummy"',
               class = "normball_error_type")
  for (bad in list(NULL, 1, rev(choices), NA_character_, "")) {
    expect_error(check_choice(bad, "coding", choices), class = "normball_error_type")
  }
})

test_that("check_lambda() sorts and drops duplicates, and says so", {
  expect_silent(expect_identical(check_lambda(c(2L, 1L)), c(2, 1)))
  expect_silent(expect_identical(check_lambda(0), 0))
  expect_message(expect_identical(check_lambda(c(a = 1, b = 3)), c(3, 1)), "sorted", class = "normball_message_lambda")
  expect_message(expect_identical(check_lambda(c(3, 1, 1)), c(3, 1)), "more than once", class = "normball_message_lambda")
  expect_error(check_lambda(c(1, -1)), "element 2 is -1", class = "normball_error_lambda")
  expect_error(check_lambda(c(NA, 1)), "element 1 is NA", class = "normball_error_lambda")
  expect_error(check_lambda(c(1, Inf)), "element 2 is Inf", class = "normball_error_lambda")
  for (bad in list(numeric(), "1", NULL, list(1), factor(1))) expect_error(check_lambda(bad), class = "normball_error_lambda")
})

test_that("describe() is short whatever it describes", {
  expect_equal(describe(NULL), "NULL")
  expect_equal(describe("a"), '"a"')
  expect_equal(describe(1:3), "an object of class integer of length 3")
  expect_equal(describe(diag(2)), "an object of class matrix with dimensions 2 x 2")
  expect_lte(nchar(describe(strrep("a", 1000))), 40)
})
