/*
 * moments.h - weighted means and standard deviations of the columns of a matrix, and the check that it is finite.
 */
#ifndef NB_MOMENTS_H
#define NB_MOMENTS_H

#include "status.h"

/* A matrix as R stores it: dense (x) or compressed sparse columns (start, row, value); the other pointers NULL. */
typedef struct nb_matrix {
    int n, p;
    const double *x;
    const int *start, *row;
    const double *value;
} nb_matrix;

/* weight: n, sums to 1. mean, scale (population SD), constant: p. constant[j] = 1 when the column does not vary beyond rounding over the
 * rows of positive weight; its scale is then 0. NB_ERR_NONFINITE: bad[0], bad[1] are the row and column (from 0) of the first NaN or Inf.
 * Safe for entries from 1e-150 to 1e150. Cost: three passes over a column, which stays in cache. */
nb_status nb_matrix_moments(nb_context *ctx, const nb_matrix *matrix, const double *weight, double *mean, double *scale, int *constant,
                            int bad[2]);

#endif
