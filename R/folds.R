# Folds: what the user may give as `folds`, turned into a fold per row of the fit and repeat, or "loo".

default_folds <- function(fit, groups = NULL) {
  if (!is.null(groups)) {
    units <- length(unique(row_values(groups, fit, "groups")[used_rows(fit)]))
    what <- "groups"
  } else {
    units <- fit$nobs
    what <- "rows of positive weight"
  }
  if (units >= 10L) return(10)
  nb_inform("folds", "`folds` = ", units, ", because there are only ", units, " ", what, ".")
  units
}

used_rows <- function(fit) if (is.null(fit$weights)) rep(TRUE, fit$n) else fit$weights > 0

# "loo", or integers 1..K for the rows of positive weight and NA for the others: a vector, or with several repeats a matrix n x repeats.
# strata, groups and repeats say how folds are drawn: see R/folds-draw.R.
resolve_folds <- function(folds, fit, strata = NULL, groups = NULL, repeats = 1) {
  used <- used_rows(fit)
  if (sum(used) < 2L) nb_abort("length", "cv() needs at least 2 rows of positive weight, and the fit has ", sum(used), ".")
  repeats <- check_whole(repeats, "repeats", lower = 1)
  is_vector <- is.factor(folds) || (length(dim(folds)) %in% c(0L, 2L) && (is.numeric(folds) || is.character(folds)))
  if (!is_vector || (is.character(folds) && length(folds) == 1L && folds != "loo")) {
    nb_abort("type", "`folds` must be \"loo\", a number of folds or the fold of each row; got ", describe(folds), ".")
  }
  if (is.numeric(folds) && length(folds) == 1L) return(drawn_folds(folds, fit, used, strata, groups, repeats))
  refuse_scheme(c(strata = !is.null(strata), groups = !is.null(groups), repeats = repeats > 1L), identical(folds, "loo"))
  if (identical(folds, "loo")) return("loo")
  if (is.null(dim(folds)) || ncol(folds) < 2L) return(given_folds(folds, fit, used))
  vapply(seq_len(ncol(folds)), \(column) given_folds(folds[, column], fit, used), integer(fit$n))
}

# What is said about drawing folds must not be ignored where none are drawn.
refuse_scheme <- function(given, loo) {
  if (!any(given)) return(invisible())
  nb_abort("type", paste0("`", names(given)[given], "`", collapse = " and "), ": with ",
           if (loo) "`folds = \"loo\"`" else "the folds given", " none are drawn. Give `folds` as a number",
           if (given[["groups"]]) ", or `folds = groups` to leave out one group at a time", ".")
}

drawn_folds <- function(k, fit, used, strata, groups, repeats) {
  rows <- sum(used)
  if (is.na(k) || k != round(k) || k < 2 || k > rows) {
    nb_abort(
      "type", "`folds` must be a whole number from 2 to the number of rows of positive weight, ", rows, ", or \"loo\"; got ", format(k), "."
    )
  }
  strata <- resolve_strata(strata, fit, used, k)
  groups <- resolve_groups(groups, fit, used, k)
  one <- function(repetition) {
    folds <- rep(NA_integer_, length(used))
    folds[used] <- if (is.null(groups)) draw_rows(k, rows, strata) else draw_groups(k, groups, strata)
    folds
  }
  if (repeats == 1L) one(1L) else vapply(seq_len(repeats), one, integer(length(used)))
}

given_folds <- function(folds, fit, used) {
  folds <- row_values(if (is.factor(folds)) folds else as.vector(folds), fit, "folds")
  if (anyNA(folds[used])) nb_abort("nonfinite", "`folds` is missing for row ", which(used & is.na(folds))[1L], ".")
  folds[!used] <- NA
  codes <- as.integer(factor(folds))
  if (max(codes, na.rm = TRUE) < 2L) nb_abort("type", "`folds` must name at least 2 different folds; got 1.")
  codes
}

# One value per row of the fit, from one per row of the fit or of its data.
row_values <- function(x, fit, name) {
  dropped <- fit$na.action
  if (length(dropped) && length(x) == fit$n + length(dropped)) x <- x[-dropped]
  if (length(x) == fit$n) return(x)
  nb_abort("length", "`", name, "` must have one value per row of the fit, ", fit$n, "; got ", length(x), ".")
}

# The folds of repeat r.
folds_of_repeat <- function(folds, r) if (is.matrix(folds)) folds[, r] else folds

n_repeats <- function(folds) if (is.matrix(folds)) ncol(folds) else 1L

# Says which fold is at work once that has taken two seconds, if the fit's control wants it (by default in interactive sessions).
# Several repeats of n_folds each count through; `total` is of all of them.
fold_progress <- function(fit, total = NULL) {
  if (!isTRUE(fit$control$progress)) return(NULL)
  started <- proc.time()[["elapsed"]]
  shown <- FALSE
  function(k, n_folds, before = 0L) {
    total <- total %||% n_folds
    if (proc.time()[["elapsed"]] - started > 2) {
      cat("\rCross-validation: fold ", before + k, " of ", total, file = stderr(), sep = "")
      shown <<- TRUE
    }
    if (shown && before + k == total) cat("\n", file = stderr())
  }
}
