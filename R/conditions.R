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
