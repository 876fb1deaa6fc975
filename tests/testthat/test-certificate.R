test_that("primal and gap are those of the definition, computed in plain R", {
  for (name in c("factors", "weighted", "offset_sum", "wide_weighted", "no_intercept")) {
    case <- selection_cases()[[name]]
    fit <- case_fit(case, c(2, 0.1))
    table <- certificate(fit)
    w <- case_weights(case)
    scale <- if (fit$loss == "mean") sum(w) else 1
    penalty <- fit$penalty_factor * if (fit$standardize) fit$scales^2 else 1
    for (l in 1:2) {
      b <- fit$coefficients[seq_len(fit$p) + fit$intercept, l, 1]
      primal <- sum(w * residuals(fit)[, l]^2) / 2 / scale + fit$lambda[l] / 2 * sum(penalty * b^2)
      expect_equal(table$primal[l], primal, label = name)
    }
    expect_true(all(table$gap >= 0 & table$relative_gap <= 1e-20))
    expect_true(all(table$status == "optimal"))
  }
})

test_that("a wrong coefficient shows as a gap that bounds its loss", {
  case <- selection_cases()$plain
  fit <- case_fit(case, 0.5)
  optimum <- certificate(fit)$primal
  fit$coefficients[3, 1, 1] <- fit$coefficients[3, 1, 1] + 0.1
  table <- certificate(fit)
  expect_gt(table$primal, optimum)
  expect_lte(table$dual, optimum + 1e-12)
  expect_gt(table$gap, table$primal - optimum - 1e-12)
  expect_identical(table$status, "approximate")
})

test_that("any lambdas, the chosen one, or all; of fits and of cross-validations", {
  case <- selection_cases()$several
  fit <- case_fit(case, c(1, 0.1))
  expect_identical(certificate(fit)$lambda, rep(c(1, 0.1), 3))
  expect_identical(certificate(fit)$response, rep(c("a", "b", "c"), each = 2))
  expect_identical(certificate(fit, c(0, 7))$lambda, rep(c(0, 7), 3))
  result <- quietly(cv(fit, folds = "loo"))
  expect_identical(certificate(result)$lambda, rep(result$chosen, 3))
  expect_identical(nrow(certificate(result, lambda = "all")), 3L * length(result$lambda))
  expect_equal(certificate(fit), fit$certificate)
})

test_that("bad input: each with its class", {
  fit <- case_fit(selection_cases()$plain, c(1, 0.1))
  expect_error(certificate(lm(mpg ~ wt, mtcars)), class = "normball_error_type")
  expect_error(certificate(fit, lambda = -1), class = "normball_error_lambda")
  expect_error(certificate(fit, digits = 3), class = "normball_error_unknown_argument")
  expect_error(certificate(case_fit(selection_cases()$plain, 1, model = FALSE)), class = "normball_error_unsupported")
})

test_that("a penalty near nothing is certified like none", {
  fit <- ridge(mpg ~ wt + hp, mtcars, lambda = 1)
  table <- certificate(fit, lambda = c(1e-23, 1e-30, 1e-300, 0))
  expect_true(all(table$status == "optimal" & table$gap >= 0))
  moved <- fit
  moved$lambda <- 1e-300
  moved$coefficients <- coef(fit, lambda = 1e-300) + c(0, 1e-3, 0)
  dim(moved$coefficients) <- c(3L, 1L, 1L)
  dimnames(moved$coefficients) <- list(names(coef(fit)), NULL, "mpg")
  expect_gt(certificate(moved)$relative_gap, 1e-9)
})
