# NIST StRD linear least squares (public domain) at lambda = 0, where ridge is least squares. The certified values are those that NIST
# publishes to 15 digits, for data in decimals. The bar is lm() at tol = 1e-14: at least its number of correct digits, as far as rounding of
# the data lets digits be counted (13), less half a digit of luck. Digits are those of the worst coefficient, so the columns are
# standardised, as they are by default: on raw powers of x the numerical rank is not what it is for lm(), which scales each column by itself.

correct_digits <- function(value, certified) {
  error <- abs(value - certified) / abs(certified)
  min(pmin(15, -log10(pmax(error, 1e-16))))
}

expect_digits <- function(formula, data, certified, least) {
  peer <- correct_digits(unname(coef(stats::lm(formula, data, tol = 1e-14))), certified)
  ours <- correct_digits(unname(coef(ridge(formula, data, lambda = 0))), certified)
  expect_gte(ours, least)
  expect_gte(ours, min(peer, 13) - 0.5)
}

test_that("Longley", {
  data <- with(datasets::longley, data.frame(
    y = round(Employed * 1000), x1 = GNP.deflator, x2 = round(GNP * 1000), x3 = round(Unemployed * 10), x4 = round(Armed.Forces * 10),
    x5 = round(Population * 1000), x6 = Year
  ))
  certified <- c(
    -3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359, -0.511041056535807e-01,
    1829.15146461355
  )
  expect_digits(y ~ ., data, certified, 11)
})

wampler <- function() {
  x <- 0:20
  noise <- c(
    759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 759
  )
  powers <- outer(x, 0:5, `^`)
  list(data = data.frame(x = x, y = rowSums(powers), z = drop(powers %*% 10^-(0:5))), noise = noise)
}

test_that("Wampler 1 and 2: exact polynomials", {
  data <- wampler()$data
  expect_digits(y ~ poly(x, 5, raw = TRUE), data, rep(1, 6), 8)
  expect_digits(round(z, 5) ~ poly(x, 5, raw = TRUE), data, 10^-(0:5), 10)
})

test_that("Wampler 3, 4 and 5: the same with growing residuals", {
  for (size in c(1, 100, 10000)) {
    data <- wampler()$data
    data$y <- data$y + size * wampler()$noise
    expect_digits(y ~ poly(x, 5, raw = TRUE), data, rep(1, 6), 5)
  }
})

test_that("NoInt 1 and 2: through the origin", {
  expect_digits(y ~ x - 1, data.frame(x = 60:70, y = 130:140), 2.07438016528926, 14)
  expect_digits(y ~ x - 1, data.frame(x = 4:6, y = c(3, 4, 4)), 0.727272727272727, 14)
})

test_that("Filip: a polynomial of degree 10, condition 1e15", {
  data <- utils::read.csv(test_path("fixtures", "filip.csv"), comment.char = "#")
  certified <- c(
    -1467.48961422980, -2772.17959193342, -2316.37108160893, -1127.97394098372, -354.478233703349, -75.1242017393757, -10.8753180355343,
    -1.06221498588947, -0.670191154593408e-01, -0.246781078275479e-02, -0.402962525080404e-04
  )
  expect_digits(y ~ poly(x, 10, raw = TRUE), data, certified, 6)
})

test_that("Norris and Pontius: a line and a parabola of calibration", {
  norris <- utils::read.csv(test_path("fixtures", "norris.csv"), comment.char = "#")
  expect_digits(y ~ x, norris, c(-0.262323073774029, 1.00211681802045), 12)
  pontius <- utils::read.csv(test_path("fixtures", "pontius.csv"), comment.char = "#")
  expect_digits(y ~ x + I(x^2), pontius, c(0.673565789473684e-03, 0.732059160401003e-06, -0.316081871345029e-14), 11)
})
