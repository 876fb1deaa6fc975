# Oracles of constrained least squares that share nothing with the package: every active set, or every sign pattern, is tried.

# min 1/2 b'Hb - f'b subject to E b = e, G b <= g, H positive definite: list(b, equal (multipliers of E), less (of G, >= 0)) or NULL.
enumerate_qp <- function(H, f, E = NULL, e = NULL, G = NULL, g = NULL, tol = 1e-9) {
  p <- length(f)
  m <- NROW(G)
  best <- NULL
  for (size in 0:min(m, p - NROW(E))) {
    sets <- if (size == 0) list(integer()) else utils::combn(m, size, simplify = FALSE)
    for (set in sets) {
      N <- rbind(E, G[set, , drop = FALSE])
      k <- NROW(N)
      K <- if (k) rbind(cbind(H, t(N)), cbind(N, matrix(0, k, k))) else H
      x <- tryCatch(solve(K, c(f, e, g[set])), error = \(err) NULL)
      if (is.null(x)) next
      b <- x[seq_len(p)]
      less <- x[p + NROW(E) + seq_along(set)]
      if (m && any(G %*% b > g + tol)) next
      if (any(less < -tol)) next
      value <- sum(b * (H %*% b)) / 2 - sum(f * b)
      if (is.null(best) || value < best$value - 1e-13) {
        best <- list(b = b, equal = x[p + seq_len(NROW(E))], less = replace(numeric(m), set, less), value = value)
      }
    }
  }
  best
}

# min 1/2 b'Hb - f'b subject to E b = e, G b <= g and sum w |b| <= r: list(b, ball, equal, less). Every sign pattern is a face, on which the
# ball is a row.
enumerate_l1 <- function(H, f, w, r, E = NULL, e = NULL, G = NULL, g = NULL) {
  p <- length(f)
  best <- enumerate_qp(H, f, E, e, G, g)
  if (is.null(best)) return(NULL)
  if (sum(w * abs(best$b)) <= r) return(c(best, ball = 0))
  best <- NULL
  patterns <- as.matrix(expand.grid(rep(list(c(-1, 0, 1)), p)))
  for (i in seq_len(nrow(patterns))) {
    s <- patterns[i, ]
    on <- which(s != 0)
    if (!length(on)) next
    row <- (w * s)[on]
    found <- tryCatch(enumerate_qp(H[on, on, drop = FALSE], f[on], rbind(E[, on, drop = FALSE], row), c(e, r),
                                   rbind(G[, on, drop = FALSE], -diag(s[on], length(on))), c(g, numeric(length(on)))),
                      error = \(err) NULL)
    if (is.null(found)) next
    if (is.null(best) || found$value < best$value - 1e-12) {
      best <- list(b = replace(numeric(p), on, found$b), ball = found$equal[NROW(E) + 1L], equal = found$equal[seq_len(NROW(E))],
                   less = found$less[seq_len(NROW(G))], value = found$value)
    }
  }
  best
}

# Centred cross products of integer data: list(x, y, H, f) on the "sum" scale.
integer_problem <- function(n, p, intercept = TRUE) {
  repeat {
    x <- matrix(sample(-4:4, n * p, TRUE), n, p, dimnames = list(NULL, letters[seq_len(p)]))
    z <- if (intercept) scale(x, scale = FALSE) else x
    if (qr(z)$rank == p && rcond(crossprod(z)) > 1e-4) break
  }
  y <- sample(-9:9, n, TRUE)
  list(x = x, y = y, H = unname(crossprod(z)), f = unname(drop(crossprod(z, y - if (intercept) mean(y) else 0))))
}

slopes_of_fit <- function(fit) unname(coef(fit)[fit$intercept + seq_len(fit$p)])

# The largest violation of the KKT conditions of a fit of one response and radius, recomputed in plain R from data and multipliers, relative
# to the gradient at 0. gradients: list of subgradient functions by part are built from the constraint objects themselves.
kkt_violation <- function(fit, x, y, w = rep(1, length(y))) {
  b <- slopes_of_fit(fit)
  share <- if (fit$loss == "sum") w else w / sum(w)
  mean_x <- if (fit$intercept) colSums(w * x) / sum(w) else numeric(ncol(x))
  mean_y <- if (fit$intercept) sum(w * y) / sum(w) else 0
  z <- sweep(x, 2, mean_x)
  r <- y - mean_y - drop(z %*% b)
  slope <- drop(crossprod(z, share * r)) - fit$lambda * (1 - fit$mixture) * b # what multipliers have to balance
  start <- max(abs(crossprod(z, share * (y - mean_y))), 1e-8)
  kink <- rep(fit$lambda * fit$mixture, ncol(x))
  parts <- normball:::resolve_parts(fit$within, ncol(x), fit$design$columns, normball:::design_terms(fit$design))
  mu <- fit$multiplier
  at <- 0
  take <- function(k) {
    out <- unname(mu[at + seq_len(k)])
    at <<- at + k
    out
  }
  loose <- numeric(ncol(x)) # what an L-infinity ball can take up
  for (part in parts) {
    j <- part$index
    if (part$kind == "l1_ball") kink[j] <- kink[j] + take(1) * part$weights
    if (part$kind == "l2_ball") slope[j] <- slope[j] - take(1) * part$weights * b[j]
    if (part$kind == "elastic_ball") {
      m <- take(1)
      kink[j] <- kink[j] + m * part$mixture * part$weights
      slope[j] <- slope[j] - m * (1 - part$mixture) * part$weights * b[j]
    }
    if (part$kind == "linf_ball") {
      m <- take(1)
      at_end <- part$weights * abs(b[j]) >= part$radius * (1 - 1e-10)
      loose[j[at_end]] <- Inf
      if (m < 0) return(Inf)
    }
    if (part$kind == "simplex") slope[j] <- slope[j] - take(1)
    if (part$kind == "sum_to") slope[j] <- slope[j] - take(1) * part$weights
    if (part$kind == "linear") slope[j] <- slope[j] - drop(take(nrow(part$A)) %*% part$A)
    if (part$kind == "monotone" && length(j) > 1) {
      m <- take(length(j) - 1) * if (part$increasing) 1 else -1
      slope[j] <- slope[j] - c(-m, 0) - c(0, m)
    }
    if (part$kind == "box") {
      kept <- j[is.finite(part$lower) | is.finite(part$upper)]
      slope[kept] <- slope[kept] - take(length(kept))
    }
    if (part$kind == "simplex") slope[j] <- slope[j] - take(length(j))
  }
  miss <- ifelse(b == 0, pmax(abs(slope) - kink, 0), abs(slope - kink * sign(b)))
  miss[loose == Inf] <- 0
  max(miss) / start
}
