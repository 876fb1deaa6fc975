#' normball: linear models under a norm
#'
#' Ridge regression, lasso and elastic net, exact at every penalty, and least squares within constraints, all certified against the data.
#' Start with [ridge()], [lasso()] or [constrained()], choose a penalty or a radius with [cv()], and see `vignette("normball")` and
#' `vignette("constraints")`.
#'
#' @references
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, sections 7.1-7.4. MIT Press.
#' @keywords internal
#' @useDynLib normball, .registration = TRUE, .fixes = "C_"
#' @importFrom Matrix Matrix
#' @importFrom methods as is
"_PACKAGE"
