# Data with every kind of column that a formula may meet.
mixed_data <- function() {
  transform(
    mtcars,
    cyl_f = factor(cyl), gear_c = as.character(gear), manual = am == 1, carb_o = factor(pmin(carb, 4), ordered = TRUE),
    day = as.Date("2020-01-01") + seq_along(mpg), w = rep(c(1, 2), 16), o = qsec / 10
  )
}

# The columns of lm() without its intercept.
lm_columns <- function(...) {
  call <- sys.call()
  call[[1L]] <- quote(stats::lm)
  x <- model.matrix(eval(call, parent.frame()))
  x[, colnames(x) != "(Intercept)", drop = FALSE]
}

expect_same_columns <- function(design, x) {
  expect_identical(design$columns, colnames(x))
  expect_equal(unname(as.matrix(design$x)), unname(x), ignore_attr = TRUE)
}

# The data of the fit, replayed as new data, must give its own columns back; so must single rows of them.
expect_replays <- function(design, newdata, rows = seq_len(nrow(newdata))) {
  x <- unname(as.matrix(design$x))
  expect_equal(unname(as.matrix(design_replay(design, newdata)$x)), x[rows, , drop = FALSE], ignore_attr = TRUE)
  for (i in c(1L, nrow(newdata))) {
    one <- design_replay(design, newdata[i, , drop = FALSE])$x
    expect_equal(unname(as.matrix(one)), x[rows[i], , drop = FALSE], ignore_attr = TRUE)
  }
}
