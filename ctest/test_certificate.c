/*
 * test_certificate.c - certificate.h: the gap is zero at the optimum, elsewhere at least what the objective exceeds its minimum by; primal
 * value and residuals are those of the definition.
 */
#include "certificate.h"
#include "check.h"
#include "sample.h"
#include <string.h>

enum { kinds = 4 }; /* the optimum, and three vectors that are not */

typedef struct rows {
    double primal[kinds], dual[kinds], gap[kinds], kkt[kinds], feasibility[kinds], rss[kinds];
} rows;

static nb_certificate into(rows *r)
{
    const nb_certificate out = {r->primal, r->dual, r->gap, r->kkt, r->feasibility, r->rss};
    return out;
}

/* 1/2 ||y - A b||^2 + lambda/2 sum penalty b^2; residual sum of squares in *rss. */
static double objective(const sample *s, const double *b, double lambda, const double *penalty, double *rss)
{
    const int n = s->shape.n;
    long double squares = 0.0L, norm = 0.0L;
    for (int i = 0; i < n; i++) {
        long double r = s->y[i];
        for (int j = 0; j < s->shape.p; j++)
            r -= (long double)s->a[(size_t)j * (size_t)n + (size_t)i] * b[j];
        squares += r * r;
    }
    for (int j = 0; j < s->shape.p; j++)
        norm += (long double)lambda * penalty[j] * b[j] * b[j];
    *rss = (double)squares;
    return (double)(0.5L * squares + 0.5L * norm);
}

static sample unscaled_sample(arena *own, sample_shape shape)
{
    sample s = sample_make(own, shape, 19);
    double *one = arena_doubles(own, (size_t)shape.p);
    for (int j = 0; j < shape.p; j++) {
        for (int i = 0; i < shape.n; i++)
            s.a[(size_t)j * (size_t)shape.n + (size_t)i] /= s.design.scale[j];
        one[j] = 1.0;
    }
    s.design.scale = one;
    return s;
}

/* free_columns: the first so many columns have penalty 0; of the rest every other has penalty 2. */
static void test_shape(sample_shape shape, double lambda, int free_columns)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = unscaled_sample(&own, shape);
    const int p = shape.p;
    unsigned long long state = 3;
    double *penalty = arena_doubles(&own, (size_t)p), *full = arena_doubles(&own, (size_t)p), *unit = arena_doubles(&own, (size_t)p);
    double *b = arena_doubles(&own, (size_t)p * kinds), levels[kinds] = {0.0}, lambdas[kinds], rss[kinds], value[kinds];
    const int response[kinds] = {0, 0, 0, 0};
    rows r;
    nb_certificate out = into(&r);
    for (int j = 0; j < p; j++) {
        penalty[j] = j < free_columns ? 0.0 : 1.0 + j % 2;
        full[j] = lambda * penalty[j];
        unit[j] = 1.0;
    }
    CHECK(naive_ridge(&own, shape.n, p, s.a, s.y, NULL, full, b));
    for (int l = 0; l < kinds; l++) {
        const double by = l == 0 ? 0.0 : pow(10.0, 1.0 - 3.0 * l);
        for (int j = 0; j < p; j++)
            b[l * p + j] = b[j] + by * sample_uniform(&state);
        lambdas[l] = lambda;
        value[l] = objective(&s, b + l * p, lambda, penalty, rss + l);
    }
    CHECK_OK(nb_certificate_ridge(&ctx, NULL, &s.design, kinds, b, response, lambdas, penalty, unit, shape.centred ? levels : NULL, 1, s.y,
                                  &out));
    for (int l = 0; l < kinds; l++) {
        CHECK_NEAR(r.rss[l], rss[l], 1e-13);
        CHECK_NEAR(r.primal[l], value[l], 1e-13);
        CHECK_NEAR(r.primal[l] - r.gap[l], r.dual[l], 1e-15);
        /* never below the true excess, which rounding blurs at 1e-15 */
        CHECK(r.gap[l] >= (value[l] - value[0]) * (1.0 - 1e-6) - 1e-15);
        CHECK(r.dual[l] <= value[0] + 1e-14);
        if (l > 0)
            CHECK(r.gap[l] > 0.0 && fmax(r.kkt[l], r.feasibility[l]) > 1e-12);
    }
    if (!CHECK(r.gap[0] >= 0.0 && r.gap[0] <= 1e-24) || !CHECK(r.kkt[0] <= 1e-12 && r.feasibility[0] <= 1e-12))
        printf("  gap %g kkt %g feasibility %g, n %d p %d storage %d lambda %g free %d\n", r.gap[0], r.kkt[0], r.feasibility[0], shape.n, p,
               (int)shape.storage, lambda, free_columns);
    arena_clear(&a);
    arena_clear(&own);
}

/* Along a path of many solutions and two responses every row is what it is alone. */
static void test_path(void)
{
    enum { n = 60, p = 7, k = 40 };
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = unscaled_sample(&own, (sample_shape){n, p, 2, 0, dense, 1, 1, 1.0});
    double b[p * k], lambda[k], levels[k] = {0.0}, penalty[p], unit[p], full[p], many[6][k], one[6];
    int response[k];
    const nb_certificate out = {many[0], many[1], many[2], many[3], many[4], many[5]};
    const nb_certificate single = {one, one + 1, one + 2, one + 3, one + 4, one + 5};
    nb_certificate all = out, alone = single;
    for (int j = 0; j < p; j++)
        penalty[j] = unit[j] = 1.0;
    for (int l = 0; l < k; l++) {
        lambda[l] = pow(10.0, -0.1 * (l / 2));
        response[l] = l % 2;
        for (int j = 0; j < p; j++)
            full[j] = lambda[l];
        CHECK(naive_ridge(&own, n, p, s.a, s.y + n * response[l], NULL, full, b + l * p));
    }
    CHECK_OK(nb_certificate_ridge(&ctx, NULL, &s.design, k, b, response, lambda, penalty, unit, levels, 2, s.y, &all));
    for (int l = 0; l < k; l++) {
        CHECK(many[2][l] <= 1e-24 && many[2][l] >= 0.0);
        CHECK_OK(
            nb_certificate_ridge(&ctx, NULL, &s.design, 1, b + l * p, response + l, lambda + l, penalty, unit, levels, 2, s.y, &alone));
        CHECK_NEAR(many[0][l], one[0], 1e-13);
        CHECK_NEAR(many[5][l], one[5], 1e-13);
    }
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    for (int storage = dense; storage <= dense_implicit; storage++)
        for (int centred = 0; centred < 2; centred++) {
            test_shape((sample_shape){30, 5, 1, 0, (sample_storage)storage, centred, 1, 1.0}, 0.1, 0);
            test_shape((sample_shape){30, 5, 1, 0, (sample_storage)storage, centred, 2, 1.0}, 0.1, 2);
            test_shape((sample_shape){30, 5, 1, 0, (sample_storage)storage, centred, 1, 1.0}, 0.0, 1);
            test_shape((sample_shape){12, 25, 1, 0, (sample_storage)storage, centred, 1, 1.0}, 0.05, 0);
            test_shape((sample_shape){12, 25, 1, 0, (sample_storage)storage, centred, 1, 1.0}, 0.05, 3);
        }
    test_path();
    return check_summary("certificate");
}
