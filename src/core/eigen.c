/*
 * eigen.c - eigenvalues and eigenvectors of a symmetric matrix: see eigen.h.
 */
#include "eigen.h"
#include "lapack.h"
#include <string.h>

nb_status nb_eigen_symmetric(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *values, double *vectors)
{
    (void)ws;
    NB_TRY(nb_poll(ctx));
    NB_TRY(nb_lapack_eigen(ctx, n, a, n, values));
    for (int i = 0, j = n - 1; i < j; i++, j--) {
        const double swap = values[i];
        values[i] = values[j];
        values[j] = swap;
    }
    for (int j = 0; vectors != NULL && j < n; j++)
        memcpy(vectors + (size_t)j * (size_t)n, a + (size_t)(n - 1 - j) * (size_t)n, (size_t)n * sizeof(double));
    return NB_OK;
}
