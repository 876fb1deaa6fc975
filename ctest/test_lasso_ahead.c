/*
 * test_lasso_ahead.c - lasso_ahead.h gives what nb_lasso_solve() gives, whatever the columns it begins with; and says where it is not the
 * way.
 */
#include "check.h"
#include "lasso_ahead.h"
#include "sample.h"
#include <string.h>

enum { n = 60, p = 2000, count = 40 };

typedef struct options {
    sample_storage storage;
    int q, bounds, free; /* flat directions; bounds, some without zero between them; a column without penalty */
    double ratio;
} options;

typedef struct arguments {
    double l1[p], l2[p], lower[p], upper[p], lambda1[count];
} arguments;

static nb_lasso_penalty fill(options o, arguments *v)
{
    for (int j = 0; j < p; j++) {
        v->l1[j] = o.free && j == 7 ? 0.0 : 1.0 + 0.2 * (j % 3);
        v->l2[j] = o.ratio > 0.0 ? 1.0 : 0.0;
        v->lower[j] = j == 11 ? 0.01 : (j % 2 ? -0.02 : -INFINITY);
        v->upper[j] = j == 12 ? -0.01 : (j % 5 ? INFINITY : 0.0);
        if (j % 5 == 0 && j % 2)
            v->lower[j] = 0.0; /* held at zero */
        if (o.free && j == 7) {
            v->lower[j] = -1.0;
            v->upper[j] = 0.05;
        }
    }
    const int any = o.bounds || o.free;
    for (int j = 0; j < p && any && !o.bounds; j++)
        if (j != 7) {
            v->lower[j] = -INFINITY;
            v->upper[j] = INFINITY;
        }
    for (int l = 0; l < count; l++)
        v->lambda1[l] = 0.5 * pow(0.93, l);
    const nb_lasso_penalty penalty = {v->l1, v->l2, any ? v->lower : NULL, any ? v->upper : NULL, o.ratio};
    return penalty;
}

static double largest_gap(const nb_lasso_path *a, const nb_lasso_path *b, int l)
{
    static double difference[p];
    double worst = 0.0;
    memset(difference, 0, sizeof difference);
    for (size_t e = a->start[l]; e < a->start[l + 1]; e++)
        difference[a->index[e]] += a->value[e];
    for (size_t e = b->start[l]; e < b->start[l + 1]; e++)
        difference[b->index[e]] -= b->value[e];
    for (int j = 0; j < p; j++)
        worst = fmax(worst, fabs(difference[j]));
    return worst;
}

static void test_path(options o)
{
    static arguments v;
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){n, p, 1, o.q, o.storage, 1, 2, 1.0}, 43);
    const nb_lasso_penalty penalty = fill(o, &v);
    const int rank = n - 1 - o.q;
    nb_lasso_settings settings = {NB_LASSO_AUTO, count, v.lambda1, 0.0, p, 1.0, 0, NULL, rank};
    nb_lasso_path expected, found;
    CHECK_OK(nb_lasso_solve(&ctx, NULL, &s.design, s.y, &penalty, &settings, &expected));
    const size_t last = expected.start[count - 1], size = expected.start[count] - last;
    CHECK(size > 10);
    for (int way = 0; way < 3; way++) { /* the columns of the last solution; some others, one of them twice; a few of the last */
        const int others[4] = {3, 100, 3, p - 1};
        int solved = 0;
        settings.n_warm = way == 0 ? (int)size : 4;
        settings.warm = way == 1 ? others : expected.index + last;
        CHECK_OK(nb_lasso_solve_ahead(&ctx, NULL, &s.design, s.y, &penalty, &settings, &found, &solved));
        CHECK(solved);
        CHECK(found.count == count && found.end == NB_LASSO_WHOLE);
        for (int l = 0; l < count && solved; l++) {
            CHECK_NEAR(found.rss[l], expected.rss[l], 1e-12);
            CHECK_NEAR(largest_gap(&found, &expected, l), 0.0, 1e-10);
            CHECK(found.rank[l] == expected.rank[l]);
        }
    }
    arena_clear(&a);
    arena_clear(&own);
}

static int is_solved(int rows, int columns, nb_lasso_settings settings)
{
    static arguments v;
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){rows, columns, 1, 0, dense, 1, 0, 1.0}, 47);
    nb_lasso_penalty penalty = fill((options){dense, 0, 0, 0, 0.0}, &v);
    nb_lasso_path path;
    int solved = 1;
    if (settings.lambda1 != NULL)
        settings.lambda1 = v.lambda1;
    CHECK_OK(nb_lasso_solve_ahead(&ctx, NULL, &s.design, s.y, &penalty, &settings, &path, &solved));
    arena_clear(&a);
    arena_clear(&own);
    return solved;
}

static void test_not_the_way(void)
{
    static const double grid[1] = {0.0};
    static const int warm[1] = {0};
    const nb_lasso_settings good = {NB_LASSO_AUTO, 5, grid, 0.0, p, 1.0, 1, warm, n - 1};
    nb_lasso_settings other = good;
    CHECK(is_solved(n, p, good));
    CHECK(!is_solved(n, 200, good)); /* small */
    CHECK(!is_solved(2000, 60, good));
    other.n_warm = 0;
    CHECK(!is_solved(n, p, other));
    other = good;
    other.lambda1 = NULL;
    CHECK(!is_solved(n, p, other));
    other = good;
    other.engine = NB_LASSO_DESCENT;
    CHECK(!is_solved(n, p, other));
}

int main(void)
{
    for (int storage = dense; storage <= dense_implicit; storage++)
        test_path((options){(sample_storage)storage, storage % 2, 0, 0, 0.0});
    test_path((options){dense, 0, 0, 0, 0.5});
    test_path((options){dense_implicit, 1, 1, 0, 0.5});
    test_path((options){sparse_implicit, 0, 0, 1, 0.0});
    test_path((options){dense, 0, 1, 1, 0.0});
    test_not_the_way();
    return check_summary("ahead");
}
