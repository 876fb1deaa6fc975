/*
 * certificate.h - a proof of optimality for a penalised least-squares fit, from the data and the coefficients alone.
 */
#ifndef NB_CERTIFICATE_H
#define NB_CERTIFICATE_H

#include "design.h"

/* One row per coefficient vector. */
typedef struct nb_certificate {
    double *primal, *dual, *gap; /* objective, dual value, their difference as a sum of squares (no cancellation) */
    double *kkt;                 /* largest violation of stationarity over penalised columns, relative to max |scale_j a_j'y| */
    double *feasibility;         /* the same for the intercept and the unpenalised columns */
    double *rss;                 /* weighted squared residuals */
} nb_certificate;

/* The problem: 1/2 ||y - A b||^2 + lambda/2 sum_j penalty_j b_j^2, A centred and weighted but with design->scale = 1 and no projection.
 * level (k): by how much the fitted intercepts miss those that the centring stands for, on the scale of y, so that a wrong one shows; NULL:
 * there is no intercept. penalty (p) >= 0, 0 = unpenalised; unit (p): 1 / column SD, puts gradients of different columns on
 * one footing; y: n x m, centred and weighted. b: p x k; response, lambda: k. Nothing here is shared with the solvers but the access to the
 * data. Cost 4 n p times the dimension that b spans (at most k), twice when there are unpenalised columns; at lambda = 0 the distance to
 * the least-squares fit costs up to 100 more products. */
nb_status nb_certificate_ridge(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, const int *response,
                               const double *lambda, const double *penalty, const double *unit, const double *level, int m, const double *y,
                               nb_certificate *out);

#endif
