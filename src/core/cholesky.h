/*
 * cholesky.h - the Cholesky factor of a Gram matrix whose columns come and go.
 *
 *     L L' = H,     H (size x size) symmetric positive definite, L lower triangular
 */
#ifndef NB_CHOLESKY_H
#define NB_CHOLESKY_H

#include "gemm.h"

typedef struct nb_cholesky {
    int size, capacity; /* capacity: also the leading dimension of l */
    double *l;          /* lower triangle, column-major */
} nb_cholesky;

/* An empty factor with room for `capacity` columns. */
nb_status nb_cholesky_init(nb_context *ctx, int capacity, nb_cholesky *factor);

/* Makes room for at least `capacity` columns (a copy into a new array when there is none). */
nb_status nb_cholesky_reserve(nb_context *ctx, int capacity, nb_cholesky *factor);

/* Factors h (size x size, leading dimension ldh, lower triangle read) afresh, in blocks. *failed: the first column whose pivot is not above
 * limit times its diagonal, or -1; the factor then holds the columns before it. Cost size^3 / 3. */
nb_status nb_cholesky_factorize(nb_context *ctx, nb_gemm_work *ws, int size, const double *h, ptrdiff_t ldh, double limit,
                                nb_cholesky *factor, int *failed);

/* Appends `count` columns. cross (size x count, leading dimension ldc): H between those there and the new ones, overwritten; inner (count x
 * count, leading dimension ldi, lower triangle, overwritten): H among the new ones. A column whose Schur complement is not above limit
 * times its diagonal depends on those before it: it is left out and kept[j] = 0 (else 1). Room must be there. Cost size^2 count. */
nb_status nb_cholesky_append(nb_context *ctx, nb_gemm_work *ws, int count, double *cross, ptrdiff_t ldc, double *inner, ptrdiff_t ldi,
                             double limit, nb_cholesky *factor, int *kept);

/* Appends one column by its row of L: row (size) = L^-1 h, pivot > 0 the square root of its Schur complement. */
void nb_cholesky_push(nb_cholesky *factor, const double *row, double pivot);

/* Removes column `at`; those behind it move up by one. work: capacity. Cost (size - at)^2. */
void nb_cholesky_remove(nb_cholesky *factor, int at, double *work);

/* x (size) := L^-1 x, L^-T x, H^-1 x. */
void nb_cholesky_forward(const nb_cholesky *factor, double *x);
void nb_cholesky_backward(const nb_cholesky *factor, double *x);
void nb_cholesky_solve(const nb_cholesky *factor, double *x);

/* x (size) := H x */
void nb_cholesky_multiply(const nb_cholesky *factor, double *x);

/* The same as forward for `count` vectors with leading dimension ldx, in blocks. */
nb_status nb_cholesky_forward_many(nb_context *ctx, nb_gemm_work *ws, const nb_cholesky *factor, int count, double *x, ptrdiff_t ldx);

/* (largest / smallest pivot)^2: a lower bound on the condition number of H, usually within a small factor of it. */
double nb_cholesky_condition(const nb_cholesky *factor);

#endif
