/*
 * products.h - A B, A'R and the two Gram matrices of a design (design.h), dense or sparse.
 */
#ifndef NB_PRODUCTS_H
#define NB_PRODUCTS_H

#include "design.h"

/* out (n x k, leading dimension n) := A b, b p x k with leading dimension p. */
nb_status nb_design_multiply(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, double *out);

/* out (p x k, leading dimension p) := A' r, r n x k with leading dimension n. */
nb_status nb_design_cross(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *r, double *out);

/* out (count) := a_j'r for the columns j listed, r n. */
nb_status nb_design_cross_some(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int count, const int *list, const double *r,
                               double *out);

/* out (p x k) := A' (y - A b), one pass over A and no n x k matrix kept. Column l of b belongs to column response[l] of y (leading
 * dimension n). rss (k): squared norms of the residuals. mean (k): their sums weighted by root_weight, that is the weighted mean residual.
 * drift (p): A' root_weight, zero up to rounding when the design is centred. */
nb_status nb_design_gradient(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, const double *y,
                             const int *response, double *out, double *rss, double *mean, double *drift);

/* The same for the solutions of a path, y n x m: written in a basis of the few dimensions that they span to rounding, so that a long path
 * costs little more than a short one. cross (p x m): A' y, which comes with them. */
nb_status nb_design_path_gradient(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, int m,
                                  const double *y, const int *response, double *out, double *rss, double *mean, double *drift,
                                  double *cross);

/* Full symmetric Gram matrix of the smaller side: dual = 0: A'A (p x p); dual = 1: A A' (n x n). */
nb_status nb_design_gram(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int dual, double *gram);

/* A'A and cross (p x m, leading dimension p) := A' y in the same pass, y n x m. */
nb_status nb_design_normal(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int m, const double *y, double *gram, double *cross);

#endif
