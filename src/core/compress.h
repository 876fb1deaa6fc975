/*
 * compress.h - a path of vectors written in few.
 *
 * Solutions at a hundred penalties lie, to rounding, in a space of some twenty dimensions: b(c) is a smooth function of log c. Products
 * with a whole path then cost a fifth.
 */
#ifndef NB_COMPRESS_H
#define NB_COMPRESS_H

#include "gemm.h"

/* b (rows x columns, leading dimension rows) = q r up to ||b_l - q r_l|| <= 16 epsilon ||b_l|| for every column l, q (rows x limit)
 * orthonormal, r (limit x columns). *rank: columns of q used, r has leading dimension limit; -1 when limit is not enough. Cost 6 rows
 * columns rank. */
nb_status nb_compress(nb_context *ctx, nb_gemm_work *ws, int rows, int columns, const double *b, int limit, double *q, double *r,
                      int *rank);

#endif
