# Builds data/diabetes.rda from data-raw/diabetes.csv. Run from the package root: Rscript data-raw/diabetes.R
#
# The file holds the raw values published with Efron, Hastie, Johnstone and Tibshirani (2004), one patient a row.
diabetes <- read.csv("data-raw/diabetes.csv", colClasses = "numeric")
stopifnot(identical(dim(diabetes), c(442L, 11L)), !anyNA(diabetes))
dir.create("data", showWarnings = FALSE)
save(diabetes, file = "data/diabetes.rda", compress = "xz", version = 2)
