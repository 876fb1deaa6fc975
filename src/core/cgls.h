/*
 * cgls.h - ridge solutions by conjugate gradients, for designs too large to factor.
 */
#ifndef NB_CGLS_H
#define NB_CGLS_H

#include "design.h"

/* Minimises ||y - A b||^2 + c ||b||^2 from the b given (p, overwritten), until ||A'(y - A b) - c b|| <= max(tolerance ||A'y||, noise) or
 * max_iter steps. noise: size of the rounding error of a gradient, a small multiple of epsilon ||A|| ||y||; steps below it only amplify
 * errors. Started from 0 or from another ridge solution it stays in the row space of A, so that c = 0 gives the minimum-norm solution.
 * NB_ERR_MAXITER: b is the last iterate. *iterations: steps taken. Cost per step: two products with A. */
nb_status nb_ridge_cgls(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, double c, double tolerance,
                        double noise, int max_iter, double *b, int *iterations);

#endif
