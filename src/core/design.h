/*
 * design.h - the design matrix as every solver sees it.
 *
 * The solvers work with
 *
 *     A = (I - Q Q') diag(root_weight) (X[, columns] - 1 centre') diag(scale),
 *
 * never with X. Centring, scaling, weighting and the projection off the unpenalised columns (Q, orthonormal) are applied block by block, so
 * a dense X is not copied and a sparse X stays sparse. A new storage is a new case in nb_design_block (and, for speed, in products.c).
 */
#ifndef NB_DESIGN_H
#define NB_DESIGN_H

#include "gemm.h"

typedef struct nb_design {
    int n, p;               /* rows; columns in use */
    const double *x;        /* dense storage, column-major with leading dimension n; NULL when sparse */
    const int *start, *row; /* compressed sparse columns, rows ascending within a column; NULL when dense */
    const double *value;
    const int *columns;        /* p: where each column in use lies in X (from 0) */
    const double *centre;      /* p */
    const double *scale;       /* p: multiplier */
    const double *root_weight; /* n: square roots of weights that sum to 1 */
    int q;                     /* number of unpenalised directions projected out (the intercept is not one of them) */
    const double *flat;        /* n x q: Q */
    const double *flat_cross;  /* q x p: Q' diag(root_weight) (X - 1 centre') diag(scale) */
    int implicit;              /* products may sum before they centre without losing more than two digits */
} nb_design;

/* out (ni x nj, leading dimension ni) := A[i0 .. i0+ni-1, j0 .. j0+nj-1]. */
nb_status nb_design_block(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int i0, int ni, int j0, int nj, double *out);

/* part := the `count` columns of the design that are listed, over the same data; its arrays come from ctx. */
nb_status nb_design_select(nb_context *ctx, const nb_design *design, int count, const int *list, nb_design *part);

/* Rows (by_rows = 1) or columns of A that make a block of a few megabytes: what the loops over blocks step by. */
int nb_design_step(const nb_design *design, int by_rows);

#endif
