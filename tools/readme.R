# Rewrites the output and the picture of README.md's example by running it. Run in the package's folder, with the package installed.
lines <- readLines("README.md")
fence <- \(mark) which(lines == mark)[1]
code_from <- fence("```r")
output_from <- fence("```text")
closing <- which(lines == "```")
code <- lines[(code_from + 1):(min(closing[closing > code_from]) - 1)]

options(width = 100)
png("man/figures/README-path.png", width = 1400, height = 900, res = 170)
output <- capture.output(source(textConnection(code), echo = FALSE, print.eval = TRUE))
invisible(dev.off())

rest <- lines[min(closing[closing > output_from]):length(lines)]
writeLines(c(lines[1:output_from], output, rest), "README.md")
