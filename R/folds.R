# Folds: what the user may give as `folds`, turned into a fold per row of the fit, or "loo".

default_folds <- function(fit) {
  if (fit$nobs >= 10L) return(10)
  nb_inform("folds", "`folds` = ", fit$nobs, ", because there are only ", fit$nobs, " rows of positive weight.")
  fit$nobs
}

# "loo", or integers 1..K for the rows of positive weight and NA for the others.
resolve_folds <- function(folds, fit) {
  used <- if (is.null(fit$weights)) rep(TRUE, fit$n) else fit$weights > 0
  if (sum(used) < 2L) nb_abort("length", "cv() needs at least 2 rows of positive weight, and the fit has ", sum(used), ".")
  if (identical(folds, "loo")) return("loo")
  is_vector <- is.factor(folds) || (is.null(dim(folds)) && (is.numeric(folds) || is.character(folds)))
  if (!is_vector || (is.character(folds) && length(folds) == 1L)) {
    nb_abort("type", "`folds` must be \"loo\", a number of folds or the fold of each row; got ", describe(folds), ".")
  }
  if (length(folds) == 1L) return(random_folds(folds, used))
  given_folds(folds, fit, used)
}

# Sizes differ by at most one.
random_folds <- function(k, used) {
  rows <- sum(used)
  if (!is.numeric(k) || is.na(k) || k != round(k) || k < 2 || k > rows) {
    nb_abort(
      "type", "`folds` must be a whole number from 2 to the number of rows of positive weight, ", rows, ", or \"loo\"; got ", format(k), "."
    )
  }
  folds <- rep(NA_integer_, length(used))
  folds[used] <- sample(rep_len(seq_len(k), rows))
  folds
}

given_folds <- function(folds, fit, used) {
  dropped <- fit$na.action
  if (length(dropped) && length(folds) == fit$n + length(dropped)) folds <- folds[-dropped]
  if (length(folds) != fit$n) {
    nb_abort("length", "`folds` must have one value per row of the fit, ", fit$n, "; got ", length(folds), ".")
  }
  if (anyNA(folds[used])) nb_abort("nonfinite", "`folds` is missing for row ", which(used & is.na(folds))[1L], ".")
  folds[!used] <- NA
  codes <- as.integer(factor(folds))
  if (max(codes, na.rm = TRUE) < 2L) nb_abort("type", "`folds` must name at least 2 different folds; got 1.")
  codes
}

# Says which fold is at work once that has taken two seconds, if the fit's control wants it (by default in interactive sessions).
fold_progress <- function(fit) {
  if (!isTRUE(fit$control$progress)) return(NULL)
  started <- proc.time()[["elapsed"]]
  shown <- FALSE
  function(k, n_folds) {
    if (proc.time()[["elapsed"]] - started > 2) {
      cat("\rCross-validation: fold ", k, " of ", n_folds, file = stderr(), sep = "")
      shown <<- TRUE
    }
    if (shown && k == n_folds) cat("\n", file = stderr())
  }
}
