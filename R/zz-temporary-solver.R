# TEMPORARY: pure-R coordinate descent with the return value of .Call(C_lasso_path, ...). To be deleted when the engine is there.
temporary_lasso_path <- function(problem, y, penalty, lambda1, settings) {
  A <- as.matrix(problem$x[, problem$columns + 1L, drop = FALSE])
  A <- sweep(sweep(A, 2, problem$centre), 2, problem$scale, "*") * problem$root_weight
  if (!is.null(problem$flat)) A <- A - problem$flat %*% crossprod(problem$flat, A)
  p <- ncol(A); y <- drop(y)
  lo <- penalty$lower; up <- penalty$upper
  if (is.null(lo)) lo <- rep(-Inf, p)
  if (is.null(up)) up <- rep(Inf, p)
  G <- unname(crossprod(A)); cc <- drop(crossprod(A, y)); yy <- sum(y^2)
  b <- pmin(pmax(0, lo), up)
  g <- cc - drop(G %*% b)
  sweep_once <- function(set, l1, l2) {
    most <- 0
    for (j in set) {
      d <- G[j, j] + l2[j]
      if (d <= 0) next
      z <- g[j] + G[j, j] * b[j]
      new <- min(max(sign(z) * max(abs(z) - l1[j], 0) / d, lo[j]), up[j])
      step <- new - b[j]
      if (step != 0) {
        g <<- g - G[, j] * step
        b[j] <<- new
        most <- max(most, abs(step))
      }
    }
    most
  }
  solve_at <- function(l) {
    l1 <- l * penalty$l1; l2 <- l * penalty$ratio * penalty$l2
    repeat {
      moved <- sweep_once(seq_len(p), l1, l2)
      if (moved <= 1e-15 * max(1e-300, abs(b))) break
      for (k in 1:5000) if (sweep_once(which(b != 0), l1, l2) <= 1e-15 * max(1e-300, abs(b))) break
      if (k == 5000) break
      g <<- cc - drop(G %*% b)
    }
  }
  if (is.null(lambda1)) {
    free <- penalty$l1 == 0
    if (any(free)) { l1k <- penalty$l1; for (k in 1:2000) if (sweep_once(which(free), 0 * l1k, 0 * l1k) < 1e-15) break }
    top <- max(ifelse(penalty$l1 > 0, abs(g) / penalty$l1, 0))
    lambda1 <- top * exp(seq(0, log(settings$min_ratio), length.out = settings$count))
  }
  out <- list(lambda1 = numeric(), start = 0L, index = integer(), value = numeric(), rss = numeric(), rank = integer(), engine = 1L, end = 0L)
  for (l in lambda1) {
    solve_at(l)
    on <- which(b != 0)
    if (length(on) > settings$max_df) { out$end <- 1L; break }
    out$lambda1 <- c(out$lambda1, l); out$index <- c(out$index, on - 1L); out$value <- c(out$value, b[on])
    out$start <- c(out$start, length(out$index)); rss <- sum((y - A %*% b)^2); out$rss <- c(out$rss, rss)
    out$rank <- c(out$rank, if (length(on)) qr(A[, on, drop = FALSE])$rank else 0L)
    if (1 - rss / yy > settings$max_deviance) { out$end <- 2L; break }
  }
  out
}
