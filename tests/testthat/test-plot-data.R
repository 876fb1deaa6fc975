fit <- ridge(y ~ ., diabetes, n_lambda = 20)

test_that("the data drawn are the coefficients, times the SDs of their columns if asked", {
  view <- trace_view(fit, "lambda", TRUE, NULL, NULL, "original")
  b <- coef(fit, lambda = "all")[-1, ]
  expect_identical(view$data$estimate, as.vector(b))
  expect_identical(view$data$term, rep(rownames(b), 20))
  expect_equal(view$data$lambda[view$data$term == "bmi"], fit$lambda)
  sd <- sqrt(colMeans(scale(as.matrix(diabetes[1:10]), scale = FALSE)^2))
  scaled <- trace_view(fit, "lambda", TRUE, NULL, NULL, "auto")
  expect_equal(scaled$data$estimate, as.vector(b * sd))
  expect_equal(unique(scaled$data$norm), unname(sqrt(colSums((b * sd)^2))))
  raw <- ridge(y ~ ., diabetes, n_lambda = 20, standardize = FALSE)
  expect_false(trace_view(raw, "norm", TRUE, NULL, NULL, "auto")$standardized)
})

test_that("positions follow the horizontal axis, and labels stand at the small penalty", {
  by_lambda <- trace_view(fit, "lambda", TRUE, NULL, NULL, "auto")
  expect_equal(by_lambda$panels[[1]]$x, log10(fit$lambda))
  expect_identical(by_lambda$side, -1)
  by_df <- trace_view(fit, "df", TRUE, NULL, NULL, "auto")
  expect_equal(by_df$panels[[1]]$x, unname(fit$df))
  expect_identical(by_df$side, 1)
})

test_that("marks are the chosen lambda and those given, exact off the path", {
  fit$chosen <- list(lambda = 0.5, rule = "1se", criterion = 1)
  marks <- trace_view(fit, "df", TRUE, c(2, 0.5), NULL, "auto")$panels[[1]]$marks
  expect_equal(marks$lambda, c(0.5, 2))
  expect_identical(marks$chosen, c(TRUE, FALSE))
  expect_identical(marks$text, c("lambda == \"0.5 (1se)\"", "lambda == \"2\""))
  expect_equal(marks$x, effective_df(fit, c(0.5, 2)), ignore_attr = TRUE)
  marks <- trace_view(fit, "norm", TRUE, NULL, NULL, "original")$panels[[1]]$marks
  expect_equal(marks$x, sqrt(sum(coef(fit)[-1]^2)))
  expect_error(trace_view(fit, "df", TRUE, -1, NULL, "auto"), class = "normball_error_lambda")
})

test_that("labels can be counted", {
  expect_identical(label_count(TRUE, 10), 10)
  expect_identical(label_count(TRUE, 500), few_labels)
  expect_identical(label_count(FALSE, 10), 0L)
  expect_equal(label_count(3, 10), 3)
  expect_equal(label_count(30, 10), 10)
  for (bad in list("a", -1, 1.5)) expect_error(label_count(bad, 10), class = "normball_error")
})

test_that("responses are chosen by number or name", {
  two <- ridge(cbind(y, bmi) ~ age + ltg + tc, diabetes, n_lambda = 5)
  titles <- \(response) vapply(trace_view(two, "lambda", TRUE, NULL, response, "auto")$panels, `[[`, "", "title")
  expect_identical(titles(NULL), c("y", "bmi"))
  expect_identical(titles("bmi"), "bmi")
  expect_identical(titles(1L), "y")
  for (bad in list("nobody", 3, 0, character(), NA)) expect_error(titles(bad), "response", class = "normball_error_type")
  y <- matrix(rnorm(30 * 14), 30)
  many <- ridge(matrix(rnorm(60), 30), y, n_lambda = 3)
  expect_message(view <- trace_view(many, "lambda", TRUE, NULL, NULL, "auto"), "12 of 14", class = "normball_message_response")
  expect_length(view$panels, 12)
})

test_that("df is refused where there is none", {
  fit$df[] <- NA
  expect_error(trace_view(fit, "df", TRUE, NULL, NULL, "auto"), class = "normball_error_unsupported")
})

test_that("only columns of a lasso that are nonzero somewhere have a trace, NA along zero", {
  lasso_fit <- lasso(y ~ ., diabetes, lambda = c(30, 10, 3, 1))
  b <- as.matrix(coef(lasso_fit)[-1, ])
  panel <- trace_view(lasso_fit, "lambda", TRUE, NULL, NULL, "original")$panels[[1]]
  expect_identical(rownames(panel$b), rownames(b)[rowSums(b != 0) > 0])
  expect_identical(unname(panel$b), unname(b[rownames(panel$b), ]))
  expect_identical(panel$nonzero, unname(colSums(b != 0)))
  drawn <- drawn_slopes(panel)
  expect_identical(unname(drawn["sex", ]), c(NA, 0, b["sex", 3], b["sex", 4]))
  expect_identical(unname(drawn["bmi", ]), unname(b["bmi", ]))
})

test_that("norm of a lasso is L1, dev is the percentage explained, df of an elastic net its trace", {
  lasso_fit <- lasso(y ~ ., diabetes, lambda = c(30, 10, 3))
  b <- as.matrix(coef(lasso_fit)[-1, ])
  panel <- trace_view(lasso_fit, "norm", TRUE, 20, NULL, "original")$panels[[1]]
  expect_equal(panel$x, unname(colSums(abs(b))))
  expect_equal(panel$marks$x, sum(abs(coef(lasso_fit, lambda = 20)[-1, ])))
  panel <- trace_view(lasso_fit, "dev", TRUE, 20, NULL, "original")$panels[[1]]
  null <- sum((diabetes$y - mean(diabetes$y))^2)
  expect_equal(panel$x, unname(100 * (1 - deviance(lasso_fit) / null)))
  expect_equal(panel$marks$x, unname(100 * (1 - deviance(lasso_fit, lambda = 20) / null)))
  net <- elastic_net(y ~ ., diabetes, lambda = c(10, 1))
  expect_equal(trace_view(net, "df", TRUE, NULL, NULL, "auto")$panels[[1]]$x, unname(effective_df(net)))
})

test_that("a path over 50,000 columns is drawn by the few that enter", {
  p <- 50000L
  few <- c(7L, 40000L)
  b <- Matrix::sparseMatrix(i = c(1, 1, 1, few[1] + 1, few + 1), j = c(1, 2, 3, 2, 3, 3), x = c(5, 4, 3, 1, 2, -1), dims = c(p + 1L, 3L))
  fit <- structure(class = c("normball_lasso", "normball_fit"), list(
    coefficients = as(b, "CsparseMatrix"), lambda = c(3, 2, 1), df = c(1, 2, 3), scales = rep(1, p), p = p, intercept = TRUE,
    standardize = TRUE, deviance = matrix(c(1, 0.5, 0.3)), null_deviance = 1, responses = "y", mixture = 1
  ))
  dimnames(fit$coefficients) <- list(c("(Intercept)", paste0("v", seq_len(p))), NULL)
  view <- trace_view(fit, "norm", TRUE, NULL, NULL, "auto")
  expect_identical(rownames(view$panels[[1]]$b), c("v7", "v40000"))
  expect_identical(view$panels[[1]]$x, c(0, 1, 3))
  expect_identical(nrow(view$data), 6L)
})

test_that("an exact path is drawn with solutions between its knots, where lines between these would not be straight", {
  exact <- lasso(y ~ ., diabetes, path = "exact")
  knots <- knots(exact)
  by_lambda <- trace_view(exact, "lambda", TRUE, NULL, NULL, "original")$panels[[1]]
  expect_true(all(knots %in% by_lambda$lambda))
  expect_true(length(by_lambda$lambda) > 150 && !is.unsorted(-by_lambda$lambda))
  at <- which(by_lambda$lambda < knots[3] & by_lambda$lambda > knots[4])[2]
  share <- (by_lambda$lambda[at] - knots[4]) / (knots[3] - knots[4])
  ends <- as.matrix(coef(exact, lambda = knots[3:4]))[rownames(by_lambda$b), ]
  expect_equal(by_lambda$b[, at], share * ends[, 1] + (1 - share) * ends[, 2], tolerance = 1e-9)
  expect_identical(trace_view(exact, "norm", TRUE, NULL, NULL, "original")$panels[[1]]$lambda, knots)
})
