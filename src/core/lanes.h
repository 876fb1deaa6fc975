/*
 * lanes.h - eight right-hand sides in one pass over sparse columns.
 *
 * A sparse column costs two loads per entry before any arithmetic. Vectors that are needed for several penalties at once are therefore
 * kept side by side, "in lanes": x[8 i + l] is element i of vector l, so that one entry of a column serves all eight with one vector
 * instruction. Arrays in lanes start at a multiple of 64 bytes (nb_lanes_doubles). Compiled per instruction set as in kernels.h.
 */
#ifndef NB_LANES_H
#define NB_LANES_H

#include "design.h"

enum { nb_lanes = 8 };

/* Columns of A packed for repeated passes: A_j = (entries of column j) - C low_j, C (n x low_count) orthonormal: root_weight where the
 * design is centred, then the flat directions. */
typedef struct nb_packed {
    int count;     /* columns */
    int low_count; /* columns of C */
    size_t *start; /* count + 1 */
    int *row;      /* start[count] */
    double *value; /* start[count]: scale and row weight multiplied in */
    double *low;   /* low_count x count */
} nb_packed;

/* What the objective says about one coefficient. */
typedef struct nb_coordinate {
    double norm2, l1, l2, lower, upper; /* ||A_j||^2, and see lasso.h; the bounds may be infinite */
} nb_coordinate;

/* One pass of coordinate descent, and its outcome. The residual of lane l is u - C v. */
typedef struct nb_sweep {
    const nb_packed *set;
    const nb_coordinate *coordinate; /* set->count */
    int count;                       /* coordinates to visit */
    const int *list;                 /* count, ascending; NULL: 0, 1, ... */
    const double *lambda1, *lambda2; /* one per lane */
    double dust;                     /* a coefficient no further from zero than this over its curvature is zero: rounding */
    double relax;                    /* steps are multiplied by this where no sign changes; 1: plain descent */
    double *b, *u, *v;               /* in lanes: set->count, n, set->low_count */
    double largest[nb_lanes];        /* out: largest violation of stationarity that was met */
    int n_active, *active;           /* out: the coordinates visited that are not zero in some lane */
} nb_sweep;

typedef struct nb_lane_kernels {
    const char *name;

    void (*sweep)(nb_sweep *task);

    /* u -= sum_i (entries of column list[i]) b_i, with b in lanes by i. list NULL: 0, 1, ... */
    void (*subtract)(const nb_packed *set, int count, const int *list, const double *b, double *u);

    /* out_i := (entries of column list[i])'u, in lanes by i. */
    void (*cross)(const nb_packed *set, int count, const int *list, const double *u, double *out);

    /* flag[i] := 1 where |c| > lambda1 l1[i] + slack in some lane of c_i, else 0; lambda1 and slack in lanes. */
    void (*exceed)(int count, const double *c, const double *l1, const double *lambda1, const double *slack, unsigned char *flag);

    /* out := A'r for columns j0 .. j1-1 of a sparse design without its projection: wr = root_weight r in lanes, sum its column sums. */
    void (*scan)(const nb_design *design, int j0, int j1, const double *wr, const double *sum, double *out);
} nb_lane_kernels;

/* The fastest set that this processor runs; sets that it runs, best first, NULL when `at` is past the last. */
const nb_lane_kernels *nb_lane_kernels_best(void);
const nb_lane_kernels *nb_lane_kernels_at(int at);

/* Room for `count` elements in lanes, or NULL. */
double *nb_lanes_doubles(nb_context *ctx, size_t count);

#endif
