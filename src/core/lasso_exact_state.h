/*
 * lasso_exact_state.h - what the files of the exact path share: the point on the path where it stands. Not for others.
 */
#ifndef NB_LASSO_EXACT_STATE_H
#define NB_LASSO_EXACT_STATE_H

#include "cholesky.h"
#include "lasso_exact.h"

/* Where a coefficient is; FREE columns are those of the factor. */
typedef enum { NB_AT_ZERO = 0, NB_FREE = 1, NB_AT_BOUND = 2 } nb_exact_place;

typedef struct nb_exact_state {
    nb_context *ctx;
    nb_gemm_work *ws;
    const nb_design *design;
    const double *y;
    const double *l1, *lower, *upper; /* p; bounds: NULL for none */
    int n, p, max_rank;
    double scale;          /* what rounding in the data is measured against */
    double lambda;         /* lambda1 where the path stands */
    double rss;            /* ||residual||^2 */
    double one_norm;       /* sum |b_j| */
    double largest;        /* max |b_j| */
    double slack;          /* rounding in the rates */
    nb_exact_place *place; /* p */
    int *side;             /* p: sign of b_j, or of the correlation of a column tied at zero; else 0 */
    int *toward;           /* p: sign that the direction of a column tied at this lambda1 must have; 0 where it is not tied */
    int *barred;           /* p: 1: depends on the columns in the factor, not to enter before one of them leaves */
    int *hit;              /* p: what happens at the step that is being made, an enum of lasso_exact_step.c */
    double *b, *before;    /* p: coefficients here, and at the knot before */
    double *cross;         /* p: A'r, r the residual at b */
    double *rate;          /* p: A'A d, by which the cross-products fall as lambda1 falls */
    double *speed;         /* p: d by column, zero for those that are not FREE */
    double *target;        /* n: y less the columns at bounds */
    double *residual;      /* n: y - A b */
    double *image;         /* n: A d */
    nb_cholesky factor;    /* of the Gram matrix of the FREE columns */
    int room;              /* positions that the following arrays have */
    int *active;           /* columns of the factor, by position */
    double *direction;     /* d = db/d(-lambda1), by position */
    double *trial, *gap, *work;
    double *column, *rest; /* n each: scratch */
    double *four;          /* n x 4: scratch */
} nb_exact_state;

/* lasso_exact_active.c: linear algebra with the columns of the factor. All may fail for want of memory. */

/* out (n) := column j of A. */
nb_status nb_exact_column(nb_exact_state *s, int j, double *out);

/* out (p) := A'v, scratch given back. */
nb_status nb_exact_cross(nb_exact_state *s, const double *v, double *out);

/* Appends column j with direction 0; *kept = 0 and no change when it depends on those there. Its row and pivot come from a least squares
 * fit refined against A, so that the pivot is good to rounding in A, not in A'A. Overwrites trial, gap, work, column, rest. */
nb_status nb_exact_append(nb_exact_state *s, int j, int *kept);

/* Removes the column at that position, with its direction. Overwrites work. */
void nb_exact_remove(nb_exact_state *s, int at);

/* trial := (A_F'A_F)^-1 q, q_j = side_j l1_j, refined once; image := A_F trial. Overwrites gap. */
nb_status nb_exact_solve(nb_exact_state *s);

/* b on the FREE columns := the solution at s->lambda, from what is there; then residual, rss, cross, one_norm and largest. */
nb_status nb_exact_refine(nb_exact_state *s);

/* target := y less the columns at bounds. Overwrites column. */
nb_status nb_exact_retarget(nb_exact_state *s);

double nb_exact_dot(int n, const double *x, const double *y);

/* lasso_exact_direction.c: which way the path goes on. */

/* Puts coefficients within rounding of zero or of a bound there, and ties the columns whose optimality conditions hold with equality. */
nb_status nb_exact_tie(nb_exact_state *s);

/* Direction, speed, image and rate below this lambda1; tied columns that move become FREE. NB_ERR_MAXITER when no direction is found. */
nb_status nb_exact_turn(nb_exact_state *s);

/* lasso_exact_correct.c: that it has arrived. */

/* What an inner product with the residual may be off by: within it a column is tied. */
double nb_exact_tolerance(const nb_exact_state *s);

/* Mends what rounding has done to the solution at this lambda1: a FREE coefficient past zero or its bound, an optimality condition that
 * does not hold. In place of `before` the coefficients may end anywhere with the right signs. */
nb_status nb_exact_correct(nb_exact_state *s);

/* lasso_exact_step.c: how far it goes. */

/* The shortest fall of lambda1 at which something happens; at most `most`. */
double nb_exact_reach(const nb_exact_state *s, double most);

/* Ties every column to which something happens within a fall of `step`, too short to be told from none. */
nb_status nb_exact_catch(nb_exact_state *s, double step);

/* Goes down by `step`, to `lambda`; ties the columns to which something happens there. Above lambda_min, lambda is corrected once for
 * what rounding has left between it and that event. */
nb_status nb_exact_advance(nb_exact_state *s, double step, double lambda, double lambda_min);

/* Takes a FREE column to zero or to the bound on its side. */
void nb_exact_settle(nb_exact_state *s, int j, nb_exact_place place);

/* The bound of column j on the side of `side`: +-Inf where there is none. */
double nb_exact_bound(const nb_exact_state *s, int j, int side);

#endif
