/*
 * triangle.c - QR of a design block by block: see triangle.h.
 *
 * The triangle found so far takes in the next block of rows (sequential TSQR; Demmel, Grigori, Hoemmen & Langou 2012). Backward stable like
 * one Householder QR, in O(k^2) memory. Cost 2 n k^2.
 */
#include "triangle.h"
#include "qr.h"
#include <string.h>

enum { least_block = 512, tile = 16 };

/* to (columns x rows, leading dimension columns) := transpose of from (rows x columns, leading dimension rows), tile by tile. */
static void transpose(ptrdiff_t rows, ptrdiff_t columns, const double *from, double *to)
{
    for (ptrdiff_t j0 = 0; j0 < columns; j0 += tile)
        for (ptrdiff_t i0 = 0; i0 < rows; i0 += tile)
            for (ptrdiff_t j = j0; j < j0 + tile && j < columns; j++)
                for (ptrdiff_t i = i0; i < i0 + tile && i < rows; i++)
                    to[j + i * columns] = from[i + j * rows];
}

/* lines (size x k) := rows [at, at + size) of [A y], or of A'. turned: scratch of that size when dual. */
static nb_status read_lines(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int dual, int m, const double *y, int at, int size,
                            double *turned, double *lines)
{
    const int n = design->n, p = design->p;
    if (dual) {
        NB_TRY(nb_design_block(ctx, ws, design, 0, n, at, size, turned));
        transpose(n, size, turned, lines);
        return NB_OK;
    }
    NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, lines));
    for (int j = 0; j < m; j++)
        memcpy(lines + (size_t)(p + j) * (size_t)size, y + (size_t)j * (size_t)n + at, (size_t)size * sizeof(double));
    return NB_OK;
}

nb_status nb_design_triangle(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int dual, int m, const double *y, double *r)
{
    const int k = dual ? design->n : design->p + m, all = dual ? design->p : design->n;
    const int wanted = k > least_block ? k : least_block, step = wanted < all ? wanted : all;
    double *lines = nb_doubles(ctx, (size_t)step * (size_t)k), *turned = nb_doubles(ctx, dual ? (size_t)step * (size_t)k : 0);
    if (lines == NULL || turned == NULL)
        return NB_ERR_MEMORY;
    memset(r, 0, (size_t)k * (size_t)k * sizeof(double));
    for (int at = 0; at < all; at += step) {
        const int size = all - at < step ? all - at : step;
        void *mark = nb_mark(ctx);
        NB_TRY(nb_poll(ctx));
        NB_TRY(read_lines(ctx, ws, design, dual, m, y, at, size, turned, lines));
        NB_TRY(nb_qr_append(ctx, ws, k, r, k, size, lines, size));
        nb_release(ctx, mark);
    }
    return NB_OK;
}
