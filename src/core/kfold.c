/*
 * kfold.c - k-fold cross-validation from fold Gram matrices: see kfold.h.
 *
 * With G_k = A_k'A_k, s_k = A_k' w_k, z_k = A_k' y_k over the rows of fold k (w: root weights), the training rows T of a fold have, from
 * sums over the other folds (never as a difference from the total, which would lose digits where a fold dominates),
 *
 *     C = (G_T - s_T s_T' / W_T) / W_T,     r = (z_T - s_T t_T' / W_T) / W_T,     b(c) = D^-1 (D^-1 C D^-1 + c)^-1 D^-1 r,
 *
 * D holding root penalties times training SDs. The second pass predicts the rows left out. (Hastie, Tibshirani & Friedman 2009,
 * section 7.10.)
 */
#include "kfold.h"
#include "eigen.h"
#include <math.h>
#include <string.h>

/* As in ridge_factor.c, where the reasons are; a column must keep this share of its square about the training mean. */
static const double gram_limit = 1e5, least_share = 1e-6;

typedef struct fold_sums {
    double *gram, *cross, *shift; /* p x p, p x m, p, per fold: G, z, s */
    double *weight, *level;       /* 1, m, per fold: W, t */
} fold_sums;

typedef struct row_block {
    double *block, *sorted, *target, *root; /* size x p twice, size x m, size */
    int *first;                             /* n_folds + 1: where each fold's rows begin in `sorted` */
} row_block;

typedef struct training {
    double *gram, *cross, *shift, *level, *scale; /* p x p, p x m, p, m, p */
    double *values, *vectors, *projected, *work;  /* p, p x p, p x m, p x (count m) */
    double weight;
} training;

static nb_status allocate_sums(nb_context *ctx, size_t p, size_t m, size_t folds, fold_sums *s)
{
    s->gram = nb_doubles(ctx, folds * p * p);
    s->cross = nb_doubles(ctx, folds * p * m);
    s->shift = nb_doubles(ctx, folds * p);
    s->weight = nb_doubles(ctx, folds);
    s->level = nb_doubles(ctx, folds * m);
    if (!s->gram || !s->cross || !s->shift || !s->weight || !s->level)
        return NB_ERR_MEMORY;
    memset(s->gram, 0, folds * p * p * sizeof(double));
    memset(s->cross, 0, folds * p * m * sizeof(double));
    memset(s->shift, 0, folds * p * sizeof(double));
    memset(s->weight, 0, folds * sizeof(double));
    memset(s->level, 0, folds * m * sizeof(double));
    return NB_OK;
}

static nb_status allocate_block(nb_context *ctx, size_t size, size_t p, size_t m, size_t folds, row_block *b)
{
    b->block = nb_doubles(ctx, size * p);
    b->sorted = nb_doubles(ctx, size * p);
    b->target = nb_doubles(ctx, size * m);
    b->root = nb_doubles(ctx, size);
    b->first = nb_ints(ctx, folds + 2);
    return b->block && b->sorted && b->target && b->root && b->first ? NB_OK : NB_ERR_MEMORY;
}

/* Rows [at, at + size) gathered by fold; the leading dimension of `sorted` and `target` stays size. */
static nb_status gather(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_kfold *task, int at, int size, row_block *b)
{
    const int p = design->p;
    NB_TRY(nb_poll(ctx));
    NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, b->block));
    memset(b->first, 0, ((size_t)task->n_folds + 2) * sizeof(int));
    for (int i = 0; i < size; i++)
        if (task->fold[at + i] >= 0)
            b->first[task->fold[at + i] + 2]++;
    for (int k = 0; k < task->n_folds; k++)
        b->first[k + 2] += b->first[k + 1];
    for (int i = 0; i < size; i++) {
        const int fold = task->fold[at + i];
        if (fold < 0)
            continue;
        const int to = b->first[fold + 1]++;
        b->root[to] = design->root_weight[at + i];
        for (int response = 0; response < task->m; response++)
            b->target[(size_t)response * (size_t)size + (size_t)to] = task->y[(size_t)response * (size_t)design->n + (size_t)(at + i)];
        for (int j = 0; j < p; j++)
            b->sorted[(size_t)j * (size_t)size + (size_t)to] = b->block[(size_t)j * (size_t)size + (size_t)i];
    }
    return NB_OK;
}

static nb_status add_block(nb_context *ctx, nb_gemm_work *ws, int p, int m, int size, int folds, const row_block *b, fold_sums *s)
{
    for (int k = 0; k < folds; k++) {
        const int from = b->first[k], rows = b->first[k + 1] - from;
        const double *x = b->sorted + from, *y = b->target + from, *root = b->root + from;
        if (rows == 0)
            continue;
        NB_TRY(nb_syrk(ctx, ws, p, rows, 1.0, x, size, 1, 1.0, s->gram + (size_t)k * (size_t)p * (size_t)p, p));
        NB_TRY(nb_gemm(ctx, ws, p, m, rows, 1.0, x, size, 1, y, 1, size, 1.0, s->cross + (size_t)k * (size_t)p * (size_t)m, p));
        NB_TRY(nb_gemm(ctx, ws, p, 1, rows, 1.0, x, size, 1, root, 1, size, 1.0, s->shift + (size_t)k * (size_t)p, p));
        for (int i = 0; i < rows; i++) {
            s->weight[k] += root[i] * root[i];
            for (int response = 0; response < m; response++)
                s->level[k * m + response] += root[i] * y[(size_t)response * (size_t)size + (size_t)i];
        }
    }
    return NB_OK;
}

static void add_others(double *out, const double *parts, size_t length, int folds, int without)
{
    memset(out, 0, length * sizeof(double));
    for (int k = 0; k < folds; k++)
        if (k != without)
            for (size_t i = 0; i < length; i++)
                out[i] += parts[(size_t)k * length + i];
}

/* Centres and scales the sums of the training rows: gram := D^-1 C D^-1 (lower triangle), cross := D^-1 r. Returns 0 where digits would be
 * lost. */
static int prepare(const nb_kfold *task, int p, training *t)
{
    const double share = 1.0 / t->weight;
    for (int j = 0; j < p; j++) {
        const double square = t->gram[(size_t)j * (size_t)p + (size_t)j] * share, mean = t->shift[j] * share;
        const double variance = square - mean * mean;
        if ((task->standardize || task->intercept) && !(variance > least_share * square))
            return 0;
        t->scale[j] = 1.0 / (task->root_penalty[j] * (task->standardize ? sqrt(variance) : 1.0));
    }
    for (int j = 0; j < p; j++) {
        const double centre = task->intercept ? t->shift[j] * share : 0.0;
        for (int response = 0; response < task->m; response++) {
            double *cell = t->cross + (size_t)response * (size_t)p + (size_t)j;
            *cell = (*cell - centre * t->level[response]) * share * t->scale[j];
        }
        for (int i = j; i < p; i++) {
            double *cell = t->gram + (size_t)j * (size_t)p + (size_t)i;
            *cell = (*cell - centre * t->shift[i]) * share * t->scale[j] * t->scale[i];
        }
    }
    return 1;
}

/* beta (p x (count m)) for the training rows of fold k; *fine = 0 when a Gram matrix is not good enough for it. */
static nb_status fit_without(nb_context *ctx, nb_gemm_work *ws, const nb_kfold *task, int p, const fold_sums *s, int k, training *t,
                             double *beta, int *fine)
{
    const size_t side = (size_t)p;
    const int m = task->m, count = task->count;
    double least = task->c[0];
    add_others(t->gram, s->gram, side * side, task->n_folds, k);
    add_others(t->cross, s->cross, side * (size_t)m, task->n_folds, k);
    add_others(t->shift, s->shift, side, task->n_folds, k);
    add_others(t->level, s->level, (size_t)m, task->n_folds, k);
    add_others(&t->weight, s->weight, 1, task->n_folds, k);
    *fine = t->weight > 0.0 && prepare(task, p, t);
    if (!*fine)
        return NB_OK;
    const double grow = task->sum_loss ? 1.0 / t->weight : 1.0;
    NB_TRY(nb_eigen_symmetric(ctx, ws, p, t->gram, t->values, t->vectors));
    for (int l = 1; l < count; l++)
        least = task->c[l] < least ? task->c[l] : least;
    least *= grow;
    *fine = t->values[p - 1] + least > 0.0 && t->values[0] + least <= gram_limit * (t->values[p - 1] + least);
    if (!*fine)
        return NB_OK;
    NB_TRY(nb_gemm(ctx, ws, p, m, p, 1.0, t->vectors, p, 1, t->cross, 1, p, 0.0, t->projected, p));
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
        double sum = t->level[l / task->count];
        for (int j = 0; j < p; j++)
            sum -= t->shift[j] * beta[(size_t)l * (size_t)p + (size_t)j];
        level[l] = task->intercept ? sum / t->weight : 0.0;
    }
}

static nb_status add_errors(nb_context *ctx, nb_gemm_work *ws, const nb_kfold *task, int p, int size, const row_block *b,
                            const double *beta, const double *level, const int *accurate, double *fitted, double *error)
{
    const int columns = task->count * task->m;
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

static nb_status allocate_training(nb_context *ctx, size_t p, size_t m, size_t count, training *t)
{
    t->gram = nb_doubles(ctx, p * p);
    t->cross = nb_doubles(ctx, p * m);
    t->shift = nb_doubles(ctx, p);
    t->level = nb_doubles(ctx, m);
    t->scale = nb_doubles(ctx, p);
    t->values = nb_doubles(ctx, p);
    t->vectors = nb_doubles(ctx, p * p);
    t->projected = nb_doubles(ctx, p * m);
    t->work = nb_doubles(ctx, p * count * m);
    const int failed =
        !t->gram || !t->cross || !t->shift || !t->level || !t->scale || !t->values || !t->vectors || !t->projected || !t->work;
    return failed ? NB_ERR_MEMORY : NB_OK;
}

nb_status nb_ridge_kfold(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_kfold *task, double *error, int *accurate)
{
    const int n = design->n, p = design->p, m = task->m, folds = task->n_folds, step = nb_design_step(design, 1);
    const size_t columns = (size_t)task->count * (size_t)m;
    fold_sums sums;
    row_block rows;
    training train;
    NB_TRY(allocate_sums(ctx, (size_t)p, (size_t)m, (size_t)folds, &sums));
    NB_TRY(allocate_block(ctx, (size_t)step, (size_t)p, (size_t)m, (size_t)folds, &rows));
    NB_TRY(allocate_training(ctx, (size_t)p, (size_t)m, (size_t)task->count, &train));
    double *beta = nb_doubles(ctx, (size_t)folds * (size_t)p * columns), *level = nb_doubles(ctx, (size_t)folds * columns);
    double *fitted = nb_doubles(ctx, (size_t)step * columns);
    if (beta == NULL || level == NULL || fitted == NULL)
        return NB_ERR_MEMORY;
    memset(error, 0, (size_t)folds * columns * sizeof(double));
    for (int at = 0; at < n; at += step) {
        const int size = n - at < step ? n - at : step;
        NB_TRY(gather(ctx, ws, design, task, at, size, &rows));
        NB_TRY(add_block(ctx, ws, p, m, size, folds, &rows, &sums));
    }
    for (int k = 0; k < folds; k++) {
        void *mark = nb_mark(ctx);
        double *solution = beta + (size_t)k * (size_t)p * columns;
        NB_TRY(nb_poll(ctx));
        NB_TRY(fit_without(ctx, ws, task, p, &sums, k, &train, solution, accurate + k));
        if (accurate[k])
            training_levels(task, p, &train, solution, level + (size_t)k * columns);
        nb_release(ctx, mark);
    }
    for (int at = 0; at < n; at += step) {
        const int size = n - at < step ? n - at : step;
        NB_TRY(gather(ctx, ws, design, task, at, size, &rows));
        NB_TRY(add_errors(ctx, ws, task, p, size, &rows, beta, level, accurate, fitted, error));
    }
    return NB_OK;
}
