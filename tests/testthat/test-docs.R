# The documents that speak of the source must keep true to it. Runs in the source tree only: an installed package has no such files.

root <- test_path("..", "..")
documents <- file.path(root, c("vignettes/code-tour.Rmd", "CONTRIBUTING.md", "README.md"))

skip_outside_source <- function() {
  skip_if_not(all(file.exists(documents)) && dir.exists(file.path(root, "src", "core")), "the source tree is not here")
}

read_text <- function(path) paste(readLines(path, encoding = "UTF-8"), collapse = "\n")

all_matches <- function(pattern, text) unique(unlist(regmatches(text, gregexpr(pattern, text, perl = TRUE))))

test_that("every file that a document names exists", {
  skip_outside_source()
  for (document in documents) {
    pattern <- "(?<![A-Za-z0-9_./-])(R|src|tests|ctest|tools|vignettes|bench|man|data-raw|inst)/[A-Za-z0-9_./-]*[A-Za-z0-9_]\\.[A-Za-z]+"
    for (path in all_matches(pattern, read_text(document))) {
      expect_true(file.exists(file.path(root, path)), label = paste(basename(document), "names", path, "and it exists"))
    }
  }
})

test_that("every function that the code tour names exists", {
  skip_outside_source()
  source <- list.files(file.path(root, "src"), pattern = "[.][ch]$", recursive = TRUE, full.names = TRUE)
  c_text <- paste(vapply(source, read_text, ""), collapse = "\n")
  names <- sub("`", "", sub("()`", "", all_matches("`[A-Za-z_.0-9]+\\(\\)`", read_text(documents[1])), fixed = TRUE), fixed = TRUE)
  for (name in names) {
    found <- exists(name, envir = asNamespace("normball")) || grepl(paste0("\\b", name, "\\("), c_text)
    expect_true(found, label = paste("the code tour names", name, "and it exists"))
  }
})

test_that("every excerpt of the code tour stands in its file", {
  skip_outside_source()
  lines <- readLines(documents[1], encoding = "UTF-8")
  opens <- grep("^```\\{\\.[a-z]+ source=", lines)
  expect_gt(length(opens), 3)
  for (open in opens) {
    path <- sub('.*source="([^"]+)".*', "\\1", lines[open])
    close <- open + which(lines[-seq_len(open)] == "```")[1]
    excerpt <- trimws(lines[(open + 1):(close - 1)])
    excerpt <- excerpt[nzchar(excerpt) & excerpt != "..."]
    absent <- setdiff(excerpt, trimws(readLines(file.path(root, path))))
    expect_identical(absent, character(), label = paste("lines of the excerpt in vignettes/code-tour.Rmd that are no longer in", path))
  }
})

test_that("the examples of README print what README says", {
  skip_outside_source()
  lines <- readLines(documents[3], encoding = "UTF-8")
  fences <- grep("^```", lines)
  examples <- which(lines[fences] == "```r" & lines[c(fences[-(1:2)], NA, NA)] %in% "```text")
  expect_gte(length(examples), 2)
  block <- function(fence) lines[seq(fences[fence] + 1, length.out = fences[fence + 1] - fences[fence] - 1)]
  old <- options(width = 100)
  grDevices::pdf(NULL)
  on.exit({
    options(old)
    grDevices::dev.off()
  })
  # Gaps are rounding errors: their size differs between machines.
  mask <- \(text) gsub(" +", " ", gsub("[0-9.]+e-[0-9]+", "#", text))
  session <- new.env()
  for (example in examples) {
    output <- capture.output(source(textConnection(block(example)), local = session, echo = FALSE, print.eval = TRUE))
    expect_identical(mask(output), mask(block(example + 2)), info = "After a change on purpose, run: Rscript tools/readme.R")
  }
})

test_that("files of code keep to their sizes: lines of 140, 250 lines of R, 300 of C", {
  skip_outside_source()
  files <- list.files(file.path(root, c("R", "src")), pattern = "[.][Rch]$", recursive = TRUE, full.names = TRUE)
  for (file in files) {
    lines <- readLines(file, encoding = "UTF-8")
    expect_lte(length(lines), if (endsWith(file, ".R")) 250 else 300, label = paste("lines of", basename(file)))
    expect_lte(max(nchar(lines)), 140, label = paste("longest line of", basename(file)))
  }
})
