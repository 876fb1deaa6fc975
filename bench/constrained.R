# Constrained least squares against nnls, quadprog and glmnet: seconds, and how far each is from the optimum.
#
#   Rscript bench/constrained.R [quick] [reps=3]      prints a report and keeps it in results/constrained.txt
#
# Without intercept, as nnls and quadprog have none; quadprog is given the Gram matrix in its time. glmnet solves no ball: it is given, for
# nothing, the lambdas that belong to the radii. A peer that refuses has its message; where quadprog does, it also gets the Gram matrix with
# a ridge of 1e-8 of its diagonal, as its users do. limSolve::lsei() is left out: on the wide simplex it returns negative weights.
# `above`: by how much the objective of a peer (for balls with the penalty, the worst of the radii) exceeds that of normball, over the
# objective at 0; negative also where it is a little outside the constraints. Bar: a geometric mean of 3 times the speed of the fastest peer, and certified gaps of 1e-9 at most.

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))
use_one_thread(file.path(bench_directory(), "constrained.R"))
suppressMessages(library(normball))

random_data <- function(n, p, beta) {
  x <- matrix(rnorm(n * p), n)
  colnames(x) <- paste0("x", seq_len(p))
  list(x = x, y = as.vector(x %*% beta) + rnorm(n))
}

fit_within <- function(data, within) constrained(data$x, data$y, within = within, intercept = FALSE, loss = "sum")

by_quadprog <- function(data, rows, lower, equalities = 0L, ridge = 0) {
  gram <- crossprod(data$x)
  diag(gram) <- diag(gram) + ridge * mean(diag(gram))
  quadprog::solve.QP(gram, crossprod(data$x, data$y), t(rows), lower, meq = equalities)$solution
}

nonnegative_case <- function(n, p) {
  data <- random_data(n, p, ifelse(runif(p) < 0.7, runif(p), -runif(p)))
  list(data = data, within = nonnegative(), peers = list(
    nnls = \() nnls::nnls(data$x, data$y)$x, quadprog = \() by_quadprog(data, diag(p), numeric(p)),
    glmnet = \() peer_glmnet(data, 0, alpha = 1, lower.limits = 0)
  ))
}

rows_case <- function(n, p, m) {
  data <- random_data(n, p, rnorm(p))
  rows <- matrix(rnorm(m * p), m)
  list(data = data, within = linear(rows, rep(0.1, m), rep(Inf, m)), peers = list(quadprog = \() by_quadprog(data, rows, rep(0.1, m))))
}

simplex_case <- function(n, p) {
  data <- random_data(n, p, prop.table(rexp(p)^3))
  solve <- \(ridge) by_quadprog(data, rbind(1, diag(p)), c(1, numeric(p)), 1L, ridge)
  list(data = data, within = simplex(), peers = list(quadprog = \() solve(0), "quadprog, ridge" = \() solve(1e-8)))
}

ball_case <- function(n, p, ball, alpha, radii = 20L) {
  data <- random_data(n, p, replace(numeric(p), 1:20, rnorm(20)))
  within <- ball(seq(0.5, 4, length.out = radii))
  lambda <- as.vector(fit_within(data, within)$multiplier) / n
  list(data = data, within = within, peers = list(glmnet = \() peer_glmnet(data, lambda, alpha)),
       penalty = \(b) n * lambda * if (alpha == 1) colSums(abs(b)) else colSums(b^2) / 2, order = order(lambda, decreasing = TRUE))
}

peer_glmnet <- function(data, lambda, alpha, ...) {
  as.matrix(glmnet::glmnet(data$x, data$y, alpha = alpha, lambda = sort(lambda, decreasing = TRUE), standardize = FALSE, intercept = FALSE,
                           thresh = 1e-14, maxit = 1e7, ...)$beta)
}

# Named by their sizes, a tenth in a quick run.
cases <- function(quick) {
  set.seed(1)
  size <- \(n) if (quick) n / 10 else n
  make <- list(
    "NNLS" = \(n, p) nonnegative_case(n, p), "inequalities" = \(n, p) rows_case(n, p, size(50)),
    "L1 ball, 20 radii" = \(n, p) ball_case(n, p, l1_ball, 1), "L2 ball, 20 radii" = \(n, p) ball_case(n, p, l2_ball, 0),
    "simplex" = \(n, p) simplex_case(n, p)
  )
  n <- size(c(5000, 2000, 1000, 1000, 500))
  p <- size(c(1000, 500, 5000, 5000, 2000))
  stats::setNames(Map(\(make, n, p) \() make(n, p), make, n, p), paste0(names(make), ", ", n, " x ", p))
}

# The ratio of the fastest peer that has an answer to normball; NA where none has.
report_case <- function(name, case, reps) {
  ours <- \() fit_within(case$data, case$within)
  attempts <- lapply(case$peers, \(peer) tryCatch(peer(), error = conditionMessage))
  works <- !vapply(attempts, is.character, NA)
  seconds <- interleaved_medians(c(list(normball = ours), case$peers[works]), reps)
  fit <- ours()
  cat(sprintf("%-32s %-15s %8.3f s   certified gap %.1e\n", name, "normball", seconds[["normball"]], max(fit$certificate$gap)))
  ideal <- objective(case, as.matrix(coef(fit)))
  for (peer in names(attempts)) {
    if (!works[[peer]]) cat(sprintf("%-32s %-15s %s\n", "", peer, attempts[[peer]]))
    else cat(sprintf("%-32s %-15s %8.3f s   above %.1e   %.2f times\n", "", peer, seconds[[peer]], above(case, attempts[[peer]], ideal),
                     seconds[[peer]] / seconds[["normball"]]))
  }
  if (any(works)) min(seconds[-1L]) / seconds[["normball"]] else NA
}

# The loss of each column of coefficients, for balls with their penalty.
objective <- function(case, b) {
  colSums((case$data$y - case$data$x %*% b)^2) / 2 + if (is.null(case$penalty)) 0 else case$penalty(b)
}

# glmnet's columns are in the order of its lambdas.
above <- function(case, b, ideal) {
  b <- as.matrix(b)
  if (!is.null(case$order)) b[, case$order] <- b
  worst <- (objective(case, b) - ideal) / (sum(case$data$y^2) / 2)
  worst[which.max(abs(worst))]
}

report <- function(options) {
  reps <- as.integer(options$reps)
  all <- cases(options$quick)
  ratios <- vapply(names(all), \(name) report_case(name, all[[name]](), reps), 0)
  cat(sprintf("\nTimes as fast as the fastest peer: %s; geometric mean %.2f\n", toString(round(ratios, 2)),
              geometric_mean(ratios[!is.na(ratios)])))
}

options <- parse_options(commandArgs(TRUE), list(reps = "3"))
report_to("constrained.txt", options$quick, report(options), packages = c("normball", "nnls", "quadprog", "glmnet"))
