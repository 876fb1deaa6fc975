/* init.c - registration of the entry points that R calls. */
#include "bind_calls.h"
#include <R.h>
#include <R_ext/Rdynload.h>
#include <R_ext/Visibility.h>

#define CALL(name, arguments)                                                                                                              \
    {                                                                                                                                      \
#name, (DL_FUNC)&normball_##name, arguments                                                                                        \
    }

static const R_CallMethodDef call_methods[] = {
    CALL(moments, 2),
    CALL(cross, 2),
    CALL(multiply, 2),
    CALL(ridge_factorize, 6),
    CALL(ridge_solve, 4),
    CALL(ridge_loo, 7),
    CALL(ridge_cgls, 6),
    CALL(certificate, 8),
    CALL(lasso_certificate, 10),
    CALL(ridge_kfold, 7),
    CALL(svd, 1),
    CALL(svd_recompose, 2),
    CALL(pinv_distance, 5),
    CALL(lasso_path, 5),
    CALL(lasso_exact, 4),
    CALL(fold_moments, 6),
    CALL(lasso_kfold, 8),
    CALL(lasso_left_out, 3),
    CALL(limit, 4),
    CALL(limit_gaps, 3),
    CALL(project, 3),
    CALL(qp, 2),
    CALL(projected_gradient, 4),
    {NULL, NULL, 0},
};

attribute_visible void R_init_normball(DllInfo *dll)
{
    R_registerRoutines(dll, NULL, call_methods, NULL, NULL);
    R_useDynamicSymbols(dll, FALSE);
    R_forceSymbols(dll, TRUE);
}
