# What the sweeps share: how many problems, the count of what passed and failed, the report.

passed <- 0L
failed <- 0L

number_of_problems <- function(default) {
  arguments <- commandArgs(TRUE)
  if (length(arguments)) as.integer(arguments[1L]) else default
}

# Counts a comparison of numbers, relative to the largest expected (or `scale`), and says where it fails.
check <- function(seed, what, value, expected, tolerance, scale = 1e-300) {
  size <- max(abs(expected), scale)
  judge(seed, what, max(abs(as.vector(value) - as.vector(expected))) / size, tolerance, sprintf(" of %.3g", size))
}

# Counts an error that must not exceed its tolerance.
judge <- function(seed, what, error, tolerance, note = "") {
  if (isTRUE(error <= tolerance)) {
    passed <<- passed + 1L
  } else {
    failed <<- failed + 1L
    cat(sprintf("seed %d: %s off by %.2g%s\n", seed, what, error, note))
  }
}

# The value of `expr`; NULL where it stops, which counts as a failure.
attempt <- function(seed, expr) {
  tryCatch(expr, error = function(e) {
    failed <<- failed + 1L
    cat("seed ", seed, ": error ", conditionMessage(e), "\n", sep = "")
    NULL
  })
}

report_and_quit <- function() {
  cat(passed, " passed, ", failed, " failed\n", sep = "")
  quit(status = as.integer(failed > 0L))
}
