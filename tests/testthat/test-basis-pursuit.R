# The limit of the lasso: least L1 norm among the solutions of least squares.

# Least sum v |b| over X b = fitted values of least squares: some solution has independent columns, so all supports are tried. p <= 8.
least_norm <- function(x, y, v = rep(1, ncol(x))) {
  parts <- svd(x)
  rank <- sum(parts$d > 1e-9 * parts$d[1L])
  if (!rank) return(list(norm = 0, b = matrix(0, ncol(x), 1L)))
  index <- seq_len(rank)
  fitted <- drop(parts$u[, index, drop = FALSE] %*% crossprod(parts$u[, index, drop = FALSE], y))
  best <- Inf
  found <- NULL
  for (set in asplit(utils::combn(ncol(x), rank), 2L)) {
    part <- qr(x[, set, drop = FALSE], tol = 1e-9)
    if (part$rank < rank) next
    b <- replace(numeric(ncol(x)), set, qr.coef(part, fitted))
    norm <- sum(v * abs(b))
    if (norm < best - 1e-9) found <- NULL
    if (norm <= best + 1e-9) found <- cbind(found, b)
    best <- min(best, norm)
  }
  list(norm = best, b = found)
}

test_that("small cases have the solutions found by hand", {
  plain <- \(x, y, ...) quietly(basis_pursuit(x, y, standardize = FALSE, intercept = FALSE, ...))
  # b1 + 2 b2 = 2: the column of 2 needs half the norm
  expect_equal(unname(coef(plain(rbind(c(1, 2)), 2))), c(0, 1), tolerance = 1e-14)
  # its price thrice: the other
  expect_equal(unname(coef(plain(rbind(c(1, 2)), 2, penalty_factor = c(1, 3)))), c(2, 0), tolerance = 1e-14)
  # with at most 1/2 of b2 the rest falls to b1
  expect_equal(unname(coef(plain(rbind(c(1, 2)), 2, upper = c(Inf, 0.5)))), c(1, 0.5), tolerance = 1e-14)
  # a free column takes all
  expect_equal(unname(coef(plain(rbind(c(1, 2)), 2, penalty_factor = c(0, 1)))), c(2, 0), tolerance = 1e-14)
  expect_equal(unname(coef(plain(rbind(c(1, 2)), 2, penalty_factor = c(1, Inf)))), c(2, 0), tolerance = 1e-14)
  # y outside the range: rows (1 2; 1 2) and y = (1, 3) have the mean 2
  expect_equal(unname(coef(plain(rbind(c(1, 2), c(1, 2)), c(1, 3)))), c(0, 1), tolerance = 1e-14)
  # mixture 1/2: |b1| + |b2| + (b1^2 + b2^2)/2 over b1 + 2 b2 = 2 has 1 + b1 = u, 1 + b2 = 2 u, so 5 u = 5 and b = (0, 1)
  expect_equal(unname(coef(plain(rbind(c(1, 2)), 2, mixture = 0.5))), c(0, 1), tolerance = 1e-14)
  # over b1 + 2 b2 = 7: 5 u = 10, b = (1, 3)
  expect_equal(unname(coef(plain(rbind(c(1, 2)), 7, mixture = 0.5))), c(1, 3), tolerance = 1e-14)
})

test_that("hundreds of integer designs agree with the enumeration of supports", {
  skip_on_cran()
  set.seed(501)
  unique <- 0L
  for (case in 1:400) {
    n <- sample(2:6, 1L)
    p <- sample(2:6, 1L)
    x <- matrix(sample(-2:2, n * p, TRUE), n)
    if (case %% 4L == 1L) x <- cbind(x, x[, sample(p, 1L)], 2 * x[, 1L])[, seq_len(min(p + 2L, 7L))]
    if (case %% 4L == 2L) x <- x[c(seq_len(n), 1L), ]
    y <- sample(-3:3, nrow(x), TRUE)
    v <- if (case %% 3L) rep(1, ncol(x)) else sample(c(1, 2, 3), ncol(x), TRUE)
    fit <- quietly(basis_pursuit(x, y, standardize = FALSE, intercept = FALSE, penalty_factor = v))
    truth <- least_norm(x, y, v)
    expect_equal(unname(fit$limit$norm), truth$norm, tolerance = 1e-10, label = paste("norm", case))
    expect_lt(fit$certificate$relative_gap, 1e-10)
    expect_lt(fit$certificate$feasibility, 1e-10)
    several <- max(abs(truth$b - truth$b[, 1L])) > 1e-7
    b <- unname(coef(fit))
    columns <- colSums(abs(x)) > 0
    expect_identical(fit$limit$unique, !several, label = paste("unique", case))
    if (several) next
    unique <- unique + 1L
    expect_lt(max(abs(b - truth$b[, 1L])), 1e-10)
  }
  expect_gt(unique, 150L)
})

test_that("with p > n it interpolates to 1e-10 with a smaller norm than 100 random interpolators", {
  set.seed(502)
  x <- matrix(rnorm(20 * 60), 20) * rep(runif(60, 0.5, 2), each = 20)
  y <- drop(x %*% rnorm(60)) + 3
  for (standardize in c(TRUE, FALSE)) for (intercept in c(TRUE, FALSE)) {
    fit <- basis_pursuit(x, y, standardize = standardize, intercept = intercept)
    expect_lt(max(abs(residuals(fit))), 1e-10)
    expect_true(fit$limit$interpolates)
    expect_true(fit$limit$unique)
    expect_lt(fit$certificate$relative_gap, 1e-10)
    expect_least_interpolator(fit, x, \(b) sum(abs(b)), tolerance = 1e-12)
  }
})

test_that("it recovers 8 of 200 coefficients from 60 rows, which ridgeless() does not", {
  set.seed(503)
  x <- matrix(rnorm(60 * 200), 60)
  b <- replace(numeric(200), sample(200, 8), rnorm(8))
  y <- drop(x %*% b) + 2
  for (standardize in c(TRUE, FALSE)) {
    fit <- basis_pursuit(x, y, standardize = standardize)
    expect_lt(max(abs(coef(fit)[-1L] - b)), 1e-10)
    expect_identical(sum(coef(fit)[-1L] != 0), 8L)
  }
  expect_gt(max(abs(coef(ridgeless(x, y))[-1L] - b)), 0.1)
})

test_that("it is the limit of lasso and elastic net, and what they give at lambda = 0", {
  set.seed(504)
  x <- matrix(rnorm(12 * 30), 12)
  y <- rnorm(12)
  settings <- list(
    list(), list(mixture = 0.5), list(standardize = FALSE, intercept = FALSE), list(penalty_factor = rep(c(0, 1, 2, Inf), c(2, 13, 10, 5))),
    list(lower = -0.2, upper = 0.15), list(lower = 0), list(weights = rep(1:3, 4), offset = sin(1:12)), list(mixture = 0.1, lower = -0.1),
    list(penalty_factor = rep(0:1, c(3, 27)), lower = -0.05)
  )
  for (given in settings) {
    label <- deparse1(given)
    fit <- quietly(do.call(basis_pursuit, c(list(x, y), given)))
    path <- quietly(do.call(lasso, c(list(x, y), given)))
    expect_equal(coef(path, lambda = 0)[, 1L], coef(fit), tolerance = 1e-13, label = label)
    expect_equal(quietly(predict(path, x[1:3, ], lambda = 0, newoffset = given$offset[1:3])[, 1L]),
                 predict(fit, x[1:3, ], newoffset = given$offset[1:3]), tolerance = 1e-13, ignore_attr = TRUE)
    both <- quietly(do.call(lasso, c(list(x, y, lambda = c(0.1, 0)), given)))
    expect_equal(coef(both)[, 2L], coef(fit), tolerance = 1e-13)
    expect_lt(certificate(both)$kkt[2L], 1e-9)
    tiny <- coef(path, lambda = 1e-8 * path$lambda[1L])[, 1L]
    expect_lt(max(abs(tiny - coef(fit))), 1e-5, label = label)
    expect_lt(fit$certificate$relative_gap, 1e-10, label = label)
    expect_lt(fit$certificate$feasibility, 1e-9, label = label)
    expect_identical(fit$certificate$status, "optimal", label = label)
  }
})

test_that("at full rank it is least squares", {
  data <- transform(mtcars, w = seq(0.5, 2, length.out = 32), o = sin(1:32))
  fit <- basis_pursuit(mpg ~ wt * hp + qsec, data, weights = w, offset = o)
  expect_equal(coef(fit), coef(lm(mpg ~ wt + hp + qsec + wt:hp, data, weights = w, offset = o)), tolerance = 1e-10)
  expect_identical(fit$limit$null_dimension, 0L)
  expect_true(fit$limit$unique)
  bounded <- basis_pursuit(mpg ~ wt + hp, data, lower = c(wt = -2))
  expect_equal(coef(bounded)[["wt"]], -2)
  expect_equal(coef(bounded)[["hp"]], coef(lm(I(mpg + 2 * wt) ~ hp, data))[["hp"]], tolerance = 1e-10)
})

test_that("relations: order of columns, repeated rows, repeated columns, units", {
  set.seed(505)
  x <- matrix(rnorm(10 * 25), 10)
  y <- rnorm(10)
  fit <- basis_pursuit(x, y)
  order <- sample(25)
  expect_equal(unname(coef(basis_pursuit(x[, order], y))), unname(coef(fit)[c(1, order + 1)]), tolerance = 1e-10)
  again <- c(1:10, 3L, 7L)
  expect_equal(coef(basis_pursuit(x[again, ], y[again])), coef(basis_pursuit(x, y, weights = tabulate(again))), tolerance = 1e-10)
  expect_message(twice <- basis_pursuit(cbind(x, x), y), "Other solutions", class = "normball_message_unique")
  expect_false(twice$limit$unique)
  expect_equal(twice$limit$norm, fit$limit$norm, tolerance = 1e-10)
  expect_equal(unname(coef(twice)[2:26] + coef(twice)[27:51]), unname(coef(fit)[-1L]), tolerance = 1e-10)
  used <- which(coef(fit)[-1L] != 0)
  expect_setequal(vapply(twice$limit$exchangeable, toString, ""), paste0("x", used, ", x", used + 25))
  for (unit in c(1e-150, 1e150)) {
    expect_equal(unname(coef(basis_pursuit(x * unit, y))[-1L] * unit), unname(coef(fit)[-1L]), tolerance = 1e-10)
    plain <- basis_pursuit(x * unit, y, standardize = FALSE)
    expect_equal(unname(coef(plain)[-1L] * unit), unname(coef(basis_pursuit(x, y, standardize = FALSE))[-1L]), tolerance = 1e-10)
    expect_lt(plain$certificate$relative_gap, 1e-10)
    expect_equal(coef(basis_pursuit(x, y * unit)) / unit, coef(fit), tolerance = 1e-10)
  }
})

test_that("interfaces, sparse x, saveRDS() and update() lead to the same fit", {
  formula <- quietly(basis_pursuit(mpg ~ . - cyl, mtcars[1:7, ]))
  x <- as.matrix(mtcars[1:7, setdiff(names(mtcars), c("mpg", "cyl"))])
  y <- mtcars$mpg[1:7]
  expect_s3_class(formula, c("normball_basis_pursuit", "normball_lasso", "normball_fit"), exact = TRUE)
  expect_equal(coef(quietly(basis_pursuit(x, y))), coef(formula), tolerance = 1e-10)
  expect_equal(coef(quietly(basis_pursuit(Matrix::Matrix(x, sparse = TRUE), y))), coef(formula), tolerance = 1e-10)
  expect_equal(coef(quietly(basis_pursuit(as.data.frame(x), y))), coef(formula), tolerance = 1e-10)
  expect_equal(coef(quietly(mtcars[1:7, ] |> basis_pursuit(mpg ~ . - cyl))), coef(formula), tolerance = 1e-10)
  expect_equal(coef(update(basis_pursuit(mpg ~ wt + hp, mtcars), . ~ wt)), coef(lm(mpg ~ wt, mtcars)), tolerance = 1e-12)
  file <- tempfile()
  saveRDS(formula, file)
  expect_equal(certificate(readRDS(file)), certificate(formula))
  bare <- quietly(basis_pursuit(mpg ~ . - cyl, mtcars[1:7, ], model = FALSE))
  expect_null(bare$x)
  expect_equal(bare$certificate, formula$certificate)
  expect_error(certificate(bare), class = "normball_error_unsupported")
})

test_that("larger problems take seconds and are proved", {
  set.seed(506)
  for (size in list(c(100, 1000), c(300, 2000))) {
    x <- matrix(rnorm(prod(size)), size[1L])
    y <- rnorm(size[1L])
    expect_lt(system.time(fit <- basis_pursuit(x, y))[["elapsed"]], 20)
    expect_lt(fit$certificate$relative_gap, 1e-10)
    expect_lt(max(abs(residuals(fit))), 1e-10)
    expect_lte(sum(coef(fit)[-1L] != 0), size[1L])
  }
})

test_that("bad input is an error as in lasso()", {
  expect_error(basis_pursuit(), class = "normball_error_type")
  expect_error(basis_pursuit(1:3, 1:3), class = "normball_error_type")
  expect_error(basis_pursuit(mpg ~ wt, mtcars, lambda = 1), class = "normball_error_unknown_argument")
  expect_error(basis_pursuit(diag(3), 1:2), class = "normball_error_length")
  expect_error(basis_pursuit(matrix(c(1, NA, 2)), 1:3), class = "normball_error_nonfinite")
  expect_error(basis_pursuit(diag(3), 1:3, weights = c(-1, 1, 1)), class = "normball_error_weights")
  expect_error(basis_pursuit(diag(3), 1:3, lower = 2, upper = 1), class = "normball_error_bounds")
  expect_error(basis_pursuit(diag(3), 1:3, mixture = 0), class = "normball_error_type")
  expect_error(basis_pursuit(diag(3), cbind(1:3, 1:3)), class = "normball_error_unsupported")
  expect_error(basis_pursuit(Matrix::sparseMatrix(1:2100, 1:2100, x = 1), 1:2100), class = "normball_error_unsupported")
})

test_that("nothing to explain, and nothing to explain it with", {
  expect_identical(unname(coef(quietly(basis_pursuit(matrix(rnorm(20), 4), rep(3, 4))))), c(3, 0, 0, 0, 0, 0))
  constant <- quietly(basis_pursuit(cbind(a = c(1, 1, 1), b = c(2, 2, 2)), 1:3))
  expect_equal(unname(coef(constant)), c(2, 0, 0))
  expect_identical(constant$certificate$status, "optimal")
  free <- quietly(basis_pursuit(mpg ~ wt + hp, mtcars, penalty_factor = c(0, 0)))
  expect_equal(coef(free), coef(lm(mpg ~ wt + hp, mtcars)), tolerance = 1e-10)
})
