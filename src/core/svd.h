/*
 * svd.h - singular values and right singular vectors of a square matrix.
 */
#ifndef NB_SVD_H
#define NB_SVD_H

#include "gemm.h"

/* a (n x n, leading dimension n, overwritten) = U diag(d) V': d (n, decreasing), v (n x n) := V, z (n x columns) := U'z; U itself is not
 * formed (columns may be 0 and z NULL). NB_ERR_LAPACK when the iteration for the bidiagonal matrix does not converge (not seen in
 * practice). Cost about 10 n^3, scratch 5 n^2. */
nb_status nb_svd_square(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *d, double *v, int columns, double *z);

#endif
