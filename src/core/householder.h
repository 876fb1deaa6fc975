/*
 * householder.h - elementary reflections H = I - tau v v', one by one and in blocks.
 */
#ifndef NB_HOUSEHOLDER_H
#define NB_HOUSEHOLDER_H

#include "gemm.h"

/* Columns in a block of reflections, and in a panel of a reduction. Up to nb_direct columns reflections are applied one by one: on graded
 * matrices, which collinear columns make, that halves the error. */
enum { nb_block = 64, nb_panel = 32, nb_direct = 128 };

/* The reflection that takes (head, tail) to (beta, 0): v = (1, tail after the call). tail: m entries, m >= 0. Returns beta; tau is 0 when
 * tail is 0. Safe for entries of any size. */
double nb_reflect(double head, ptrdiff_t m, double *tail, double *tau);

/* (head; a) := H (head; a) for n columns: a is m x n, head the row above it, its entries `stride` apart; v = (1, tail). Each column is
 * reflected as it stands, so that errors are relative to what is left of it. Cost 4 m n. */
void nb_reflect_columns(const struct nb_kernels *kernels, ptrdiff_t m, const double *tail, double tau, ptrdiff_t n, double *head,
                        ptrdiff_t stride, double *a, ptrdiff_t lda);

/* a (m x n) += x y', entries of y `stride` apart. */
void nb_rank_one(const struct nb_kernels *kernels, ptrdiff_t m, ptrdiff_t n, const double *x, const double *y, ptrdiff_t stride, double *a,
                 ptrdiff_t lda);

/* Column i of the upper triangular t (leading dimension ldt) in H_0 ... H_i = I - V t V': z[l * stride] = v_l'v_i for l < i. */
void nb_compact_column(int i, const double *z, ptrdiff_t stride, double tau, double *t, ptrdiff_t ldt);

typedef struct nb_block_work {
    double *gram, *t; /* nb_block x nb_block */
    double *inner;    /* nb_block x columns, twice */
    int columns;
} nb_block_work;

nb_status nb_block_allocate(nb_context *ctx, int columns, nb_block_work *w);

/* z (m x w->columns, leading dimension ldz) := H_0 ... H_{count-1} z, or with transposed = 1 the inverse, H_{count-1} ... H_0 z.
 * v: m x count (count <= nb_block), zeros and ones written out. Cost 4 m count columns. */
nb_status nb_block_apply(nb_context *ctx, nb_gemm_work *ws, nb_block_work *w, int m, int count, const double *v, ptrdiff_t ldv,
                         const double *tau, int transposed, double *z, ptrdiff_t ldz);

#endif
