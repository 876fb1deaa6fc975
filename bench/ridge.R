# Ridge paths of 100 penalties with leave-one-out for all of them, against MASS::lm.ridge() with its GCV and glmnet(alpha = 0).
#
#     Rscript bench/ridge.R            about ten minutes; writes bench/results/ridge.txt
#     Rscript bench/ridge.R quick      small sizes, two rounds, nothing written
#
# normball: ridge(x, y) at its defaults (100 penalties, certified) and cv(fit, folds = "loo", extend = FALSE). lm.ridge: the same
# penalties on its scale, and the one of least GCV. glmnet: its defaults, its own 100 penalties, no cross-validation. Errors are relative
# (2-norm of the slopes on standardised columns) to the closed form from base R's svd() of the standardised design, each at the peer's
# own penalties; the first penalty of glmnet is left out, whose solution is that of an infinite one under a finite label.
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
source(file.path(dirname(here), "common.R"))
use_one_thread(here)

quick <- identical(commandArgs(TRUE)[1L], "quick")
suppressPackageStartupMessages({
  library(normball)
  library(glmnet)
})

sizes <- if (quick) {
  list(c(2000, 100), c(60, 800), c(400, 200), c(10000, 20))
} else {
  list(c(20000, 500), c(300, 5000), c(2000, 1000), c(1e5, 50))
}
reps <- if (quick) 2L else 5L

make_data <- function(n, p, correlation) {
  set.seed(n + p)
  x <- matrix(rnorm(n * p), n)
  if (correlation > 0) x <- sqrt(1 - correlation) * x + sqrt(correlation) * rnorm(n)
  list(x = x, y = drop(x %*% (rnorm(p) / sqrt(p))) + rnorm(n))
}

# A function of the mean-scale penalties that gives the slopes on standardised columns, from one SVD in double precision.
closed_form <- function(x, y) {
  z <- x - rep(colMeans(x), each = nrow(x))
  scale <- sqrt(colMeans(z^2))
  z <- z / rep(scale * sqrt(nrow(x)), each = nrow(x))
  seconds <- system.time(s <- svd(z))[["elapsed"]]
  keep <- s$d > s$d[1L] * max(dim(z)) * .Machine$double.eps
  coordinates <- s$d * drop(crossprod(s$u, y - mean(y))) / sqrt(nrow(x))
  solve_at <- function(c) s$v[, keep] %*% (coordinates[keep] / outer(s$d[keep]^2, c, `+`))
  list(solve_at = solve_at, scale = scale, seconds = seconds)
}

path_error <- function(slopes, exact, c) {
  reference <- exact$solve_at(c)
  sqrt(colSums((slopes * exact$scale - reference)^2) / colSums(reference^2))
}

run_case <- function(n, p, correlation) {
  data <- make_data(n, p, correlation)
  x <- data$x
  y <- data$y
  exact <- closed_form(x, y)
  fit <- ridge(x, y)
  mass_lambda <- as_lambda(fit$lambda, "MASS", fit)
  result <- list()
  functions <- list(
    normball = \() result$normball <<- cv(ridge(x, y), folds = "loo", extend = FALSE),
    MASS = \() {
      result$MASS <<- MASS::lm.ridge(y ~ x, lambda = mass_lambda)
      which.min(result$MASS$GCV)
    },
    glmnet = \() result$glmnet <<- glmnet(x, y, alpha = 0)
  )
  seconds <- interleaved_medians(functions, reps)
  glmnet_c <- as_lambda(result$glmnet$lambda, "glmnet", fit, "from")
  errors <- list(
    normball = path_error(fit$coefficients[-1L, , 1L], exact, fit$lambda),
    MASS = path_error(as.matrix(result$MASS$coef) / result$MASS$scales, exact, fit$lambda),
    glmnet = path_error(as.matrix(result$glmnet$beta), exact, glmnet_c)[-1L]
  )
  list(
    label = sprintf("%g x %g, correlation %g", n, p, correlation), seconds = seconds, svd = exact$seconds, errors = errors,
    algorithm = fit$algorithm, condition = fit$condition, gap = max(fit$certificate$relative_gap)
  )
}

print_case <- function(case) {
  cat(case$label, " (", case$algorithm, ", condition ", signif(case$condition, 3), ", largest relative gap ", signif(case$gap, 2),
      "; one svd(x): ", format(case$svd, digits = 3), " s)\n", sep = "")
  for (name in names(case$seconds)) {
    error <- case$errors[[name]]
    cat(sprintf("  %-10s %9.3f s  %7.1f x   error: largest %.1e, median %.1e\n", name, case$seconds[[name]],
                case$seconds[[name]] / case$seconds[["normball"]], max(error), stats::median(error)))
  }
}

peak_memory <- function(cross_validate) {
  arguments <- c(file.path(bench_directory(), "memory.R"), if (quick) "quick", if (cross_validate) "loo")
  cat(system2(file.path(R.home("bin"), "Rscript"), arguments, stdout = TRUE), sep = "\n")
}

report_to("ridge.txt", quick, {
  cat("100 penalties with leave-one-out for all of them; medians of ", reps, " interleaved rounds\n\n", sep = "")
  cases <- list()
  for (correlation in c(0, 0.5)) {
    for (size in sizes) {
      cases <- c(cases, list(run_case(size[1L], size[2L], correlation)))
      print_case(cases[[length(cases)]])
    }
  }
  speed_up <- vapply(cases, \(case) case$seconds[c("MASS", "glmnet")] / case$seconds[["normball"]], numeric(2L))
  over_svd <- vapply(cases, \(case) case$svd / case$seconds[["normball"]], 0)
  print_ratio <- function(label, ratio) cat(sprintf("%-32s geometric mean %5.1f, least %5.1f\n", label, geometric_mean(ratio), min(ratio)))
  cat("\nTime over that of normball\n")
  print_ratio("MASS::lm.ridge with GCV", speed_up["MASS", ])
  print_ratio("glmnet(alpha = 0)", speed_up["glmnet", ])
  print_ratio("one svd() of the design", over_svd)
  cat("\n")
  peak_memory(FALSE)
  peak_memory(TRUE)
})
