/*
 * triangle.c - QR of a design block by block: see triangle.h.
 *
 * The triangle found so far is stacked on the next block of rows and factored again (sequential TSQR; Demmel, Grigori, Hoemmen & Langou
 * 2012). Backward stable like one Householder QR, in O(k^2) memory. Blocks have twice the rows of the triangle, so the work is 3 n k^2
 * instead of the 2 n k^2 of a factorisation in place.
 */
#include "triangle.h"
#include "lapack.h"
#include <string.h>

enum { least_block = 512 };

/* Copies rows (or, transposed, columns) [at, at + size) of [A y] below the triangle. */
static nb_status stack_block(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int dual, int m, const double *y, int at, int size,
                             double *block, double *stack, int ld, int k)
{
    const int n = design->n, p = design->p;
    if (dual) {
        NB_TRY(nb_design_block(ctx, ws, design, 0, n, at, size, block));
        for (int i = 0; i < n; i++)
            for (int l = 0; l < size; l++)
                stack[(size_t)i * (size_t)ld + (size_t)(k + l)] = block[(size_t)l * (size_t)n + (size_t)i];
        return NB_OK;
    }
    NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, block));
    for (int j = 0; j < k; j++) {
        const double *from = j < p ? block + (size_t)j * (size_t)size : y + (size_t)(j - p) * (size_t)n + at;
        memcpy(stack + (size_t)j * (size_t)ld + k, from, (size_t)size * sizeof(double));
    }
    (void)m;
    return NB_OK;
}

nb_status nb_design_triangle(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int dual, int m, const double *y, double *r)
{
    const int k = dual ? design->n : design->p + m, lines = dual ? design->p : design->n;
    int step = 2 * k > least_block ? 2 * k : least_block;
    if (step > lines)
        step = lines;
    const int ld = k + step;
    double *stack = nb_doubles(ctx, (size_t)ld * (size_t)k), *block = nb_doubles(ctx, (size_t)step * (size_t)k);
    double *tau = nb_doubles(ctx, (size_t)k);
    if (stack == NULL || block == NULL || tau == NULL)
        return NB_ERR_MEMORY;
    memset(r, 0, (size_t)k * (size_t)k * sizeof(double));
    for (int at = 0; at < lines; at += step) {
        const int size = lines - at < step ? lines - at : step;
        void *mark = nb_mark(ctx);
        NB_TRY(nb_poll(ctx));
        for (int j = 0; j < k; j++)
            memcpy(stack + (size_t)j * (size_t)ld, r + (size_t)j * (size_t)k, (size_t)k * sizeof(double));
        NB_TRY(stack_block(ctx, ws, design, dual, m, y, at, size, block, stack, ld, k));
        NB_TRY(nb_lapack_qr_r(ctx, k + size, k, stack, ld, tau));
        for (int j = 0; j < k; j++)
            memcpy(r + (size_t)j * (size_t)k, stack + (size_t)j * (size_t)ld, (size_t)(j + 1) * sizeof(double));
        nb_release(ctx, mark);
    }
    return NB_OK;
}
