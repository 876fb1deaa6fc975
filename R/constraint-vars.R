# From the names that a constraint uses to coefficients.

# list(index: the coefficients, in order; entry: which element of `vars` each came from). `columns`: names of the p coefficients, or NULL;
# `terms`: list of columns by term; `overlap`: whether two names may mean the same coefficient, which then counts once.
find_vars <- function(vars, p, columns, terms = NULL, what = "`vars`", overlap = FALSE) {
  if (is.null(vars)) return(list(index = seq_len(p), entry = seq_len(p)))
  groups <- if (is.numeric(vars)) as.list(vars) else name_groups(vars, columns, terms, what)
  index <- as.integer(unlist(groups))
  if (any(index > p)) nb_abort("constraint", what, " has the position ", max(index), "; there are ", p, " coefficients.")
  entry <- rep(seq_along(groups), lengths(groups))
  if (overlap) return(list(index = index[!duplicated(index)], entry = entry[!duplicated(index)]))
  if (anyDuplicated(index)) {
    at <- index[anyDuplicated(index)]
    nb_abort("constraint", what, " means the coefficient ", coefficient_name(at, columns), " twice.")
  }
  list(index = index, entry = entry)
}

coefficient_name <- function(at, columns) if (is.null(columns)) paste0("number ", at) else paste0("`", columns[at], "`")

# The columns of each name: a term's, or the one of that name.
name_groups <- function(names, columns, terms, what) {
  if (is.null(columns)) nb_abort("constraint", what, " has names (", names[1L], "), but the coefficients have none; give positions.")
  position <- match(names, columns)
  groups <- as.list(position)
  of_term <- match(names, names(terms))
  groups[!is.na(of_term)] <- terms[of_term[!is.na(of_term)]]
  unknown <- which(is.na(position) & is.na(of_term))
  if (length(unknown)) abort_unknown(names[unknown], columns, names(terms), what)
  doubled <- which(is.na(of_term) & names %in% columns[duplicated(columns)])
  if (length(doubled)) nb_abort("constraint", what, ": several columns are called `", names[doubled[1L]], "`; give positions.")
  groups
}

abort_unknown <- function(names, columns, terms, what) {
  candidates <- unique(c(terms, columns))
  near <- closest_name(names[1L], candidates)
  nb_abort("constraint", what, " has ", if (length(names) > 1L) "names", if (length(names) == 1L) "a name", " that no term or column has: ",
           paste0("`", names, "`", collapse = ", "), ".", if (!is.null(near)) paste0(" Did you mean `", near, "`?"),
           " There are: ", shortened(candidates, 20L), ".")
}

# One value per coefficient found. `values`: one, one per entry of `vars`, one per coefficient, or named. `rest`: the value of those that
# are not named; NULL when all must be.
spread_values <- function(values, name, found, p, columns, terms, rest = NULL) {
  count <- length(found$index)
  if (!is.null(names(values))) return(spread_named(values, name, found, p, columns, terms, rest))
  if (length(values) == 1L) return(rep(values, count))
  if (length(values) == count) return(values)
  if (length(values) == max(found$entry)) return(values[found$entry])
  nb_abort("constraint", "`", name, "` must be one number, one for each of the ", count, " coefficients",
           if (max(found$entry) < count) paste0(" or the ", max(found$entry), " entries of `vars`"), ", or named; got ",
           length(values), ".")
}

spread_named <- function(values, name, found, p, columns, terms, rest) {
  what <- paste0("`", name, "`")
  given <- find_vars(names(values), p, columns, terms, what)
  outside <- setdiff(given$index, found$index)
  if (length(outside)) {
    nb_abort("constraint", what, " has a value for ", coefficient_name(outside[1L], columns), ", which is not among `vars`.")
  }
  at <- match(found$index, given$index)
  missing <- found$index[is.na(at)]
  if (length(missing) && is.null(rest)) {
    nb_abort("constraint", what, " is named, but has no value for ", coefficient_name(missing[1L], columns), ".")
  }
  out <- unname(values)[given$entry[at]]
  if (length(missing)) out[is.na(at)] <- rest
  out
}

# Columns of each term of a design, as `terms` above.
design_terms <- function(design) {
  columns <- split(seq_along(design$assign), factor(design$assign, seq_along(design$term_labels)))
  names(columns) <- design$term_labels
  columns[lengths(columns) > 0L]
}
