/* bind_svd.c - singular values, pseudoinverse and its limit (core/pinv.h). A decomposition is list(unit, u, d, vt). */
#include "bind.h"
#include "bind_calls.h"
#include "core/pinv.h"

static int matrix_rows(SEXP x, const char *name)
{
    if (TYPEOF(x) != REALSXP || !Rf_isMatrix(x))
        Rf_error("normball core: '%s' must be a double matrix", name);
    return Rf_nrows(x);
}

/* list(unit, u (n x k), d (k), vt (k x p)) of X = unit U diag(d) V'. */
SEXP normball_svd(SEXP x)
{
    static const char *const names[] = {"unit", "u", "d", "vt"};
    nb_context ctx = bind_context();
    nb_thin_svd svd;
    SEXP out = PROTECT(bind_list(4, names)), u, d, vt;
    svd.n = matrix_rows(x, "x");
    svd.p = Rf_ncols(x);
    svd.k = svd.n < svd.p ? svd.n : svd.p;
    SET_VECTOR_ELT(out, 1, u = Rf_allocMatrix(REALSXP, svd.n, svd.k));
    SET_VECTOR_ELT(out, 2, d = Rf_allocVector(REALSXP, svd.k));
    SET_VECTOR_ELT(out, 3, vt = Rf_allocMatrix(REALSXP, svd.k, svd.p));
    svd.u = REAL(u);
    svd.d = REAL(d);
    svd.vt = REAL(vt);
    bind_status(nb_svd_thin(&ctx, REAL(x), &svd));
    SET_VECTOR_ELT(out, 0, Rf_ScalarReal(svd.unit));
    UNPROTECT(1);
    return out;
}

static nb_thin_svd read_svd(SEXP list)
{
    nb_thin_svd svd;
    SEXP u = bind_element(list, "u"), vt = bind_element(list, "vt");
    svd.n = matrix_rows(u, "u");
    svd.k = matrix_rows(vt, "vt");
    svd.p = Rf_ncols(vt);
    svd.unit = bind_double(bind_element(list, "unit"), "unit");
    /* The core only reads a decomposition; the struct is also what it writes, so its members are not const. */
    svd.u = (double *)bind_doubles(u, (R_xlen_t)svd.n * svd.k, "u");
    svd.d = (double *)bind_doubles(bind_element(list, "d"), svd.k, "d");
    svd.vt = REAL(vt);
    return svd;
}

/* V_r diag(filter) U_r', p x n; r is the length of filter. */
SEXP normball_svd_recompose(SEXP list, SEXP filter)
{
    nb_context ctx = bind_context();
    nb_gemm_work ws;
    const nb_thin_svd svd = read_svd(list);
    const R_xlen_t rank = XLENGTH(filter);
    const double *values = bind_doubles(filter, rank, "filter");
    if (rank > svd.k)
        Rf_error("normball core: 'filter' is longer than the decomposition");
    SEXP out = PROTECT(Rf_allocMatrix(REALSXP, svd.p, svd.n));
    bind_status(nb_gemm_work_init(&ctx, &ws));
    bind_status(nb_svd_recompose(&ctx, &ws, &svd, (int)rank, values, REAL(out)));
    UNPROTECT(1);
    return out;
}

/* list(spectral, frobenius, residual), each one number per penalty, as in nb_pinv_distance. */
SEXP normball_pinv_distance(SEXP list, SEXP rank, SEXP x, SEXP inverse, SEXP c)
{
    static const char *const names[] = {"spectral", "frobenius", "residual"};
    nb_context ctx = bind_context();
    nb_gemm_work ws;
    const nb_thin_svd svd = read_svd(list);
    const int count = (int)XLENGTH(c);
    const R_xlen_t cells = (R_xlen_t)svd.n * svd.p;
    double *field[3];
    SEXP out = PROTECT(bind_list(3, names));
    for (int i = 0; i < 3; i++) {
        SEXP column = Rf_allocVector(REALSXP, count);
        SET_VECTOR_ELT(out, i, column);
        field[i] = REAL(column);
    }
    bind_status(nb_gemm_work_init(&ctx, &ws));
    bind_status(nb_pinv_distance(&ctx, &ws, &svd, bind_int(rank, "rank"), bind_doubles(x, cells, "x"),
                                 bind_doubles(inverse, cells, "inverse"), count, bind_doubles(c, count, "c"), field[0], field[1],
                                 field[2]));
    UNPROTECT(1);
    return out;
}
