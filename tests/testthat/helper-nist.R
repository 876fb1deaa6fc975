# Data of the NIST Statistical Reference Datasets, linear least squares (public domain), with the coefficients that NIST certifies to 15
# digits for the decimals given (confirmed in rational arithmetic). Also read by bench/accuracy.R.

nist_sets <- function(fixtures = testthat::test_path("fixtures")) {
  read <- function(name) utils::read.csv(file.path(fixtures, paste0(name, ".csv")), comment.char = "#")
  c(
    list(Longley = nist_longley()),
    nist_wampler(),
    list(
      NoInt1 = list(formula = y ~ x - 1, data = data.frame(x = 60:70, y = 130:140), certified = 2.07438016528926),
      NoInt2 = list(formula = y ~ x - 1, data = data.frame(x = 4:6, y = c(3, 4, 4)), certified = 0.727272727272727),
      Filip = list(formula = y ~ poly(x, 10, raw = TRUE), data = read("filip"), certified = c(
        -1467.48961422980, -2772.17959193342, -2316.37108160893, -1127.97394098372, -354.478233703349, -75.1242017393757,
        -10.8753180355343, -1.06221498588947, -0.670191154593408e-01, -0.246781078275479e-02, -0.402962525080404e-04
      )),
      Norris = list(formula = y ~ x, data = read("norris"), certified = c(-0.262323073774029, 1.00211681802045)),
      Pontius = list(
        formula = y ~ x + I(x^2), data = read("pontius"),
        certified = c(0.673565789473684e-03, 0.732059160401003e-06, -0.316081871345029e-14)
      )
    )
  )
}

nist_longley <- function() {
  data <- with(datasets::longley, data.frame(
    y = round(Employed * 1000), x1 = GNP.deflator, x2 = round(GNP * 1000), x3 = round(Unemployed * 10), x4 = round(Armed.Forces * 10),
    x5 = round(Population * 1000), x6 = Year
  ))
  list(formula = y ~ ., data = data, certified = c(
    -3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359, -0.511041056535807e-01,
    1829.15146461355
  ))
}

# 1: 1 + x + ... + x^5. 2: its coefficients are powers of 1/10. 3 to 5: the first with residuals of growing size.
nist_wampler <- function() {
  x <- 0:20
  powers <- outer(x, 0:5, `^`)
  residual <- c(759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048)
  residual <- c(residual, rev(residual)[-1])
  set <- function(y, certified = rep(1, 6)) {
    list(formula = y ~ poly(x, 5, raw = TRUE), data = data.frame(x = x, y = y), certified = certified)
  }
  y <- rowSums(powers)
  list(
    Wampler1 = set(y), Wampler2 = set(round(drop(powers %*% 10^-(0:5)), 5), 10^-(0:5)), Wampler3 = set(y + residual),
    Wampler4 = set(y + 100 * residual), Wampler5 = set(y + 10000 * residual)
  )
}

# Correct significant digits of the worst coefficient, at most 15.
correct_digits <- function(value, certified) {
  error <- abs(unname(value) - certified) / abs(certified)
  min(15, -log10(max(error, 1e-16)))
}
