/*
 * descent_block.h - the lasso at eight penalties at once, on a working set.
 */
#ifndef NB_DESCENT_BLOCK_H
#define NB_DESCENT_BLOCK_H

#include "descent_set.h"

enum { nb_descent_least_patience = 16, nb_descent_most_patience = 128 };

/* What eight problems in lanes share, and their state. */
typedef struct nb_descent_block {
    const nb_lane_kernels *kernels;
    int n;
    const double *y; /* n: centred, weighted and projected like A */
    double norm_y;   /* ||y|| */
    double goal;     /* relative duality gap to reach */
    nb_descent_set *set;
    double lambda1[nb_lanes], lambda2[nb_lanes];
    double tolerance[nb_lanes];         /* largest violation of stationarity that meets the goal; follows b */
    double *u;                          /* n, in lanes: y - A b = u - C v (lanes.h) */
    double *v;                          /* low_count, in lanes */
    int *active, n_active, active_room; /* coordinates that are not zero in some lane */
    int patience;                       /* passes of descent that are waited for, done and foreseen, before conjugate gradients are tried */
    double relax;                       /* over-relaxation in use, learnt from one block to the next */
    long passes;                        /* over active coordinates or all, so far; a step of conjugate gradients counts as one */
} nb_descent_block;

nb_status nb_descent_block_init(nb_context *ctx, const nb_design *design, const double *y, nb_descent_set *set, nb_descent_block *block);

/* Minimises the objective at every lane's penalties over the coefficients of the set, from set->b, until each lane's duality gap on the set
 * is within the goal, as seen from a residual formed afresh. NB_ERR_MAXITER after max_passes, with the best point in place. */
nb_status nb_descent_block_solve(nb_context *ctx, nb_descent_block *block, long max_passes);

/* u and v afresh from y and b. */
void nb_descent_block_residual(nb_descent_block *block);

/* Minimises over the face of b (signs and bounds as they are) by conjugate gradients and steps there, or as far as the objective falls; for
 * descent that is slow. descent_face.c. */
nb_status nb_descent_block_face(nb_context *ctx, nb_descent_block *block, double accuracy, int max_steps);

#endif
