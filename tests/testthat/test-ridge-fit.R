test_that("penalty factors: by position, by name, and what is refused", {
  columns <- c("a", "b", "c")
  expect_equal(resolve_penalty_factor(NULL, columns), c(1, 1, 1))
  expect_equal(resolve_penalty_factor(c(c = 0, a = Inf), columns), c(Inf, 1, 0))
  expect_error(resolve_penalty_factor(c(z = 1), columns), "z", class = "normball_error_length")
  expect_error(resolve_penalty_factor(1:2, columns), class = "normball_error_length")
  expect_error(resolve_penalty_factor(c(1, NA, 1), columns), class = "normball_error_nonfinite")
  expect_error(resolve_penalty_factor(c(1, -1, 1), columns), class = "normball_error_negative")
  expect_error(resolve_penalty_factor("1", columns), class = "normball_error_type")
})

test_that("the default path goes from nearly all shrinkage to nearly none", {
  fit <- ridge(y ~ ., diabetes)
  expect_length(fit$lambda, 100L)
  expect_lt(fit$df[1L] - 1, 0.01 * 10)
  expect_gt(fit$df[100L], 11 - 0.01)
  expect_equal(diff(log(fit$lambda)), rep(mean(diff(log(fit$lambda))), 99L), tolerance = 1e-10)
})

test_that("constant columns get coefficient 0 and are named", {
  x <- cbind(a = sin(1:9), b = 5, c = cos(1:9))
  expect_message(fit <- ridge(x, 1:9, lambda = 1), "b", class = "normball_message_constant")
  expect_equal(unname(coef(fit)["b"]), 0)
  expect_equal(fit$constant, c(FALSE, TRUE, FALSE))
  expect_match(fit$messages, "b")
})

test_that("the route can be asked for and is recorded; all routes agree", {
  routes <- c("gram", "qr", "svd")
  fits <- lapply(routes, \(method) ridge(y ~ ., diabetes, lambda = 0.01, control = normball_control(method = method)))
  expect_equal(vapply(fits, `[[`, "", "algorithm"), routes)
  for (fit in fits[-1L]) expect_equal(coef(fit), coef(fits[[1L]]), tolerance = 1e-12)
})

test_that("an ill-conditioned design is not left to its Gram matrix", {
  x <- outer(1:12 / 12, 0:7, `^`)[, -1L]
  fit <- ridge(x, sin(1:12), lambda = 0)
  expect_equal(fit$algorithm, "qr")
  well <- ridge(x, sin(1:12), lambda = 10)
  expect_equal(well$algorithm, "gram")
  # A smaller penalty later makes the factorisation anew.
  expect_equal(coef(well, lambda = 0)[, 1L], coef(fit), tolerance = 1e-9)
})

test_that("without a certificate the deviance is the same", {
  for (weights in list(NULL, c(0, 1:441))) {
    with <- ridge(cbind(y, y^2) ~ ., diabetes, weights = weights)
    without <- ridge(cbind(y, y^2) ~ ., diabetes, weights = weights, control = normball_control(certify = FALSE))
    expect_null(without$certificate)
    expect_equal(without$deviance, with$deviance, tolerance = 1e-10)
    residual <- residuals(with, lambda = with$lambda[50L])[, 1L, 1L]
    expect_equal(with$deviance[50L, 1L], sum((with$weights %||% 1) * residual^2), tolerance = 1e-10)
  }
})

test_that("model = FALSE keeps no data and refuses what needs them", {
  full <- ridge(y ~ ., diabetes)
  small <- ridge(y ~ ., diabetes, model = FALSE)
  expect_lt(length(serialize(small, NULL)), length(serialize(full, NULL)))
  expect_equal(coef(small, lambda = full$lambda[9L]), coef(full, lambda = full$lambda[9L]))
  expect_equal(predict(small, diabetes[1:2, ], lambda = full$lambda[9L]), predict(full, diabetes[1:2, ], lambda = full$lambda[9L]))
  expect_error(coef(small, lambda = 0.123), class = "normball_error_unsupported")
  expect_error(certificate(small), class = "normball_error_unsupported")
  expect_error(hatvalues(small, lambda = 1), class = "normball_error_unsupported")
})

test_that("coefficients beyond the range of doubles are an error", {
  x <- matrix(c(1, 3, 2, 5, 4), 5)
  expect_error(ridge(x * 1e-200, c(1, 2, 4, 3, 5) * 1e200, lambda = 1), class = "normball_error_numeric")
})

test_that("solutions that the certificate refutes raise a warning", {
  set.seed(1)
  x <- matrix(rnorm(60), 15) * rep(c(1e20, 1, 1, 1), each = 15)
  y <- rnorm(15)
  expect_warning(fit <- ridge(x, y, lambda = 0.1, standardize = FALSE), class = "normball_warning_certificate")
  expect_match(fit$messages, "certificate")
  expect_no_warning(ridge(x, y, lambda = 0.1))
})

test_that("a penalty factor named twice is an error", {
  x <- as.matrix(mtcars[2:4])
  expect_error(ridge(x, mtcars$mpg, penalty_factor = c(cyl = 1, cyl = 2)), "more than once", class = "normball_error_length")
})
