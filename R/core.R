# The one place that calls C. Statuses of the core come back as R errors; here they get a class.

# core_call(.Call(C_routine, ...)): the call is evaluated here, so that errors of the core (and of R's allocator) become normball errors.
# .Call stands where it is used for R CMD check to see each routine and its number of arguments.
core_call <- function(call) tryCatch(call, error = core_failure)

core_failure <- function(condition) {
  text <- conditionMessage(condition)
  cause <- if (is_memory_text(text)) "memory" else "numeric"
  nb_abort(cause, "The numerical core stopped: ", sub("^normball core: ", "", text), ".")
}

is_memory_text <- function(text) grepl("not enough memory|cannot allocate|memory exhausted", text)

# Evaluates R code that allocates much; R's own error for memory that is not there becomes ours.
with_memory <- function(expr) {
  tryCatch(expr, error = \(e) {
    if (inherits(e, "normball_error") || !is_memory_text(conditionMessage(e))) stop(e)
    nb_abort("memory", "Not enough memory: ", conditionMessage(e), ".")
  })
}
