# Installs the packages named on the command line from CRAN into the user's own library; used where the system has no prebuilt ones.
wanted <- commandArgs(TRUE)
library_path <- .libPaths()[1]
if (file.access(library_path, 2) != 0) {
  library_path <- strsplit(Sys.getenv("R_LIBS_USER"), .Platform$path.sep)[[1]][1]
  dir.create(library_path, recursive = TRUE, showWarnings = FALSE)
}
repository <- getOption("repos")
if (length(repository) == 0 || identical(repository[["CRAN"]], "@CRAN@")) chooseCRANmirror(graphics = FALSE, ind = 1)
install.packages(wanted, lib = library_path, dependencies = NA, Ncpus = 2)
