# One fit of every kind and what is asked of it, with the garbage collector run at every NB_GCTORTURE_STEP-th allocation.
library(normball)
step <- as.integer(Sys.getenv("NB_GCTORTURE_STEP", "20"))
set.seed(1)
x <- matrix(rnorm(60), 15, 4, dimnames = list(NULL, letters[1:4]))
y <- x %*% cbind(u = 1:4, v = 4:1) + rnorm(30)
sparse <- Matrix::Matrix(x * (abs(x) > 0.7), sparse = TRUE)
weights <- c(0, rep(1:2, 7))

work <- function(x, y, ...) {
  fit <- ridge(x, y, lambda = c(1, 0.1, 0), ...)
  curve <- if (nrow(x) > ncol(x)) cv(fit, folds = rep_len(1:3, nrow(x)), extend = FALSE)$mean
  list(coef(fit, lambda = 0.3), predict(fit, x), certificate(fit), gcv(fit), loo_residuals(fit), curve)
}
folds_of_lasso <- function(x, threads, ...) {
  fit <- lasso(x, y[seq_len(nrow(x)), 1], lambda = c(1, 0.1), control = normball_control(threads = threads), ...)
  list(coef(fit), cv(fit, folds = rep_len(1:3, nrow(x)))$mean)
}
constrain <- function(within, x = x_small, ...) {
  fit <- suppressWarnings(constrained(x, y[seq_len(nrow(x)), 1], within, ...))
  list(coef(fit), fit$multiplier, certificate(fit), predict(fit, x))
}
x_small <- x[, 1:3]
refused <- function(within) tryCatch(constrain(within), normball_infeasible = \(e) e$certificate)
few <- list(max_iter = 20)
cases <- list(
  gram = \() work(x, y, control = normball_control(method = "gram")),
  qr = \() work(x, y[, 1], control = normball_control(method = "qr"), weights = weights),
  svd = \() work(x, y[, 1], control = normball_control(method = "svd"), penalty_factor = c(0, 1, 2, 3)),
  wide = \() work(t(x), y[1:4, 1]),
  sparse = \() work(sparse, y[, 1]),
  pinv = \() list(pinv(x), pinv_limit(t(x), c(1, 0.1)), ridgeless(t(x), y[1:4, 1])$limit),
  projections = \() {
    near <- \(constraint) suppressWarnings(project(x[1, ], constraint, max_iter = 20))
    list(near(l1_ball(1)), near(simplex() & box(upper = 0.4)), near(linear(x[2:3, ], 0) & nonnegative()), near(monotone() & l2_ball(1)),
         near(l1_ball(1) & l2_ball(0.8, weights = 1:4)), project(x, frobenius_ball(1)))
  },
  constrained = \() {
    rows <- linear(rbind(c(1, 1, 0), c(1, -1, 2)), 0, c(0, 1))
    list(constrain(rows & nonnegative("a"), weights = weights), constrain(simplex() & l1_ball(c(1, 2)), lambda = 0.1),
         constrain(monotone() & l2_ball(0.3)), constrain(box(-1, 1), sparse), constrain(sum_to(1), t(x)),
         refused(box(-1, 1) & sum_to(5)), refused(l2_ball(1) & sum_to(3)))
  },
  iterated = \() {
    list(constrain(l1_ball(1) & nonnegative(), method = "projection", iteration = few),
         constrain(l2_ball(1), method = "dual", iteration = few),
         constrain(simplex(), sparse, method = "projection", iteration = c(few, batch = 3, learning_rate = 0.1)))
  },
  lasso = \() folds_of_lasso(x, 1, weights = weights),
  lasso_threads = \() folds_of_lasso(t(x[1:8, ]), 2, penalty_factor = c(0, rep(1, 7)))
)
for (name in names(cases)) {
  plain <- suppressMessages(cases[[name]]())
  gctorture2(step)
  tortured <- suppressMessages(cases[[name]]())
  gctorture2(0)
  stopifnot(identical(plain, tortured))
  cat(name, "ok\n")
}
