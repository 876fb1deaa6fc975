# The one place that calls C. Statuses of the core come back as R errors; here they get a class.

# .Call with the errors of the core (and of R's allocator) turned into normball errors.
core_call <- function(routine, ...) {
  tryCatch(.Call(routine, ...), error = core_failure)
}

core_failure <- function(condition) {
  text <- conditionMessage(condition)
  cause <- if (grepl("not enough memory|cannot allocate", text)) "memory" else "numeric"
  nb_abort(cause, "The numerical core stopped: ", sub("^normball core: ", "", text), ".")
}
