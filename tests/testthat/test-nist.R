# NIST StRD linear least squares at lambda = 0, where ridge is least squares. The bar is lm() at tol = 1e-14: at least its number of correct
# digits, as far as rounding of the data lets digits be counted (13), less half a digit of luck. Digits are those of the worst coefficient,
# so columns are standardised, as by default: on raw powers of x the numerical rank is not what it is for lm(), which scales each column.

least_digits <- c(
  Longley = 11, Wampler1 = 8, Wampler2 = 11, Wampler3 = 8, Wampler4 = 7, Wampler5 = 5, NoInt1 = 14, NoInt2 = 14, Filip = 6, Norris = 12,
  Pontius = 11
)

test_that("the sets have known least digits", {
  expect_setequal(names(nist_sets()), names(least_digits))
})

for (name in names(nist_sets())) {
  test_that(name, {
    set <- nist_sets()[[name]]
    peer <- correct_digits(coef(stats::lm(set$formula, set$data, tol = 1e-14)), set$certified)
    ours <- correct_digits(coef(ridge(set$formula, set$data, lambda = 0)), set$certified)
    expect_gte(ours, least_digits[[name]])
    expect_gte(ours, min(peer, 13) - 0.5)
  })
}
