/*
 * svd.c - singular value decomposition of a square matrix: see svd.h.
 *
 *     A = Q B P' (bidiagonal.c),   B = U_B diag(d) V_B' (LAPACK's divide and conquer),   V = P V_B,   U'z = U_B'(Q'z)
 *
 * LAPACK's dgesdd goes the same way, through the reference BLAS and with all of U. Golub & Van Loan (2013), section 8.6. Cost: see svd.h.
 */
#include "svd.h"
#include "bidiagonal.h"
#include "lapack.h"
#include <string.h>

/* v := transpose of vt, both n x n. */
static void transpose(ptrdiff_t n, const double *vt, double *v)
{
    enum { tile = 16 };
    for (ptrdiff_t j0 = 0; j0 < n; j0 += tile)
        for (ptrdiff_t i0 = 0; i0 < n; i0 += tile)
            for (ptrdiff_t j = j0; j < j0 + tile && j < n; j++)
                for (ptrdiff_t i = i0; i < i0 + tile && i < n; i++)
                    v[i + j * n] = vt[j + i * n];
}

nb_status nb_svd_square(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *d, double *v, int columns, double *z)
{
    const size_t size = (size_t)n, square = size * size;
    double *e = nb_doubles(ctx, size), *left = nb_doubles(ctx, size), *right = nb_doubles(ctx, size);
    double *u = nb_doubles(ctx, square), *vt = nb_doubles(ctx, square), *turned = nb_doubles(ctx, size * (size_t)columns);
    if (e == NULL || left == NULL || right == NULL || u == NULL || vt == NULL || turned == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_bidiagonalize(ctx, ws, n, a, d, e, left, right));
    if (columns > 0)
        NB_TRY(nb_bidiagonal_left(ctx, ws, n, a, left, columns, z));
    void *mark = nb_mark(ctx);
    NB_TRY(nb_poll(ctx));
    NB_TRY(nb_lapack_bidiagonal_svd(ctx, n, d, e, u, vt));
    nb_release(ctx, mark);
    if (columns > 0) {
        memcpy(turned, z, size * (size_t)columns * sizeof(double));
        NB_TRY(nb_gemm(ctx, ws, n, columns, n, 1.0, u, n, 1, turned, 1, n, 0.0, z, n));
    }
    transpose(n, vt, v);
    return nb_bidiagonal_right(ctx, ws, n, a, right, n, v);
}
