/*
 * test_ridge_loo.c - ridge.h: leverages and leave-one-out residuals in closed form equal those of n refits, in long double.
 */
#include "check.h"
#include "ridge.h"
#include "sample.h"
#include <string.h>

/* Everything that is fitted, as columns: intercept, flat directions, design before projection. */
typedef struct full_model {
    int columns, flat; /* in all; unpenalised ones, which come first */
    double *rows;
} full_model;

static full_model full_model_of(arena *own, const sample *s)
{
    const size_t n = (size_t)s->shape.n;
    full_model out = {s->shape.centred + s->shape.q + s->shape.p, s->shape.centred + s->shape.q, NULL};
    out.rows = arena_doubles(own, n * (size_t)out.columns);
    if (s->shape.centred)
        memcpy(out.rows, s->design.root_weight, n * sizeof(double));
    memcpy(out.rows + n * (size_t)s->shape.centred, s->design.flat, n * (size_t)s->shape.q * sizeof(double));
    memcpy(out.rows + n * (size_t)out.flat, s->before, n * (size_t)s->shape.p * sizeof(double));
    return out;
}

static double predict(const full_model *model, int n, int row, const double *x)
{
    long double sum = 0.0L;
    for (int j = 0; j < model->columns; j++)
        sum += (long double)model->rows[(size_t)j * (size_t)n + (size_t)row] * x[j];
    return (double)sum;
}

/* Residual of row `row` on the scale of y / root_weight under the fit to the others; NaN when they do not determine it. */
static double refit(arena *own, const sample *s, const full_model *model, const double *y, double c, int row)
{
    const int n = s->shape.n;
    int *use = arena_ints(own, (size_t)n);
    double *penalty = arena_doubles(own, (size_t)model->columns), *x = arena_doubles(own, (size_t)model->columns);
    for (int i = 0; i < n; i++)
        use[i] = i != row;
    for (int j = 0; j < model->columns; j++)
        penalty[j] = j < model->flat ? 0.0 : c;
    if (!naive_ridge(own, n, model->columns, model->rows, y, use, penalty, x))
        return NAN;
    return (y[row] - predict(model, n, row, x)) / s->design.root_weight[row];
}

/* Element (row, row) of the hat matrix: the prediction of row `row` from the unit vector of that row. */
static double leverage_of(arena *own, const sample *s, const full_model *model, double c, int row)
{
    const int n = s->shape.n;
    double *penalty = arena_doubles(own, (size_t)model->columns), *x = arena_doubles(own, (size_t)model->columns);
    double *unit = arena_doubles(own, (size_t)n);
    for (int i = 0; i < n; i++)
        unit[i] = i == row;
    for (int j = 0; j < model->columns; j++)
        penalty[j] = j < model->flat ? 0.0 : c;
    return naive_ridge(own, n, model->columns, model->rows, unit, NULL, penalty, x) ? predict(model, n, row, x) : NAN;
}

static nb_ridge_loo room_for_loo(arena *own, int n, int m, int count)
{
    nb_ridge_loo out;
    out.leverage = arena_doubles(own, (size_t)n * (size_t)count);
    out.complement = arena_doubles(own, (size_t)n * (size_t)count);
    out.residual = arena_doubles(own, (size_t)n * (size_t)count * (size_t)m);
    out.mean_square = arena_doubles(own, (size_t)count * (size_t)m);
    out.mean_quartic = arena_doubles(own, (size_t)count * (size_t)m);
    return out;
}

static nb_status run(nb_context *ctx, arena *own, const sample *s, nb_ridge_method method, int count, const double *c, nb_ridge_loo *out)
{
    const size_t side = (size_t)(s->shape.n < s->shape.p ? s->shape.n : s->shape.p);
    int used = 0;
    for (int i = 0; i < s->shape.n; i++)
        used += s->design.root_weight[i] > 0.0;
    const int bound = used - s->shape.centred - s->shape.q;
    nb_ridge_factor factor = {0};
    factor.basis = arena_doubles(own, side * side);
    factor.d = arena_doubles(own, side);
    factor.uty = arena_doubles(own, side * (size_t)s->shape.m);
    NB_TRY(nb_ridge_factorize(ctx, NULL, &s->design, s->shape.m, s->y, bound, s->shape.q > 0 ? 1e-3 : 0.0, method, 0.0, &factor));
    return nb_ridge_leave_one_out(ctx, NULL, &s->design, &factor, s->shape.m, s->y, s->flat_leverage, factor.rank >= bound, count, c, out);
}

static void check_means(const sample *s, int count, const nb_ridge_loo *out)
{
    for (int column = 0; column < count * s->shape.m; column++) {
        long double square = 0.0L, quartic = 0.0L;
        for (int i = 0; i < s->shape.n; i++) {
            const long double e = out->residual[(size_t)column * (size_t)s->shape.n + (size_t)i], w = s->design.root_weight[i];
            square += w * w * e * e;
            quartic += w * w * e * e * e * e;
        }
        CHECK_NEAR(out->mean_square[column], (double)square, 1e-13 * (double)square);
        CHECK_NEAR(out->mean_quartic[column], (double)quartic, 1e-13 * (double)quartic);
    }
}

/* limit: what stands in for c = 0 in the refits of a problem that can interpolate. */
static void test_shape(sample_shape shape, nb_ridge_method method, int count, const double *c, double limit, double tolerance)
{
    arena a = arena_new(), own = arena_new(), scratch = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, shape, 41);
    const full_model model = full_model_of(&own, &s);
    const int n = shape.n, step = n > 100 ? 37 : 1;
    nb_ridge_loo out = room_for_loo(&own, n, shape.m, count);
    double worst = 0.0, worst_leverage = 0.0;
    CHECK_OK(run(&ctx, &own, &s, method, count, c, &out));
    check_means(&s, count, &out);
    for (int l = 0; l < count; l++)
        for (int i = 0; i < n; i += step) {
            const double penalty = c[l] == 0.0 ? limit : c[l];
            const size_t cell = (size_t)l * (size_t)n + (size_t)i;
            if (s.design.root_weight[i] == 0.0) {
                CHECK(out.leverage[cell] == 0.0 && out.complement[cell] == 1.0 && out.residual[cell] == 0.0);
                continue;
            }
            const double h = leverage_of(&scratch, &s, &model, penalty, i);
            worst_leverage = fmax(worst_leverage, fabs(out.leverage[cell] - h));
            worst_leverage = fmax(worst_leverage, fabs(out.complement[cell] - (1.0 - h)));
            for (int k = 0; k < shape.m; k++) {
                const double e = refit(&scratch, &s, &model, s.raw + (size_t)k * (size_t)n, penalty, i);
                const double difference = fabs(out.residual[(size_t)(l + count * k) * (size_t)n + (size_t)i] - e);
                worst = difference <= worst ? worst : difference / (1.0 + fabs(e));
            }
            arena_clear(&scratch);
        }
    if (!CHECK_NEAR(worst, 0.0, tolerance) || !CHECK_NEAR(worst_leverage, 0.0, tolerance))
        printf("  n %d p %d q %d storage %d centred %d weights %d method %d\n", n, shape.p, shape.q, (int)shape.storage, shape.centred,
               shape.weighting, (int)method);
    arena_clear(&a);
    arena_clear(&own);
}

/* A dummy for one row: nothing else determines its coefficient, so it has leverage 1 at c = 0; without the row it is 0. */
static void test_leverage_one(void)
{
    enum { n = 10 };
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    double x[2 * n], root[n], y[n];
    const int columns[2] = {0, 1};
    const double centre[2] = {0.0, 0.0}, scale[2] = {1.0, 1.0}, c[2] = {0.1, 0.0};
    for (int i = 0; i < n; i++) {
        x[i] = i == 4;
        x[n + i] = i == 4 ? 0.0 : i - 3.0;
        root[i] = sqrt(1.0 / n);
        y[i] = root[i] * (i % 3 - 1.0);
    }
    sample s = {.shape = {n, 2, 1, 0, dense, 0, 0, 1.0},
                .design = {.n = n, .p = 2, .x = x, .columns = columns, .centre = centre, .scale = scale, .root_weight = root}};
    s.y = y;
    s.flat_leverage = arena_doubles(&own, n);
    memset(s.flat_leverage, 0, n * sizeof(double));
    nb_ridge_loo out = room_for_loo(&own, n, 1, 2);
    CHECK_OK(run(&ctx, &own, &s, NB_RIDGE_QR, 2, c, &out));
    CHECK_NEAR(out.leverage[4], 0.1 / 0.2, 1e-14); /* w / (w + c) */
    CHECK_NEAR(out.leverage[n + 4], 1.0, 1e-14);
    CHECK_NEAR(out.residual[n + 4], y[4] / root[4], 1e-13); /* the limit */
    CHECK_NEAR(out.residual[4], y[4] / root[4], 1e-13);     /* the others say that the coefficient is 0 */
    nb_ridge_loo nothing = {NULL, NULL, NULL, NULL, NULL};
    CHECK_OK(run(&ctx, &own, &s, NB_RIDGE_QR, 2, c, &nothing));
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    static const double tall[] = {1.0, 0.01, 0.0}, wide[] = {1.0, 0.01}, limit[] = {0.0};
    for (int method = NB_RIDGE_GRAM; method <= NB_RIDGE_SVD; method++)
        for (int storage = dense; storage <= sparse_implicit; storage++)
            for (int q = 0; q < 3; q += 2) {
                test_shape((sample_shape){25, 5, 2, q, (sample_storage)storage, 1, 2, 1.0}, (nb_ridge_method)method, 3, tall, 0.0, 1e-10);
                test_shape((sample_shape){12, 20, 2, q, (sample_storage)storage, 1, 2, 1.0}, (nb_ridge_method)method, 2, wide, 0.0, 1e-9);
                test_shape((sample_shape){12, 20, 1, q, (sample_storage)storage, 0, 1, 1.0}, (nb_ridge_method)method, 2, wide, 0.0, 1e-9);
                /* saturated: leaving a row out of an interpolating fit has a limit */
                test_shape((sample_shape){9, 20, 1, q, (sample_storage)storage, 1, 1, 1.0}, (nb_ridge_method)method, 1, limit, 1e-7, 1e-4);
            }
    test_shape((sample_shape){300, 4, 1, 1, dense, 1, 1, 1.0}, NB_RIDGE_AUTO, 3, tall, 0.0, 1e-10);
    test_leverage_one();
    return check_summary("loo");
}
