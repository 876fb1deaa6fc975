/*
 * lasso_record.h - a lasso path as it grows.
 */
#ifndef NB_LASSO_RECORD_H
#define NB_LASSO_RECORD_H

#include "lasso.h"

typedef struct nb_lasso_record {
    nb_lasso_path path;
    int room;          /* penalties that there is room for */
    size_t value_room; /* and nonzero coefficients */
} nb_lasso_record;

/* An empty path with room for `count` penalties. */
nb_status nb_lasso_record_init(nb_context *ctx, int count, nb_lasso_record *record);

/* Room for `nonzero` coefficients more: the next solution is written to path.index and path.value from path.start[path.count] on. */
nb_status nb_lasso_record_reserve(nb_context *ctx, int nonzero, nb_lasso_record *record);

/* Closes the solution at lambda1, whose `nonzero` coefficients have been written. */
void nb_lasso_record_add(nb_lasso_record *record, double lambda1, int nonzero, double rss, int rank);

#endif
