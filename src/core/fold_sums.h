/*
 * fold_sums.h - sums of squares and products over the rows of each fold, in one pass over the data.
 *
 *     G_k = A_k'A_k,   z_k = A_k'y_k,   s_k = A_k'w_k,   W_k = w_k'w_k,   t_k = y_k'w_k,   u_k = diag(y_k'y_k)
 *
 * over the rows of fold k (w: root weights). The training rows of a fold get theirs as sums over the other folds, never as a difference
 * from the total, which would lose digits where a fold dominates. With many folds the sums of groups of about sqrt(K) folds are kept too,
 * so that all training sets cost K^1.5 p^2 and not K^2 p^2. (Hastie, Tibshirani & Friedman 2009, section 7.10.)
 */
#ifndef NB_FOLD_SUMS_H
#define NB_FOLD_SUMS_H

#include "design.h"

/* Which row is in which fold, and the responses. */
typedef struct nb_folds {
    int count;       /* K */
    const int *fold; /* n: 0 .. K - 1; -1 for rows that take no part */
    int m;
    const double *y; /* n x m, weighted like the design */
} nb_folds;

/* The sums over some rows: pointers into one record of nb_fold_sums.length doubles. */
typedef struct nb_fold_part {
    double *gram;           /* p x p, lower triangle */
    double *cross;          /* p x m */
    double *shift;          /* p */
    double *level, *square; /* m */
    double *weight, *rows;  /* 1: W; how many rows have positive weight */
} nb_fold_part;

typedef struct nb_fold_sums {
    int p, m, count, group; /* group: folds in a group; count when no sums of groups are kept */
    size_t length;          /* doubles in a record */
    double *folds, *groups; /* count records; one per group, NULL when none are kept */
} nb_fold_sums;

/* Rows of the design gathered by fold, `first[k]` to `first[k + 1] - 1` being those of fold k. */
typedef struct nb_fold_rows {
    int size;               /* leading dimension */
    double *block, *sorted; /* size x p: in their order, by fold */
    double *target, *root;  /* size x m, size */
    int *first;             /* K + 2 */
} nb_fold_rows;

/* The sums of all folds. Cost n p^2 / 2 multiplications; memory K p^2. */
nb_status nb_fold_sums_collect(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_folds *folds, nb_fold_sums *sums);

/* A record of fold k, and one of nb_fold_sums.length doubles filled with the sums over all folds but k. */
nb_fold_part nb_fold_sums_of(const nb_fold_sums *sums, int k);
nb_fold_part nb_fold_sums_without(const nb_fold_sums *sums, int k, double *record);

/* Room for `size` rows, and rows [at, at + size) gathered by fold. */
nb_status nb_fold_rows_init(nb_context *ctx, int size, int p, const nb_folds *folds, nb_fold_rows *rows);
nb_status nb_fold_rows_gather(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_folds *folds, int at, int size,
                              nb_fold_rows *rows);

#endif
