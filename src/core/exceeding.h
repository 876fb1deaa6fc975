/*
 * exceeding.h - which columns of a design correlate with a vector by more than they may, without correlating all of them.
 */
#ifndef NB_EXCEEDING_H
#define NB_EXCEEDING_H

#include "design.h"

/* What was found, in no particular order; in memory of ctx's arena. */
typedef struct nb_exceeding {
    size_t count, capacity;
    int *vector, *column; /* from 0 */
    double *value;        /* a_j'r_l */
    const double **known; /* k: the correlations of vector l with all columns where they were computed, else NULL */
} nb_exceeding;

/* All (j, l) with |a_j'r_l| > level[l] bound[j]; r: n x k, neighbours alike, as the residuals along a path are. bound (p) >= 0, Inf for
 * columns that do not matter; norm (p): ||a_j|| or more, NULL for 1. Every third vector is correlated with all columns; those between are
 * written as a combination of their neighbours and a rest, ||rest|| bounds what it may add, and only columns that may exceed are correlated
 * exactly. The result is that of the full product. Cost 2 n p k / 3, more where the vectors differ much. */
nb_status nb_design_exceeding(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *norm, int k, const double *r,
                              const double *bound, const double *level, nb_exceeding *found);

#endif
