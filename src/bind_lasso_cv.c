/* bind_lasso_cv.c - errors of the rows left out of lasso paths, folds in threads (core/lasso_cv.h), and moments of folds. */
#include "bind_calls.h"
#include "bind_lasso.h"
#include "bind_threads.h"
#include "core/fold_moments.h"
#include "core/lasso_cv.h"

/* Folds from 0; `most`: the largest number allowed. */
static const int *read_folds(SEXP fold, int n, int most)
{
    const int *part = bind_ints(fold, n, "fold");
    for (int i = 0; i < n; i++)
        if (part[i] < -1 || part[i] > most)
            Rf_error("normball core: 'fold' out of range");
    return part;
}

/* list(mean, scale, constant (logical)), p x n_folds each, from the moments over all rows. fold: from 0, n_folds for rows that are in every
 * training set, -1 for rows of weight zero. */
SEXP normball_fold_moments(SEXP x, SEXP weight, SEXP fold, SEXP n_folds, SEXP mean, SEXP scale)
{
    static const char *const names[] = {"mean", "scale", "constant"};
    nb_context ctx = bind_context();
    const nb_matrix matrix = bind_matrix(x);
    const int folds = bind_int(n_folds, "n_folds");
    const nb_fold_split split = {folds, read_folds(fold, matrix.n, folds), bind_doubles(weight, matrix.n, "weight"),
                                 bind_doubles(mean, matrix.p, "mean"), bind_doubles(scale, matrix.p, "scale")};
    SEXP out = PROTECT(bind_list(3, names)), means, scales, constants;
    SET_VECTOR_ELT(out, 0, means = Rf_allocMatrix(REALSXP, matrix.p, folds));
    SET_VECTOR_ELT(out, 1, scales = Rf_allocMatrix(REALSXP, matrix.p, folds));
    SET_VECTOR_ELT(out, 2, constants = Rf_allocMatrix(LGLSXP, matrix.p, folds));
    bind_status(nb_fold_moments(&ctx, &matrix, &split, REAL(means), REAL(scales), LOGICAL(constants)));
    UNPROTECT(1);
    return out;
}

typedef struct sums_task {
    nb_lasso_folds folds;
    double *error; /* count x n_folds */
    int *accurate; /* n_folds */
} sums_task;

static nb_status run_sums(nb_context *ctx, nb_gemm_work *ws, int at, void *shared)
{
    const sums_task *task = shared;
    return nb_lasso_fold_error(ctx, ws, &task->folds, at, task->error + (size_t)at * (size_t)task->folds.count, task->accurate + at);
}

/* list(error (length(lambda1) x n_folds), accurate (logical, n_folds)). flags: intercept, standardize, sum_loss. fold: from 0, -1 for no
 * part. penalty: see nb_lasso_folds. */
SEXP normball_lasso_kfold(SEXP problem, SEXP y, SEXP fold, SEXP n_folds, SEXP flags, SEXP penalty, SEXP lambda1, SEXP threads)
{
    static const char *const names[] = {"error", "accurate"};
    nb_context ctx = bind_context();
    nb_gemm_work ws;
    nb_fold_sums sums;
    const nb_design design = bind_design(problem);
    const int *flag = bind_ints(flags, 3, "flags"), count = (int)XLENGTH(lambda1), folds = bind_int(n_folds, "n_folds");
    if (bind_columns(y, design.n, "y") != 1)
        Rf_error("normball core: 'y' must have one column");
    const nb_folds rows = {folds, read_folds(fold, design.n, folds - 1), 1, REAL(y)};
    SEXP out = PROTECT(bind_list(2, names)), errors, accurate;
    SET_VECTOR_ELT(out, 0, errors = Rf_allocMatrix(REALSXP, count, folds));
    SET_VECTOR_ELT(out, 1, accurate = Rf_allocVector(LGLSXP, folds));
    sums_task task = {
        {&sums, flag[0], flag[1], flag[2], bind_lasso_penalty(penalty, design.p), count, bind_doubles(lambda1, count, "lambda1")},
        REAL(errors),
        LOGICAL(accurate)};
    bind_status(nb_gemm_work_init(&ctx, &ws));
    bind_status(nb_fold_sums_collect(&ctx, &ws, &design, &rows, &sums));
    bind_in_threads(bind_int(threads, "threads"), folds, run_sums, &task);
    UNPROTECT(1);
    return out;
}

typedef struct data_task {
    nb_design design;
    const double *y;
    nb_lasso_penalty penalty;
    nb_lasso_settings settings;
    nb_left_out left;
    double *error; /* settings.count */
} data_task;

static nb_status run_data(nb_context *ctx, nb_gemm_work *ws, int at, void *shared)
{
    const data_task *task = (const data_task *)shared + at;
    return nb_lasso_left_out(ctx, ws, &task->design, task->y, &task->penalty, &task->settings, &task->left, task->error);
}

/* list(problem, y, penalty, lambda1, settings, left = list(root_weight, flat, y)); the errors go to `out`. */
static data_task read_task(SEXP list, int count, double *out)
{
    SEXP left = bind_element(list, "left"), lambda1 = bind_element(list, "lambda1");
    data_task task;
    task.design = bind_design(bind_element(list, "problem"));
    const int n = task.design.n, p = task.design.p;
    const R_xlen_t flat = (R_xlen_t)n * task.design.q;
    task.y = bind_doubles(bind_element(list, "y"), n, "y");
    task.penalty = bind_lasso_penalty(bind_element(list, "penalty"), p);
    if (XLENGTH(lambda1) != count)
        Rf_error("normball core: 'lambda1' must have %d values", count);
    task.settings = bind_lasso_settings(bind_element(list, "settings"), lambda1, p);
    task.left.root_weight = bind_doubles(bind_element(left, "root_weight"), n, "root_weight");
    task.left.flat = flat > 0 ? bind_doubles(bind_element(left, "flat"), flat, "flat") : NULL;
    task.left.y = bind_doubles(bind_element(left, "y"), n, "y");
    task.error = out;
    return task;
}

/* errors (n_lambda x length(tasks)) of the rows left out by each task: see read_task(). */
SEXP normball_lasso_left_out(SEXP tasks, SEXP n_lambda, SEXP threads)
{
    const int count = bind_int(n_lambda, "n_lambda"), length = (int)XLENGTH(tasks);
    data_task *all = (data_task *)R_alloc((size_t)length, (int)sizeof(data_task));
    SEXP errors = PROTECT(Rf_allocMatrix(REALSXP, count, length));
    for (int at = 0; at < length; at++)
        all[at] = read_task(VECTOR_ELT(tasks, at), count, REAL(errors) + (size_t)at * (size_t)count);
    bind_in_threads(bind_int(threads, "threads"), length, run_data, all);
    UNPROTECT(1);
    return errors;
}
