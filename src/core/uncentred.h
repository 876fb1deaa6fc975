/*
 * uncentred.h - products of a dense design whose centring can wait, with a few vectors: see products.h.
 */
#ifndef NB_UNCENTRED_H
#define NB_UNCENTRED_H

#include "design.h"

/* Right-hand sides up to which this is faster than blocks and nb_gemm. */
enum { nb_uncentred_most = 24 };

/* out (n x k) := A b without the projection; dense storage. Columns whose coefficients are all zero are not read. */
nb_status nb_uncentred_multiply(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, double *out);

/* out (p x k) := A'r without the projection; dense storage. */
nb_status nb_uncentred_cross(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *r, double *out);

#endif
