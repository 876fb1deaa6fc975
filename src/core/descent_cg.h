/*
 * descent_cg.h - conjugate gradients on the normal equations of columns of a working set, eight problems in lanes.
 *
 *     minimise over x   1/2 x'H x - g'x,     H = A_F'A_F + lambda2 diag(l2),     F: the coordinates that are free in the lane
 *
 * The columns have norm about 1, so H needs no preconditioner.
 */
#ifndef NB_DESCENT_CG_H
#define NB_DESCENT_CG_H

#include "descent_set.h"

typedef struct nb_descent_cg {
    const nb_lane_kernels *kernels;
    const nb_descent_set *set;
    int n, count;
    const int *list;                      /* count coordinates of the set; NULL: 0, 1, ... */
    const double *lambda2;                /* one per lane */
    unsigned char *free;                  /* count: bit l: the coordinate is free in lane l */
    double *gradient, *direction, *image; /* in lanes by position in the list */
    double *step;                         /* x; NULL where it is not asked for */
    double *fitted, *low;                 /* entries of -A d, n, and what C takes of them; in lanes */
    double square[nb_lanes];              /* ||gradient||^2; 0 where the lane is done */
    double largest[nb_lanes];             /* the gradient's largest element */
} nb_descent_cg;

/* Room for a problem over `count` coordinates. */
nb_status nb_descent_cg_init(nb_context *ctx, const nb_lane_kernels *kernels, const nb_descent_set *set, int n, int count, const int *list,
                             const double *lambda2, nb_descent_cg *cg);

/* To be called when gradient holds g and free says which coordinates move: x = 0. */
void nb_descent_cg_start(nb_descent_cg *cg);

/* One step in every lane; lanes whose direction has no curvature beyond rounding are done. Cost: 2 entries of the columns, for all eight.
 */
void nb_descent_cg_step(nb_descent_cg *cg);

/* image := H direction on the free coordinates; curvature (one per lane) := direction'H direction. */
void nb_descent_cg_apply(nb_descent_cg *cg, double *curvature);

/* out_i -= low_i'v over the list: the part of A_j'(u - C v) that C takes (lanes.h). */
void nb_descent_cg_subtract_low(const nb_descent_cg *cg, const double *v, double *out);

#endif
