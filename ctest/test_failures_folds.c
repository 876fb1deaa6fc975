/*
 * test_failures_folds.c - as test_failures.c, for what cross-validation of the lasso adds.
 */
#include "check.h"
#include "fold_moments.h"
#include "lasso_cv.h"
#include "sample.h"
#include "scenario.h"

enum { n = 40 };

static double out[3][1000], ones[n];
static const double lambda[3] = {0.3, 0.1, 0.01};
static sample tall, wide;

static nb_status run_moments(nb_context *ctx)
{
    const nb_matrix matrix = {n, 5, tall.x, NULL, NULL, NULL};
    double weight[n], mean[5] = {0}, scale[5] = {0};
    int fold[n], constant[10];
    for (int i = 0; i < n; i++) {
        fold[i] = i % 3;
        weight[i] = 1.0 / n;
    }
    const nb_fold_split split = {2, fold, weight, mean, scale};
    return nb_fold_moments(ctx, &matrix, &split, out[0], out[1], constant);
}

static nb_status run_fold(nb_context *ctx)
{
    int fold[n], accurate;
    nb_fold_sums sums;
    nb_design design = tall.design;
    for (int i = 0; i < n; i++)
        fold[i] = i % 20;
    const nb_folds folds = {20, fold, 1, tall.raw};
    design.q = 0;
    NB_TRY(nb_fold_sums_collect(ctx, NULL, &design, &folds, &sums));
    const nb_lasso_folds task = {&sums, 1, 1, 0, {ones, ones, NULL, ones, 0.5}, 3, lambda};
    return nb_lasso_fold_error(ctx, NULL, &task, 1, out[0], &accurate);
}

static nb_status left_out(nb_context *ctx, const sample *s)
{
    const nb_lasso_penalty penalty = {ones, ones, NULL, ones, 0.5};
    const nb_lasso_settings settings = {NB_LASSO_AUTO, 3, lambda, 0.0, s->shape.p, 1.0, 0, NULL, 6};
    const nb_left_out left = {s->design.root_weight, s->design.flat, s->y};
    return nb_lasso_left_out(ctx, NULL, &s->design, s->y, &penalty, &settings, &left, out[0]);
}

static nb_status run_left_out(nb_context *ctx)
{
    NB_TRY(left_out(ctx, &tall));
    return left_out(ctx, &wide);
}

static nb_status run_gram(nb_context *ctx)
{
    static const double gram[4] = {1.0, 0.5, 0.5, 1.0}, cross[2] = {0.9, -0.3}, l1[2] = {1.0, 0.0};
    const nb_lasso_penalty penalty = {l1, ones, NULL, NULL, 0.1};
    const nb_lasso_settings settings = {NB_LASSO_GRAM, 5, NULL, 0.01, 2, 1.0, 0, NULL, 2};
    nb_lasso_path path;
    return nb_lasso_solve_gram(ctx, NULL, 2, gram, cross, 1.5, &penalty, &settings, &path);
}

static const scenario scenarios[] = {{"fold moments", run_moments, 1, 1},
                                     {"fold by sums", run_fold, 1, 1},
                                     {"fold by data", run_left_out, 1, 1},
                                     {"path by gram", run_gram, 1, 1}};

int main(void)
{
    arena own = arena_new();
    tall = sample_make(&own, (sample_shape){n, 5, 1, 1, dense, 1, 1, 1.0}, 1);
    wide = sample_make(&own, (sample_shape){7, 30, 1, 1, sparse_explicit, 1, 1, 1.0}, 2);
    for (int i = 0; i < n; i++)
        ones[i] = 1.0;
    test_scenarios((int)(sizeof scenarios / sizeof scenarios[0]), scenarios);
    arena_clear(&own);
    return check_summary("foldfailures");
}
