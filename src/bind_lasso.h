/* bind_lasso.h - what the bindings of the lasso share. */
#ifndef NB_BIND_LASSO_H
#define NB_BIND_LASSO_H

#include "bind.h"
#include "core/lasso.h"

/* list(l1, l2, lower, upper, ratio); lower and upper may be NULL. */
nb_lasso_penalty bind_lasso_penalty(SEXP list, int p);

/* list(engine, count, min_ratio, max_df, max_deviance, max_rank, warm); lambda1: decreasing, or NULL. p: columns of the design. */
nb_lasso_settings bind_lasso_settings(SEXP list, SEXP lambda1, int p);

/* A path as a list by name; to be protected by the caller. */
SEXP bind_lasso_path(const nb_lasso_path *path);

#endif
