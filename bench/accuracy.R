# Errors of every route against the 400-bit references of data-raw/references.R, and correct digits on the NIST sets.
#
#     Rscript bench/accuracy.R         a few seconds; writes bench/results/accuracy.txt
#     Rscript bench/accuracy.R quick   the same, nothing written
#
# Relative error of the slopes (2-norm on the scale that the penalty uses), largest over lambda in three bands; each route fits the whole
# path of 9 penalties from 1e8 to 1e-8 (mean loss). "alone": the chosen route where every penalty is fitted by itself.
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
source(file.path(dirname(here), "common.R"))
use_one_thread(here)
suppressPackageStartupMessages(library(normball))

tests <- file.path(dirname(here), "..", "tests", "testthat")
for (helper in c("helper-nist.R", "helper-ridge.R", "helper-accuracy.R")) source(file.path(tests, helper))
references <- readRDS(file.path(tests, "fixtures", "references.rds"))

bands <- list("1e8..1e4" = 1:3, "1e2..1e-2" = 4:6, "1e-4..1e-8" = 7:9)

judge <- function(problem) {
  errors <- lapply(c(svd = "svd", qr = "qr", gram = "gram", auto = "auto"), \(method) slope_error(fit_problem_by(problem, method), problem))
  errors$alone <- vapply(seq_along(problem$lambda), \(l) slope_error(fit_problem_by(problem, "auto", problem$lambda[l]), problem, l), 0)
  errors
}

print_problem <- function(problem, errors) {
  chosen <- fit_problem_by(problem, "auto")$algorithm
  cat(sprintf("%s (condition %.1e, auto = %s)\n", problem$label, problem$condition, chosen))
  for (route in names(errors)) {
    cells <- vapply(bands, \(band) sprintf("%9.1e", max(errors[[route]][band])), "")
    cat(sprintf("  %-6s", route), cells, sprintf("   max %.1e, %.1f x svd\n", max(errors[[route]]), ratio_to_svd(errors, route)))
  }
}

ratio_to_svd <- function(errors, route) max(errors[[route]], comparison_floor) / max(errors$svd, comparison_floor)

report_to("accuracy.txt", identical(commandArgs(TRUE)[1L], "quick"), {
  cat("Largest relative error of the slopes for lambda in", paste(names(bands), collapse = ", "), "\n")
  cat(sprintf("Ratios to the SVD route count no error below %.1e\n\n", comparison_floor))
  all_errors <- lapply(references, judge)
  Map(print_problem, references, all_errors)
  bounded <- vapply(references, \(p) p$condition < 1.01e4 && !grepl("large residual", p$label), NA)
  largest <- function(route, which) max(vapply(all_errors[which], \(e) max(e[[route]]), 0))
  cat("\nCondition up to 1e4, largest error: ", sprintf("svd %.1e, qr %.1e, auto %.1e, each penalty alone %.1e\n", largest("svd", bounded),
      largest("qr", bounded), largest("auto", bounded), largest("alone", bounded)), sep = "")
  worst <- vapply(c("auto", "alone"), \(route) max(vapply(all_errors, ratio_to_svd, 0, route = route)), 0)
  cat("All problems, error of the chosen route over that of the SVD: at most ",
      sprintf("%.1f (paths), %.1f (each penalty alone)\n", worst[1L], worst[2L]), sep = "")
  cat("\nCorrect digits of the worst coefficient, NIST StRD, lambda = 0\n  set        ridge  lm(tol = 1e-14)\n")
  sets <- nist_sets(file.path(tests, "fixtures"))
  for (name in names(sets)) {
    set <- sets[[name]]
    ours <- correct_digits(coef(ridge(set$formula, set$data, lambda = 0)), set$certified)
    peer <- correct_digits(coef(lm(set$formula, set$data, tol = 1e-14)), set$certified)
    cat(sprintf("  %-9s %6.1f %6.1f\n", name, ours, peer))
  }
})
