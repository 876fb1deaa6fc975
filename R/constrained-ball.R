# One ball and nothing else: the engines of ridge, lasso and elastic net, with the weights of the ball as penalty factors.
#
# L2 (one response, each column, or all of a matrix): one factorisation, and the secular equation for every radius (R/secular.R).
# L1, elastic: the path, and the lambda of every radius on it (R/radius-search.R). Both end at rounding; the multiplier is the lambda.

# "l1", "l2", "elastic", "column_norm" or "frobenius" where the region is one such ball, else "".
lone_ball <- function(region, penalty) {
  balls <- c(region$balls, region$matrix_balls)
  free <- !length(region$row_part) && all(region$lower == -Inf & region$upper == Inf) && penalty$lambda == 0
  if (!free || length(balls) != 1L) return("")
  if (balls[[1L]]$kind == "elastic" && balls[[1L]]$mixture == 0) return("") # its radius is another
  balls[[1L]]$kind
}

# For radii of the one ball: list per radius and response (radius fastest) of list(slopes, bound, row, ball, matrix_ball, unique, rank,
# rounds, converged), or NULL where the engines do not serve.
solve_lone_ball <- function(design, y, region, kind, settings) {
  if (kind %in% c("l1", "elastic")) {
    return(unlist(lapply(seq_len(ncol(y)), \(k) solve_l1_ball(design, y[, k, drop = FALSE], region, settings)), recursive = FALSE))
  }
  if (!is.matrix(design$x) && min(dim(design$x)) > factor_limit) return(NULL)
  solve_l2_ball(design, y, region, kind, settings)
}

# One weight per column of x.
ball_weights <- function(ball, p) {
  if (is.null(ball$weights)) return(rep(1, p))
  replace(numeric(p), ball$index, ball$weights)
}

solve_l2_ball <- function(design, y, region, kind, settings) {
  ball <- c(region$balls, region$matrix_balls)[[1L]]
  problem <- ridge_problem(design$x, y, design$weights, design$intercept, settings$standardize, ball_weights(ball, ncol(design$x)),
                           settings$loss, labels = design)
  whole <- c(list(x = design$x), problem)
  fit <- list(x = design$x, y = y, p = ncol(design$x), algorithm = "qr", control = normball_control(),
              factor = list(problem = problem, core = ridge_factorize(whole, "auto", 0)))
  lambda <- if (kind == "frobenius") frobenius_lambda(fit, ball$radius) else solve_radii(fit, ball$radius)$lambda
  wanted <- as.vector(ifelse(lambda == Inf, 0, lambda))
  coefficients <- ridge_coefficients(fit, unique(wanted))[, match(wanted, unique(wanted)), , drop = FALSE]
  whole_rank <- fit$factor$core$rank == length(problem$penalised) && problem$n_flat == length(problem$free)
  count <- length(ball$radius)
  degrees <- l2_ball_df(fit, matrix(lambda, count), kind == "frobenius")
  lapply(seq_along(lambda), \(at) {
    slopes <- coefficients[design$intercept + seq_len(fit$p), at, (at - 1L) %/% count + 1L]
    if (lambda[at] == Inf) slopes <- free_slopes(problem, (at - 1L) %/% count + 1L, fit$p)
    lone_solution(slopes, lambda[at], kind, whole_rank || (lambda[at] > 0 && problem$n_flat == length(problem$free)),
                  fit$factor$core$rank + problem$n_flat, degrees[at])
  })
}

# Degrees of freedom at multipliers radii x responses: the trace of the hat matrix, less what the ball takes (R/constrained-df.R),
# (n'M^-1 A'A M^-1 n) / (n'M^-1 n) with M = A'A + c and n = b.
l2_ball_df <- function(fit, lambda, joint) {
  problem <- fit$factor$problem
  core <- factor_for(fit, problem, min(problem_penalty(problem, lambda[is.finite(lambda)]), Inf))
  d2 <- factor_spectrum(core)
  degrees <- 0 * lambda
  for (i in seq_len(nrow(lambda))) {
    shares <- lapply(seq_len(ncol(lambda)), \(k) {
      c <- problem_penalty(problem, lambda[i, k])
      b <- sqrt(d2) * core$uty[seq_along(d2), k] / (d2 + c) * problem$y_unit[k]
      list(df = sum(d2 / (d2 + c)), share = sum(d2 * (b / (d2 + c))^2), pull = sum(b^2 / (d2 + c)))
    })
    pull <- vapply(shares, `[[`, 0, "pull")
    if (joint) pull[] <- sum(pull)
    lost <- vapply(shares, `[[`, 0, "share") / pull
    degrees[i, ] <- problem$n_flat + vapply(shares, `[[`, 0, "df") - ifelse(lambda[i, ] > 0 & pull > 0, lost, 0)
    degrees[i, lambda[i, ] == Inf] <- problem$n_flat
  }
  degrees
}

lone_solution <- function(slopes, multiplier, kind, unique, rank, df) {
  list(slopes = slopes, bound = numeric(length(slopes)), row = numeric(), unique = unique, rank = as.integer(rank), df = df,
       converged = TRUE, ball = if (kind %in% c("l1", "l2", "elastic")) multiplier,
       matrix_ball = if (kind %in% c("column_norm", "frobenius")) multiplier)
}

# The slopes where all that are penalised are 0.
free_slopes <- function(problem, response, p) {
  slopes <- numeric(p)
  if (length(problem$free)) slopes[problem$free] <- drop(problem$free_solve %*% problem$free_y[, response]) * problem$y_unit[[response]]
  slopes
}

# One multiplier for all responses, radii x responses: the secular equation of the responses stacked.
frobenius_lambda <- function(fit, radius) {
  problem <- fit$factor$problem
  core <- fit$factor$core
  index <- seq_len(core$rank)
  largest <- max(problem$y_unit)
  g <- core$uty[index, , drop = FALSE] * rep(problem$y_unit / largest, each = core$rank)
  d <- rep(core$d[index], ncol(g))
  c <- vapply(radius, \(r) secular_root(d, as.vector(g), r / largest / problem$unit), 0)
  matrix(penalty_lambda(problem, c), length(radius), ncol(g))
}

solve_l1_ball <- function(design, y, region, settings) {
  ball <- region$balls[[1L]]
  design[c("y", "n_responses", "offset")] <- list(y, 1L, NULL)
  mixture <- if (ball$kind == "l1") 1 else ball$mixture
  sections <- if (length(design$x) < small_design) path_sections[length(path_sections)] else path_sections
  fit <- suppressMessages(lasso_fit(design, mixture = mixture, penalty_factor = ball_weights(ball, ncol(design$x)),
                                    n_lambda = points_between(1, sections[1L]), lambda_min_ratio = sections[1L],
                                    standardize = settings$standardize, loss = settings$loss, control = normball_control(certify = FALSE)))
  fit <- reach_radius(fit, max(0, ball$radius[is.finite(ball$radius)]), sections[-1L])
  lambda <- suppressMessages(solve_lasso_radii(fit, ball$radius))$lambda
  fit <- solved_at(fit, lambda)
  coefficients <- coefficients_at(fit, lambda)
  fit_rank <- df_at(fit, lambda) - fit$intercept
  unique <- unique_in_ball(fit, lambda, ball$radius)
  lapply(seq_along(lambda), \(at) {
    slopes <- as.vector(coefficients[fit$intercept + seq_len(fit$p), at])
    lone_solution(slopes, lambda[at], ball$kind, unique[at], fit_rank[at],
                  if (mixture == 1) fit_rank[at] - (lambda[at] > 0 && any(slopes != 0)) else NA_real_)
  })
}

# Whether solutions are the only ones. Where a ball leaves room the coefficients can move along every dependence among the columns, not only
# where the norm stays as it is.
unique_in_ball <- function(fit, lambda, radius) {
  unique <- are_unique(fit, lambda)
  room <- lambda == 0 & lasso_radii(fit, lambda) < radius * (1 - 1e-12)
  if (any(room)) unique[room] <- are_independent(fit)
  unique
}

# Whether no column of a fit depends on others; NA where that would take long to say.
are_independent <- function(fit) {
  problem <- fit_problem(fit, "uniqueness()")
  set <- sort(c(problem$penalised, problem$free))
  if (length(set) > fit$nobs - fit$intercept) return(FALSE)
  if (as.double(fit$n) * length(set)^2 > resolve_limit) return(NA)
  pivoted(unit_columns(fit, problem, set))$rank == length(set)
}

# The path goes down to these shares of its first lambda, one after the other, until its penalty is the largest radius: most of a path is
# work that no radius asks for. On a small design (entries) that work is less than calling for it piece by piece.
path_sections <- c(0.5, 0.15, 0.03, 0.003, 1e-4)
small_design <- 1e5

reach_radius <- function(fit, radius, sections) {
  top <- max(fit$lambda)
  for (section in sections) {
    least <- min(fit$lambda)
    if (least == 0 || lasso_radii(fit, least) >= radius) break
    count <- points_between(least / top, section)
    fit <- solved_at(fit, least * (section * top / least)^(seq_len(count) / count))
  }
  fit
}

# Eight per factor of 3: close enough that one face reaches from most points to the next.
points_between <- function(from, to) as.integer(ceiling(8 * log(from / to) / log(3)))
