panel <- list(x = c(2, 1, 0), b = rbind(a = c(0, 1, 2), b = c(0, -3, -4)), lambda = c(100, 10, 1))

test_that("traces end at the small penalty or where the limits cut them off", {
  expect_equal(trace_end(panel, c(0, 2)), list(x = 0, y = c(a = 2, b = -4)))
  expect_equal(trace_end(panel, c(0.5, 2)), list(x = 0.5, y = c(a = 1.5, b = -3.5)))
  one <- list(x = 1, b = panel$b[, 2, drop = FALSE])
  expect_equal(trace_end(one, c(3, 4))$y, c(a = 1, b = -3))
})

test_that("only visible traces are labelled, as many as have room", {
  grDevices::pdf(NULL, 5, 4)
  on.exit(grDevices::dev.off())
  plot.new()
  end <- list(y = c(1, 5, -2, 0.5))
  expect_identical(label_choice(end, c(-3, 3), 2), c(1L, 3L))
  expect_identical(label_choice(end, c(-3, 3), 0), integer())
  expect_identical(label_choice(list(y = c(1, 0, -2)), c(-3, 3), 3, zero = FALSE), c(1L, 3L))
  room <- length(label_choice(list(y = runif(500)), c(0, 1), 500))
  expect_lte(room * label_height(), par("pin")[2])
  expect_gt(room, 10)
})

test_that("the strip is as wide as its names, cut to 30 percent of the plot", {
  grDevices::pdf(NULL, 5, 4)
  on.exit(grDevices::dev.off())
  plot.new()
  expect_identical(strip_width(character())$total, 0)
  strip <- strip_width(c("a", strrep("long", 20)))
  expect_lte(max(strwidth(strip$text, "inches", text_size)), 0.3 * par("pin")[1])
  expect_gte(strip$total, strip$leader + max(strwidth(strip$text, "inches", text_size)))
})

test_that("the user's col, lty and lwd are recycled over the traces", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  style <- chosen_style(4, 1:4, list(col = c("red", "blue"), lwd = 3))
  expect_identical(style$col, c("red", "blue", "red", "blue"))
  expect_identical(style$lwd, rep(3, 4))
})
