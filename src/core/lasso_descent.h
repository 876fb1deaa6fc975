/*
 * lasso_descent.h - one lasso or elastic-net problem on a working set, by coordinate descent with extrapolation.
 */
#ifndef NB_LASSO_DESCENT_H
#define NB_LASSO_DESCENT_H

#include "lasso.h"

/* Columns of a sparse design as they are needed again and again: row weights multiplied in, packed together. */
typedef struct nb_descent_set {
    int count;           /* columns in the working set */
    const int *columns;  /* count: which columns of the design */
    const double *norm2; /* count: squared norms of the columns of A */
} nb_descent_set;

/* Minimises the objective of lasso.h at lambda1 over the coefficients of `set` (the others are zero), from b, until every coordinate is
 * within `tolerance` of stationarity (|violation of its subgradient condition| <= tolerance). b (count) and residual (n) = y - A b are
 * updated together; *epochs counts passes. NB_ERR_MAXITER after max_epochs, with the best point in place. */
nb_status nb_lasso_descend(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_lasso_penalty *penalty, double lambda1,
                           const nb_descent_set *set, double tolerance, int max_epochs, double *b, double *residual, int *epochs);

#endif
