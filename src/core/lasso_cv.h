/*
 * lasso_cv.h - errors of the rows left out of a lasso or elastic-net path, one fold at a time.
 *
 * Folds share nothing that changes: a caller may run them in threads, each with a context of its own.
 */
#ifndef NB_LASSO_CV_H
#define NB_LASSO_CV_H

#include "fold_sums.h"
#include "lasso.h"

/* What is asked of every fold when its training rows are known by their sums (fold_sums.h, one response). The design is that of all rows,
 * without flat directions. With size_j the column's SD over the training rows (with an intercept) or its root mean square (without), and
 * b_j on the scale of the design's columns, the penalties are lambda1 l1_j r_j |size_j b_j| and lambda2/2 l2_j r_j^2 (size_j b_j)^2,
 * r_j = SD_j / size_j when standardized, else 1 / size_j. */
typedef struct nb_lasso_folds {
    const nb_fold_sums *sums;
    int intercept, standardize;
    int sum_loss;             /* 1: the penalty stands beside the sum of squares, so it grows as the share of the training rows shrinks */
    nb_lasso_penalty penalty; /* l1, l2, ratio; bounds of b_j */
    int count;
    const double *lambda1; /* count, decreasing */
} nb_lasso_folds;

/* error (count): weighted squared errors of the rows of fold k under the path fitted to the others. *accurate = 0 where a column hardly
 * varies over the training rows, the columns at the end of the path are ill-conditioned, or the errors are so small beside the response
 * that their digits are lost in the sums; the errors are then not set and the caller fits to the data. Cost p^2 sqrt(K), one path of p
 * columns, and the squared number of nonzeros per penalty. */
nb_status nb_lasso_fold_error(nb_context *ctx, nb_gemm_work *ws, const nb_lasso_folds *folds, int k, double *error, int *accurate);

/* The rows left out, seen as the training rows are: the design's columns with root weights (zero in training rows) and flat directions
 * continued to these rows, and their response. */
typedef struct nb_left_out {
    const double *root_weight, *flat, *y; /* n; n x q; n */
} nb_left_out;

/* error (settings->count): squared norms of y - A b over the rows left out, for the path fitted to the training design (root weights zero
 * in the rows left out). Cost: one path, and n_left s count multiplications, s the columns that are ever nonzero. */
nb_status nb_lasso_left_out(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                            const nb_lasso_settings *settings, const nb_left_out *left, double *error);

#endif
