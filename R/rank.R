# The numerical rank: how many singular values count, and whether the data leave it open.

# A kept singular value less than this many times the cutoff, or the first that was dropped, is hardly told from rounding.
clear_gap <- 100

# d: singular values, decreasing. cutoff: relative to the largest. list(rank, cutoff (absolute), gap, ambiguous): the gap is the last value
# kept over the first dropped, Inf where none is dropped or that is 0, NA where none is kept.
numerical_rank <- function(d, cutoff) {
  cutoff <- cutoff * d[1L]
  rank <- sum(d > cutoff)
  gap <- if (rank) d[rank] / c(d, 0)[rank + 1L] else NA_real_
  ambiguous <- rank > 0L && (gap < clear_gap || d[rank] < clear_gap * cutoff)
  list(rank = rank, cutoff = cutoff, gap = gap, ambiguous = ambiguous)
}

# Says that a rank is not clear, and returns the sentence. d: over the same unit as `found`.
report_rank <- function(found, d, what) {
  if (!found$ambiguous) return(character())
  of <- \(value) format(value / d[1L], digits = 2L)
  dropped <- if (is.finite(found$gap)) paste0(" and the largest dropped ", of(d[found$rank + 1L]))
  text <- paste0("The rank of ", what, " is taken to be ", found$rank, ", but it is not clear: the smallest singular value kept is ",
                 of(d[found$rank]), dropped, " times the largest, and values below ", of(found$cutoff), " count as rounding.")
  nb_inform("rank", text)
  text
}
