/*
 * merge.h - one step of divide and conquer: two solved halves of a tridiagonal eigenproblem become one.
 */
#ifndef NB_MERGE_H
#define NB_MERGE_H

#include "gemm.h"

/* Scratch for halves of together at most n. */
typedef struct nb_merge_work {
    double *scratch; /* n^2 + 2 n */
    double *values;  /* 4 n */
    int *places;     /* 5 n */
} nb_merge_work;

nb_status nb_merge_allocate(nb_context *ctx, int n, nb_merge_work *w);

/* Before: z (n x n, n = n1 + n2, leading dimension ldz) = diag(Z1, Z2), d their eigenvalues, order[0 .. n1-1] and order[n1 .. n-1] the
 * places of either half's by increasing value, counted from the start of the half. After: the same for diag(T1, T2) + |rho| u u', u with 1
 * in row n1 - 1 and the sign of rho in row n1. NB_ERR_LAPACK, NB_ERR_INTERRUPT. Cost at most n^3. */
nb_status nb_merge_halves(nb_context *ctx, nb_gemm_work *ws, nb_merge_work *w, int n1, int n2, double rho, double *d, double *z,
                          ptrdiff_t ldz, int *order);

#endif
