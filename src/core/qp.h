/*
 * qp.h - penalised least squares within bounds and rows, solved exactly:
 *
 *     minimise over b   1/2 ||y - A b||^2 + sum_j ridge_j/2 b_j^2 + sum_j l1_j |b_j|
 *     subject to        lower <= b <= upper,     row_lower <= R b <= row_upper
 *
 * A may have any rank and any shape, rows may depend on each other. At the solution, with s_j in the subdifferential of |b_j|,
 *
 *     A'(A b - y) + ridge b + l1 s + bound_multiplier + R' row_multiplier = 0,
 *
 * multipliers > 0 pressing on the upper side, < 0 on the lower one.
 */
#ifndef NB_QP_H
#define NB_QP_H

#include "design.h"

typedef struct nb_qp_problem {
    const nb_design *design;             /* A: n x p */
    const double *y;                     /* n */
    const double *ridge, *l1;            /* p, >= 0 */
    const double *lower, *upper;         /* p: -INFINITY, INFINITY where there is none; lower <= upper */
    int rows;                            /* may be 0 */
    const double *row;                   /* rows x p, column-major */
    const double *row_lower, *row_upper; /* rows, as the bounds; equal: an equation */
} nb_qp_problem;

/* Where to begin: any of them NULL. */
typedef struct nb_qp_start {
    const double *b;     /* p */
    const int *free;     /* p: 1 for coefficients expected strictly within their bounds */
    const int *row_side; /* rows: -1, 0, 1: sides expected to press */
    int within;          /* 1: b satisfies the rows to rounding, which need not be looked at; uniqueness and rank are not wanted */
} nb_qp_start;

typedef struct nb_qp_result {
    int feasible;             /* 0: nothing satisfies the constraints; then only farkas is set */
    int converged;            /* 1: the conditions of optimality hold to rounding */
    int unique;               /* 1: this is the only solution */
    int rank;                 /* of A and the ridge on what the free coefficients and the rows that press leave to move */
    int rounds;               /* changes of the active set */
    double *b;                /* p */
    double *bound_multiplier; /* p */
    double *row_multiplier;   /* rows */
    int *free, *row_side;     /* p; rows */
    double *farkas;           /* rows + p multipliers y of a contradiction, signs as above: R'y_rows + y_bounds = 0, and the sum of y times
                                 the sides that are pressed on is negative; or NULL */
} nb_qp_result;

/* Solves it; arrays of the result come from ctx. start: NULL, or a guess, which costs nothing but time when it is wrong. Cost: n p for
 * every look at the data, n times the square of the columns that were ever free, and their square for every change of the active set.
 * NB_ERR_ARGUMENT for bounds that cross. */
nb_status nb_qp_solve(nb_context *ctx, nb_gemm_work *ws, const nb_qp_problem *problem, const nb_qp_start *start, nb_qp_result *result);

#endif
