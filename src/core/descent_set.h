/*
 * descent_set.h - the working set of coordinate descent: its columns packed together, and eight solutions on it side by side.
 */
#ifndef NB_DESCENT_SET_H
#define NB_DESCENT_SET_H

#include "lanes.h"
#include "lasso.h"

enum { nb_place_out = -1, nb_place_new = -2 };

typedef struct nb_descent_set {
    nb_packed packed;
    int *column;               /* packed.count, ascending: which columns of the design */
    nb_coordinate *coordinate; /* packed.count */
    double *b;                 /* in lanes, packed.count: the solutions */
    int room;                  /* columns, */
    size_t entry_room;         /* and entries, that there is room for */
} nb_descent_set;

/* An empty set for this design. */
void nb_descent_set_init(const nb_design *design, nb_descent_set *set);

/* Packs the columns j with place[j] != nb_place_out, and writes where each of them now is into place[j]. Columns that were in the set keep
 * their b, new ones (nb_place_new) start at the point of their interval nearest to zero. Polls. Cost: the entries of the columns. */
nb_status nb_descent_set_build(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_lasso_penalty *penalty, int *place,
                               nb_descent_set *set);

#endif
