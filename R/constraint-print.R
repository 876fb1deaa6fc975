# Constraints as a line of mathematics.

#' @rdname constraints
#' @order 16
#' @export
print.normball_constraint <- function(x, ...) {
  check_dots(...)
  cat("Constraint on the coefficients b\n")
  print_parts(part_names(x), format(x), "  ", "  ")
  invisible(x)
}

#' @rdname constraints
#' @order 17
#' @export
format.normball_constraint <- function(x, ...) {
  check_dots(...)
  vapply(constraint_parts(x), part_text, "")
}

part_text <- function(part) {
  text <- switch(part$kind,
    l1_ball = paste0("sum_j ", weight_text(part, "w_j "), "|b_j| ", radius_text(part)),
    l2_ball = paste0("sqrt(sum_j ", weight_text(part, "w_j "), "b_j^2) ", radius_text(part)),
    linf_ball = paste0("max_j ", weight_text(part, "w_j "), "|b_j| ", radius_text(part)),
    elastic_ball = paste0("sum_j ", weight_text(part, "w_j "), elastic_text(part), " ", radius_text(part)),
    box = return(box_text(part)),
    simplex = paste0("b_j >= 0, sum_j b_j = ", short(part$total)),
    sum_to = return(sum_text(part)),
    monotone = return(monotone_text(part)),
    linear = return(linear_text(part)),
    column_norm = paste0("sqrt(sum_j b_jk^2) ", radius_text(part), " for each column k"),
    frobenius_ball = paste0("sqrt(sum_jk b_jk^2) ", radius_text(part))
  )
  paste0(text, weights_where(part), over_text(part$vars))
}

short <- function(x) vapply(x, format, "", digits = 6L)

radius_text <- function(part) paste0("<= ", shortened(short(part$radius), 6L), if (length(part$radius) > 1L) " (each in turn)")

over_text <- function(vars) if (!is.null(vars)) paste0(" over ", shortened(vars, 8L))

weight_text <- function(part, text) if (!is.null(part$weights)) text

weights_where <- function(part) if (!is.null(part$weights)) paste0(" with w = ", shortened(short(part$weights), 6L))

elastic_text <- function(part) {
  first <- if (part$mixture > 0) paste0(if (part$mixture < 1) paste0(short(part$mixture), " "), "|b_j|")
  second <- if (part$mixture < 1) paste0(short((1 - part$mixture) / 2), " b_j^2")
  if (is.null(first) || is.null(second)) c(first, second) else paste0("(", first, " + ", second, ")")
}

# Few different bounds one by one, else all at once.
box_text <- function(part) {
  count <- max(length(part$lower), length(part$upper))
  if (count == 1L && is.null(names(part$lower)) && is.null(names(part$upper))) {
    return(paste0(between_text("b_j", part$lower, part$upper), over_text(part$vars)))
  }
  if (is.null(part$vars) || count > 6L) return(paste0("lower_j <= b_j <= upper_j", over_text(part$vars), " (", count, " bounds)"))
  at <- \(bound, none) {
    if (is.null(names(bound))) return(rep_len(bound, length(part$vars)))
    out <- bound[match(part$vars, names(bound))]
    ifelse(is.na(out), none, out)
  }
  toString(between_text(part$vars, at(part$lower, -Inf), at(part$upper, Inf)))
}

between_text <- function(middle, lower, upper) {
  lower <- unname(lower)
  upper <- unname(upper)
  text <- paste0(ifelse(lower > -Inf, paste0(short(lower), " <= "), ""), middle, ifelse(upper < Inf, paste0(" <= ", short(upper)), ""))
  text <- ifelse(lower == upper, paste(middle, "=", short(upper)), text)
  text <- ifelse(lower > -Inf & upper == Inf, paste(middle, ">=", short(lower)), text)
  ifelse(lower == -Inf & upper == Inf, paste(middle, "free"), text)
}

sum_text <- function(part) {
  if (!is.null(part$weights) && length(part$weights) <= 6L && length(part$weights) == length(part$vars) && !is.numeric(part$vars)) {
    weights <- if (is.null(names(part$weights))) part$weights else part$weights[part$vars]
    if (!anyNA(weights)) return(paste(combination_text(weights, part$vars), "=", short(part$total)))
  }
  paste0("sum_j ", weight_text(part, "w_j "), "b_j = ", short(part$total), weights_where(part), over_text(part$vars))
}

# "a + 2 b - c"
combination_text <- function(weights, names) {
  used <- weights != 0
  if (!any(used)) return("0")
  weights <- unname(weights[used])
  size <- ifelse(abs(weights) == 1, "", paste0(short(abs(weights)), " "))
  signs <- ifelse(weights < 0, " - ", " + ")
  signs[1L] <- if (weights[1L] < 0) "-" else ""
  paste0(signs, size, names[used], collapse = "")
}

monotone_text <- function(part) {
  between <- if (part$increasing) " <= " else " >= "
  if (is.null(part$vars)) return(paste0("b_j", between, "b_j+1 for every j"))
  vars <- if (is.numeric(part$vars)) paste0("b_", part$vars) else part$vars
  if (length(vars) > 8L) vars <- c(vars[1:4], "...", vars[length(vars)])
  paste0(paste(vars, collapse = between), if (length(vars) == 1L) paste(" is", if (part$increasing) "increasing" else "decreasing"))
}

linear_text <- function(part, most = 6L) {
  names <- colnames(part$A) %||% paste0("b_", seq_len(ncol(part$A)))
  rows <- seq_len(min(nrow(part$A), most))
  label <- rownames(part$A)
  lines <- vapply(rows, \(i) {
    row <- part$A[i, ]
    many <- sum(row != 0) > 8L
    left <- if (many) paste0("a_", i, "'b") else combination_text(row, names)
    paste0(if (!is.null(label) && nzchar(label[i])) paste0(label[i], ": "), between_text(left, part$lower[i], part$upper[i]))
  }, "")
  paste0(paste(lines, collapse = "; "), if (nrow(part$A) > most) paste0("; and ", nrow(part$A) - most, " more"))
}
