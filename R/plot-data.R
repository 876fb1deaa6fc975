# What the plots show, before any device is open: traces, their horizontal axis and the lambdas to mark. plot() and autoplot() share it.

# Panels beyond this number are unreadable.
max_panels <- 12L

# list(xvar, axis, side, count, standardized, panels, data). `axis` turns lambda into positions (lambda_axis(); NULL for df and norm),
# `side` is where the penalty is smallest and labels go (-1 left, 1 right), `count` is how many traces to label. A panel has title, b
# (p x L slopes), x (L positions; log10 for lambda), lambda, df, norm and marks (data frame x, text, chosen).
trace_view <- function(fit, xvar, label, lambda, response, scale) {
  standardized <- if (scale == "auto") fit$standardize else scale == "standardized"
  marks <- marked_lambdas(fit, lambda)
  view <- list(xvar = xvar, side = if (xvar == "lambda") -1 else 1, count = label_count(label, fit$p), standardized = standardized)
  if (xvar == "lambda") view$axis <- lambda_axis(c(fit$lambda, marks$lambda))
  if (xvar == "df" && all(is.na(fit$df))) {
    nb_abort("unsupported", "`xvar = \"df\"` needs degrees of freedom, which an iterative fit does not have. Use \"lambda\" or \"norm\".")
  }
  view$panels <- lapply(chosen_responses(fit, response), trace_panel, fit = fit, view = view, marks = marks)
  view$data <- do.call(rbind, lapply(view$panels, panel_data))
  view
}

trace_panel <- function(response, fit, view, marks) {
  unit <- if (view$standardized) fit$scales else rep(1, fit$p)
  slopes <- \(array) matrix(array[seq_len(fit$p) + fit$intercept, , response], fit$p) * unit
  b <- slopes(fit$coefficients)
  rownames(b) <- dimnames(fit$coefficients)[[1L]][seq_len(fit$p) + fit$intercept]
  panel <- list(title = response_names(fit)[response], b = b, lambda = fit$lambda, df = unname(fit$df), norm = sqrt(colSums(b^2)))
  panel$x <- switch(view$xvar, lambda = view$axis$at(fit$lambda), panel[[view$xvar]])
  marks$x <- if (!nrow(marks)) numeric() else switch(
    view$xvar, lambda = view$axis$at(marks$lambda), df = df_at(fit, marks$lambda),
    norm = sqrt(colSums(slopes(coefficients_at(fit, marks$lambda))^2))
  )
  c(panel, list(marks = marks))
}

# Long: one row per term and lambda.
panel_data <- function(panel) {
  p <- nrow(panel$b)
  data.frame(
    response = panel$title, term = rep(rownames(panel$b), times = ncol(panel$b)), lambda = rep(panel$lambda, each = p),
    df = rep(panel$df, each = p), norm = rep(panel$norm, each = p), estimate = as.vector(panel$b)
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
