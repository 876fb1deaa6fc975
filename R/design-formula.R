# Designs from a formula: the model frame as lm() makes it, then response, weights, offset and columns.

#' @rdname design
#' @export
design.formula <- function(formula, data, weights, offset, subset, na.action, coding = c("levels", "treatment"), contrasts = NULL, ...) {
  check_dots(...)
  design_from_call(match.call(), parent.frame())
}

# The design of the call of a fitting verb with arguments formula, data, weights, offset, subset, na.action, coding and contrasts, matched
# by name; `env` is the frame that the verb was called from.
design_from_call <- function(call, env) {
  contrasts <- call_argument(call, "contrasts", env)
  coding <- check_coding(call_argument(call, "coding", env, c("levels", "treatment")), contrasts)
  data <- call_argument(call, "data", env)
  frame <- evaluate_frame(call, data, env)
  terms <- attr(frame, "terms")
  check_terms(terms, frame)
  blueprint <- formula_blueprint(call, names(data), terms, nrow(frame) + length(attr(frame, "na.action")))
  new_formula_design(frame, terms, coding, contrasts, blueprint)
}

new_formula_design <- function(frame, terms, coding, contrasts, blueprint) {
  values <- list(y = frame[[1L]], weights = frame[["(weights)"]], offset = frame_offset(frame, terms), rows = frame_row_names(frame))
  response_name <- names(frame)[1L]
  na_action <- attr(frame, "na.action")
  frame <- predictor_variables(frame, terms)
  xlevels <- frame_levels(frame)
  check_two_levels(xlevels, coding)
  parts <- frame_columns(frame, predictor_terms(terms), coding, contrasts)
  rm(frame)
  intercept <- attr(terms, "intercept") == 1L
  new_design(
    parts$x, unique_columns(parts$columns, ncol(parts$x), intercept), values$y, values$weights, values$offset, intercept, "formula",
    response_name = response_name, row_names = values$rows, terms = terms, xlevels = xlevels, contrasts = parts$contrasts, coding = coding,
    na_action = na_action, assign = parts$assign, term_labels = attr(terms, "term.labels"), blueprint = blueprint
  )
}

call_argument <- function(call, name, env, default = NULL) {
  if (name %in% names(call)) eval(call[[name]], env) else default
}

# The model frame of lm(), with its errors in our classes. `data` is evaluated already, once.
evaluate_frame <- function(call, data, env) {
  used <- c("formula", "subset", "weights", "na.action", "offset")
  frame_call <- call[c(1L, match(used, names(call), 0L))]
  frame_call$data <- data
  frame_call$drop.unused.levels <- TRUE
  frame_call[[1L]] <- quote(stats::model.frame)
  tryCatch(
    eval(frame_call, env),
    error = \(e) nb_abort(error_cause(e), "The formula could not be evaluated: ", conditionMessage(e))
  )
}

# Our cause for an error of R's.
error_cause <- function(e) {
  if (inherits(e, "normball_error")) return(sub("^normball_error_", "", class(e)[1L]))
  text <- conditionMessage(e)
  if (grepl("lengths differ|number of rows", text)) return("length")
  if (grepl("missing values", text)) return("nonfinite")
  if (grepl("cannot allocate", text)) return("memory")
  "type"
}

check_terms <- function(terms, frame) {
  if (attr(terms, "response") == 0L) nb_abort("type", "`formula` needs a response on its left side, as in y ~ x.")
  name <- names(frame)[1L]
  if (is.null(as_numbers(frame[[1L]]))) {
    nb_abort("type", "The response `", name, "` must be numeric; got ", describe(frame[[1L]]), ".")
  }
  left <- setdiff(attr(terms, "term.labels"), rownames(attr(terms, "factors"))[1L]) # model.matrix() drops the response on the right
  if (!length(left)) nb_abort("empty", "`formula` has no predictor: at least one is needed.")
}

# NULL where the rows are numbered 1 to n.
frame_row_names <- function(frame) {
  names <- attr(frame, "row.names")
  if (is.integer(names) && identical(names, seq_along(names))) NULL else as.character(names)
}

# Offset argument and offset() terms added up, or NULL; each may have one column or one per response.
frame_offset <- function(frame, terms) {
  parts <- lapply(attr(terms, "offset"), \(i) frame[[i]])
  if (!is.null(frame[["(offset)"]])) parts <- c(parts, list(frame[["(offset)"]]))
  sum_offsets(parts)
}

sum_offsets <- function(parts) {
  if (!length(parts)) return(NULL)
  parts <- lapply(parts, \(part) as_value_matrix(part, NROW(part), "offset"))
  width <- max(vapply(parts, ncol, 0L))
  Reduce(`+`, lapply(parts, \(part) if (ncol(part) == 1L) matrix(part, nrow(part), width) else part))
}

# Terms of the predictors alone: without the response, offsets, and variables that the formula only takes away (z in `y ~ . - z`).
#' @importFrom stats delete.response terms
predictor_terms <- function(terms) {
  terms <- delete.response(terms)
  factors <- attr(terms, "factors")
  unused <- which(rowSums(factors > 0L) == 0)
  attr(terms, "offset") <- NULL
  if (!length(unused)) return(terms)
  names <- variable_names(terms)[-unused]
  attr(terms, "variables") <- attr(terms, "variables")[-(1L + unused)]
  attr(terms, "predvars") <- attr(terms, "predvars")[-(1L + unused)]
  attr(terms, "factors") <- factors[-unused, , drop = FALSE]
  attr(terms, "dataClasses") <- attr(terms, "dataClasses")[names]
  terms
}

# Names that model.frame() gives the variables of a terms object: deparsed, a symbol without backticks.
variable_names <- function(terms) {
  name <- function(v) paste(deparse(v, width.cutoff = 500L, backtick = !is.symbol(v)), collapse = " ")
  vapply(as.list(attr(terms, "variables"))[-1L], name, "")
}

# The variables of the frame that the predictors use, checked, with characters and logicals as factors.
predictor_variables <- function(frame, terms) {
  used <- variable_names(predictor_terms(terms))
  frame[setdiff(names(frame), used)] <- NULL
  attr(frame, "row.names") <- .set_row_names(length(attr(frame, "row.names")))
  check_predictors(frame)
  as_factors(frame)
}

# What coding new data needs beyond terms, levels and contrasts:
#   required  names that new data must have: those found in `data`, and those found elsewhere that have a value per row;
#   offsets   list(expression, required) for each part of the offset.
formula_blueprint <- function(call, data_names, terms, n) {
  per_row <- function(name) {
    name %in% data_names || (!"subset" %in% names(call) && has_rows(name, environment(terms), n))
  }
  required <- function(expression) Filter(per_row, all.vars(expression))
  expressions <- lapply(attr(terms, "offset"), \(i) attr(terms, "predvars")[[1L + i]])
  if ("offset" %in% names(call)) expressions <- c(expressions, list(call[["offset"]]))
  list(
    required = required(attr(predictor_terms(terms), "variables")),
    offsets = lapply(Filter(Negate(is.null), expressions), \(e) list(expression = e, required = required(e)))
  )
}

has_rows <- function(name, env, n) {
  value <- get0(name, env)
  !is.null(value) && !is.function(value) && NROW(value) == n
}
