/*
 * settle.h - columns without a penalty moved to least squares given the others, for the certificates.
 */
#ifndef NB_SETTLE_H
#define NB_SETTLE_H

#include "design.h"

/* How large a gradient of `count` columns of about unit norm may be from rounding alone, ||y||^2 = squares. */
double nb_settle_noise(int count, double squares);

/* move (count) := z near the minimum of ||rest - A_E z||^2, E the `count` columns listed, rest (n) a residual of a response with
 * ||y||^2 = squares. Stops when the gradient is rounding or a thousandth of what it was, or after 50 steps: what is left of it then is of
 * no account to a gap. z = 0 when there is nothing to move. */
nb_status nb_settle(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *rest, double squares, const int *list,
                    int count, double *move);

#endif
