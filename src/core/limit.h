/*
 * limit.h - the solution of least penalty among those of a set of equations: what a lasso or an elastic net tends to as lambda falls to 0.
 *
 *     minimise over b   sum_j phi_j(b_j)   subject to  C b = d,      phi_j(b) = l1_j |b| + l2_j/2 b^2  for lower_j <= b <= upper_j
 *     dual              maximise over u   d'u - sum_j phi*_j(c_j'u)
 *
 * C (r x p) has full row rank, best orthonormal rows: least squares X b ~ y condensed to their row space.
 */
#ifndef NB_LIMIT_H
#define NB_LIMIT_H

#include "gemm.h"

typedef struct nb_limit_problem {
    int r, p;
    const double *c;             /* r x p, leading dimension r */
    const double *d;             /* r */
    const double *l1, *l2;       /* p, >= 0 */
    const double *lower, *upper; /* p, lower <= upper, infinite for none; NULL: none */
} nb_limit_problem;

/* b (p) and u (r), in and out of a caller's arrays: u is where the search starts (0 if nothing better is known). Coefficients at a kink of
 * their penalty or at a bound are there exactly. Equations hold to about 1e-12 of ||d||; a caller that wants more corrects b and u on the
 * face that they show. *settled: 1, or 0 when the number of rounds ran out before the proximal terms had vanished (a problem without a
 * feasible point). *steps: factorisations. Polls. Cost per step: r^2 f + r^3/3 with f coefficients between kinks, and 4 r p; tens of steps.
 * Memory: r^2 + 8 p. */
nb_status nb_limit_solve(nb_context *ctx, nb_gemm_work *ws, const nb_limit_problem *problem, double *b, double *u, int *steps,
                         int *settled);

/* What no pair b, u can hide: gap[j] = phi_j(b_j) + phi*_j(g_j) - g_j b_j >= 0 for given g = C'u, and miss[j], by how much g_j misses the
 * subdifferential of phi_j at b_j. p each. */
void nb_limit_gaps(const nb_limit_problem *problem, const double *b, const double *g, double *gap, double *miss);

#endif
