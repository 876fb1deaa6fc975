/*
 * test_limit.c - limit.h: least penalty under equations, known by hand or by its optimality conditions; memory that fails and polls that
 * stop.
 */
#include "limit.h"
#include "sample.h"
#include "scenario.h"
#include <math.h>
#include <string.h>

enum { rows = 6, columns = 20 };

/* One equation b1 + 2 b2 = 2 s of unit norm, s = sqrt(5). */
static void test_two(double l1, double l2, const double *upper, double first, double second)
{
    const double c[2] = {1.0 / sqrt(5.0), 2.0 / sqrt(5.0)}, prices[2] = {l1, 1.0}, curves[2] = {l2, l2}, lower[2] = {-9.0, -9.0};
    const double d[1] = {2.0 / sqrt(5.0)};
    const nb_limit_problem problem = {1, 2, c, d, prices, curves, upper != NULL ? lower : NULL, upper};
    double b[2], u[1] = {0.0};
    int steps, settled;
    nb_gemm_work ws;
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    CHECK_OK(nb_gemm_work_init(&ctx, &ws));
    CHECK_OK(nb_limit_solve(&ctx, &ws, &problem, b, u, &steps, &settled));
    CHECK(settled && steps > 0);
    CHECK_NEAR(b[0], first, 1e-12);
    CHECK_NEAR(b[1], second, 1e-12);
    arena_clear(&own);
}

/* Random equations, the first three curved where l2 > 0. */
static nb_status solve_random(nb_context *ctx, double l2, int bounded, double *left, double *gaps)
{
    double c[rows * columns], d[rows], l1[columns], curve[columns], lower[columns], upper[columns], b[columns], g[columns], gap[columns];
    double miss[columns], u[rows] = {0.0};
    int steps, settled;
    unsigned long long state = 5;
    nb_gemm_work ws;
    const nb_limit_problem problem = {rows, columns, c, d, l1, curve, bounded ? lower : NULL, bounded ? upper : NULL};
    sample_fill(&state, rows * columns, c);
    sample_fill(&state, rows, d);
    for (int j = 0; j < columns; j++) {
        l1[j] = j == 4 ? 3.0 : 1.0;
        curve[j] = l2;
        lower[j] = -1.0;
        upper[j] = 0.5;
    }
    NB_TRY(nb_gemm_work_init(ctx, &ws));
    NB_TRY(nb_limit_solve(ctx, &ws, &problem, b, u, &steps, &settled));
    *left = *gaps = 0.0;
    for (int i = 0; i < rows; i++) {
        double sum = d[i];
        for (int j = 0; j < columns; j++)
            sum -= c[i + j * rows] * b[j];
        *left = fmax(*left, fabs(sum));
    }
    for (int j = 0; j < columns; j++) {
        g[j] = 0.0;
        for (int i = 0; i < rows; i++)
            g[j] += c[i + j * rows] * u[i];
        g[j] *= 1.0 - 1e-13; /* within the limit in spite of rounding */
    }
    nb_limit_gaps(&problem, b, g, gap, miss);
    for (int j = 0; j < columns; j++)
        *gaps += gap[j];
    return settled ? NB_OK : NB_ERR_MAXITER;
}

static nb_status run_lasso(nb_context *ctx)
{
    double left, gaps;
    return solve_random(ctx, 0.0, 0, &left, &gaps);
}

static nb_status run_bounded(nb_context *ctx)
{
    double left, gaps;
    return solve_random(ctx, 0.3, 1, &left, &gaps);
}

static void test_random(void)
{
    for (int curved = 0; curved < 2; curved++)
        for (int bounded = 0; bounded < 2; bounded++) {
            double left = 1.0, gaps = 1.0;
            arena own = arena_new();
            nb_context ctx = arena_context(&own);
            CHECK_OK(solve_random(&ctx, 0.3 * curved, bounded, &left, &gaps));
            CHECK_NEAR(left, 0.0, 1e-11);
            CHECK_NEAR(gaps, 0.0, 1e-11);
            arena_clear(&own);
        }
}

int main(void)
{
    static const scenario scenarios[] = {{"least L1 norm", run_lasso, 1, 1}, {"curved, within bounds", run_bounded, 1, 1}};
    const double half[2] = {9.0, 0.5};
    test_two(1.0, 0.0, NULL, 0.0, 1.0);
    test_two(0.25, 0.0, NULL, 2.0, 0.0);
    test_two(1.0, 0.0, half, 1.0, 0.5);
    test_two(0.0, 1.0, NULL, 0.8, 0.6); /* b = (u, 2 u - 1) */
    test_random();
    test_scenarios(2, scenarios);
    return check_summary("limit");
}
