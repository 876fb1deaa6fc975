/* bind_project.c - projections (core/project.h). */
#include "bind.h"
#include "bind_calls.h"
#include "bind_sets.h"
#include <string.h>

static const char *const kinds[NB_SET_COUNT] = {"bounds", "l1", "l2", "elastic", "simplex", "row", "increasing", "rows"};

static nb_set_kind read_kind(SEXP kind)
{
    if (TYPEOF(kind) == STRSXP && XLENGTH(kind) == 1)
        for (int k = 0; k < NB_SET_COUNT; k++)
            if (strcmp(CHAR(STRING_ELT(kind, 0)), kinds[k]) == 0)
                return (nb_set_kind)k;
    Rf_error("normball core: unknown kind of set");
    return NB_SET_COUNT;
}

static const double *doubles_or_null(SEXP list, const char *name, R_xlen_t length)
{
    SEXP x = bind_element(list, name);
    return x == R_NilValue ? NULL : bind_doubles(x, length, name);
}

/* list(kind, index (from 0), weight, lower, upper, radius, l1, l2, a (rows x n or NULL), row_lower, row_upper) as in nb_set. */
static nb_set read_set(SEXP list, int n)
{
    SEXP index = bind_element(list, "index"), a = bind_element(list, "a"), limit = bind_element(list, "row_lower");
    nb_set set = {0};
    set.kind = read_kind(bind_element(list, "kind"));
    set.n = index == R_NilValue ? n : (int)XLENGTH(index);
    if (index != R_NilValue) {
        set.index = bind_ints(index, set.n, "index");
        for (int i = 0; i < set.n; i++)
            if (set.index[i] < 0 || set.index[i] >= n)
                Rf_error("normball core: 'index' is out of range");
    }
    set.weight = doubles_or_null(list, "weight", set.n);
    set.lower = doubles_or_null(list, "lower", set.n);
    set.upper = doubles_or_null(list, "upper", set.n);
    set.radius = bind_double(bind_element(list, "radius"), "radius");
    set.l1 = bind_double(bind_element(list, "l1"), "l1");
    set.l2 = bind_double(bind_element(list, "l2"), "l2");
    set.rows = limit == R_NilValue ? 0 : (int)XLENGTH(limit);
    set.a = a == R_NilValue ? NULL : bind_doubles(a, (R_xlen_t)set.rows * set.n, "a");
    set.row_lower = doubles_or_null(list, "row_lower", set.rows);
    set.row_upper = doubles_or_null(list, "row_upper", set.rows);
    if ((set.kind == NB_SET_ROW && set.rows != 1) || (set.kind == NB_SET_ROWS && set.a == NULL))
        Rf_error("normball core: a set of rows has none");
    return set;
}

nb_set *bind_sets(nb_context *ctx, SEXP list, int n)
{
    const int count = (int)XLENGTH(list);
    nb_set *sets = (nb_set *)ctx->alloc(ctx->owner, (size_t)count + 1, sizeof(nb_set));
    if (sets == NULL)
        bind_status(NB_ERR_MEMORY);
    for (int s = 0; s < count; s++)
        sets[s] = read_set(VECTOR_ELT(list, s), n);
    return sets;
}

static SEXP project_body(nb_context *ctx, const SEXP *arg)
{
    static const char *const names[] = {"x", "empty", "iterations", "converged", "distance", "distance_before", "norm_least", "proof"};
    const int n = (int)XLENGTH(arg[0]), count = (int)XLENGTH(arg[1]);
    nb_project_result outcome = {0};
    const nb_set *sets = bind_sets(ctx, arg[1], n);
    SEXP out = PROTECT(bind_list(8, names));
    bind_set_doubles(out, 0, n, bind_doubles(arg[0], n, "x"));
    double *x = REAL(VECTOR_ELT(out, 0));
    if (count == 1)
        bind_status(nb_project(ctx, sets, x, &outcome));
    else if (bind_int(bind_element(arg[2], "search"), "search"))
        bind_status(nb_project_search(ctx, count - 1, sets, sets + count - 1, n, x, &outcome));
    else
        bind_status(nb_project_dykstra(ctx, count, sets, n, bind_double(bind_element(arg[2], "norm_most"), "norm_most"),
                                       bind_double(bind_element(arg[2], "tolerance"), "tolerance"),
                                       bind_int(bind_element(arg[2], "max_iter"), "max_iter"), x, &outcome));
    SET_VECTOR_ELT(out, 1, Rf_ScalarInteger(outcome.empty));
    SET_VECTOR_ELT(out, 2, Rf_ScalarInteger(outcome.iterations));
    SET_VECTOR_ELT(out, 3, Rf_ScalarInteger(outcome.converged));
    SET_VECTOR_ELT(out, 4, Rf_ScalarReal(outcome.distance));
    SET_VECTOR_ELT(out, 5, Rf_ScalarReal(outcome.distance_before));
    SET_VECTOR_ELT(out, 6, Rf_ScalarReal(outcome.norm_least));
    if (outcome.proof != NULL && count == 1)
        bind_set_doubles(out, 7, (R_xlen_t)sets[0].rows + sets[0].n, outcome.proof);
    UNPROTECT(1);
    return out;
}

/* list(x, empty, iterations, converged, distance, distance_before, norm_least, proof) as in nb_project_result: the double vector x
 * projected on a list of sets; settings: list(search, norm_most, tolerance, max_iter), for more sets than one. search = 1: by
 * nb_project_search() for the last of them, else by Dykstra's algorithm. */
SEXP normball_project(SEXP x, SEXP sets, SEXP settings)
{
    const SEXP arg[] = {x, sets, settings};
    if (TYPEOF(x) != REALSXP || TYPEOF(sets) != VECSXP || XLENGTH(sets) < 1)
        Rf_error("normball core: a double vector and a list of sets were expected");
    return bind_with_memory(project_body, arg);
}
