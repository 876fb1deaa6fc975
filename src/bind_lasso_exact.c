/* bind_lasso_exact.c - the lasso path with every knot (core/lasso_exact.h). */
#include "bind_lasso.h"
#include "bind_calls.h"
#include "core/lasso_exact.h"

/* list(lambda1, start, index, value, rss, rank, change_start, changed, change, end) as in nb_exact_path; settings: list(lambda_min,
 * min_ratio, max_knots, max_df, max_deviance, max_rank, scale) as in nb_exact_settings; penalty: as in
 * bind_lasso.h. */
SEXP normball_lasso_exact(SEXP problem, SEXP y, SEXP penalty, SEXP settings)
{
    static const char *const names[] = {"lambda1", "start", "index", "value", "rss", "rank", "change_start", "changed", "change", "end"};
    nb_context ctx = bind_context();
    nb_gemm_work ws;
    nb_exact_path path;
    const nb_design design = bind_design(problem);
    const nb_lasso_penalty prices = bind_lasso_penalty(penalty, design.p);
    const nb_exact_settings how = {bind_double(bind_element(settings, "lambda_min"), "lambda_min"),
                                   bind_double(bind_element(settings, "min_ratio"), "min_ratio"),
                                   bind_int(bind_element(settings, "max_knots"), "max_knots"),
                                   bind_int(bind_element(settings, "max_df"), "max_df"),
                                   bind_double(bind_element(settings, "max_deviance"), "max_deviance"),
                                   bind_int(bind_element(settings, "max_rank"), "max_rank"),
                                   bind_double(bind_element(settings, "scale"), "scale")};
    if (bind_columns(y, design.n, "y") != 1)
        Rf_error("normball core: 'y' must have one column");
    bind_status(nb_gemm_work_init(&ctx, &ws));
    bind_status(nb_lasso_exact(&ctx, &ws, &design, REAL(y), &prices, &how, &path));
    SEXP out = PROTECT(bind_list(10, names));
    bind_set_doubles(out, 0, path.count, path.lambda1);
    bind_set_starts(out, 1, path.count, path.start);
    bind_set_ints(out, 2, (R_xlen_t)path.start[path.count], path.index);
    bind_set_doubles(out, 3, (R_xlen_t)path.start[path.count], path.value);
    bind_set_doubles(out, 4, path.count, path.rss);
    bind_set_ints(out, 5, path.count, path.rank);
    bind_set_starts(out, 6, path.count, path.change_start);
    bind_set_ints(out, 7, (R_xlen_t)path.change_start[path.count], path.changed);
    bind_set_ints(out, 8, (R_xlen_t)path.change_start[path.count], path.change);
    SET_VECTOR_ELT(out, 9, Rf_ScalarInteger((int)path.end));
    UNPROTECT(1);
    return out;
}
