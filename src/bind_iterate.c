/* bind_iterate.c - projected gradient (core/projected_gradient.h). */
#include "bind.h"
#include "bind_calls.h"
#include "bind_sets.h"
#include "core/projected_gradient.h"

static const double *doubles_of(SEXP list, const char *name, R_xlen_t length)
{
    return bind_doubles(bind_element(list, name), length, name);
}

static double number_of(SEXP list, const char *name)
{
    return bind_double(bind_element(list, name), name);
}

static int whole_of(SEXP list, const char *name)
{
    return bind_int(bind_element(list, name), name);
}

/* list of list(sets, search, norm_most). */
static nb_set_group *read_groups(nb_context *ctx, SEXP list, int p)
{
    const int count = (int)XLENGTH(list);
    nb_set_group *groups = (nb_set_group *)ctx->alloc(ctx->owner, (size_t)count + 1, sizeof(nb_set_group));
    if (groups == NULL)
        bind_status(NB_ERR_MEMORY);
    for (int g = 0; g < count; g++) {
        SEXP group = VECTOR_ELT(list, g), sets = bind_element(group, "sets");
        if (TYPEOF(sets) != VECSXP || XLENGTH(sets) < 1)
            Rf_error("normball core: a group has no sets");
        groups[g] = (nb_set_group){.count = (int)XLENGTH(sets),
                                   .sets = bind_sets(ctx, sets, p),
                                   .search = whole_of(group, "search"),
                                   .norm_most = number_of(group, "norm_most")};
    }
    return groups;
}

static nb_pg_settings read_settings(SEXP list, int n)
{
    nb_pg_settings settings = {.rate = number_of(list, "rate"),
                               .tolerance = number_of(list, "tolerance"),
                               .curvature = number_of(list, "curvature"),
                               .decay = number_of(list, "decay"),
                               .max_iter = whole_of(list, "max_iter"),
                               .every = whole_of(list, "every"),
                               .first = whole_of(list, "first"),
                               .batch = whole_of(list, "batch")};
    if (settings.max_iter < 1 || settings.every < 1 || settings.batch < 0 || (settings.batch > 0 && !(settings.rate > 0.0)))
        Rf_error("normball core: settings of the projected gradient are out of range");
    if (settings.batch > 0) {
        const R_xlen_t count = (R_xlen_t)settings.max_iter * settings.batch;
        settings.sample = bind_ints(bind_element(list, "sample"), count, "sample");
        for (R_xlen_t i = 0; i < count; i++)
            if (settings.sample[i] < 0 || settings.sample[i] >= n)
                Rf_error("normball core: 'sample' is out of range");
    }
    return settings;
}

static SEXP result_list(const nb_pg_result *result, SEXP b)
{
    static const char *const names[] = {"b", "curvature", "objective", "iterations", "converged", "diverged", "empty", "trace"};
    SEXP out = PROTECT(bind_list(8, names));
    SET_VECTOR_ELT(out, 0, b);
    SET_VECTOR_ELT(out, 1, Rf_ScalarReal(result->curvature));
    SET_VECTOR_ELT(out, 2, Rf_ScalarReal(result->objective));
    SET_VECTOR_ELT(out, 3, Rf_ScalarInteger(result->iterations));
    SET_VECTOR_ELT(out, 4, Rf_ScalarLogical(result->converged));
    SET_VECTOR_ELT(out, 5, Rf_ScalarLogical(result->diverged));
    SET_VECTOR_ELT(out, 6, Rf_ScalarInteger(result->empty));
    bind_set_doubles(out, 7, (R_xlen_t)result->rows * NB_PG_TRACE, result->trace);
    UNPROTECT(1);
    return out;
}

static SEXP iterate_body(nb_context *ctx, const SEXP *arg)
{
    nb_gemm_work ws;
    nb_pg_result result = {0};
    const nb_design design = bind_design(arg[0]);
    const nb_pg_problem problem = {.design = &design,
                                   .y = doubles_of(arg[0], "y", design.n),
                                   .ridge = doubles_of(arg[0], "ridge", design.p),
                                   .linear = doubles_of(arg[0], "linear", design.p),
                                   .l1 = doubles_of(arg[0], "soft", design.p),
                                   .measure_l1 = doubles_of(arg[0], "measure_l1", design.p),
                                   .measure_l2 = doubles_of(arg[0], "measure_l2", design.p),
                                   .groups = (int)XLENGTH(arg[1]),
                                   .group = read_groups(ctx, arg[1], design.p)};
    const nb_pg_settings settings = read_settings(arg[3], design.n);
    SEXP b = PROTECT(Rf_duplicate(arg[2]));
    bind_doubles(b, design.p, "start");
    result.b = REAL(b);
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_projected_gradient(ctx, &ws, &problem, &settings, &result));
    SEXP out = result_list(&result, b);
    UNPROTECT(1);
    return out;
}

/* list(b, curvature, objective, iterations, converged, diverged, empty, trace (4 x rows)) as in nb_pg_result; problem: a design with y,
 * ridge, linear, soft, measure_l1 and measure_l2; groups: list of list(sets, search, norm_most); start: b; settings: as in nb_pg_settings.
 */
SEXP normball_projected_gradient(SEXP problem, SEXP groups, SEXP start, SEXP settings)
{
    const SEXP arg[] = {problem, groups, start, settings};
    if (TYPEOF(groups) != VECSXP)
        Rf_error("normball core: a list of groups was expected");
    return bind_with_memory(iterate_body, arg);
}
