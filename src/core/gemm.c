/*
 * gemm.c - dense products: see gemm.h.
 *
 *     C := beta C + alpha A B,     C(i, j) += sum_l A(i, l) B(l, j)
 *
 * Blocks of A (block_rows x block_depth, second-level cache) and of B (block_depth x block_columns, last-level cache) are packed into
 * panels that the tiles of kernels.h read in order; a stride or a transpose matters only to the packing. Goto & van de Geijn (2008), ACM
 * TOMS 34(3). Products with few rows or columns are memory-bound and take another road (narrow.c). Cost 2 m n k flops, half for the lower
 * triangle.
 */
#include "gemm.h"
#include "kernels.h"
#include "narrow.h"
#include <stdint.h>
#include <string.h>

/* block_rows is a multiple of every tile height, block_columns of every tile width. */
enum { block_rows = 144, block_depth = 256, block_columns = 1024, line = 8 };

typedef struct operand {
    const double *x;
    ptrdiff_t along, across; /* strides: along the sum, across it */
} operand;

typedef struct product {
    const nb_kernels *kernels;
    int lower; /* 1: only tiles that meet the lower triangle */
    ptrdiff_t m, n, k;
    operand a, b;
    double alpha, beta;
    double *c;
    ptrdiff_t ldc;
    double *pack_a, *pack_b;
} product;

static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

/* The first double of x that starts a cache line. */
static double *aligned(double *x)
{
    const uintptr_t bytes = line * sizeof(double), over = (uintptr_t)x % bytes;
    return over == 0 ? x : x + (bytes - over) / sizeof(double);
}

nb_status nb_gemm_work_init(nb_context *ctx, nb_gemm_work *ws)
{
    ws->kernels = nb_kernels_best();
    ws->pack_a = nb_doubles(ctx, (size_t)block_rows * block_depth + line);
    ws->pack_b = nb_doubles(ctx, (size_t)block_columns * block_depth + line);
    return ws->pack_a != NULL && ws->pack_b != NULL ? NB_OK : NB_ERR_MEMORY;
}

/* Lines that are contiguous across the sum: each place of the sum is read once over all panels, as it lies in memory. */
static void pack_straight(ptrdiff_t width, ptrdiff_t lines, ptrdiff_t depth, operand from, double *to)
{
    const size_t bytes = (size_t)width * sizeof(double);
    for (ptrdiff_t l = 0; l < depth; l++)
        for (ptrdiff_t at = 0; at + width <= lines; at += width)
            memcpy(to + at * depth + l * width, from.x + l * from.along + at, bytes);
}

/* Panels of `width` lines, each stored along the sum; the last is filled up with zeros. */
static void pack(ptrdiff_t width, ptrdiff_t lines, ptrdiff_t depth, operand from, double *to)
{
    ptrdiff_t at = 0;
    if (from.across == 1) {
        pack_straight(width, lines, depth, from, to);
        at = lines - lines % width;
    }
    for (; at < lines; at += width) {
        const ptrdiff_t full = least(width, lines - at);
        double *panel = to + at * depth;
        for (ptrdiff_t i = 0; i < full; i++)
            for (ptrdiff_t l = 0; l < depth; l++)
                panel[l * width + i] = from.x[(at + i) * from.across + l * from.along];
        for (ptrdiff_t i = full; i < width; i++)
            for (ptrdiff_t l = 0; l < depth; l++)
                panel[l * width + i] = 0.0;
    }
}

/* A tile that sticks out of C is formed aside. */
static void edge_tile(const product *p, ptrdiff_t depth, const double *a, const double *b, double beta, double *c, ptrdiff_t rows,
                      ptrdiff_t columns)
{
    double tile[nb_tile_rows_max * nb_tile_columns_max];
    const ptrdiff_t height = p->kernels->rows;
    p->kernels->tile(depth, p->alpha, a, b, 0.0, tile, height);
    for (ptrdiff_t j = 0; j < columns; j++)
        for (ptrdiff_t i = 0; i < rows; i++) {
            double *cell = c + i + j * p->ldc;
            *cell = beta == 0.0 ? tile[i + j * height] : beta * *cell + tile[i + j * height];
        }
}

/* All tiles of C[i0 .. i0+rows-1, j0 .. j0+columns-1] for one packed block of A and of B. */
static void multiply_block(const product *p, ptrdiff_t i0, ptrdiff_t rows, ptrdiff_t j0, ptrdiff_t columns, ptrdiff_t depth, double beta)
{
    const ptrdiff_t height = p->kernels->rows, width = p->kernels->columns;
    for (ptrdiff_t j = 0; j < columns; j += width)
        for (ptrdiff_t i = 0; i < rows; i += height) {
            if (p->lower && i0 + i + height <= j0 + j)
                continue;
            const double *a = p->pack_a + i * depth, *b = p->pack_b + j * depth;
            double *c = p->c + (i0 + i) + (j0 + j) * p->ldc;
            if (i + height <= rows && j + width <= columns)
                p->kernels->tile(depth, p->alpha, a, b, beta, c, p->ldc);
            else
                edge_tile(p, depth, a, b, beta, c, least(height, rows - i), least(width, columns - j));
        }
}

static nb_status multiply_packed(nb_context *ctx, const product *p)
{
    for (ptrdiff_t j = 0; j < p->n; j += block_columns)
        for (ptrdiff_t l = 0; l < p->k; l += block_depth) {
            const ptrdiff_t columns = least(block_columns, p->n - j), depth = least(block_depth, p->k - l);
            const operand b = {p->b.x + l * p->b.along + j * p->b.across, p->b.along, p->b.across};
            pack(p->kernels->columns, columns, depth, b, p->pack_b);
            for (ptrdiff_t i = p->lower ? j : 0; i < p->m; i += block_rows) {
                const ptrdiff_t rows = least(block_rows, p->m - i);
                const operand a = {p->a.x + l * p->a.along + i * p->a.across, p->a.along, p->a.across};
                pack(p->kernels->rows, rows, depth, a, p->pack_a);
                multiply_block(p, i, rows, j, columns, depth, l == 0 ? p->beta : 1.0);
                if (i + block_rows < p->m) /* small products never ask */
                    NB_TRY(nb_poll(ctx));
            }
        }
    return NB_OK;
}

static void scale_all(const product *p)
{
    for (ptrdiff_t j = 0; j < p->n; j++)
        for (ptrdiff_t i = p->lower ? j : 0; i < p->m; i++) {
            double *cell = p->c + i + j * p->ldc;
            *cell = p->beta == 0.0 ? 0.0 : p->beta * *cell;
        }
}

static nb_status multiply(nb_context *ctx, nb_gemm_work *ws, product *p)
{
    nb_gemm_work own = {NULL, NULL, NULL};
    if (p->m < 0 || p->n < 0 || p->k < 0)
        return NB_ERR_ARGUMENT;
    if (p->k == 0 || p->alpha == 0.0) {
        scale_all(p);
        return NB_OK;
    }
    if (p->m == 0 || p->n == 0)
        return NB_OK;
    if (ws != NULL) {
        p->kernels = ws->kernels;
        p->pack_a = aligned(ws->pack_a);
        p->pack_b = aligned(ws->pack_b);
        return multiply_packed(ctx, p);
    }
    void *mark = nb_mark(ctx);
    NB_TRY(nb_gemm_work_init(ctx, &own));
    NB_TRY(multiply(ctx, &own, p));
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_gemm(nb_context *ctx, nb_gemm_work *ws, int m, int n, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs,
                  const double *b, ptrdiff_t brs, ptrdiff_t bcs, double beta, double *c, ptrdiff_t ldc)
{
    product p = {NULL, 0, m, n, k, {a, acs, ars}, {b, brs, bcs}, alpha, beta, c, ldc, NULL, NULL};
    const nb_narrow by_columns = {m, n, k, alpha, a, ars, acs, b, brs, bcs, beta, c, 1, ldc};
    const nb_narrow by_rows = {n, m, k, alpha, b, bcs, brs, a, acs, ars, beta, c, ldc, 1};
    const nb_kernels *kernels = ws != NULL ? ws->kernels : nb_kernels_best();
    const int empty = k == 0 || alpha == 0.0; /* then A and B are not read */
    if (!empty && n <= m && nb_narrow_fits(&by_columns))
        return nb_narrow_multiply(ctx, kernels, &by_columns);
    if (!empty && nb_narrow_fits(&by_rows))
        return nb_narrow_multiply(ctx, kernels, &by_rows);
    return multiply(ctx, ws, &p);
}

nb_status nb_gemm_lower(nb_context *ctx, nb_gemm_work *ws, int m, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs,
                        const double *b, ptrdiff_t brs, ptrdiff_t bcs, double beta, double *c, ptrdiff_t ldc)
{
    product p = {NULL, 1, m, m, k, {a, acs, ars}, {b, brs, bcs}, alpha, beta, c, ldc, NULL, NULL};
    return multiply(ctx, ws, &p);
}

nb_status nb_syrk(nb_context *ctx, nb_gemm_work *ws, int m, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs, double beta,
                  double *c, ptrdiff_t ldc)
{
    return nb_gemm_lower(ctx, ws, m, k, alpha, a, ars, acs, a, acs, ars, beta, c, ldc);
}

void nb_symmetrize(int m, double *c, ptrdiff_t ldc)
{
    enum { side = 32 };
    for (ptrdiff_t j0 = 0; j0 < m; j0 += side)
        for (ptrdiff_t i0 = j0; i0 < m; i0 += side)
            for (ptrdiff_t j = j0; j < least(j0 + side, m); j++)
                for (ptrdiff_t i = i0 > j ? i0 : j + 1; i < least(i0 + side, m); i++)
                    c[j + i * ldc] = c[i + j * ldc];
}
