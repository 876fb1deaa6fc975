lambdas <- c(10, 1, 0.03, 1e-6, 0)

# Leave-one-out residuals by n refits on the remaining rows. The penalty beside the *sum* of squares is what stays fixed.
refitted_loo <- function(case, fit, lambda, drop = c("row", "weight")) {
  case <- fixed_scales(case, fit)
  w <- case_weights(case)
  y <- as.matrix(case$y)
  value <- array(0, c(nrow(y), length(lambda), ncol(y)))
  for (i in seq_len(nrow(y))) {
    at <- if (fit$loss == "mean") lambda * sum(w) / (sum(w) - w[i]) else lambda
    if (drop == "row") {
      rest <- keep_rows(case, -i)
      found <- reference_ridge(rest$x, rest$y, at, rest$weights, rest$offset, fit$intercept, FALSE, case$penalty_factor, fit$loss)
      found <- found$coefficients
    } else {
      found <- coefficients_at(quietly(case_fit(utils::modifyList(case, list(weights = replace(w, i, 0))), at)), at)
    }
    row <- c(if (fit$intercept) 1, case$x[i, ])
    for (k in seq_len(ncol(y))) {
      value[i, , k] <- y[i, k] - (if (is.null(case$offset)) 0 else case$offset[i]) - row %*% matrix(found[, , k], length(row))
    }
  }
  value
}

test_that("leave-one-out residuals equal n refits to 1e-10, by rows removed and by weights zeroed", {
  for (name in names(selection_cases())) {
    case <- selection_cases()[[name]]
    fit <- case_fit(case, lambdas)
    size <- max(abs(fit$y))
    for (drop in c("row", "weight")) {
      expected <- refitted_loo(case, fit, lambdas, drop)
      found <- array(loo_residuals(fit), dim(expected))
      expect_lt(max(abs(found - expected)) / size, 1e-10, label = paste(name, drop))
    }
  }
})

test_that("leave-one-out agrees for each route of the factorisation", {
  case <- selection_cases()$weighted
  for (method in c("gram", "qr", "svd")) {
    fit <- case_fit(case, lambdas, control = normball_control(method = method))
    expect_lt(max(abs(array(loo_residuals(fit), c(14, 5, 1)) - refitted_loo(case, fit, lambdas, "row"))), 1e-10, label = method)
  }
})

test_that("a row of weight 0 has its plain residual left out, and enters no sum", {
  case <- selection_cases()$weighted
  fit <- case_fit(case, 0.1)
  out <- which(case$weights == 0)
  expect_equal(loo_residuals(fit)[out], residuals(fit)[out])
  expect_equal(press(fit)[[1]], sum(case$weights * loo_residuals(fit)^2))
})

test_that("a row that alone determines an unpenalised coefficient has no leave-one-out residual", {
  case <- selection_cases()$plain
  fit <- case_fit(list(x = cbind(unname(case$x), c(1, numeric(13))), y = case$y, penalty_factor = c(1, 1, 1, 1, 0)), 1)
  expect_identical(loo_residuals(fit)[[1]], NaN)
  expect_false(anyNA(loo_residuals(fit)[-1]))
})

test_that("degrees of freedom and leverages are those of the explicit hat matrix", {
  for (name in names(selection_cases())) {
    case <- selection_cases()[[name]]
    fit <- case_fit(case, lambdas)
    used <- case_weights(case) > 0
    for (l in seq_along(lambdas)) {
      hat <- diag(explicit_hat(case, lambdas[l]))
      expect_equal(effective_df(fit)[[l]], sum(hat[used]), tolerance = 1e-9, label = paste(name, lambdas[l]))
      expect_equal(hatvalues(fit, lambda = lambdas[l])[used, 1], hat[used], tolerance = 1e-9, ignore_attr = TRUE)
    }
    expect_true(all(hatvalues(fit)[!used, ] == 0))
  }
})

test_that("PRESS, mean leave-one-out error, GCV, AIC and BIC follow their formulas", {
  case <- selection_cases()$factors
  fit <- case_fit(case, lambdas)
  w <- case$weights
  n <- sum(w > 0)
  table <- criteria(fit)
  expect_identical(names(table), c("response", "lambda", "df", "gcv", "press", "loo", "aic", "bic", "log_evidence"))
  expect_identical(table$lambda, lambdas)
  rss <- deviance(fit)
  loglik <- vapply(rss, \(r) (sum(log(w[w > 0])) - n * (log(2 * pi) + 1 - log(n) + log(r))) / 2, 0)
  expect_equal(table$gcv, unname(rss / sum(w) / (1 - table$df / n)^2))
  expect_equal(table$press, unname(colSums(w * loo_residuals(fit)^2)))
  expect_equal(table$loo, table$press / sum(w))
  expect_equal(table$aic, unname(-2 * loglik + 2 * (table$df + 1)))
  expect_equal(table$bic, unname(-2 * loglik + log(n) * (table$df + 1)))
  expect_equal(table$aic[2], AIC(logLik(fit, lambda = lambdas[2])))
  expect_equal(table$bic[2], BIC(logLik(fit, lambda = lambdas[2])))
})

test_that("at lambda = 0 with full rank they are those of lm", {
  fit <- ridge(mpg ~ wt + hp, data = mtcars, weights = qsec)
  old <- lm(mpg ~ wt + hp, data = mtcars, weights = qsec)
  table <- criteria(fit, 0)
  expect_equal(table$df, 3)
  expect_equal(table$aic, AIC(old))
  expect_equal(table$bic, BIC(old))
  expect_equal(hatvalues(fit, lambda = 0)[, 1], hatvalues(old))
  expect_equal(loo_residuals(fit, 0)[, 1], residuals(old) / (1 - hatvalues(old)))
})

test_that("GCV is that of lm.ridge once its n and its count of parameters are converted", {
  skip_if_not_installed("MASS")
  k <- c(50, 5, 1, 0.01)
  theirs <- MASS::lm.ridge(mpg ~ wt + hp + disp, data = mtcars, lambda = k)
  fit <- ridge(mpg ~ wt + hp + disp, data = mtcars, lambda = k, loss = "sum")
  n <- nrow(mtcars)
  df <- effective_df(fit)
  expect_equal(unname(gcv(fit) * (n - df)^2 / n / (n - (df - 1))^2), unname(theirs$GCV), tolerance = 1e-10)
})

test_that("shapes: named by lambda, a matrix for several responses, one vector once lambda is chosen", {
  case <- selection_cases()$several
  fit <- case_fit(case, c(1, 0.1))
  expect_identical(dimnames(gcv(fit)), list(c("1", "0.1"), c("a", "b", "c")))
  expect_identical(dim(loo_residuals(fit)), c(14L, 2L, 3L))
  expect_identical(nrow(criteria(fit)), 6L)
  expect_identical(criteria(fit)$response, rep(c("a", "b", "c"), each = 2))
  expect_equal(criteria(fit)$gcv, as.vector(gcv(fit)))
  one <- case_fit(selection_cases()$plain, c(1, 0.1))
  expect_identical(names(press(one, c(0.5, 2))), c("0.5", "2"))
  one$chosen <- list(lambda = 0.3, rule = "gcv", criterion = 1)
  expect_identical(names(gcv(one)), "0.3")
  expect_length(loo_residuals(one), 14)
  expect_length(hatvalues(one), 14)
  expect_identical(gcv(one, "all"), gcv(one, c(1, 0.1)))
})

test_that("rows are named and padded as residuals() does", {
  data <- mtcars
  data$hp[3] <- NA
  fit <- ridge(mpg ~ wt + hp, data = data, lambda = 1, na.action = na.exclude)
  expect_identical(names(loo_residuals(fit)), rownames(mtcars))
  expect_identical(which(is.na(hatvalues(fit))), c("Datsun 710" = 3L))
})

test_that("a constant response has no error and no likelihood, and says so by its values", {
  x <- selection_cases()$plain$x
  fit <- ridge(x, rep(3, 14), lambda = c(1, 0.1))
  expect_equal(unname(gcv(fit)), c(0, 0))
  expect_equal(unname(press(fit)), c(0, 0))
  expect_identical(unname(log_evidence(fit)), c(Inf, Inf))
})

test_that("bad input: each with its class", {
  fit <- case_fit(selection_cases()$plain, c(1, 0.1))
  for (criterion in list(effective_df, gcv, press, loo_residuals, log_evidence, criteria)) {
    expect_error(criterion(lm(mpg ~ wt, mtcars)), class = "normball_error_type")
    expect_error(criterion(fit, -1), class = "normball_error_lambda")
    expect_error(criterion(fit, NA_real_), class = "normball_error_lambda")
    expect_error(criterion(fit, "most"), class = "normball_error_lambda")
  }
  expect_error(hatvalues(fit, what = 1), class = "normball_error_unknown_argument")
  bare <- case_fit(selection_cases()$plain, c(1, 0.1), model = FALSE)
  expect_error(loo_residuals(bare), class = "normball_error_unsupported")
  expect_error(press(bare), class = "normball_error_unsupported")
  expect_equal(gcv(bare), gcv(fit))
})

test_that("leave-one-out keeps its digits where a row alone determines a penalised column", {
  set.seed(9)
  n <- 12
  x <- cbind(c(1, rep(0, n - 1)), matrix(rnorm(2 * n), n))
  y <- rnorm(n)
  sd <- apply(x, 2L, \(v) sqrt(mean((v - mean(v))^2)))
  for (lambda in c(1e-3, 1e-9, 1e-13)) {
    left <- quietly(ridge(x[-1, ] / rep(sd, each = n - 1), y[-1], lambda = lambda * n, loss = "sum", standardize = FALSE))
    expect_equal(loo_residuals(ridge(x, y, lambda = lambda))[[1]], y[1] - predict(left, x[1, , drop = FALSE] / sd)[[1]], tolerance = 1e-10)
  }
})
