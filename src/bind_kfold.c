/* bind_kfold.c - k-fold cross-validation from fold Gram matrices (core/kfold.h). */
#include "bind.h"
#include "bind_calls.h"
#include "core/kfold.h"

/* list(error (n_folds x (count m)), accurate (logical, n_folds)). flags: intercept, standardize, sum_loss. fold: from 0, -1 for no part. */
static SEXP ridge_kfold_body(nb_context *ctx, const SEXP *arg)
{
    const SEXP problem = arg[0], y = arg[1], fold = arg[2], n_folds = arg[3], flags = arg[4], root_penalty = arg[5], c = arg[6];
    static const char *const names[] = {"error", "accurate"};
    nb_gemm_work ws;
    const nb_design design = bind_design(problem);
    const int *flag = bind_ints(flags, 3, "flags"), m = bind_columns(y, design.n, "y"), count = (int)XLENGTH(c);
    const int folds = bind_int(n_folds, "n_folds"), *part = bind_ints(fold, design.n, "fold");
    for (int i = 0; i < design.n; i++)
        if (part[i] < -1 || part[i] >= folds)
            Rf_error("normball core: 'fold' out of range");
    const nb_kfold task = {folds,   part,
                           flag[0], flag[1],
                           flag[2], bind_doubles(root_penalty, design.p, "root_penalty"),
                           m,       REAL(y),
                           count,   bind_doubles(c, count, "c")};
    SEXP out = PROTECT(bind_list(2, names)), error, accurate;
    SET_VECTOR_ELT(out, 0, error = Rf_allocMatrix(REALSXP, folds, count * m));
    SET_VECTOR_ELT(out, 1, accurate = Rf_allocVector(LGLSXP, folds));
    bind_status(nb_gemm_work_init(ctx, &ws));
    bind_status(nb_ridge_kfold(ctx, &ws, &design, &task, REAL(error), LOGICAL(accurate)));
    UNPROTECT(1);
    return out;
}

SEXP normball_ridge_kfold(SEXP problem, SEXP y, SEXP fold, SEXP n_folds, SEXP flags, SEXP root_penalty, SEXP c)
{
    const SEXP arg[] = {problem, y, fold, n_folds, flags, root_penalty, c};
    return bind_with_memory(ridge_kfold_body, arg);
}
