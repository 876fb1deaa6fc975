/*
 * divide.h - eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer.
 */
#ifndef NB_DIVIDE_H
#define NB_DIVIDE_H

#include "gemm.h"

/* T (n x n, diagonal d, subdiagonal e of n - 1, both overwritten) = Z diag(d) Z'. z: n x n. order: n, positions of the eigenvalues by
 * INcreasing value. Entries of T should be neither near overflow nor near underflow. NB_ERR_LAPACK: an eigenvalue was not found (not seen
 * in practice). Cost 4/3 n^3, much less when eigenvalues are close together; scratch n^2. */
nb_status nb_divide_eigen(nb_context *ctx, nb_gemm_work *ws, int n, double *d, double *e, double *z, int *order);

#endif
