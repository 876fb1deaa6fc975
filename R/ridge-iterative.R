# Ridge by conjugate gradients, for sparse designs with both sides too large to factor (core/cgls.h).

# list(b (p x (L m)), iterations (L x m), failed): solutions in the order of `penalty`, each started from the next larger one.
solve_iteratively <- function(problem, penalty, control) {
  order <- order(penalty, decreasing = TRUE)
  limit <- if (is.null(control$max_iter)) 10L * min(dim(problem$x)) else control$max_iter
  noise <- 8 * .Machine$double.eps * sqrt(sum((problem$scale * problem$size[problem$penalised])^2) * max(colSums(problem$y^2)))
  parts <- core_call(.Call(C_ridge_cgls, problem, problem$y, as.double(penalty[order]), as.double(control$tolerance), noise,
                           as.integer(limit)))
  n <- length(penalty)
  back <- as.vector(outer(match(seq_len(n), order), n * (seq_len(ncol(problem$y)) - 1L), "+"))
  iterations <- matrix(parts$iterations[back], n)
  list(b = parts$coefficients[, back, drop = FALSE], iterations = abs(iterations), failed = iterations < 0)
}

solve_ridge_iteratively <- function(problem, lambda, n_lambda, control) {
  if (is.null(lambda)) lambda <- default_lambda_iterative(problem, n_lambda)
  parts <- solve_iteratively(problem, problem_penalty(problem, lambda), control)
  notes <- character()
  if (any(parts$failed)) {
    notes <- paste0("Conjugate gradients did not reach the tolerance ", format(control$tolerance), " at ", sum(parts$failed), " of ",
                    length(parts$failed), " solutions; see certificate(). Raise `max_iter` or `tolerance` in normball_control().")
    nb_warn("iterations", notes)
  }
  fields <- list(
    lambda = lambda, df = rep(NA_real_, length(lambda)), rank = NA_integer_, algorithm = "cgls", condition = NA_real_,
    factor = list(problem = problem[setdiff(names(problem), "x")], iterations = parts$iterations)
  )
  list(b = parts$b, fields = fields, notes = notes)
}

# The largest singular value by power iteration; without the smallest, the grid goes down to 1e-4 of it squared.
default_lambda_iterative <- function(problem, n_lambda) {
  v <- matrix(problem$scale * problem$size[problem$penalised])
  for (step in 1:20) {
    v <- v / sqrt(sum(v^2))
    v <- core_call(.Call(C_cross, problem, core_call(.Call(C_multiply, problem, v))))
  }
  first <- sqrt(sum(v^2))
  penalty_to_lambda(problem, exp(seq(log(100 * first), log(1e-4 * first), length.out = n_lambda)))
}
