/*
 * descent_scan.h - the residuals of a block against all columns of the design.
 */
#ifndef NB_DESCENT_SCAN_H
#define NB_DESCENT_SCAN_H

#include "descent_block.h"

/* Turns the residuals of the block, u and v, into root_weight (y - A b) in u, which ends their use by descent. rss: ||y - A b||^2 per lane.
 * correlation (p) := A'(y - A b) in lane `lane`. Columns outside the set (place[j] = nb_place_out, at zero) that some lane wants in, by
 * more than its tolerance, become nb_place_new; *entered counts them. Polls. Cost: 2 nnz, for all eight. */
nb_status nb_descent_scan(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_lasso_penalty *penalty, int lane,
                          nb_descent_block *block, double *rss, double *correlation, int *place, int *entered);

#endif
