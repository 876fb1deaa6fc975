/*
 * lasso_left_out.c - a fold by its data: see lasso_cv.h.
 *
 * The training rows are the design with root weights of zero in the rows left out, so x is not copied. Rows left out are predicted from the
 * columns that are ever nonzero, a few penalties at a time.
 */
#include "lasso_cv.h"
#include "products.h"
#include <string.h>

/* Doubles that the predictions at work may take. */
static const double most_predictions = 1e6;

typedef struct prediction {
    nb_design design;  /* the rows left out, the columns of `used` */
    const double *y;   /* design.n */
    int *used, *place; /* design.p: columns of the training design; their places, or -1 */
} prediction;

/* The columns that are nonzero anywhere on the path. */
static nb_status find_used(nb_context *ctx, int p, const nb_lasso_path *path, prediction *out)
{
    int count = 0;
    out->place = nb_ints(ctx, (size_t)p);
    if (out->place == NULL)
        return NB_ERR_MEMORY;
    memset(out->place, 0, (size_t)p * sizeof(int));
    for (size_t e = 0; e < path->start[path->count]; e++)
        out->place[path->index[e]] = 1;
    for (int j = 0; j < p; j++)
        count += out->place[j];
    out->used = nb_ints(ctx, (size_t)count);
    if (out->used == NULL)
        return NB_ERR_MEMORY;
    out->design.p = 0;
    for (int j = 0; j < p; j++)
        if (out->place[j]) {
            out->used[out->design.p] = j;
            out->place[j] = out->design.p++;
        }
    return NB_OK;
}

/* The columns in use as a design over all rows, with the root weights and flat directions of the rows left out. */
static nb_status take_columns(nb_context *ctx, const nb_design *design, const nb_left_out *left, prediction *out)
{
    const size_t p = (size_t)out->design.p, q = (size_t)design->q;
    int *columns = nb_ints(ctx, p);
    double *centre = nb_doubles(ctx, p), *scale = nb_doubles(ctx, p), *flat_cross = nb_doubles(ctx, p * q);
    if (columns == NULL || centre == NULL || scale == NULL || flat_cross == NULL)
        return NB_ERR_MEMORY;
    for (size_t j = 0; j < p; j++) {
        columns[j] = design->columns[out->used[j]];
        centre[j] = design->centre[out->used[j]];
        scale[j] = design->scale[out->used[j]];
        if (q > 0)
            memcpy(flat_cross + j * q, design->flat_cross + (size_t)out->used[j] * q, q * sizeof(double));
    }
    out->design = *design;
    out->design.p = (int)p;
    out->design.columns = columns;
    out->design.centre = centre;
    out->design.scale = scale;
    out->design.flat_cross = flat_cross;
    out->design.root_weight = left->root_weight;
    out->design.flat = left->flat;
    out->y = left->y;
    return NB_OK;
}

/* A dense design cut down to the rows of positive weight. */
static nb_status take_rows(nb_context *ctx, prediction *out)
{
    nb_design *design = &out->design;
    const size_t n = (size_t)design->n, p = (size_t)design->p, q = (size_t)design->q;
    size_t rows = 0;
    for (size_t i = 0; i < n; i++)
        rows += design->root_weight[i] > 0.0;
    double *x = nb_doubles(ctx, rows * p), *root = nb_doubles(ctx, rows), *flat = nb_doubles(ctx, rows * q), *y = nb_doubles(ctx, rows);
    int *columns = nb_ints(ctx, p);
    if (x == NULL || root == NULL || flat == NULL || y == NULL || columns == NULL)
        return NB_ERR_MEMORY;
    for (size_t i = 0, to = 0; i < n; i++) {
        if (!(design->root_weight[i] > 0.0))
            continue;
        root[to] = design->root_weight[i];
        y[to] = out->y[i];
        for (size_t l = 0; l < q; l++)
            flat[l * rows + to] = design->flat[l * n + i];
        for (size_t j = 0; j < p; j++)
            x[j * rows + to] = design->x[(size_t)design->columns[j] * n + i];
        to++;
    }
    for (size_t j = 0; j < p; j++)
        columns[j] = (int)j;
    design->n = (int)rows;
    design->x = x;
    design->root_weight = root;
    design->flat = flat;
    design->columns = columns;
    out->y = y;
    return NB_OK;
}

/* Errors at penalties [from, from + count). */
static nb_status predict(nb_context *ctx, nb_gemm_work *ws, const prediction *out, const nb_lasso_path *path, int from, int count,
                         double *error)
{
    const size_t n = (size_t)out->design.n, p = (size_t)out->design.p;
    double *b = nb_doubles(ctx, p * (size_t)count), *fitted = nb_doubles(ctx, n * (size_t)count);
    if (b == NULL || fitted == NULL)
        return NB_ERR_MEMORY;
    memset(b, 0, p * (size_t)count * sizeof(double));
    for (int l = 0; l < count; l++)
        for (size_t e = path->start[from + l]; e < path->start[from + l + 1]; e++)
            b[(size_t)l * p + (size_t)out->place[path->index[e]]] = path->value[e];
    NB_TRY(nb_design_multiply(ctx, ws, &out->design, count, b, fitted));
    for (int l = 0; l < count; l++) {
        double sum = 0.0;
        for (size_t i = 0; i < n; i++) {
            const double e = out->y[i] - fitted[(size_t)l * n + i];
            sum += e * e;
        }
        error[from + l] = sum;
    }
    return NB_OK;
}

nb_status nb_lasso_left_out(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                            const nb_lasso_settings *settings, const nb_left_out *left, double *error)
{
    nb_lasso_path path;
    prediction out;
    NB_TRY(nb_lasso_solve(ctx, ws, design, y, penalty, settings, &path));
    NB_TRY(find_used(ctx, design->p, &path, &out));
    NB_TRY(take_columns(ctx, design, left, &out));
    if (design->x != NULL)
        NB_TRY(take_rows(ctx, &out));
    const double fit = most_predictions / (double)(out.design.n > 0 ? out.design.n : 1);
    const int step = fit < 1.0 ? 1 : (fit < (double)path.count ? (int)fit : path.count);
    for (int from = 0; from < path.count; from += step) {
        void *mark = nb_mark(ctx);
        NB_TRY(nb_poll(ctx));
        NB_TRY(predict(ctx, ws, &out, &path, from, path.count - from < step ? path.count - from : step, error));
        nb_release(ctx, mark);
    }
    return NB_OK;
}
