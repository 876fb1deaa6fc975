/*
 * gradient.c - residuals and their correlations with the design for many coefficient vectors at once: see products.h.
 *
 * Refinement and the certificate need A'(y - A b) for every lambda. On a tall design both products are done on the same block while it is
 * in cache, so A is read once and the n x k residuals are never stored. Cost 4 n p k.
 */
#include "products.h"
#include <math.h>
#include <string.h>

/* Turns fitted values (ni x k) into residuals and adds up their squared norms and weighted sums. */
static void residual_block(const nb_design *design, int i0, int ni, int k, const double *y, const int *response, double *fitted,
                           double *rss, double *mean)
{
    for (int l = 0; l < k; l++) {
        const double *target = y + (size_t)response[l] * (size_t)design->n + i0, *root = design->root_weight + i0;
        double *r = fitted + (size_t)l * (size_t)ni, squares = 0.0, sum = 0.0;
        for (int i = 0; i < ni; i++) {
            r[i] = target[i] - r[i];
            squares += r[i] * r[i];
            sum += r[i] * root[i];
        }
        rss[l] += squares;
        mean[l] += sum;
    }
}

static nb_status by_row_blocks(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, const double *y,
                               const int *response, double *out, double *rss, double *mean, double *drift)
{
    const int n = design->n, p = design->p, step = nb_design_step(design, 1);
    double *block = nb_doubles(ctx, (size_t)step * (size_t)p), *fitted = nb_doubles(ctx, (size_t)step * (size_t)k);
    if (block == NULL || fitted == NULL)
        return NB_ERR_MEMORY;
    for (int at = 0; at < n; at += step) {
        const int size = n - at < step ? n - at : step;
        const double beta = at > 0 ? 1.0 : 0.0;
        NB_TRY(nb_poll(ctx));
        NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, block));
        NB_TRY(nb_gemm(ctx, ws, size, k, p, 1.0, block, 1, size, b, 1, p, 0.0, fitted, size));
        residual_block(design, at, size, k, y, response, fitted, rss, mean);
        NB_TRY(nb_gemm(ctx, ws, p, k, size, 1.0, block, size, 1, fitted, 1, size, beta, out, p));
        NB_TRY(nb_gemm(ctx, ws, p, 1, size, 1.0, block, size, 1, design->root_weight + at, 1, n, beta, drift, p));
    }
    return NB_OK;
}

nb_status nb_design_gradient(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, const double *y,
                             const int *response, double *out, double *rss, double *mean, double *drift)
{
    memset(rss, 0, (size_t)k * sizeof(double));
    memset(mean, 0, (size_t)k * sizeof(double));
    if (design->n >= design->p && !(design->x == NULL && design->implicit))
        return by_row_blocks(ctx, ws, design, k, b, y, response, out, rss, mean, drift);
    double *fitted = nb_doubles(ctx, (size_t)design->n * (size_t)k);
    if (fitted == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_multiply(ctx, ws, design, k, b, fitted));
    residual_block(design, 0, design->n, k, y, response, fitted, rss, mean);
    NB_TRY(nb_design_cross(ctx, ws, design, k, fitted, out));
    return nb_design_cross(ctx, ws, design, 1, design->root_weight, drift);
}
