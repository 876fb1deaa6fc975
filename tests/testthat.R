library(testthat)
library(normball)
test_check("normball")
