/* bind_lasso_cv.c - errors of the rows left out of lasso paths, folds in threads (core/lasso_cv.h), and moments of folds. */
#include "bind.h"
#include "bind_calls.h"
#include "bind_threads.h"
#include "core/fold_moments.h"
#include "core/lasso_cv.h"
#include <R_ext/Memory.h>

/* list(l1, l2, lower, upper (NULL: none), ratio), one value per column of the design. */
static nb_lasso_penalty read_penalty(SEXP list, int p)
{
    SEXP lower = bind_element(list, "lower"), upper = bind_element(list, "upper");
    nb_lasso_penalty penalty;
    penalty.l1 = bind_doubles(bind_element(list, "l1"), p, "l1");
    penalty.l2 = bind_doubles(bind_element(list, "l2"), p, "l2");
    penalty.lower = lower == R_NilValue ? NULL : bind_doubles(lower, p, "lower");
    penalty.upper = upper == R_NilValue ? NULL : bind_doubles(upper, p, "upper");
    penalty.ratio = bind_double(bind_element(list, "ratio"), "ratio");
    return penalty;
}

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
    sums_task task = {{&sums, flag[0], flag[1], flag[2], read_penalty(penalty, design.p), count, bind_doubles(lambda1, count, "lambda1")},
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

/* list(problem, y, penalty, lambda1, engine, warm, left = list(root_weight, flat, y)); the errors go to `out`. */
static data_task read_task(SEXP list, int count, double *out)
{
    SEXP warm = bind_element(list, "warm"), left = bind_element(list, "left"), flat = bind_element(left, "flat");
    data_task task;
    task.design = bind_design(bind_element(list, "problem"));
    task.y = bind_doubles(bind_element(list, "y"), task.design.n, "y");
    task.penalty = read_penalty(bind_element(list, "penalty"), task.design.p);
    task.settings.engine = (nb_lasso_engine)bind_int(bind_element(list, "engine"), "engine");
    task.settings.count = count;
    task.settings.lambda1 = bind_doubles(bind_element(list, "lambda1"), count, "lambda1");
    task.settings.min_ratio = 0.0;
    task.settings.max_df = task.design.p;
    task.settings.max_deviance = 1.0;
    task.settings.n_warm = (int)XLENGTH(warm);
    task.settings.warm = bind_ints(warm, XLENGTH(warm), "warm");
    for (int k = 0; k < task.settings.n_warm; k++)
        if (task.settings.warm[k] < 0 || task.settings.warm[k] >= task.design.p)
            Rf_error("normball core: 'warm' out of range");
    task.left.root_weight = bind_doubles(bind_element(left, "root_weight"), task.design.n, "root_weight");
    task.left.flat = task.design.q > 0 ? bind_doubles(flat, (R_xlen_t)task.design.n * task.design.q, "flat") : NULL;
    task.left.y = bind_doubles(bind_element(left, "y"), task.design.n, "y");
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
