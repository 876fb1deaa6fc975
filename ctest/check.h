/*
 * check.h - counting checks. A test program ends with `return check_summary("name");`, which prints "name: N passed, N failed".
 */
#ifndef NB_CHECK_H
#define NB_CHECK_H

#include <math.h>
#include <stdio.h>

static int check_passed, check_failed;

static inline int check_that(int holds, const char *what, const char *file, int line)
{
    if (holds)
        check_passed++;
    else {
        check_failed++;
        printf("%s:%d: %s\n", file, line, what);
    }
    return holds;
}

/* |value - expected| <= tolerance; false for NaN. */
static inline int check_close(double value, double expected, double tolerance, const char *what, const char *file, int line)
{
    const int holds = fabs(value - expected) <= tolerance;
    if (!holds)
        printf("%s:%d: got %.17g, expected %.17g, off by %.3g > %.3g\n", file, line, value, expected, fabs(value - expected), tolerance);
    return check_that(holds, what, file, line);
}

#define CHECK(holds)                           check_that((holds), #holds, __FILE__, __LINE__)
#define CHECK_NEAR(value, expected, tolerance) check_close((value), (expected), (tolerance), #value, __FILE__, __LINE__)
#define CHECK_STATUS(call, status)             check_that((call) == (status), #call " gives " #status, __FILE__, __LINE__)
#define CHECK_OK(call)                         CHECK_STATUS(call, NB_OK)

static inline int check_summary(const char *name)
{
    printf("%s: %d passed, %d failed\n", name, check_passed, check_failed);
    return check_failed > 0;
}

#endif
