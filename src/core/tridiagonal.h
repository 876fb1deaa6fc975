/*
 * tridiagonal.h - a symmetric matrix reduced to tridiagonal form by Householder reflections, and the way back.
 */
#ifndef NB_TRIDIAGONAL_H
#define NB_TRIDIAGONAL_H

#include "gemm.h"

/* a (n x n, leading dimension n, lower triangle read) = Q T Q', T with diagonal d (n) and subdiagonal e (n - 1). Q = H_0 H_1 ... H_{n-2},
 * H_j = I - tau[j] v v' with v = (0, ..., 0, 1, a[j+2, j], ...): left below the diagonal of a, the 1 included. The largest entry of a
 * should be near 1: columns whose norm is below 1e-140 count as zero. Cost 4/3 n^3. */
nb_status nb_tridiagonalize(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *d, double *e, double *tau);

/* z (n x n) := Q z from what nb_tridiagonalize left in a and tau; on and above the diagonal a is overwritten. Cost 2 n^3. */
nb_status nb_tridiagonal_back(nb_context *ctx, nb_gemm_work *ws, int n, double *a, const double *tau, double *z);

#endif
