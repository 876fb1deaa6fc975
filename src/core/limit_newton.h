/*
 * limit_newton.h - one proximal step of limit.h, by Newton's method on its dual.
 *
 *     minimise over b   sum_j phi_j(b_j) + prox_j/2 (b_j - centre_j)^2   subject to  C b = d
 */
#ifndef NB_LIMIT_NEWTON_H
#define NB_LIMIT_NEWTON_H

#include "cholesky.h"
#include "limit.h"

typedef struct nb_limit_newton {
    const nb_limit_problem *problem;
    double *prox, *centre;  /* p: l2_j + prox_j > 0 */
    double *b, *u;          /* p, r: the pair */
    double *g, *slope;      /* p: C'u, and C' times the direction */
    double *left, *step;    /* r: d - C b; the direction */
    double *hessian, *pack; /* r x r; r x a block of columns */
    nb_cholesky factor;
    int steps;
} nb_limit_newton;

nb_status nb_limit_newton_init(nb_context *ctx, const nb_limit_problem *problem, double *b, double *u, nb_limit_newton *newton);

/* b, u := the solution, from the u that is there; stops once ||C b - d|| <= tolerance or rounding lets nothing improve. */
nb_status nb_limit_newton_solve(nb_context *ctx, nb_gemm_work *ws, nb_limit_newton *newton, double tolerance);

/* The Euclidean norm of numbers of any size. */
double nb_limit_norm(int n, const double *x);

#endif
