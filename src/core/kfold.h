/*
 * kfold.h - k-fold cross-validation of ridge regression from one Gram matrix per fold.
 */
#ifndef NB_KFOLD_H
#define NB_KFOLD_H

#include "design.h"

/* What is asked. The design is centred about the mean of all rows (or not at all), its columns on a common scale, without flat directions.
 */
typedef struct nb_kfold {
    int n_folds;
    const int *fold;            /* n: 0 .. n_folds - 1; -1 for rows that take no part */
    int intercept, standardize; /* fit an intercept; divide columns by their SD over the training rows */
    int sum_loss;               /* 1: the penalty stands beside the sum of squares, so it grows as the share of the training rows shrinks */
    const double *root_penalty; /* p: square roots of the penalty factors on the scale of the design's columns */
    int m;
    const double *y; /* n x m, weighted like the design and centred about the mean of all rows */
    int count;
    const double *c; /* count: penalties */
} nb_kfold;

/* error (n_folds x count x m): weighted squared errors of each fold's rows under the fit to the others. accurate (n_folds): 0 where the
 * training rows are too ill-conditioned for a Gram matrix, or a column hardly varies over them; the errors of that fold are then not set
 * and the caller fits to the training rows instead. Memory n_folds p^2; cost n p^2 + O(n_folds p^3) + 2 n p count m: two passes over the
 * data. */
nb_status nb_ridge_kfold(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_kfold *task, double *error, int *accurate);

#endif
