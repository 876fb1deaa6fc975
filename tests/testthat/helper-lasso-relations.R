# Relations between lasso fits that hold whatever the data. `lasso_relations` is a list of functions: each turns a problem into others whose
# solutions are known from its own, fits them all, and returns named errors, which are at rounding level if the relation holds. The tests
# run them over some problems, tools/sweep-lasso.R over many.

# Slopes times the size of their columns (on rows that count), so that columns of 1e-150 and 1e150 count alike: p x L.
sized_slopes <- function(fit, problem, lambda = problem$lambda) {
  slopes <- as.matrix(coef(fit, lambda))[seq_len(ncol(problem$x)) + problem$settings$intercept, , drop = FALSE]
  slopes * apply(abs(problem$x[counted_rows(problem), , drop = FALSE]), 2L, max)
}

fitted_of <- function(fit, problem) unname(fitted(fit, lambda = problem$lambda))

fitted_error <- function(value, reference) {
  size <- max(abs(reference), .Machine$double.xmin)
  max(abs(value / size - reference / size))
}

# Whether the coefficients are unique for certain: continuous designs without more unpenalised columns than the rows can tell apart.
is_generic <- function(problem) {
  counted <- if (is.null(problem$settings$weights)) nrow(problem$x) else sum(problem$settings$weights > 0)
  !problem$kind %in% c("duplicated", "ties") && sum(problem$settings$penalty_factor == 0) < counted - 1L
}

with_settings <- function(problem, ...) {
  changed <- list(...)
  problem$settings[names(changed)] <- changed
  problem
}

plainly <- function(problem) with_settings(problem, penalty_factor = NULL, lower = NULL, upper = NULL)

counted_rows <- function(problem) if (is.null(problem$settings$weights)) TRUE else problem$settings$weights > 0

# Errors of the fit of `other` against that of `problem`, of slopes where they are unique. `rows`, `columns`: where those of `other` are in
# `problem`.
compare_fits <- function(other, problem, rows = TRUE, columns = TRUE, unit = 1) {
  one <- fit_lasso(problem)
  two <- fit_lasso(other)
  c(
    "fitted values" = fitted_error(fitted_of(two, other) / unit, fitted_of(one, problem)[rows, , drop = FALSE]),
    slopes = if (is_generic(problem) && is_generic(other)) {
      relative_error(sized_slopes(two, other) / unit, sized_slopes(one, problem)[columns, , drop = FALSE])
    }
  )
}

permuted_problem <- function(problem, rows, columns) {
  problem$x <- problem$x[rows, columns, drop = FALSE]
  problem$y <- problem$y[rows]
  for (name in c("weights", "offset")) problem$settings[name] <- list(problem$settings[[name]][rows])
  for (name in c("penalty_factor", "lower", "upper")) problem$settings[name] <- list(problem$settings[[name]][columns])
  problem
}

# Columns times factors that are not 0.
rescaled_columns <- function(problem, factor) {
  problem$x <- problem$x * rep(factor, each = nrow(problem$x))
  if (is.null(problem$settings$lower)) return(problem)
  lower <- problem$settings$lower / factor
  upper <- problem$settings$upper / factor
  with_settings(problem, lower = ifelse(factor < 0, upper, lower), upper = ifelse(factor < 0, lower, upper))
}

# The response and all that is measured in it times a factor > 0. The quadratic part of an elastic net is then another share of the penalty.
rescaled_response <- function(problem, factor) {
  problem$y <- problem$y * factor
  problem$lambda <- problem$lambda * factor
  for (name in intersect(c("offset", "lower", "upper"), names(problem$settings))) {
    if (!is.null(problem$settings[[name]])) problem$settings[[name]] <- problem$settings[[name]] * factor
  }
  problem
}

as_sparse <- function(x) methods::as(methods::as(methods::as(x, "dMatrix"), "generalMatrix"), "CsparseMatrix")

lasso_relations <- list(
  "a row twice is a row of weight 2, a row of weight 0 is no row" = function(problem) {
    times <- rep(c(1, 2, 0, 1), length.out = nrow(problem$x))
    rows <- rep(seq_along(times), times)
    repeated <- permuted_problem(problem, rows, TRUE)
    compare_fits(with_settings(repeated, weights = NULL), with_settings(problem, weights = times), rows)
  },
  "the order of rows and columns does not matter" = function(problem) {
    rows <- sample(nrow(problem$x))
    columns <- sample(ncol(problem$x))
    compare_fits(permuted_problem(problem, rows, columns), problem, rows, columns)
  },
  "[X, X] shares the coefficients of X" = function(problem) {
    problem <- with_settings(plainly(problem), mixture = 1)
    twice <- permuted_problem(problem, TRUE, rep(seq_len(ncol(problem$x)), 2L))
    both <- fit_lasso(twice)
    one <- fit_lasso(problem)
    p <- ncol(problem$x)
    pairs <- sized_slopes(both, twice)
    pairs <- pairs[seq_len(p), , drop = FALSE] + pairs[p + seq_len(p), , drop = FALSE]
    c("fitted values" = fitted_error(fitted_of(both, problem), fitted_of(one, problem)),
      slopes = if (is_generic(problem)) relative_error(pairs, sized_slopes(one, problem)))
  },
  "an elastic net of [X, X] halves each coefficient, and half the quadratic penalty" = function(problem) {
    problem <- with_settings(plainly(problem), mixture = 0.6)
    twice <- permuted_problem(problem, TRUE, rep(seq_len(ncol(problem$x)), 2L))
    share <- 0.6 / (0.6 + 0.4 / 2)
    halved <- with_settings(problem, mixture = share)
    halved$lambda <- problem$lambda * 0.6 / share
    slopes <- sized_slopes(fit_lasso(halved), halved)
    c(slopes = relative_error(sized_slopes(fit_lasso(twice), twice), rbind(slopes, slopes) / 2))
  },
  "[X, -X] with coefficients >= 0 is the lasso of X" = function(problem) {
    problem <- plainly(problem)
    twice <- permuted_problem(problem, TRUE, rep(seq_len(ncol(problem$x)), 2L))
    twice <- rescaled_columns(twice, rep(c(1, -1), each = ncol(problem$x)))
    twice$kind <- "duplicated"
    compare_fits(with_settings(twice, lower = rep(0, ncol(twice$x)), upper = rep(Inf, ncol(twice$x))), problem)
  },
  "the unit of the response" = function(problem) {
    problem <- with_settings(problem, mixture = 1)
    c(compare_fits(rescaled_response(problem, 1e-120), problem, unit = 1e-120),
      compare_fits(rescaled_response(problem, 3e130), problem, unit = 3e130))
  },
  "signs of columns" = function(problem) {
    sign <- rep(c(1, -1), length.out = ncol(problem$x))
    other <- fit_lasso(rescaled_columns(problem, sign))
    one <- fit_lasso(problem)
    c("fitted values" = fitted_error(fitted_of(other, problem), fitted_of(one, problem)),
      slopes = if (is_generic(problem)) relative_error(sized_slopes(other, problem) * sign, sized_slopes(one, problem)))
  },
  "units of columns" = function(problem) {
    p <- ncol(problem$x)
    if (problem$settings$standardize && problem$kind != "scaled") {
      return(compare_fits(rescaled_columns(problem, 10^rep(c(-140, 3, 140), length.out = p)), problem))
    }
    if (problem$settings$standardize) return(0)
    problem <- with_settings(problem, mixture = 1)
    larger <- rescaled_columns(problem, rep(8, p))
    larger$lambda <- problem$lambda * 8
    compare_fits(larger, problem)
  },
  "columns and response may be moved beside an intercept" = function(problem) {
    if (!problem$settings$intercept || problem$kind == "scaled") return(0)
    moved <- problem
    moved$x <- problem$x + rep(c(-10, 3, 0), length.out = ncol(problem$x))[col(problem$x)]
    moved$y <- problem$y + 7
    one <- fit_lasso(problem)
    other <- fit_lasso(moved)
    c("fitted values" = fitted_error(fitted_of(other, problem) - 7, fitted_of(one, problem)),
      slopes = if (is_generic(problem)) relative_error(sized_slopes(other, problem), sized_slopes(one, problem)))
  },
  "loss sum is loss mean times the sum of weights" = function(problem) {
    total <- if (is.null(problem$settings$weights)) nrow(problem$x) else sum(problem$settings$weights)
    sum <- with_settings(problem, loss = "sum")
    sum$lambda <- problem$lambda * total
    compare_fits(sum, with_settings(problem, loss = "mean"))
  },
  "an offset is a part of the response" = function(problem) {
    problem <- with_settings(problem, offset = sin(seq_along(problem$y)))
    without <- with_settings(problem, offset = NULL)
    without$y <- problem$y - problem$settings$offset
    one <- fit_lasso(problem)
    other <- fit_lasso(without)
    c("fitted values" = fitted_error(fitted_of(other, problem) + problem$settings$offset, fitted_of(one, problem)),
      slopes = if (is_generic(problem)) relative_error(sized_slopes(other, problem), sized_slopes(one, problem)))
  },
  "penalty factors of 1/2 are half the penalty" = function(problem) {
    problem <- plainly(problem)
    halved <- with_settings(problem, penalty_factor = rep(0.5, ncol(problem$x)))
    halved$lambda <- 2 * problem$lambda
    compare_fits(halved, problem)
  },
  "a column of infinite penalty, or pinned to 0, is no column" = function(problem) {
    problem <- plainly(problem)
    p <- ncol(problem$x)
    if (p < 2L) return(0)
    rest <- permuted_problem(problem, TRUE, 2:p)
    infinite <- with_settings(problem, penalty_factor = c(Inf, rep(1, p - 1L)))
    pinned <- with_settings(problem, lower = c(0, rep(-Inf, p - 1L)), upper = c(0, rep(Inf, p - 1L)))
    c(compare_fits(rest, infinite, columns = 2:p), compare_fits(rest, pinned, columns = 2:p))
  },
  "bounds that do not bind are none" = function(problem) {
    problem <- plainly(problem)
    size <- apply(abs(problem$x), 2L, max)
    size[size == 0] <- 1
    far <- 1e3 * max(1, abs(sized_slopes(fit_lasso(problem), problem))) / size
    compare_fits(with_settings(problem, lower = -far, upper = far), problem)
  },
  "a sparse matrix is the dense one" = function(problem) {
    if (problem$kind == "scaled") return(0)
    stored <- problem
    stored$x <- as_sparse(problem$x)
    one <- fit_lasso(problem)
    other <- fit_lasso(stored)
    c("fitted values" = fitted_error(fitted_of(other, problem), fitted_of(one, problem)),
      slopes = if (is_generic(problem)) relative_error(sized_slopes(other, problem), sized_slopes(one, problem)))
  },
  "every engine finds the same" = function(problem) {
    one <- fit_lasso(problem)
    unlist(lapply(c("gram", "working_set", "descent"), function(method) {
      other <- fit_lasso(problem, control = normball_control(method = method))
      c("fitted values" = fitted_error(fitted_of(other, problem), fitted_of(one, problem)),
        slopes = if (is_generic(problem)) relative_error(sized_slopes(other, problem), sized_slopes(one, problem)))
    }))
  },
  "a lambda off the path is the fit at that lambda alone" = function(problem) {
    elsewhere <- problem$lambda[1L] * c(0.31, 0.011, 0.7)
    path <- fit_lasso(problem)
    unlist(lapply(elsewhere, function(lambda) {
      alone <- fit_lasso(problem, lambda = lambda)
      c("fitted values" = fitted_error(fitted(path, lambda = lambda), fitted(alone)),
        slopes = if (is_generic(problem)) relative_error(sized_slopes(path, problem, lambda), sized_slopes(alone, problem, lambda)))
    }))
  },
  "columns of a huge penalty change nothing, whatever their number" = function(problem) {
    if (problem$kind == "scaled") return(0)
    compare_fits(problem, padded_problem(problem), columns = seq_len(ncol(problem$x)))
  },
  "an elastic net is a lasso on augmented rows" = function(problem) {
    if (problem$kind == "scaled") return(0)
    problem <- with_settings(plainly(problem), mixture = 0.3, intercept = FALSE, standardize = FALSE, loss = "sum")
    problem <- with_settings(problem, weights = NULL, offset = NULL)
    lambda <- 0.2 * do.call(lambda_max_of, c(problem[c("x", "y")], problem$settings))
    augmented <- with_settings(problem, mixture = 1)
    augmented$x <- rbind(problem$x, diag(sqrt(lambda * 0.7), ncol(problem$x)))
    augmented$y <- c(problem$y, numeric(ncol(problem$x)))
    unit <- apply(abs(problem$x), 2L, max)
    direct <- as.matrix(coef(fit_lasso(problem, lambda = lambda)))
    c(slopes = relative_error(as.matrix(coef(fit_lasso(augmented, lambda = lambda * 0.3))) * unit, direct * unit))
  }
)
