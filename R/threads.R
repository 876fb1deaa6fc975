# Threads: how many a computation may use.

# The process that loaded the package. In a worker forked from it the threads of OpenMP are gone, and asking for them would hang.
process <- new.env(parent = emptyenv())

.onLoad <- function(libname, pkgname) process$id <- Sys.getpid()

usable_threads <- function(control) if (identical(process$id, Sys.getpid())) as.integer(control$threads %||% 1L) else 1L
