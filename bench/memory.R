# Peak memory of one dense fit in this process, relative to the matrix: Rscript bench/memory.R [quick] [loo]
#
# The high-water mark of resident memory (VmHWM, Linux) less what R, the package and a first small fit occupy; x itself counts as 1.
suppressPackageStartupMessages(library(normball))
n <- if ("quick" %in% commandArgs(TRUE)) 20000 else 1e5
p <- 200L
with_loo <- "loo" %in% commandArgs(TRUE)

kilobytes <- function(field) {
  line <- grep(paste0("^", field, ":"), readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) * 1024
}

fit_once <- function(x, y) if (with_loo) suppressMessages(cv(ridge(x, y), folds = "loo")) else ridge(x, y)

if (!file.exists("/proc/self/status")) {
  cat("peak memory: only measured on Linux\n")
  quit()
}
set.seed(1)
invisible(fit_once(matrix(rnorm(2000), 100), rnorm(100)))
invisible(gc())
baseline <- kilobytes("VmRSS")
x <- numeric(n * p)
dim(x) <- c(n, p)
for (j in seq_len(p)) {
  x[, j] <- rnorm(n)
  if (j %% 10L == 0L) gc(FALSE) # the garbage of making x is not the fit's
}
y <- x[, 1L] + rnorm(n)
invisible(gc())
made <- kilobytes("VmHWM") - baseline
result <- fit_once(x, y)
size <- as.numeric(object.size(x))
peak <- kilobytes("VmHWM") - baseline
cat(sprintf(
  "Peak memory of %s, %g x %d: %.2f times the %.0f MB of x (%.2f before the fit)\n",
  if (with_loo) "cv(ridge(x, y), folds = \"loo\")" else "ridge(x, y)", n, p, peak / size, size / 1e6, made / size
))
