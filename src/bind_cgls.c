/* bind_cgls.c - ridge by conjugate gradients (core/cgls.h). */
#include "bind.h"
#include "bind_calls.h"
#include "core/cgls.h"
#include <string.h>

/* list(coefficients (p x (count m)), iterations (count x m)); c decreasing, so that each solution starts from the one before. Where the
 * tolerance was not reached the count of iterations is negative. */
SEXP normball_ridge_cgls(SEXP problem, SEXP y, SEXP c, SEXP tolerance, SEXP noise, SEXP max_iter)
{
    static const char *const names[] = {"coefficients", "iterations"};
    nb_context ctx = bind_context();
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int p = design.p, m = bind_columns(y, design.n, "y"), count = (int)XLENGTH(c), limit = bind_int(max_iter, "max_iter");
    const double goal = bind_double(tolerance, "tolerance"), floor = bind_double(noise, "noise"), *penalty = bind_doubles(c, count, "c");
    SEXP out = PROTECT(bind_list(2, names)), coefficients, iterations;
    SET_VECTOR_ELT(out, 0, coefficients = Rf_allocMatrix(REALSXP, p, count * m));
    SET_VECTOR_ELT(out, 1, iterations = Rf_allocMatrix(INTSXP, count, m));
    bind_status(nb_gemm_work_init(&ctx, &ws));
    for (int l = 0; l < count * m; l++) {
        double *b = REAL(coefficients) + (size_t)l * (size_t)p;
        void *mark = nb_mark(&ctx);
        if (l % count == 0)
            memset(b, 0, (size_t)p * sizeof(double));
        else
            memcpy(b, b - p, (size_t)p * sizeof(double));
        const nb_status status = nb_ridge_cgls(&ctx, &ws, &design, REAL(y) + (size_t)(l / count) * (size_t)design.n, penalty[l % count],
                                               goal, floor, limit, b, INTEGER(iterations) + l);
        if (status == NB_ERR_MAXITER)
            INTEGER(iterations)[l] = -INTEGER(iterations)[l];
        else
            bind_status(status);
        nb_release(&ctx, mark);
    }
    UNPROTECT(1);
    return out;
}
