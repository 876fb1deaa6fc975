/*
 * test_qp.c - qp.h without rows: problems known in closed form, and the conditions of optimality of hundreds of random ones, from any
 * beginning. Rows: test_qp_rows.c; memory and polls: test_qp_failures.c.
 */
#include "qp_random.h"

static const double inf = INFINITY;

/* 1/2 |y - b|^2 with p coefficients. */
static void identity_case(qp_case *c, int p, const double *y)
{
    qp_case_clear(c, p, p, 0);
    for (int j = 0; j < p; j++) {
        c->a[j + j * p] = 1.0;
        c->y[j] = y[j];
    }
}

/* Every coefficient by itself: sign(y) max(|y| - l1, 0) / (1 + ridge), within its bounds. */
static void test_separate(void)
{
    enum { p = 8 };
    const double y[p] = {3.0, -3.0, 0.5, -0.5, 3.0, -3.0, 4.0, 1.0}, b[p] = {2.0, -2.0, 0.0, 0.0, 1.0, -1.0, 1.5, 2.0};
    const double bound[p] = {0.0, 0.0, 0.0, 0.0, 1.0, -1.0, 0.0, -2.0}, low[p] = {-9.0, -9.0, -9.0, -9.0, -9.0, -1.0, -9.0, 2.0};
    const double high[p] = {9.0, 9.0, 9.0, 9.0, 1.0, 9.0, 9.0, 9.0};
    const int is_free[p] = {1, 1, 0, 0, 0, 0, 1, 0};
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    identity_case(&c, p, y);
    for (int j = 0; j < p; j++) {
        c.l1[j] = 1.0;
        c.lower[j] = low[j];
        c.upper[j] = high[j];
    }
    c.ridge[6] = 1.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.feasible && result.converged && result.unique && result.rank == 3);
    for (int j = 0; j < p; j++) {
        CHECK_NEAR(result.b[j], b[j], 1e-13);
        CHECK_NEAR(result.bound_multiplier[j], bound[j], 1e-13);
        CHECK(result.free[j] == is_free[j]);
    }
    arena_clear(&own);
}

/* Two equal columns share what one would have, in any way; with a ridge there is one way. */
static void test_not_unique(void)
{
    const double a[4] = {1.0, 2.0, 1.0, 2.0};
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    qp_case_clear(&c, 2, 2, 0);
    memcpy(c.a, a, sizeof a);
    c.y[0] = 1.0;
    c.y[1] = 2.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && !result.unique && result.rank == 1);
    CHECK_NEAR(result.b[0] + result.b[1], 1.0, 1e-13);
    c.ridge[0] = c.ridge[1] = 5.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && result.unique && result.rank == 2);
    CHECK_NEAR(result.b[0], 1.0 / 3.0, 1e-13);
    CHECK_NEAR(result.b[1], 1.0 / 3.0, 1e-13);
    c.ridge[0] = c.ridge[1] = 0.0;
    c.lower[0] = c.upper[0] = 0.25; /* nothing is left to share */
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && result.unique && result.rank == 1 && result.b[0] == 0.25);
    CHECK_NEAR(result.b[1], 0.75, 1e-13);
    arena_clear(&own);
}

/* No column, no row of A that says anything, y = 0. */
static void test_empty_handed(void)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    qp_case_clear(&c, 1, 2, 0);
    c.y[0] = 1.0;
    c.lower[1] = 0.5;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && !result.unique && result.b[0] == 0.0 && result.b[1] == 0.5 && result.bound_multiplier[1] == 0.0);
    c.l1[0] = c.l1[1] = 1.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && result.unique && result.b[0] == 0.0 && result.b[1] == 0.5);
    CHECK_NEAR(result.bound_multiplier[1], -1.0, 1e-13);
    c.l1[0] = c.l1[1] = c.y[0] = 0.0;
    c.a[0] = 1e-160;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && result.b[0] == 0.0);
    arena_clear(&own);
}

static void test_refused(void)
{
    const double bad[5][2] = {{1.0, 0.0}, {NAN, 0.0}, {0.0, NAN}, {inf, inf}, {-inf, -inf}};
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    for (int k = 0; k < 5; k++) {
        qp_case_clear(&c, 1, 1, 1);
        c.lower[0] = bad[k][0];
        c.upper[0] = bad[k][1];
        CHECK_STATUS(qp_case_solve(&ctx, &c, NULL, &result), NB_ERR_ARGUMENT);
        qp_case_clear(&c, 1, 1, 1);
        c.row_lower[0] = bad[k][0];
        c.row_upper[0] = bad[k][1];
        CHECK_STATUS(qp_case_solve(&ctx, &c, NULL, &result), NB_ERR_ARGUMENT);
    }
    arena_clear(&own);
}

static void test_random(void)
{
    static const qp_recipe recipes[] = {{6, 6, 0, 0, 0, 0.0},   {3, 12, 0, 0, 0, 0.0}, {40, 5, 0, 0, 0, 0.0},
                                        {40, 40, 0, 0, 0, 0.0}, {6, 6, 0, 0, 3, 0.0},  {6, 6, 0, 0, 0, 1e-5}};
    unsigned long long state = 20;
    qp_case c;
    for (int k = 0; k < 6; k++)
        for (int seed = 0; seed < 100; seed++) {
            qp_random(&state, recipes[k], &c);
            qp_random_judge(&state, &c, 100 * k + seed);
        }
}

int main(void)
{
    test_separate();
    test_not_unique();
    test_empty_handed();
    test_refused();
    test_random();
    return check_summary("qp");
}
