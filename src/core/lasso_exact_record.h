/*
 * lasso_exact_record.h - the growing list of knots of an exact lasso path.
 */
#ifndef NB_LASSO_EXACT_RECORD_H
#define NB_LASSO_EXACT_RECORD_H

#include "lasso_exact_state.h"

typedef struct nb_exact_record {
    nb_exact_path *path;
    int room;                  /* knots that the path's arrays have place for */
    size_t values, changes;    /* coefficients and changes that they have place for */
    nb_exact_place *place_was; /* p: places of the columns above the knot */
} nb_exact_record;

/* An empty path. */
nb_status nb_exact_record_init(nb_exact_state *s, nb_exact_path *path, nb_exact_record *record);

/* Adds the point where s stands, with what has changed there since the knot before (changes = 0: with no changes). A point other than the
 * first where nothing changes is no knot: with changes = 1 it is left out. */
nb_status nb_exact_record_add(nb_exact_state *s, int changes, nb_exact_record *record);

#endif
