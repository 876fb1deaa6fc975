# What the benchmarks share: one thread, the description of the machine, interleaved medians, a report that is printed and kept.

# BLAS and OpenMP read their number of threads when they are loaded, so the script starts itself again where it was not set.
use_one_thread <- function(script) {
  wanted <- c(OMP_NUM_THREADS = "1", OPENBLAS_NUM_THREADS = "1", MKL_NUM_THREADS = "1")
  if (all(Sys.getenv(names(wanted)) == wanted)) return(invisible())
  do.call(Sys.setenv, as.list(wanted))
  quit(status = system2(file.path(R.home("bin"), "Rscript"), c(script, commandArgs(TRUE))))
}

bench_directory <- function() {
  file <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
  if (length(file)) dirname(file) else "bench"
}

# Arguments of the form name=value over their defaults (a list of strings; a value with commas becomes several), and whether "quick" is
# among them.
parse_options <- function(arguments, defaults) {
  pairs <- strsplit(setdiff(arguments, "quick"), "=", fixed = TRUE)
  names <- vapply(pairs, `[`, "", 1L)
  unknown <- setdiff(names, names(defaults))
  if (length(unknown)) stop("unknown argument: ", toString(unknown), call. = FALSE)
  values <- lapply(pairs, \(pair) strsplit(paste(pair[-1L], collapse = "="), ",", fixed = TRUE)[[1L]])
  c(utils::modifyList(defaults, stats::setNames(values, names)), list(quick = "quick" %in% arguments))
}

# Runs `code`, printing what it prints and keeping a copy in results/<name>; a quick run is a rehearsal and is not kept. `packages`: whose
# versions are told.
report_to <- function(name, quick, code, packages = c("normball", "MASS", "glmnet", "Matrix")) {
  path <- file.path(bench_directory(), "results", name)
  if (!quick) {
    dir.create(dirname(path), showWarnings = FALSE)
    sink(path, split = TRUE)
    on.exit(sink())
  }
  describe_machine(packages)
  force(code)
  invisible()
}

describe_machine <- function(peers) {
  cpu <- if (file.exists("/proc/cpuinfo")) grep("^model name", readLines("/proc/cpuinfo"), value = TRUE)[1L] else Sys.info()[["machine"]]
  versions <- vapply(peers, \(p) if (requireNamespace(p, quietly = TRUE)) as.character(utils::packageVersion(p)) else "-", "")
  cat(R.version.string, ", ", R.version$platform, "\n", sep = "")
  cat("CPU ", trimws(sub("^[^:]*:", "", cpu)), ", one thread\n", sep = "")
  cat("BLAS ", basename(extSoftVersion()[["BLAS"]]), ", LAPACK ", La_version(), " (", basename(La_library()), ")\n", sep = "")
  cat(paste(names(versions), versions, collapse = ", "), "\n\n", sep = "")
}

# Medians of elapsed seconds of the functions given, one round of all after another so that a slow minute hits all alike.
interleaved_medians <- function(functions, reps) {
  times <- matrix(NA_real_, reps, length(functions), dimnames = list(NULL, names(functions)))
  for (i in seq_len(reps)) {
    for (name in names(functions)) {
      gc(FALSE)
      times[i, name] <- system.time(functions[[name]](), gcFirst = FALSE)[["elapsed"]]
    }
  }
  apply(times, 2L, stats::median)
}

geometric_mean <- function(x) exp(mean(log(x)))
