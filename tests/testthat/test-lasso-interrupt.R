# Interrupts inside a long path and a long cross-validation, and fits in forked processes.

# Runs R code in a process of its own that can be sent signals; what it prints goes to `output`.
start_process <- function(code, output) {
  script <- tempfile(fileext = ".R")
  writeLines(c(sprintf(".libPaths(%s)", deparse1(.libPaths())), code), script)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(script)), stdout = output, stderr = output, wait = FALSE)
}

# Waits until `file` holds a line that begins with `mark` and returns what follows it; NULL after `patience` seconds.
wait_for <- function(file, mark, patience) {
  until <- proc.time()[["elapsed"]] + patience
  while (proc.time()[["elapsed"]] < until) {
    lines <- whole_lines(file)
    found <- grep(paste0("^", mark), lines, value = TRUE)
    if (length(found)) return(trimws(sub(mark, "", found[1L], fixed = TRUE)))
    Sys.sleep(0.005)
  }
  NULL
}

# The lines that are written to their end.
whole_lines <- function(file) {
  if (!file.exists(file)) return(character())
  text <- rawToChar(readBin(file, "raw", file.size(file)))
  head(strsplit(paste0(text, "."), "\n", fixed = TRUE)[[1L]], -1L)
}

# Sends the interrupt a second after `work` began; it must be well inside by then, return within a second, and keep nothing.
expect_interrupted <- function(before, work) {
  output <- tempfile()
  start_process(c(
    "suppressPackageStartupMessages(library(normball))",
    "say <- function(...) { cat(..., '\\n'); flush(stdout()) }",
    "set.seed(1)",
    "small <- matrix(rnorm(200), 20)",
    "fit_small <- function() as.matrix(coef(lasso(small, small[, 1] + sin(1:20)), 'all'))",
    "first <- fit_small()",
    before,
    "used <- gc()[2, 1]",
    "say('pid', Sys.getpid())",
    paste("outcome <- tryCatch(", work, ", interrupt = \\(e) 'interrupted')"),
    "say('returned', if (is.character(outcome)) outcome else 'whole')",
    "outcome <- NULL",
    "say('left', gc()[2, 1] - used)",
    "say('same', identical(fit_small(), first))"
  ), output)
  pid <- as.integer(wait_for(output, "pid", 120))
  on.exit(tools::pskill(pid, tools::SIGKILL))
  Sys.sleep(1)
  expect_null(wait_for(output, "returned", 0.02))
  sent <- proc.time()[["elapsed"]]
  tools::pskill(pid, tools::SIGINT)
  expect_identical(wait_for(output, "returned", 60), "interrupted")
  expect_lt(proc.time()[["elapsed"]] - sent, 1)
  expect_lt(as.numeric(wait_for(output, "left", 60)), 1e5) # cells of 8 bytes, a thousandth of what the work takes
  expect_identical(wait_for(output, "same", 60), "TRUE")
}

test_that("an interrupt inside a long path returns within a second and leaves nothing behind", {
  skip_on_cran()
  skip_on_os("windows")
  expect_interrupted(
    c("x <- matrix(rnorm(2000 * 4000), 2000)", "y <- drop(x[, 1:300] %*% rnorm(300)) + rnorm(2000)"),
    "lasso(x, y, n_lambda = 3000, lambda_min_ratio = 1e-7)"
  )
})

test_that("an interrupt while the Gram matrix of a tall design is formed returns within a second", {
  skip_on_cran()
  skip_on_os("windows")
  expect_interrupted(
    c("x <- matrix(rnorm(100 * 5000), 100)", "x <- x[rep(1:100, 100), ]", "y <- x[, 1] + rnorm(10000)"),
    "lasso(x, y, control = normball_control(method = 'gram'))"
  )
})

test_that("an interrupt inside a cross-validation in threads returns within a second and leaves nothing behind", {
  skip_on_cran()
  skip_on_os("windows")
  expect_interrupted(
    c("x <- matrix(rnorm(600 * 2000), 600)", "y <- drop(x[, 1:100] %*% rnorm(100)) + rnorm(600)",
      "fit <- lasso(x, y, control = normball_control(threads = 2, certify = FALSE))"),
    "cv(fit, folds = 50, repeats = 20)"
  )
})

test_that("a forked worker fits after its parent did, with threads", {
  skip_on_cran()
  skip_on_os("windows")
  set.seed(8)
  x <- matrix(rnorm(4000), 40)
  y <- rnorm(40)
  fit <- \(i) as.matrix(coef(lasso(x, y + i, control = normball_control(threads = 2)), "all"))
  here <- lapply(1:2, fit)
  there <- parallel::mclapply(1:2, fit, mc.cores = 2L)
  expect_identical(there, here)
})
