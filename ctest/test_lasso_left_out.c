/*
 * test_lasso_left_out.c - nb_lasso_left_out() with unpenalised directions; without them it is tested in test_lasso_cv.c.
 */
#include "check.h"
#include "lasso_cv.h"
#include "sample.h"

/* Flat directions continue to the rows left out: with the columns of A (1 - Q Q') and Q continued by the same linear map, the errors are
 * those of y - A b - Q_left (Q'y - Q'A b). */
static void test_flat(void)
{
    enum { n = 40, p = 5, q = 2 };
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){n, p, 1, q, dense, 1, 0, 1.0}, 37);
    double root[n], flat[q * n], y[n], l1[p], l2[p] = {0}, lambda[2] = {0.02, 0.002}, error[2];
    nb_lasso_path path;
    for (int i = 0; i < n; i++) { /* any rows may be predicted: here some of the training rows, with other weights */
        root[i] = i % 3 == 0 ? 0.1 + 0.01 * i : 0.0;
        y[i] = i % 3 == 0 ? sin(i) : 0.0;
        for (int l = 0; l < q; l++)
            flat[l * n + i] = root[i] * cos(i + l);
    }
    for (int j = 0; j < p; j++)
        l1[j] = 1.0;
    const nb_lasso_penalty penalty = {l1, l2, NULL, NULL, 0.0};
    const nb_lasso_settings settings = {NB_LASSO_AUTO, 2, lambda, 0.0, p, 1.0, 0, NULL, p};
    const nb_left_out left = {root, flat, y};
    CHECK_OK(nb_lasso_left_out(&ctx, NULL, &s.design, s.y, &penalty, &settings, &left, error));
    CHECK_OK(nb_lasso_solve(&ctx, NULL, &s.design, s.y, &penalty, &settings, &path));
    for (int l = 0; l < 2; l++) {
        double expected = 0.0;
        for (int i = 0; i < n; i += 3) {
            double e = y[i];
            for (size_t at = path.start[l]; at < path.start[l + 1]; at++) {
                const int j = path.index[at];
                double cell = s.before[j * n + i] / s.design.root_weight[i] * root[i];
                for (int k = 0; k < q; k++)
                    cell -= flat[k * n + i] * s.design.flat_cross[j * q + k];
                e -= cell * path.value[at];
            }
            expected += e * e;
        }
        CHECK(path.start[l + 1] > path.start[l]);
        CHECK_NEAR(error[l], expected, 1e-12 * (1.0 + expected));
    }
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    test_flat();
    return check_summary("leftout");
}
