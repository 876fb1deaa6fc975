# The fit object: its one constructor, its validator, and the lookups that every method shares.
#
# Step in the pipeline: design -> ridge_fit() -> new_fit() -> methods. A fit is a plain list, so that it can be saved with saveRDS() and
# read without the package; everything that a method needs beyond it is recomputed by the backend from `factor` (or from `x` and `y`).

# The fields of a fit in their order, and whether NULL is a legal value. n rows, p columns, L lambdas, m responses, k = 1 with an intercept.
fit_fields <- c(
  call = FALSE, terms = TRUE, xlevels = TRUE, contrasts = TRUE, coding = TRUE, na.action = TRUE, offset = TRUE, weights = TRUE,
  family = FALSE, loss = FALSE, mixture = FALSE, lambda = FALSE, penalty_factor = FALSE, standardize = FALSE, intercept = FALSE,
  centres = FALSE, scales = FALSE, constant = FALSE, coefficients = FALSE, df = FALSE, rank = FALSE, nobs = FALSE, n = FALSE, p = FALSE,
  deviance = FALSE, null_deviance = FALSE, dev_ratio = FALSE, certificate = TRUE, algorithm = FALSE, condition = FALSE, factor = TRUE,
  control = FALSE, timing = FALSE, messages = FALSE, x = TRUE, y = TRUE, design = FALSE, responses = FALSE, chosen = TRUE, lower = TRUE,
  upper = TRUE, stopped = TRUE, exact = TRUE, relaxed = TRUE, within = TRUE, method = TRUE, path_radius = TRUE, multiplier = TRUE,
  slack = TRUE, active = TRUE, unique = TRUE, trace = TRUE, iteration = TRUE
)

# Builds a fit from its fields given by name and validates it. Fields that may be NULL can be left out.
# `class` is the class of the verb; "normball_fit" is always added behind it. Coefficients: an array (k + p) x L x m for ridge, a dgCMatrix
# (k + p) x L for lasso.
new_fit <- function(..., class = "normball_ridge") {
  given <- list(...)
  unknown <- setdiff(names(given), names(fit_fields))
  missing <- setdiff(names(fit_fields)[!fit_fields], names(given))
  if (length(unknown)) stop("new_fit(): unknown field ", toString(unknown), call. = FALSE)
  if (length(missing)) stop("new_fit(): missing field ", toString(missing), call. = FALSE)
  fields <- lapply(names(fit_fields), \(name) given[[name]])
  names(fields) <- names(fit_fields)
  validate_fit(structure(fields, class = unique(c(class, "normball_fit"))))
}

# Returns `fit` unchanged or stops: a malformed fit is a mistake of the package, never of its user, so the error has no class.
validate_fit <- function(fit) {
  m <- length(fit$null_deviance)
  path <- if (is.null(fit$within)) length(fit$lambda) else max(1L, length(fit$path_radius))
  rows <- fit$p + fit$intercept
  check <- c(
    "coefficients must be (k + p) x L x m, or sparse (k + p) x L" = has_coefficients(fit, c(rows, path, m)),
    "coefficients must have named rows" = length(dimnames(fit$coefficients)[[1L]]) == rows,
    "lambda must be finite, nonnegative and decreasing" = is_decreasing_path(fit$lambda),
    "df must have one value per lambda" = length(fit$df) == path * if (is.null(fit$within)) 1L else m,
    "deviance must be L x m" = identical(as.integer(dim(fit$deviance)), as.integer(c(path, m))),
    "dev_ratio must be L x m" = identical(as.integer(dim(fit$dev_ratio)), as.integer(c(path, m))),
    "penalty_factor, centres, scales and constant must have one value per column" =
      all(lengths(fit[c("penalty_factor", "centres", "scales", "constant")]) == fit$p),
    "weights must have one value per row" = is.null(fit$weights) || length(fit$weights) == fit$n,
    "offset must be n x m" = is.null(fit$offset) || identical(as.integer(dim(fit$offset)), as.integer(c(fit$n, m))),
    "loss must be 'mean' or 'sum'" = fit$loss %in% c("mean", "sum"),
    "certificate must be NULL or a data frame with one row per lambda and response" =
      is.null(fit$certificate) || (is.data.frame(fit$certificate) && nrow(fit$certificate) == path * m),
    "responses must be m names" = length(fit$responses) == m,
    "bounds must have one value per column" = all(lengths(fit[c("lower", "upper")]) %in% c(0L, fit$p)),
    "x and y must be kept or dropped together" = is.null(fit$x) == is.null(fit$y)
  )
  if (!all(check)) stop("new_fit(): ", names(check)[!check][1L], call. = FALSE)
  fit
}

has_coefficients <- function(fit, size) {
  if (inherits(fit, "normball_lasso")) size <- size[1:2]
  is_sparse(fit$coefficients) == inherits(fit, "normball_lasso") && identical(as.integer(dim(fit$coefficients)), as.integer(size))
}

is_sparse <- function(coefficients) methods::is(coefficients, "dgCMatrix")

is_decreasing_path <- function(lambda) {
  is.numeric(lambda) && length(lambda) > 0L && all(is.finite(lambda)) && all(lambda >= 0) && all(diff(lambda) < 0)
}

# Which lambdas a method works at. NULL: the chosen lambda if one was chosen, else the whole path; "all": the whole path;
# numbers: exactly these, in their order. `single` is TRUE when the answer is *the* solution of the fit and so loses its lambda dimension.
resolve_lambda <- function(fit, lambda = NULL) {
  if (is.null(lambda)) {
    if (!is.null(fit$chosen)) return(list(lambda = fit$chosen$lambda, single = TRUE))
    return(list(lambda = fit$lambda, single = length(fit$lambda) == 1L))
  }
  if (identical(lambda, "all")) return(list(lambda = fit$lambda, single = FALSE))
  if (!is.numeric(lambda) || !length(lambda)) {
    nb_abort("lambda", "`lambda` must be NULL, \"all\" or numbers >= 0; got ", describe(lambda), ".")
  }
  bad <- !is.finite(lambda) | lambda < 0
  if (any(bad)) nb_abort("lambda", "`lambda` must be finite and >= 0; element ", which(bad)[1L], " is ", lambda[bad][1L], ".")
  list(lambda = as.numeric(lambda), single = FALSE)
}

# One lambda, for quantities that exist only at one: `what` names the quantity in the error.
resolve_one_lambda <- function(fit, lambda, what) {
  lambda <- resolve_lambda(fit, lambda)$lambda
  if (length(lambda) == 1L) return(lambda)
  nb_abort(
    "lambda", what, " needs one lambda, and there are ", length(lambda),
    ": give `lambda = ` one number, or choose one by select_lambda() or cv() first."
  )
}

# Short labels for dimnames, with as many digits as keep different lambdas apart.
lambda_labels <- function(lambda) {
  for (digits in c(4L, 7L, 12L, 17L)) {
    labels <- formatC(lambda, digits = digits, format = "g", width = 1L)
    if (anyDuplicated(labels) == 0L || length(unique(labels)) == length(unique(lambda))) break
  }
  labels
}

# Coefficients at any lambdas, taken from the path where they are on it, else solved exactly: an array (k + p) x length(lambda) x m, for a
# lasso a dgCMatrix (k + p) x length(lambda).
coefficients_at <- function(fit, lambda) {
  index <- match(lambda, fit$lambda)
  if (is_sparse(fit$coefficients)) {
    value <- if (anyNA(index)) lasso_at(fit, lambda)$coefficients else fit$coefficients[, index, drop = FALSE]
    value@Dimnames <- list(fit$coefficients@Dimnames[[1L]], lambda_labels(lambda))
    return(value)
  }
  names <- list(dimnames(fit$coefficients)[[1L]], lambda_labels(lambda), dimnames(fit$coefficients)[[3L]])
  value <- if (anyNA(index)) ridge_coefficients(fit, lambda) else fit$coefficients[, index, , drop = FALSE]
  array(value, dim(fit$coefficients) |> replace(2L, length(lambda)), names)
}

# Effective degrees of freedom at any lambdas, without names; NA where they need the data and these were not kept, or where they are too
# much to compute (see traced_df()).
df_at <- function(fit, lambda) {
  if (inherits(fit, "normball_lasso") && !has_rank_df(fit)) {
    return(if (is.null(fit$x)) rep(NA_real_, length(lambda)) else lasso_solutions(fit, lambda, refuse = FALSE)$df)
  }
  index <- match(lambda, fit$lambda)
  if (!anyNA(index)) return(unname(fit$df[index]))
  unname(if (is_sparse(fit$coefficients)) lasso_at(fit, lambda)$df else ridge_df(fit, lambda))
}

# Rank of the fit at one lambda of its path: for a lasso that of the columns it uses, intercept and unpenalised columns included.
rank_at <- function(fit, lambda) if (inherits(fit, "normball_lasso")) as.integer(fit$df[match(lambda, fit$lambda)]) else fit$rank

response_names <- function(fit) fit$responses

coefficient_names <- function(fit) dimnames(fit$coefficients)[[1L]]

n_responses <- function(fit) length(fit$null_deviance)

# What the estimator is called.
fit_title <- function(fit) {
  if (fit$mixture == 0) return("Ridge regression")
  if (fit$mixture == 1) "Lasso" else paste0("Elastic net (mixture ", format(fit$mixture), ")")
}

# The minimised objective as text: the actual scale of the loss, and only the parts that this fit has.
objective_text <- function(fit) {
  w <- if (is.null(fit$weights)) "" else "w_i "
  total <- if (is.null(fit$weights)) "n" else "sum(w)"
  residual <- paste0("y_i", if (!is.null(fit$offset)) " - o_i", if (fit$intercept) " - b0", " - x_i'b")
  scale <- if (fit$loss == "mean") paste0("1/(2 ", total, ")") else "1/2"
  paste0(scale, " sum_i ", w, "(", residual, ")^2 + ", penalty_text(fit), bounds_text(fit))
}

penalty_text <- function(fit) {
  factor <- if (all(fit$penalty_factor == 1)) "" else "v_j "
  square <- if (fit$standardize) "(s_j b_j)^2" else "b_j^2"
  size <- if (fit$standardize) "|s_j b_j|" else "|b_j|"
  if (fit$mixture == 0) return(paste0("lambda/2 sum_j ", factor, square))
  if (fit$mixture == 1) return(paste0("lambda sum_j ", factor, size))
  paste0("lambda sum_j ", factor, "[", format(fit$mixture), " ", size, " + ", format((1 - fit$mixture) / 2), " ", square, "]")
}

bounds_text <- function(fit) {
  if (is.null(fit$lower) && is.null(fit$upper)) return("")
  paste0(", subject to ", if (!is.null(fit$lower)) "lower_j <= ", "b_j", if (!is.null(fit$upper)) " <= upper_j")
}
