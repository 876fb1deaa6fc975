quietly_on <- function(width, height, code) {
  grDevices::pdf(NULL, width, height)
  on.exit(grDevices::dev.off())
  code
}

wide <- function(p, n = 40) {
  set.seed(p)
  x <- matrix(rnorm(n * p), n, dimnames = list(NULL, paste0("gene", seq_len(p))))
  ridge(x, x[, 1] + rnorm(n), n_lambda = 30)
}

test_that("1, 5 and 500 traces plot against every axis, and the data drawn come back", {
  for (p in c(1, 5, 500)) {
    fit <- wide(p)
    fit$chosen <- list(lambda = fit$lambda[15], rule = "min", criterion = 1)
    for (xvar in c("lambda", "df", "norm", "dev")) quietly_on(7, 5, {
      shown <- withVisible(plot(fit, xvar))
      expect_false(shown$visible)
      expect_identical(dim(shown$value), c(30L * as.integer(p), 7L))
      expect_named(shown$value, c("response", "term", "lambda", "df", "norm", "dev", "estimate"))
    })
  }
})

test_that("labels neither overlap nor leave the plot, and names are not clipped", {
  long <- setNames(diabetes, c(paste0(strrep("name_of_a_column_", 3), 1:9), "glu", "y"))
  fits <- list(ridge(y ~ ., diabetes), ridge(y ~ ., long, standardize = FALSE), wide(22), wide(500))
  for (fit in fits) for (size in list(c(5, 4), c(7, 5), c(10, 7))) for (xvar in c("lambda", "df", "norm")) quietly_on(size[1], size[2], {
    view <- trace_view(fit, xvar, TRUE, NULL, NULL, "auto")
    drawn <- draw_traces(view$panels[[1]], view, list(), NULL)
    labels <- drawn$labels
    usr <- par("usr")
    expect_gt(nrow(labels), 5)
    expect_true(all(diff(sort(labels$y)) >= labels$height[1] * (1 - 1e-9)))
    expect_gte(labels$height[1], 1.2 * strheight("X", "user", text_size))
    expect_true(all(labels$y > usr[3] & labels$y < usr[4]))
    outer <- labels$x + view$side * strwidth(labels$text, "inches", text_size) * drawn$frame$inch_x
    expect_true(all(outer >= usr[1] & outer <= usr[2]))
  })
})

test_that("the coordinates of the plot hold the traces, and the user's limits are kept", {
  fit <- ridge(y ~ ., diabetes, n_lambda = 20)
  quietly_on(7, 5, {
    data <- plot(fit)
    usr <- par("usr")
    expect_true(par("xlog"))
    expect_true(usr[1] < log10(min(fit$lambda)) && usr[2] > log10(max(fit$lambda)))
    expect_true(usr[3] < min(data$estimate) && usr[4] > max(data$estimate))
  })
  quietly_on(7, 5, {
    plot(fit, label = FALSE, xlim = c(0.01, 10), ylim = c(-5, 5))
    usr <- par("usr")
    expect_equal(usr[1:2], c(-2, 1), tolerance = 0.1)
    expect_equal(usr[3:4], c(-5, 5), tolerance = 0.2)
  })
})

test_that("graphical parameters are as they were", {
  many <- ridge(cbind(y, bmi) ~ age + ltg + tc, diabetes, n_lambda = 5)
  quietly_on(7, 5, {
    par(mar = c(4, 4, 4, 1), las = 2, cex = 0.9)
    keep <- setdiff(names(par(no.readonly = TRUE)), c("mai", "usr", "xlog", "pin", "plt", "fig", "mfg", "xaxp", "yaxp"))
    before <- par(keep)
    plot(many)
    expect_equal(par(keep), before)
    plot(many, response = 1, scale = "original")
    expect_equal(par(keep), before)
  })
})

test_that("several responses go to panels of their own layout or the user's", {
  many <- ridge(cbind(y, bmi, tch) ~ age + ltg + tc, diabetes, n_lambda = 5)
  quietly_on(10, 7, {
    data <- plot(many, main = c("a", "b", "c"))
    expect_identical(unique(data$response), c("y", "bmi", "tch"))
  })
  quietly_on(10, 7, {
    par(mfrow = c(1, 3))
    plot(many)
    expect_identical(par("mfrow"), c(1L, 3L))
    expect_identical(par("mfg")[1:2], c(1L, 3L))
  })
})

test_that("lambda = 0, one lambda, constant columns and equal columns plot without a warning", {
  some <- diabetes[c("bmi", "ltg", "y")]
  fits <- list(
    ridge(y ~ ., some, lambda = c(10, 1, 0)), ridge(y ~ ., some, lambda = 1), ridge(y ~ ., some, lambda = 0),
    suppressMessages(ridge(y ~ ., transform(some, bmi = 1), n_lambda = 5)), ridge(y ~ ., transform(some, bmi = ltg), n_lambda = 5),
    suppressMessages(ridge(y ~ ., transform(some, y = 3), lambda = c(2, 1)))
  )
  for (fit in fits) for (xvar in c("lambda", "df", "norm", "dev")) {
    expect_no_condition(quietly_on(5, 4, plot(fit, xvar, lambda = c(0, 1e-3, 5))))
    expect_no_condition(quietly_on(5, 4, plot(fit, xvar)))
  }
})

test_that("a device without transparency gets opaque traces, without a warning", {
  grDevices::postscript(tempfile(fileext = ".ps"))
  on.exit(grDevices::dev.off())
  expect_no_condition(plot(wide(40), sub = "a note"))
})

test_that("bad arguments are refused by class before anything is drawn", {
  fit <- ridge(y ~ ., diabetes, n_lambda = 5)
  quietly_on(5, 4, {
    expect_error(plot(fit, pch = 1), class = "normball_error_unknown_argument")
    expect_error(plot(fit, xvar = "time"), class = "normball_error_type")
    expect_error(plot(fit, scale = "log"), class = "normball_error_type")
    expect_error(plot(fit, lambda = -1), class = "normball_error_lambda")
    expect_error(plot(fit, label = "yes"), class = "normball_error_type")
    expect_error(plot(fit, response = 2), class = "normball_error_type")
    expect_error(plot(fit, xlim = c(0, 1)), "lambda", class = "normball_error_type")
    expect_error(plot(fit, ylim = 1), class = "normball_error_type")
  })
})

test_that("a lasso draws only the columns that enter, on every axis", {
  set.seed(5)
  x <- matrix(rnorm(60 * 40), 60, dimnames = list(NULL, paste0("gene", 1:40)))
  fit <- select_lambda(lasso(x, x[, 3] - x[, 7] + rnorm(60), n_lambda = 30), "bic", extend = FALSE)
  entered <- rownames(coef(fit, lambda = "all"))[-1][apply(coef(fit, lambda = "all")[-1, ] != 0, 1, any)]
  for (xvar in c("lambda", "df", "norm", "dev")) quietly_on(7, 5, {
    data <- plot(fit, xvar)
    expect_identical(unique(data$term), entered)
    expect_equal(data$estimate[data$term == "gene3"], coef(fit, lambda = "all")["gene3", ] * fit$scales[3], ignore_attr = TRUE)
  })
  few <- lasso(x, x[, 3] - x[, 7] + rnorm(60), lambda = fit$lambda[1:8])
  quietly_on(7, 5, expect_lt(nrow(plot(few)), 40 * 8))
})

test_that("names stand only at traces of a lasso that end off zero", {
  long <- setNames(diabetes, c(paste0(strrep("name_of_a_column_", 3), 1:9), "glu", "y"))
  for (lambda in list(NULL, c(40, 10, 3, 0.1, 0.0897, 0))) {
    fit <- lasso(y ~ ., long, lambda = lambda)
    ends <- coef(fit, lambda = min(fit$lambda))[-1, 1]
    for (xvar in c("lambda", "norm", "dev", "df")) quietly_on(5, 4, {
      view <- trace_view(fit, xvar, TRUE, 3, NULL, "auto")
      labels <- draw_traces(view$panels[[1]], view, list(), NULL)$labels
      expect_lte(nrow(labels), sum(ends != 0))
      expect_true(all(diff(sort(labels$y)) >= labels$height[1] * (1 - 1e-9)))
    })
  }
})

test_that("a lasso that selects nothing, one lambda, lambda = 0 and elastic nets plot without a warning", {
  some <- diabetes[c("bmi", "ltg", "y")]
  fits <- list(
    lasso(y ~ ., some, lambda = c(1000, 500)), lasso(y ~ ., some, lambda = 1), lasso(y ~ ., some, lambda = 0),
    lasso(y ~ ., some, lambda = c(10, 1, 0)), elastic_net(y ~ ., some, n_lambda = 5), quietly(lasso(y ~ ., transform(some, y = 3)))
  )
  for (fit in fits) for (xvar in c("lambda", "df", "norm", "dev")) {
    expect_no_condition(quietly_on(5, 4, plot(fit, xvar, lambda = c(0, 1e-3, 5))))
    expect_no_condition(quietly_on(5, 4, plot(fit, xvar)))
  }
})
