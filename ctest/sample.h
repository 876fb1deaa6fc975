/*
 * sample.h - small designs in every storage, with the matrix they stand for written out, and slow exact answers to compare with.
 */
#ifndef NB_SAMPLE_H
#define NB_SAMPLE_H

#include "arena.h"
#include "design.h"

typedef enum { dense, sparse_explicit, sparse_implicit, dense_implicit } sample_storage;

typedef struct sample_shape {
    int n, p, m, q; /* rows, columns, responses, flat directions */
    sample_storage storage;
    int centred;   /* 0: no intercept, centres 0 */
    int weighting; /* 0: equal weights, 1: unequal, 2: unequal with some zeros */
    double decay;  /* column j is scaled by decay^j, so that the design is ill-conditioned; 1: not */
} sample_shape;

typedef struct sample {
    sample_shape shape;
    nb_design design;
    double *x;             /* n x (p + 2): the storage, dense, whatever the design uses; two columns are not in use */
    double *before;        /* n x p: A before the flat directions are projected out */
    double *a;             /* n x p: A */
    double *raw, *y;       /* n x m: centred and weighted responses, before and after the projection */
    double *flat_leverage; /* n: of the intercept and the flat directions */
} sample;

/* Numbers in (-1, 1), the same in every run; state is any nonzero number. */
double sample_uniform(unsigned long long *state);
void sample_fill(unsigned long long *state, size_t count, double *x);

sample sample_make(arena *a, sample_shape shape, unsigned long long seed);

/* out (m x n, leading dimension m) := op(A) op(B), summed in long double. Strides as in gemm.h. */
void naive_product(int m, int n, int k, const double *a, ptrdiff_t ars, ptrdiff_t acs, const double *b, ptrdiff_t brs, ptrdiff_t bcs,
                   double *out);

/* x minimising sum_i (y_i - rows_i'x)^2 over the rows with use[i] (NULL: all) plus sum_j penalty_j x_j^2: normal equations and a Cholesky
 * factorisation in long double. rows: n x p. Returns 0 when the matrix is not positive definite. */
int naive_ridge(arena *a, int n, int p, const double *rows, const double *y, const int *use, const double *penalty, double *x);

/* Largest |x - y|, and largest |x|. */
double largest_difference(size_t count, const double *x, const double *y);
double largest_entry(size_t count, const double *x);

#endif
