/* bind_sets.h - sets to project on (core/project.h), read from R. */
#ifndef NB_BIND_SETS_H
#define NB_BIND_SETS_H

#include "bind.h"
#include "core/project.h"

/* The sets of a list, in memory of the context; each as bind_project.c describes it, on some of n coefficients. */
nb_set *bind_sets(nb_context *ctx, SEXP list, int n);

#endif
