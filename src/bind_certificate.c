/* bind_certificate.c - the proof of optimality (core/certificate.h). */
#include "bind.h"
#include "bind_calls.h"
#include "core/certificate.h"

/* list(primal, dual, gap, kkt, feasibility, rss), each one number per column of b. response: from 0; level: NULL without an intercept. */
SEXP normball_certificate(SEXP problem, SEXP b, SEXP response, SEXP lambda, SEXP penalty, SEXP unit, SEXP level, SEXP y)
{
    static const char *const names[] = {"primal", "dual", "gap", "kkt", "feasibility", "rss"};
    nb_context ctx = bind_context();
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int p = design.p, m = bind_columns(y, design.n, "y"), k = bind_columns(b, p, "b");
    const int *which = bind_ints(response, k, "response");
    nb_certificate certificate;
    double **const fields[] = {&certificate.primal, &certificate.dual,        &certificate.gap,
                               &certificate.kkt,    &certificate.feasibility, &certificate.rss};
    SEXP out = PROTECT(bind_list(6, names));
    for (int l = 0; l < k; l++)
        if (which[l] < 0 || which[l] >= m)
            Rf_error("normball core: 'response' out of range");
    for (int i = 0; i < 6; i++) {
        SEXP column = Rf_allocVector(REALSXP, k);
        SET_VECTOR_ELT(out, i, column);
        *fields[i] = REAL(column);
    }
    bind_status(nb_gemm_work_init(&ctx, &ws));
    bind_status(nb_certificate_ridge(&ctx, &ws, &design, k, REAL(b), which, bind_doubles(lambda, k, "lambda"),
                                     bind_doubles(penalty, p, "penalty"), bind_doubles(unit, p, "unit"),
                                     level != R_NilValue ? bind_doubles(level, k, "level") : NULL, m, REAL(y), &certificate));
    UNPROTECT(1);
    return out;
}
