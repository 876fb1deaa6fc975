/*
 * bidiagonal.c - blocked Householder bidiagonalisation: see bidiagonal.h.
 *
 *     A := H A G = A - v y' - x u',     y = tau A'v,   x = tau' (A - v y') u
 *
 * The reflections of a panel are gathered as L = [v x v x ...], R = [y u y u ...], so that the matrix stands at A - L R', and applied to
 * the rest at once (Dongarra, Sorensen & Hammarling 1989). Half of the work is A'v and A u, bound by memory. Small matrices are reduced
 * directly. Cost 8/3 n^3.
 */
#include "bidiagonal.h"
#include "householder.h"
#include "kernels.h"
#include <string.h>

typedef struct bidiagonal_panel {
    ptrdiff_t n;
    double *a, *l, *r; /* n x n; n x 2 nb_panel, twice, rows counted like those (columns) of a */
    double coef[2 * nb_panel];
} bidiagonal_panel;

/* Column i of the matrix, i the c-th of its panel: brought up to date and reflected onto the diagonal; y follows. */
static nb_status reduce_column(nb_context *ctx, nb_gemm_work *ws, bidiagonal_panel *w, ptrdiff_t i, int c, double *d, double *tau)
{
    const ptrdiff_t n = w->n, m = n - i, rest = m - 1;
    const int known = 2 * c;
    double *v = w->a + i + i * n, *y = w->r + i + 1 + known * n;
    NB_TRY(nb_gemm(ctx, ws, (int)m, 1, known, -1.0, w->l + i, 1, n, w->r + i, n, 1, 1.0, v, n));
    *d = nb_reflect(v[0], rest, v + 1, tau);
    v[0] = 1.0;
    memcpy(w->l + i + known * n, v, (size_t)m * sizeof(double));
    NB_TRY(nb_gemm(ctx, ws, known, 1, (int)m, 1.0, w->l + i, n, 1, v, 1, n, 0.0, w->coef, 2 * nb_panel));
    NB_TRY(nb_gemm(ctx, ws, (int)rest, 1, (int)m, *tau, w->a + i + (i + 1) * n, n, 1, v, 1, n, 0.0, y, n));
    return nb_gemm(ctx, ws, (int)rest, 1, known, -*tau, w->r + i + 1, 1, n, w->coef, 1, 2 * nb_panel, 1.0, y, n);
}

/* Row i to the right of the diagonal likewise; x follows. */
static nb_status reduce_row(nb_context *ctx, nb_gemm_work *ws, bidiagonal_panel *w, ptrdiff_t i, int c, double *e, double *tau)
{
    const ptrdiff_t n = w->n, rest = n - i - 1;
    const int known = 2 * c + 1;
    double *u = w->r + i + 1 + known * n, *x = w->l + i + 1 + known * n;
    for (ptrdiff_t j = 0; j < rest; j++)
        u[j] = w->a[i + (i + 1 + j) * n];
    NB_TRY(nb_gemm(ctx, ws, (int)rest, 1, known, -1.0, w->r + i + 1, 1, n, w->l + i, n, 1, 1.0, u, n));
    *e = nb_reflect(u[0], rest - 1, u + 1, tau);
    u[0] = 1.0;
    for (ptrdiff_t j = 0; j < rest; j++)
        w->a[i + (i + 1 + j) * n] = u[j];
    NB_TRY(nb_gemm(ctx, ws, known, 1, (int)rest, 1.0, w->r + i + 1, n, 1, u, 1, n, 0.0, w->coef, 2 * nb_panel));
    NB_TRY(nb_gemm(ctx, ws, (int)rest, 1, (int)rest, *tau, w->a + (i + 1) + (i + 1) * n, 1, n, u, 1, n, 0.0, x, n));
    return nb_gemm(ctx, ws, (int)rest, 1, known, -*tau, w->l + i + 1, 1, n, w->coef, 1, 2 * nb_panel, 1.0, x, n);
}

/* Few columns: every reflection is applied to the whole matrix. */
static nb_status reduce_directly(nb_context *ctx, nb_gemm_work *ws, ptrdiff_t n, double *a, double *d, double *e, double *left,
                                 double *right)
{
    double u[nb_direct], x[nb_direct];
    for (ptrdiff_t i = 0; i < n; i++) {
        double *corner = a + i + i * n, *beside = corner + n, *within = beside + 1;
        const ptrdiff_t rest = n - i - 1;
        d[i] = nb_reflect(*corner, rest, corner + 1, left + i);
        *corner = 1.0;
        nb_reflect_columns(ws->kernels, rest, corner + 1, left[i], rest, beside, n, within, n);
        if (rest == 0)
            break;
        for (ptrdiff_t j = 0; j < rest; j++)
            u[j] = beside[j * n];
        e[i] = nb_reflect(u[0], rest - 1, u + 1, right + i);
        u[0] = 1.0;
        for (ptrdiff_t j = 0; j < rest; j++)
            beside[j * n] = u[j];
        NB_TRY(nb_gemm(ctx, ws, (int)rest, 1, (int)rest, -right[i], within, 1, n, u, 1, n, 0.0, x, n));
        nb_rank_one(ws->kernels, rest, rest, x, u, 1, within, n);
    }
    return NB_OK;
}

nb_status nb_bidiagonalize(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *d, double *e, double *left, double *right)
{
    nb_gemm_work own;
    if (ws == NULL) {
        NB_TRY(nb_gemm_work_init(ctx, &own));
        ws = &own;
    }
    NB_TRY(nb_poll(ctx));
    if (n <= nb_direct)
        return reduce_directly(ctx, ws, n, a, d, e, left, right);
    const size_t room = 2 * nb_panel * (size_t)n;
    bidiagonal_panel w = {.n = n, .a = a, .l = nb_doubles(ctx, room), .r = nb_doubles(ctx, room)};
    if (w.l == NULL || w.r == NULL)
        return NB_ERR_MEMORY;
    for (ptrdiff_t j = 0; j < n; j += nb_panel) {
        const int width = n - j < nb_panel ? (int)(n - j) : nb_panel, rest = (int)(n - j - width);
        NB_TRY(nb_poll(ctx));
        for (int c = 0; c < width; c++) {
            NB_TRY(reduce_column(ctx, ws, &w, j + c, c, d + j + c, left + j + c));
            if (j + c < n - 1)
                NB_TRY(reduce_row(ctx, ws, &w, j + c, c, e + j + c, right + j + c));
        }
        const ptrdiff_t at = j + width;
        NB_TRY(nb_gemm(ctx, ws, rest, rest, 2 * width, -1.0, w.l + at, 1, n, w.r + at, n, 1, 1.0, a + at + at * n, n));
    }
    return NB_OK;
}

/* v (m x count, leading dimension m) := the vectors of a block that starts at j, zeros written out. */
static void copy_vectors(ptrdiff_t n, ptrdiff_t j, int count, ptrdiff_t m, const double *a, ptrdiff_t rs, ptrdiff_t cs, double *v)
{
    for (ptrdiff_t c = 0; c < count; c++)
        for (ptrdiff_t i = 0; i < m; i++)
            v[i + c * m] = i < c ? 0.0 : a[(n - m + i) * rs + (j + c) * cs];
}

nb_status nb_bidiagonal_left(nb_context *ctx, nb_gemm_work *ws, int n, const double *a, const double *left, int columns, double *z)
{
    nb_block_work work;
    double *v = nb_doubles(ctx, (size_t)n * nb_block);
    if (v == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_block_allocate(ctx, columns, &work));
    for (ptrdiff_t j = 0; j < n; j += nb_block) {
        const int m = (int)(n - j), count = m < nb_block ? m : nb_block;
        NB_TRY(nb_poll(ctx));
        copy_vectors(n, j, count, m, a, 1, n, v);
        NB_TRY(nb_block_apply(ctx, ws, &work, m, count, v, m, left + j, 1, z + j, n));
    }
    return NB_OK;
}

nb_status nb_bidiagonal_right(nb_context *ctx, nb_gemm_work *ws, int n, const double *a, const double *right, int columns, double *z)
{
    nb_block_work work;
    double *v = nb_doubles(ctx, (size_t)n * nb_block);
    if (v == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_block_allocate(ctx, columns, &work));
    for (ptrdiff_t j = n > 1 ? (n - 2) / nb_block * nb_block : -1; j >= 0; j -= nb_block) {
        const int m = (int)(n - j - 1), count = m < nb_block ? m : nb_block;
        NB_TRY(nb_poll(ctx));
        copy_vectors(n, j, count, m, a, n, 1, v);
        NB_TRY(nb_block_apply(ctx, ws, &work, m, count, v, m, right + j, 0, z + j + 1, n));
    }
    return NB_OK;
}
