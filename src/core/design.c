/*
 * design.c - blocks of the centred, scaled, weighted design: see design.h.
 *
 * Centring happens element by element, before any sum: a column with mean / sd = 1e8 keeps the digits it has.
 * Cost: one pass over the block (plus n_i n_j q for the projection).
 */
#include "design.h"
#include "kernels.h"
#include <string.h>

enum { block_doubles = 1 << 18, block_lines = 64 };

static void dense_column(const nb_kernels *kernels, const nb_design *design, int i0, int ni, int j, double *out)
{
    const double *x = design->x + (size_t)design->columns[j] * (size_t)design->n + i0;
    kernels->standardize(ni, x, design->centre[j], design->scale[j], design->root_weight + i0, out);
}

/* First position in [lo, hi) whose row is at least `target`. */
static int first_at_least(const int *row, int lo, int hi, int target)
{
    while (lo < hi) {
        int mid = lo + (hi - lo) / 2;
        if (row[mid] < target)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static void sparse_column(const nb_design *design, int i0, int ni, int j, double *out)
{
    const int column = design->columns[j], end = design->start[column + 1];
    const double *root = design->root_weight + i0;
    const double centre = design->centre[j], scale = design->scale[j];
    for (int i = 0; i < ni; i++)
        out[i] = -centre * (scale * root[i]);
    for (int k = first_at_least(design->row, design->start[column], end, i0); k < end && design->row[k] < i0 + ni; k++) {
        int i = design->row[k] - i0;
        out[i] = (design->value[k] - centre) * (scale * root[i]);
    }
}

nb_status nb_design_block(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int i0, int ni, int j0, int nj, double *out)
{
    const nb_kernels *kernels = ws != NULL ? ws->kernels : nb_kernels_best();
    for (int j = 0; j < nj; j++) {
        double *column = out + (size_t)j * (size_t)ni;
        if (design->x != NULL)
            dense_column(kernels, design, i0, ni, j0 + j, column);
        else
            sparse_column(design, i0, ni, j0 + j, column);
    }
    if (design->q == 0)
        return NB_OK;
    return nb_gemm(ctx, ws, ni, nj, design->q, -1.0, design->flat + i0, 1, design->n, design->flat_cross + (size_t)j0 * (size_t)design->q,
                   1, design->q, 1.0, out, ni);
}

nb_status nb_design_select(nb_context *ctx, const nb_design *design, int count, const int *list, nb_design *part)
{
    const size_t q = (size_t)design->q;
    int *columns = nb_ints(ctx, (size_t)count);
    double *centre = nb_doubles(ctx, (size_t)count), *scale = nb_doubles(ctx, (size_t)count);
    double *flat_cross = nb_doubles(ctx, q * (size_t)count);
    if (columns == NULL || centre == NULL || scale == NULL || flat_cross == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < count; j++) {
        columns[j] = design->columns[list[j]];
        centre[j] = design->centre[list[j]];
        scale[j] = design->scale[list[j]];
        if (q > 0)
            memcpy(flat_cross + q * (size_t)j, design->flat_cross + q * (size_t)list[j], q * sizeof(double));
    }
    *part = *design;
    part->p = count;
    part->columns = columns;
    part->centre = centre;
    part->scale = scale;
    part->flat_cross = flat_cross;
    return NB_OK;
}

int nb_design_step(const nb_design *design, int by_rows)
{
    int line = by_rows ? design->p : design->n, lines = by_rows ? design->n : design->p;
    int step = block_doubles / (line > 0 ? line : 1);
    if (step < block_lines)
        step = block_lines;
    return step < lines ? step : lines;
}
