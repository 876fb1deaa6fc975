# What the plots show, before any device is open: traces, their horizontal axis and the lambdas to mark. plot() and autoplot() share it.

# Panels beyond this number are unreadable.
max_panels <- 12L

# list(xvar, axis, side, count, standardized, lasso, panels, data). `axis` turns lambda into positions (lambda_axis(); NULL for other
# axes), `side` is where the penalty is smallest and labels go (-1 left, 1 right), `count` is how many traces to label. A panel has title,
# b (slopes, traces x L), x (L positions; log10 for lambda), lambda, df, norm, dev, nonzero (L counts; NULL for ridge, where all are) and
# marks (data frame x, text, chosen).
trace_view <- function(fit, xvar, label, lambda, response, scale) {
  standardized <- if (scale == "auto") fit$standardize else scale == "standardized"
  marks <- marked_lambdas(fit, lambda)
  view <- list(xvar = xvar, side = if (xvar == "lambda") -1 else 1, standardized = standardized, lasso = inherits(fit, "normball_lasso"))
  if (xvar == "lambda") view$axis <- lambda_axis(c(fit$lambda, marks$lambda))
  fit <- drawn_path(fit, xvar)
  view$panels <- lapply(chosen_responses(fit, response), trace_panel, fit = fit, view = view, marks = marks)
  view$count <- label_count(label, nrow(view$panels[[1L]]$b))
  view$data <- do.call(rbind, lapply(view$panels, panel_data))
  view
}

# The fit with, on an exact path, solutions between the knots as well: traces are straight lines over the norm, but curves over the
# logarithm of lambda or the deviance.
drawn_path <- function(fit, xvar, points = 200L) {
  positive <- fit$lambda[fit$lambda > 0]
  if (is.null(fit$exact) || is.null(fit$x) || !xvar %in% c("lambda", "dev") || length(positive) < 2L) return(fit)
  last <- positive[length(positive)] / if (length(positive) < length(fit$lambda)) 30 else 1 # on the way to 0 there is no knot
  fit <- solved_at(fit, exp(seq(log(positive[1L]), log(last), length.out = points)[-c(1L, points)]))
  order <- order(fit$lambda, decreasing = TRUE)
  fit[c("lambda", "df")] <- list(fit$lambda[order], fit$df[order])
  fit$coefficients <- fit$coefficients[, order, drop = FALSE]
  fit[c("deviance", "dev_ratio")] <- list(fit$deviance[order, , drop = FALSE], fit$dev_ratio[order, , drop = FALSE])
  fit
}

trace_panel <- function(response, fit, view, marks) {
  rows <- drawn_columns(fit)
  unit <- if (view$standardized) fit$scales[rows] else rep(1, length(rows))
  slopes <- \(coefficients) slopes_of(fit, coefficients, rows, response) * unit
  size <- if (view$lasso) \(b) colSums(abs(b)) else \(b) sqrt(colSums(b^2))
  b <- slopes(fit$coefficients)
  rownames(b) <- coefficient_names(fit)[rows + fit$intercept]
  panel <- list(
    title = response_names(fit)[response], b = b, lambda = fit$lambda, norm = size(b),
    dev = 100 * explained(fit$deviance[, response], fit$null_deviance[response]),
    df = if (view$lasso && view$xvar == "df") df_at(fit, fit$lambda) else unname(fit$df), nonzero = if (view$lasso) colSums(b != 0)
  )
  if (view$xvar == "df" && anyNA(panel$df)) {
    nb_abort("unsupported", "`xvar = \"df\"` needs degrees of freedom, which this fit does not have (an iterative fit, one with ",
             "`model = FALSE`, or one too large): use \"lambda\" or \"norm\".")
  }
  panel$x <- switch(view$xvar, lambda = view$axis$at(fit$lambda), panel[[view$xvar]])
  marks$x <- if (!nrow(marks)) numeric() else switch(
    view$xvar, lambda = view$axis$at(marks$lambda), df = df_at(fit, marks$lambda),
    norm = size(slopes(coefficients_at(fit, marks$lambda))),
    dev = 100 * explained(deviance_at(fit, marks$lambda)[, response], fit$null_deviance[response])
  )
  c(panel, list(marks = marks))
}

# The columns that have a trace: those of a lasso that are nonzero somewhere on the path, which may be few among very many.
drawn_columns <- function(fit) {
  if (!is_sparse(fit$coefficients)) return(seq_len(fit$p))
  stored <- fit$coefficients@i[fit$coefficients@x != 0] + 1L - as.integer(fit$intercept)
  sort(unique(stored[stored > 0L]))
}

# The slopes of these columns as a matrix columns x L.
slopes_of <- function(fit, coefficients, columns, response) {
  if (is_sparse(coefficients)) return(unname(as.matrix(coefficients[columns + fit$intercept, , drop = FALSE])))
  matrix(coefficients[columns + fit$intercept, , response], length(columns))
}

# The slopes as they are drawn: NA where a trace of a lasso runs along zero.
drawn_slopes <- function(panel) {
  b <- panel$b
  if (is.null(panel$nonzero)) return(b)
  zero <- b == 0
  L <- ncol(b)
  before <- zero[, c(1L, seq_len(L - 1L)), drop = FALSE]
  after <- zero[, c(seq_len(L)[-1L], L), drop = FALSE]
  replace(b, zero & before & after, NA)
}

# Long: one row per term and lambda.
panel_data <- function(panel) {
  p <- nrow(panel$b)
  along <- \(values) rep(values, each = p)
  data.frame(
    response = rep(panel$title, length(panel$b)), term = rep(as.character(rownames(panel$b)), times = ncol(panel$b)),
    lambda = along(panel$lambda), df = along(panel$df), norm = along(panel$norm), dev = along(panel$dev), estimate = as.vector(panel$b)
  )
}

# The chosen lambda, named by its rule, and those the user asks for.
marked_lambdas <- function(fit, lambda) {
  if (!is.null(lambda)) lambda <- setdiff(resolve_lambda(fit, lambda)$lambda, fit$chosen$lambda)
  all <- c(fit$chosen$lambda, lambda)
  rule <- c(if (!is.null(fit$chosen)) fit$chosen$rule, rep("", length(lambda)))
  data.frame(lambda = as.numeric(all), text = lambda_text(all, rule), chosen = seq_along(all) <= length(fit$chosen$lambda))
}

# Plotmath source, so that lambda is a Greek letter on every device: lambda == "0.0123 (1se)".
lambda_text <- function(lambda, rule) {
  value <- vapply(lambda, \(l) as.character(signif(l, 3)), "")
  if (!length(value)) return(character())
  paste0("lambda == \"", value, ifelse(nzchar(rule), paste0(" (", rule, ")"), ""), "\"")
}

label_count <- function(label, p) {
  if (isTRUE(label)) return(if (p > many_traces) few_labels else p)
  if (isFALSE(label)) return(0L)
  if (!is.numeric(label)) nb_abort("type", "`label` must be TRUE, FALSE or how many traces to label; got ", describe(label), ".")
  min(p, check_whole(label, "label", lower = 0))
}

chosen_responses <- function(fit, response) {
  names <- response_names(fit)
  m <- n_responses(fit)
  if (is.null(response)) {
    if (m > max_panels) nb_inform("response", "The first ", max_panels, " of ", m, " responses are drawn; choose others by `response`.")
    return(seq_len(min(m, max_panels)))
  }
  index <- if (is.character(response)) match(response, names) else match(response, seq_len(m))
  if (!length(index) || anyNA(index)) {
    nb_abort("type", "`response` must be NULL, or among 1 to ", m, " or ", toString(utils::head(names, 6L)), "; got ", toString(response))
  }
  index
}
