# Round trips between penalty and radius, for ridge, lasso and elastic net: the worst relative errors over the whole path.
#
#   Rscript bench/radius.R [quick]      prints a report and keeps it in results/radius.txt
#
# lambda -> radius -> lambda: at lambdas between those of the path. A radius is a double, so that lambda can only be known as well as the
# radius depends on it: with c = radius / (lambda |d radius / d lambda|), one rounding of the radius is c roundings of lambda. The error is
# given where c < 1e4, and over all lambdas divided by max(1, c).
# radius -> lambda -> radius: at radii from 1e-3 to 1 times that of the last lambda of the path; `beyond`: from there to nearly that of the
# limit at lambda = 0.
# Bar: 1e-10 for all.

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))
use_one_thread(file.path(bench_directory(), "radius.R"))
suppressMessages(library(normball))

bar <- 1e-10
sensitive <- 1e4

random_case <- function(n, p, correlation = 0, density = 1, scales = 2) {
  x <- matrix(rnorm(n * p), n) * sqrt(1 - correlation) + sqrt(correlation) * rnorm(n)
  x <- x * rep(10^runif(p, -scales, scales) / 10^scales, each = n)
  if (density < 1) x <- as(x * (runif(n * p) < density), "CsparseMatrix")
  signal <- as.numeric(x %*% rnorm(p))
  list(x, signal + sd(signal) * rnorm(n) / 3)
}

real_case <- function(formula, data) list(formula, data)

cases <- function(quick) {
  set.seed(1)
  small <- list(
    "diabetes" = real_case(y ~ ., diabetes), "diabetes, pairs" = real_case(y ~ .^2, diabetes),
    "diabetes, 40 rows, pairs" = real_case(y ~ .^2, diabetes[1:40, ]), "mtcars" = real_case(mpg ~ ., mtcars),
    "longley" = real_case(Employed ~ ., longley), "200 x 30" = random_case(200, 30), "30 x 200" = random_case(30, 200),
    "60 x 60" = random_case(60, 60), "200 x 30, sparse" = random_case(200, 30, density = 0.2),
    "30 x 200, sparse" = random_case(30, 200, density = 0.2)
  )
  if (quick) return(small)
  c(small, list(
    "2000 x 300, correlation 0.5" = random_case(2000, 300, 0.5, scales = 1),
    "300 x 2000, correlation 0.5" = random_case(300, 2000, 0.5, scales = 1),
    "3000 x 500, sparse" = random_case(3000, 500, density = 0.05, scales = 1),
    "300 x 5000, sparse" = random_case(300, 5000, density = 0.05, scales = 1)
  ))
}

penalties <- list(
  ridge = ridge, lasso = lasso, "elastic net" = \(...) lasso(..., mixture = 0.5), "net, mixture 0.05" = \(...) lasso(..., mixture = 0.05)
)

# c(lambda, lambda per condition, radius, beyond, left out, seconds of the path, seconds of the round trips)
round_trips <- function(fit, seconds) {
  lambda <- sqrt(fit$lambda[-1L] * fit$lambda[-length(fit$lambda)])
  time <- system.time({
    radius <- unname(lambda_to_radius(fit, lambda))
    back <- as.vector(radius_to_lambda(fit, radius))
  })[["elapsed"]]
  rise <- unname(lambda_to_radius(fit, lambda * (1 - 1e-5)) - lambda_to_radius(fit, lambda * (1 + 1e-5)))
  condition <- radius / pmax(rise / 2e-5, 1e-300)
  error <- abs(back / lambda - 1)
  last <- unname(lambda_to_radius(fit, min(fit$lambda)))
  limit <- unname(lambda_to_radius(fit, 0))
  there_and_back <- function(wanted) {
    time <<- time + system.time(found <- as.vector(radius_to_lambda(fit, wanted)))[["elapsed"]]
    max(abs(unname(lambda_to_radius(fit, found)) / wanted - 1))
  }
  within <- there_and_back(last * c(10^seq(-3, -0.3, length.out = 40), seq(0.52, 1, length.out = 40)))
  beyond <- there_and_back(last + (limit - last) * c(0.01, seq(0.1, 0.9, by = 0.1), 0.99, 0.999, 0.9999))
  c(max(0, error[condition < sensitive]), max(error / pmax(1, condition)), within, beyond, sum(condition >= sensitive), seconds, time)
}

report <- function(quick) {
  worst <- numeric(4L)
  cat("Largest relative errors. lambda: where c < 1e4 (out: how many of the lambdas are not); lambda/c: over all, divided by max(1, c).\n")
  cat("Seconds of the path, and of all round trips (192 values).\n\n")
  cat(sprintf("%-28s %-18s %-13s %8s %8s %8s %8s %4s %7s %7s\n", "data", "penalty", "columns", "lambda", "lambda/c", "radius", "beyond",
              "out", "path", "trips"))
  for (name in names(cases(quick))) {
    case <- cases(quick)[[name]]
    for (penalty in names(penalties)) for (standardize in c(TRUE, FALSE)) {
      seconds <- system.time(fit <- suppressMessages(do.call(penalties[[penalty]], c(case, list(standardize = standardize)))))[["elapsed"]]
      result <- round_trips(fit, seconds)
      worst <- pmax(worst, result[1:4])
      columns <- if (standardize) "standardised" else "as they are"
      cat(sprintf("%-28s %-18s %-13s %8.1e %8.1e %8.1e %8.1e %4.0f %7.3f %7.3f\n", name, penalty, columns, result[1L], result[2L],
                  result[3L], result[4L], result[5L], result[6L], result[7L]))
    }
  }
  cat(sprintf("\nWorst: lambda %.1e, lambda/c %.1e, radius %.1e, beyond %.1e; the bar is %.0e: %s\n", worst[1L], worst[2L], worst[3L],
              worst[4L], bar, if (all(worst <= bar)) "held" else "MISSED"))
}

quick <- parse_options(commandArgs(TRUE), list())$quick
report_to("radius.txt", quick, report(quick), packages = c("normball", "Matrix"))
