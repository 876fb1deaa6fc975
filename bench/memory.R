# Peak memory of one dense fit in this process, relative to the matrix: Rscript bench/memory.R [quick] [loo | lasso] [n p]
#
# The high-water mark of resident memory (VmHWM, Linux) less what R, the package and a first small fit occupy; x itself counts as 1.
suppressPackageStartupMessages(library(normball))
size_given <- suppressWarnings(as.numeric(commandArgs(TRUE)))
size_given <- size_given[!is.na(size_given)]
n <- if (length(size_given)) size_given[1L] else 1e5
p <- if (length(size_given)) size_given[2L] else 200
if ("quick" %in% commandArgs(TRUE)) {
  n <- max(50, n / 5)
  p <- max(200, p / 5)
}
kind <- intersect(c("loo", "lasso"), commandArgs(TRUE))
kind <- if (length(kind)) kind[1L] else "ridge"

kilobytes <- function(field) {
  line <- grep(paste0("^", field, ":"), readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) * 1024
}

fits <- list(
  ridge = \(x, y) ridge(x, y), loo = \(x, y) suppressMessages(cv(ridge(x, y), folds = "loo")), lasso = \(x, y) lasso(x, y)
)
fit_once <- fits[[kind]]

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
  if (j %% max(10, p %/% 20) == 0L) gc(FALSE) # the garbage of making x is not the fit's
}
y <- rnorm(n) * sqrt(20 / 3)
for (j in 1:20) y <- y + (-1)^j * x[, j]
invisible(gc())
made <- kilobytes("VmHWM") - baseline
result <- fit_once(x, y)
size <- as.numeric(object.size(x))
peak <- kilobytes("VmHWM") - baseline
held <- as.numeric(object.size(result)) - size
cat(sprintf(
  "Peak memory of %s, %g x %g: %.2f times the %.0f MB of x, %.2f less the %.1f MB of the result (%.2f before the fit)\n",
  c(ridge = "ridge(x, y)", loo = "cv(ridge(x, y), folds = \"loo\")", lasso = "lasso(x, y)")[[kind]], n, p, peak / size, size / 1e6,
  (peak - held) / size, held / 1e6, made / size
))
