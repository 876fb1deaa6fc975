/*
 * test_qp_rows.c - qp.h with rows: problems known in closed form, degenerate ones, the conditions of optimality of hundreds of random ones,
 * and proofs that nothing is feasible.
 */
#include "qp_random.h"
#include "scenario.h"

static const double inf = INFINITY;

/* p coefficients, A the identity, one row of ones. */
static void sum_case(qp_case *c, int p, const double *y, double low, double high)
{
    qp_case_clear(c, p, p, 1);
    for (int j = 0; j < p; j++) {
        c->a[j + j * p] = c->row[j] = 1.0;
        c->y[j] = y[j];
    }
    c->row_lower[0] = low;
    c->row_upper[0] = high;
}

/* The point of a plane, or of a slab, that is nearest to y. */
static void test_nearest(void)
{
    const double y[3] = {3.0, 1.0, -1.0};
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    sum_case(&c, 3, y, 0.0, 0.0);
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && result.unique && result.rank == 2 && result.row_side[0] == 1);
    for (int j = 0; j < 3; j++)
        CHECK_NEAR(result.b[j], y[j] - 1.0, 1e-13);
    CHECK_NEAR(result.row_multiplier[0], 1.0, 1e-13);
    c.row_lower[0] = 6.0;
    c.row_upper[0] = 9.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.row_side[0] == -1 && result.free[0] && result.free[2]);
    CHECK_NEAR(result.row_multiplier[0], -1.0, 1e-13);
    c.row_lower[0] = 2.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.row_side[0] == 0 && result.row_multiplier[0] == 0.0);
    CHECK_NEAR(result.b[2], -1.0, 1e-13);
    c.row_lower[0] = -inf; /* a simplex: the last stays out */
    c.row_upper[0] = 2.0;
    for (int j = 0; j < 3; j++)
        c.lower[j] = 0.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK_NEAR(result.b[0], 2.0, 1e-13);
    CHECK(result.b[2] == 0.0);
    CHECK_NEAR(result.bound_multiplier[2], -2.0, 1e-13);
    CHECK_NEAR(result.row_multiplier[0], 1.0, 1e-13);
    arena_clear(&own);
}

/* Rows that say the same twice: their multipliers add up to that of one. */
static void test_twice(void)
{
    const double y[2] = {3.0, 1.0};
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    sum_case(&c, 2, y, 2.0, 2.0);
    c.m = 3;
    for (int i = 0; i < 3; i++) {
        c.row[i] = c.row[i + 3] = i + 1.0;
        c.row_lower[i] = c.row_upper[i] = 2.0 * (i + 1.0);
    }
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && result.unique && result.rank == 1);
    CHECK_NEAR(result.b[0], 2.0, 1e-13);
    CHECK_NEAR(result.row_multiplier[0] + 2.0 * result.row_multiplier[1] + 3.0 * result.row_multiplier[2], 1.0, 1e-13);
    arena_clear(&own);
}

static void random_problems(int anywhere, int kinds, const qp_recipe *recipes)
{
    unsigned long long state = 30 + (unsigned long long)anywhere;
    qp_case c;
    int refused = 0, solved = 0;
    for (int k = 0; k < kinds; k++)
        for (int seed = 0; seed < 150; seed++) {
            arena own = arena_new();
            nb_context ctx = arena_context(&own);
            nb_qp_result result;
            qp_random(&state, recipes[k], &c);
            CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
            if (result.feasible)
                qp_random_judge(&state, &c, 1000 * k + seed);
            else if (!CHECK(anywhere && qp_case_farkas_miss(&c, result.farkas) <= 1e-12))
                printf("  kind %d, seed %d: proof off by %.2g\n", k, seed, qp_case_farkas_miss(&c, result.farkas));
            refused += !result.feasible;
            solved += result.feasible;
            arena_clear(&own);
        }
    CHECK(solved > 150 && (anywhere ? refused > 150 : refused == 0));
}

static void test_random(void)
{
    static const qp_recipe within[] = {{6, 6, 6, 0, 0, 0.0},    {3, 10, 6, 0, 0, 0.0}, {10, 4, 12, 0, 0, 0.0},
                                       {40, 40, 40, 0, 0, 0.0}, {6, 6, 6, 0, 3, 0.0},  {6, 6, 6, 0, 0, 1e-5}};
    static const qp_recipe anywhere[] = {{6, 6, 6, 1, 0, 0.0}, {6, 5, 12, 1, 0, 0.0}, {40, 40, 40, 1, 0, 0.0}, {6, 6, 6, 1, 3, 0.0}};
    random_problems(0, 6, within);
    random_problems(1, 4, anywhere);
}

/* What a contradiction is proved by, where it is known. */
static void test_refused(void)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    sum_case(&c, 2, (double[2]){0.0, 0.0}, 3.0, inf);
    c.upper[0] = c.upper[1] = 1.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(!result.feasible && result.farkas[0] < 0.0);
    CHECK_NEAR(result.farkas[1] / result.farkas[0], -1.0, 1e-15);
    CHECK_NEAR(result.farkas[2] / result.farkas[0], -1.0, 1e-15);
    c.row_lower[0] = 2.0; /* one point */
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.feasible && result.converged && result.unique && result.b[0] == 1.0 && result.b[1] == 1.0);
    c.row_lower[0] = 2.0 + 1e-9; /* little is missing */
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(!result.feasible && result.farkas[0] < 0.0);
    CHECK_NEAR(result.farkas[1] / result.farkas[0], -1.0, 1e-15);
    qp_case_clear(&c, 1, 1, 1); /* nothing is asked to be something */
    c.row_lower[0] = 1e-100;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(!result.feasible && result.farkas[0] < 0.0 && result.farkas[1] == 0.0);
    arena_clear(&own);
}

/* Found by random problems in their time; each kind by its shortest. */
static void test_found(void)
{
    enum { count = 4 };
    static const struct {
        int n, p, m;
        double a[6], y[3], l1[3], lower[3], upper[3], row[12], row_lower[5], row_upper[5]; /* a, row by rows */
    } found[count] = {
        /* rounding in b was missing from one row, much more from another: held to be out of reach */
        {1,
         2,
         4,
         {-2, 2},
         {-6},
         {3, 3},
         {-INFINITY, -INFINITY},
         {2, -1},
         {0, 1, -1, 2, 0, 1, -2, 1},
         {-1, -INFINITY, -INFINITY, 3},
         {INFINITY, 2, 1, INFINITY}},
        /* rows that depended on each other but for rounding, in the search for a point */
        {1,
         2,
         5,
         {-1, -1},
         {-4},
         {0},
         {-INFINITY, -INFINITY},
         {INFINITY, INFINITY},
         {0, 2, -1, 1, 0, -1, 1, 2, -1, 3},
         {-INFINITY, 2, -1, -INFINITY, 4},
         {4, INFINITY, -1, 2, 6}},
        /* two equations at a vertex where three bounds meet: the same faces again and again */
        {1, 3, 2, {3, -3, -1}, {-2}, {3, 0, 3}, {0, 0, 0}, {INFINITY, INFINITY, INFINITY}, {-1, -1, 1, 2, -2, -1}, {0, 0}, {0, 0}},
        /* a row that depends on those held, moved by rounding in the step */
        {1,
         3,
         4,
         {3, 3, 3},
         {5},
         {0},
         {2, -2, 1},
         {2, 0, 3},
         {2, -1, 1, 0, 1, -1, 0, -1, 1, 0, 2, 0},
         {7, -3, 3, -4},
         {INFINITY, -2, 3, -1}},
    };
    unsigned long long state = 40;
    qp_case c;
    for (int k = 0; k < count; k++) {
        const int n = found[k].n, p = found[k].p, m = found[k].m;
        qp_case_clear(&c, n, p, m);
        for (int j = 0; j < p; j++) {
            for (int i = 0; i < n; i++)
                c.a[i + j * n] = found[k].a[j + i * p];
            for (int i = 0; i < m; i++)
                c.row[i + j * m] = found[k].row[j + i * p];
        }
        memcpy(c.y, found[k].y, (size_t)n * sizeof(double));
        memcpy(c.l1, found[k].l1, (size_t)p * sizeof(double));
        memcpy(c.lower, found[k].lower, (size_t)p * sizeof(double));
        memcpy(c.upper, found[k].upper, (size_t)p * sizeof(double));
        memcpy(c.row_lower, found[k].row_lower, (size_t)m * sizeof(double));
        memcpy(c.row_upper, found[k].row_upper, (size_t)m * sizeof(double));
        qp_random_judge(&state, &c, -1 - k);
    }
}

/* A column that only rows know of, in numbers far from those of the others. */
static void test_flat(void)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    qp_case_clear(&c, 1, 2, 1);
    c.a[0] = c.y[0] = 1.0;
    c.row[0] = 1.0;
    c.row[1] = 1e-9;
    c.row_lower[0] = c.row_upper[0] = 3.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.feasible && result.converged && result.unique);
    CHECK_NEAR(result.b[0], 1.0, 1e-12);
    CHECK_NEAR(result.b[1], 2e9, 1e-3);
    arena_clear(&own);
}

/* Where y and A ask for nothing, what satisfies the rows does so freely. */
static void test_idle(void)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    qp_case c;
    nb_qp_result result;
    qp_case_clear(&c, 1, 3, 1);
    for (int j = 0; j < 3; j++)
        c.row[j] = 0.5 - j;
    c.row_lower[0] = c.row_upper[0] = 3.0;
    CHECK_OK(qp_case_solve(&ctx, &c, NULL, &result));
    CHECK(result.converged && !result.unique && result.row_multiplier[0] == 0.0 && qp_case_miss(&c, &result) <= 1e-15);
    arena_clear(&own);
}

int main(void)
{
    test_nearest();
    test_twice();
    test_random();
    test_refused();
    test_found();
    test_flat();
    test_idle();
    return check_summary("qp_rows");
}
