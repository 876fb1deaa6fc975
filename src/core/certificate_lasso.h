/*
 * certificate_lasso.h - a proof of optimality for a lasso or elastic-net fit, from the data and the coefficients alone.
 */
#ifndef NB_CERTIFICATE_LASSO_H
#define NB_CERTIFICATE_LASSO_H

#include "certificate.h"

/* Coefficients in compressed sparse columns: k columns of p. */
typedef struct nb_sparse_coefficients {
    int k;
    const int *start; /* k + 1 */
    const int *index; /* from 0, ascending within a column */
    const double *value;
} nb_sparse_coefficients;

/* The problem: 1/2 ||y - A b||^2 + lambda sum_j (l1_j |b_j| + l2_j/2 b_j^2), lower <= b <= upper (p each; NULL: none), A centred and
 * weighted but with design->scale only a power of two and no projection. l1_j = l2_j = 0: unpenalised. level: as for
 * nb_certificate_ridge. unit_j = 1 / ||a_j||, or less. One row of `out` per coefficient vector; a violated bound counts in its feasibility,
 * relative to ||y||. Nothing here is shared with the solvers but the access to the data. Cost and memory: see certificate_lasso.c. */
nb_status nb_certificate_lasso(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_sparse_coefficients *b,
                               const double *lambda, const double *l1, const double *l2, const double *lower, const double *upper,
                               const double *unit, const double *level, const double *y, nb_certificate *out);

#endif
