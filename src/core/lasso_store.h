/*
 * lasso_store.h - solutions on their way: those of the block of penalties in work, and the path that has been accepted.
 */
#ifndef NB_LASSO_STORE_H
#define NB_LASSO_STORE_H

#include "lasso.h"
#include "lasso_active.h"

/* Solutions of a block of penalties, over the columns of the working set. */
typedef struct nb_lasso_slots {
    int most, capacity; /* solutions; columns each has room for */
    double *b;          /* capacity x most: coefficients */
    int *order;         /* capacity x most: free columns */
    signed char *sign;  /* capacity x most: their signs */
    int *size, *count;  /* most: free columns; columns of the working set at the time */
} nb_lasso_slots;

nb_status nb_lasso_slots_init(nb_context *ctx, int most, int capacity, nb_lasso_slots *slots);

/* Room for `capacity` columns; what was there is lost. */
nb_status nb_lasso_slots_reserve(nb_context *ctx, int capacity, nb_lasso_slots *slots);

void nb_lasso_slots_save(const nb_active *active, int count, int at, nb_lasso_slots *slots);

/* Puts solution `at` back; columns that came later are at their null point. */
nb_status nb_lasso_slots_restore(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda2, int at,
                                 const nb_lasso_slots *slots, nb_active *active);

/* An empty path with room for `count` penalties. */
nb_status nb_lasso_path_init(nb_context *ctx, int count, nb_lasso_path *path);

/* Appends a solution: the nonzero ones of b (count) over `columns` (NULL: b is over all columns in order). rank: of the free ones. */
nb_status nb_lasso_path_add(nb_context *ctx, int count, const int *columns, const double *b, double lambda1, double rss, int rank,
                            nb_lasso_path *path);

#endif
