/*
 * settle.c - see settle.h. Conjugate gradients (cgls.h): what is to be settled is nearly so already, and the products with A are all it
 * asks of the data. Cost 4 n count per step.
 */
#include "settle.h"
#include "cgls.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { settle_steps = 50 };

double nb_settle_noise(int count, double squares)
{
    return 64.0 * DBL_EPSILON * sqrt((double)count * squares);
}

nb_status nb_settle(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *rest, double squares, const int *list,
                    int count, double *move)
{
    nb_design part;
    int steps = 0;
    memset(move, 0, (size_t)count * sizeof(double));
    NB_TRY(nb_design_select(ctx, design, count, list, &part));
    const nb_status status = nb_ridge_cgls(ctx, ws, &part, rest, 0.0, 1e-3, nb_settle_noise(count, squares), settle_steps, move, &steps);
    return status == NB_ERR_MAXITER ? NB_OK : status;
}
