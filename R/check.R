# Checks of arguments. Each returns the value in the type that the code behind it expects, or stops with an error that names the argument,
# what was expected and what came.

# Stops when `...` holds anything: a misspelt argument must not be ignored. Nothing in `...` is evaluated.
check_dots <- function(...) {
  if (...length() == 0L) return(invisible())
  given <- as.list(substitute(list(...)))[-1L]
  names <- names(given) %||% character(length(given))
  label <- ifelse(nzchar(names), paste0("`", names, "`"), paste0("an unnamed one (", vapply(given, deparse_short, ""), ")"))
  known <- setdiff(names(formals(sys.function(sys.parent()))), "...")
  near <- if (names[1L] == "lambda" && "radius" %in% known) "radius" else if (nzchar(names[1L])) closest_name(names[1L], known)
  nb_abort("unknown_argument", if (length(label) > 1L) "Unknown arguments: " else "Unknown argument: ", toString(label), ".",
           if (!is.null(near)) paste0(" Did you mean `", near, "`?"))
}

# The name at most two edits away; NULL if there is none.
closest_name <- function(name, known) {
  if (!length(known)) return(NULL)
  distance <- drop(utils::adist(name, known, ignore.case = TRUE))
  best <- which.min(distance)
  if (distance[best] <= min(2, nchar(name) - 1)) known[best]
}

deparse_short <- function(expression) {
  text <- deparse(expression, nlines = 1L)[1L]
  if (nchar(text) > 40L) paste0(substr(text, 1L, 37L), "...") else text
}

# What came, in a few words.
describe <- function(x) {
  if (is.null(x)) return("NULL")
  if (length(x) == 1L && is.null(dim(x)) && is.atomic(x)) return(deparse_short(unname(x)))
  size <- if (is.null(dim(x))) paste("of length", length(x)) else paste("with dimensions", paste(dim(x), collapse = " x "))
  paste("an object of class", class(x)[1L], size)
}

check_flag <- function(x, name) {
  if (is.logical(x) && length(x) == 1L && !is.na(x)) return(as.vector(x))
  nb_abort("type", "`", name, "` must be TRUE or FALSE; got ", describe(x), ".")
}

# A finite number in [lower, upper], or strictly inside with strict = TRUE.
check_number <- function(x, name, lower = -Inf, upper = Inf, strict = FALSE) {
  number <- is.numeric(x) && length(x) == 1L && is.finite(x)
  inside <- number && (if (strict) x > lower && x < upper else x >= lower && x <= upper)
  if (inside) return(as.double(x))
  nb_abort("type", "`", name, "` must be a finite number", range_text(lower, upper, strict), "; got ", describe(x), ".")
}

check_whole <- function(x, name, lower = -Inf, upper = Inf) {
  upper <- min(upper, .Machine$integer.max)
  if (is.numeric(x) && length(x) == 1L && is.finite(x) && x == round(x) && x >= max(lower, -upper) && x <= upper) return(as.integer(x))
  nb_abort("type", "`", name, "` must be a whole number", range_text(lower, upper, FALSE), "; got ", describe(x), ".")
}

range_text <- function(lower, upper, strict) {
  above <- is.finite(lower)
  below <- upper < .Machine$integer.max
  if (above && below) return(paste0(if (strict) " strictly between " else " from ", lower, if (strict) " and " else " to ", upper))
  if (above) return(paste0(if (strict) " > " else " >= ", lower))
  if (below) paste0(if (strict) " < " else " <= ", upper) else ""
}

# One of `choices`, which may be abbreviated; a default left as the vector of all choices means the first.
check_choice <- function(x, name, choices) {
  if (identical(x, choices)) return(choices[1L])
  index <- if (is.character(x) && length(x) == 1L) pmatch(x, choices) else NA
  if (!is.na(index)) return(choices[index])
  nb_abort("type", "`", name, "` must be one of ", toString(dQuote(choices, FALSE)), "; got ", describe(x), ".")
}

# Penalties as a path: finite, >= 0, strictly decreasing. Says so when it had to sort or to drop duplicates.
check_lambda <- function(lambda) {
  if (!is.numeric(lambda) || !length(lambda)) nb_abort("lambda", "`lambda` must be numeric, one value or more; got ", describe(lambda), ".")
  lambda <- as.double(lambda)
  bad <- which(!is.finite(lambda) | lambda < 0)
  if (length(bad)) nb_abort("lambda", "`lambda` must be finite and >= 0; element ", bad[1L], " is ", lambda[bad[1L]], ".")
  if (is.unsorted(-lambda)) nb_inform("lambda", "`lambda` was sorted in decreasing order.")
  if (anyDuplicated(lambda)) nb_inform("lambda", "`lambda` has values more than once; each is used once.")
  sort(unique(lambda), decreasing = TRUE)
}
