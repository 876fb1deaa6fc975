# Conditions: every error, warning and message that normball raises has a class, so that code can tell causes apart.

# Stops with an error of class `normball_error_<cause>` and `normball_error`. The message names the argument, what was
# expected and what came.
nb_abort <- function(cause, ..., call = NULL) {
  stop(errorCondition(paste0(...), class = c(paste0("normball_error_", cause), "normball_error"), call = call))
}

nb_warn <- function(cause, ..., call = NULL) {
  warning(warningCondition(paste0(...), class = c(paste0("normball_warning_", cause), "normball_warning"), call = call))
}

nb_inform <- function(cause, ...) {
  text <- paste0(..., "\n")
  class <- c(paste0("normball_message_", cause), "normball_message", "message", "condition")
  message(structure(class = class, list(message = text, call = NULL)))
}

# Constraints that no coefficients satisfy. `certificate`: a data frame with one row per inequality g'b <= h that takes part: `part` (the
# name of the constraint), `inequality` in words, `bound` (h) and `multiplier` (>= 0). The sum of multiplier times g is 0, and that of
# multiplier times h is negative, so that adding them up says 0 <= something negative. NULL where it was decided otherwise.
nb_infeasible <- function(parts, certificate, ..., call = NULL) {
  class <- c("normball_infeasible", "normball_error_infeasible", "normball_error")
  stop(errorCondition(paste0(...), class = class, call = call, parts = parts, certificate = certificate))
}
