/*
 * lasso_exact.h - the lasso path as the piecewise linear function that it is: every knot of it.
 *
 *     b(lambda1) minimises   1/2 ||y - A b||^2 + lambda1 sum_j l1_j |b_j|,     lower <= b <= upper,     lower <= 0 <= upper
 *
 * Between two knots b is linear in lambda1. A knot is a lambda1 at which a column enters, leaves, reaches a bound or comes back from one.
 */
#ifndef NB_LASSO_EXACT_H
#define NB_LASSO_EXACT_H

#include "lasso.h"

typedef enum {
    NB_EXACT_WHOLE = 0,        /* it reached lambda_min */
    NB_EXACT_MAX_DF = 1,       /* more coefficients than max_df would be nonzero below the last knot */
    NB_EXACT_MAX_DEVIANCE = 2, /* max_deviance was exceeded at the last knot */
    NB_EXACT_MAX_KNOTS = 3
} nb_exact_end;

/* What happens to a column at a knot. */
typedef enum { NB_EXACT_ENTERS = 1, NB_EXACT_LEAVES = -1, NB_EXACT_TO_BOUND = -2, NB_EXACT_FROM_BOUND = 2 } nb_exact_change;

typedef struct nb_exact_settings {
    double lambda_min;   /* where the path ends: lambda1, >= 0, */
    double min_ratio;    /* or this times the first knot, >= 0, if that is larger */
    int max_knots;       /* at most so many, at least 1 */
    int max_df;          /* as in nb_lasso_settings */
    double max_deviance; /* as in nb_lasso_settings */
    int max_rank;        /* the most that the rank of A can be: rows of positive weight less the flat directions and the intercept */
    double scale;        /* norm of y before the flat directions were projected out: rounding is measured against it */
} nb_exact_settings;

/* The knots, in memory of ctx's arena. Coefficients are in compressed sparse columns, one per knot; so are the changes. */
typedef struct nb_exact_path {
    int count;
    double *lambda1;      /* count, strictly decreasing */
    size_t *start;        /* count + 1 */
    int *index;           /* start[count]: columns with b_j != 0, ascending within a knot, from 0 */
    double *value;        /* start[count] */
    double *rss;          /* count: ||y - A b||^2 */
    int *rank;            /* count: rank of the columns with b_j != 0 */
    size_t *change_start; /* count + 1 */
    int *changed;         /* change_start[count]: columns, ascending within a knot, from 0 */
    int *change;          /* change_start[count]: an nb_exact_change each */
    nb_exact_end end;
} nb_exact_path;

/* The whole path. penalty: l1 > 0 everywhere and bounds that hold zero (NB_ERR_ARGUMENT otherwise); its l2 and ratio are not read. Where
 * the solution is not unique (columns that depend on each other), b is the solution whose columns are independent, entered lowest index
 * first among equals. NB_ERR_MAXITER when ties at a knot cannot be resolved. Polls. Cost per knot: two products with A' and a few with the
 * columns in use. */
nb_status nb_lasso_exact(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                         const nb_exact_settings *settings, nb_exact_path *path);

#endif
