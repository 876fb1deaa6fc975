# The distance of ridge from the pseudoinverse against the penalty, both on logarithmic axes.

#' @rdname pinv_limit
#' @export
plot.normball_pinv_limit <- function(x, ...) {
  options <- graphics_options(..., allowed = setdiff(graphical_parameters, c("col", "lty", "lwd")))
  draw_chart(limit_view(x), options)
  invisible(x)
}

# Measured distances are points on the broad line of theory. Marked: where the penalty is the square of the least singular value, and the
# line turns from slope 1 to the norm of the pseudoinverse.
limit_view <- function(x) {
  data <- as.data.frame(unclass(x)[names(x)])
  data <- data[order(data$lambda), ]
  data <- data[data$lambda > 0, ]
  if (!any(data$spectral_theory > 0)) {
    nb_abort("unsupported", "There is nothing to draw: the distance is 0 at every penalty (of a matrix of zeros, or at lambda = 0 alone).")
  }
  norm <- function(name, label, i) list(
    list(x = data$lambda, y = data[[paste0(name, "_theory")]], label = label, col = c("#9CC4E4", "#F0B892")[i],
         ink = trace_colours[i], lty = "solid", lwd = c(4, 8)[i]),
    list(x = data$lambda, y = data[[name]], col = trace_colours[i], line = FALSE, cex = 0.55)
  )
  rank <- attr(x, "rank")
  least <- attr(x, "singular_values")[rank]^2
  mark <- is.finite(least) && least >= min(data$lambda) && least <= max(data$lambda)
  list(
    log = c(x = TRUE, y = TRUE),
    titles = list(x = quote("Penalty" ~ lambda ~ "(log scale)"), y = "Distance from the pseudoinverse (log scale)"),
    series = c(norm("frobenius", "Frobenius", 2L), norm("spectral", "spectral", 1L)),
    marks = data.frame(x = least, text = "lambda == sigma[r]^2", chosen = FALSE)[mark, ]
  )
}
