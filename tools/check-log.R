# Judges the log of R CMD check: an error, a warning or a note fails unless every line of it is about the machine and not the package.
arguments <- commandArgs(TRUE)
details <- tools::check_packages_in_dir_details(logs = arguments[1], drop_ok = FALSE)

# Lines that say something about the machine (no network, no tidy, the distribution's compiler flags) or that the package is new.
accepted <- c(
  "^Maintainer:", "^New submission$", "^unable to verify current time$",
  "non-portable flag", "-Wdate-time", "-Werror=format-security", "-Wformat",
  "^Skipping checking (HTML|math)", "no command .tidy. found", "package 'V8' unavailable",
  "^Packages? (suggested|which this enhances) but not available", "Could(n't| not) resolve host", "Timeout was reached"
)
is_accepted <- function(output) {
  lines <- trimws(strsplit(output, "\n")[[1]])
  lines <- lines[nzchar(lines)]
  all(grepl(paste(accepted, collapse = "|"), lines))
}

bad <- details[!details$Status %in% c("OK", "NONE", "INFO", "SKIPPED", ""), ]
ours <- bad[bad$Status %in% c("ERROR", "WARNING") | !vapply(bad$Output, is_accepted, NA), ]
for (i in seq_len(nrow(bad))) cat(bad$Status[i], ": ", bad$Check[i], "\n", bad$Output[i], "\n\n", sep = "")
complete <- any(grepl("^Status: ", readLines(arguments[1])))
if (!complete) cat("R CMD check did not come to its end\n")
count <- \(status) sum(ours$Status == status)
line <- sprintf("%d errors, %d warnings, %d notes (%d accepted)", count("ERROR"), count("WARNING"), count("NOTE"), nrow(bad) - nrow(ours))
failed <- max(nrow(ours), as.integer(!complete))
cat(line, "\n", if (failed == 0) 1 else 0, " passed, ", failed, " failed\n", sep = "")
writeLines(line, arguments[2])
quit(status = if (failed > 0) 1 else 0)
