/*
 * test_kfold.c - kfold.h: errors of every fold equal those of refits to the other rows, in long double; folds that a Gram matrix cannot
 * serve are handed back.
 */
#include "check.h"
#include "kfold.h"
#include "sample.h"
#include <string.h>

enum { folds = 4 };

/* Weighted SDs about the mean (or 0) of the training rows, from the design as it stands. */
static double training_scale(const sample *s, const nb_kfold *task, int column, int left_out)
{
    const int n = s->shape.n;
    const double *x = s->before + (size_t)column * (size_t)n, *root = s->design.root_weight;
    long double weight = 0.0L, sum = 0.0L, square = 0.0L;
    for (int i = 0; i < n; i++)
        if (task->fold[i] >= 0 && task->fold[i] != left_out) {
            weight += (long double)root[i] * root[i];
            sum += (long double)root[i] * x[i];
            square += (long double)x[i] * x[i];
        }
    return (double)sqrtl(square / weight - (sum / weight) * (sum / weight));
}

/* Weighted squared error of the rows of fold `left_out` under the fit to the others. */
static double refit_error(arena *own, const sample *s, const nb_kfold *task, int left_out, double c, int response)
{
    const int n = s->shape.n, p = s->shape.p, columns = p + task->intercept;
    double *rows = arena_doubles(own, (size_t)n * (size_t)columns), *penalty = arena_doubles(own, (size_t)columns);
    double *x = arena_doubles(own, (size_t)columns), weight = 0.0;
    const double *y = task->y + (size_t)response * (size_t)n;
    int *use = arena_ints(own, (size_t)n);
    long double error = 0.0L;
    memcpy(rows, s->before, (size_t)n * (size_t)p * sizeof(double));
    if (task->intercept)
        memcpy(rows + (size_t)n * (size_t)p, s->design.root_weight, (size_t)n * sizeof(double));
    for (int i = 0; i < n; i++) {
        use[i] = task->fold[i] >= 0 && task->fold[i] != left_out;
        weight += use[i] ? s->design.root_weight[i] * s->design.root_weight[i] : 0.0;
    }
    for (int j = 0; j < p; j++) {
        const double scale = task->root_penalty[j] * (task->standardize ? training_scale(s, task, j, left_out) : 1.0);
        penalty[j] = c * scale * scale * (task->sum_loss ? 1.0 : weight);
    }
    if (task->intercept)
        penalty[p] = 0.0;
    if (!naive_ridge(own, n, columns, rows, y, use, penalty, x))
        return NAN;
    for (int i = 0; i < n; i++) {
        long double e = y[i];
        if (task->fold[i] != left_out)
            continue;
        for (int j = 0; j < columns; j++)
            e -= (long double)rows[(size_t)j * (size_t)n + (size_t)i] * x[j];
        error += e * e;
    }
    return (double)error;
}

static void test_task(sample_shape shape, int standardize, int sum_loss)
{
    static const double c[3] = {1.0, 0.05, 0.0};
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, shape, 23);
    int *fold = arena_ints(&own, (size_t)shape.n), accurate[folds];
    double root_penalty[16], *error = arena_doubles(&own, folds * 3 * (size_t)shape.m);
    for (int i = 0; i < shape.n; i++)
        fold[i] = i == 5 ? -1 : (i * 7 + i / 3) % folds;
    for (int j = 0; j < shape.p; j++)
        root_penalty[j] = 1.0 + 0.5 * (j % 2);
    const nb_kfold task = {folds, fold, shape.centred, standardize, sum_loss, root_penalty, shape.m, s.raw, 3, c};
    CHECK_OK(nb_ridge_kfold(&ctx, NULL, &s.design, &task, error, accurate));
    for (int k = 0; k < folds; k++) {
        CHECK(accurate[k]);
        for (int l = 0; l < 3 * shape.m; l++) {
            const double expected = refit_error(&own, &s, &task, k, c[l % 3], l / 3);
            CHECK_NEAR(error[l * folds + k], expected, 1e-12 * (1.0 + expected));
        }
    }
    arena_clear(&a);
    arena_clear(&own);
}

/* Column 0 varies only inside fold 0: constant over the rows that fold 0 is predicted from. */
static void test_constant_column(void)
{
    enum { n = 20, p = 2 };
    static const double c[1] = {0.1};
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    sample s = sample_make(&own, (sample_shape){n, p, 1, 0, dense, 1, 0, 1.0}, 23);
    int fold[n], accurate[folds];
    double root_penalty[p] = {1.0, 1.0}, error[folds], centre[p] = {0.0, s.design.centre[1]};
    for (int i = 0; i < n; i++) {
        fold[i] = i % folds;
        s.x[(size_t)s.design.columns[0] * n + (size_t)i] = fold[i] == 0 ? i : 1.0;
        centre[0] += (fold[i] == 0 ? i : 1.0) / n;
    }
    s.design.centre = centre;
    const nb_kfold task = {folds, fold, 1, 1, 0, root_penalty, 1, s.raw, 1, c};
    CHECK_OK(nb_ridge_kfold(&ctx, NULL, &s.design, &task, error, accurate));
    CHECK(!accurate[0] && accurate[1] && accurate[2] && accurate[3]);
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    for (int storage = dense; storage <= sparse_implicit; storage++)
        for (int way = 0; way < 8; way++)
            test_task((sample_shape){40, 5, 2, 0, (sample_storage)storage, way % 2, 1, 1.0}, way / 2 % 2, way / 4);
    test_task((sample_shape){900, 3, 1, 0, dense, 1, 1, 1.0}, 1, 0);
    test_constant_column();
    return check_summary("kfold");
}
