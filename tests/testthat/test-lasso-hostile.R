# Designs that break solvers, bad input of every kind, and interrupts. The conditions of optimality are checked in plain R
# (helper-lasso.R); errors must come before anything is computed and say what was wrong.

hostile_problem <- function(kind, x, y, ratio = c(0.9, 0.3, 0.03, 1e-3), ...) {
  settings <- utils::modifyList(list(mixture = 1, intercept = TRUE, standardize = TRUE), list(...))
  problem <- list(kind = kind, x = x, y = y, settings = settings)
  top <- do.call(lambda_max_of, c(list(x, y), problem$settings[setdiff(names(problem$settings), c("lower", "upper"))]))
  problem$lambda <- if (top > 0) top * ratio else c(1, 0.1)
  problem
}

expect_survives <- function(problem, tol = 1e-10) {
  for (method in c("auto", "working_set", "descent")) {
    problem$control <- normball_control(method = method)
    fit <- fit_lasso(problem)
    expect_optimal(fit, problem, paste(problem$kind, method), tol)
    if (ncol(problem$x) > 64L || min(problem$lambda) == 0) next
    padded <- padded_problem(problem)
    expect_optimal(fit_lasso(padded), padded, paste(problem$kind, method, "with more columns"), tol)
  }
  invisible(fit)
}

slopes_of <- function(fit, lambda = "all") as.matrix(coef(fit, lambda))[-1L, , drop = FALSE]

test_that("a response orthogonal to every column has lambda_max = 0", {
  x <- matrix(c(1, -1, 1, -1, 1, 1, -1, -1), 4)
  y <- c(1, -1, -1, 1)
  fit <- quietly(lasso(x, y))
  expect_true(all(slopes_of(fit) == 0))
  expect_true(all(fit$lambda >= 0))
  expect_optimal(quietly(lasso(x, y, lambda = c(1, 0))), list(kind = "orthogonal", x = x, y = y, settings = list()))
  expect_equal(max(abs(slopes_of(quietly(lasso(x, y + 5, lambda = c(0.1, 0)))))), 0)
})

test_that("5000 exact copies of one column", {
  set.seed(1)
  column <- rnorm(40)
  x <- matrix(column, 40, 5000)
  y <- 2 * column + rnorm(40)
  problem <- hostile_problem("copies", x, y)
  fit <- expect_survives(problem)
  one <- fit_lasso(hostile_problem("one", matrix(column), y))
  expect_equal(unname(colSums(slopes_of(fit))), unname(slopes_of(one)[1L, ]), tolerance = 1e-10)
  expect_true(all(fit$df <= 2))
  expect_survives(hostile_problem("copies among others", cbind(x[, 1:500], matrix(rnorm(40 * 60), 40), -x[, 1:500]), y))
  expect_survives(hostile_problem("copies, elastic net", x[, 1:300], y, mixture = 0.5))
})

test_that("the smallest sizes", {
  for (size in list(c(2, 1), c(2, 5), c(3, 1), c(1, 1), c(1, 3), c(3, 3), c(60, 1))) {
    set.seed(sum(size))
    problem <- hostile_problem(paste(size, collapse = " x "), matrix(rnorm(prod(size)), size[1L]), rnorm(size[1L]))
    expect_survives(problem)
    problem$settings[c("intercept", "standardize")] <- FALSE
    expect_survives(do.call(hostile_problem, c(problem[c("kind", "x", "y")], problem$settings)))
    expect_s3_class(quietly(lasso(problem$x, problem$y)), "normball_lasso")
  }
})

test_that("constant responses and constant columns", {
  set.seed(2)
  x <- matrix(rnorm(60), 20)
  for (level in c(0, 3, -1e9)) {
    fit <- quietly(lasso(x, rep(level, 20)))
    expect_true(all(slopes_of(fit) == 0))
    expect_equal(unname(coef(fit, "all")[1L, ]), rep(level, ncol(fit$coefficients)))
    expect_true(all(is.finite(fit$lambda)))
  }
  y <- rnorm(20)
  flat <- matrix(rep(c(0, 1, -3e7), each = 20), 20)
  expect_message(fit <- lasso(flat, y), class = "normball_message_constant")
  expect_true(all(slopes_of(fit) == 0))
  expect_equal(unname(coef(fit, "all")[1L, 1L]), mean(y))
  expect_survives(hostile_problem("some constant", cbind(flat, x), y))
  nothing <- quietly(lasso(flat, y, intercept = FALSE, lambda = 1))
  expect_true(all(coef(nothing) == 0))
})

test_that("no coefficient at all is a fit too", {
  x <- matrix(sin(1:20), 10)
  fit <- lasso(x, cos(1:10), lambda = 100, intercept = FALSE)
  expect_identical(as.vector(coef(fit)), c(0, 0))
  expect_equal(deviance(fit), sum(cos(1:10)^2))
  for (lambda in list(NULL, 1, 0)) {
    fit <- quietly(lasso(x, cos(1:10), lambda = lambda, penalty_factor = c(Inf, Inf)))
    expect_equal(unname(coef(fit, "all")[, 1L]), c(mean(cos(1:10)), 0, 0))
    expect_true(all(fit$certificate$status == "optimal"))
  }
})

test_that("scales of 1e-150 and 1e150, together and apart", {
  set.seed(3)
  x <- matrix(rnorm(300), 15)
  y <- rnorm(15)
  for (unit in list(1e-150, 1e150, rep(10^seq(-150, 150, length.out = 20), each = 15))) {
    expect_survives(hostile_problem("columns", x * unit, y))
    expect_survives(hostile_problem("columns", x[, 1:4] * unit[seq_len(min(60, length(unit)))], y))
  }
  for (unit in c(1e-150, 1e150)) {
    expect_survives(hostile_problem("response", x, y * unit))
    expect_survives(hostile_problem("as they are", x * unit, y, standardize = FALSE))
  }
})

test_that("columns of mean 1e8 times their SD keep their digits", {
  set.seed(4)
  for (size in list(c(30, 6), c(12, 40))) {
    z <- matrix(round(rnorm(prod(size)) * 64) / 64, size[1L])
    x <- z + 1e8 # exactly representable
    y <- rnorm(size[1L])
    problem <- hostile_problem("shifted", x, y)
    fit <- expect_survives(problem)
    plain <- fit_lasso(list(x = z, y = y, lambda = problem$lambda, settings = problem$settings))
    expect_lt(relative_error(slopes_of(fit), slopes_of(plain)), 1e-8)
    sparse <- fit_lasso(utils::modifyList(problem, list(x = as_sparse(x))))
    expect_optimal(sparse, problem, "shifted, sparse")
  }
})

test_that("lambda of 0, above lambda_max, and of the smallest doubles", {
  set.seed(5)
  for (size in list(c(20, 4), c(8, 8), c(9, 8), c(6, 15))) {
    x <- matrix(rnorm(prod(size)), size[1L])
    y <- rnorm(size[1L])
    problem <- list(kind = paste(size, collapse = " x "), x = x, y = y, settings = list())
    top <- lambda_max_of(x, y)
    problem$lambda <- c(1e300, 10 * top, top * (1 + 1e-10), top / 2, top * 1e-14, 1e-300, 0)
    fit <- expect_survives(problem)
    slopes <- slopes_of(fit)
    expect_true(all(slopes[, 1:3] == 0))
    if (size[1L] > size[2L] + 1) expect_equal(as.vector(coef(fit, 0)), unname(coef(lm(y ~ x))), tolerance = 1e-10)
    if (size[1L] < size[2L]) {
      expect_lt(max(abs(y - fitted(fit, lambda = 0))), 1e-10)
      expect_lt(sum(abs(slopes[, 7L]) * apply(x, 2L, sd)), (1 + 1e-9) * sum(abs(slopes[, 6L]) * apply(x, 2L, sd)))
    }
  }
})

test_that("nearly collinear columns", {
  set.seed(6)
  for (gap in c(1e-8, 1e-12)) {
    base <- matrix(rnorm(50 * 5), 50)
    twin <- base + sqrt(2 * gap) * matrix(rnorm(250), 50)
    y <- drop(base %*% c(1, -1, 0.5, 0, 0)) + 0.3 * rnorm(50)
    expect_survives(hostile_problem(paste("pairs, 1 - correlation", gap), cbind(base, twin), y))
    expect_survives(hostile_problem(paste("pairs, wide", gap), cbind(base, twin)[1:9, ], y[1:9]))
    opposed <- drop((base - twin) %*% rep(1, 5)) / sqrt(gap)
    expect_survives(hostile_problem(paste("the response is their difference", gap), cbind(base, twin), opposed))
  }
  powers <- outer(seq(0.05, 1, length.out = 40), 1:12, `^`)
  expect_survives(hostile_problem("powers", powers, exp(powers[, 1L]) + rnorm(40) / 100))
  hilbert <- 1 / (outer(1:10, 1:10, `+`) - 1)
  expect_survives(hostile_problem("Hilbert", hilbert, rnorm(10)))
})

test_that("many equal correlations enter and leave together", {
  # Orthogonal designs of signs: every column has the same correlation with the response, all along the path.
  x <- matrix(1, 1, 1)
  for (i in 1:4) x <- rbind(cbind(x, x), cbind(x, -x))
  x <- x[, -1L]
  problem <- hostile_problem("Hadamard", x, rowSums(x), ratio = c(1, 0.75, 0.5, 0.1))
  expect_survives(problem)
  expect_survives(hostile_problem("Hadamard, wide", x[1:7, ], rowSums(x)[1:7]))
  incidence <- outer(1:24, 1:8, \(i, j) as.numeric((i - 1) %% 8 + 1 == j))
  expect_survives(hostile_problem("one factor", incidence, rep(1:8, 3) + rep(c(-1, 0, 1), each = 8)))
  expect_survives(hostile_problem("one factor, ties", incidence, rep(c(1, -1), 12)))
})

test_that("bounds in every position", {
  set.seed(7)
  x <- matrix(rnorm(120), 12)
  y <- rnorm(12)
  top <- lambda_max_of(x, y)
  bounds <- list(
    nonnegative = list(lower = rep(0, 10), upper = rep(Inf, 10)), nonpositive = list(lower = rep(-Inf, 10), upper = rep(0, 10)),
    "excluding 0" = list(lower = rep(c(0.1, -Inf), 5), upper = rep(c(0.4, -0.05), 5)),
    pinned = list(lower = rep(0.2, 10), upper = rep(0.2, 10)), mixed = list(
      lower = c(-Inf, 0, 0.3, -0.1, -1, 0, -Inf, -2, 0, -0.01), upper = c(Inf, 0, 0.3, 0.1, -0.5, Inf, -0.2, 2, 1e-9, 0.01)
    )
  )
  for (name in names(bounds)) {
    problem <- list(kind = paste("bounds", name), x = x, y = y, lambda = c(2 * top, top / 2, top / 50, 0), settings = bounds[[name]])
    fit <- expect_survives(problem)
    slopes <- slopes_of(fit)
    expect_true(all(slopes >= bounds[[name]]$lower & slopes <= bounds[[name]]$upper), label = paste(name, "bounds hold exactly"))
    free <- with_settings(problem, penalty_factor = rep(c(0, 1), 5))
    expect_survives(free)
  }
})

test_that("bad data are refused by name before anything is computed", {
  x <- matrix(sin(1:40), 10, dimnames = list(NULL, c("a", "b", "c", "d")))
  y <- cos(1:10)
  refused <- \(..., class = "normball_error") expect_error(lasso(...), class = class)
  for (bad in c(NA, NaN, Inf, -Inf)) {
    refused(replace(x, 13L, bad), y, class = "normball_error_nonfinite")
    refused(x, replace(y, 3L, bad), class = "normball_error_nonfinite")
    refused(x, y, weights = replace(rep(1, 10), 2L, bad))
    refused(x, y, offset = replace(y, 2L, bad), class = "normball_error_nonfinite")
    refused(x, y, lambda = c(1, bad), class = "normball_error_lambda")
    refused(x, y, mixture = bad)
    sparse <- as_sparse(x)
    sparse@x[13L] <- bad
    refused(sparse, y, class = "normball_error_nonfinite")
  }
  refused(x, y, weights = c(-1, rep(1, 9)), class = "normball_error_weights")
  refused(x, y, weights = numeric(10), class = "normball_error_weights")
  refused(x[0L, ], numeric())
  refused(x[, 0L], y)
  refused(x, y[-1L], class = "normball_error_length")
  refused(x, y, weights = 1:3, class = "normball_error_length")
  refused(x, y, offset = 1:3, class = "normball_error_length")
  refused(x, y, penalty_factor = 1:3, class = "normball_error_length")
  refused(x, y, penalty_factor = c(-1, 1, 1, 1))
  refused(x, y, penalty_factor = c(NA, 1, 1, 1))
  for (bound in c("lower", "upper")) {
    refused(x, y, lower = if (bound == "lower") 1:3, upper = if (bound == "upper") 1:3)
    refused(x, y, lower = if (bound == "lower") c(NA, 1, 1, 1), upper = if (bound == "upper") c(NA, 1, 1, 1))
  }
  refused(x, y, lower = rep(1, 4), upper = rep(0, 4))
  refused(x, y, lower = rep(Inf, 4))
  refused(x, y, lower = c(0.1, -1, -1, -1), upper = rep(1, 4), penalty_factor = c(Inf, 1, 1, 1))
  refused(matrix("a", 10, 2), y)
  refused(matrix(1i, 10, 2), y)
  refused(array(1, c(10, 2, 2)), y)
  refused(x, letters[1:10])
  refused(x, cbind(y, y), class = "normball_error_unsupported")
  refused("x", y)
  refused(x, y, lambda = -1, class = "normball_error_lambda")
  refused(x, y, lambda = "a", class = "normball_error_lambda")
  refused(x, y, lambda = numeric(), class = "normball_error_lambda")
  for (mixture in list(-0.1, 1.1, 0, c(1, 1), "a", NULL)) refused(x, y, mixture = mixture)
  refused(x, y, n_lambda = 1)
  refused(x, y, lambda_min_ratio = 0)
  refused(x, y, lambda_min_ratio = 1.5)
  refused(x, y, loss = "max", class = "normball_error_type")
  refused(x, y, standardize = NA, class = "normball_error_type")
  refused(x, y, intercept = 2, class = "normball_error_type")
  refused(x, y, control = list(), class = "normball_error_type")
  refused(x, y, lamda = 1, class = "normball_error_unknown_argument")
  expect_message(lasso(x, y, lambda = c(0.1, 1)), class = "normball_message_lambda")
  expect_message(lasso(x, y, lambda = c(1, 1, 0.1)), class = "normball_message_lambda")
  expect_error(elastic_net(x, y, mixture = 0), class = "normball_error")
  expect_error(elastic_net(x, y, mixtures = 0.5), class = "normball_error_unknown_argument")
})

test_that("bad new data are refused by name", {
  data <- transform(mtcars, cyl = factor(cyl))
  fit <- lasso(mpg ~ cyl + wt, data, lambda = 0.1)
  strange <- data[1:3, ]
  levels(strange$cyl) <- c("4", "6", "10")
  strange$cyl[1L] <- "10"
  expect_error(predict(fit, strange), "cyl.*10|10.*cyl", class = "normball_error")
  expect_error(predict(fit, data["cyl"]), "wt", class = "normball_error")
  expect_error(coef(fit, lambda = -1), class = "normball_error_lambda")
  expect_error(coef(fit, lambda = NA), class = "normball_error_lambda")
  expect_error(predict(lasso(as.matrix(mtcars[2:4]), mtcars$mpg), as.matrix(mtcars[2:3])), class = "normball_error")
})

# ---- interrupts and processes ----

# Runs R code in a process of its own that can be sent signals; returns the path its output goes to.
start_process <- function(code, output) {
  script <- tempfile(fileext = ".R")
  writeLines(c(sprintf(".libPaths(%s)", deparse1(.libPaths())), code), script)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(script)), stdout = output, stderr = output, wait = FALSE)
}

# Waits until `file` holds a line that begins with `mark` and returns what follows it; NULL after `patience` seconds.
wait_for <- function(file, mark, patience) {
  until <- proc.time()[["elapsed"]] + patience
  while (proc.time()[["elapsed"]] < until) {
    lines <- if (file.exists(file)) suppressWarnings(readLines(file)) else character()
    found <- grep(paste0("^", mark), lines, value = TRUE)
    if (length(found)) return(trimws(sub(mark, "", found[1L], fixed = TRUE)))
    Sys.sleep(0.005)
  }
  NULL
}

test_that("an interrupt inside a long path returns within a second and leaves nothing behind", {
  skip_on_cran()
  skip_on_os("windows")
  output <- tempfile()
  start_process(c(
    "suppressPackageStartupMessages(library(normball))",
    "set.seed(1)",
    "small <- matrix(rnorm(200), 20)",
    "before <- as.matrix(coef(lasso(small, small[, 1] + sin(1:20)), 'all'))",
    "x <- matrix(rnorm(2000 * 4000), 2000)",
    "y <- drop(x[, 1:300] %*% rnorm(300)) + rnorm(2000)",
    "used <- gc()[2, 1]",
    "cat('pid', Sys.getpid(), '\\n')",
    "flush(stdout())",
    "outcome <- tryCatch(lasso(x, y, n_lambda = 3000, lambda_min_ratio = 1e-7), interrupt = \\(e) 'interrupted')",
    "cat('returned', if (is.character(outcome)) outcome else 'whole', '\\n')",
    "flush(stdout())",
    "outcome <- NULL",
    "cat('left', gc()[2, 1] - used, '\\n')",
    "cat('same', identical(as.matrix(coef(lasso(small, small[, 1] + sin(1:20)), 'all')), before), '\\n')"
  ), output)
  pid <- as.integer(wait_for(output, "pid", 60))
  on.exit(tools::pskill(pid, tools::SIGKILL))
  Sys.sleep(1) # well inside the path by then
  expect_null(wait_for(output, "returned", 0.02))
  sent <- proc.time()[["elapsed"]]
  tools::pskill(pid, tools::SIGINT)
  expect_identical(wait_for(output, "returned", 30), "interrupted")
  expect_lt(proc.time()[["elapsed"]] - sent, 1)
  expect_lt(as.numeric(wait_for(output, "left", 30)), 1e5) # cells of 8 bytes; x has 8e6
  expect_identical(wait_for(output, "same", 30), "TRUE")
})

test_that("a forked worker fits after its parent did, with threads", {
  skip_on_cran()
  skip_on_os("windows")
  set.seed(8)
  x <- matrix(rnorm(4000), 40)
  y <- rnorm(40)
  fit <- \(i) as.matrix(coef(lasso(x, y + i, control = normball_control(threads = 2)), "all"))
  here <- lapply(1:2, fit)
  there <- parallel::mclapply(1:2, fit, mc.cores = 2L)
  expect_identical(there, here)
})
