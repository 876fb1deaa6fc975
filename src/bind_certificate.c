/* bind_certificate.c - the proofs of optimality (core/certificate.h, core/certificate_lasso.h). */
#include "bind.h"
#include "bind_calls.h"
#include "core/certificate_lasso.h"

/* list(primal, dual, gap, kkt, feasibility, rss) with room for k numbers each, and the core's pointers to them. Protected by the caller. */
static SEXP allocate_rows(int k, nb_certificate *rows)
{
    static const char *const names[] = {"primal", "dual", "gap", "kkt", "feasibility", "rss"};
    double **const fields[] = {&rows->primal, &rows->dual, &rows->gap, &rows->kkt, &rows->feasibility, &rows->rss};
    SEXP out = PROTECT(bind_list(6, names));
    for (int i = 0; i < 6; i++) {
        SEXP column = Rf_allocVector(REALSXP, k);
        SET_VECTOR_ELT(out, i, column);
        *fields[i] = REAL(column);
    }
    UNPROTECT(1);
    return out;
}

/* list(primal, dual, gap, kkt, feasibility, rss), each one number per column of b. response: from 0; level: NULL without an intercept. */
static SEXP certificate_body(nb_context *ctx, const SEXP *arg)
{
    const SEXP problem = arg[0], b = arg[1], response = arg[2], lambda = arg[3], penalty = arg[4], unit = arg[5], level = arg[6],
               y = arg[7];
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int p = design.p, m = bind_columns(y, design.n, "y"), k = bind_columns(b, p, "b");
    const int *which = bind_ints(response, k, "response");
    nb_certificate certificate;
    for (int l = 0; l < k; l++)
        if (which[l] < 0 || which[l] >= m)
            Rf_error("normball core: 'response' out of range");
    SEXP out = PROTECT(allocate_rows(k, &certificate));
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_certificate_ridge(ctx, &ws, &design, k, REAL(b), which, bind_doubles(lambda, k, "lambda"),
                                     bind_doubles(penalty, p, "penalty"), bind_doubles(unit, p, "unit"),
                                     level != R_NilValue ? bind_doubles(level, k, "level") : NULL, m, REAL(y), &certificate));
    UNPROTECT(1);
    return out;
}

SEXP normball_certificate(SEXP problem, SEXP b, SEXP response, SEXP lambda, SEXP penalty, SEXP unit, SEXP level, SEXP y)
{
    const SEXP arg[] = {problem, b, response, lambda, penalty, unit, level, y};
    return bind_with_memory(certificate_body, arg);
}

/* list(start, index, value), p rows: the columns of a sparse matrix, checked. */
static nb_sparse_coefficients read_coefficients(SEXP list, int p)
{
    SEXP start = bind_element(list, "start"), value = bind_element(list, "value");
    if (XLENGTH(start) < 1)
        Rf_error("normball core: 'start' is empty");
    const int k = (int)XLENGTH(start) - 1;
    const R_xlen_t count = XLENGTH(value);
    const nb_sparse_coefficients b = {k, bind_ints(start, (R_xlen_t)k + 1, "start"), bind_ints(bind_element(list, "index"), count, "index"),
                                      bind_doubles(value, count, "value")};
    if (b.start[0] != 0 || b.start[k] != count)
        Rf_error("normball core: 'start' does not fit 'value'");
    for (int l = 0; l < k; l++) {
        if (b.start[l + 1] < b.start[l])
            Rf_error("normball core: 'start' decreases");
        for (int e = b.start[l]; e < b.start[l + 1]; e++)
            if (b.index[e] < 0 || b.index[e] >= p || (e > b.start[l] && b.index[e] <= b.index[e - 1]))
                Rf_error("normball core: 'index' out of range or not ascending");
    }
    return b;
}

static const double *optional_doubles(SEXP x, R_xlen_t length, const char *name)
{
    return x != R_NilValue ? bind_doubles(x, length, name) : NULL;
}

/* The same for a lasso. coefficients: list(start, index (from 0), value); lower, upper: NULL without bounds; y: n x 1. */
static SEXP lasso_certificate_body(nb_context *ctx, const SEXP *arg)
{
    const SEXP problem = arg[0], coefficients = arg[1], lambda = arg[2], l1 = arg[3], l2 = arg[4], lower = arg[5], upper = arg[6],
               unit = arg[7], level = arg[8], y = arg[9];
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int p = design.p;
    const nb_sparse_coefficients b = read_coefficients(coefficients, p);
    nb_certificate certificate;
    SEXP out = PROTECT(allocate_rows(b.k, &certificate));
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_certificate_lasso(ctx, &ws, &design, &b, bind_doubles(lambda, b.k, "lambda"), bind_doubles(l1, p, "l1"),
                                     bind_doubles(l2, p, "l2"), optional_doubles(lower, p, "lower"), optional_doubles(upper, p, "upper"),
                                     bind_doubles(unit, p, "unit"), optional_doubles(level, b.k, "level"), bind_doubles(y, design.n, "y"),
                                     &certificate));
    UNPROTECT(1);
    return out;
}

SEXP normball_lasso_certificate(SEXP problem, SEXP coefficients, SEXP lambda, SEXP l1, SEXP l2, SEXP lower, SEXP upper, SEXP unit,
                                SEXP level, SEXP y)
{
    const SEXP arg[] = {problem, coefficients, lambda, l1, l2, lower, upper, unit, level, y};
    return bind_with_memory(lasso_certificate_body, arg);
}
