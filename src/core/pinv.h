/*
 * pinv.h - the Moore-Penrose inverse of a matrix, and how far the inverse of ridge is from it, from one singular value decomposition.
 *
 *     X = U diag(d) V' (n x p, thin),     X^+ = V_r diag(1 / d) U_r',     (X'X + lambda I)^-1 X' = V_r diag(d / (d^2 + lambda)) U_r'
 *
 * with r the rank that the caller decides. X is divided by a power of two near its largest entry, `unit`, so that entries of 1e-150 or
 * 1e150 are as good as any; d belongs to X / unit. Golub & Van Loan (2013), sections 2.4 and 5.5.
 */
#ifndef NB_PINV_H
#define NB_PINV_H

#include "gemm.h"

typedef struct nb_thin_svd {
    int n, p, k; /* rows, columns, min(n, p) */
    double unit; /* power of two; 1 for a zero matrix */
    double *u;   /* n x k */
    double *d;   /* k, decreasing */
    double *vt;  /* k x p */
} nb_thin_svd;

/* Fills unit and the arrays, which the caller has allocated; n, p and k are given. x: n x p, finite, only read. LAPACK's divide and conquer
 * (lapack.h); NB_ERR_NONFINITE: NaN or Inf in x; NB_ERR_LAPACK: no convergence. Cost about 6 n p k + 20 k^3, scratch 2 n p. */
nb_status nb_svd_thin(nb_context *ctx, const double *x, nb_thin_svd *svd);

/* out (p x n) := V_r diag(filter) U_r', filter: rank values. The inverse of X / unit with filter = 1 / d. Cost 2 n p rank. */
nb_status nb_svd_recompose(nb_context *ctx, nb_gemm_work *ws, const nb_thin_svd *svd, int rank, const double *filter, double *out);

/* D = (X / unit)^+ - (X'X / unit^2 + c I)^-1 X' / unit for each of `count` penalties c >= 0, from the inverse that is given (p x n) and by
 *     D = c (X'X / unit^2 + c I)^-1 inverse = V_r diag(c / (d^2 + c)) V_r' inverse,
 * in which nothing is subtracted: an error of D is relative to D, not to X^+. Norms are those of the matrix D as formed, its largest
 * singular value by the eigenvalues of the Gram matrix of the smaller side.
 * spectral, frobenius: count. residual (count): || X'X D + c D - c inverse || / || c inverse || in units of X, Frobenius norms, with the x
 * given and not its decomposition; 0 where c is 0. Cost per penalty 2 n p (rank + 3 k) + 4/3 k^3, scratch 3 n p + 2 k^2. */
nb_status nb_pinv_distance(nb_context *ctx, nb_gemm_work *ws, const nb_thin_svd *svd, int rank, const double *x, const double *inverse,
                           int count, const double *c, double *spectral, double *frobenius, double *residual);

#endif
