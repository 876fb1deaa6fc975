/*
 * lapack.h - the few LAPACK routines that the core leans on, behind names and types of its own.
 *
 * lapack.c is the only file that knows how Fortran is called. Work space comes from ctx; matrices are column-major.
 */
#ifndef NB_LAPACK_H
#define NB_LAPACK_H

#include "status.h"

/* Thin SVD of a (m x n, overwritten): s (k = min(m, n), decreasing), u (m x k), vt (k x n). Divide and conquer; should that fail to
 * converge, the QR iteration on a copy. NB_ERR_LAPACK when neither does. */
nb_status nb_lapack_svd(nb_context *ctx, int m, int n, double *a, int lda, double *s, double *u, int ldu, double *vt, int ldvt);

/* Tridiagonal T (n x n, diagonal d, subdiagonal e, both overwritten) = Z diag(d) Z', d increasing, by implicit QL. work: 2 n. */
nb_status nb_lapack_steqr(int n, double *d, double *e, double *z, int ldz, double *work);

/* Its eigenvalues only: d, increasing; e is overwritten. */
nb_status nb_lapack_sterf(int n, double *d, double *e);

/* Upper bidiagonal B (n x n, diagonal d, superdiagonal e, both overwritten) = U diag(d) V', d decreasing; u, vt: n x n. Divide and conquer;
 * should that fail, the QR iteration. NB_ERR_LAPACK when neither converges. Scratch 3 n^2. */
nb_status nb_lapack_bidiagonal_svd(nb_context *ctx, int n, double *d, double *e, double *u, double *vt);

/* Root j (from 0, increasing) of 1 + rho sum z_i^2 / (d_i - lambda) = 0; n terms, d strictly increasing, rho > 0, ||z|| near 1.
 * delta (n): d_i - lambda to full relative accuracy; for n <= 2 the eigenvector of diag(d) + rho z z' instead. */
nb_status nb_lapack_secular(int n, int j, const double *d, const double *z, double *delta, double rho, double *lambda);

#endif
