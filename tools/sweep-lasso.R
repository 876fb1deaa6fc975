# Random sweep of the lasso: the oracle, the optimality conditions and the relations of the tests over many problems. Slow, so not part of
# the tests.
#
#   Rscript tools/sweep-lasso.R [N]      N problems of each kind (default 500) from seeds 1..N; prints "N passed, N failed"
#
# Nothing of the package is used for what is expected: helper-lasso-oracle.R enumerates every sign pattern, helper-lasso.R judges solutions
# in plain R, helper-lasso-relations.R compares fits of problems whose solutions follow from each other.

library(normball)
for (name in c("ridge", "double-double", "lasso", "lasso-oracle", "lasso-relations")) {
  source(sprintf("tests/testthat/helper-%s.R", name))
}
source("tools/sweep-common.R")
methods <- c("auto", "gram", "working_set", "descent")

with_method <- function(problem, seed) {
  problem$control <- normball_control(method = methods[1L + seed %% 4L])
  problem
}

# Coefficients and objective of small integer problems, alone or among many columns that stay out.
sweep_oracle <- function(seed) {
  problem <- rational_problem(100000L + seed)
  fitted <- if (seed %% 2L) problem else padded_problem(problem)
  kept <- seq_len(problem$settings$intercept + ncol(problem$x))
  fit <- fit_lasso(with_method(fitted, seed))
  errors <- oracle_errors(coef(fit, problem$lambda)[kept, , drop = FALSE], problem)
  allowed <- 1e-12 * pmax(1, errors$condition / 1e3)
  unique <- !is.na(errors$coefficients)
  about <- paste("oracle,", problem$kind, fit$algorithm)
  judge(seed, paste(about, "coefficients"), max(0, (errors$coefficients / allowed)[unique]), 1)
  judge(seed, paste(about, "fitted values"), max(errors$fitted / allowed), 1)
  judge(seed, paste(about, "objective"), max(errors$objective), 1e-13)
}

sweep_conditions <- function(seed, problem, ...) {
  fit <- fit_lasso(with_method(problem, seed), ...)
  about <- paste("conditions,", problem$kind, fit$algorithm)
  coefficients <- coef(fit, "all")
  for (l in seq_along(fit$lambda)) {
    judged <- do.call(judge_lasso, c(list(coefficients[, l], problem$x, problem$y, fit$lambda[l]), problem$settings))
    judge(seed, paste(about, "KKT"), judged$kkt, 1e-10)
    judge(seed, paste(about, "intercept, bounds"), max(judged$intercept / 1e-12, judged$outside / 1e-14, judged$excluded / 1e-300), 1)
    if (!is.na(judged$gap)) judge(seed, paste(about, "duality gap"), judged$gap, 1e-10)
  }
  judge(seed, paste(about, "certificate"), sum(fit$certificate$status != "optimal"), 0)
}

sweep_relations <- function(seed) {
  problem <- random_lasso_problem(seed)
  for (relation in names(lasso_relations)) {
    errors <- lasso_relations[[relation]](problem)
    judge(seed, paste0(relation, " (", problem$kind, "), ", names(errors)[which.max(errors)]), max(errors), 1e-9)
  }
}

# Round trips between lambda and radius. A radius in double precision knows lambda only as well as it depends on it: `condition` roundings.
sweep_radius <- function(seed, problem) {
  fit <- fit_lasso(with_method(problem, seed))
  lambda <- max(fit$lambda) * 10^-runif(8L, -0.1, 4)
  radius <- lambda_to_radius(fit, lambda)
  found <- quietly(radius_to_lambda(fit, radius))
  slope <- (radius - lambda_to_radius(fit, lambda * (1 + 1e-6))) / (1e-6 * lambda)
  back <- lambda_to_radius(fit, as.vector(found))
  interval <- attr(found, "interval")
  if (is.null(interval)) interval <- cbind(found, found)
  within <- lambda >= interval[, 1L] * (1 - 1e-12) & lambda <= interval[, 2L] * (1 + 1e-12)
  condition <- pmax(1, radius / (slope * lambda + 1e-300))
  about <- paste("radius,", problem$kind)
  judge(seed, paste(about, "of its lambda"), max(abs(back - radius) / (radius + slope * lambda + 1e-300)), 1e-11)
  judge(seed, paste(about, "and back"), max(ifelse(within | attr(found, "slack"), 0, abs(found / lambda - 1) / condition)), 1e-11)
}

for (seed in seq_len(number_of_problems(500L))) {
  attempt(seed, sweep_oracle(seed))
  attempt(seed, sweep_conditions(seed, random_lasso_problem(seed)))
  attempt(seed, sweep_conditions(seed, wide_problem(seed), lambda = NULL, n_lambda = 25, lambda_min_ratio = 1e-4))
  attempt(seed, sweep_relations(seed))
  attempt(seed, sweep_radius(seed, if (seed %% 2L) random_lasso_problem(seed) else rational_problem(seed)))
}
report_and_quit()
