/*
 * cholesky.c - appending to and removing from a Cholesky factor: see cholesky.h.
 *
 *     append:  [H  h; h' g] = [L 0; z' e] [L 0; z' e]',  z = L^-1 h,  e^2 = g - z'z
 *     remove:  the rows below the one that goes satisfy M M' = L33 L33' + l32 l32', a rank-one update by plane rotations
 *
 * L is stored by columns, so that a rotation works on two contiguous vectors. Golub & Van Loan (2013), sections 4.2 and 6.5.4.
 */
#include "cholesky.h"
#include "kernels.h"
#include <math.h>
#include <string.h>

enum { panel = 48 };

static double *column_of(const nb_cholesky *factor, int j)
{
    return factor->l + (size_t)j * (size_t)factor->capacity;
}

nb_status nb_cholesky_init(nb_context *ctx, int capacity, nb_cholesky *factor)
{
    factor->size = 0;
    factor->capacity = capacity > 1 ? capacity : 1;
    factor->l = nb_doubles(ctx, (size_t)factor->capacity * (size_t)factor->capacity);
    return factor->l != NULL ? NB_OK : NB_ERR_MEMORY;
}

nb_status nb_cholesky_reserve(nb_context *ctx, int capacity, nb_cholesky *factor)
{
    nb_cholesky wider;
    if (capacity <= factor->capacity)
        return NB_OK;
    NB_TRY(nb_cholesky_init(ctx, capacity, &wider));
    for (int j = 0; j < factor->size; j++)
        memcpy(column_of(&wider, j) + j, column_of(factor, j) + j, (size_t)(factor->size - j) * sizeof(double));
    wider.size = factor->size;
    *factor = wider;
    return NB_OK;
}

/* y (m) -= sum_{l < count} a_l x_l, a_l at a + l lda. */
static void subtract_columns(const nb_kernels *kernels, ptrdiff_t m, int count, const double *a, ptrdiff_t lda, const double *x,
                             ptrdiff_t step, double *y)
{
    int l = 0;
    for (; l + 4 <= count; l += 4) {
        const double *lines[4] = {a + l * lda, a + (l + 1) * lda, a + (l + 2) * lda, a + (l + 3) * lda};
        const double times[4] = {-x[l * step], -x[(l + 1) * step], -x[(l + 2) * step], -x[(l + 3) * step]};
        kernels->combine(m, lines, times, y);
    }
    for (; l < count; l++)
        for (ptrdiff_t i = 0; i < m; i++)
            y[i] -= a[i + l * lda] * x[l * step];
}

/* Columns [k, k + width) of the factor, rows k.. of which hold what is left of H: left-looking within the panel. The first column whose
 * pivot is too small, or -1. */
static int factor_panel(const nb_kernels *kernels, nb_cholesky *factor, int size, int k, int width, const double *diagonal, double limit)
{
    const ptrdiff_t ld = factor->capacity;
    for (int j = k; j < k + width; j++) {
        double *column = column_of(factor, j);
        subtract_columns(kernels, size - j, j - k, factor->l + j + k * ld, ld, factor->l + j + k * ld, ld, column + j);
        if (!(column[j] > limit * diagonal[j]))
            return j;
        const double pivot = sqrt(column[j]), inverse = 1.0 / pivot;
        column[j] = pivot;
        for (int i = j + 1; i < size; i++)
            column[i] *= inverse;
    }
    return -1;
}

nb_status nb_cholesky_factorize(nb_context *ctx, nb_gemm_work *ws, int size, const double *h, ptrdiff_t ldh, double limit,
                                nb_cholesky *factor, int *failed)
{
    const nb_kernels *kernels = ws != NULL ? ws->kernels : nb_kernels_best();
    const ptrdiff_t ld = factor->capacity;
    if (size > factor->capacity)
        return NB_ERR_ARGUMENT;
    double *diagonal = nb_doubles(ctx, (size_t)size);
    if (diagonal == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < size; j++) {
        memcpy(column_of(factor, j) + j, h + j * ldh + j, (size_t)(size - j) * sizeof(double));
        diagonal[j] = h[j * ldh + j];
    }
    *failed = -1;
    for (int k = 0; k < size && *failed < 0; k += panel) {
        const int width = size - k < panel ? size - k : panel, rest = k + width;
        *failed = factor_panel(kernels, factor, size, k, width, diagonal, limit);
        if (*failed < 0 && rest < size)
            NB_TRY(nb_syrk(ctx, ws, size - rest, width, -1.0, factor->l + rest + k * ld, 1, ld, 1.0, factor->l + rest + rest * ld, ld));
    }
    factor->size = *failed < 0 ? size : *failed;
    return NB_OK;
}

nb_status nb_cholesky_forward_many(nb_context *ctx, nb_gemm_work *ws, const nb_cholesky *factor, int count, double *x, ptrdiff_t ldx)
{
    const nb_kernels *kernels = ws != NULL ? ws->kernels : nb_kernels_best();
    const ptrdiff_t ld = factor->capacity;
    const int size = factor->size;
    for (int k = 0; k < size; k += panel) {
        const int width = size - k < panel ? size - k : panel, rest = k + width;
        for (int c = 0; c < count; c++) {
            double *v = x + c * ldx;
            for (int j = k; j < rest; j++) {
                const double *column = column_of(factor, j);
                v[j] /= column[j];
                for (int i = j + 1; i < rest; i++)
                    v[i] -= column[i] * v[j];
            }
            if (count <= 2)
                subtract_columns(kernels, size - rest, width, factor->l + rest + k * ld, ld, v + k, 1, v + rest);
        }
        if (count > 2 && rest < size)
            NB_TRY(nb_gemm(ctx, ws, size - rest, count, width, -1.0, factor->l + rest + k * ld, 1, ld, x + k, 1, ldx, 1.0, x + rest, ldx));
    }
    return NB_OK;
}

/* Row `column` of the factor among the new columns, from what is left of H there (inner, lower triangle), as long as its pivot allows. */
static int append_row(nb_cholesky *factor, int old, int j, const double *inner, ptrdiff_t ldi, double least_pivot, const int *kept)
{
    const size_t ld = (size_t)factor->capacity;
    double *row = factor->l + factor->size, pivot = inner[j + j * ldi];
    for (int c = 0, at = old; c < j; c++) {
        if (!kept[c])
            continue;
        double sum = inner[j + c * ldi];
        for (int l = old; l < at; l++)
            sum -= factor->l[(size_t)l * ld + (size_t)at] * row[(size_t)l * ld];
        sum /= column_of(factor, at)[at];
        row[(size_t)at * ld] = sum;
        pivot -= sum * sum;
        at++;
    }
    if (!(pivot > least_pivot))
        return 0;
    row[(size_t)factor->size * ld] = sqrt(pivot);
    return 1;
}

/* Appends columns that are few enough for row by row; cross and inner as in nb_cholesky_append(). */
static nb_status append_panel(nb_context *ctx, nb_gemm_work *ws, int count, double *cross, ptrdiff_t ldc, double *inner, ptrdiff_t ldi,
                              const double *least_pivot, nb_cholesky *factor, int *kept)
{
    const int old = factor->size;
    NB_TRY(nb_cholesky_forward_many(ctx, ws, factor, count, cross, ldc));
    NB_TRY(nb_syrk(ctx, ws, count, old, -1.0, cross, ldc, 1, 1.0, inner, ldi));
    for (int j = 0; j < count; j++) {
        for (int l = 0; l < old; l++)
            column_of(factor, l)[factor->size] = cross[l + j * ldc];
        kept[j] = append_row(factor, old, j, inner, ldi, least_pivot[j], kept);
        factor->size += kept[j];
    }
    return NB_OK;
}

/* wide (factor->size x width) := H between all columns that are there, of which those from `old` on are the new ones that were kept among
 * the first k, and the new columns k .. k + width. */
static void gather_cross(const nb_cholesky *factor, int old, int k, int width, const double *cross, ptrdiff_t ldc, const double *inner,
                         ptrdiff_t ldi, const int *kept, double *wide)
{
    for (int j = k; j < k + width; j++) {
        double *column = wide + (size_t)(j - k) * (size_t)factor->size;
        memcpy(column, cross + j * ldc, (size_t)old * sizeof(double));
        for (int c = 0, at = old; c < k; c++)
            if (kept[c])
                column[at++] = inner[j + c * ldi];
    }
}

nb_status nb_cholesky_append(nb_context *ctx, nb_gemm_work *ws, int count, double *cross, ptrdiff_t ldc, double *inner, ptrdiff_t ldi,
                             double limit, nb_cholesky *factor, int *kept)
{
    const int old = factor->size;
    if (old + count > factor->capacity)
        return NB_ERR_ARGUMENT;
    double *least_pivot = nb_doubles(ctx, (size_t)count);
    double *wide = count > panel ? nb_doubles(ctx, (size_t)(old + count) * (size_t)panel) : NULL;
    if (least_pivot == NULL || (count > panel && wide == NULL))
        return NB_ERR_MEMORY;
    for (int j = 0; j < count; j++)
        least_pivot[j] = limit * inner[j + j * ldi];
    if (count <= panel)
        return append_panel(ctx, ws, count, cross, ldc, inner, ldi, least_pivot, factor, kept);
    for (int k = 0; k < count; k += panel) {
        const int width = count - k < panel ? count - k : panel;
        gather_cross(factor, old, k, width, cross, ldc, inner, ldi, kept, wide);
        NB_TRY(append_panel(ctx, ws, width, wide, factor->size, inner + k + k * ldi, ldi, least_pivot + k, factor, kept + k));
    }
    return NB_OK;
}

void nb_cholesky_push(nb_cholesky *factor, const double *row, double pivot)
{
    const int size = factor->size++;
    for (int l = 0; l < size; l++)
        column_of(factor, l)[size] = row[l];
    column_of(factor, size)[size] = pivot;
}

void nb_cholesky_remove(nb_cholesky *factor, int at, double *work)
{
    const nb_kernels *kernels = nb_kernels_best();
    const int size = factor->size;
    memcpy(work + at + 1, column_of(factor, at) + at + 1, (size_t)(size - at - 1) * sizeof(double));
    for (int j = 0; j < at; j++)
        memmove(column_of(factor, j) + at, column_of(factor, j) + at + 1, (size_t)(size - at - 1) * sizeof(double));
    for (int j = at + 1; j < size; j++) {
        double *column = column_of(factor, j);
        const double length = hypot(column[j], work[j]), c = column[j] / length, s = work[j] / length;
        column[j] = length;
        kernels->rotate(size - j - 1, c, s, column + j + 1, work + j + 1);
        memmove(column_of(factor, j - 1) + j - 1, column + j, (size_t)(size - j) * sizeof(double));
    }
    factor->size = size - 1;
}

void nb_cholesky_forward(const nb_cholesky *factor, double *x)
{
    /* One right-hand side needs neither scratch nor a poll, and so cannot fail. */
    (void)nb_cholesky_forward_many(NULL, NULL, factor, 1, x, factor->capacity);
}

void nb_cholesky_backward(const nb_cholesky *factor, double *x)
{
    const nb_kernels *kernels = nb_kernels_best();
    const ptrdiff_t ld = factor->capacity;
    int j = factor->size;
    for (; j >= 4; j -= 4) { /* columns j - 4 .. j - 1: their common tail by four inner products, then the small triangle */
        const double *first = column_of(factor, j - 4), *lines[4] = {first + j, first + ld + j, first + 2 * ld + j, first + 3 * ld + j};
        double sums[4] = {0.0, 0.0, 0.0, 0.0};
        kernels->dots(factor->size - j, lines, x + j, sums);
        for (int c = 3; c >= 0; c--) {
            double value = x[j - 4 + c] - sums[c];
            for (int l = c + 1; l < 4; l++)
                value -= first[c * ld + j - 4 + l] * x[j - 4 + l];
            x[j - 4 + c] = value / first[c * ld + j - 4 + c];
        }
    }
    for (j--; j >= 0; j--) {
        const double *column = column_of(factor, j);
        double value = x[j];
        for (int i = j + 1; i < factor->size; i++)
            value -= column[i] * x[i];
        x[j] = value / column[j];
    }
}

void nb_cholesky_solve(const nb_cholesky *factor, double *x)
{
    nb_cholesky_forward(factor, x);
    nb_cholesky_backward(factor, x);
}

void nb_cholesky_multiply(const nb_cholesky *factor, double *x)
{
    const int size = factor->size;
    for (int j = 0; j < size; j++) { /* L'x: what is read lies at or behind what is written */
        const double *column = column_of(factor, j);
        double sums[4] = {0.0, 0.0, 0.0, 0.0};
        int i = j;
        for (; i + 4 <= size; i += 4)
            for (int l = 0; l < 4; l++)
                sums[l] += column[i + l] * x[i + l];
        for (; i < size; i++)
            sums[0] += column[i] * x[i];
        x[j] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
    for (int j = size - 1; j >= 0; j--) { /* L times that, from the last column on */
        const double *column = column_of(factor, j), times = x[j];
        for (int i = j + 1; i < size; i++)
            x[i] += column[i] * times;
        x[j] = column[j] * times;
    }
}

double nb_cholesky_condition(const nb_cholesky *factor)
{
    double low = 1.0, high = 1.0;
    for (int j = 0; j < factor->size; j++) {
        const double pivot = column_of(factor, j)[j];
        low = j == 0 || pivot < low ? pivot : low;
        high = j == 0 || pivot > high ? pivot : high;
    }
    return (high / low) * (high / low);
}
