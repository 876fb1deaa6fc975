/*
 * lasso_path.h - what the files of the path driver share: the state of a path, and the check of a block of solutions against the data.
 */
#ifndef NB_LASSO_PATH_H
#define NB_LASSO_PATH_H

#include "lasso_store.h"
#include "lasso_working_set.h"

enum { nb_lasso_most_block = 16 };

typedef struct nb_lasso_work {
    const nb_design *design;
    const double *y;
    const nb_lasso_penalty *penalty;
    const nb_lasso_settings *settings;
    double yy, norm_y;
    double *cross; /* p: A'y */
    double *bound; /* p: what |a_j'(y - A b)| / lambda1 may be outside the working set; Inf for columns that are in it or stay at zero */
    double *gradient, *older;        /* p: A'(y - A b) at the last two solutions where it is known */
    double lambda_known, lambda_old; /* lambda1 there */
    int *fresh;                      /* p: columns about to enter the working set */
    int n_fresh;
    int whole;   /* the working set is all columns from the start */
    int careful; /* refine every solution with residuals formed from A */
    nb_working_set set;
    nb_active active;
    nb_lasso_slots slots;
} nb_lasso_work;

/* Checks the first `count` slots, solved at lambda1[0 ..], against A. *good: how many, from the first, have no violating column outside the
 * working set; the columns that violate afterwards are listed in w->fresh, and w->gradient is brought up to date. rss (count). In careful
 * mode count = 1 and the solution is refined. */
nb_status nb_lasso_check(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w, int count, const double *lambda1, double *rss, int *good);

/* How many columns to add at once: a column too many costs n W, one too few a pass over A for a block of penalties sooner or later. */
int nb_lasso_worth_adding(const nb_lasso_work *w);

/* Lists columns outside the working set whose gradient, as it goes, would reach its limit before `lambda1`, at most `most`, the first to
 * reach it first. */
nb_status nb_lasso_predict(nb_context *ctx, nb_lasso_work *w, double lambda1, int most);

#endif
