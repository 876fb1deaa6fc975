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
    double *cross;    /* p: A'y */
    double *gradient; /* p: A'(y - A b) at the last accepted solution */
    int *fresh;       /* p: columns about to enter the working set */
    int n_fresh;
    int whole;   /* the working set is all columns from the start */
    int careful; /* refine every solution with residuals formed from A */
    nb_working_set set;
    nb_active active;
    nb_lasso_slots slots;
} nb_lasso_work;

/* Checks the first `count` slots, solved at lambda1[at ..], against A: R = y - A b and A'R for all of them in two products. *good: how
 * many, from the first, have no violating column outside the working set; the columns that violate afterwards are listed in w->fresh, and
 * w->gradient becomes that of the last good one. rss (count). In careful mode count = 1 and the solution is refined. */
nb_status nb_lasso_check(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w, int count, const double *lambda1, double *rss, int *good);

/* Lists columns outside the working set that are likely to enter before `lambda1` is reached, at most `most`. */
nb_status nb_lasso_predict(nb_context *ctx, nb_lasso_work *w, double lambda1, int most);

#endif
