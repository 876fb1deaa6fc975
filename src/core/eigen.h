/*
 * eigen.h - eigenvalues and eigenvectors of a symmetric matrix.
 *
 * Householder tridiagonalisation, divide and conquer on the tridiagonal, back-transformation in blocks (Golub & Van Loan 2013,
 * section 8.3). LAPACK does this too, but through a reference BLAS whose products are slow; here the level-3 work goes through gemm.h.
 */
#ifndef NB_EIGEN_H
#define NB_EIGEN_H

#include "gemm.h"

/* A (n x n, column-major, leading dimension n; lower triangle read, all overwritten by work) = V diag(values) V'.
 * values: n, DEcreasing. vectors: n x n, leading dimension n, column j belongs to values[j]; NULL: values only.
 * Cost 4/3 n^3 for the reduction and at most 2 n^3 for the vectors. */
nb_status nb_eigen_symmetric(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *values, double *vectors);

#endif
