# The one place that calls C. Statuses of the core come back as R errors; here they get a class.

# core_call(.Call(C_routine, ...)): the call is evaluated here, so that errors of the core (and of R's allocator) become normball errors.
# .Call stands where it is used for R CMD check to see each routine and its number of arguments.
core_call <- function(call) tryCatch(call, error = core_failure)

core_failure <- function(condition) {
  text <- conditionMessage(condition)
  cause <- if (grepl("not enough memory|cannot allocate", text)) "memory" else "numeric"
  nb_abort(cause, "The numerical core stopped: ", sub("^normball core: ", "", text), ".")
}
