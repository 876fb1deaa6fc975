/*
 * kfold.c - k-fold cross-validation from fold Gram matrices: see kfold.h.
 *
 * With the sums of fold_sums.h over the training rows T of a fold,
 *
 *     C = (G_T - s_T s_T' / W_T) / W_T,     r = (z_T - s_T t_T' / W_T) / W_T,     b(c) = D^-1 (D^-1 C D^-1 + c)^-1 D^-1 r,
 *
 * D holding root penalties times training SDs. The second pass predicts the rows left out. (Hastie, Tibshirani & Friedman 2009,
 * section 7.10.)
 */
#include "kfold.h"
#include "eigen.h"
#include "fold_sums.h"
#include <math.h>
#include <string.h>

/* As in ridge_factor.c, where the reasons are; a column must keep this share of its square about the training mean. */
static const double gram_limit = 1e5, least_share = 1e-6;

typedef struct training {
    nb_fold_part sums;                           /* of the training rows; gram and cross then centred and scaled */
    double *record, *scale;                      /* what `sums` points into; p */
    double *values, *vectors, *projected, *work; /* p, p x p, p x m, p x (count m) */
} training;

/* Centres and scales the sums of the training rows: gram := D^-1 C D^-1 (lower triangle), cross := D^-1 r. Returns 0 where digits would be
 * lost. */
static int prepare(const nb_kfold *task, int p, training *t)
{
    const double share = 1.0 / *t->sums.weight;
    for (int j = 0; j < p; j++) {
        const double square = t->sums.gram[(size_t)j * (size_t)p + (size_t)j] * share, mean = t->sums.shift[j] * share;
        const double variance = square - mean * mean;
        if ((task->standardize || task->intercept) && !(variance > least_share * square))
            return 0;
        t->scale[j] = 1.0 / (task->root_penalty[j] * (task->standardize ? sqrt(variance) : 1.0));
    }
    for (int j = 0; j < p; j++) {
        const double centre = task->intercept ? t->sums.shift[j] * share : 0.0;
        for (int response = 0; response < task->m; response++) {
            double *cell = t->sums.cross + (size_t)response * (size_t)p + (size_t)j;
            *cell = (*cell - centre * t->sums.level[response]) * share * t->scale[j];
        }
        for (int i = j; i < p; i++) {
            double *cell = t->sums.gram + (size_t)j * (size_t)p + (size_t)i;
            *cell = (*cell - centre * t->sums.shift[i]) * share * t->scale[j] * t->scale[i];
        }
    }
    return 1;
}

/* beta (p x (count m)) for the training rows of fold k; *fine = 0 when a Gram matrix is not good enough for it. */
static nb_status fit_without(nb_context *ctx, nb_gemm_work *ws, const nb_kfold *task, int p, const nb_fold_sums *s, int k, training *t,
                             double *beta, int *fine)
{
    const size_t side = (size_t)p;
    const int m = task->m, count = task->count;
    double least = task->c[0];
    t->sums = nb_fold_sums_without(s, k, t->record);
    *fine = *t->sums.weight > 0.0 && prepare(task, p, t);
    if (!*fine)
        return NB_OK;
    const double grow = task->sum_loss ? 1.0 / *t->sums.weight : 1.0;
    NB_TRY(nb_eigen_symmetric(ctx, ws, p, t->sums.gram, t->values, t->vectors));
    for (int l = 1; l < count; l++)
        least = task->c[l] < least ? task->c[l] : least;
    least *= grow;
    *fine = t->values[p - 1] + least > 0.0 && t->values[0] + least <= gram_limit * (t->values[p - 1] + least);
    if (!*fine)
        return NB_OK;
    NB_TRY(nb_gemm(ctx, ws, p, m, p, 1.0, t->vectors, p, 1, t->sums.cross, 1, p, 0.0, t->projected, p));
    for (int l = 0; l < count * m; l++)
        for (int j = 0; j < p; j++)
            t->work[(size_t)l * side + (size_t)j] =
                t->projected[(size_t)(l / count) * side + (size_t)j] / (t->values[j] + grow * task->c[l % count]);
    NB_TRY(nb_gemm(ctx, ws, p, count * m, p, 1.0, t->vectors, 1, p, t->work, 1, p, 0.0, beta, p));
    for (int l = 0; l < count * m; l++)
        for (int j = 0; j < p; j++)
            beta[(size_t)l * side + (size_t)j] *= t->scale[j];
    return NB_OK;
}

/* What the training fit's intercept adds to residuals per unit of root weight: (t - s'b) / W. */
static void training_levels(const nb_kfold *task, int p, const training *t, const double *beta, double *level)
{
    for (int l = 0; l < task->count * task->m; l++) {
        double sum = t->sums.level[l / task->count];
        for (int j = 0; j < p; j++)
            sum -= t->sums.shift[j] * beta[(size_t)l * (size_t)p + (size_t)j];
        level[l] = task->intercept ? sum / *t->sums.weight : 0.0;
    }
}

static nb_status add_errors(nb_context *ctx, nb_gemm_work *ws, const nb_kfold *task, int p, const nb_fold_rows *b, const double *beta,
                            const double *level, const int *accurate, double *fitted, double *error)
{
    const int columns = task->count * task->m, size = b->size;
    for (int k = 0; k < task->n_folds; k++) {
        const int from = b->first[k], rows = b->first[k + 1] - from;
        if (rows == 0 || !accurate[k])
            continue;
        NB_TRY(nb_gemm(ctx, ws, rows, columns, p, 1.0, b->sorted + from, 1, size, beta + (size_t)k * (size_t)p * (size_t)columns, 1, p, 0.0,
                       fitted, rows));
        for (int l = 0; l < columns; l++) {
            const double *y = b->target + (size_t)(l / task->count) * (size_t)size + from, *value = fitted + (size_t)l * (size_t)rows;
            const double shift = level[(size_t)k * (size_t)columns + (size_t)l];
            double sum = 0.0;
            for (int i = 0; i < rows; i++) {
                const double e = y[i] - value[i] - shift * b->root[from + i];
                sum += e * e;
            }
            error[(size_t)l * (size_t)task->n_folds + (size_t)k] += sum;
        }
    }
    return NB_OK;
}

static nb_status allocate_training(nb_context *ctx, const nb_fold_sums *sums, size_t count, training *t)
{
    const size_t p = (size_t)sums->p, m = (size_t)sums->m;
    t->record = nb_doubles(ctx, sums->length);
    t->scale = nb_doubles(ctx, p);
    t->values = nb_doubles(ctx, p);
    t->vectors = nb_doubles(ctx, p * p);
    t->projected = nb_doubles(ctx, p * m);
    t->work = nb_doubles(ctx, p * count * m);
    return t->record && t->scale && t->values && t->vectors && t->projected && t->work ? NB_OK : NB_ERR_MEMORY;
}

/* beta (p x columns per fold) and level (columns per fold) of every fold. */
static nb_status fit_folds(nb_context *ctx, nb_gemm_work *ws, const nb_kfold *task, const nb_fold_sums *sums, double *beta, double *level,
                           int *accurate)
{
    const size_t columns = (size_t)task->count * (size_t)task->m;
    training train;
    NB_TRY(allocate_training(ctx, sums, (size_t)task->count, &train));
    for (int k = 0; k < task->n_folds; k++) {
        void *mark = nb_mark(ctx);
        double *solution = beta + (size_t)k * (size_t)sums->p * columns;
        NB_TRY(nb_poll(ctx));
        NB_TRY(fit_without(ctx, ws, task, sums->p, sums, k, &train, solution, accurate + k));
        if (accurate[k])
            training_levels(task, sums->p, &train, solution, level + (size_t)k * columns);
        nb_release(ctx, mark);
    }
    return NB_OK;
}

nb_status nb_ridge_kfold(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_kfold *task, double *error, int *accurate)
{
    const int n = design->n, p = design->p, step = nb_design_step(design, 1);
    const size_t columns = (size_t)task->count * (size_t)task->m;
    const nb_folds folds = {task->n_folds, task->fold, task->m, task->y};
    nb_fold_sums sums;
    nb_fold_rows rows;
    NB_TRY(nb_fold_sums_collect(ctx, ws, design, &folds, &sums));
    double *beta = nb_doubles(ctx, (size_t)folds.count * (size_t)p * columns), *level = nb_doubles(ctx, (size_t)folds.count * columns);
    double *fitted = nb_doubles(ctx, (size_t)step * columns);
    if (beta == NULL || level == NULL || fitted == NULL)
        return NB_ERR_MEMORY;
    memset(error, 0, (size_t)folds.count * columns * sizeof(double));
    NB_TRY(fit_folds(ctx, ws, task, &sums, beta, level, accurate));
    NB_TRY(nb_fold_rows_init(ctx, step, p, &folds, &rows));
    for (int at = 0; at < n; at += step) {
        NB_TRY(nb_fold_rows_gather(ctx, ws, design, &folds, at, n - at < step ? n - at : step, &rows));
        NB_TRY(add_errors(ctx, ws, task, p, &rows, beta, level, accurate, fitted, error));
    }
    return NB_OK;
}
