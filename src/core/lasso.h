/*
 * lasso.h - lasso and elastic-net paths.
 *
 *     minimise over b   1/2 ||y - A b||^2 + lambda1 sum_j l1_j |b_j| + lambda2/2 sum_j l2_j b_j^2,     lower <= b <= upper
 *
 * at a decreasing sequence of lambda1, with lambda2 = ratio lambda1. A is a design (design.h) whose columns have norm about 1 before the
 * flat directions are projected out; y is centred, weighted and projected like A. Or, from sums alone, 1/2 b'G b - c'b in place of the
 * first term (G = A'A, c = A'y).
 */
#ifndef NB_LASSO_H
#define NB_LASSO_H

#include "design.h"

/* Which way the coefficients are found; NB_LASSO_AUTO decides by an estimate of the cost. */
typedef enum {
    NB_LASSO_AUTO = 0,
    NB_LASSO_GRAM = 1,        /* active set on the whole Gram matrix: n > p */
    NB_LASSO_WORKING_SET = 2, /* active set on the Gram matrix of a working set, screened against A */
    NB_LASSO_DESCENT = 3      /* coordinate descent with extrapolation on a working set: large and sparse */
} nb_lasso_engine;

/* Why a path ended. */
typedef enum { NB_LASSO_WHOLE = 0, NB_LASSO_MAX_DF = 1, NB_LASSO_MAX_DEVIANCE = 2 } nb_lasso_end;

/* The penalty: p each. l1, l2 >= 0. lower, upper: NULL for none; else -Inf <= lower <= upper <= Inf. */
typedef struct nb_lasso_penalty {
    const double *l1, *l2, *lower, *upper;
    double ratio; /* lambda2 / lambda1 */
} nb_lasso_penalty;

typedef struct nb_lasso_settings {
    nb_lasso_engine engine;
    int count;             /* penalties to solve at */
    const double *lambda1; /* count, decreasing, >= 0; NULL: a grid of `count` from lambda1_max down to min_ratio times it */
    double min_ratio;
    int max_df;          /* stop before more coefficients than this are nonzero; p or more: never */
    double max_deviance; /* stop once 1 - rss / ||y||^2 exceeds this; 1 or more: never */
    int n_warm;          /* columns to start the working set from */
    const int *warm;     /* n_warm */
    int max_rank;        /* the rank of A is not above this */
} nb_lasso_settings;

/* A path in compressed sparse columns, in memory of ctx's arena. */
typedef struct nb_lasso_path {
    int count;       /* penalties solved at */
    double *lambda1; /* count */
    size_t capacity; /* entries that index and value have room for */
    size_t *start;   /* count + 1 */
    int *index;      /* start[count]: columns with b_j != 0, ascending within a penalty, from 0 */
    double *value;   /* start[count] */
    double *rss;     /* count: ||y - A b||^2 */
    int *rank;       /* count: rank of the columns with b_j != 0; what the degrees of freedom of the lasso are made of */
    nb_lasso_engine engine;
    nb_lasso_end end;
} nb_lasso_path;

/* The path by the data. Every solution's optimality is checked over all p columns against A itself. Polls. Cost: see lasso_path.c. */
nb_status nb_lasso_solve(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                         const nb_lasso_settings *settings, nb_lasso_path *path);

/* The path from gram (p x p, symmetric, full), cross (p) and yy = ||y||^2: what folds with their own sums use. */
nb_status nb_lasso_solve_gram(nb_context *ctx, nb_gemm_work *ws, int p, const double *gram, const double *cross, double yy,
                              const nb_lasso_penalty *penalty, const nb_lasso_settings *settings, nb_lasso_path *path);

/* The smallest lambda1 from which on every coefficient with l1_j > 0 stays at the point of [lower_j, upper_j] nearest to zero. cross: A'y,
 * the other coefficients being zero there. */
double nb_lasso_lambda_max(int p, const double *cross, const nb_lasso_penalty *penalty);

#endif
