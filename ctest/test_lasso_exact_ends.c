/* test_lasso_exact_ends.c - lasso_exact.h: where a path ends, paths of one knot, and what is refused. */
#include "knots.h"

static void test_nothing(void)
{
    enum { n = 6, p = 2 };
    static const double x[n * p] = {1, -1, 1, -1, 0, 0, 0, 0, 1, 1, -1, -1}, orthogonal[n] = {1, 1, 1, 1, 1, 1}, zero[n] = {0};
    arena a = arena_new(), own = arena_new();
    const double *const responses[] = {orthogonal, zero};
    for (int k = 0; k < 2; k++) {
        problem of = plain(&own, n, p, x, responses[k]);
        of.settings.lambda_min = 0.25 * k;
        const nb_exact_path path = follow(&a, &of, 0.0);
        CHECK(path.count == 1 && path.lambda1[0] == 0.25 * k && path.start[1] == 0 && path.change_start[1] == 0);
        CHECK_NEAR(path.rss[0], k == 0 ? 6.0 : 0.0, 1e-15);
    }
    arena_clear(&a);
    arena_clear(&own);
}

/* Each limit ends the path where it should, and what is there is the beginning of the whole path. */
static void test_limits(void)
{
    arena a = arena_new(), own = arena_new();
    const sample s = sample_make(&own, (sample_shape){25, 40, 1, 0, dense, 0, 0, 1.0}, 5);
    double l1[40];
    for (int j = 0; j < 40; j++)
        l1[j] = 1.0;
    problem of = {25, 40, s.a, s.y, s.design, {l1, l1, NULL, NULL, 0.0}, whole(25, 40, s.y)};
    const nb_exact_path all = follow(&a, &of, 1e-12);
    of.settings.max_knots = 7;
    nb_exact_path path = follow(&a, &of, 1e-12);
    CHECK(path.count == 7 && path.end == NB_EXACT_MAX_KNOTS && path.lambda1[6] == all.lambda1[6]);
    of.settings = whole(25, 40, s.y);
    of.settings.max_df = 3;
    path = follow(&a, &of, 1e-12);
    CHECK(path.end == NB_EXACT_MAX_DF && path.rank[path.count - 1] == 3 && path.lambda1[path.count - 1] == all.lambda1[path.count - 1]);
    of.settings.max_df = 40;
    of.settings.max_deviance = 0.6;
    path = follow(&a, &of, 1e-12);
    CHECK(path.end == NB_EXACT_MAX_DEVIANCE && path.rss[path.count - 1] < 0.4 * path.rss[0] &&
          path.rss[path.count - 2] >= 0.4 * path.rss[0]);
    of.settings.max_deviance = 1.0;
    of.settings.lambda_min = 0.5 * (all.lambda1[4] + all.lambda1[5]);
    path = follow(&a, &of, 1e-12);
    CHECK(path.end == NB_EXACT_WHOLE && path.count == 6 && path.lambda1[5] == of.settings.lambda_min);
    of.settings.min_ratio = 0.5 * (all.lambda1[2] + all.lambda1[3]) / all.lambda1[0];
    path = follow(&a, &of, 1e-12);
    CHECK(path.count == 4 && path.lambda1[3] == of.settings.min_ratio * all.lambda1[0]);
    arena_clear(&a);
    arena_clear(&own);
}

static void test_arguments(void)
{
    enum { n = 3, p = 2 };
    static const double x[n * p] = {1, 2, 3, 1, 0, 1}, y[n] = {1, 0, 2}, none[p] = {1, 0}, above[p] = {0.1, -INFINITY}, below[p] = {1, -1};
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    nb_exact_path path;
    for (int k = 0; k < 6; k++) {
        problem of = plain(&own, n, p, x, y);
        of.penalty.l1 = k == 0 ? none : of.penalty.l1;
        of.penalty.lower = k == 1 ? above : NULL;
        of.penalty.upper = k == 2 ? below : NULL;
        of.settings.lambda_min = k == 3 ? -1.0 : 0.0;
        of.settings.min_ratio = k == 4 ? NAN : 0.0;
        of.settings.max_knots = k == 5 ? 0 : 10;
        CHECK_STATUS(nb_lasso_exact(&ctx, NULL, &of.design, y, &of.penalty, &of.settings, &path), NB_ERR_ARGUMENT);
    }
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    test_nothing();
    test_limits();
    test_arguments();
    return check_summary("ends");
}
