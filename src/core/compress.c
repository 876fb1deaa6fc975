/*
 * compress.c - orthonormal basis of a path of vectors: see compress.h.
 *
 * Columns spread evenly over those not yet represented join the basis a few at a time (Gram-Schmidt, twice); then all columns are projected
 * at once and what is left of each is measured, not estimated. (Golub & Van Loan 2013, section 5.2.)
 */
#include "compress.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { batch = 6 };

static const double enough = 16.0 * DBL_EPSILON;

static double norm2(const double *x, int n)
{
    double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
        s0 += x[i] * x[i];
        s1 += x[i + 1] * x[i + 1];
        s2 += x[i + 2] * x[i + 2];
        s3 += x[i + 3] * x[i + 3];
    }
    for (; i < n; i++)
        s0 += x[i] * x[i];
    return sqrt((s0 + s1) + (s2 + s3));
}

/* rest := b with every column divided by its largest entry; size: those entries; norm: what the columns measure then. */
static void copy_scaled(int rows, int columns, const double *b, double *rest, double *size, double *norm)
{
    for (int l = 0; l < columns; l++) {
        const double *from = b + (size_t)l * (size_t)rows;
        double *to = rest + (size_t)l * (size_t)rows, top = 0.0;
        for (int i = 0; i < rows; i++)
            top = fabs(from[i]) > top ? fabs(from[i]) : top;
        for (int i = 0; i < rows; i++)
            to[i] = top > 0.0 ? from[i] / top : 0.0;
        size[l] = top;
        norm[l] = norm2(to, rows);
    }
}

/* Lists the columns of which more than rounding is left. */
static int list_open(int rows, int columns, const double *rest, const double *norm, int *open)
{
    int count = 0;
    for (int l = 0; l < columns; l++)
        if (norm2(rest + (size_t)l * (size_t)rows, rows) > enough * norm[l])
            open[count++] = l;
    return count;
}

/* Appends v (rows, overwritten) to the basis unless it lies in it already; returns the new rank. */
static nb_status append(nb_context *ctx, nb_gemm_work *ws, int rows, double *v, double *q, int rank, double *dots, int *new_rank)
{
    const double before = norm2(v, rows);
    *new_rank = rank;
    for (int pass = 0; pass < 2 && rank > 0; pass++) {
        NB_TRY(nb_gemm(ctx, ws, rank, 1, rows, 1.0, q, rows, 1, v, 1, rows, 0.0, dots, rank));
        NB_TRY(nb_gemm(ctx, ws, rows, 1, rank, -1.0, q, 1, rows, dots, 1, rank, 1.0, v, rows));
    }
    const double after = norm2(v, rows);
    if (!(after > 1e-3 * enough * before) || after == 0.0)
        return NB_OK;
    for (int i = 0; i < rows; i++)
        q[(size_t)rank * (size_t)rows + (size_t)i] = v[i] / after;
    *new_rank = rank + 1;
    return NB_OK;
}

nb_status nb_compress(nb_context *ctx, nb_gemm_work *ws, int rows, int columns, const double *b, int limit, double *q, double *r, int *rank)
{
    double *rest = nb_doubles(ctx, (size_t)rows * (size_t)columns), *size = nb_doubles(ctx, (size_t)columns);
    double *norm = nb_doubles(ctx, (size_t)columns), *part = nb_doubles(ctx, (size_t)batch * (size_t)columns);
    double *v = nb_doubles(ctx, (size_t)rows), *dots = nb_doubles(ctx, (size_t)limit);
    int *open = nb_ints(ctx, (size_t)columns), left, used = 0;
    if (!rest || !size || !norm || !part || !v || !dots || !open)
        return NB_ERR_MEMORY;
    copy_scaled(rows, columns, b, rest, size, norm);
    memset(r, 0, (size_t)limit * (size_t)columns * sizeof(double));
    while ((left = list_open(rows, columns, rest, norm, open)) > 0) {
        const int before = used, picks = left < batch ? left : batch;
        for (int pick = 0; pick < picks && used < limit; pick++) {
            const int l = open[picks > 1 ? pick * (left - 1) / (picks - 1) : 0];
            memcpy(v, rest + (size_t)l * (size_t)rows, (size_t)rows * sizeof(double));
            NB_TRY(append(ctx, ws, rows, v, q, used, dots, &used));
        }
        const int added = used - before;
        if (added == 0) {
            *rank = -1;
            return NB_OK;
        }
        const double *fresh = q + (size_t)before * (size_t)rows;
        NB_TRY(nb_gemm(ctx, ws, added, columns, rows, 1.0, fresh, rows, 1, rest, 1, rows, 0.0, part, added));
        NB_TRY(nb_gemm(ctx, ws, rows, columns, added, -1.0, fresh, 1, rows, part, 1, added, 1.0, rest, rows));
        for (int l = 0; l < columns; l++)
            for (int k = 0; k < added; k++)
                r[(size_t)l * (size_t)limit + (size_t)(before + k)] = part[(size_t)l * (size_t)added + (size_t)k] * size[l];
    }
    *rank = used;
    return NB_OK;
}
