/*
 * projected_gradient.h - penalised least squares in a convex set by steps along the gradient, each projected back:
 *
 *     minimise 1/2 ||y - A b||^2 + sum_j ridge_j/2 b_j^2 + sum_j linear_j b_j + sum_j l1_j |b_j|  subject to  b in every group
 */
#ifndef NB_PROJECTED_GRADIENT_H
#define NB_PROJECTED_GRADIENT_H

#include "design.h"
#include "project.h"

/* Sets that hang together; groups share no coefficient. */
typedef struct nb_set_group {
    int count;
    const nb_set *sets;
    int search;       /* 1: by nb_project_search() for the last of several sets; 0: by Dykstra's algorithm */
    double norm_most; /* as in nb_project_dykstra() */
} nb_set_group;

typedef struct nb_pg_problem {
    const nb_design *design;
    const double *y, *ridge, *linear;      /* n, p, p */
    const double *l1;                      /* p: 0 but where a coefficient has bounds at most */
    const double *measure_l1, *measure_l2; /* p: the trace's measure is sum_j measure_l1_j |b_j| + measure_l2_j / 2 b_j^2 */
    int groups;
    const nb_set_group *group;
} nb_pg_problem;

typedef struct nb_pg_settings {
    double rate;       /* steps of rate / L without acceleration; 0: accelerated steps of 1 / L */
    double tolerance;  /* ends when a step of 1 / L moves b by less than this, relative to ||b|| */
    double curvature;  /* L, 0: estimated */
    double decay;      /* batches: step k is rate / L / (1 + decay k) */
    int max_iter;      /* steps */
    int every;         /* steps between two rows of the trace; the first and the last step have one */
    int first;         /* the number of steps that went before */
    int batch;         /* rows per step; 0: all */
    const int *sample; /* max_iter x batch: rows from 0 */
} nb_pg_settings;

enum { NB_PG_STEP, NB_PG_OBJECTIVE, NB_PG_CHANGE, NB_PG_MEASURE, NB_PG_TRACE }; /* the columns of the trace */

typedef struct nb_pg_result {
    double *b;        /* p, in every group to the tolerance of its projection */
    double curvature; /* L */
    double objective; /* without the constant ||y||^2 / 2 of a batch: of all rows */
    int iterations;   /* steps in all, `first` included */
    int converged, diverged;
    int empty;     /* 1 + the group that was found empty; 0: none */
    int rows;      /* of the trace */
    double *trace; /* rows x NB_PG_TRACE, row-major */
} nb_pg_result;

/* b (p) of the result: the start in, the solution out, allocated by the caller. */
nb_status nb_projected_gradient(nb_context *ctx, nb_gemm_work *ws, const nb_pg_problem *problem, const nb_pg_settings *settings,
                                nb_pg_result *result);

#endif
