/*
 * gemm.c - dense products: see gemm.h. First version: plain loops over blocks.
 */
#include "gemm.h"

enum { block_k = 64 };

nb_status nb_gemm_work_init(nb_context *ctx, nb_gemm_work *ws)
{
    ws->pack_a = nb_doubles(ctx, 1);
    ws->pack_b = nb_doubles(ctx, 1);
    return ws->pack_a != NULL && ws->pack_b != NULL ? NB_OK : NB_ERR_MEMORY;
}

static void scale_column(int m, double beta, double *c)
{
    for (int i = 0; i < m; i++)
        c[i] = beta == 0.0 ? 0.0 : beta * c[i];
}

/* c[first..m) += alpha A b for one column. */
static void add_column(int first, int m, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs, const double *b, ptrdiff_t brs,
                       double *c)
{
    for (int l = 0; l < k; l++) {
        const double factor = alpha * b[l * brs];
        const double *from = a + l * acs;
        if (ars == 1)
            for (int i = first; i < m; i++)
                c[i] += factor * from[i];
        else
            for (int i = first; i < m; i++)
                c[i] += factor * from[i * ars];
    }
}

nb_status nb_gemm(nb_context *ctx, nb_gemm_work *ws, int m, int n, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs,
                  const double *b, ptrdiff_t brs, ptrdiff_t bcs, double beta, double *c, ptrdiff_t ldc)
{
    (void)ws;
    NB_TRY(nb_poll(ctx));
    for (int j = 0; j < n; j++)
        scale_column(m, beta, c + j * ldc);
    for (int at = 0; at < k; at += block_k)
        for (int j = 0; j < n; j++)
            add_column(0, m, k - at < block_k ? k - at : block_k, alpha, a + at * acs, ars, acs, b + at * brs + j * bcs, brs, c + j * ldc);
    return NB_OK;
}

nb_status nb_syrk(nb_context *ctx, nb_gemm_work *ws, int m, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs, double beta,
                  double *c, ptrdiff_t ldc)
{
    (void)ws;
    NB_TRY(nb_poll(ctx));
    for (int j = 0; j < m; j++)
        scale_column(m - j, beta, c + j * ldc + j);
    for (int at = 0; at < k; at += block_k)
        for (int j = 0; j < m; j++)
            add_column(j, m, k - at < block_k ? k - at : block_k, alpha, a + at * acs, ars, acs, a + at * acs + j * ars, acs, c + j * ldc);
    return NB_OK;
}

void nb_symmetrize(int m, double *c, ptrdiff_t ldc)
{
    for (int j = 0; j < m; j++)
        for (int i = j + 1; i < m; i++)
            c[j + i * ldc] = c[i + j * ldc];
}
