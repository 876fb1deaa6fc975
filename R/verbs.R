# What the fitting verbs share: the call that a fit keeps, and the checks of the arguments that all of them have.

# The call as the user would write it, so that update() finds the generic.
verb_call <- function(call, verb) {
  call[[1L]] <- as.name(verb)
  call
}

# `ridge(data = d, formula = y ~ x)` and `d |> ridge(y ~ x)` arrive at the data frame method: the call with the formula put first.
formula_first <- function(call, verb) {
  from <- if ("x" %in% names(call)) c("y", "x") else c("formula", "data")
  rest <- as.list(call)[setdiff(names(call), c("", from))]
  as.call(c(list(call("::", quote(normball), as.name(verb)), formula = call[[from[1L]]], data = call[[from[2L]]]), rest))
}

# The arguments in the types that the fits expect. `methods`: the values of `control$method` that the verb has.
shared_arguments <- function(n_lambda, standardize, loss, model, control, methods, verb) {
  check_flag(standardize, "standardize")
  check_flag(model, "model")
  if (!inherits(control, "normball_control")) nb_abort("type", "`control` must come from normball_control().")
  if (!control$method %in% methods) {
    nb_abort("type", "`method = \"", control$method, "\"` is not a method of ", verb, "(), which has ", toString(dQuote(methods, FALSE)),
             "; see normball_control().")
  }
  list(n_lambda = check_whole(n_lambda, "n_lambda", lower = 2), standardize = standardize,
       loss = check_choice(loss, "loss", c("mean", "sum")), model = model, control = control)
}
