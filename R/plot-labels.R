# Where the words of a plot go: labels at the ends of traces, pushed apart; names cut to a width; marks stacked in rows.
#
# Pure functions of numbers in any one unit (inches in plot(), data units in autoplot()), so that "nothing overlaps" can be tested.

# Positions for labels of one `height` that want to be at `at`: as near as possible in least squares, in the same order, at least `height`
# apart, and with their centres within [lower, upper]. With z_i = position_i - i * height the condition is that z does not decrease, so z is
# the isotonic regression of at_i - i * height, cut off at the bounds. No more labels may be asked for than label_room() says.
spread_labels <- function(at, height, lower, upper) {
  if (!length(at)) return(numeric())
  order <- order(at)
  shift <- (seq_along(at) - 1) * height
  level <- stats::isoreg(at[order] - shift)$yf
  level <- pmin(pmax(level, lower), upper - shift[length(at)])
  replace(at, order, level + shift)
}

# How many labels of this height have room between the bounds of their centres.
label_room <- function(height, lower, upper) max(0L, as.integer(floor((upper - lower) / height + 1e-9)) + 1L)

# The `count` traces to label: the largest in size at their labelled end, in their own order. NA counts as smallest.
largest_traces <- function(end, count) sort(utils::head(order(-abs(end), seq_along(end)), count))

# Names cut to `width` as told by `measure`, in their middle, where the column of a factor has neither its variable nor its level.
cut_names <- function(names, width, measure) {
  too_long <- which(measure(names) > width)
  names[too_long] <- vapply(names[too_long], cut_name, "", width = width, measure = measure)
  names
}

cut_name <- function(name, width, measure) {
  size <- nchar(name)
  for (kept in rev(seq_len(max(size - 3L, 1L)))) {
    head <- ceiling(kept / 2)
    short <- paste0(substr(name, 1L, head), "...", substr(name, size - (kept - head) + 1L, size))
    if (measure(short) <= width) break
  }
  short
}

# Rows (1 = lowest) for texts centred at `centre` and `width` wide, so that no two in a row touch: first fit from left to right.
stack_rows <- function(centre, width) {
  row <- integer(length(centre))
  right <- numeric()
  for (i in order(centre - width / 2)) {
    free <- which(right <= centre[i] - width[i] / 2)
    row[i] <- if (length(free)) free[1L] else length(right) + 1L
    right[row[i]] <- centre[i] + width[i] / 2
  }
  row
}

# Centres moved so that the texts stay within [lower, upper]; a text wider than that is centred.
keep_inside <- function(centre, width, lower, upper) {
  inside <- pmin(pmax(centre, lower + width / 2), upper - width / 2)
  too_wide <- rep_len(width > upper - lower, length(centre))
  replace(inside, too_wide, (lower + upper) / 2)
}
