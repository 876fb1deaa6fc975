/*
 * triangle.h - the triangular factor of a tall or wide design without a copy of it.
 */
#ifndef NB_TRIANGLE_H
#define NB_TRIANGLE_H

#include "design.h"

/* dual = 0: r (k x k, k = p + m, upper triangle, zeros below) := R of the QR factorisation of [A y], y n x m with leading dimension n.
 * dual = 1: r (n x n) := R of A', that is A = R'Q'; m must be 0. */
nb_status nb_design_triangle(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int dual, int m, const double *y, double *r);

#endif
