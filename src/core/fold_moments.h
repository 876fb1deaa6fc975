/*
 * fold_moments.h - the moments of the columns over the training rows of every fold, in one pass over the data.
 */
#ifndef NB_FOLD_MOMENTS_H
#define NB_FOLD_MOMENTS_H

#include "moments.h"

/* The rows of every fold, and what is known of the columns over all of them. */
typedef struct nb_fold_split {
    int count;            /* K */
    const int *fold;      /* n: 0 .. K - 1; K for rows that are in every training set; -1 for rows of weight zero */
    const double *weight; /* n, sums to 1 */
    const double *mean;   /* p: over all rows */
    const double *scale;  /* p: population SDs over all rows */
} nb_fold_split;

/* As nb_matrix_moments (moments.h) with the weights of the rows of fold k set to zero and the others scaled to sum to 1, for every fold k.
 * mean, scale, constant: p x K. The matrix must be finite in rows of positive weight, and every training set must have such rows. Cost: one
 * pass over a column; and three more per fold where the column varies much less over the training rows than over all. */
nb_status nb_fold_moments(nb_context *ctx, const nb_matrix *matrix, const nb_fold_split *split, double *mean, double *scale, int *constant);

#endif
