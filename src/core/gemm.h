/*
 * gemm.h - dense products in cache-sized blocks.
 *
 * R often ships the slow reference BLAS; the products that a fit spends its time in are therefore our own. All matrices are column-major
 * views with a row stride and a column stride, so a transpose costs nothing: A(i,k) = a[i*ars + k*acs].
 */
#ifndef NB_GEMM_H
#define NB_GEMM_H

#include "status.h"

/* C (m x n, column-major, leading dimension ldc) := beta*C + alpha * A (m x k) B (k x n). beta = 0 overwrites C without reading it.
 * Any of m, n, k may be 0. Polls between large blocks. Scratch comes from ctx (reused through ws when ws != NULL); with a mark in ctx what
 * was taken is given back. NB_ERR_MEMORY, NB_ERR_INTERRUPT, NB_ERR_ARGUMENT (negative sizes). */
struct nb_kernels;

typedef struct nb_gemm_work {
    const struct nb_kernels *kernels; /* the instruction set in use, see kernels.h */
    double *pack_a, *pack_b;
} nb_gemm_work;

/* Allocates the packing buffers once (2.4 MB), for any number of products. */
nb_status nb_gemm_work_init(nb_context *ctx, nb_gemm_work *ws);

nb_status nb_gemm(nb_context *ctx, nb_gemm_work *ws, int m, int n, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs,
                  const double *b, ptrdiff_t brs, ptrdiff_t bcs, double beta, double *c, ptrdiff_t ldc);

/* Lower triangle (diagonal included) of C (m x m, column-major) := beta*C + alpha * A A', A m x k. The strict upper triangle is not
 * promised: call nb_symmetrize. */
nb_status nb_syrk(nb_context *ctx, nb_gemm_work *ws, int m, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs, double beta,
                  double *c, ptrdiff_t ldc);

/* Lower triangle of C (m x m) := beta*C + alpha * A B, A m x k, B k x m, for a product known to be symmetric; as nb_syrk otherwise. */
nb_status nb_gemm_lower(nb_context *ctx, nb_gemm_work *ws, int m, int k, double alpha, const double *a, ptrdiff_t ars, ptrdiff_t acs,
                        const double *b, ptrdiff_t brs, ptrdiff_t bcs, double beta, double *c, ptrdiff_t ldc);

/* Copies the lower triangle of C (m x m) onto the upper. */
void nb_symmetrize(int m, double *c, ptrdiff_t ldc);

#endif
