/* bind.c - memory, interrupts, errors and list access for the bindings: see bind.h. */
#include "bind.h"
#include "bind_arena.h"
#include <R_ext/Utils.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void *fresh_chunk(size_t bytes)
{
    return R_alloc(bytes, 1);
}

static int check_interrupt(void *unused)
{
    (void)unused;
    R_CheckUserInterrupt();
    return 0;
}

nb_context bind_context(void)
{
    bind_arena *arena = (bind_arena *)R_alloc(1, sizeof(bind_arena));
    bind_arena_init(arena, fresh_chunk, check_interrupt, NULL);
    return bind_arena_context(arena);
}

typedef struct lent_call {
    bind_body body;
    const SEXP *arg;
    bind_arena arena;
} lent_call;

static SEXP run_lent(void *of)
{
    lent_call *call = of;
    nb_context ctx = bind_arena_context(&call->arena);
    return call->body(&ctx, call->arg);
}

static void free_lent(void *of, Rboolean jump)
{
    (void)jump;
    bind_arena_free(&((lent_call *)of)->arena);
}

SEXP bind_with_memory(bind_body body, const SEXP *arg)
{
    lent_call call;
    call.body = body;
    call.arg = arg;
    bind_arena_init(&call.arena, malloc, check_interrupt, NULL);
    return R_UnwindProtect(run_lent, &call, free_lent, &call, NULL);
}

void bind_status(nb_status status)
{
    if (status != NB_OK)
        Rf_error("normball core: %s", nb_status_message(status));
}

SEXP bind_element(SEXP list, const char *name)
{
    SEXP names = Rf_getAttrib(list, R_NamesSymbol);
    if (TYPEOF(list) != VECSXP || names == R_NilValue)
        Rf_error("normball core: a named list was expected");
    for (R_xlen_t i = 0; i < XLENGTH(list); i++)
        if (strcmp(CHAR(STRING_ELT(names, i)), name) == 0)
            return VECTOR_ELT(list, i);
    Rf_error("normball core: no element '%s'", name);
    return R_NilValue;
}

const double *bind_doubles(SEXP x, R_xlen_t length, const char *name)
{
    if (TYPEOF(x) != REALSXP || XLENGTH(x) != length)
        Rf_error("normball core: '%s' must be a double vector of length %.0f", name, (double)length);
    return REAL(x);
}

const int *bind_ints(SEXP x, R_xlen_t length, const char *name)
{
    if (TYPEOF(x) != INTSXP || XLENGTH(x) != length)
        Rf_error("normball core: '%s' must be an integer vector of length %.0f", name, (double)length);
    return INTEGER(x);
}

int bind_int(SEXP x, const char *name)
{
    return *bind_ints(x, 1, name);
}

double bind_double(SEXP x, const char *name)
{
    return *bind_doubles(x, 1, name);
}

int bind_columns(SEXP x, int n, const char *name)
{
    if (TYPEOF(x) != REALSXP || !Rf_isMatrix(x) || Rf_nrows(x) != n)
        Rf_error("normball core: '%s' must be a double matrix of %d rows", name, n);
    return Rf_ncols(x);
}

SEXP bind_list(int count, const char *const *names)
{
    SEXP list = PROTECT(Rf_allocVector(VECSXP, count)), labels = PROTECT(Rf_allocVector(STRSXP, count));
    for (int i = 0; i < count; i++)
        SET_STRING_ELT(labels, i, Rf_mkChar(names[i]));
    Rf_setAttrib(list, R_NamesSymbol, labels);
    UNPROTECT(2);
    return list;
}

void bind_set_doubles(SEXP list, int at, R_xlen_t count, const double *values)
{
    SEXP x = Rf_allocVector(REALSXP, count);
    SET_VECTOR_ELT(list, at, x);
    if (count > 0)
        memcpy(REAL(x), values, (size_t)count * sizeof(double));
}

void bind_set_ints(SEXP list, int at, R_xlen_t count, const int *values)
{
    SEXP x = Rf_allocVector(INTSXP, count);
    SET_VECTOR_ELT(list, at, x);
    if (count > 0)
        memcpy(INTEGER(x), values, (size_t)count * sizeof(int));
}

void bind_set_starts(SEXP list, int at, int count, const size_t *starts)
{
    SEXP x = Rf_allocVector(INTSXP, (R_xlen_t)count + 1);
    SET_VECTOR_ELT(list, at, x);
    if (starts[count] > INT_MAX)
        Rf_error("normball core: too many nonzero coefficients");
    for (int k = 0; k <= count; k++)
        INTEGER(x)[k] = (int)starts[k];
}
