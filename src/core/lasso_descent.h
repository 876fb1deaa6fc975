/*
 * lasso_descent.h - lasso and elastic-net paths by coordinate descent on a working set: large sparse designs.
 */
#ifndef NB_LASSO_DESCENT_H
#define NB_LASSO_DESCENT_H

#include "lasso.h"

/* As nb_lasso_solve. Any design and any penalty; a grid of its own (settings->lambda1 NULL) wants some l1_j > 0. Every solution's
 * optimality is checked over all columns against A; a relative duality gap of 1e-11 is aimed at. NB_ERR_MAXITER where columns depend on
 * each other so much that descent does not get there: `path` then holds the penalties up to there, and another engine should be asked for
 * the rest. Polls. Cost per eight penalties: one pass over the stored entries, and 2 passes over those of the nonzero columns times the
 * number of sweeps (10 to 100). Memory: 8 vectors of n, less than 2 of p, and a copy of the columns in the working set with eight solutions
 * on it. */
nb_status nb_lasso_descent_path(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y,
                                const nb_lasso_penalty *penalty, const nb_lasso_settings *settings, nb_lasso_path *path);

/* Whether descent is the cheaper way; the rule is described where it is defined. */
int nb_lasso_prefers_descent(const nb_design *design, const nb_lasso_settings *settings);

#endif
