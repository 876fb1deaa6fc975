/*
 * fold_moments.c - moments over the training rows of every fold: see fold_moments.h.
 *
 * With d = x - m, m the mean over all rows, the sums D1 of w d and D2 of w d^2 are taken over the rows of each fold; those over the
 * training rows T of a fold are sums over the other folds, and
 *
 *     mean_T = m + D1 / W,     variance_T = D2 / W - (D1 / W)^2.
 *
 * Where that difference loses more than four digits the column's moments over T are taken afresh, in two passes.
 */
#include "fold_moments.h"
#include <math.h>
#include <string.h>

static const double least_share = 1e-4;

typedef struct work {
    double *total, *without;         /* K + 1: weight of each fold's rows, and of all others */
    double *stored, *first, *second; /* K + 1 of a column, per fold: weight of the stored entries (sparse), D1, D2 */
    double *after1, *after2;         /* K + 2: D1 and D2 over the folds from k on */
    double *training;                /* n: weights over the training rows of one fold */
    int prepared;                    /* the fold that `training` is of, or -1 */
} work;

/* A column as a matrix of its own. */
static nb_matrix column_of(const nb_matrix *matrix, int j)
{
    nb_matrix column = *matrix;
    column.p = 1;
    if (matrix->x != NULL)
        column.x += (size_t)j * (size_t)matrix->n;
    else
        column.start += j;
    return column;
}

/* D1 and D2 of every fold, in units of 1 / unit, so that squares neither overflow nor vanish. */
static void add_rows(const nb_fold_split *split, const nb_matrix *column, double mean, double unit, work *w)
{
    const int sparse = column->x == NULL, begin = sparse ? column->start[0] : 0, end = sparse ? column->start[1] : column->n;
    const double *x = sparse ? column->value : column->x;
    const size_t bytes = ((size_t)split->count + 1) * sizeof(double);
    memset(w->stored, 0, bytes);
    memset(w->first, 0, bytes);
    memset(w->second, 0, bytes);
    for (int e = begin; e < end; e++) {
        const int row = sparse ? column->row[e] : e, k = split->fold[row];
        if (k < 0)
            continue;
        const double d = (x[e] - mean) * unit, wd = split->weight[row] * d;
        w->first[k] += wd;
        w->second[k] += wd * d;
        if (sparse)
            w->stored[k] += split->weight[row];
    }
    for (int k = 0; sparse && k <= split->count; k++) { /* rows that hold a zero; exactly no weight where there are none */
        const double absent = w->total[k] - w->stored[k], d = -mean * unit;
        if (absent > 0.0) {
            w->first[k] += absent * d;
            w->second[k] += absent * d * d;
        }
    }
}

/* The column over the training rows of fold k, by itself. */
static nb_status column_afresh(nb_context *ctx, const nb_fold_split *split, const nb_matrix *column, int k, work *w, double *mean,
                               double *scale, int *constant)
{
    int bad[2];
    if (w->prepared != k) {
        for (int i = 0; i < column->n; i++)
            w->training[i] = split->fold[i] >= 0 && split->fold[i] != k ? split->weight[i] / w->without[k] : 0.0;
        w->prepared = k;
    }
    return nb_matrix_moments(ctx, column, w->training, mean, scale, constant, bad);
}

static nb_status column_moments(nb_context *ctx, const nb_matrix *matrix, const nb_fold_split *split, int j, work *w, double *mean,
                                double *scale, int *constant)
{
    const nb_matrix column = column_of(matrix, j);
    const int folds = split->count;
    double before1 = 0.0, before2 = 0.0;
    int exponent;
    frexp(split->scale[j], &exponent);
    const double unit = split->scale[j] > 0.0 ? ldexp(1.0, -exponent) : 1.0;
    add_rows(split, &column, split->mean[j], unit, w);
    w->after1[folds + 1] = w->after2[folds + 1] = 0.0;
    for (int k = folds; k >= 0; k--) {
        w->after1[k] = w->after1[k + 1] + w->first[k];
        w->after2[k] = w->after2[k + 1] + w->second[k];
    }
    for (int k = 0; k < folds; k++) {
        const size_t at = (size_t)k * (size_t)matrix->p + (size_t)j;
        const double shift = (before1 + w->after1[k + 1]) / w->without[k], square = (before2 + w->after2[k + 1]) / w->without[k];
        const double variance = square - shift * shift;
        before1 += w->first[k];
        before2 += w->second[k];
        mean[at] = split->mean[j] + shift / unit;
        scale[at] = sqrt(variance) / unit;
        constant[at] = 0;
        /* the SD over all rows is 1/2 to 1 in these units */
        if (!(variance > least_share) || !(variance > least_share * square) || !isfinite(scale[at]))
            NB_TRY(column_afresh(ctx, split, &column, k, w, mean + at, scale + at, constant + at));
    }
    return NB_OK;
}

static nb_status allocate(nb_context *ctx, int n, size_t room, work *w)
{
    w->total = nb_doubles(ctx, room);
    w->without = nb_doubles(ctx, room);
    w->stored = nb_doubles(ctx, room);
    w->first = nb_doubles(ctx, room);
    w->second = nb_doubles(ctx, room);
    w->after1 = nb_doubles(ctx, room + 1);
    w->after2 = nb_doubles(ctx, room + 1);
    w->training = nb_doubles(ctx, (size_t)n);
    w->prepared = -1;
    const int failed = !w->total || !w->without || !w->stored || !w->first || !w->second || !w->after1 || !w->after2 || !w->training;
    return failed ? NB_ERR_MEMORY : NB_OK;
}

/* Weights without a fold as a sum over the others: a fold may hold nearly all of it. */
static void sum_weights(const nb_fold_split *split, int n, work *w)
{
    memset(w->total, 0, ((size_t)split->count + 1) * sizeof(double));
    for (int i = 0; i < n; i++)
        if (split->fold[i] >= 0)
            w->total[split->fold[i]] += split->weight[i];
    double after = w->total[split->count], before = 0.0;
    for (int k = split->count - 1; k >= 0; after += w->total[k--])
        w->without[k] = after;
    for (int k = 0; k < split->count; before += w->total[k++])
        w->without[k] += before;
}

nb_status nb_fold_moments(nb_context *ctx, const nb_matrix *matrix, const nb_fold_split *split, double *mean, double *scale, int *constant)
{
    work w;
    NB_TRY(allocate(ctx, matrix->n, (size_t)split->count + 1, &w));
    sum_weights(split, matrix->n, &w);
    for (int j = 0; j < matrix->p; j++) {
        void *mark = nb_mark(ctx);
        if (j % 64 == 0)
            NB_TRY(nb_poll(ctx));
        NB_TRY(column_moments(ctx, matrix, split, j, &w, mean, scale, constant));
        nb_release(ctx, mark);
    }
    return NB_OK;
}
