/*
 * project.h - the nearest point of a convex set:
 *
 *     minimise 1/2 sum_j (b_j - z_j)^2  subject to  b in C
 *
 * Every set is described by an nb_set; one that is the intersection of several is a list of them. Numbers are of moderate size (squares do
 * not overflow; R/project.R scales by powers of two) and weights differ by factors of 1e100 at most.
 */
#ifndef NB_PROJECT_H
#define NB_PROJECT_H

#include "status.h"

typedef enum nb_set_kind {
    NB_SET_BOUNDS,     /* lower_j <= b_j <= upper_j */
    NB_SET_L1,         /* sum w_j |b_j| <= radius, lower_j <= b_j <= upper_j */
    NB_SET_L2,         /* sum w_j b_j^2 <= radius^2, lower_j <= b_j <= upper_j */
    NB_SET_ELASTIC,    /* sum w_j (l1 |b_j| + l2 / 2 b_j^2) <= radius, lower_j <= b_j <= upper_j */
    NB_SET_SIMPLEX,    /* b_j >= 0, sum b_j = radius */
    NB_SET_ROW,        /* row_lower[0] <= sum w_j b_j <= row_upper[0], lower_j <= b_j <= upper_j */
    NB_SET_INCREASING, /* b_1 <= b_2 <= ..., lower <= b_j <= upper, the same bounds for all j */
    NB_SET_ROWS,       /* row_lower <= A b <= row_upper, lower_j <= b_j <= upper_j */
    NB_SET_COUNT
} nb_set_kind;

/* A set on some of the coefficients. What a kind does not have is NULL or 0. */
typedef struct nb_set {
    nb_set_kind kind;
    int n;                               /* coefficients that it is on */
    const int *index;                    /* n: which, from 0, none twice; NULL: the first n */
    const double *weight;                /* n: w; NULL: 1. Balls: >= 0 */
    const double *lower, *upper;         /* n: -INFINITY, INFINITY where there is none; NULL: none */
    double radius;                       /* >= 0, INFINITY included */
    double l1, l2;                       /* NB_SET_ELASTIC: >= 0, not both 0 */
    int rows;                            /* NB_SET_ROWS */
    const double *a;                     /* rows x n, column-major */
    const double *row_lower, *row_upper; /* rows; equal: an equation */
} nb_set;

/* What a projection says about itself. */
typedef struct nb_project_result {
    int empty;              /* 1: the set has no point, and x is not to be used */
    int iterations;         /* of an iterative method */
    int converged;          /* 1: exact, or to the tolerance */
    double distance;        /* nb_project_dykstra(): the largest distance of x to the point nearest to it in one of the sets */
    double distance_before; /* the same after half of the cycles */
    double norm_least;      /* nb_project_dykstra(): what is known about the norm of points in all sets: no less than this */
    double *proof;          /* NB_SET_ROWS, when empty: rows + n multipliers of the contradiction (nb_project_rows()), else NULL */
} nb_project_result;

/* x (at least 1 + the largest index): z in, the projection on one set out. All kinds are exact to rounding. */
nb_status nb_project(nb_context *ctx, const nb_set *set, double *x, nb_project_result *outcome);

/* The same in place for x holding the n coefficients of the set in its order, whatever set->index says. */
nb_status nb_project_gathered(nb_context *ctx, const nb_set *set, double *x, nb_project_result *outcome);

/* x (n): z in, the projection on the intersection of `count` sets out, by Dykstra's algorithm. norm_most: a bound on the norm of the points
 * of the intersection, INFINITY if none is known. */
nb_status nb_project_dykstra(nb_context *ctx, int count, const nb_set *sets, int n, double norm_most, double tolerance, int max_iter,
                             double *x, nb_project_result *outcome);

/* x (n): z in, out the projection on `count` sets that share no coefficient and `last`: NB_SET_L2 without weights and bounds on
 * coefficients that include those of all of them, or NB_SET_ROW without bounds. Exact to rounding. When it is empty norm_least is the least
 * norm in the sets for an L2 ball, a proof; else 0, and the row was found to be out of reach. */
nb_status nb_project_search(nb_context *ctx, int count, const nb_set *sets, const nb_set *last, int n, double *x,
                            nb_project_result *outcome);

/* The pieces. x: z in, the projection out; n coefficients. */

/* sum_j w_j x_j = radius > 0 for x_j = max(z_j - tau w_j, 0); w NULL: 1, else > 0. */
nb_status nb_threshold(nb_context *ctx, int n, const double *w, double radius, double *x);

/* Weighted L1 ball; simplex. */
nb_status nb_project_l1(nb_context *ctx, int n, const double *w, double radius, double *x);
nb_status nb_project_simplex(nb_context *ctx, int n, double total, double *x);

/* sum_j w_j x_j^2 <= radius^2 without bounds. */
nb_status nb_project_l2(nb_context *ctx, int n, const double *w, double radius, double *x);

/* NB_SET_ELASTIC with or without bounds. *empty as in nb_project_result. */
nb_status nb_project_elastic(nb_context *ctx, const nb_set *set, double *x, int *empty);

/* NB_SET_ROW. */
nb_status nb_project_row(nb_context *ctx, const nb_set *set, double *x, int *empty);

/* NB_SET_ROWS. *proof: NULL, or when the set is empty rows + n multipliers y (arena) of its rows, then of its bounds: those of positive y
 * press on the upper side, of negative y on the lower one; sum y_i a_i + y_bounds = 0, and the sum of y times the sides pressed on is
 * negative. */
nb_status nb_project_rows(nb_context *ctx, const nb_set *set, double *x, double **proof);

nb_status nb_project_increasing(nb_context *ctx, int n, double *x);

#endif
