/* bind_ridge.c - the ridge factorisation, its solutions and its leave-one-out residuals (core/ridge.h). */
#include "bind.h"
#include "bind_calls.h"
#include "core/ridge.h"

/* list(dual, rank, method, c_valid, basis, d, uty) as in nb_ridge_factor. */
static SEXP ridge_factorize_body(nb_context *ctx, const SEXP *arg)
{
    const SEXP problem = arg[0], y = arg[1], max_rank = arg[2], floor = arg[3], method = arg[4], c_min = arg[5];
    static const char *const names[] = {"dual", "rank", "method", "c_valid", "basis", "d", "uty"};
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int m = bind_columns(y, design.n, "y"), side = design.n < design.p ? design.n : design.p;
    nb_ridge_factor factor;
    SEXP out = PROTECT(bind_list(7, names)), basis, d, uty;
    SET_VECTOR_ELT(out, 4, basis = Rf_allocMatrix(REALSXP, side, side));
    SET_VECTOR_ELT(out, 5, d = Rf_allocVector(REALSXP, side));
    SET_VECTOR_ELT(out, 6, uty = Rf_allocMatrix(REALSXP, side, m));
    factor.basis = REAL(basis);
    factor.d = REAL(d);
    factor.uty = REAL(uty);
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_ridge_factorize(ctx, &ws, &design, m, REAL(y), bind_int(max_rank, "max_rank"), bind_double(floor, "floor"),
                                   (nb_ridge_method)bind_int(method, "method"), bind_double(c_min, "c_min"), &factor));
    SET_VECTOR_ELT(out, 0, Rf_ScalarInteger(factor.dual));
    SET_VECTOR_ELT(out, 1, Rf_ScalarInteger(factor.rank));
    SET_VECTOR_ELT(out, 2, Rf_ScalarInteger((int)factor.method));
    SET_VECTOR_ELT(out, 3, Rf_ScalarReal(factor.c_valid));
    UNPROTECT(1);
    return out;
}

SEXP normball_ridge_factorize(SEXP problem, SEXP y, SEXP max_rank, SEXP floor, SEXP method, SEXP c_min)
{
    const SEXP arg[] = {problem, y, max_rank, floor, method, c_min};
    return bind_with_memory(ridge_factorize_body, arg);
}

static nb_ridge_factor read_factor(SEXP list, const nb_design *design, int m)
{
    nb_ridge_factor factor;
    factor.dual = bind_int(bind_element(list, "dual"), "dual");
    factor.side = design->n < design->p ? design->n : design->p;
    factor.rank = bind_int(bind_element(list, "rank"), "rank");
    factor.method = (nb_ridge_method)bind_int(bind_element(list, "method"), "method");
    factor.c_valid = bind_double(bind_element(list, "c_valid"), "c_valid");
    if (factor.rank < 0 || factor.rank > factor.side || factor.dual != (design->n < design->p))
        Rf_error("normball core: the factor does not belong to this problem");
    /* The solvers only read a factor; the struct is also what the factorisation writes, so its members are not const. */
    factor.basis = (double *)bind_doubles(bind_element(list, "basis"), (R_xlen_t)factor.side * factor.side, "basis");
    factor.d = (double *)bind_doubles(bind_element(list, "d"), factor.side, "d");
    factor.uty = (double *)bind_doubles(bind_element(list, "uty"), (R_xlen_t)factor.side * m, "uty");
    return factor;
}

/* Coefficients, p x (count m): column l + count * response. */
static SEXP ridge_solve_body(nb_context *ctx, const SEXP *arg)
{
    const SEXP problem = arg[0], factor = arg[1], y = arg[2], c = arg[3];
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int m = bind_columns(y, design.n, "y"), count = (int)XLENGTH(c);
    const nb_ridge_factor parts = read_factor(factor, &design, m);
    SEXP out = PROTECT(Rf_allocMatrix(REALSXP, design.p, count * m));
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_ridge_solve(ctx, &ws, &design, &parts, m, REAL(y), count, bind_doubles(c, count, "c"), REAL(out)));
    UNPROTECT(1);
    return out;
}

SEXP normball_ridge_solve(SEXP problem, SEXP factor, SEXP y, SEXP c)
{
    const SEXP arg[] = {problem, factor, y, c};
    return bind_with_memory(ridge_solve_body, arg);
}

static SEXP result_matrix(SEXP out, int at, int wanted, int rows, R_xlen_t columns, double **into)
{
    *into = NULL;
    if (!wanted)
        return R_NilValue;
    if (columns > INT_MAX)
        Rf_error("normball core: too many columns");
    SEXP matrix = Rf_allocMatrix(REALSXP, rows, (int)columns);
    SET_VECTOR_ELT(out, at, matrix);
    *into = REAL(matrix);
    return matrix;
}

/* list(leverage, complement, residual, mean_square, mean_quartic) as in nb_ridge_loo; want: three flags, for leverages (the first two),
 * residuals, and means (the last two). What is not wanted is NULL. */
static SEXP ridge_loo_body(nb_context *ctx, const SEXP *arg)
{
    const SEXP problem = arg[0], factor = arg[1], y = arg[2], flat_leverage = arg[3], saturated = arg[4], c = arg[5], want = arg[6];
    static const char *const names[] = {"leverage", "complement", "residual", "mean_square", "mean_quartic"};
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int n = design.n, m = bind_columns(y, n, "y"), count = (int)XLENGTH(c);
    const nb_ridge_factor parts = read_factor(factor, &design, m);
    const int *wanted = bind_ints(want, 3, "want");
    nb_ridge_loo loo;
    SEXP out = PROTECT(bind_list(5, names));
    result_matrix(out, 0, wanted[0], n, count, &loo.leverage);
    result_matrix(out, 1, wanted[0], n, count, &loo.complement);
    result_matrix(out, 2, wanted[1], n, (R_xlen_t)count * m, &loo.residual);
    result_matrix(out, 3, wanted[2], count, m, &loo.mean_square);
    result_matrix(out, 4, wanted[2], count, m, &loo.mean_quartic);
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_ridge_leave_one_out(ctx, &ws, &design, &parts, m, REAL(y), bind_doubles(flat_leverage, n, "flat_leverage"),
                                       bind_int(saturated, "saturated"), count, bind_doubles(c, count, "c"), &loo));
    UNPROTECT(1);
    return out;
}

SEXP normball_ridge_loo(SEXP problem, SEXP factor, SEXP y, SEXP flat_leverage, SEXP saturated, SEXP c, SEXP want)
{
    const SEXP arg[] = {problem, factor, y, flat_leverage, saturated, c, want};
    return bind_with_memory(ridge_loo_body, arg);
}
