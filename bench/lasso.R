# Lasso paths against glmnet, at its default and at thresh 1e-12, ncvreg, biglasso, adelie and lars (those that are installed).
#
#     Rscript bench/lasso.R                          everything, in the order of hours; writes bench/results/lasso.txt
#     Rscript bench/lasso.R quick                    small sizes, two rounds, nothing written
#     Rscript bench/lasso.R case=3 peers=default     some cases (case=1,6) or contenders (peers=all|default|none|glmnet,lars); not written
#     Rscript bench/lasso.R case=none                only cross-validation and memory; cv=no and memory=no leave those out
#
# Every contender fits the path of its own defaults: normball lasso(x, y), certified, 100 penalties; glmnet up to 100 (how many is printed:
# it stops early); lars the exact path, only where the smaller side is at most 1000. The worst relative duality gap of each path, at its own
# penalties and coefficients, is recomputed from x and y by the certificate of normball; the objective of the null model is 1.
#
# Data: bench/lasso-cases.R. Times: single thread, medians of five rounds in which all contenders take turns; a contender whose first fit,
# in a process of its own, takes more than 10 s is timed by that fit alone, and given up after 300 s.
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
for (file in c("common.R", "lasso-cases.R", "lasso-peers.R")) source(file.path(dirname(here), file))
use_one_thread(here)

options <- parse_options(commandArgs(TRUE), list(case = "all", peers = "all", cv = "yes", memory = "yes", child = "", out = ""))
quick <- options$quick
reps <- if (quick) 2L else 5L
slow <- 10
limit <- if (quick) 60 else 300
cases <- lasso_cases(quick)
library(Matrix, warn.conflicts = FALSE)
suppressPackageStartupMessages(library(normball))

prepared <- function(contender, x) if (is.null(contender$prepare)) x else contender$prepare(x)

timed_path <- function(contender, data) {
  x <- prepared(contender, data$x)
  seconds <- system.time(fit <- contender$fit(x, data$y), gcFirst = TRUE)[["elapsed"]]
  list(seconds = seconds, path = contender$path(fit, nrow(data$x)), note = if (is.character(fit$algorithm)) fit$algorithm else "")
}

# ---- in a child: one fit of one contender ----

if (nzchar(options$child)) {
  data <- make_lasso_data(cases[[as.integer(options$case)]])
  saveRDS(suppressWarnings(timed_path(contenders[[options$child]], data)), options$out)
  quit()
}

# list(seconds, path, note) from a process of its own; NULL after the limit or an error. `making`: seconds that the data take to make.
fit_apart <- function(index, name, making) {
  out <- tempfile(fileext = ".rds")
  on.exit(unlink(out))
  arguments <- c(file.path(bench_directory(), "lasso.R"), if (quick) "quick", paste0("case=", index), shQuote(paste0("child=", name)),
                 paste0("out=", out))
  script <- file.path(R.home("bin"), "Rscript")
  suppressWarnings(system2(script, arguments, stdout = FALSE, stderr = FALSE, timeout = ceiling(limit + 2 * making + 20)))
  result <- if (file.exists(out)) tryCatch(readRDS(out), error = \(e) NULL)
  if (!is.null(result) && result$seconds <= limit) result
}

# One row per contender: name, seconds, rounds, penalties fitted, worst gap, note. The quick ones are timed again, in turns.
run_case <- function(index) {
  case <- cases[[index]]
  making <- system.time(data <- make_lasso_data(case))[["elapsed"]]
  names <- chosen_contenders(case, options$peers)
  first <- lapply(stats::setNames(names, names), \(name) if (name %in% c("normball", "glmnet")) {
    timed_path(contenders[[name]], data)
  } else {
    fit_apart(index, name, making)
  })
  again <- Filter(\(name) !is.null(first[[name]]) && first[[name]]$seconds <= slow, names)
  functions <- lapply(stats::setNames(again, again), function(name) {
    x <- prepared(contenders[[name]], data$x)
    \() suppressWarnings(contenders[[name]]$fit(x, data$y))
  })
  medians <- if (length(again)) interleaved_medians(functions, reps)
  rows <- lapply(names, function(name) {
    one <- first[[name]]
    seconds <- if (name %in% again) medians[[name]] else if (is.null(one)) NA else one$seconds
    gap <- if (is.null(one)) NA else worst_gap(one$path, data$x, data$y)
    data.frame(
      case = index, contender = name, seconds = seconds, rounds = if (name %in% again) reps else 1L,
      penalties = length(one$path$lambda), nonzero = if (is.null(one)) NA else last_count(one$path), gap = gap,
      note = if (is.null(one)) "" else one$note
    )
  })
  do.call(rbind, rows)
}

last_count <- function(path) sum(path$coefficients[-1L, length(path$lambda)] != 0)

print_case <- function(rows, label) {
  ours <- rows[1L, ]
  cat(label, " (", ours$note, ", ", ours$nonzero, " coefficients at the end)\n", sep = "")
  for (i in seq_len(nrow(rows))) {
    row <- rows[i, ]
    cat(sprintf("  %-13s", row$contender))
    if (is.na(row$seconds)) {
      cat(sprintf("  not in %g s\n", limit))
    } else {
      cat(sprintf("%10.3f s  %7.1f x  %4d penalties, worst gap %.1e%s\n", row$seconds, row$seconds / ours$seconds, row$penalties, row$gap,
                  if (row$rounds == 1L) ", one run" else ""))
    }
  }
  flush(stdout())
}

print_summary <- function(all) {
  cat("\nTime over that of normball\n")
  ours <- all[all$contender == "normball", ]
  for (name in setdiff(unique(all$contender), "normball")) {
    rows <- all[all$contender == name, ]
    ratio <- rows$seconds / ours$seconds[match(rows$case, ours$case)]
    done <- !is.na(ratio)
    if (!any(done)) next
    late <- if (all(done)) "" else sprintf("; not in %g s: %d", limit, sum(!done))
    cat(sprintf("  %-13s geometric mean %7.1f, least %7.1f, over %d cases%s\n", name, geometric_mean(ratio[done]), min(ratio[done]),
                sum(done), late))
  }
  cat(sprintf("Worst relative duality gap of normball over all cases and penalties: %.1e\n", max(ours$gap)))
}

# ---- cross-validation ----

# 10 folds against one path, certified both; the same with 4 threads, and whether the numbers are the same.
run_cv <- function(n, p, correlation) {
  case <- list(n = n, p = p, correlation = correlation, kind = "equal", model = "decaying")
  data <- make_lasso_data(case)
  folds <- rep_len(1:10, n)
  fits <- lapply(c(one = 1, four = 4), \(threads) lasso(data$x, data$y, control = normball_control(threads = threads)))
  results <- list()
  functions <- list(
    path = \() lasso(data$x, data$y), "cv, 1 thread" = \() results$one <<- suppressMessages(cv(fits$one, folds = folds)),
    "cv, 4 threads" = \() results$four <<- suppressMessages(cv(fits$four, folds = folds))
  )
  seconds <- interleaved_medians(functions, min(reps, 3L))
  cat(sprintf("%g x %g, correlation %g, 10 folds, %d cores\n", n, p, correlation, parallel::detectCores()))
  for (name in names(seconds)) {
    cat(sprintf("  %-14s %8.3f s  %5.2f x one path\n", name, seconds[[name]], seconds[[name]] / seconds[["path"]]))
  }
  same <- identical(results$one[c("mean", "se", "chosen")], results$four[c("mean", "se", "chosen")])
  cat("  the same numbers with 1 and with 4 threads: ", if (same) "yes" else "NO", "\n", sep = "")
}

peak_memory <- function(n, p) {
  arguments <- c(file.path(bench_directory(), "memory.R"), "lasso", if (quick) "quick", n, p)
  cat(system2(file.path(R.home("bin"), "Rscript"), arguments, stdout = TRUE), sep = "\n")
}

# ---- the report ----

chosen <- if (identical(options$case, "all")) seq_along(cases) else suppressWarnings(as.integer(options$case))
chosen <- chosen[!is.na(chosen)]
whole <- identical(options$case, "all") && identical(options$peers, "all") && options$cv == "yes" && options$memory == "yes"
report_to("lasso.txt", quick || !whole, {
  if (length(chosen)) cat("Lasso paths at everyone's defaults; medians of ", reps, " interleaved rounds unless said\n\n", sep = "")
  rows <- list()
  for (index in chosen) {
    rows[[length(rows) + 1L]] <- run_case(index)
    print_case(rows[[length(rows)]], cases[[index]]$label)
  }
  if (length(rows)) print_summary(do.call(rbind, rows))
  if (options$cv == "yes") {
    cat("\nCross-validation\n")
    if (quick) run_cv(5000, 50, 0.5) else run_cv(1e5, 200, 0.5)
    if (quick) run_cv(60, 3000, 0.8) else run_cv(400, 40000, 0.8)
  }
  if (options$memory == "yes") {
    cat("\n")
    peak_memory(400, 40000)
    peak_memory(1e5, 200)
  }
}, packages = c("normball", "Matrix", "glmnet", "ncvreg", "biglasso", "adelie", "lars"))
