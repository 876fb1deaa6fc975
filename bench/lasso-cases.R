# The data of bench/lasso.R. One case: label, n, p, correlation (equal between all columns; `ar`: rho^|i - j|; `density`: sparse, normal
# entries), and the true model: "decaying", the one of Friedman, Hastie and Tibshirani (2010), beta_j = (-1)^j exp(-(j - 1) / 10), of which
# some 20 coefficients matter, or a number of coefficients of +1 and -1 in turn. Noise for a signal to noise ratio of 3 throughout.
lasso_cases <- function(quick) {
  case <- function(n, p, correlation = 0, kind = "equal", density = NA, model = "decaying", small = c(n, p)) {
    size <- if (quick) small else c(n, p)
    structure <- switch(kind, equal = sprintf("correlation %g", correlation), ar = sprintf("AR(%g)", correlation),
                        sparse = sprintf("sparse, %g %%", 100 * density))
    label <- sprintf("%g x %g, %s", size[1L], size[2L], structure)
    if (is.numeric(model)) label <- sprintf("%s, %g true coefficients", label, model)
    list(label = label, n = size[1L], p = size[2L], correlation = correlation, kind = kind, density = density, model = model)
  }
  list(
    case(200, 20000, 0, small = c(50, 2000)),
    case(400, 40000, 0.8, small = c(60, 3000)),
    case(2000, 2000, 0.5, small = c(200, 200)),
    case(5000, 5000, 0.3, small = c(300, 300)),
    case(1000, 50000, 0.5, small = c(100, 3000)),
    case(10000, 100, 0.8, small = c(2000, 30)),
    case(1e5, 200, 0.5, small = c(5000, 50)),
    case(2000, 200, 0.95, kind = "ar", small = c(500, 50)),
    case(300, 3000, 0.99, kind = "ar", small = c(60, 400)),
    case(10000, 50000, kind = "sparse", density = 0.002, small = c(1000, 2000)),
    case(2e4, 5e4, kind = "sparse", density = 0.001, model = 50, small = c(1000, 3000))
  )
}

# list(x, y), the same in every process. Dense x is filled column by column: no second copy.
make_lasso_data <- function(case) {
  set.seed(case$n + case$p)
  x <- if (case$kind == "sparse") sparse_design(case) else dense_design(case)
  p <- case$p
  beta <- if (is.numeric(case$model)) {
    replace(numeric(p), seq_len(min(p, case$model)), rep_len(c(1, -1), min(p, case$model)))
  } else {
    (-1)^seq_len(p) * exp(-(seq_len(p) - 1) / 10)
  }
  signal <- as.vector(x %*% beta)
  list(x = x, y = signal + rnorm(case$n) * stats::sd(signal) / sqrt(3))
}

sparse_design <- function(case) {
  Matrix::rsparsematrix(case$n, case$p, case$density, rand.x = stats::rnorm)
}

dense_design <- function(case) {
  n <- case$n
  x <- numeric(n * case$p)
  dim(x) <- c(n, case$p)
  own <- sqrt(1 - if (case$kind == "ar") case$correlation^2 else case$correlation)
  shared <- rnorm(n) # the common factor, or the column before
  for (j in seq_len(case$p)) {
    if (case$kind == "ar") {
      shared <- if (j == 1L) shared else case$correlation * shared + own * rnorm(n)
      x[, j] <- shared
    } else {
      x[, j] <- own * rnorm(n) + sqrt(case$correlation) * shared
    }
  }
  x
}
