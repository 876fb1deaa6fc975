# What is printed: enough, and no more than a screen.

printed <- function(x, ...) capture.output(print(x, ...))

test_that("a path prints its call, size, a few rows and its certificate", {
  text <- printed(ridge(mpg ~ ., mtcars))
  expect_lt(length(text), 25L)
  expect_match(text, "mpg on 32 x 10", all = FALSE)
  expect_match(text, "ridge(formula = mpg ~ ., data = mtcars)", fixed = TRUE, all = FALSE)
  expect_match(text, "Path of 100 lambdas", all = FALSE)
  expect_match(text, "worst relative duality gap", all = FALSE)
  expect_match(text, "select_lambda", all = FALSE)
  fit <- ridge(mpg ~ wt, mtcars, lambda = c(1, 0))
  expect_equal(path_table(fit)$percent_explained, 100 * drop(fit$dev_ratio))
})

test_that("a single solution prints its coefficients, at most so many", {
  text <- printed(ridge(mpg ~ wt + hp, mtcars, lambda = 0.1))
  expect_match(text, "lambda = 0.1", fixed = TRUE, all = FALSE)
  expect_match(text, "(Intercept)", fixed = TRUE, all = FALSE)
  set.seed(1)
  wide <- ridge(matrix(rnorm(20 * 500), 20), rnorm(20), lambda = 1)
  expect_lt(length(printed(wide)), 20L)
  expect_match(printed(wide), "and 489 more coefficients", all = FALSE)
  expect_lt(length(printed(summary(wide))), 45L)
  many <- ridge(matrix(rnorm(200), 20), matrix(rnorm(600), 20), lambda = 1)
  expect_lt(length(printed(many)), 40L)
  expect_match(printed(many), "24 more responses", all = FALSE)
  expect_match(printed(many), "y4 and 26 more", all = FALSE)
  expect_lt(length(printed(summary(many))), 45L)
})

test_that("a choice of lambda is printed with its rule", {
  fit <- quietly(select_lambda(ridge(mpg ~ ., mtcars), "gcv"))
  expect_match(printed(fit), "chosen by GCV", all = FALSE)
  expect_match(printed(summary(fit)), "chosen by GCV", all = FALSE)
})

test_that("data spliced into the call are not printed", {
  set.seed(1)
  fit <- do.call(ridge, list(matrix(rnorm(4000), 100), rnorm(100), lambda = 1))
  text <- printed(fit)
  expect_match(text, "<matrix 100 x 40>", fixed = TRUE, all = FALSE)
  expect_lt(sum(nchar(text)), 1500L)
  expect_identical(call_text(quote(f(1:3, a = "b"))), "f(1:3, a = \"b\")")
  expect_identical(call_text(as.call(list(quote(f), c(1, 2)))), "f(c(1, 2))")
})

test_that("summary() holds and shows objective, rank, condition, certificate, table and messages", {
  data <- transform(mtcars, one = 1)
  fit <- quietly(ridge(mpg ~ wt + hp + one, data, weights = qsec, penalty_factor = c(1, 0, 1), loss = "sum"))
  about <- summary(fit, lambda = 2)
  expect_s3_class(about, "summary.normball_fit")
  expect_identical(about$objective, objective_text(fit))
  expect_identical(about$rank, 3L)
  expect_identical(rownames(about$coefficients), c("(Intercept)", "wt", "hp", "one"))
  expect_equal(about$coefficients[, 1L], coef(fit, lambda = 2)[, 1L])
  expect_equal(about$coefficients["wt", 2L], coef(fit, lambda = 2)["wt", 1L] * fit$scales[1L], ignore_attr = TRUE)
  expect_equal(about$df, effective_df(fit, 2), ignore_attr = TRUE)
  expect_lt(about$gap, 1e-12)
  text <- printed(about)
  for (part in c("Objective: 1/2 sum_i w_i", "unpenalised columns: 1", "condition number", "Note: Constant column", "residual sd")) {
    expect_match(text, part, fixed = TRUE, all = FALSE)
  }
  expect_match(printed(summary(fit)), "Path of 100", all = FALSE)
  expect_error(summary(fit, s = 2), class = "normball_error_unknown_argument")
})

test_that("a fit without a certificate says so, and a constant response explains nothing", {
  fit <- ridge(mpg ~ wt + hp, mtcars, control = normball_control(certify = FALSE))
  expect_match(printed(fit), "Certificate: not computed", all = FALSE)
  flat <- ridge(as.matrix(mtcars[2:4]), rep(3, 32))
  expect_false(any(grepl("NaN", printed(flat))))
  expect_equal(unname(coef(flat, lambda = 1)[, 1L]), c(3, 0, 0, 0))
})

test_that("a lasso prints its kind, its counts and the coefficients that are not zero", {
  fit <- lasso(y ~ ., diabetes)
  expect_output(print(fit), "^Lasso of y on 442 x 10")
  expect_output(print(fit), "nonzero")
  expect_identical(path_table(fit)$nonzero, lengths(predict(fit, type = "nonzero"))[match(path_table(fit)$lambda, fit$lambda)],
                   ignore_attr = TRUE)
  one <- update(fit, lambda = 20)
  text <- paste(capture.output(print(one)), collapse = "\n")
  expect_match(text, paste(sum(coef(one)[-1L] != 0), "of 10 coefficients are not 0"))
  expect_false(grepl("age", text))
  expect_output(print(elastic_net(y ~ ., diabetes)), "^Elastic net \\(mixture 0.5\\)")
  at <- summary(fit, lambda = 20)
  expect_identical(rownames(at$coefficients), names(which(coef(one) != 0)))
  expect_s3_class(at$uniqueness, "normball_uniqueness")
  expect_identical(at$objective, "1/(2 n) sum_i (y_i - b0 - x_i'b)^2 + lambda sum_j |s_j b_j|")
  expect_output(print(at), "the solution is unique")
  expect_null(summary(fit)$uniqueness)
  expect_output(print(summary(fit)), "rank at most 11")
  expect_null(summary(update(fit, model = FALSE), lambda = fit$lambda[9L])$uniqueness)
  empty <- lasso(y ~ . - 1, diabetes, lambda = 1e5)
  expect_output(print(empty), "0 of 10 coefficients are not 0")
  expect_output(print(summary(empty)), "0 columns of rank 0")
})

test_that("the objective of a lasso is told with mixture, factors, loss and bounds", {
  x <- as.matrix(mtcars[2:4])
  fit <- elastic_net(x, mtcars$mpg, mixture = 0.4, loss = "sum", standardize = FALSE, lower = c(cyl = 0), upper = 3,
                     penalty_factor = c(hp = 2), weights = rep(2, 32), intercept = FALSE)
  expect_identical(objective_text(fit), paste0("1/2 sum_i w_i (y_i - x_i'b)^2 + lambda sum_j v_j [0.4 |b_j| + 0.3 b_j^2], ",
                                               "subject to lower_j <= b_j <= upper_j"))
  expect_output(print(summary(fit)), "coefficients with one: 3 of 3")
})
