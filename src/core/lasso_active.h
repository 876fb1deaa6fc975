/*
 * lasso_active.h - one lasso or elastic-net problem given by a Gram matrix, by an active-set method.
 *
 *     minimise over b   1/2 b'G b - c'b + lambda1 sum l1_j |b_j| + lambda2/2 sum l2_j b_j^2,     lower <= b <= upper
 */
#ifndef NB_LASSO_ACTIVE_H
#define NB_LASSO_ACTIVE_H

#include "cholesky.h"

/* The problem over the `count` columns of a working set. Diagonal of gram: 1, or less after a projection. */
typedef struct nb_quadratic {
    int count;
    const double *gram; /* count x count, symmetric, full, leading dimension ld */
    ptrdiff_t ld;
    const double *cross, *l1, *l2, *lower, *upper; /* count each */
    double scale;                                  /* ||y||: what rounding in a gradient is measured by */
    int max_rank;                                  /* the rank of G is not above this */
} nb_quadratic;

/* Where the solver stands. Every coefficient is free (in `order`, moving within the part of its interval where its sign is sign[j]) or
 * fixed: at zero, or at a bound. */
typedef struct nb_active {
    int capacity;
    double *b, *gradient;                /* capacity: coefficients; c - G b */
    int *order;                          /* the free columns in the order of the factor, factor.size of them */
    int *place;                          /* capacity: where a column stands in `order`, or -1 */
    signed char *sign;                   /* capacity */
    nb_cholesky factor;                  /* of G + lambda2 diag(l2) over the free columns */
    double lambda2;                      /* that the factor holds */
    double *step, *work, *cross, *inner; /* capacity; capacity; capacity x batch; batch x batch */
    int *entering, *kept;                /* capacity, batch */
} nb_active;

/* All coefficients at the point of their interval nearest to zero, for `capacity` columns. */
nb_status nb_active_init(nb_context *ctx, int capacity, nb_active *active);

/* Room for `capacity` columns; what is there stays. */
nb_status nb_active_reserve(nb_context *ctx, int capacity, nb_active *active);

/* New columns first .. count - 1 of the problem start fixed at the point nearest to zero. */
void nb_active_add(const nb_quadratic *problem, int first, nb_active *active);

/* Moves `active` to the optimum at lambda1, lambda2, from where it stands. gradient is then c - G b over all columns. *rounds: how often
 * columns were let in. Each round costs count nonzero + free^2; the objective falls strictly, so there are finitely many. */
nb_status nb_active_solve(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda1, double lambda2, nb_active *active,
                          int *rounds);

/* One step of refinement: b (free) += H^-1 rho, rho (factor.size, overwritten) the stationarity residual of the free columns formed from
 * the data. Returns the largest |change|; a step that would leave an interval is not taken (-1). */
double nb_active_refine(const nb_quadratic *problem, double *rho, nb_active *active);

/* Puts the free columns listed (with their signs) and the coefficients b (count) in place of those there. */
nb_status nb_active_restore(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, int size, const int *order,
                            const signed char *sign, const double *b, double lambda2, nb_active *active);

/* Stationarity residual of free column j given its gradient: g - lambda1 l1 s - lambda2 l2 b. */
double nb_active_residual(const nb_quadratic *problem, const nb_active *active, int j, double gradient, double lambda1, double lambda2);

/* By how much a fixed coefficient at `value` wants to move: > 0 up, < 0 down, 0 not at all. penalty: l1, l2 times lambda. */
double nb_lasso_violation(double value, double gradient, double l1, double l2, double lower, double upper);

/* What rounding may leave in a gradient. */
double nb_active_noise(const nb_quadratic *problem, const nb_active *active);

#endif
