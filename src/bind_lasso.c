/* bind_lasso.c - lasso and elastic-net paths (core/lasso.h). */
#include "bind_lasso.h"
#include "bind_calls.h"

/* A vector of that length, or NULL for R's NULL. */
static const double *optional_doubles(SEXP list, const char *name, int length)
{
    SEXP x = bind_element(list, name);
    return x == R_NilValue ? NULL : bind_doubles(x, length, name);
}

nb_lasso_penalty bind_lasso_penalty(SEXP list, int p)
{
    const nb_lasso_penalty penalty = {bind_doubles(bind_element(list, "l1"), p, "l1"), bind_doubles(bind_element(list, "l2"), p, "l2"),
                                      optional_doubles(list, "lower", p), optional_doubles(list, "upper", p),
                                      bind_double(bind_element(list, "ratio"), "ratio")};
    return penalty;
}

nb_lasso_settings bind_lasso_settings(SEXP list, SEXP lambda1, int p)
{
    nb_lasso_settings s;
    SEXP warm = bind_element(list, "warm");
    s.engine = (nb_lasso_engine)bind_int(bind_element(list, "engine"), "engine");
    s.count = lambda1 == R_NilValue ? bind_int(bind_element(list, "count"), "count") : (int)XLENGTH(lambda1);
    s.lambda1 = lambda1 == R_NilValue ? NULL : bind_doubles(lambda1, s.count, "lambda1");
    s.min_ratio = bind_double(bind_element(list, "min_ratio"), "min_ratio");
    s.max_df = bind_int(bind_element(list, "max_df"), "max_df");
    s.max_deviance = bind_double(bind_element(list, "max_deviance"), "max_deviance");
    s.max_rank = bind_int(bind_element(list, "max_rank"), "max_rank");
    s.n_warm = (int)XLENGTH(warm);
    s.warm = bind_ints(warm, s.n_warm, "warm");
    for (int k = 0; k < s.n_warm; k++)
        if (s.warm[k] < 0 || s.warm[k] >= p)
            Rf_error("normball core: 'warm' out of range");
    return s;
}

SEXP bind_lasso_path(const nb_lasso_path *path)
{
    static const char *const names[] = {"lambda1", "start", "index", "value", "rss", "rank", "engine", "end"};
    const int count = path->count;
    const R_xlen_t nonzero = (R_xlen_t)path->start[count];
    SEXP out = PROTECT(bind_list(8, names));
    bind_set_doubles(out, 0, count, path->lambda1);
    bind_set_starts(out, 1, count, path->start);
    bind_set_ints(out, 2, nonzero, path->index);
    bind_set_doubles(out, 3, nonzero, path->value);
    bind_set_doubles(out, 4, count, path->rss);
    bind_set_ints(out, 5, count, path->rank);
    SET_VECTOR_ELT(out, 6, Rf_ScalarInteger((int)path->engine));
    SET_VECTOR_ELT(out, 7, Rf_ScalarInteger((int)path->end));
    UNPROTECT(1);
    return out;
}

/* list(lambda1, start, index, value, rss, rank, engine, end) as in nb_lasso_path. penalty: list(l1, l2, lower, upper, ratio); lambda1:
 * decreasing, or NULL; settings: list(engine, count, min_ratio, max_df, max_deviance, max_rank, warm). */
static SEXP lasso_path_body(nb_context *ctx, const SEXP *arg)
{
    const SEXP problem = arg[0], y = arg[1], penalty = arg[2], lambda1 = arg[3], settings = arg[4];
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const nb_lasso_penalty prices = bind_lasso_penalty(penalty, design.p);
    const nb_lasso_settings set = bind_lasso_settings(settings, lambda1, design.p);
    nb_lasso_path path;
    if (bind_columns(y, design.n, "y") != 1)
        Rf_error("normball core: 'y' must have one column");
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_lasso_solve(ctx, &ws, &design, REAL(y), &prices, &set, &path));
    return bind_lasso_path(&path);
}

SEXP normball_lasso_path(SEXP problem, SEXP y, SEXP penalty, SEXP lambda1, SEXP settings)
{
    const SEXP arg[] = {problem, y, penalty, lambda1, settings};
    return bind_with_memory(lasso_path_body, arg);
}
