/* bind_design.c - matrices and problems read from R, column moments, and products with a design: see bind.h. */
#include "bind.h"
#include "bind_calls.h"
#include "core/products.h"

nb_matrix bind_matrix(SEXP x)
{
    nb_matrix matrix = {0, 0, NULL, NULL, NULL, NULL};
    if (TYPEOF(x) == REALSXP && Rf_isMatrix(x)) {
        matrix.n = Rf_nrows(x);
        matrix.p = Rf_ncols(x);
        matrix.x = REAL(x);
        return matrix;
    }
    if (!Rf_inherits(x, "dgCMatrix"))
        Rf_error("normball core: 'x' must be a double matrix or a dgCMatrix");
    const int *dim = bind_ints(R_do_slot(x, Rf_install("Dim")), 2, "Dim");
    SEXP value = R_do_slot(x, Rf_install("x"));
    matrix.n = dim[0];
    matrix.p = dim[1];
    matrix.start = bind_ints(R_do_slot(x, Rf_install("p")), (R_xlen_t)matrix.p + 1, "p");
    matrix.row = bind_ints(R_do_slot(x, Rf_install("i")), XLENGTH(value), "i");
    matrix.value = bind_doubles(value, XLENGTH(value), "x");
    return matrix;
}

nb_design bind_design(SEXP problem)
{
    nb_design design;
    const nb_matrix matrix = bind_matrix(bind_element(problem, "x"));
    SEXP columns = bind_element(problem, "columns"), flat = bind_element(problem, "flat");
    const int p = (int)XLENGTH(columns);
    design.n = matrix.n;
    design.p = p;
    design.x = matrix.x;
    design.start = matrix.start;
    design.row = matrix.row;
    design.value = matrix.value;
    design.columns = bind_ints(columns, p, "columns");
    for (int j = 0; j < p; j++)
        if (design.columns[j] < 0 || design.columns[j] >= matrix.p)
            Rf_error("normball core: 'columns' out of range");
    design.centre = bind_doubles(bind_element(problem, "centre"), p, "centre");
    design.scale = bind_doubles(bind_element(problem, "scale"), p, "scale");
    design.root_weight = bind_doubles(bind_element(problem, "root_weight"), matrix.n, "root_weight");
    design.implicit = bind_int(bind_element(problem, "implicit"), "implicit");
    design.q = 0;
    design.flat = design.flat_cross = NULL;
    if (flat != R_NilValue) {
        design.q = bind_columns(flat, matrix.n, "flat");
        design.flat = REAL(flat);
        design.flat_cross = bind_doubles(bind_element(problem, "flat_cross"), (R_xlen_t)design.q * p, "flat_cross");
    }
    return design;
}

/* list(mean, scale, constant (logical), bad): moments of the columns of x; bad: NULL, or row and column (from 1) of the first NaN or Inf.
 */
SEXP normball_moments(SEXP x, SEXP weight)
{
    static const char *const names[] = {"mean", "scale", "constant", "bad"};
    nb_context ctx = bind_context();
    const nb_matrix matrix = bind_matrix(x);
    int bad[2];
    SEXP out = PROTECT(bind_list(4, names)), mean = Rf_allocVector(REALSXP, matrix.p), scale, constant;
    SET_VECTOR_ELT(out, 0, mean);
    SET_VECTOR_ELT(out, 1, scale = Rf_allocVector(REALSXP, matrix.p));
    SET_VECTOR_ELT(out, 2, constant = Rf_allocVector(LGLSXP, matrix.p));
    const nb_status status =
        nb_matrix_moments(&ctx, &matrix, bind_doubles(weight, matrix.n, "weight"), REAL(mean), REAL(scale), LOGICAL(constant), bad);
    if (status == NB_ERR_NONFINITE) {
        SEXP where = Rf_allocVector(INTSXP, 2);
        SET_VECTOR_ELT(out, 3, where);
        INTEGER(where)[0] = bad[0] + 1;
        INTEGER(where)[1] = bad[1] + 1;
    } else {
        bind_status(status);
    }
    UNPROTECT(1);
    return out;
}

/* A'r, p x k. */
SEXP normball_cross(SEXP problem, SEXP r)
{
    nb_context ctx = bind_context();
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int k = bind_columns(r, design.n, "r");
    SEXP out = PROTECT(Rf_allocMatrix(REALSXP, design.p, k));
    bind_status(nb_gemm_work_init(&ctx, &ws));
    bind_status(nb_design_cross(&ctx, &ws, &design, k, REAL(r), REAL(out)));
    UNPROTECT(1);
    return out;
}

/* A b, n x k. */
SEXP normball_multiply(SEXP problem, SEXP b)
{
    nb_context ctx = bind_context();
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int k = bind_columns(b, design.p, "b");
    SEXP out = PROTECT(Rf_allocMatrix(REALSXP, design.n, k));
    bind_status(nb_gemm_work_init(&ctx, &ws));
    bind_status(nb_design_multiply(&ctx, &ws, &design, k, REAL(b), REAL(out)));
    UNPROTECT(1);
    return out;
}
