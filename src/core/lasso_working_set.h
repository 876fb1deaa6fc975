/*
 * lasso_working_set.h - the columns a path works on, and their Gram matrix.
 */
#ifndef NB_LASSO_WORKING_SET_H
#define NB_LASSO_WORKING_SET_H

#include "lasso.h"
#include "lasso_active.h"

typedef struct nb_working_set {
    const nb_design *design;
    const nb_lasso_penalty *penalty;
    const double *all_cross; /* design->p: A'y */
    int count, capacity;     /* capacity: leading dimension of gram */
    int *columns;            /* count: columns of the design */
    int *place;              /* design->p: position in `columns`, or -1 */
    double *gram, *cross, *l1, *l2, *lower, *upper;
    nb_design part; /* the columns of the set as a design of their own */
    int *part_columns;
    double *part_centre, *part_scale, *part_flat;
} nb_working_set;

/* An empty set with room for `capacity` columns. */
nb_status nb_working_set_init(nb_context *ctx, const nb_design *design, const nb_lasso_penalty *penalty, const double *all_cross,
                              int capacity, nb_working_set *set);

/* Adds `count` columns that are not there yet. Their Gram entries cost n (size + count) count. */
nb_status nb_working_set_add(nb_context *ctx, nb_gemm_work *ws, int count, const int *columns, nb_working_set *set);

/* All columns, in order, with the Gram matrix given (p x p, kept, not copied). */
nb_status nb_working_set_all(nb_context *ctx, double *gram, nb_working_set *set);

/* r (n x count) := y - A b, b (set->count x count). */
nb_status nb_working_set_residuals(nb_context *ctx, nb_gemm_work *ws, const nb_working_set *set, const double *y, int count,
                                   const double *b, double *r);

/* A column that might enter, and how much it wants to; for qsort: the one that wants most first. */
typedef struct nb_candidate {
    double excess;
    int column;
} nb_candidate;

int nb_candidate_order(const void *a, const void *b);

/* The quadratic problem on the set. */
nb_quadratic nb_working_set_problem(const nb_working_set *set, double norm_y, int max_rank);

#endif
