# The demonstration behind tools/demo.sh. Arguments: folder for the plots, then nothing or a CSV file and the name of its response.
suppressPackageStartupMessages(library(normball))
arguments <- commandArgs(TRUE)
folder <- arguments[1]
file <- arguments[2]
response <- arguments[3]
dir.create(folder, recursive = TRUE, showWarnings = FALSE)

stop_with <- function(...) {
  message(...)
  quit(status = 2)
}

# The table, less the rows without a value and the text columns that only name the rows.
read_table <- function(file, response) {
  data <- utils::read.csv(file, check.names = FALSE, stringsAsFactors = TRUE, strip.white = TRUE)
  if (ncol(data) == 1) data <- utils::read.csv2(file, check.names = FALSE, stringsAsFactors = TRUE, strip.white = TRUE)
  if (!response %in% names(data)) {
    stop_with("The table has no column '", response, "'. Its columns are: ", toString(names(data)))
  }
  if (!is.numeric(data[[response]])) {
    stop_with("The response '", response, "' must be numeric; it is of class ", class(data[[response]])[1], ".")
  }
  names(data)[!nzchar(names(data))] <- "row"
  labels <- vapply(data, \(column) is.factor(column) && nlevels(column) > max(20, nrow(data) / 2), NA)
  if (any(labels)) cat("Left out, as they only name the rows: ", toString(names(data)[labels]), "\n", sep = "")
  data <- data[!labels]
  complete <- stats::complete.cases(data)
  if (!all(complete)) cat("Left out, as a value is missing: ", sum(!complete), " of ", nrow(data), " rows\n", sep = "")
  droplevels(data[complete, , drop = FALSE])
}

draw <- function(name, code) {
  path <- file.path(folder, name)
  grDevices::png(path, width = 1600, height = 1100, res = 200)
  on.exit(grDevices::dev.off())
  force(code)
  path
}

if (nzchar(file)) {
  data <- read_table(file, response)
  title <- basename(file)
} else {
  data <- diabetes
  response <- "y"
  title <- "diabetes: disease progression one year on (Efron et al., 2004)"
}
formula <- stats::as.formula(call("~", as.name(response), quote(.)), env = globalenv())
cat(title, ": ", nrow(data), " rows, ", ncol(data) - 1, " predictors of ", response, "\n\n", sep = "")

fit <- eval(bquote(ridge(.(formula), .(as.name(if (nzchar(file)) "data" else "diabetes")))))
chosen <- cv(fit, folds = "loo", rule = "min")
print(summary(chosen$fit))

cat("\nChoosing lambda: leave-one-out in closed form, the other criteria from the same factorisation\n")
print(chosen)
criteria <- c("gcv", "aic", "bic", "evidence")
print(signif(vapply(criteria, \(criterion) select_lambda(fit, criterion)$chosen$lambda, 0), 4))

error <- sqrt(min(chosen$mean))
spread <- stats::sd(data[[response]])
cat(sprintf("\nLeave-one-out error of a prediction: %.4g; of the mean alone: %.4g.\n", error, spread))
proof <- certificate(chosen)
cat(sprintf("Certificate, recomputed from the data: relative duality gap %.1e, %s.\n", proof$relative_gap[1], proof$status[1]))

# Predictions of each row by the fit without it: the honest picture of the error above.
draw_predictions <- function() {
  predicted <- data[[response]] - loo_residuals(chosen$fit)
  graphics::par(mar = c(4.5, 4.5, 1, 1), las = 1, bty = "l")
  plot(predicted, data[[response]], xlab = paste(response, "predicted without the row itself"), ylab = response, pch = 16,
       col = grDevices::adjustcolor("#0072B2", 0.6))
  graphics::abline(0, 1, col = "grey40")
}

# The same table with a penalty that leaves coefficients at zero.
sparse <- eval(bquote(lasso(.(formula), .(as.name(if (nzchar(file)) "data" else "diabetes")))))
set.seed(1)
sparse <- cv(sparse, rule = "1se")
cat("\nSelecting variables: the lasso, lambda by ", max(sparse$folds, na.rm = TRUE), " folds and the one-standard-error rule\n", sep = "")
cat("Terms in: ", toString(selected(sparse$fit, by = "term")), "\n", sep = "")
cat(sprintf("Certificate: relative duality gap %.1e, %s.\n", certificate(sparse)$relative_gap[1], certificate(sparse)$status[1]))

# And once more from the other side: a size that is not exceeded, in place of a price of size.
radius <- as.vector(lambda_to_radius(sparse$fit, sparse$chosen))
if (radius > 0) {
  ball <- constrained(formula, data, within = l1_ball(radius), standardize = TRUE)
  cat(sprintf("\nThe same as a constraint: L1 norm at most %.5g. Its multiplier is %.6g; the lambda above is %.6g.\n", radius, ball$multiplier,
              sparse$chosen))
  cat(sprintf("Certificate: relative duality gap %.1e, %s.\n", certificate(ball)$relative_gap, certificate(ball)$status))
}

paths <- c(draw("path.png", plot(chosen$fit)), draw("cv.png", plot(chosen)), draw("predicted.png", draw_predictions()),
           draw("lasso.png", plot(sparse$fit)))
cat("\nPlots in ", folder, ":\n", paste0("  ", basename(paths), "\n"), sep = "")
