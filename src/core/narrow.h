/*
 * narrow.h - products with only a few columns: matrix-vector products, really.
 */
#ifndef NB_NARROW_H
#define NB_NARROW_H

#include "kernels.h"
#include "status.h"

/* C (m x n) := beta C + alpha A (m x k) B (k x n), every matrix with a row and a column stride. */
typedef struct nb_narrow {
    ptrdiff_t m, n, k;
    double alpha;
    const double *a;
    ptrdiff_t ars, acs;
    const double *b;
    ptrdiff_t brs, bcs;
    double beta;
    double *c;
    ptrdiff_t crs, ccs;
} nb_narrow;

/* Whether n is small enough and A is contiguous one way or the other. */
int nb_narrow_fits(const nb_narrow *p);

/* Polls every few million flops. No scratch but a few stretches on the stack. */
nb_status nb_narrow_multiply(nb_context *ctx, const nb_kernels *kernels, const nb_narrow *p);

#endif
