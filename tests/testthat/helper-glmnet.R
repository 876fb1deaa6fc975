# glmnet() at a threshold of one's own: since version 5 it comes in `control`, before it was an argument.
precise_glmnet <- function(..., thresh, maxit = 1e7) {
  settings <- list(thresh = thresh, maxit = maxit)
  if ("control" %in% names(formals(glmnet::glmnet))) settings <- list(control = settings)
  do.call(glmnet::glmnet, c(list(...), settings))
}
