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
results <- list()
cases <- list(
  gram = \() work(x, y, control = normball_control(method = "gram")),
  qr = \() work(x, y[, 1], control = normball_control(method = "qr"), weights = weights),
  svd = \() work(x, y[, 1], control = normball_control(method = "svd"), penalty_factor = c(0, 1, 2, 3)),
  wide = \() work(t(x), y[1:4, 1]),
  sparse = \() work(sparse, y[, 1]),
  pinv = \() list(pinv(x), pinv_limit(t(x), c(1, 0.1)), ridgeless(t(x), y[1:4, 1])$limit)
)
for (name in names(cases)) {
  plain <- suppressMessages(cases[[name]]())
  gctorture2(step)
  tortured <- suppressMessages(cases[[name]]())
  gctorture2(0)
  stopifnot(identical(plain, tortured))
  cat(name, "ok\n")
}
