/*
 * qr.h - a triangular factor that takes in rows block by block.
 */
#ifndef NB_QR_H
#define NB_QR_H

#include "gemm.h"

/* r (k x k, leading dimension ldr, upper triangle; zero at the start) := the triangle of the QR factorisation of [r; b]. b (rows x k,
 * leading dimension ldb) is overwritten. The diagonal may have either sign. Cost 2 rows k^2. */
nb_status nb_qr_append(nb_context *ctx, nb_gemm_work *ws, int k, double *r, ptrdiff_t ldr, int rows, double *b, ptrdiff_t ldb);

#endif
