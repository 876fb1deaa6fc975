/*
 * narrow.c - C := beta C + alpha A B for n of at most a few columns: see narrow.h.
 *
 * Every entry of A is used n times only, so that packing would cost more than it saves: A is read once, in stretches of four lines that
 * stay in the first-level cache while the columns of B pass over them. Lines of A down the rows of C are combined, lines along the sum are
 * dotted. Cost 2 m n k flops; bound by the speed of memory for n = 1.
 */
#include "narrow.h"

enum { narrow_columns = 6, poll_flops = 1 << 24 };

static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

int nb_narrow_fits(const nb_narrow *p)
{
    return p->n <= narrow_columns && (p->ars == 1 || p->acs == 1);
}

/* C(i, j) := beta C(i, j) + alpha sum */
static void put(const nb_narrow *p, ptrdiff_t i, ptrdiff_t j, double sum)
{
    double *cell = p->c + i * p->crs + j * p->ccs;
    *cell = p->beta == 0.0 ? p->alpha * sum : p->beta * *cell + p->alpha * sum;
}

/* A's columns are contiguous: rows [i0, i0 + rows) of C as combinations of four of them at a time. */
static void combine_rows(const nb_kernels *kernels, const nb_narrow *p, ptrdiff_t i0, ptrdiff_t rows)
{
    double sums[narrow_columns][nb_stretch];
    for (ptrdiff_t j = 0; j < p->n; j++)
        for (ptrdiff_t i = 0; i < rows; i++)
            sums[j][i] = 0.0;
    for (ptrdiff_t l = 0; l < p->k; l += 4) {
        const double *lines[4];
        for (ptrdiff_t s = 0; s < 4; s++)
            lines[s] = l + s < p->k ? p->a + i0 + (l + s) * p->acs : nb_kernels_zeros;
        for (ptrdiff_t j = 0; j < p->n; j++) {
            double x[4];
            for (ptrdiff_t s = 0; s < 4; s++)
                x[s] = l + s < p->k ? p->b[(l + s) * p->brs + j * p->bcs] : 0.0;
            kernels->combine(rows, lines, x, sums[j]);
        }
    }
    for (ptrdiff_t j = 0; j < p->n; j++)
        for (ptrdiff_t i = 0; i < rows; i++)
            put(p, i0 + i, j, sums[j][i]);
}

/* A's rows are contiguous: rows [i0, i0 + rows) of C, rows <= nb_stretch, as inner products of four of them at a time. */
static void dot_rows(const nb_kernels *kernels, const nb_narrow *p, ptrdiff_t i0, ptrdiff_t rows)
{
    double sums[narrow_columns][nb_stretch + 3], columns[narrow_columns][nb_stretch];
    for (ptrdiff_t j = 0; j < p->n; j++)
        for (ptrdiff_t i = 0; i < rows + 3; i++)
            sums[j][i] = 0.0;
    for (ptrdiff_t l = 0; l < p->k; l += nb_stretch) {
        const ptrdiff_t depth = least(nb_stretch, p->k - l);
        for (ptrdiff_t j = 0; j < p->n; j++)
            for (ptrdiff_t s = 0; s < depth; s++)
                columns[j][s] = p->b[(l + s) * p->brs + j * p->bcs];
        for (ptrdiff_t i = 0; i < rows; i += 4) {
            const double *lines[4];
            for (ptrdiff_t s = 0; s < 4; s++) /* rows that are not there repeat the last one; their sums are dropped */
                lines[s] = p->a + (i0 + least(i + s, rows - 1)) * p->ars + l;
            for (ptrdiff_t j = 0; j < p->n; j++)
                kernels->dots(depth, lines, columns[j], sums[j] + i);
        }
    }
    for (ptrdiff_t j = 0; j < p->n; j++)
        for (ptrdiff_t i = 0; i < rows; i++)
            put(p, i0 + i, j, sums[j][i]);
}

nb_status nb_narrow_multiply(nb_context *ctx, const nb_kernels *kernels, const nb_narrow *p)
{
    if (p->m < 0 || p->n < 0 || p->k < 0)
        return NB_ERR_ARGUMENT;
    double flops = 0.0;
    for (ptrdiff_t i = 0; i < p->m; i += nb_stretch) {
        const ptrdiff_t rows = least(nb_stretch, p->m - i);
        if (p->ars == 1)
            combine_rows(kernels, p, i, rows);
        else
            dot_rows(kernels, p, i, rows);
        flops += 2.0 * (double)rows * (double)p->n * (double)p->k;
        if (flops > poll_flops) {
            flops = 0.0;
            NB_TRY(nb_poll(ctx));
        }
    }
    return NB_OK;
}
