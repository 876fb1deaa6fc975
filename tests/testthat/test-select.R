criteria_of <- c(gcv = "gcv", aic = "aic", bic = "bic", loo = "loo", evidence = "log_evidence")

test_that("each criterion is best at the chosen lambda, over a fine grid", {
  fit <- case_fit(selection_cases()$factors, NULL)
  fine <- exp(seq(log(max(fit$lambda)), log(min(fit$lambda)), length.out = 2000))
  for (criterion in names(criteria_of)) {
    chosen <- quietly(select_lambda(fit, criterion))$chosen
    sign <- if (criterion == "evidence") -1 else 1
    at <- \(lambda) sign * criteria(fit, lambda)[[criteria_of[[criterion]]]]
    expect_identical(chosen$rule, criterion)
    expect_equal(chosen$criterion, sign * at(chosen$lambda))
    expect_lte(at(chosen$lambda), min(at(fine)) + 1e-9 * abs(min(at(fine))), label = criterion)
  }
})

test_that("the choice agrees with a search by optimize()", {
  fit <- ridge(y ~ ., diabetes)
  for (criterion in c("gcv", "evidence")) {
    sign <- if (criterion == "evidence") -1 else 1
    at <- \(t) sign * criteria(fit, exp(t))[[criteria_of[[criterion]]]]
    best <- optimize(at, log(c(1e-4, 1)), tol = 1e-8)
    expect_equal(log(select_lambda(fit, criterion)$chosen$lambda), best$minimum, tolerance = 1e-4)
  }
})

test_that("the chosen lambda flows on, exactly, though it is not on the path", {
  fit <- select_lambda(ridge(y ~ ., diabetes), "gcv")
  expect_false(fit$chosen$lambda %in% fit$lambda)
  expect_identical(coef(fit), coef(fit, lambda = fit$chosen$lambda)[, 1])
  expect_length(predict(fit, diabetes[1:3, ]), 3)
  expect_match(paste(capture.output(print(fit)), collapse = " "), "chosen by GCV")
})

test_that("without refinement it is the best of the path", {
  fit <- select_lambda(ridge(y ~ ., diabetes), "gcv", refine = FALSE)
  expect_identical(fit$chosen$lambda, fit$lambda[which.min(gcv(fit, "all"))])
})

test_that("a path that misses the minimum is extended, and the fit is that of the longer path", {
  case <- selection_cases()$weighted
  short <- case_fit(case, c(400, 200))
  expect_message(fit <- select_lambda(short, "gcv"), class = "normball_message_grid")
  whole <- case_fit(case, fit$lambda)
  expect_gt(length(fit$lambda), 2)
  for (field in c("coefficients", "df", "deviance", "dev_ratio", "null_deviance", "lambda")) {
    expect_equal(fit[[field]], whole[[field]], tolerance = 1e-10, label = field)
  }
  expect_identical(fit$certificate[c("response", "lambda")], whole$certificate[c("response", "lambda")])
  expect_lt(max(fit$certificate$relative_gap), 1e-12)
  expect_message(fit <- select_lambda(short, "gcv", extend = FALSE), "extend = FALSE")
  expect_identical(fit$lambda, c(400, 200))
})

test_that("a longer path of several responses keeps their order", {
  case <- selection_cases()$several
  fit <- extend_path(case_fit(case, c(1, 0)), c(10, 1, 0.1))
  whole <- case_fit(case, c(10, 1, 0.1, 0))
  expect_identical(fit$lambda, whole$lambda)
  expect_equal(fit$coefficients, whole$coefficients, tolerance = 1e-10)
  expect_equal(fit$deviance, whole$deviance, tolerance = 1e-10)
  expect_identical(fit$certificate$response, whole$certificate$response)
})

test_that("several responses are summed, and a single lambda is taken as it is", {
  case <- selection_cases()$several
  fit <- quietly(select_lambda(case_fit(case, NULL), "loo", refine = FALSE))
  expect_identical(fit$chosen$lambda, fit$lambda[which.min(rowSums(press(fit, "all")))])
  expect_no_message(one <- select_lambda(case_fit(selection_cases()$plain, 3), "bic"))
  expect_identical(one$chosen$lambda, 3)
})

test_that("the evidence and GCV have a choice where the fit interpolates; AIC and BIC are refused", {
  fit <- case_fit(selection_cases()$wide, NULL)
  expect_true(quietly(select_lambda(fit, "evidence"))$chosen$lambda > 0)
  expect_true(quietly(select_lambda(fit, "gcv"))$chosen$lambda > 0)
  expect_error(select_lambda(fit, "aic"), class = "normball_error_unsupported")
  expect_error(select_lambda(fit, "bic"), class = "normball_error_unsupported")
})

test_that("bad input: each with its class", {
  fit <- case_fit(selection_cases()$plain, c(1, 0.1))
  expect_error(select_lambda(3), class = "normball_error_type")
  expect_error(select_lambda(fit, "cp"), class = "normball_error_type")
  expect_error(select_lambda(fit, "gcv", extend = NA), class = "normball_error_type")
  expect_error(select_lambda(fit, "gcv", refine = 2), class = "normball_error_type")
  bare <- case_fit(selection_cases()$plain, c(1, 0.1), model = FALSE)
  expect_error(select_lambda(bare, "loo"), class = "normball_error_unsupported")
})

test_that("every rule has words, and an unknown one is shown as it is", {
  expect_identical(rule_text("gcv"), "GCV")
  expect_identical(rule_text("mine"), "mine")
})
