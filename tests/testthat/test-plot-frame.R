on_device <- function(width, height, code) {
  grDevices::pdf(NULL, width, height)
  on.exit(grDevices::dev.off())
  graphics::plot.new()
  code
}

test_that("the coordinates hold the data, the space beside and the rows above", {
  on_device(5, 4, {
    marks <- data.frame(x = c(1, 1.1), text = c("a", "b"), chosen = c(TRUE, FALSE))
    frame <- open_frame(c(0, 2), c(-1, 1), FALSE, marks, c(0.5, 0))
    usr <- par("usr")
    expect_equal((0 - usr[1]) / frame$inch_x, 0.5 + frame$pad)
    expect_equal((usr[2] - 2) / frame$inch_x, frame$pad)
    expect_setequal(frame$marks$row, 1:2)
    expect_equal(usr[4], frame$top + 2 * frame$row)
    expect_equal(diff(usr[1:2]) / frame$inch_x, par("pin")[1])
    expect_equal(diff(usr[3:4]) / frame$inch_y, par("pin")[2])
  })
})

test_that("a log axis is in units of lambda", {
  on_device(5, 4, {
    frame <- open_frame(c(-2, 1), c(0, 1), TRUE, data.frame(x = numeric(), text = character(), chosen = logical()))
    expect_true(par("xlog"))
    expect_equal(px(frame, -2), 0.01)
    expect_equal(par("usr")[1:2], c(-2, 1) + c(-1, 1) * frame$pad * frame$inch_x)
  })
})

test_that("limits of one point are widened", {
  expect_equal(widen(c(0, 0)), c(-0.5, 0.5))
  expect_equal(widen(c(10, 10)), c(5, 15))
  expect_equal(widen(c(1, 2)), c(1, 2))
})

test_that("the left margin grows with the numbers beside it, only", {
  on_device(7, 5, {
    par(mar = c(5, 2, 4, 2))
    old <- fit_margins(c(0, 123456789))
    expect_equal(old, list(mar = c(5, 2, 4, 2)))
    expect_gt(par("mar")[2], 5)
    expect_equal(par("mar")[-2], c(5, 4, 2))
    par(mar = c(5.1, 4.1, 4.1, 2.1))
    fit_margins(c(0, 1))
    expect_equal(par("mar"), c(5.1, 4.1, 4.1, 2.1))
  })
})

test_that("titles are made smaller where they would be cut off", {
  on_device(5, 4, {
    expect_identical(fit_text("short", 3, 0.9), 0.9)
    small <- fit_text(strrep("long ", 40), 3, 0.9)
    expect_lt(strwidth(strrep("long ", 40), "inches", small), 3)
    expect_identical(fit_text("", 3, 0.9), 0.9)
  })
})

test_that("marks outside the limits are left out, and texts stay inside", {
  on_device(5, 4, {
    marks <- data.frame(x = c(-5, 0, 2), text = c("a", "lambda == 1", "lambda == 2"), chosen = FALSE)
    placed <- place_marks(marks, c(0, 2), 0.5)
    expect_identical(placed$text, marks$text[-1])
    expect_gt(placed$centre[1], 0)
    expect_lt(placed$centre[2], 2)
    expect_identical(nrow(place_marks(marks[0, ], c(0, 2), 0.5)), 0L)
  })
})

test_that("a path of one lambda is drawn whatever its size", {
  pdf(NULL)
  on.exit(dev.off())
  for (lambda in c(1e300, 1e-300, 1)) expect_silent(plot(ridge(mpg ~ wt + hp, mtcars, lambda = lambda)))
})
