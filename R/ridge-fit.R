# From a design to a fit: the problem, one factorisation, all lambdas, the certificate.

# Up to this size of the smaller side a sparse design is factored; beyond it conjugate gradients are used.
factor_limit <- 2000L

# design: see design(). Returns a "normball_ridge" fit; arguments as in ridge(), already of the right type.
ridge_fit <- function(design, lambda = NULL, n_lambda = 100L, penalty_factor = NULL, standardize = TRUE, loss = "mean", model = TRUE,
                      control = normball_control(), call = NULL) {
  started <- proc.time()[["elapsed"]]
  penalty_factor <- resolve_penalty_factor(penalty_factor, design$columns)
  lambda <- if (!is.null(lambda)) check_lambda(lambda)
  y <- less_offset(design)
  problem <- ridge_problem(design$x, y, design$weights, design$intercept, standardize, penalty_factor, loss, labels = design)
  notes <- report_columns(problem, design$columns, penalty_factor)
  solution <- solve_ridge(c(list(x = design$x), problem), lambda, n_lambda, control)
  solved <- proc.time()[["elapsed"]]
  fields <- c(
    design_fields(design, model), problem_fields(problem), solution$fields,
    list(call = call, family = stats::gaussian(), loss = loss, mixture = 0, penalty_factor = penalty_factor,
         standardize = standardize, control = control, messages = c(notes, solution$notes))
  )
  coefficients <- problem_coefficients(problem, solution$b, ncol(design$x), length(solution$fields$lambda))
  coefficients <- refine_least_squares(design, problem, solution$fields$factor$core, solution$fields$lambda, coefficients)
  check_coefficients(coefficients)
  fields$coefficients <- name_coefficients(coefficients, design)
  judged <- judge_ridge(design, problem, fields, control$certify)
  fields$factor$rss0 <- judged$rss0
  fields <- c(fields, judged[names(judged) != "rss0"])
  if (!length(solution$notes)) fields$messages <- c(fields$messages, doubt_certificate(fields$certificate))
  fields$timing <- c(solve = solved - started, certify = proc.time()[["elapsed"]] - solved)
  do.call(new_fit, fields, quote = TRUE)
}

check_coefficients <- function(coefficients) {
  if (!length(coefficients) || all(is.finite(range(coefficients)))) return(invisible())
  nb_abort("numeric", "The coefficients are beyond the range of double precision: the scales of y and of the columns of x are too far ",
           "apart; rescale them.")
}

# Warns where the solutions are visibly not optimal: scales that differ by more digits than doubles have. Returns the sentence.
doubt_certificate <- function(certificate, most = 1e-6) {
  bad <- sum(!(certificate$relative_gap <= most))
  if (!bad) return(character())
  text <- paste0("The certificate finds ", bad, " of ", nrow(certificate), " solutions more than ", format(most), " (relative) from their ",
                 "optimum: scales or penalty factors of the columns differ by more digits than double precision has. ",
                 "Rescale, use `standardize = TRUE`, or penalty factors 0 and Inf for the extremes; see certificate().")
  nb_warn("certificate", text)
  text
}

# Penalty factors by name or position: finite or Inf (which leaves the column out), never rescaled.
resolve_penalty_factor <- function(penalty_factor, columns) {
  if (is.null(penalty_factor)) return(rep(1, length(columns)))
  if (!is.numeric(penalty_factor)) nb_abort("type", "`penalty_factor` must be numeric; got ", class(penalty_factor)[1L], ".")
  if (!is.null(names(penalty_factor))) {
    penalty_factor <- by_name(penalty_factor, "penalty_factor", rep(1, length(columns)), columns, "length")
  }
  if (length(penalty_factor) != length(columns)) {
    nb_abort("length", "`penalty_factor` must have one value per column (", length(columns), "); got ", length(penalty_factor), ".")
  }
  if (anyNA(penalty_factor)) nb_abort("nonfinite", "`penalty_factor` must not contain NA.")
  if (any(penalty_factor < 0)) nb_abort("negative", "`penalty_factor` must be >= 0; got ", min(penalty_factor), ".")
  as.double(penalty_factor)
}

# `default` with the values that are named by columns put in their places. `cause` is the class of the error.
by_name <- function(value, name, default, columns, cause) {
  unknown <- setdiff(names(value), columns)
  if (length(unknown)) nb_abort(cause, "`", name, "` names no column of x: ", toString(unknown), ".")
  twice <- names(value)[duplicated(names(value))]
  if (length(twice)) nb_abort(cause, "`", name, "` names a column more than once: ", toString(unique(twice)), ".")
  replace(default, match(names(value), columns), value)
}

# Says which columns cannot enter, and returns the sentences.
report_columns <- function(problem, columns, penalty_factor) {
  left_out <- intersect(problem$excluded, which(is.finite(penalty_factor)))
  if (!length(left_out)) return(character())
  shown <- utils::head(columns[left_out], 6L)
  more <- length(left_out) - length(shown)
  text <- paste0("Constant column", if (length(left_out) > 1L) "s", " given coefficient 0: ", toString(shown),
                 if (more) paste(" and", more, "more"), ".")
  nb_inform("constant", text)
  text
}

# list(b (p x (L m)), fields, notes): by factorisation, or by conjugate gradients where that would be too large.
solve_ridge <- function(problem, lambda, n_lambda, control) {
  if (!is.matrix(problem$x) && min(nrow(problem$x), length(problem$columns)) > factor_limit && control$method == "auto") {
    return(solve_ridge_iteratively(problem, lambda, n_lambda, control))
  }
  c_min <- if (is.null(lambda)) 0 else problem_penalty(problem, min(lambda))
  core <- ridge_factorize(problem, control$method, c_min)
  if (is.null(lambda)) lambda <- default_lambda(problem, factor_spectrum(core), n_lambda)
  b <- core_call(.Call(C_ridge_solve, problem, core, problem$y, problem_penalty(problem, lambda)))
  kept <- problem[setdiff(names(problem), "x")]
  d <- core$d[seq_len(core$rank)]
  fields <- list(
    lambda = lambda, df = problem_df(problem, core, lambda), rank = core$rank + problem$intercept + problem$n_flat,
    algorithm = c("gram", "qr", "svd")[core$method], condition = if (core$rank) d[1L] / d[core$rank] else 1,
    factor = list(core = core, problem = kept)
  )
  list(b = b, fields = fields, notes = character())
}

# residual_outside() from deviances at hand: the least shrunk solution leaves little else, unless the path stops early.
find_outside <- function(problem, fields, rss) {
  core <- fields$factor$core
  if (is.null(rss) || is_saturated(problem, core)) return(residual_outside(problem, core))
  last <- length(fields$lambda)
  penalty <- problem_penalty(problem, fields$lambda[last])
  left <- penalty / (factor_spectrum(core) + penalty)
  inside <- colSums((left * core$uty[seq_along(left), , drop = FALSE])^2)
  whole <- matrix(rss, last)[last, ] / (problem$total_weight * problem$y_unit^2)
  if (penalty < core$c_valid || any(inside > 1e-3 * whole)) residual_outside(problem, core) else whole - inside
}

# Squared norm of what no coefficient can fit, per response: zero when the fit can interpolate.
residual_outside <- function(problem, core) {
  if (is_saturated(problem, core)) return(numeric(ncol(problem$y)))
  b <- core_call(.Call(C_ridge_solve, problem, core, problem$y, core$c_valid))
  rss <- colSums((problem$y - core_call(.Call(C_multiply, problem, b)))^2)
  if (core$c_valid == 0) return(rss)
  # A penalty of c_valid was as far as the factorisation reaches: take off what it left of the range.
  left <- core$c_valid / (factor_spectrum(core) + core$c_valid)
  pmax(rss - colSums((left * core$uty[seq_along(left), , drop = FALSE])^2), 0)
}

# From nearly all shrinkage, where no direction keeps more than 1 % of itself (c = 100 d_1^2), to nearly none, where the weakest keeps
# 99.9 % (c = d_r^2 / 1000) but never below 1e-10 d_1^2; evenly spaced logarithms.
default_lambda <- function(problem, d2, n_lambda) {
  if (!length(d2)) d2 <- 1
  highest <- 100 * d2[1L]
  lowest <- max(1e-3 * d2[length(d2)], 1e-10 * d2[1L])
  penalty_to_lambda(problem, exp(seq(log(highest), log(lowest), length.out = n_lambda)))
}

design_fields <- function(design, model) {
  bare <- design
  bare[c("x", "y", "weights", "offset")] <- list(NULL)
  list(
    terms = design$terms, xlevels = design$xlevels, contrasts = design$contrasts, coding = design$coding, na.action = design$na_action,
    offset = design$offset, weights = design$weights, intercept = design$intercept, n = nrow(design$x), p = ncol(design$x),
    x = if (model) design$x, y = if (model) design$y, design = bare, responses = colnames(design$y)
  )
}

problem_fields <- function(problem) {
  list(centres = problem$centres, scales = problem$scales, constant = problem$constant, nobs = problem$n_used)
}

name_coefficients <- function(coefficients, design) {
  rows <- c(if (design$intercept) "(Intercept)", design$columns)
  dimnames(coefficients) <- list(rows, NULL, colnames(design$y))
  coefficients
}

# Deviances, the certificate, and the residual outside the range of x. The residuals of the certificate pass serve all three.
judge_ridge <- function(design, problem, fields, certify) {
  y <- less_offset(design)
  null <- null_deviance(problem, y)
  size <- c(length(fields$lambda), ncol(y))
  moments <- list(mean = problem$centres, scale = problem$scales, constant = problem$constant)
  factored <- !is.null(fields$factor$core)
  certificate <- if (certify || !factored) certify_ridge(design$x, y, design$weights, fields, fields$lambda, fields$coefficients, moments)
  rss0 <- if (factored) find_outside(c(list(x = design$x), problem), fields, certificate$rss)
  rss <- if (is.null(certificate)) deviance_by_spectrum(problem, fields, rss0) else certificate$rss
  c(deviances(matrix(rss, size[1L], size[2L]), null), list(certificate = if (certify) certificate$table, rss0 = rss0))
}

# Of the intercept alone, one per response.
null_deviance <- function(problem, y) unname(problem$total_weight * colSums(problem$root_weight^2 * minus_columns(y, problem$y_mean)^2))

# The fields made of deviances (L x m) and those of the intercept alone (m).
deviances <- function(deviance, null) {
  ratio <- 1 - deviance / rep(null, each = nrow(deviance))
  ratio[rep(null == 0, each = nrow(deviance))] <- 0
  list(deviance = deviance, null_deviance = null, dev_ratio = ratio)
}

# Without a certificate: rss0 + sum (u'y)^2 (c / (d^2 + c))^2.
deviance_by_spectrum <- function(problem, fields, rss0) {
  core <- fields$factor$core
  unit <- rep(problem$y_unit^2, each = length(fields$lambda)) * problem$total_weight
  d2 <- factor_spectrum(core)
  penalty <- problem_penalty(problem, fields$lambda)
  left <- matrix(penalty, length(d2), length(penalty), byrow = TRUE) / outer(d2, penalty, "+")
  inside <- crossprod(left^2, core$uty[seq_along(d2), , drop = FALSE]^2)
  unit * as.vector(sweep(inside, 2L, rss0, "+"))
}
