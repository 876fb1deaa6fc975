/*
 * certificate_residuals.c - the gradients of a path from its residuals: see certificate_work.h.
 *
 * The residuals of some solutions at a time are formed from the columns that these use, then A'r a few columns of A at a time. Cost 2 n (p
 * k + nonzeros) flops, dense; sparse, stored entries in place of n p.
 */
#include "certificate_work.h"
#include "products.h"
#include "settle.h"
#include "uncentred.h"
#include <math.h>
#include <string.h>

enum { most_together = 256, sparse_together = 8, block_doubles = 1 << 18, least_columns = 256, most_columns = 1024 };

typedef struct buffers {
    double *r, *g, *block; /* residuals: n x (most + 1); gradients: width x (most + 1); height x width of A */
} buffers;

static double dot(int n, const double *x, const double *y)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    for (int i = 0; i < n; i++)
        sum[i & 3] += x[i] * y[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Takes the weighted mean out of r, twice for the rounding of the first time; returns it. Without an intercept there is none to take. */
static double remove_mean(const nb_certificate_work *w, double *r)
{
    double mean = 0.0;
    for (int pass = 0; pass < 2 && w->intercept; pass++) {
        const double part = dot(w->design->n, r, w->design->root_weight);
        for (int i = 0; i < w->design->n; i++)
            r[i] -= part * w->design->root_weight[i];
        mean += part;
    }
    return mean;
}

int nb_lasso_list_used(const nb_certificate_work *w, const int *ids, int count, int *list, int *place)
{
    int used = 0;
    memset(place, 0, (size_t)w->design->p * sizeof(int));
    for (int l = 0; l < count; l++)
        for (int e = w->b->start[ids[l]]; e < w->b->start[ids[l] + 1]; e++)
            place[w->b->index[e]] = 1;
    for (int j = 0; j < w->design->p; j++)
        if (place[j]) {
            place[j] = used;
            list[used++] = j;
        }
    return used;
}

/* fitted (n x count) := A b for the solutions listed. */
static nb_status fit_values(nb_context *ctx, nb_gemm_work *ws, const nb_certificate_work *w, const int *ids, int count, double *fitted)
{
    int *list = nb_ints(ctx, (size_t)w->design->p), *place = nb_ints(ctx, (size_t)w->design->p);
    nb_design part;
    if (list == NULL || place == NULL)
        return NB_ERR_MEMORY;
    const int used = nb_lasso_list_used(w, ids, count, list, place);
    double *b = nb_doubles(ctx, (size_t)used * (size_t)count);
    if (b == NULL)
        return NB_ERR_MEMORY;
    memset(b, 0, (size_t)used * (size_t)count * sizeof(double));
    for (int l = 0; l < count; l++)
        for (int e = w->b->start[ids[l]]; e < w->b->start[ids[l] + 1]; e++)
            b[(size_t)l * (size_t)used + (size_t)place[w->b->index[e]]] = w->b->value[e];
    NB_TRY(nb_design_select(ctx, w->design, used, list, &part));
    if (used > 0)
        return nb_design_multiply(ctx, ws, &part, count, b, fitted);
    memset(fitted, 0, (size_t)w->design->n * (size_t)count * sizeof(double));
    return NB_OK;
}

nb_status nb_lasso_form_residuals(nb_context *ctx, nb_gemm_work *ws, const nb_certificate_work *w, const int *ids, int count, double *r)
{
    const int n = w->design->n;
    void *mark = nb_mark(ctx);
    NB_TRY(fit_values(ctx, ws, w, ids, count, r));
    nb_release(ctx, mark);
    for (int l = 0; l < count; l++) {
        double *column = r + (size_t)l * (size_t)n;
        nb_lasso_sums *sums = w->sums + ids[l];
        for (int i = 0; i < n; i++)
            column[i] = w->y[i] - column[i];
        sums->mean = remove_mean(w, column);
        sums->square = dot(n, column, column);
        sums->move = sums->skew = 0.0;
    }
    return NB_OK;
}

/* t := r - A z for one solution, its mean taken out. */
static nb_status settle_residual(nb_context *ctx, nb_gemm_work *ws, const nb_certificate_work *w, int l, double *r)
{
    const int n = w->design->n, p = w->design->p;
    const char *settled = w->judges[l].settled;
    nb_lasso_sums *sums = w->sums + l;
    nb_design part;
    int *list = nb_ints(ctx, (size_t)p), count = 0;
    double *move = nb_doubles(ctx, (size_t)p), *image = nb_doubles(ctx, (size_t)n);
    if (list == NULL || move == NULL || image == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < p; j++)
        if (settled[j])
            list[count++] = j;
    NB_TRY(nb_settle(ctx, ws, w->design, r, w->squares, list, count, move));
    NB_TRY(nb_design_select(ctx, w->design, count, list, &part));
    NB_TRY(nb_design_multiply(ctx, ws, &part, 1, move, image));
    for (int i = 0; i < n; i++)
        r[i] -= image[i];
    remove_mean(w, r);
    sums->move = dot(n, image, image);
    sums->skew = fabs(dot(n, image, r));
    sums->square = dot(n, r, r);
    return NB_OK;
}

static int is_sparse(const nb_design *design)
{
    return design->x == NULL && design->implicit;
}

/* Columns that are looked at together: all when the design is sparse, else a block's; at least one, also when there is none. */
static int width_of(const nb_design *design)
{
    int width = block_doubles / design->n;
    if (is_sparse(design))
        return design->p > 0 ? design->p : 1;
    width = width > most_columns ? most_columns : width < least_columns ? least_columns : width;
    return width < design->p ? width : design->p > 0 ? design->p : 1;
}

static int height_of(const nb_design *design)
{
    const int height = block_doubles / width_of(design) + 1;
    return height < design->n ? height : design->n;
}

/* g (width x k) := columns [j0, j0 + width) of A, transposed, times r (n x k). block: room for height_of() rows of them. */
static nb_status correlate(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int j0, int width, int k, const double *r,
                           double *block, double *g)
{
    const int n = design->n, height = height_of(design);
    if (is_sparse(design) || (design->implicit && k <= nb_uncentred_most)) {
        nb_design part = *design;
        part.p = width;
        part.columns += j0;
        part.centre += j0;
        part.scale += j0;
        return nb_design_cross(ctx, ws, &part, k, r, g);
    }
    for (int i0 = 0; i0 < n; i0 += height) {
        const int rows = n - i0 < height ? n - i0 : height;
        NB_TRY(nb_design_block(ctx, ws, design, i0, rows, j0, width, block));
        NB_TRY(nb_gemm(ctx, ws, width, k, rows, 1.0, block, rows, 1, r + i0, 1, n, i0 > 0 ? 1.0 : 0.0, g, width));
    }
    return NB_OK;
}

/* Shows every column of A'r to the judges; one more column of r, when asked for, is y, for the largest correlation. */
static nb_status see_all(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const int *ids, int count, int with_y,
                         const buffers *room)
{
    const int p = w->design->p, width = width_of(w->design);
    for (int j0 = 0; j0 < p; j0 += width) {
        const int size = p - j0 < width ? p - j0 : width;
        void *mark = nb_mark(ctx);
        NB_TRY(nb_poll(ctx));
        NB_TRY(correlate(ctx, ws, w->design, j0, size, count + with_y, room->r, room->block, room->g));
        nb_release(ctx, mark);
        for (int l = 0; l < count; l++)
            nb_judge_see(&w->terms, w->judges + ids[l], j0, size, room->g + (size_t)l * (size_t)size);
        if (with_y)
            nb_lasso_note_size(w, j0, size, room->g + (size_t)count * (size_t)size);
    }
    return NB_OK;
}

int nb_lasso_together(const nb_certificate_work *w)
{
    const int tenth = w->design->p / 10;
    const int most = w->design->x == NULL && w->design->implicit ? sparse_together : tenth < most_together ? tenth : most_together;
    return most > 1 ? most : 1;
}

/* Memory for up to `most` solutions at a time, and y. */
static nb_status allocate(nb_context *ctx, const nb_design *design, int most, buffers *room)
{
    const size_t n = (size_t)design->n, width = (size_t)width_of(design), columns = (size_t)most + 1;
    room->r = nb_doubles(ctx, n * columns);
    room->g = nb_doubles(ctx, width * columns);
    room->block = nb_doubles(ctx, is_sparse(design) ? 1 : width * (size_t)height_of(design));
    return room->r != NULL && room->g != NULL && room->block != NULL ? NB_OK : NB_ERR_MEMORY;
}

nb_status nb_lasso_judge_by_residuals(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w, const int *ids, int count, int settle)
{
    const size_t n = (size_t)w->design->n;
    const int together = nb_lasso_together(w), most = count < together ? count : together;
    buffers room;
    NB_TRY(allocate(ctx, w->design, most, &room));
    for (int at = 0; at < count; at += most) {
        void *mark = nb_mark(ctx);
        const int size = count - at < most ? count - at : most, with_y = !settle && at == 0;
        NB_TRY(nb_lasso_form_residuals(ctx, ws, w, ids + at, size, room.r));
        for (int l = 0; l < size && settle; l++) {
            NB_TRY(settle_residual(ctx, ws, w, ids[at + l], room.r + (size_t)l * n));
            nb_release(ctx, mark);
        }
        if (with_y)
            memcpy(room.r + (size_t)size * n, w->y, n * sizeof(double));
        NB_TRY(see_all(ctx, ws, w, ids + at, size, with_y, &room));
        nb_release(ctx, mark);
    }
    return NB_OK;
}
