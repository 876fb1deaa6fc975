draw_to_nothing <- function(code) {
  file <- tempfile(fileext = ".pdf")
  grDevices::pdf(file)
  on.exit({
    grDevices::dev.off()
    unlink(file)
  })
  force(code)
}

test_that("projected gradient shows the gap and the norm, dual ascent also the multiplier", {
  task <- random_task(1, l1_ball(1))
  projected <- constrained_iterate(task, "projection")$trace
  views <- trace_views(projected)
  expect_identical(vapply(views, \(view) view$titles$y, ""), c("Objective above best", "Norm"))
  expect_true(views[[1L]]$log[["y"]])
  expect_identical(views[[2L]]$levels$y, 1)
  gaps <- draw_to_nothing(plot_trace(projected))
  expect_equal(gaps$gap[1L], projected$objective[1L] - min(projected$objective))
  expect_true(all(gaps$gap > 0, na.rm = TRUE))
  dual <- constrained_iterate(task, "dual")$trace
  expect_identical(vapply(trace_views(dual), \(view) view$titles$y, ""), c("Objective", "Norm", "Multiplier"))
  expect_identical(trace_views(dual)[[3L]]$series[[1L]]$y, dual$multiplier)
})

test_that("several balls have a line each, and parameters are as they were", {
  trace <- constrained_iterate(random_task(2, l1_ball(1) & l2_ball(0.6)), "dual")$trace
  views <- trace_views(trace)
  expect_identical(vapply(views[[3L]]$series, `[[`, "", "label"), c("l1_ball", "l2_ball"))
  expect_identical(vapply(views[[2L]]$series, `[[`, "", "label"), c("l1_ball, radius 1", "l2_ball, radius 0.6"))
  expect_identical(views[[2L]]$levels$y, c(1, 0.6))
  draw_to_nothing({
    before <- graphics::par("mfrow", "mar")
    plot_trace(trace, list(main = "Two balls"))
    expect_identical(graphics::par("mfrow", "mar"), before)
  })
})

test_that("panels have axes that begin and end at the same places, below each other", {
  trace <- constrained_iterate(random_task(2, l1_ball(1) & l2_ball(0.6)), "dual")$trace
  views <- trace_views(trace)
  left <- right <- numeric()
  draw_to_nothing({
    margins <- stack_panels(views, TRUE, FALSE)
    for (i in seq_along(views)) {
      graphics::par(mar = margins[[i]])
      frame <- draw_chart(views[[i]], panel_options(list(main = "Title"), i == 1L, i == 3L))
      left[i] <- graphics::grconvertX(frame$xlim[1L], to = "ndc")
      right[i] <- graphics::grconvertX(frame$xlim[2L], to = "ndc")
    }
  })
  expect_equal(left, rep(left[1L], 3L))
  expect_equal(right, rep(right[1L], 3L))
  expect_null(panel_options(list(main = "Title"), FALSE, TRUE)$main)
  expect_identical(panel_options(list(), TRUE, FALSE)$xlab, "")
})

test_that("without balls there is the gap alone, and without a trace an error", {
  trace <- constrained_iterate(random_task(3, nonnegative()), "projection")$trace
  expect_length(trace_views(trace), 1L)
  draw_to_nothing(expect_identical(nrow(plot_trace(trace)), nrow(trace)))
  expect_error(plot_trace(NULL), class = "normball_error_unsupported")
})

test_that("ggplot2 draws the same charts", {
  skip_if_not_installed("ggplot2")
  plots <- autoplot_trace(constrained_iterate(random_task(1, l1_ball(1)), "dual")$trace)
  expect_length(plots, 3L)
  expect_s3_class(plots[[1L]], "ggplot")
})
