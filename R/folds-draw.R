# Drawing folds by R's random numbers: balanced over rows, over strata, or over groups of rows that stay together.

# Strata by quantiles: at most so many, and each of at least as many rows as there are folds.
most_quantile_strata <- 5L

# Codes 1..S of the used rows, or NULL. `strata`: TRUE (the response), or a value per row.
resolve_strata <- function(strata, fit, used, k) {
  if (is.null(strata) || identical(strata, FALSE)) return(NULL)
  if (identical(strata, TRUE)) {
    if (n_responses(fit) > 1L) nb_abort("type", "`strata = TRUE` means the response, and there are ", n_responses(fit), ": give a vector.")
    strata <- fit$y[, 1L]
  }
  values <- row_codes(strata, fit, used, "strata")
  if (!is.numeric(values)) return(as.integer(factor(values)))
  quantile_groups(values, max(1L, min(most_quantile_strata, sum(used) %/% k)))
}

# Codes 1..G of the used rows, or NULL.
resolve_groups <- function(groups, fit, used, k) {
  if (is.null(groups)) return(NULL)
  codes <- as.integer(factor(row_codes(groups, fit, used, "groups")))
  if (max(codes) < k) {
    nb_abort("type", "`folds` must be at most the number of groups, ", max(codes), ", because a group is never split; got ", k, ".")
  }
  codes
}

# The values of the used rows, none missing.
row_codes <- function(x, fit, used, name) {
  if (!is.null(dim(x)) || !(is.factor(x) || is.atomic(x)) || is.complex(x)) {
    nb_abort("type", "`", name, "` must be a factor or a vector with one value per row; got ", describe(x), ".")
  }
  x <- row_values(x, fit, name)
  if (is.factor(x) || is.logical(x)) x <- as.character(x)
  bad <- used & is.na(x)
  if (any(bad)) nb_abort("nonfinite", "`", name, "` is missing for row ", which(bad)[1L], ".")
  x[used]
}

# Numbers that differ in no more than `count` values are their own groups; others are cut at their quantiles into `count` groups.
quantile_groups <- function(x, count) {
  distinct <- sort(unique(x))
  if (length(distinct) <= count) return(match(x, distinct))
  breaks <- unique(stats::quantile(x, seq_len(count - 1L) / count, names = FALSE))
  findInterval(x, breaks, left.open = TRUE) + 1L
}

# Folds of `rows` rows, sizes within one of each other, over all and within every stratum: strata are dealt out one after the other.
draw_rows <- function(k, rows, strata = NULL) {
  if (is.null(strata)) return(sample(rep_len(seq_len(k), rows)))
  label <- sample.int(k)
  folds <- integer(rows)
  folds[order(strata, sample.int(rows))] <- label[rep_len(seq_len(k), rows)]
  folds
}

# Folds of whole groups: each, largest first, goes where its strata have the fewest rows so far, then where there are the fewest at all.
draw_groups <- function(k, groups, strata = NULL) {
  if (is.null(strata)) strata <- rep(1L, length(groups))
  counts <- table(groups, strata)
  size <- rowSums(counts)
  share <- sweep(counts, 2L, colSums(counts), "/")
  load <- matrix(0, k, ncol(counts))
  filled <- numeric(k)
  fold <- integer(nrow(counts))
  for (group in order(-size, sample.int(length(size)))) {
    at <- order(load %*% share[group, ], filled, sample.int(k))[1L]
    load[at, ] <- load[at, ] + counts[group, ]
    filled[at] <- filled[at] + size[group]
    fold[group] <- at
  }
  fold[groups]
}
