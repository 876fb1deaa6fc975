/*
 * test_lasso_gram.c - nb_lasso_solve_gram() is nb_lasso_solve() where the Gram matrix is that of the data: given penalties, the default
 * grid, early ends, bounds that exclude zero, unpenalised columns. Its solutions' optimality is checked in test_lasso_cv.c.
 */
#include "check.h"
#include "lasso.h"
#include "products.h"
#include "sample.h"

/* The grid, and ends by the number of nonzeros and by the deviance, as nb_lasso_solve() has them. */
static void test_grid(void)
{
    enum { n = 40, p = 6 };
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){n, p, 1, 0, dense, 1, 1, 1.0}, 41);
    double gram[p * p], cross[p], yy = 0.0, l1[p], l2[p] = {0}, lower[p], upper[p];
    for (int j = 0; j < p; j++) {
        l1[j] = j == 1 ? 0.0 : 1.0;
        lower[j] = j == 1 ? -0.1 : -INFINITY;
        upper[j] = j == 4 ? -0.02 : INFINITY;
    }
    CHECK_OK(nb_design_normal(&ctx, NULL, &s.design, 1, s.y, gram, cross));
    for (int i = 0; i < n; i++)
        yy += s.y[i] * s.y[i];
    for (int way = 0; way < 4; way++) {
        const nb_lasso_penalty penalty = {l1, l2, way == 3 ? lower : NULL, way == 3 ? upper : NULL, 0.5};
        const nb_lasso_settings settings = {NB_LASSO_GRAM, 20, NULL, 1e-3, way == 1 ? 3 : p, way == 2 ? 0.1 : 1.0, 0, NULL, p};
        nb_lasso_path one, other;
        CHECK_OK(nb_lasso_solve_gram(&ctx, NULL, p, gram, cross, yy, &penalty, &settings, &one));
        CHECK_OK(nb_lasso_solve(&ctx, NULL, &s.design, s.y, &penalty, &settings, &other));
        CHECK(one.count == other.count && one.end == other.end);
        CHECK((int)one.end == (way == 1 ? 1 : (way == 2 ? 2 : 0)));
        for (int l = 0; l < one.count && l < other.count; l++) {
            CHECK_NEAR(one.lambda1[l], other.lambda1[l], 1e-13);
            CHECK_NEAR(one.rss[l], other.rss[l], 1e-12);
            CHECK(one.rank[l] == other.rank[l]);
        }
    }
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    test_grid();
    return check_summary("lassogram");
}
