# Columns of x from a model frame: R's model.matrix(), told by `coding` what to do with factors.
#
# In the `factors` table of a terms object a 1 means "by contrasts" and a 2 "by all levels"; R puts 1 where the margin of a term is in the
# model. Under coding = "levels" every entry of a factor becomes 2, so that main effects and interactions have all their levels, and no
# matrix of contrasts (levels x levels) is ever made.

# list(x (n x p, no names, no intercept), columns, assign, contrasts). Categorical variables of `frame` must be factors (as_factors()).
frame_columns <- function(frame, terms, coding, contrasts = NULL) {
  categorical <- vapply(frame, is.factor, NA)
  intercept <- attr(terms, "intercept") == 1L
  if (coding == "levels") {
    terms <- code_all_levels(terms, names(frame)[categorical])
    for (name in names(frame)[categorical]) attr(frame[[name]], "contrasts") <- "contr.treatment"
  }
  # The intercept column is not wanted. Only contrasts depend on it; without them it is not even made, which saves a copy of x.
  needs_intercept <- intercept && coding == "treatment" && any(categorical)
  attr(terms, "intercept") <- as.integer(needs_intercept)
  attr(frame, "terms") <- terms
  x <- model_matrix(terms, frame, contrasts)
  assign <- attr(x, "assign")
  used <- attr(x, "contrasts")
  columns <- colnames(x)
  attr(x, "assign") <- attr(x, "contrasts") <- NULL
  dimnames(x) <- NULL
  if (needs_intercept) {
    x <- x[, -1L, drop = FALSE]
    assign <- assign[-1L]
    columns <- columns[-1L]
  }
  if (!is.double(x)) storage.mode(x) <- "double"
  list(x = x, columns = columns, assign = assign, contrasts = if (coding == "treatment") used)
}

#' @importFrom stats model.matrix
model_matrix <- function(terms, frame, contrasts) {
  tryCatch(
    model.matrix(terms, frame, contrasts.arg = contrasts),
    error = \(e) nb_abort(error_cause(e), "The columns of x could not be made: ", conditionMessage(e))
  )
}

code_all_levels <- function(terms, categorical) {
  factors <- attr(terms, "factors")
  rows <- variable_names(terms) %in% categorical
  factors[rows, ] <- 2L * (factors[rows, ] > 0L)
  attr(terms, "factors") <- factors
  terms
}

# Characters and logicals as factors; logical matrices as numbers. Contrasts attached to a factor stay.
as_factors <- function(frame) {
  for (j in seq_along(frame)) {
    variable <- frame[[j]]
    if (is.matrix(variable) && is.logical(variable)) {
      storage.mode(variable) <- "double"
      frame[[j]] <- variable
    } else if (is.logical(variable)) {
      frame[[j]] <- factor(variable, levels = c(FALSE, TRUE))
    } else if (is.character(variable)) {
      frame[[j]] <- factor(variable)
    }
  }
  frame
}

# Levels of the categorical variables, by name, as .getXlevels() gives them but with those of logicals. NULL if there are none.
frame_levels <- function(frame) {
  levels <- lapply(frame[vapply(frame, is.factor, NA)], levels)
  if (length(levels)) levels
}

# Contrasts need two levels; under "levels" one level is a constant column, which the fit reports.
check_two_levels <- function(xlevels, coding) {
  single <- names(xlevels)[lengths(xlevels) < 2L]
  if (coding == "levels" || !length(single)) return(invisible())
  nb_abort("type", "`", single[1L], "` has fewer than two levels, so `coding = \"treatment\"` leaves it no column; drop it, or use ",
           "`coding = \"levels\"`.")
}

# Checks `coding` and `contrasts` together.
check_coding <- function(coding, contrasts) {
  coding <- check_choice(coding, "coding", c("levels", "treatment"))
  if (!is.null(contrasts) && coding == "levels") {
    nb_abort("type", "`contrasts` has no meaning with `coding = \"levels\"`, where no level is left out; use `coding = \"treatment\"`.")
  }
  if (!is.null(contrasts) && !is.list(contrasts)) {
    nb_abort("type", "`contrasts` must be a list named by factor; got ", describe(contrasts), ".")
  }
  coding
}

# Variables that have no place in a numeric matrix, named before model.matrix() fails on them in general terms.
check_predictors <- function(frame) {
  for (j in seq_along(frame)) {
    variable <- frame[[j]]
    usable <- is.factor(variable) || is.character(variable) || !is.null(as_numbers(variable))
    if (is.character(variable) && is.matrix(variable)) usable <- FALSE
    if (!usable || length(dim(variable)) > 2L) {
      nb_abort("type", "`", names(frame)[j], "` must be numeric, logical, character or a factor; got ", describe(variable), ".")
    }
  }
}
