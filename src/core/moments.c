/*
 * moments.c - two-pass weighted moments: see moments.h.
 *
 * Two passes because E[x^2] - mean^2 has no digits left at mean / sd = 1e8 (Chan, Golub & LeVeque 1983). Each column is divided by a power
 * of two near its largest entry first, so that squares neither overflow nor vanish.
 */
#include "moments.h"
#include "kernels.h"
#include <float.h>
#include <math.h>

/* Largest absolute value; a NaN or Inf is returned as Inf. Four running maxima, since one is a chain the processor waits on. */
static double largest(const double *x, int count)
{
    double m0 = 0.0, m1 = 0.0, sum = 0.0;
    int i = 0;
    for (; i + 1 < count; i += 2) {
        const double a = fabs(x[i]), b = fabs(x[i + 1]);
        m0 = a > m0 ? a : m0;
        m1 = b > m1 ? b : m1;
        sum += (a - a) + (b - b); /* NaN as soon as an entry is not finite */
    }
    for (; i < count; i++) {
        m0 = fabs(x[i]) > m0 ? fabs(x[i]) : m0;
        sum += x[i] - x[i];
    }
    return sum == 0.0 ? (m0 > m1 ? m0 : m1) : INFINITY;
}

static void first_bad(const nb_matrix *matrix, int column, const double *x, int count, int bad[2])
{
    int i = 0;
    while (i < count - 1 && isfinite(x[i]))
        i++;
    bad[0] = matrix->x != NULL ? i : matrix->row[matrix->start[column] + i];
    bad[1] = column;
}

/* first := sum of weight d, second := sum of weight d^2, d = x * unit - shift. */
static void dense_sums(const nb_kernels *kernels, const double *x, int count, const double *weight, double unit, double shift,
                       double *first, double *second)
{
    double sums[2] = {0.0, 0.0};
    kernels->moments(count, x, weight, unit, shift, sums);
    *first = sums[0];
    *second = sums[1];
}

/* The same over stored entries (row: where their weights are) and the rows of total weight `absent` that hold a zero. */
static void sparse_sums(const double *x, const int *row, int count, const double *weight, double absent, double unit, double shift,
                        double *first, double *second)
{
    double s = 0.0, q = 0.0;
    for (int i = 0; i < count; i++) {
        const double d = x[i] * unit - shift, wd = weight[row[i]] * d;
        s += wd;
        q += wd * d;
    }
    *first = s - absent * shift;
    *second = q + absent * shift * shift;
}

/* Weights sum to 1 up to rounding only: less than that is no weight, or a full column would never be constant. */
static double absent_weight(const int *row, int count, const double *weight)
{
    double present = 0.0;
    for (int i = 0; i < count; i++)
        present += weight[row[i]];
    return 1.0 - present > DBL_EPSILON * (count + 1) ? 1.0 - present : 0.0;
}

static void column_moments(const nb_kernels *kernels, const double *x, const int *row, int count, const double *weight, double top,
                           double *mean, double *scale, int *constant)
{
    int exponent = 0;
    double shift = 0.0, first, second;
    frexp(top, &exponent);
    const double unit = top > 0.0 ? ldexp(1.0, -exponent) : 1.0, absent = row != NULL ? absent_weight(row, count, weight) : 0.0;
    for (int pass = 0; pass < 2; pass++) { /* the second about the mean of the first: `first` is then what rounding left of it */
        if (row != NULL)
            sparse_sums(x, row, count, weight, absent, unit, shift, &first, &second);
        else
            dense_sums(kernels, x, count, weight, unit, shift, &first, &second);
        shift += first;
    }
    const double variance = second > first * first ? second - first * first : 0.0;
    *constant = sqrt(variance) <= 8.0 * DBL_EPSILON;
    *mean = shift / unit;
    *scale = *constant ? 0.0 : sqrt(variance) / unit;
}

/* The entries of a column in rows of positive weight, and their rows: the others must not even set the unit. */
static int keep_weighted(const double *x, const int *row, int count, const double *weight, double *kept, int *kept_row)
{
    int used = 0;
    for (int i = 0; i < count; i++) {
        const int at = row != NULL ? row[i] : i;
        if (weight[at] > 0.0) {
            kept[used] = x[i];
            kept_row[used++] = at;
        }
    }
    return used;
}

static int any_zero(const double *weight, int n)
{
    for (int i = 0; i < n; i++)
        if (weight[i] == 0.0)
            return 1;
    return 0;
}

nb_status nb_matrix_moments(nb_context *ctx, const nb_matrix *matrix, const double *weight, double *mean, double *scale, int *constant,
                            int bad[2])
{
    const nb_kernels *kernels = nb_kernels_best();
    double *kept = NULL;
    int *kept_row = NULL;
    if (any_zero(weight, matrix->n)) {
        kept = nb_doubles(ctx, (size_t)matrix->n);
        kept_row = nb_ints(ctx, (size_t)matrix->n);
        if (kept == NULL || kept_row == NULL)
            return NB_ERR_MEMORY;
    }
    for (int j = 0; j < matrix->p; j++) {
        const int sparse = matrix->x == NULL, first = sparse ? matrix->start[j] : 0;
        const int count = sparse ? matrix->start[j + 1] - first : matrix->n;
        const double *x = sparse ? matrix->value + first : matrix->x + (size_t)j * (size_t)matrix->n;
        if (j % 256 == 0)
            NB_TRY(nb_poll(ctx));
        const double top = largest(x, count);
        if (!isfinite(top)) {
            first_bad(matrix, j, x, count, bad);
            return NB_ERR_NONFINITE;
        }
        const int *row = sparse ? matrix->row + first : NULL;
        if (kept == NULL) {
            column_moments(kernels, x, row, count, weight, top, mean + j, scale + j, constant + j);
            continue;
        }
        const int used = keep_weighted(x, row, count, weight, kept, kept_row);
        column_moments(kernels, kept, kept_row, used, weight, largest(kept, used), mean + j, scale + j, constant + j);
    }
    return NB_OK;
}
