# NIST StRD linear least squares at lambda = 0, where ridge is least squares. The data are decimals: least squares of the doubles nearest to
# them, in rational arithmetic, has so many of the certified digits; ours is that solution to its last bits. The bar is lm() at tol = 1e-14:
# at least its number of correct digits, up to those that the data have. Digits are those of the worst coefficient, so columns are
# standardised, as by default: on raw powers of x the numerical rank is not what it is for lm(), which scales each column.

data_digits <- c(
  Longley = 14.62, Wampler1 = 15, Wampler2 = 13.2, Wampler3 = 15, Wampler4 = 15, Wampler5 = 15, NoInt1 = 14.72, NoInt2 = 15, Filip = 7.61,
  Norris = 14.06, Pontius = 13.51
)

test_that("the sets have known digits", {
  expect_setequal(names(nist_sets()), names(data_digits))
})

for (name in names(nist_sets())) {
  test_that(name, {
    set <- nist_sets()[[name]]
    peer <- correct_digits(coef(stats::lm(set$formula, set$data, tol = 1e-14)), set$certified)
    ours <- correct_digits(coef(ridge(set$formula, set$data, lambda = 0)), set$certified)
    expect_gte(ours, min(peer, data_digits[[name]]) - 0.1)
    expect_gte(ours, data_digits[[name]] - if (name == "Filip") 1 else 0.5) # its condition number is 1e10
  })
}
