/* bind_limit.c - least penalty under equations (core/limit.h). */
#include "bind_calls.h"
#include "bind_lasso.h"
#include "core/limit.h"

/* c: r x p; d: r; penalty: list(l1, l2, lower, upper, ratio) with p each, the ratio being that of limit.h's l2 to it. */
static nb_limit_problem read_problem(SEXP c, SEXP d, SEXP penalty)
{
    nb_limit_problem problem;
    if (TYPEOF(c) != REALSXP || !Rf_isMatrix(c))
        Rf_error("normball core: 'c' must be a double matrix");
    problem.r = Rf_nrows(c);
    problem.p = Rf_ncols(c);
    problem.c = REAL(c);
    problem.d = bind_doubles(d, problem.r, "d");
    const nb_lasso_penalty prices = bind_lasso_penalty(penalty, problem.p);
    problem.l1 = prices.l1;
    problem.l2 = prices.l2;
    problem.lower = prices.lower;
    problem.upper = prices.upper;
    return problem;
}

static SEXP limit_body(nb_context *ctx, const SEXP *arg)
{
    static const char *const names[] = {"b", "u", "steps", "settled"};
    const nb_limit_problem problem = read_problem(arg[0], arg[1], arg[2]);
    nb_gemm_work ws;
    int steps, settled;
    SEXP out = PROTECT(bind_list(4, names)), b = Rf_allocVector(REALSXP, problem.p);
    SET_VECTOR_ELT(out, 0, b);
    bind_set_doubles(out, 1, problem.r, bind_doubles(arg[3], problem.r, "u"));
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_limit_solve(ctx, &ws, &problem, REAL(b), REAL(VECTOR_ELT(out, 1)), &steps, &settled));
    SET_VECTOR_ELT(out, 2, Rf_ScalarInteger(steps));
    SET_VECTOR_ELT(out, 3, Rf_ScalarLogical(settled));
    UNPROTECT(1);
    return out;
}

/* list(b, u, steps, settled) as in nb_limit_solve(); u: where it starts. */
SEXP normball_limit(SEXP c, SEXP d, SEXP penalty, SEXP u)
{
    const SEXP arg[] = {c, d, penalty, u};
    return bind_with_memory(limit_body, arg);
}

/* list(gap, miss) of b and g, p each, as in nb_limit_gaps(). */
SEXP normball_limit_gaps(SEXP b, SEXP g, SEXP penalty)
{
    static const char *const names[] = {"gap", "miss"};
    const int p = (int)XLENGTH(b);
    const nb_lasso_penalty prices = bind_lasso_penalty(penalty, p);
    const nb_limit_problem problem = {0, p, NULL, NULL, prices.l1, prices.l2, prices.lower, prices.upper};
    SEXP out = PROTECT(bind_list(2, names)), gap = Rf_allocVector(REALSXP, p), miss;
    SET_VECTOR_ELT(out, 0, gap);
    SET_VECTOR_ELT(out, 1, miss = Rf_allocVector(REALSXP, p));
    nb_limit_gaps(&problem, bind_doubles(b, p, "b"), bind_doubles(g, p, "g"), REAL(gap), REAL(miss));
    UNPROTECT(1);
    return out;
}
