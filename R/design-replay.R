# New data in the columns of a design: the same variables, levels, bases and order, or an error that names the column that does not fit.

# list(x, offset): x is a matrix or dgCMatrix of the new rows (NA in a row where a variable is missing), offset a matrix rows x m or NULL.
#
# object: a design or a fit. newdata: data frame, or for designs by matrix a matrix; NULL for the training data. offset: for the new rows,
# one number, one per row or rows x m; it stands for the whole offset, and NULL evaluates that of the formula in newdata.
design_replay <- function(object, newdata = NULL, offset = NULL) {
  design <- if (inherits(object, "normball_design")) object else object$design
  if (is.null(newdata)) return(replay_training(object, offset))
  parts <- switch(design$interface,
    formula = replay_formula(design, newdata, is.null(offset)),
    data.frame = replay_frame(design, newdata),
    list(x = replay_matrix(design, newdata))
  )
  if (is.null(offset) && is.null(parts$offset) && design$blueprint$has_offset) {
    nb_abort("newdata", "The fit has an offset, so `newdata` needs one: give `newoffset`.")
  }
  n <- nrow(parts$x)
  if (length(offset) == 1L) offset <- rep(offset, n)
  list(x = parts$x, offset = check_offset(offset %||% parts$offset, n, design$n_responses, finite = FALSE, name = "newoffset"))
}

replay_training <- function(object, offset) {
  if (is.null(object$x)) nb_abort("unsupported", "The data were not kept (`model = FALSE`): give `newdata`.")
  n <- nrow(object$x)
  if (length(offset) == 1L) offset <- rep(offset, n)
  m <- if (inherits(object, "normball_design")) object$n_responses else object$design$n_responses
  list(x = object$x, offset = check_offset(offset %||% object$offset, n, m, finite = FALSE, name = "newoffset"))
}

# ---- by formula ----

replay_formula <- function(design, newdata, with_offset) {
  newdata <- check_new_frame(newdata, design$blueprint$required, "which the formula uses")
  evaluate <- function(rows) list(x = replay_terms(design, rows), offset = if (with_offset) replay_offset(design, rows))
  # Some functions, poly() among them, refuse missing values instead of passing them on. Then the complete rows are evaluated alone.
  parts <- tryCatch(evaluate(newdata), error = \(e) {
    complete <- complete_rows(newdata, design$blueprint$required)
    if (inherits(e, "normball_error") || all(complete)) stop_newdata(e)
    parts <- tryCatch(evaluate(newdata[complete, , drop = FALSE]), error = stop_newdata)
    lapply(parts, \(part) if (!is.null(part)) spread_rows(part, complete))
  })
  if (.row_names_info(newdata) > 0L) rownames(parts$x) <- row.names(newdata)
  parts
}

complete_rows <- function(newdata, columns) {
  usable <- length(columns) > 0L && all(vapply(newdata[columns], is.atomic, NA))
  if (usable) stats::complete.cases(newdata[columns]) else rep(TRUE, nrow(newdata))
}

stop_newdata <- function(e) {
  if (inherits(e, "normball_error")) stop(e)
  nb_abort("newdata", "The formula could not be evaluated in `newdata`: ", conditionMessage(e))
}

spread_rows <- function(values, where) {
  all <- matrix(NA_real_, length(where), ncol(values))
  all[where, ] <- values
  all
}

# A data frame with all the names required.
check_new_frame <- function(newdata, required, reason) {
  if (is.list(newdata) && !is.data.frame(newdata)) newdata <- as.data.frame(newdata, optional = TRUE)
  if (!is.data.frame(newdata)) nb_abort("newdata", "`newdata` must be a data frame; got ", describe(newdata), ".")
  lacking <- setdiff(required, names(newdata))
  if (length(lacking)) {
    named <- toString(paste0("`", lacking, "`"))
    nb_abort("newdata", "`newdata` has no column", if (length(lacking) > 1L) "s", " ", named, ", ", reason, ".")
  }
  newdata
}

#' @importFrom stats model.frame
replay_terms <- function(design, newdata) {
  if (nrow(newdata) == 0L) return(matrix(0, 0L, length(design$columns)))
  # Some bases fail on a single row (poly() of several variables), so it is evaluated twice.
  if (nrow(newdata) == 1L) return(replay_terms(design, newdata[c(1L, 1L), , drop = FALSE])[1L, , drop = FALSE])
  terms <- predictor_terms(design$terms)
  frame <- model.frame(terms, newdata, na.action = stats::na.pass)
  if (nrow(frame) != nrow(newdata)) {
    nb_abort("newdata", "The variables of the formula have ", nrow(frame), " rows and `newdata` has ", nrow(newdata),
             ": one of them was found outside `newdata`.")
  }
  for (name in names(frame)) {
    frame[[name]] <- replay_variable(frame[[name]], name, design$xlevels[[name]], variable_columns(attr(terms, "dataClasses")[[name]]))
  }
  x <- frame_columns(frame, terms, design$coding, design$contrasts)$x
  if (ncol(x) != length(design$columns)) {
    nb_abort("newdata", "`newdata` makes ", ncol(x), " columns, and the fit has ", length(design$columns), ".")
  }
  x
}

# Columns of a variable from its class in the terms ("nmatrix.3" for a matrix of three).
variable_columns <- function(class) if (startsWith(class, "nmatrix.")) as.integer(sub("nmatrix.", "", class, fixed = TRUE)) else 1L

# A new variable as the factor that it was in the fit (levels given), or checked to be numbers of the same width.
replay_variable <- function(variable, name, levels, width) {
  if (is.null(levels)) {
    if (is.null(as_numbers(variable))) {
      nb_abort("newdata", "`", name, "` was numeric in the fit; in `newdata` it is ", class(variable)[1L], ".")
    }
    if (NCOL(variable) != width) {
      nb_abort("newdata", "`", name, "` has ", NCOL(variable), " columns in `newdata` and ", width, " in the fit.")
    }
    return(if (is.logical(variable)) variable + 0 else variable)
  }
  if (!is.atomic(variable) || length(dim(variable)) > 1L) {
    nb_abort("newdata", "`", name, "` was a factor in the fit; in `newdata` it is ", class(variable)[1L], ".")
  }
  text <- as.character(variable)
  unseen <- setdiff(text, c(levels, NA))
  if (length(unseen)) {
    nb_abort("newlevel", "`", name, "` has the level", if (length(unseen) > 1L) "s", " ", toString(dQuote(utils::head(unseen, 6L), FALSE)),
             if (length(unseen) > 6L) ", ...", " in `newdata`, which the fit has not seen; it knows ",
             toString(dQuote(utils::head(levels, 6L), FALSE)), if (length(levels) > 6L) ", ...", ".")
  }
  factor(text, levels = levels, exclude = NULL)
}

# The parts of the offset evaluated in new data and added up, or NULL where the fit has none.
replay_offset <- function(design, newdata) {
  parts <- lapply(design$blueprint$offsets, \(part) {
    lacking <- setdiff(part$required, names(newdata))
    value <- if (!length(lacking)) eval(part$expression, newdata, environment(design$terms))
    if (length(lacking) || (!is.null(value) && NROW(value) != nrow(newdata))) {
      nb_abort("newdata", "The offset `", deparse_short(part$expression), "` of the fit cannot be found in `newdata`",
               if (length(lacking)) paste0(", which has no column `", lacking[1L], "`"), ": add it, or give `newoffset`.")
    }
    value
  })
  sum_offsets(Filter(Negate(is.null), parts))
}

# ---- by data frame ----

replay_frame <- function(design, newdata) {
  if (is.matrix(newdata) && !is.null(colnames(newdata))) newdata <- as.data.frame(newdata)
  names <- design$term_labels
  if (is.data.frame(newdata)) names(newdata) <- make.unique(replace_empty(names(newdata), sprintf("x%d", seq_along(newdata))))
  newdata <- check_new_frame(newdata, names, "which the fit was made with")
  widths <- design$blueprint$widths
  variables <- lapply(stats::setNames(nm = names), \(name) {
    replay_variable(newdata[[name]], name, design$xlevels[[name]], widths[[name]])
  })
  x <- frame_matrix(variables, nrow(newdata), design$contrasts)$x
  if (.row_names_info(newdata) > 0L) rownames(x) <- row.names(newdata)
  list(x = x)
}

# ---- by matrix ----

replay_matrix <- function(design, newdata) {
  p <- length(design$columns)
  newdata <- columns_by_name(newdata, design$blueprint$given)
  x <- if (isS4(newdata) && methods::is(newdata, "Matrix")) {
    as_plain_matrix(newdata, "newdata", "newdata")
  } else if (is.data.frame(newdata)) {
    frame_values(newdata, "newdata", "newdata")
  } else if (is.matrix(newdata)) {
    as_double_matrix(newdata, "newdata", "newdata")
  } else {
    nb_abort("newdata", "`newdata` must be a matrix of ", p, " columns or a data frame; got ", describe(newdata), ".",
             if (is.numeric(newdata) && length(newdata) == p) " For one row use `x[i, , drop = FALSE]`.")
  }
  if (ncol(x) != p) nb_abort("newdata", "`newdata` must have the ", p, " columns of x; it has ", ncol(x), ".")
  x
}

# The columns of the fit in its order where both have names, else `newdata` as it is: by position.
columns_by_name <- function(newdata, given) {
  names <- colnames(newdata)
  if (is.null(names) || is.null(given) || identical(names, given) || anyDuplicated(given) || anyNA(given) || !all(nzchar(given))) {
    return(newdata)
  }
  lacking <- setdiff(given, names)
  if (length(lacking)) {
    nb_abort("newdata", "`newdata` has no column `", lacking[1L], "`, which is a column of the fit. Without names columns go by position.")
  }
  newdata[, match(given, names), drop = FALSE]
}
