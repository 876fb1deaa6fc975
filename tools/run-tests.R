# Runs tests/testthat against the installed package; prints the failures and "N passed, N failed".
results <- testthat::test_dir("tests/testthat", package = "normball", load_package = "installed",
                              reporter = "check", stop_on_failure = FALSE)
table <- as.data.frame(results)
failed <- sum(table$failed) + sum(table$error)
line <- sprintf("%d passed, %d failed, %d skipped", as.integer(sum(table$passed)), as.integer(failed), as.integer(sum(table$skipped)))
if (sum(table$warning) > 0) cat(sum(table$warning), "warnings\n")
cat("\n", line, "\n", sep = "")
quit(status = if (failed > 0 || sum(table$passed) == 0) 1 else 0)
