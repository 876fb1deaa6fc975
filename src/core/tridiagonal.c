/*
 * tridiagonal.c - blocked Householder tridiagonalisation: see tridiagonal.h.
 *
 *     A := H A H = A - v w' - w v',     w = tau A v - 1/2 tau^2 (v'A v) v
 *
 * The reflections of a panel are gathered and applied to the rest of the matrix at once (Dongarra, Sorensen & Hammarling 1989): half of the
 * work is a product of two thin matrices, the other half A v, which is bound by memory and reads the lower triangle once. The way back
 * applies panels in compact WY form (householder.c), products only. Cost 4/3 n^3 and 2 n^3.
 */
#include "tridiagonal.h"
#include "householder.h"
#include "kernels.h"
#include <string.h>

static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

/* y (m) := A v, A symmetric (m x m), lower triangle only: four columns at a time serve as columns and as rows. */
static void symmetric_product(const nb_kernels *kernels, ptrdiff_t m, const double *a, ptrdiff_t lda, const double *v, double *y)
{
    memset(y, 0, (size_t)m * sizeof(double));
    for (ptrdiff_t j = 0; j < m; j += 4) {
        const ptrdiff_t width = least(4, m - j), below = j + width;
        double x[4] = {0.0, 0.0, 0.0, 0.0}, sums[4] = {0.0, 0.0, 0.0, 0.0};
        for (ptrdiff_t s = 0; s < width; s++)
            x[s] = v[j + s];
        for (ptrdiff_t s = 0; s < width; s++) { /* the corner on the diagonal */
            y[j + s] += a[(j + s) + (j + s) * lda] * x[s];
            for (ptrdiff_t t = s + 1; t < width; t++) {
                y[j + t] += a[(j + t) + (j + s) * lda] * x[s];
                y[j + s] += a[(j + t) + (j + s) * lda] * x[t];
            }
        }
        for (ptrdiff_t i = below; i < m; i += nb_stretch) { /* not reached when width < 4 */
            const double *lines[4] = {a + i + j * lda, a + i + (j + 1) * lda, a + i + (j + 2) * lda, a + i + (j + 3) * lda};
            kernels->mirror(least(nb_stretch, m - i), lines, x, v + i, y + i, sums);
        }
        for (ptrdiff_t s = 0; s < width; s++)
            y[j + s] += sums[s];
    }
}

static double dot(ptrdiff_t m, const double *x, const double *y)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    for (ptrdiff_t i = 0; i < m; i++)
        sum[i & 3] += x[i] * y[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* One column of a panel. both: v_0 w_0 v_1 w_1 ..., swapped: w_0 v_0 w_1 v_1 ..., i pairs so far; so both * swapped' = V W' + W V'. */
static nb_status reduce_column(nb_context *ctx, nb_gemm_work *ws, ptrdiff_t n, ptrdiff_t j, int i, double *a, double *both, double *swapped,
                               double *d, double *e, double *tau)
{
    double coef[2 * nb_panel];
    double *column = a + j * n;
    NB_TRY(nb_gemm(ctx, ws, (int)(n - j), 1, 2 * i, -1.0, both + j, 1, n, swapped + j, n, 1, 1.0, column + j, n));
    d[j] = column[j];
    if (j == n - 1)
        return NB_OK;
    const ptrdiff_t at = j + 1, m = n - at;
    double *v = column + at, *w = both + (2 * i + 1) * n + at;
    e[j] = nb_reflect(v[0], m - 1, v + 1, tau + j);
    v[0] = 1.0;
    symmetric_product(ws->kernels, m, a + at + at * n, n, v, w);
    NB_TRY(nb_gemm(ctx, ws, 2 * i, 1, (int)m, 1.0, swapped + at, n, 1, v, 1, m, 0.0, coef, 2 * nb_panel));
    NB_TRY(nb_gemm(ctx, ws, (int)m, 1, 2 * i, -1.0, both + at, 1, n, coef, 1, 2 * nb_panel, 1.0, w, n));
    const double shift = -0.5 * tau[j] * tau[j] * dot(m, w, v);
    for (ptrdiff_t l = 0; l < m; l++)
        w[l] = tau[j] * w[l] + shift * v[l];
    memcpy(both + 2 * i * n + at, v, (size_t)m * sizeof(double));
    memcpy(swapped + 2 * i * n + at, w, (size_t)m * sizeof(double));
    memcpy(swapped + (2 * i + 1) * n + at, v, (size_t)m * sizeof(double));
    return NB_OK;
}

nb_status nb_tridiagonalize(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *d, double *e, double *tau)
{
    double *both = nb_doubles(ctx, 2 * nb_panel * (size_t)n), *swapped = nb_doubles(ctx, 2 * nb_panel * (size_t)n);
    if (both == NULL || swapped == NULL)
        return NB_ERR_MEMORY;
    for (ptrdiff_t j = 0; j < n; j += nb_panel) {
        const int width = (int)least(nb_panel, n - j), rest = (int)(n - j - width);
        NB_TRY(nb_poll(ctx));
        for (int i = 0; i < width; i++)
            NB_TRY(reduce_column(ctx, ws, n, j + i, i, a, both, swapped, d, e, tau));
        const ptrdiff_t at = j + width;
        NB_TRY(nb_gemm_lower(ctx, ws, rest, 2 * width, -1.0, both + at, 1, n, swapped + at, n, 1, 1.0, a + at + at * n, n));
    }
    return NB_OK;
}

nb_status nb_tridiagonal_back(nb_context *ctx, nb_gemm_work *ws, int n, double *a, const double *tau, double *z)
{
    nb_block_work work;
    NB_TRY(nb_block_allocate(ctx, n, &work));
    const ptrdiff_t last = n > 1 ? (n - 2) / nb_block * nb_block : -1;
    for (ptrdiff_t j = last; j >= 0; j -= nb_block) {
        const ptrdiff_t at = j + 1;
        const int width = (int)least(nb_block, n - at), m = (int)(n - at);
        double *v = a + at + j * n;
        NB_TRY(nb_poll(ctx));
        for (ptrdiff_t i = 1; i < width; i++)
            memset(v + i * n, 0, (size_t)i * sizeof(double));
        NB_TRY(nb_block_apply(ctx, ws, &work, m, width, v, n, tau + j, 0, z + at, n));
    }
    return NB_OK;
}
