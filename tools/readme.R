# Rewrites the outputs and the picture of README.md's examples by running them: code between ```r and ```, followed by ```text and ```.
# Run in the package's folder, with the package installed.
lines <- readLines("README.md")
fences <- grep("^```", lines)
examples <- fences[lines[fences] == "```r" & lines[c(fences[-(1:2)], NA, NA)] %in% "```text"]

options(width = 100)
png("man/figures/README-path.png", width = 1400, height = 900, res = 170)
session <- new.env()
outputs <- lapply(examples, \(open) {
  close <- fences[match(open, fences) + 1L]
  code <- lines[(open + 1):(close - 1)]
  capture.output(source(textConnection(code), local = session, echo = FALSE, print.eval = TRUE))
})
invisible(dev.off())

for (i in rev(seq_along(examples))) {
  at <- match(examples[i], fences)
  lines <- c(lines[1:fences[at + 2L]], outputs[[i]], lines[fences[at + 3L]:length(lines)])
}
writeLines(lines, "README.md")
