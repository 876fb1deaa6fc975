#' normball: linear models under a norm
#'
#' Ridge regression paths that are exact at every penalty and certified against the data, as the first of a family of fits under a norm.
#' Start with [ridge()], choose a penalty with [cv()], and see `vignette("normball")`.
#'
#' @references
#' Goodfellow, I., Bengio, Y. and Courville, A. (2016). *Deep Learning*, sections 7.1-7.4. MIT Press.
#' @keywords internal
#' @useDynLib normball, .registration = TRUE, .fixes = "C_"
#' @importFrom Matrix Matrix
#' @importFrom methods as is
"_PACKAGE"
