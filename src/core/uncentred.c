/*
 * uncentred.c - A b and A'r from the stored columns themselves: see uncentred.h.
 *
 *     A b = D (X S b - 1 centre'S b),     A'r = S (X'D r - centre 1'D r),     S = diag(scale), D = diag(root_weight)
 *
 * Where no column's mean is far above its SD (design->implicit) the centring may follow the sums, and no block of A need be written: X
 * goes once from memory to the processor, which is what a product with one vector waits for. Cost 2 n p k; with zeros in b fewer columns
 * are read.
 */
#include "uncentred.h"
#include "kernels.h"
#include <string.h>

/* Rows per pass: for one right-hand side long streams matter most, for several that four columns stay in the nearest cache. */
enum { long_stretch = 8192, short_stretch = 1024, poll_doubles = 1 << 23, columns_ahead = 8 };

/* The columns to work on: those listed, or all when list is NULL. */
typedef struct selection {
    const nb_design *design;
    const int *list;
    int count;
} selection;

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int member(const selection *s, int at)
{
    return s->list != NULL ? s->list[at] : at;
}

static const double *stored(const selection *s, int at)
{
    return s->design->x + (size_t)s->design->columns[member(s, at)] * (size_t)s->design->n;
}

/* Four columns from `at` on, rows from i0; those that are not there repeat the last. */
static void four_columns(const selection *s, int at, int i0, const double *columns[4])
{
    for (int c = 0; c < 4; c++)
        columns[c] = stored(s, least(at + c, s->count - 1)) + i0;
}

/* How far on the columns lie that will be wanted when memory has had time to bring them. */
static ptrdiff_t fetch_bytes(const selection *s, int at)
{
    return at + columns_ahead < s->count ? (const char *)stored(s, at + columns_ahead) - (const char *)stored(s, at) : 0;
}

static nb_status add_columns(nb_context *ctx, const nb_kernels *kernels, const selection *s, int k, const double *b, double *out)
{
    const nb_design *design = s->design;
    const int n = design->n, stretch = k == 1 ? long_stretch / 4 : short_stretch;
    double work = 0.0;
    for (int i0 = 0; i0 < n; i0 += stretch) {
        const int rows = least(stretch, n - i0);
        for (int at = 0; at < s->count; at += 4) {
            const double *columns[4];
            four_columns(s, at, i0, columns);
            for (int l = 0; l < k; l++) {
                double step[4];
                for (int c = 0; c < 4; c++) {
                    const int j = at + c < s->count ? member(s, at + c) : -1;
                    step[c] = j >= 0 ? b[(size_t)l * (size_t)design->p + (size_t)j] * design->scale[j] : 0.0;
                }
                kernels->combine(rows, columns, step, out + (size_t)l * (size_t)n + i0);
            }
        }
        work += (double)rows * s->count;
        if (work > poll_doubles) {
            work = 0.0;
            NB_TRY(nb_poll(ctx));
        }
    }
    return NB_OK;
}

/* Lists the columns with a nonzero coefficient; shift (k): centre'S b. */
static int list_nonzero(const nb_design *design, int k, const double *b, int *list, double *shift)
{
    const int p = design->p;
    int count = 0;
    memset(list, 0, (size_t)p * sizeof(int));
    for (int l = 0; l < k; l++) {
        const double *value = b + (size_t)l * (size_t)p;
        shift[l] = 0.0;
        for (int j = 0; j < p; j++) {
            if (value[j] == 0.0)
                continue;
            list[j] = 1;
            shift[l] += value[j] * design->scale[j] * design->centre[j];
        }
    }
    for (int j = 0; j < p; j++)
        if (list[j])
            list[count++] = j;
    return count;
}

nb_status nb_uncentred_multiply(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, double *out)
{
    const int n = design->n;
    int *list = nb_ints(ctx, (size_t)design->p);
    double *shift = nb_doubles(ctx, (size_t)k);
    if (list == NULL || shift == NULL)
        return NB_ERR_MEMORY;
    const selection s = {design, list, list_nonzero(design, k, b, list, shift)};
    memset(out, 0, (size_t)n * (size_t)k * sizeof(double));
    NB_TRY(add_columns(ctx, ws != NULL ? ws->kernels : nb_kernels_best(), &s, k, b, out));
    for (int l = 0; l < k; l++) {
        double *fitted = out + (size_t)l * (size_t)n;
        for (int i = 0; i < n; i++) /* rows without weight may hold anything */
            fitted[i] = design->root_weight[i] > 0.0 ? (fitted[i] - shift[l]) * design->root_weight[i] : 0.0;
    }
    return NB_OK;
}

/* weighted (rows x k) := D r for rows [i0, i0 + rows); adds its column sums to sum (k). */
static void weigh(const nb_design *design, int i0, int rows, int k, const double *r, double *weighted, double *sum)
{
    for (int l = 0; l < k; l++) {
        const double *from = r + (size_t)l * (size_t)design->n + i0, *root = design->root_weight + i0;
        double *to = weighted + (size_t)l * (size_t)rows, part[4] = {0.0, 0.0, 0.0, 0.0};
        for (int i = 0; i < rows; i++)
            part[i & 3] += to[i] = from[i] * root[i];
        sum[l] += (part[0] + part[1]) + (part[2] + part[3]);
    }
}

/* out[c + l ldo] += columns[c]'weighted_l for c < count; what lies `ahead` bytes after the columns is wanted next. */
static void add_four(const nb_kernels *kernels, int rows, const double *const columns[4], ptrdiff_t ahead, int k, const double *weighted,
                     int count, double *out, size_t ldo)
{
    for (int l = 0, width; l < k; l += width) {
        width = k - l == 1 ? 1 : kernels->crossed;
        const double *vectors[nb_crossed_max];
        double dots[4 * nb_crossed_max] = {0.0};
        for (int at = 0; at < width; at++) /* vectors that are not there repeat the last one; their sums are dropped */
            vectors[at] = weighted + (size_t)least(l + at, k - 1) * (size_t)rows;
        if (width == 1)
            kernels->dots(rows, columns, vectors[0], dots);
        else
            kernels->crosses(rows, columns, l == 0 ? ahead : 0, vectors, dots);
        for (int at = 0; at < width && l + at < k; at++)
            for (int c = 0; c < count; c++)
                out[c + (size_t)(l + at) * ldo] += dots[c + 4 * at];
    }
}

static nb_status add_dots(nb_context *ctx, const nb_kernels *kernels, const nb_design *design, int k, const double *r, double *out,
                          double *sum)
{
    const int n = design->n, p = design->p, stretch = least(n, k == 1 ? long_stretch : short_stretch);
    const selection s = {design, NULL, p};
    double *weighted = nb_doubles(ctx, (size_t)stretch * (size_t)k), work = 0.0;
    if (weighted == NULL)
        return NB_ERR_MEMORY;
    memset(out, 0, (size_t)p * (size_t)k * sizeof(double));
    for (int i0 = 0; i0 < n; i0 += stretch) {
        const int rows = least(stretch, n - i0);
        weigh(design, i0, rows, k, r, weighted, sum);
        for (int j = 0; j < p; j += 4) {
            const double *columns[4];
            four_columns(&s, j, i0, columns);
            add_four(kernels, rows, columns, fetch_bytes(&s, j), k, weighted, least(4, p - j), out + j, (size_t)p);
            work += 4.0 * rows;
            if (work > poll_doubles) {
                work = 0.0;
                NB_TRY(nb_poll(ctx));
            }
        }
    }
    return NB_OK;
}

nb_status nb_uncentred_cross(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *r, double *out)
{
    const size_t p = (size_t)design->p;
    double *sum = nb_doubles(ctx, (size_t)k);
    if (sum == NULL)
        return NB_ERR_MEMORY;
    memset(sum, 0, (size_t)k * sizeof(double));
    NB_TRY(add_dots(ctx, ws != NULL ? ws->kernels : nb_kernels_best(), design, k, r, out, sum));
    for (int l = 0; l < k; l++)
        for (size_t j = 0; j < p; j++) {
            double *cell = out + (size_t)l * p + j;
            *cell = (*cell - design->centre[j] * sum[l]) * design->scale[j];
        }
    return NB_OK;
}
