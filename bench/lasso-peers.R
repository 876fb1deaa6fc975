# The contenders of bench/lasso.R. Each: package, suits(case) where it can take the design, fit(x, y), and path(fit, n): its own penalties
# on normball's scale (loss "mean", standardised columns) with its coefficients as a sparse (1 + p) x L matrix. Where there is a
# prepare(x), it makes the form of x that fit() wants, outside the time.

sparse_path <- function(coefficients) methods::as(methods::as(methods::as(coefficients, "dMatrix"), "generalMatrix"), "CsparseMatrix")

glmnet_path <- function(fit, n) list(lambda = fit$lambda, coefficients = sparse_path(rbind(fit$a0, fit$beta)))

# The precise run may take as many sweeps as it likes: the time limit ends it.
glmnet_precise <- function(x, y) {
  settings <- list(thresh = 1e-12, maxit = 1e9L)
  if ("control" %in% names(formals(glmnet::glmnet))) return(glmnet::glmnet(x, y, control = settings))
  do.call(glmnet::glmnet, c(list(x, y), settings))
}

is_dense <- function(case) case$kind != "sparse"

contenders <- list(
  normball = list(
    package = "normball", suits = \(case) TRUE, fit = \(x, y) suppressMessages(normball::lasso(x, y)),
    path = \(fit, n) list(lambda = fit$lambda, coefficients = fit$coefficients)
  ),
  glmnet = list(package = "glmnet", suits = \(case) TRUE, fit = \(x, y) glmnet::glmnet(x, y), path = glmnet_path),
  "glmnet-1e-12" = list(package = "glmnet", suits = \(case) TRUE, fit = glmnet_precise, path = glmnet_path),
  ncvreg = list(
    package = "ncvreg", suits = is_dense, fit = \(x, y) ncvreg::ncvreg(x, y, penalty = "lasso"),
    path = \(fit, n) list(lambda = fit$lambda, coefficients = sparse_path(fit$beta))
  ),
  biglasso = list(
    package = "biglasso", suits = is_dense, prepare = \(x) bigmemory::as.big.matrix(x), fit = \(x, y) biglasso::biglasso(x, y),
    path = \(fit, n) list(lambda = fit$lambda, coefficients = sparse_path(fit$beta))
  ),
  adelie = list(
    package = "adelie", suits = is_dense, fit = \(x, y) adelie::grpnet(x, adelie::glm.gaussian(y), progress_bar = FALSE),
    path = \(fit, n) {
      parts <- stats::coef(fit)
      list(lambda = parts$lambda, coefficients = sparse_path(rbind(as.vector(parts$intercepts), Matrix::t(parts$betas))))
    }
  ),
  lars = list(
    package = "lars", suits = \(case) is_dense(case) && min(case$n, case$p) <= 1000,
    fit = \(x, y) lars::lars(x, y, use.Gram = ncol(x) < 500),
    path = \(fit, n) {
      slopes <- t(fit$beta)
      kept <- seq_len(min(ncol(slopes), length(fit$lambda))) # the knots; beyond them is the end of the path
      slopes <- slopes[, kept, drop = FALSE]
      list(lambda = fit$lambda[kept] / sqrt(n), coefficients = sparse_path(rbind(fit$mu - drop(fit$meanx %*% slopes), slopes)))
    }
  )
)

# Those that are installed, can take the case, and were asked for: "all", "default" (glmnet as it comes), "none", or names.
chosen_contenders <- function(case, asked) {
  wanted <- if (identical(asked, "all")) names(contenders) else if (identical(asked, "default")) "glmnet" else asked
  wanted <- union("normball", intersect(names(contenders), wanted))
  there <- \(name) suppressPackageStartupMessages(requireNamespace(contenders[[name]]$package, quietly = TRUE))
  Filter(\(name) contenders[[name]]$suits(case) && there(name), wanted)
}

# Worst relative duality gap of a path, by the certificate of the package from the data; the null model's objective is 1.
worst_gap <- function(path, x, y) {
  settings <- list(intercept = TRUE, standardize = TRUE, loss = "mean", mixture = 1, penalty_factor = rep(1, ncol(x)), lower = NULL,
                   upper = NULL)
  table <- normball:::certify_lasso(x, matrix(y), NULL, settings, path$lambda, path$coefficients)$table
  max(table$relative_gap)
}
