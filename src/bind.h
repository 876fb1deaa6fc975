/*
 * bind.h - what the bindings share: R's memory and interrupts lent to the core, lists by name, and problems read from R.
 *
 * A binding checks types and sizes, calls one function of the core, and returns a list. It does no arithmetic.
 */
#ifndef NB_BIND_H
#define NB_BIND_H

#include <R.h>
#include <Rinternals.h>
#include "core/design.h"
#include "core/moments.h"

/* Memory by R_alloc (freed by R when .Call returns or fails), interrupts by R_CheckUserInterrupt, which does not return when there is one:
 * the core holds nothing that would leak. */
nb_context bind_context(void);

/* What a binding does with memory by malloc, which costs R no garbage collection: arguments of .Call in, its value out (unprotected). */
typedef SEXP (*bind_body)(nb_context *ctx, const SEXP *arg);

/* Runs the body. Its memory is freed when it returns and also when R jumps out of it, by an error or an interrupt. */
SEXP bind_with_memory(bind_body body, const SEXP *arg);

/* Raises an R error with the status's message; returns when status is NB_OK. */
void bind_status(nb_status status);

/* The element of that name; an R error when it is missing. */
SEXP bind_element(SEXP list, const char *name);

/* Arrays of the type and length asked for; an R error otherwise. */
const double *bind_doubles(SEXP x, R_xlen_t length, const char *name);
const int *bind_ints(SEXP x, R_xlen_t length, const char *name);
int bind_int(SEXP x, const char *name);
double bind_double(SEXP x, const char *name);

/* Number of columns of an n-row double matrix. */
int bind_columns(SEXP x, int n, const char *name);

/* A named list of `count` elements, protected by the caller. */
SEXP bind_list(int count, const char *const *names);

/* Element `at` of a list := a copy of `count` values. */
void bind_set_doubles(SEXP list, int at, R_xlen_t count, const double *values);
void bind_set_ints(SEXP list, int at, R_xlen_t count, const int *values);

/* Element `at` of a list := where each of `count` columns of a sparse matrix begins, and the last ends; an R error beyond R's integers. */
void bind_set_starts(SEXP list, int at, int count, const size_t *starts);

/* A double matrix, or dgCMatrix, as the core sees it. */
nb_matrix bind_matrix(SEXP x);

/* A problem made by R/ridge-problem.R: list(x, columns, centre, scale, root_weight, flat, flat_cross, implicit). */
nb_design bind_design(SEXP problem);

#endif
