/*
 * descent_rank.h - ranks of the nonzero columns along a path that descent has found.
 */
#ifndef NB_DESCENT_RANK_H
#define NB_DESCENT_RANK_H

#include "descent_set.h"

/* path->rank[k] := rank of the columns with nonzero coefficients strictly within their bounds at penalty k, at most max_rank. place (p) and
 * set are used up. Where more than a thousand columns depend on each other, only an upper bound (their number). Polls. Cost: one solution
 * of the normal equations of all these columns by conjugate gradients; for dependent columns one per eight penalties, and m^3 / 3 for those
 * of m columns that are dependent by themselves. */
nb_status nb_descent_ranks(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_lasso_penalty *penalty, int max_rank,
                           int *place, nb_descent_set *set, nb_lasso_path *path);

#endif
