test_that("threads are those of the control, and one in a forked process", {
  expect_identical(usable_threads(normball_control(threads = 3)), 3L)
  expect_identical(usable_threads(list()), 1L)
  old <- process$id
  on.exit(process$id <- old)
  process$id <- -1L
  expect_identical(usable_threads(normball_control(threads = 3)), 1L)
})

test_that("a forked worker goes on after threads were used", {
  skip_on_os("windows")
  skip_on_cran()
  set.seed(5)
  fit <- lasso(matrix(rnorm(2000), 20), rnorm(20), n_lambda = 20, control = normball_control(threads = 2))
  folds <- rep_len(1:4, 20)
  here <- lasso_kfold_errors(fit, folds, fit$lambda)
  there <- parallel::mclapply(1:2, \(i) lasso_kfold_errors(fit, folds, fit$lambda), mc.cores = 2)
  expect_identical(there, list(here, here))
})

test_that("an interrupt ends the folds within a second or two, in one thread and in several", {
  skip_on_os("windows")
  skip_on_cran()
  set.seed(6)
  x <- matrix(rnorm(4e6), 200)
  y <- rnorm(200)
  fit <- lasso(x, y, control = normball_control(certify = FALSE), lambda_min_ratio = 1e-3)
  for (threads in c(1, 3)) {
    fit$control$threads <- threads
    self <- Sys.getpid()
    job <- parallel::mcparallel({
      Sys.sleep(0.3)
      tools::pskill(self, tools::SIGINT)
    })
    started <- proc.time()[["elapsed"]]
    outcome <- tryCatch({
      repeat lasso_kfold_errors(fit, rep_len(1:10, 200), fit$lambda)
    }, interrupt = \(condition) "interrupted")
    expect_identical(outcome, "interrupted")
    expect_lt(proc.time()[["elapsed"]] - started, 5)
    parallel::mccollect(job)
  }
})
