/* bind_qp.c - penalised least squares within bounds and rows (core/qp.h). */
#include "bind.h"
#include "bind_calls.h"
#include "core/qp.h"

static const double *doubles_of(SEXP list, const char *name, R_xlen_t length)
{
    return bind_doubles(bind_element(list, name), length, name);
}

static nb_qp_problem read_problem(SEXP problem, const nb_design *design)
{
    SEXP y = bind_element(problem, "y"), rows = bind_element(problem, "rows");
    const int p = design->p, m = (int)XLENGTH(bind_element(problem, "row_lower"));
    if (TYPEOF(y) != REALSXP || XLENGTH(y) != design->n)
        Rf_error("normball core: 'y' must be a double vector of length %d", design->n);
    return (nb_qp_problem){.design = design,
                           .y = REAL(y),
                           .ridge = doubles_of(problem, "ridge", p),
                           .l1 = doubles_of(problem, "l1", p),
                           .lower = doubles_of(problem, "lower", p),
                           .upper = doubles_of(problem, "upper", p),
                           .rows = m,
                           .row = bind_doubles(rows, (R_xlen_t)m * p, "rows"),
                           .row_lower = doubles_of(problem, "row_lower", m),
                           .row_upper = doubles_of(problem, "row_upper", m)};
}

/* NULL, or list(b, free, row_side). */
static nb_qp_start read_start(SEXP start, int p, int m)
{
    nb_qp_start out = {NULL, NULL, NULL, 0};
    if (start == R_NilValue)
        return out;
    out.b = doubles_of(start, "b", p);
    SEXP free = bind_element(start, "free");
    if (TYPEOF(free) != LGLSXP || XLENGTH(free) != p)
        Rf_error("normball core: 'free' must be a logical vector of length %d", p);
    out.free = LOGICAL(free);
    out.row_side = bind_ints(bind_element(start, "row_side"), m, "row_side");
    return out;
}

static void set_flags(SEXP list, int at, R_xlen_t count, const int *values)
{
    SEXP x = Rf_allocVector(LGLSXP, count);
    SET_VECTOR_ELT(list, at, x);
    for (R_xlen_t i = 0; i < count; i++)
        LOGICAL(x)[i] = values[i];
}

static SEXP solve_body(nb_context *ctx, const SEXP *arg)
{
    static const char *const names[] = {"b",    "bound_multiplier", "row_multiplier", "free",      "row_side", "unique",
                                        "rank", "rounds",           "feasible",       "converged", "farkas"};
    nb_gemm_work ws;
    nb_qp_result result;
    const nb_design design = bind_design(arg[0]);
    const nb_qp_problem problem = read_problem(arg[0], &design);
    const int p = design.p, m = problem.rows;
    const nb_qp_start start = read_start(arg[1], p, m);
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_qp_solve(ctx, &ws, &problem, &start, &result));
    SEXP out = PROTECT(bind_list(11, names));
    SET_VECTOR_ELT(out, 8, Rf_ScalarLogical(result.feasible));
    if (!result.feasible) {
        bind_set_doubles(out, 10, (R_xlen_t)m + p, result.farkas);
        UNPROTECT(1);
        return out;
    }
    bind_set_doubles(out, 0, p, result.b);
    bind_set_doubles(out, 1, p, result.bound_multiplier);
    bind_set_doubles(out, 2, m, result.row_multiplier);
    set_flags(out, 3, p, result.free);
    bind_set_ints(out, 4, m, result.row_side);
    SET_VECTOR_ELT(out, 5, Rf_ScalarLogical(result.unique));
    SET_VECTOR_ELT(out, 6, Rf_ScalarInteger(result.rank));
    SET_VECTOR_ELT(out, 7, Rf_ScalarInteger(result.rounds));
    SET_VECTOR_ELT(out, 9, Rf_ScalarLogical(result.converged));
    UNPROTECT(1);
    return out;
}

/* list(b, bound_multiplier, row_multiplier, free, row_side, unique, rank, rounds, feasible, converged, farkas) as in nb_qp_result; problem:
 * a design with y, ridge, l1, lower, upper, rows (m x p), row_lower and row_upper; start: NULL, or list(b, free, row_side). */
SEXP normball_qp(SEXP problem, SEXP start)
{
    const SEXP arg[] = {problem, start};
    return bind_with_memory(solve_body, arg);
}
