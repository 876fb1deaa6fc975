/*
 * products.c - products of a design with matrices: see products.h.
 *
 * Dense storage goes block by block through nb_gemm. A design whose columns are not far from zero-mean (design->implicit) sums over the
 * stored entries and subtracts the centring afterwards: A b = D (X S b - 1 (centre' S b)). Sparse, the cost is then the number of stored
 * entries; dense, products with a few vectors form no blocks (uncentred.c). Cost: 2 n p k (dense), 2 nnz k (sparse).
 */
#include "products.h"
#include "kernels.h"
#include "uncentred.h"
#include <string.h>

/* out -= Q (flat_cross b): the projection of A b off the unpenalised columns. */
static nb_status project_rows(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, double *out)
{
    if (design->q == 0)
        return NB_OK;
    double *inner = nb_doubles(ctx, (size_t)design->q * (size_t)k);
    if (inner == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_gemm(ctx, ws, design->q, k, design->p, 1.0, design->flat_cross, 1, design->q, b, 1, design->p, 0.0, inner, design->q));
    return nb_gemm(ctx, ws, design->n, k, design->q, -1.0, design->flat, 1, design->n, inner, 1, design->q, 1.0, out, design->n);
}

/* out -= flat_cross' (Q'r): the same for A'r. */
static nb_status project_columns(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *r, double *out)
{
    const int n = design->n, p = design->p, q = design->q;
    if (q == 0)
        return NB_OK;
    double *inner = nb_doubles(ctx, (size_t)q * (size_t)k);
    if (inner == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_gemm(ctx, ws, q, k, n, 1.0, design->flat, n, 1, r, 1, n, 0.0, inner, q));
    return nb_gemm(ctx, ws, p, k, q, -1.0, design->flat_cross, q, 1, inner, 1, q, 1.0, out, p);
}

static nb_status sparse_multiply(nb_context *ctx, const nb_design *design, int k, const double *b, double *out)
{
    const int n = design->n, p = design->p;
    memset(out, 0, (size_t)n * (size_t)k * sizeof(double));
    for (int l = 0; l < k; l++) {
        double *y = out + (size_t)l * (size_t)n, shift = 0.0;
        const double *coef = b + (size_t)l * (size_t)p;
        NB_TRY(nb_poll(ctx));
        for (int j = 0; j < p; j++) {
            const double step = coef[j] * design->scale[j];
            if (step == 0.0)
                continue;
            const int column = design->columns[j];
            shift += step * design->centre[j];
            for (int e = design->start[column]; e < design->start[column + 1]; e++)
                y[design->row[e]] += step * design->value[e];
        }
        for (int i = 0; i < n; i++)
            y[i] = design->root_weight[i] > 0.0 ? (y[i] - shift) * design->root_weight[i] : 0.0;
    }
    return NB_OK;
}

/* out := A in, or A' in when transposed, block by block along the longer side. */
static nb_status dense_product(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int transposed, int k, const double *in,
                               double *out)
{
    const int n = design->n, p = design->p, by_rows = n >= p, step = nb_design_step(design, by_rows), lines = by_rows ? n : p;
    double *block = nb_doubles(ctx, (size_t)step * (size_t)(by_rows ? p : n));
    if (block == NULL)
        return NB_ERR_MEMORY;
    for (int at = 0; at < lines; at += step) {
        const int size = lines - at < step ? lines - at : step, height = by_rows ? size : n, width = by_rows ? p : size;
        NB_TRY(nb_poll(ctx));
        NB_TRY(nb_design_block(ctx, ws, design, by_rows ? at : 0, height, by_rows ? 0 : at, width, block));
        if (by_rows == transposed) { /* every block adds to all of out */
            NB_TRY(nb_gemm(ctx, ws, transposed ? p : n, k, size, 1.0, block, transposed ? height : 1, transposed ? 1 : height, in + at, 1,
                           lines, at > 0 ? 1.0 : 0.0, out, transposed ? p : n));
        } else { /* every block fills its own rows of out */
            NB_TRY(nb_gemm(ctx, ws, size, k, by_rows ? p : n, 1.0, block, transposed ? height : 1, transposed ? 1 : height, in, 1,
                           by_rows ? p : n, 0.0, out + at, lines));
        }
    }
    return NB_OK;
}

/* A'r for nb_gather_width vectors at once: every stored entry meets them side by side, in one line of cache. */
static void cross_together(const nb_kernels *kernels, const nb_design *design, const double *r, double *weighted, double *out)
{
    enum { width = nb_gather_width };
    const size_t n = (size_t)design->n, p = (size_t)design->p;
    double sum[width] = {0.0}, dot[width];
    for (size_t i = 0; i < n; i++)
        for (int l = 0; l < width; l++)
            sum[l] += weighted[i * width + (size_t)l] = r[(size_t)l * n + i] * design->root_weight[i];
    for (size_t j = 0; j < p; j++) {
        const int column = design->columns[j], start = design->start[column];
        kernels->gather(design->start[column + 1] - start, design->value + start, design->row + start, weighted, dot);
        for (int l = 0; l < width; l++)
            out[(size_t)l * p + j] = (dot[l] - design->centre[j] * sum[l]) * design->scale[j];
    }
}

static void cross_one(const nb_design *design, const double *r, double *weighted, double *out)
{
    const int n = design->n, p = design->p;
    double sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += weighted[i] = r[i] * design->root_weight[i];
    for (int j = 0; j < p; j++) {
        const int column = design->columns[j];
        double dot = 0.0;
        for (int e = design->start[column]; e < design->start[column + 1]; e++)
            dot += design->value[e] * weighted[design->row[e]];
        out[j] = (dot - design->centre[j] * sum) * design->scale[j];
    }
}

static nb_status sparse_cross(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *r, double *out)
{
    const size_t n = (size_t)design->n, p = (size_t)design->p;
    const nb_kernels *kernels = ws != NULL ? ws->kernels : nb_kernels_best();
    double *weighted = nb_doubles(ctx, k >= nb_gather_width ? n * nb_gather_width : n);
    if (weighted == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < k;) {
        const int many = k - l >= nb_gather_width;
        NB_TRY(nb_poll(ctx));
        if (many)
            cross_together(kernels, design, r + (size_t)l * n, weighted, out + (size_t)l * p);
        else
            cross_one(design, r + (size_t)l * n, weighted, out + (size_t)l * p);
        l += many ? nb_gather_width : 1;
    }
    return NB_OK;
}

static int by_blocks(const nb_design *design, int k)
{
    return !design->implicit || (design->x != NULL && k > nb_uncentred_most);
}

nb_status nb_design_multiply(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, double *out)
{
    if (by_blocks(design, k))
        return dense_product(ctx, ws, design, 0, k, b, out);
    if (design->x != NULL)
        NB_TRY(nb_uncentred_multiply(ctx, ws, design, k, b, out));
    else
        NB_TRY(sparse_multiply(ctx, design, k, b, out));
    return project_rows(ctx, ws, design, k, b, out);
}

nb_status nb_design_cross(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *r, double *out)
{
    if (by_blocks(design, k))
        return dense_product(ctx, ws, design, 1, k, r, out);
    if (design->x != NULL)
        NB_TRY(nb_uncentred_cross(ctx, ws, design, k, r, out));
    else
        NB_TRY(sparse_cross(ctx, ws, design, k, r, out));
    return project_columns(ctx, ws, design, k, r, out);
}

nb_status nb_design_cross_some(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int count, const int *list, const double *r,
                               double *out)
{
    nb_design part;
    NB_TRY(nb_design_select(ctx, design, count, list, &part));
    return nb_design_cross(ctx, ws, &part, 1, r, out);
}
