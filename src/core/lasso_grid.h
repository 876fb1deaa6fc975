/*
 * lasso_grid.h - where a lasso path begins, and its default grid of penalties.
 *
 * nb_lasso_lambda_max (lasso.h) belongs here too: it wants the correlations A'(y - A b) at the null point b, where every coefficient with
 * l1_j > 0 lies at the point of its interval nearest to zero and the others (l1_j = 0) are at their optimum beside them.
 */
#ifndef NB_LASSO_GRID_H
#define NB_LASSO_GRID_H

#include "lasso.h"

/* The point of [lower_j, upper_j] nearest to zero. */
double nb_lasso_nearest_zero(const nb_lasso_penalty *penalty, int j);

/* lambda1 (count) := log-spaced from exactly `largest` down to min_ratio times it. Returns how many of them there are: count, or 1 when
 * largest = 0 (nothing correlates with the response). 0 < min_ratio < 1. */
int nb_lasso_grid(int count, double largest, double min_ratio, double *lambda1);

#endif
