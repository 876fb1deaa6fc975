/*
 * test_failures.c - every public function of the core, run once as it should go, then once with every allocation failing in turn and once
 * with every poll asking to stop: the status says so, and nothing is lost (the arena holds all there is; sanitizers and valgrind look on).
 */
#include "certificate_lasso.h"
#include "cgls.h"
#include "check.h"
#include "eigen.h"
#include "kfold.h"
#include "lapack.h"
#include "lasso_exact.h"
#include "lasso_descent.h"
#include "moments.h"
#include "pinv.h"
#include "products.h"
#include "ridge.h"
#include "sample.h"
#include "scenario.h"
#include "svd.h"
#include "triangle.h"
#include <string.h>

/* Results large enough for any of the scenarios; the status is all that is looked at. */
static double out[6][40000];

static sample tall, wide, thin, long_one, broad;

static nb_status run_gemm(nb_context *ctx)
{
    return nb_gemm(ctx, NULL, 400, 12, 300, 1.0, out[0], 1, 400, out[1], 1, 300, 0.0, out[2], 400);
}

static nb_status run_narrow(nb_context *ctx)
{
    /* A of stride 0: large enough to be polled without being large */
    return nb_gemm(ctx, NULL, 2000, 2, 9000, 1.0, out[0], 1, 0, out[1], 0, 0, 0.0, out[2], 2000);
}

static nb_status run_syrk(nb_context *ctx)
{
    return nb_syrk(ctx, NULL, 190, 40, 1.0, out[0], 1, 190, 0.0, out[2], 190);
}

static nb_status run_eigen(nb_context *ctx)
{
    for (int j = 0; j < 100; j++)
        for (int i = j; i < 100; i++)
            out[0][i + 100 * j] = sin(i + 13.0 * j);
    return nb_eigen_symmetric(ctx, NULL, 100, out[0], out[1], out[2]);
}

static nb_status run_eigen_values(nb_context *ctx)
{
    memset(out[0], 0, 2500 * sizeof(double));
    return nb_eigen_symmetric(ctx, NULL, 50, out[0], out[1], NULL);
}

static nb_status run_lapack(nb_context *ctx)
{
    memcpy(out[0], tall.a, 200 * sizeof(double));
    return nb_lapack_svd(ctx, 40, 5, out[0], 40, out[1], out[2], 40, out[3], 5);
}

static nb_status run_svd(nb_context *ctx)
{
    for (int i = 0; i < 70 * 70; i++)
        out[0][i] = sin(i + 0.1 * (i % 70));
    memset(out[3], 0, 70 * sizeof(double));
    return nb_svd_square(ctx, NULL, 70, out[0], out[1], out[2], 1, out[3]);
}

static nb_status run_pinv(nb_context *ctx)
{
    static const double c[2] = {1.0, 1e-6};
    double filter[5];
    nb_thin_svd svd = {40, 5, 5, 0.0, out[0], out[1], out[2]};
    NB_TRY(nb_svd_thin(ctx, tall.a, &svd));
    for (int j = 0; j < 5; j++)
        filter[j] = 1.0 / svd.d[j];
    NB_TRY(nb_svd_recompose(ctx, NULL, &svd, 5, filter, out[3]));
    return nb_pinv_distance(ctx, NULL, &svd, 5, tall.a, out[3], 2, c, out[4], out[4] + 2, out[4] + 4);
}

static nb_status run_moments(nb_context *ctx)
{
    const nb_matrix matrix = {thin.shape.n, thin.shape.p, thin.x, NULL, NULL, NULL};
    int constant[8], bad[2];
    return nb_matrix_moments(ctx, &matrix, thin.design.root_weight, out[0], out[1], constant, bad);
}

static nb_status products(nb_context *ctx, const sample *s)
{
    static const int response[3] = {0, 0, 0};
    NB_TRY(nb_design_block(ctx, NULL, &s->design, 0, s->shape.n, 0, s->shape.p, out[1]));
    NB_TRY(nb_design_multiply(ctx, NULL, &s->design, 3, out[0], out[1]));
    NB_TRY(nb_design_cross(ctx, NULL, &s->design, 3, out[0], out[1]));
    NB_TRY(nb_design_gradient(ctx, NULL, &s->design, 3, out[0], s->y, response, out[1], out[2], out[3], out[4]));
    NB_TRY(nb_design_gram(ctx, NULL, &s->design, 0, out[1]));
    return nb_design_gram(ctx, NULL, &s->design, 1, out[1]);
}

static nb_status run_products_tall(nb_context *ctx)
{
    return products(ctx, &tall);
}

static nb_status run_products_wide(nb_context *ctx)
{
    return products(ctx, &wide);
}

static nb_status run_products_sparse(nb_context *ctx)
{
    return products(ctx, &thin);
}

static nb_status run_path_gradient(nb_context *ctx)
{
    enum { k = 20 };
    int response[k] = {0};
    for (int l = 0; l < k; l++)
        for (int j = 0; j < tall.shape.p; j++)
            out[0][l * tall.shape.p + j] = (l + 1.0) * j + l % 2;
    return nb_design_path_gradient(ctx, NULL, &tall.design, k, out[0], 1, tall.y, response, out[1], out[2], out[3], out[4], out[5]);
}

static nb_status run_triangle(nb_context *ctx)
{
    NB_TRY(nb_design_triangle(ctx, NULL, &tall.design, 0, 1, tall.y, out[0]));
    return nb_design_triangle(ctx, NULL, &wide.design, 1, 0, NULL, out[0]);
}

/* Factor, solve, leave one out. */
static nb_status ridge(nb_context *ctx, const sample *s, nb_ridge_method method)
{
    static const double c[2] = {1.0, 1e-3};
    nb_ridge_factor factor = {0};
    nb_ridge_loo loo = {out[3], out[3] + 200, out[3] + 400, out[3] + 600, out[3] + 610};
    factor.basis = out[0];
    factor.d = out[1];
    factor.uty = out[2];
    NB_TRY(nb_ridge_factorize(ctx, NULL, &s->design, 1, s->y, s->shape.n - 2, 1e-3, method, 0.0, &factor));
    NB_TRY(nb_ridge_solve(ctx, NULL, &s->design, &factor, 1, s->y, 2, c, out[4]));
    return nb_ridge_leave_one_out(ctx, NULL, &s->design, &factor, 1, s->y, s->flat_leverage, 0, 2, c, &loo);
}

static nb_status run_ridge_gram(nb_context *ctx)
{
    NB_TRY(ridge(ctx, &tall, NB_RIDGE_GRAM));
    return ridge(ctx, &wide, NB_RIDGE_GRAM);
}

static nb_status run_ridge_qr(nb_context *ctx)
{
    NB_TRY(ridge(ctx, &tall, NB_RIDGE_QR));
    return ridge(ctx, &wide, NB_RIDGE_QR);
}

static nb_status run_ridge_svd(nb_context *ctx)
{
    NB_TRY(ridge(ctx, &tall, NB_RIDGE_SVD));
    return ridge(ctx, &wide, NB_RIDGE_SVD);
}

static nb_status run_cgls(nb_context *ctx)
{
    int iterations = 0;
    memset(out[0], 0, 100 * sizeof(double));
    return nb_ridge_cgls(ctx, NULL, &tall.design, tall.y, 0.1, 1e-10, 0.0, 100, out[0], &iterations);
}

static nb_status run_certificate(nb_context *ctx)
{
    static const double lambda[2] = {0.5, 0.0};
    static const int response[2] = {0, 0};
    double penalty[8], unit[8], level[2] = {0.0, 0.0};
    nb_certificate rows = {out[1], out[1] + 2, out[1] + 4, out[1] + 6, out[1] + 8, out[1] + 10};
    for (int j = 0; j < 8; j++) {
        penalty[j] = j % 3;
        unit[j] = 1.0;
    }
    memset(out[0], 0, 100 * sizeof(double));
    return nb_certificate_ridge(ctx, NULL, &thin.design, 2, out[0], response, lambda, penalty, unit, level, 1, thin.y, &rows);
}

/* Solutions that are not optimal, some without penalty: residuals, settling, on the tall design A'A, on the wide one without bounds a
 * screen. */
static nb_status certify_lasso(nb_context *ctx, const sample *s, int k, int bounded)
{
    static const double lambda[9] = {0.5, 0.1, 0.0, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02}, level[9] = {0.0};
    static const double value[9] = {1.0, 0.5, 0.1, 1.0, 0.1, 0.1, 0.1, 0.1, 0.1};
    static const int start[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, index[9] = {2, 0, 1, 4, 4, 4, 3, 3, 3};
    const nb_sparse_coefficients b = {k, start, index, value};
    double l1[30], l2[30], lower[30], upper[30], unit[30];
    nb_certificate rows = {out[1], out[1] + 9, out[1] + 18, out[1] + 27, out[1] + 36, out[1] + 45};
    for (int j = 0; j < 30; j++) {
        l1[j] = j % 3;
        l2[j] = j % 2;
        lower[j] = -1.0;
        upper[j] = 1e300;
        unit[j] = 0.5;
    }
    return nb_certificate_lasso(ctx, NULL, &s->design, &b, lambda, l1, l2, bounded ? lower : NULL, bounded ? upper : NULL, unit, level,
                                s->y, &rows);
}

static nb_status run_certificate_lasso(nb_context *ctx)
{
    return certify_lasso(ctx, &thin, 3, 1);
}

static nb_status run_certificate_wide(nb_context *ctx)
{
    return certify_lasso(ctx, &wide, 2, 1);
}

static nb_status run_certificate_screen(nb_context *ctx)
{
    return certify_lasso(ctx, &broad, 9, 0);
}

static nb_status run_certificate_gram(nb_context *ctx)
{
    return certify_lasso(ctx, &long_one, 3, 1);
}

/* One column used many times: large enough to be polled without being large. */
static nb_status run_uncentred(nb_context *ctx)
{
    enum { n = 9000, p = 1000 };
    static int columns[p];
    static double centre[p], scale[p], b[p], root[n];
    const nb_design design = {
        .n = n, .p = p, .x = out[0], .columns = columns, .centre = centre, .scale = scale, .root_weight = root, .implicit = 1};
    memset(out[0], 0, n * sizeof(double));
    for (int j = 0; j < p; j++)
        b[j] = 1.0;
    NB_TRY(nb_design_multiply(ctx, NULL, &design, 1, b, out[1]));
    return nb_design_cross(ctx, NULL, &design, 1, out[1], out[2]);
}

static nb_status run_kfold(nb_context *ctx)
{
    static const double c[2] = {1.0, 0.1};
    int fold[40], accurate[3];
    double root_penalty[5] = {1, 1, 1, 1, 1};
    for (int i = 0; i < 40; i++)
        fold[i] = i % 3;
    const nb_kfold task = {3, fold, 1, 1, 0, root_penalty, 1, tall.y, 2, c};
    return nb_ridge_kfold(ctx, NULL, &tall.design, &task, out[0], accurate);
}

static nb_status run_lasso_exact(nb_context *ctx)
{
    static const double l1[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    static const nb_lasso_penalty penalty = {l1, NULL, NULL, NULL, 0.0};
    static const nb_exact_settings settings = {0.0, 0.0, 100, 8, 1.0, 5, 1.0};
    nb_exact_path path;
    NB_TRY(nb_lasso_exact(ctx, NULL, &thin.design, thin.y, &penalty, &settings, &path)); /* as it is; the other by its triangle */
    return nb_lasso_exact(ctx, NULL, &tall.design, tall.y, &penalty, &settings, &path);
}

/* A path with columns that depend on each other (seven rows), and one whose descent is slow enough for conjugate gradients. */
static nb_status run_descent(nb_context *ctx)
{
    static double l1[30], l2[30], x[40 * 5];
    nb_lasso_settings settings = {NB_LASSO_DESCENT, 9, NULL, 1e-2, 30, 1.0, 0, NULL, 5};
    const nb_lasso_penalty penalty = {l1, l2, NULL, NULL, 0.0};
    nb_lasso_path path;
    nb_design alike = tall.design;
    int columns[5] = {0, 1, 2, 3, 4};
    for (int j = 0; j < 30; j++)
        l1[j] = j == 3 ? 0.0 : 1.0;
    for (int i = 0; i < 200; i++)
        x[i] = 1e-3 * tall.x[i] + tall.x[i % 40];
    alike.x = x;
    alike.columns = columns;
    NB_TRY(nb_lasso_descent_path(ctx, NULL, &thin.design, thin.y, &penalty, &settings, &path));
    NB_TRY(nb_lasso_descent_path(ctx, NULL, &wide.design, wide.y, &penalty, &settings, &path));
    l1[3] = 1.0;
    alike.q = 0;
    return nb_lasso_descent_path(ctx, NULL, &alike, tall.raw, &penalty, &settings, &path);
}

static const scenario scenarios[] = {{"gemm", run_gemm, 1, 1},
                                     {"narrow", run_narrow, 0, 1},
                                     {"syrk", run_syrk, 1, 1},
                                     {"eigen", run_eigen, 1, 1},
                                     {"eigenvalues", run_eigen_values, 1, 1},
                                     {"lapack", run_lapack, 1, 0},
                                     {"svd", run_svd, 1, 1},
                                     {"pinv", run_pinv, 1, 1},
                                     {"moments", run_moments, 0, 1},
                                     {"tall products", run_products_tall, 1, 1},
                                     {"wide products", run_products_wide, 1, 1},
                                     {"sparse products", run_products_sparse, 1, 1},
                                     {"path gradient", run_path_gradient, 1, 1},
                                     {"triangle", run_triangle, 1, 1},
                                     {"ridge by gram", run_ridge_gram, 1, 1},
                                     {"ridge by qr", run_ridge_qr, 1, 1},
                                     {"ridge by svd", run_ridge_svd, 1, 1},
                                     {"cgls", run_cgls, 1, 1},
                                     {"certificate", run_certificate, 1, 1},
                                     {"uncentred", run_uncentred, 1, 1},
                                     {"lasso certificate", run_certificate_lasso, 1, 1},
                                     {"lasso certificate, wide", run_certificate_wide, 1, 1},
                                     {"lasso certificate, screened", run_certificate_screen, 1, 1},
                                     {"lasso certificate by A'A", run_certificate_gram, 1, 1},
                                     {"kfold", run_kfold, 1, 1},
                                     {"lasso exact", run_lasso_exact, 1, 1},
                                     {"descent", run_descent, 1, 1}};

static void test_messages(void)
{
    for (int status = -1; status <= NB_STATUS_COUNT; status++)
        CHECK(nb_status_message((nb_status)status) != NULL);
    for (int status = 1; status < NB_STATUS_COUNT; status++)
        CHECK(strcmp(nb_status_message((nb_status)status), nb_status_message(NB_OK)) != 0);
}

int main(void)
{
    arena own = arena_new();
    tall = sample_make(&own, (sample_shape){40, 5, 1, 1, dense, 1, 1, 1.0}, 1);
    wide = sample_make(&own, (sample_shape){7, 30, 1, 1, sparse_explicit, 1, 1, 1.0}, 2);
    thin = sample_make(&own, (sample_shape){30, 8, 1, 0, sparse_implicit, 1, 1, 1.0}, 3);
    broad = sample_make(&own, (sample_shape){7, 30, 1, 0, dense, 1, 1, 1.0}, 5);
    long_one = sample_make(&own, (sample_shape){100, 5, 1, 0, dense, 1, 1, 1.0}, 4);
    test_scenarios((int)(sizeof scenarios / sizeof scenarios[0]), scenarios);
    test_messages();
    arena_clear(&own);
    return check_summary("failures");
}
