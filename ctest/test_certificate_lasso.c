/*
 * test_certificate_lasso.c - certificate_lasso.h: the gap is rounding at the optimum, elsewhere at least what the objective exceeds its
 * minimum by and equal to P - D formed plainly; under bounds, with unpenalised columns, near lambda = 0, for every storage and along paths.
 */
#include "certificate_lasso.h"
#include "check.h"
#include "sample.h"
#include <string.h>

enum { most = 45, kinds = 4 }; /* columns; solutions of a test: the optimum, and three that are not */

typedef struct rows {
    double primal[most], dual[most], gap[most], kkt[most], feasibility[most], rss[most];
} rows;

typedef struct problem {
    sample s;
    double lambda, l1[most], l2[most], lower[most], upper[most], unit[most], level[most];
    int bounded;
} problem;

/* A with scale 1, and columns of about unit norm. */
static problem make_problem(arena *own, sample_shape shape, double lambda, double mixture)
{
    problem q;
    memset(&q, 0, sizeof q);
    q.s = sample_make(own, shape, 23);
    q.lambda = lambda;
    double *one = arena_doubles(own, (size_t)shape.p);
    for (int j = 0; j < shape.p; j++) {
        for (int i = 0; i < shape.n; i++)
            q.s.a[(size_t)j * (size_t)shape.n + (size_t)i] /= q.s.design.scale[j];
        one[j] = q.unit[j] = 1.0;
        q.l1[j] = mixture * (1.0 + j % 3);
        q.l2[j] = (1.0 - mixture) * (1.0 + j % 3);
        q.lower[j] = -INFINITY;
        q.upper[j] = INFINITY;
    }
    q.s.design.scale = one;
    return q;
}

static long double soft(long double z, long double by)
{
    return z > by ? z - by : z < -by ? z + by : 0.0L;
}

/* Coordinate descent in long double until nothing moves. */
static void solve(const problem *q, double *b)
{
    const int n = q->s.shape.n, p = q->s.shape.p;
    long double r[200], x[most] = {0.0L}, move = 1.0L;
    for (int i = 0; i < n; i++)
        r[i] = q->s.y[i];
    for (int j = 0; j < p; j++)
        b[j] = 0.0;
    for (int sweep = 0; sweep < 200000 && move > 1e-19L; sweep++) {
        move = 0.0L;
        for (int j = 0; j < p; j++) {
            const double *a = q->s.a + (size_t)j * (size_t)n;
            long double square = 0.0L, dot = 0.0L;
            for (int i = 0; i < n; i++) {
                square += (long double)a[i] * a[i];
                dot += a[i] * r[i];
            }
            if (square == 0.0L)
                continue;
            long double to = soft(dot + square * x[j], q->lambda * q->l1[j]) / (square + q->lambda * q->l2[j]);
            to = to < q->lower[j] ? q->lower[j] : to > q->upper[j] ? q->upper[j] : to;
            for (int i = 0; i < n; i++)
                r[i] += (x[j] - to) * a[i];
            move = fmaxl(move, fabsl(to - x[j]));
            x[j] = to;
        }
    }
    for (int j = 0; j < p; j++)
        b[j] = (double)x[j];
}

static double objective(const problem *q, const double *b, double *rss)
{
    const int n = q->s.shape.n, p = q->s.shape.p;
    long double squares = 0.0L, penalty = 0.0L;
    for (int i = 0; i < n; i++) {
        long double r = q->s.y[i];
        for (int j = 0; j < p; j++)
            r -= (long double)q->s.a[(size_t)j * (size_t)n + (size_t)i] * b[j];
        squares += r * r;
    }
    for (int j = 0; j < p; j++)
        penalty += (long double)q->lambda * (q->l1[j] * fabs(b[j]) + 0.5 * q->l2[j] * b[j] * b[j]);
    *rss = (double)squares;
    return (double)(0.5L * squares + penalty);
}

static nb_status certify(const problem *q, int k, const double *b, const double *lambda, rows *r)
{
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    nb_certificate out = {r->primal, r->dual, r->gap, r->kkt, r->feasibility, r->rss};
    int start[most + 1] = {0}, index[most * most], at = 0;
    double value[most * most];
    for (int l = 0; l < k; l++) {
        for (int j = 0; j < q->s.shape.p; j++)
            if (b[l * q->s.shape.p + j] != 0.0) {
                index[at] = j;
                value[at++] = b[l * q->s.shape.p + j];
            }
        start[l + 1] = at;
    }
    const nb_sparse_coefficients sparse = {k, start, index, value};
    const nb_status status =
        nb_certificate_lasso(&ctx, NULL, &q->s.design, &sparse, lambda, q->l1, q->l2, q->bounded ? q->lower : NULL,
                             q->bounded ? q->upper : NULL, q->unit, q->s.shape.centred ? q->level : NULL, q->s.y, &out);
    arena_clear(&a);
    return status;
}

/* The optimum, and points at three distances from it that keep the bounds. */
static void test_problem(const problem *q, double tolerance)
{
    const int p = q->s.shape.p;
    unsigned long long state = 5;
    double b[most * kinds], lambda[kinds], value[kinds], rss[kinds], null;
    rows r;
    memset(b, 0, sizeof b);
    null = objective(q, b, rss);
    solve(q, b);
    for (int l = 0; l < kinds; l++) {
        lambda[l] = q->lambda;
        for (int j = 0; j < p && l > 0; j++) {
            const double moved = b[j] + pow(10.0, 1.0 - 3.0 * l) * sample_uniform(&state);
            b[l * p + j] = moved < q->lower[j] ? q->lower[j] : moved > q->upper[j] ? q->upper[j] : moved;
        }
        value[l] = objective(q, b + l * p, rss + l);
    }
    CHECK_OK(certify(q, kinds, b, lambda, &r));
    for (int l = 0; l < kinds; l++) {
        CHECK_NEAR(r.rss[l], rss[l], 1e-13);
        CHECK_NEAR(r.primal[l], value[l], 1e-13);
        CHECK_NEAR(r.primal[l] - r.gap[l], r.dual[l], 1e-15);
        /* never below the true excess, which rounding blurs at 1e-15 */
        CHECK(r.gap[l] >= (value[l] - value[0]) * (1.0 - 1e-3) - 2e-15);
        CHECK(l == 0 || (r.gap[l] > 0.0 && fmax(r.kkt[l], r.feasibility[l]) > 1e-9));
    }
    if (!CHECK(r.gap[0] >= 0.0 && r.gap[0] <= tolerance * null) || !CHECK(r.kkt[0] <= 1e-12 && r.feasibility[0] <= 1e-12))
        printf("  gap %g of %g, kkt %g, feasibility %g: n %d p %d storage %d lambda %g l1 %g bounded %d\n", r.gap[0], null, r.kkt[0],
               r.feasibility[0], q->s.shape.n, p, (int)q->s.shape.storage, q->lambda, q->l1[0], q->bounded);
}

static void set_bounds(problem *q, int kind)
{
    q->bounded = kind > 0;
    for (int j = 0; j < q->s.shape.p && kind > 0; j++) {
        q->lower[j] = kind == 1 ? 0.0 : kind == 2 ? -0.05 : j % 3 == 0 ? 0.01 : -INFINITY;
        q->upper[j] = kind == 1 ? INFINITY : kind == 2 ? 0.1 : j % 3 == 1 ? 0.02 : INFINITY;
    }
}

static void test_shapes(void)
{
    static const double mixtures[] = {1.0, 0.5, 0.0};
    static const int sizes[][2] = {{40, 5}, {60, 12}, {12, 25}};
    for (int storage = dense; storage <= dense_implicit; storage++)
        for (int size = 0; size < 3; size++)
            for (int mixture = 0; mixture < 3; mixture++)
                for (int kind = 0; kind < 4; kind++)
                    for (int loose = 0; loose <= 2; loose += 2) {
                        arena own = arena_new();
                        const sample_shape shape = {sizes[size][0],          sizes[size][1],    1, 0,
                                                    (sample_storage)storage, (kind + size) % 2, 1, 1.0};
                        problem q = make_problem(&own, shape, 0.02, mixtures[mixture]);
                        set_bounds(&q, kind);
                        for (int j = 0; j < loose; j++)
                            q.l1[j] = q.l2[j] = 0.0;
                        test_problem(&q, 1e-13);
                        arena_clear(&own);
                    }
}

/* Penalties that vanish: least squares, also without negative coefficients and within boxes; interpolation. */
static void test_small_penalties(void)
{
    static const double lambdas[] = {0.0, 1e-14, 1e-11, 1e-9, 1e-6};
    for (int at = 0; at < 5; at++)
        for (int kind = 0; kind < 4; kind++)
            for (int mixture = 0; mixture < 2; mixture++) {
                arena own = arena_new();
                problem q = make_problem(&own, (sample_shape){60, 6, 1, 0, (sample_storage)(kind % 4), 1, 1, 1.0}, lambdas[at],
                                         mixture ? 0.5 : 1.0);
                set_bounds(&q, kind);
                test_problem(&q, 1e-10);
                arena_clear(&own);
            }
}

/* Orthonormal columns: b = soft(a'y), the gap at zero is known in closed form. */
static void test_orthonormal(void)
{
    const double h = 0.5, x[12] = {h, h, h, h, h, -h, h, -h, h, h, -h, -h}, centre[3] = {0, 0, 0}, one[4] = {1, 1, 1, 1};
    const double y[4] = {1.0, 2.0, -0.5, 0.5}, lambda[2] = {0.4, 0.4}, l1[3] = {1, 1, 1}, l2[3] = {0, 0, 0}, dots[3] = {1.5, -1.0, 1.5};
    const int columns[3] = {0, 1, 2}, start[3] = {0, 3, 3}, index[3] = {0, 1, 2};
    const double value[3] = {1.1, -0.6, 1.1};
    const nb_design design = {.n = 4, .p = 3, .x = x, .columns = columns, .centre = centre, .scale = one, .root_weight = one};
    const nb_sparse_coefficients b = {2, start, index, value};
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    rows r;
    nb_certificate out = {r.primal, r.dual, r.gap, r.kkt, r.feasibility, r.rss};
    CHECK_OK(nb_certificate_lasso(&ctx, NULL, &design, &b, lambda, l1, l2, NULL, NULL, one, NULL, y, &out));
    CHECK(r.gap[0] >= 0.0 && r.gap[0] <= 1e-15 && r.kkt[0] <= 1e-15 && r.feasibility[0] == 0.0);
    CHECK_NEAR(r.rss[0], 5.5 - (2.25 + 1.0 + 2.25) + 3 * 0.16, 1e-15);
    CHECK_NEAR(r.primal[0], 0.5 * r.rss[0] + 0.4 * 2.8, 1e-15);
    /* at b = 0: t = s y with s = 0.4 / 1.5, P - D = (1 - s)^2 ||y||^2 / 2 */
    CHECK_NEAR(r.gap[1], 0.5 * (1 - 0.4 / 1.5) * (1 - 0.4 / 1.5) * 5.5, 1e-15);
    CHECK_NEAR(r.kkt[1], (dots[0] - 0.4) / dots[0], 1e-15);
    arena_clear(&a);
}

/* What is outside its bounds, and an intercept that is wrong, show. */
static void test_feasibility(void)
{
    arena own = arena_new();
    problem q = make_problem(&own, (sample_shape){40, 5, 1, 0, dense, 1, 1, 1.0}, 0.02, 1.0);
    double b[2 * 5], lambda[2] = {0.02, 0.02}, squares = 0.0;
    rows r;
    set_bounds(&q, 1);
    solve(&q, b);
    memcpy(b + 5, b, 5 * sizeof(double));
    for (int j = 5; j < 10; j++)
        if (b[j] == 0.0)
            b[j] = -1e-3;
    q.level[0] = 0.3;
    for (int i = 0; i < 40; i++)
        squares += q.s.y[i] * q.s.y[i];
    CHECK_OK(certify(&q, 2, b, lambda, &r));
    CHECK(r.feasibility[0] > 1e-3);
    CHECK_NEAR(r.gap[0], 0.5 * 0.09, 1e-14);
    CHECK_NEAR(r.feasibility[1], 1e-3 / sqrt(squares), 1e-15);
    CHECK(r.gap[1] > 0.0);
    arena_clear(&own);
}

/* Tall designs with many solutions take A'A; every row is what it is alone. */
static void test_path(int n, int p, int k, double mixture, int loose)
{
    arena own = arena_new();
    problem q = make_problem(&own, (sample_shape){n, p, 1, 0, dense, 1, 1, 1.0}, 0.0, mixture);
    double b[most * most], lambda[most];
    rows all, one;
    for (int j = 0; j < loose; j++)
        q.l1[j] = q.l2[j] = 0.0;
    for (int l = 0; l < k; l++) {
        q.lambda = lambda[l] = 0.1 * pow(10.0, -4.0 * l / k);
        solve(&q, b + l * p);
        if (l % 5 == 4)
            b[l * p + 1] += 1e-3;
    }
    CHECK_OK(certify(&q, k, b, lambda, &all));
    for (int l = 0; l < k; l++) {
        CHECK_OK(certify(&q, 1, b + l * p, lambda + l, &one));
        CHECK_NEAR(all.primal[l], one.primal[0], 1e-14);
        CHECK_NEAR(all.gap[l], one.gap[0], 1e-14 + 1e-6 * one.gap[0]);
        CHECK_NEAR(all.kkt[l], one.kkt[0], 1e-13);
        CHECK_NEAR(all.feasibility[l], one.feasibility[0], 1e-13);
        CHECK_NEAR(all.rss[l], one.rss[0], 1e-14);
        CHECK(l % 5 == 4 ? all.gap[l] > 1e-9 : all.gap[l] <= 1e-13);
    }
    arena_clear(&own);
}

int main(void)
{
    test_shapes();
    test_small_penalties();
    test_orthonormal();
    test_feasibility();
    for (int loose = 0; loose <= 2; loose++) {
        test_path(190, 6, 8, 1.0, loose);
        test_path(190, 6, 8, 0.5, loose);
        test_path(60, 20, 30, 1.0, loose);
        test_path(12, 40, 30, 1.0, loose > 1);
    }
    return check_summary("certificate_lasso");
}
