/*
 * lasso_ahead.h - a lasso or elastic-net path whose columns are nearly known beforehand, as those of a fold are.
 */
#ifndef NB_LASSO_AHEAD_H
#define NB_LASSO_AHEAD_H

#include "lasso.h"

/* The path of nb_lasso_solve() (lasso.h), whole, at given penalties, from a working set (settings->warm) that is expected to hold nearly
 * all that becomes nonzero. *solved = 0 where this is not the way: small problems, few columns, ill-conditioned ones, another engine asked
 * for, a working set that is too large or turns out wrong; nothing else is set then, and nb_lasso_solve() is to be used. Cost: W^2 n for a
 * working set of W columns, and n p times a tenth of the number of penalties for checking all columns, in one pass over A where nothing
 * violates. */
nb_status nb_lasso_solve_ahead(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                               const nb_lasso_settings *settings, nb_lasso_path *path, int *solved);

#endif
