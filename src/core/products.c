/*
 * products.c - products of a design with matrices: see products.h.
 *
 * Dense storage goes block by block through nb_gemm. A sparse design whose columns are not far from zero-mean (design->implicit) sums over
 * the stored entries and subtracts the centring afterwards: A b = D (X S b - 1 (centre' S b)), so the cost is the number of stored entries.
 * Cost: 2 n p k (dense), 2 nnz k (sparse).
 */
#include "products.h"
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

static nb_status sparse_multiply(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, double *out)
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
            y[i] = (y[i] - shift) * design->root_weight[i];
    }
    return project_rows(ctx, ws, design, k, b, out);
}

nb_status nb_design_multiply(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, double *out)
{
    if (design->x == NULL && design->implicit)
        return sparse_multiply(ctx, ws, design, k, b, out);
    const int n = design->n, p = design->p, by_rows = n >= p, step = nb_design_step(design, by_rows), lines = by_rows ? n : p;
    double *block = nb_doubles(ctx, (size_t)step * (size_t)(by_rows ? p : n));
    if (block == NULL)
        return NB_ERR_MEMORY;
    for (int at = 0; at < lines; at += step) {
        const int size = lines - at < step ? lines - at : step;
        NB_TRY(nb_poll(ctx));
        if (by_rows) {
            NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, block));
            NB_TRY(nb_gemm(ctx, ws, size, k, p, 1.0, block, 1, size, b, 1, p, 0.0, out + at, n));
        } else {
            NB_TRY(nb_design_block(ctx, ws, design, 0, n, at, size, block));
            NB_TRY(nb_gemm(ctx, ws, n, k, size, 1.0, block, 1, n, b + at, 1, p, at > 0 ? 1.0 : 0.0, out, n));
        }
    }
    return NB_OK;
}

static nb_status sparse_cross(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *r, double *out)
{
    const int n = design->n, p = design->p;
    double *weighted = nb_doubles(ctx, (size_t)n);
    if (weighted == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < k; l++) {
        const double *residual = r + (size_t)l * (size_t)n;
        double sum = 0.0;
        NB_TRY(nb_poll(ctx));
        for (int i = 0; i < n; i++)
            sum += weighted[i] = residual[i] * design->root_weight[i];
        for (int j = 0; j < p; j++) {
            const int column = design->columns[j];
            double dot = 0.0;
            for (int e = design->start[column]; e < design->start[column + 1]; e++)
                dot += design->value[e] * weighted[design->row[e]];
            out[(size_t)l * (size_t)p + (size_t)j] = (dot - design->centre[j] * sum) * design->scale[j];
        }
    }
    if (design->q == 0)
        return NB_OK;
    double *inner = nb_doubles(ctx, (size_t)design->q * (size_t)k);
    if (inner == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_gemm(ctx, ws, design->q, k, n, 1.0, design->flat, n, 1, r, 1, n, 0.0, inner, design->q));
    return nb_gemm(ctx, ws, p, k, design->q, -1.0, design->flat_cross, design->q, 1, inner, 1, design->q, 1.0, out, p);
}

nb_status nb_design_cross(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *r, double *out)
{
    if (design->x == NULL && design->implicit)
        return sparse_cross(ctx, ws, design, k, r, out);
    const int n = design->n, p = design->p, by_rows = n >= p, step = nb_design_step(design, by_rows), lines = by_rows ? n : p;
    double *block = nb_doubles(ctx, (size_t)step * (size_t)(by_rows ? p : n));
    if (block == NULL)
        return NB_ERR_MEMORY;
    for (int at = 0; at < lines; at += step) {
        const int size = lines - at < step ? lines - at : step;
        NB_TRY(nb_poll(ctx));
        if (by_rows) {
            NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, block));
            NB_TRY(nb_gemm(ctx, ws, p, k, size, 1.0, block, size, 1, r + at, 1, n, at > 0 ? 1.0 : 0.0, out, p));
        } else {
            NB_TRY(nb_design_block(ctx, ws, design, 0, n, at, size, block));
            NB_TRY(nb_gemm(ctx, ws, size, k, n, 1.0, block, n, 1, r, 1, n, 0.0, out + at, p));
        }
    }
    return NB_OK;
}
