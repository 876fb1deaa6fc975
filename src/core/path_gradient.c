/*
 * path_gradient.c - the gradients of a whole path at the cost of a few: see products.h.
 *
 * With the path written as b_l = Q r_l (compress.h), Z = A Q, and r0 the residual of one solution per response, formed from the data,
 *
 *     y - A b_l = r0 - Z d_l,     A'(y - A b_l) = A'r0 - (A'Z) d_l,     ||y - A b_l||^2 = ||r0||^2 - 2 d_l'Z'r0 + d_l'Z'Z d_l,     d_l =
 * r_l - r_ref.
 *
 * The reference is the least shrunk solution, so that the terms of the norm add up rather than cancel. Errors are of the size
 * epsilon ||A||^2 ||b||, as when each is formed by itself. Cost 4 n p (rank + m) instead of 4 n p k.
 */
#include "compress.h"
#include "products.h"
#include <math.h>
#include <string.h>

enum { least_path = 16 };

typedef struct path_work {
    int k, m, rank, width; /* solutions, responses, rank of the path, rank + m */
    double *q, *r;         /* p x rank; k / 2 x k */
    double *at_reference;  /* rank x m: r of each response's reference */
    double *wide;          /* rows x width: [Z, r0], a block of rows or all */
    double *cross, *inner; /* p x width: A'[Z, r0]; width x width: [Z, r0]'[Z, r0] */
    double *level;         /* width: root_weight'[Z, r0] */
} path_work;

/* The solution of the largest norm for each response; responses without a solution keep reference 0 and are not asked for. */
static void choose_references(const path_work *w, int limit, const int *response)
{
    memset(w->at_reference, 0, (size_t)w->rank * (size_t)w->m * sizeof(double));
    for (int t = 0; t < w->m; t++) {
        double best = -1.0;
        for (int l = 0; l < w->k; l++) {
            const double *r = w->r + (size_t)l * (size_t)limit;
            double square = 0.0;
            for (int j = 0; j < w->rank; j++)
                square += r[j] * r[j];
            if (response[l] == t && square > best) {
                best = square;
                memcpy(w->at_reference + (size_t)t * (size_t)w->rank, r, (size_t)w->rank * sizeof(double));
            }
        }
    }
}

/* The last columns of wide (rows x width): y - Z at_reference for rows [at, at + rows). */
static nb_status reference_residuals(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, int at, int rows,
                                     path_work *w)
{
    double *residual = w->wide + (size_t)w->rank * (size_t)rows;
    for (int t = 0; t < w->m; t++)
        memcpy(residual + (size_t)t * (size_t)rows, y + (size_t)t * (size_t)design->n + at, (size_t)rows * sizeof(double));
    return nb_gemm(ctx, ws, rows, w->m, w->rank, -1.0, w->wide, 1, rows, w->at_reference, 1, w->rank, 1.0, residual, rows);
}

/* Wide designs: all rows at once. */
static nb_status add_all(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, double *drift, path_work *w)
{
    const int n = design->n, width = w->width;
    NB_TRY(nb_design_multiply(ctx, ws, design, w->rank, w->q, w->wide));
    NB_TRY(reference_residuals(ctx, ws, design, y, 0, n, w));
    NB_TRY(nb_design_cross(ctx, ws, design, width, w->wide, w->cross));
    NB_TRY(nb_syrk(ctx, ws, width, n, 1.0, w->wide, n, 1, 0.0, w->inner, width));
    NB_TRY(nb_gemm(ctx, ws, width, 1, n, 1.0, w->wide, n, 1, design->root_weight, 1, n, 0.0, w->level, width));
    return nb_design_cross(ctx, ws, design, 1, design->root_weight, drift);
}

static nb_status add_rows(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, int at, int size, double *block,
                          double *drift, path_work *w)
{
    const int n = design->n, p = design->p, width = w->width;
    const double more = at > 0 ? 1.0 : 0.0, *root = design->root_weight + at;
    NB_TRY(nb_poll(ctx));
    NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, block));
    NB_TRY(nb_gemm(ctx, ws, size, w->rank, p, 1.0, block, 1, size, w->q, 1, p, 0.0, w->wide, size));
    NB_TRY(reference_residuals(ctx, ws, design, y, at, size, w));
    NB_TRY(nb_gemm(ctx, ws, p, width, size, 1.0, block, size, 1, w->wide, 1, size, more, w->cross, p));
    NB_TRY(nb_syrk(ctx, ws, width, size, 1.0, w->wide, size, 1, more, w->inner, width));
    NB_TRY(nb_gemm(ctx, ws, width, 1, size, 1.0, w->wide, size, 1, root, 1, size, more, w->level, width));
    return nb_gemm(ctx, ws, p, 1, size, 1.0, block, size, 1, root, 1, n, more, drift, p);
}

/* rss and mean of solution l from the sums over rows; shift: r_l - r_ref. */
static void sum_solution(const path_work *w, int t, const double *shift, double *rss, double *mean)
{
    const int rank = w->rank, width = w->width;
    const double *own = w->inner + (size_t)(rank + t) * (size_t)width;
    double square = own[rank + t], sum = w->level[rank + t];
    for (int j = 0; j < rank; j++) {
        const double *column = w->inner + (size_t)j * (size_t)width;
        double product = 0.0;
        for (int i = 0; i < rank; i++)
            product += column[i] * shift[i];
        square += shift[j] * (product - 2.0 * own[j]);
        sum -= w->level[j] * shift[j];
    }
    *rss = square > 0.0 ? square : 0.0;
    *mean = sum;
}

/* From the sums over rows to each solution; r is overwritten by the shifts. cross := A'r0 + (A'Z) r_ref. */
static nb_status expand(nb_context *ctx, nb_gemm_work *ws, int p, int limit, const int *response, path_work *w, double *out, double *rss,
                        double *mean, double *cross)
{
    const int rank = w->rank;
    const double *at_residual = w->cross + (size_t)rank * (size_t)p;
    nb_symmetrize(w->width, w->inner, w->width);
    for (int l = 0; l < w->k; l++) {
        double *shift = w->r + (size_t)l * (size_t)limit;
        for (int j = 0; j < rank; j++)
            shift[j] -= w->at_reference[(size_t)response[l] * (size_t)rank + (size_t)j];
        sum_solution(w, response[l], shift, rss + l, mean + l);
        memcpy(out + (size_t)l * (size_t)p, at_residual + (size_t)response[l] * (size_t)p, (size_t)p * sizeof(double));
    }
    memcpy(cross, at_residual, (size_t)p * (size_t)w->m * sizeof(double));
    NB_TRY(nb_gemm(ctx, ws, p, w->m, rank, 1.0, w->cross, 1, p, w->at_reference, 1, rank, 1.0, cross, p));
    return nb_gemm(ctx, ws, p, w->k, rank, -1.0, w->cross, 1, p, w->r, 1, limit, 1.0, out, p);
}

static nb_status allocate(nb_context *ctx, int p, int rows, int limit, path_work *w)
{
    w->q = nb_doubles(ctx, (size_t)p * (size_t)limit);
    w->r = nb_doubles(ctx, (size_t)limit * (size_t)w->k);
    w->at_reference = nb_doubles(ctx, (size_t)limit * (size_t)w->m);
    w->wide = nb_doubles(ctx, (size_t)rows * (size_t)(limit + w->m));
    w->cross = nb_doubles(ctx, (size_t)p * (size_t)(limit + w->m));
    w->inner = nb_doubles(ctx, (size_t)(limit + w->m) * (size_t)(limit + w->m));
    w->level = nb_doubles(ctx, (size_t)(limit + w->m));
    return w->q && w->r && w->at_reference && w->wide && w->cross && w->inner && w->level ? NB_OK : NB_ERR_MEMORY;
}

nb_status nb_design_path_gradient(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, int m,
                                  const double *y, const int *response, double *out, double *rss, double *mean, double *drift,
                                  double *cross)
{
    const int n = design->n, p = design->p, tall = n >= p, step = nb_design_step(design, 1), limit = k / 2;
    path_work w = {k, m, -1, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
    if (k >= least_path && !(design->x == NULL && design->implicit)) {
        NB_TRY(allocate(ctx, p, tall ? step : n, limit, &w));
        NB_TRY(nb_compress(ctx, ws, p, k, b, limit, w.q, w.r, &w.rank));
    }
    if (w.rank <= 0) {
        NB_TRY(nb_design_cross(ctx, ws, design, m, y, cross));
        return nb_design_gradient(ctx, ws, design, k, b, y, response, out, rss, mean, drift);
    }
    w.width = w.rank + m;
    choose_references(&w, limit, response);
    if (tall) {
        double *block = nb_doubles(ctx, (size_t)step * (size_t)p);
        if (block == NULL)
            return NB_ERR_MEMORY;
        for (int at = 0; at < n; at += step)
            NB_TRY(add_rows(ctx, ws, design, y, at, n - at < step ? n - at : step, block, drift, &w));
    } else {
        NB_TRY(add_all(ctx, ws, design, y, drift, &w));
    }
    return expand(ctx, ws, p, limit, response, &w, out, rss, mean, cross);
}
