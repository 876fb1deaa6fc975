#' Diabetes progression in 442 patients
#'
#' Ten measurements taken at baseline and a score of how far the disease had progressed one year later, on their original scales.
#' The package \pkg{lars} carries the same patients with every predictor centred and scaled to unit length; here nothing is transformed, so
#' that coefficients have units.
#'
#' @format A data frame with 442 rows and 11 numeric columns:
#' \describe{
#'   \item{age}{age in years}
#'   \item{sex}{sex, coded 1 and 2 as published}
#'   \item{bmi}{body mass index (kg/m^2)}
#'   \item{map}{mean arterial blood pressure (mm Hg)}
#'   \item{tc}{total serum cholesterol (mg/dl)}
#'   \item{ldl}{low-density lipoproteins (mg/dl)}
#'   \item{hdl}{high-density lipoproteins (mg/dl)}
#'   \item{tch}{total cholesterol divided by HDL}
#'   \item{ltg}{natural logarithm of serum triglycerides, as published}
#'   \item{glu}{blood sugar (mg/dl)}
#'   \item{y}{the response: a quantitative measure of disease progression one year after baseline}
#' }
#'
#' @details The serum measurements `tc`, `ldl`, `hdl`, `tch` and `ltg` nearly determine one another (the condition number of the
#' standardised predictors is about 22), which makes the data a good first example of ridge regression.
#'
#' @source The raw data published with Efron, B., Hastie, T., Johnstone, I. and Tibshirani, R. (2004). Least angle regression.
#'   *The Annals of Statistics*, 32(2), 407-499. \doi{10.1214/009053604000000067}
#' @examples
#' str(diabetes)
#' round(cor(diabetes)["y", ], 2)
"diabetes"
