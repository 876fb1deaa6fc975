# Installs packages from CRAN into a library, both named on the command line; used where the system has no prebuilt ones.
arguments <- commandArgs(TRUE)
repository <- getOption("repos")
if (length(repository) == 0 || identical(repository[["CRAN"]], "@CRAN@")) chooseCRANmirror(graphics = FALSE, ind = 1)
install.packages(arguments[-1], lib = arguments[1], Ncpus = 2)
