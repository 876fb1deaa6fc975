/*
 * test_lasso_descent.c - paths by coordinate descent: conditions of optimality from the matrix written out in long double, for every
 * storage, weighting, projection and kind of penalty; agreement with a slow solver; grids, early ends and degenerate columns.
 */
#include "check.h"
#include "descent_set.h"
#include "lasso_descent.h"
#include "lasso_grid.h"
#include "sample.h"
#include <string.h>

static arena own;
static const double inf = INFINITY;

typedef struct problem {
    sample s;
    double *l1, *l2, *lower, *upper; /* lower, upper: NULL for none */
    nb_lasso_penalty penalty;
} problem;

typedef enum { plain, elastic, factors, signs, boxed, without_zero } kind;

static problem make_problem(sample_shape shape, kind of, unsigned long long seed)
{
    problem t;
    const int p = shape.p;
    unsigned long long state = seed * 7919 + 1;
    t.s = sample_make(&own, shape, seed);
    t.l1 = arena_doubles(&own, (size_t)p);
    t.l2 = arena_doubles(&own, (size_t)p);
    t.lower = of >= signs ? arena_doubles(&own, (size_t)p) : NULL;
    t.upper = of >= signs ? arena_doubles(&own, (size_t)p) : NULL;
    for (int j = 0; j < p; j++) {
        const double u = sample_uniform(&state), w = 0.5 + 0.5 * sample_uniform(&state);
        t.l1[j] = of == factors || of == without_zero ? 1.0 + 0.9 * u : of == elastic ? 0.5 : 1.0;
        t.l2[j] = of == elastic || of == without_zero ? 1.5 * t.l1[j] : 0.0;
        if (t.lower == NULL)
            continue;
        t.lower[j] = of == signs ? 0.0 : -0.03 * w;
        t.upper[j] = of == signs ? inf : 0.02 + 0.02 * u;
        if (of == boxed && j % 3 == 0) /* bounds instead of a penalty */
            t.l1[j] = t.l2[j] = 0.0;
        if (of == without_zero) {
            t.lower[j] = j % 4 == 0 ? 0.01 * w : j % 4 == 1 ? -inf : -0.1;
            t.upper[j] = j % 4 == 1 ? -0.01 * w : j % 4 == 2 ? t.lower[j] : inf;
        }
    }
    t.penalty = (nb_lasso_penalty){t.l1, t.l2, t.lower, t.upper, 0.7};
    return t;
}

static nb_lasso_settings default_settings(int count, double min_ratio)
{
    return (nb_lasso_settings){NB_LASSO_DESCENT, count, NULL, min_ratio, 1 << 30, 1.0, 0, NULL, 1 << 30};
}

static nb_status solve(nb_context *ctx, const problem *t, const nb_lasso_settings *settings, nb_lasso_path *path)
{
    return nb_lasso_descent_path(ctx, NULL, &t->s.design, t->s.y, &t->penalty, settings, path);
}

/* Solution k, dense. */
static void solution(const nb_lasso_path *path, int k, int p, double *b)
{
    memset(b, 0, (size_t)p * sizeof(double));
    for (size_t e = path->start[k]; e < path->start[k + 1]; e++)
        b[path->index[e]] = path->value[e];
}

/* gradient := A'(y - A b) - lambda2 l2 b; returns ||y - A b||^2. */
static double naive_gradient(const problem *t, const double *b, double lambda1, double *gradient)
{
    const int n = t->s.shape.n, p = t->s.shape.p;
    long double *r = (long double *)(void *)arena_doubles(&own, 2 * (size_t)n), rss = 0.0L;
    for (int i = 0; i < n; i++) {
        r[i] = t->s.y[i];
        for (int j = 0; j < p; j++)
            r[i] -= (long double)t->s.a[i + (size_t)j * (size_t)n] * b[j];
        rss += r[i] * r[i];
    }
    for (int j = 0; j < p; j++) {
        long double sum = -(long double)t->penalty.ratio * lambda1 * t->l2[j] * b[j];
        for (int i = 0; i < n; i++)
            sum += (long double)t->s.a[i + (size_t)j * (size_t)n] * r[i];
        gradient[j] = (double)sum;
    }
    return (double)rss;
}

/* The distance of zero from the subdifferential of the objective at b, largest over the coefficients; infinite when b is infeasible. */
static double violation(const problem *t, const double *b, double lambda1, double *rss)
{
    const int p = t->s.shape.p;
    double *gradient = arena_doubles(&own, (size_t)p), worst = 0.0;
    *rss = naive_gradient(t, b, lambda1, gradient);
    for (int j = 0; j < p; j++) {
        const double lower = t->lower ? t->lower[j] : -inf, upper = t->upper ? t->upper[j] : inf, step = lambda1 * t->l1[j];
        const double up = gradient[j] - (b[j] >= 0.0 ? step : -step), down = -gradient[j] - (b[j] <= 0.0 ? step : -step);
        if (b[j] < lower || b[j] > upper)
            return inf;
        if (b[j] < upper)
            worst = fmax(worst, up);
        if (b[j] > lower)
            worst = fmax(worst, down);
    }
    return worst;
}

static double objective(const problem *t, const double *b, double lambda1)
{
    const int p = t->s.shape.p;
    double *gradient = arena_doubles(&own, (size_t)p), sum = 0.5 * naive_gradient(t, b, lambda1, gradient);
    for (int j = 0; j < p; j++)
        sum += lambda1 * (t->l1[j] * fabs(b[j]) + 0.5 * t->penalty.ratio * t->l2[j] * b[j] * b[j]);
    return sum;
}

static double size_of_y(const problem *t)
{
    double square = 0.0;
    for (int i = 0; i < t->s.shape.n; i++)
        square += t->s.y[i] * t->s.y[i];
    return sqrt(square);
}

/* Every solution of the path is optimal, ordered, and its rss is right. */
static int path_is_optimal(const problem *t, const nb_lasso_path *path)
{
    const int p = t->s.shape.p;
    double *b = arena_doubles(&own, (size_t)p), rss = 0.0;
    const double norm_y = size_of_y(t);
    int good = 1;
    for (int k = 0; k < path->count; k++) {
        solution(path, k, p, b);
        const double limit = fmax(1e-8 * path->lambda1[k], 1e-12 * norm_y);
        good = CHECK_NEAR(violation(t, b, path->lambda1[k], &rss), 0.0, limit) && good;
        good = CHECK_NEAR(path->rss[k], rss, 1e-12 * norm_y * norm_y) && good;
        good = CHECK(path->rank[k] >= 0 && path->rank[k] <= (int)(path->start[k + 1] - path->start[k])) && good;
        for (size_t e = path->start[k]; e < path->start[k + 1]; e++)
            good = good && path->value[e] != 0.0 && (e == path->start[k] || path->index[e] > path->index[e - 1]);
    }
    return CHECK(good);
}

static void test_all_designs(void)
{
    static const sample_shape shapes[] = {{40, 12, 1, 0, sparse_implicit, 1, 0, 1.0}, {40, 12, 1, 2, sparse_implicit, 1, 1, 1.0},
                                          {15, 25, 1, 0, sparse_implicit, 1, 2, 1.0}, {15, 25, 1, 1, sparse_implicit, 0, 0, 1.0},
                                          {30, 10, 1, 1, sparse_explicit, 1, 1, 1.0}, {12, 20, 1, 0, sparse_explicit, 0, 2, 1.0},
                                          {30, 10, 1, 1, dense, 1, 1, 1.0},           {12, 20, 1, 0, dense, 1, 0, 1.0},
                                          {2, 3, 1, 0, sparse_implicit, 1, 0, 1.0},   {50, 1, 1, 0, sparse_implicit, 1, 1, 1.0}};
    for (unsigned i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        for (int of = plain; of <= without_zero; of++) {
            arena a = arena_new();
            nb_context ctx = arena_context(&a);
            const problem t = make_problem(shapes[i], (kind)of, 31 * i + (unsigned)of + 1);
            const nb_lasso_settings settings = default_settings(20, 1e-2);
            nb_lasso_path path;
            if (!CHECK_OK(solve(&ctx, &t, &settings, &path)) || !path_is_optimal(&t, &path))
                printf("  shape %u, penalty %d\n", i, of);
            CHECK(path.engine == NB_LASSO_DESCENT && path.end == NB_LASSO_WHOLE);
            arena_clear(&a);
        }
}

/* Cyclic descent until nothing moves, on the matrix written out. */
static void slow_descent(const problem *t, double lambda1, double *b)
{
    const int n = t->s.shape.n, p = t->s.shape.p;
    double *r = arena_doubles(&own, (size_t)n), moved = 1.0;
    memcpy(r, t->s.y, (size_t)n * sizeof(double));
    memset(b, 0, (size_t)p * sizeof(double));
    for (long pass = 0; pass < 20000 && moved > 1e-14; pass++) {
        moved = 0.0;
        for (int j = 0; j < p; j++) {
            const double *a = t->s.a + (size_t)j * (size_t)n, shrink = lambda1 * t->l1[j], old = b[j];
            double norm2 = 0.0, z = 0.0;
            for (int i = 0; i < n; i++) {
                norm2 += a[i] * a[i];
                z += a[i] * r[i];
            }
            if (norm2 == 0.0)
                continue;
            z += norm2 * old;
            b[j] = (fmax(z - shrink, 0.0) + fmin(z + shrink, 0.0)) / (norm2 + t->penalty.ratio * lambda1 * t->l2[j]);
            for (int i = 0; i < n; i++)
                r[i] += a[i] * (old - b[j]);
            moved = fmax(moved, fabs(b[j] - old));
        }
    }
}

static void test_slow_solver(void)
{
    for (unsigned seed = 1; seed <= 120; seed++) {
        arena a = arena_new();
        nb_context ctx = arena_context(&a);
        const int tall = seed % 2;
        const sample_shape shape = {tall ? 30 : 8, tall ? 6 : 14, 1, 0, seed % 3 ? sparse_implicit : dense, 1, (int)(seed % 3), 1.0};
        const problem t = make_problem(shape, seed % 5 ? plain : elastic, 1000 + seed);
        const double lambda1[3] = {0.1, 0.02, 0.004};
        nb_lasso_settings settings = default_settings(3, 0.0);
        nb_lasso_path path;
        double b[14], slow[14];
        settings.lambda1 = lambda1;
        CHECK_OK(solve(&ctx, &t, &settings, &path));
        CHECK(path.count == 3);
        for (int k = 0; k < path.count; k++) {
            solution(&path, k, shape.p, b);
            slow_descent(&t, lambda1[k], slow);
            CHECK_NEAR(objective(&t, b, lambda1[k]), objective(&t, slow, lambda1[k]), 1e-11 * size_of_y(&t) * size_of_y(&t));
            if (tall)
                CHECK_NEAR(largest_difference((size_t)shape.p, b, slow), 0.0, 1e-8);
        }
        arena_clear(&a);
    }
}

static void test_default_grid(void)
{
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    problem t = make_problem((sample_shape){60, 20, 1, 0, sparse_implicit, 1, 1, 1.0}, factors, 5);
    nb_lasso_settings settings = default_settings(30, 1e-3);
    nb_lasso_path path;
    CHECK_OK(solve(&ctx, &t, &settings, &path));
    CHECK(path.count == 30 && path.start[1] == 0 && path.start[2] > 0); /* exactly zero at the first, not at the second */
    CHECK_NEAR(path.lambda1[29] / path.lambda1[0], 1e-3, 1e-15);
    memset(t.s.y, 0, 60 * sizeof(double)); /* nothing to explain: one penalty, zero */
    CHECK_OK(solve(&ctx, &t, &settings, &path));
    CHECK(path.count == 1 && path.lambda1[0] == 0.0 && path.start[1] == 0 && path.rss[0] == 0.0);
    arena_clear(&a);
}

static void test_ends(void)
{
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    const problem t = make_problem((sample_shape){60, 20, 1, 0, sparse_implicit, 1, 1, 1.0}, plain, 6);
    nb_lasso_settings settings = default_settings(40, 1e-3);
    nb_lasso_path whole, path;
    CHECK_OK(solve(&ctx, &t, &settings, &whole));
    settings.max_df = 5;
    CHECK_OK(solve(&ctx, &t, &settings, &path));
    CHECK(path.end == NB_LASSO_MAX_DF && path.count < whole.count);
    for (int k = 0; k <= path.count; k++)
        CHECK((whole.start[k + 1] - whole.start[k] <= 5) == (k < path.count));
    settings.max_df = 20;
    settings.max_deviance = 0.5 * (1.0 - whole.rss[39] / whole.rss[0]);
    CHECK_OK(solve(&ctx, &t, &settings, &path));
    CHECK(path.end == NB_LASSO_MAX_DEVIANCE && path.count < whole.count);
    CHECK(1.0 - path.rss[path.count - 1] / whole.rss[0] > settings.max_deviance);
    CHECK(1.0 - path.rss[path.count - 2] / whole.rss[0] <= settings.max_deviance);
    arena_clear(&a);
}

/* One penalty far from the first, from nothing and from its own columns; penalty zero is least squares. */
static void test_single_penalty(void)
{
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    const problem t = make_problem((sample_shape){60, 20, 1, 0, sparse_implicit, 1, 1, 1.0}, plain, 7);
    nb_lasso_settings settings = default_settings(30, 1e-3), single = default_settings(1, 0.0);
    nb_lasso_path path, one;
    double b[20], other[20], zeros[20] = {0.0};
    CHECK_OK(solve(&ctx, &t, &settings, &path));
    solution(&path, 29, 20, b);
    single.lambda1 = path.lambda1 + 29;
    CHECK_OK(solve(&ctx, &t, &single, &one));
    solution(&one, 0, 20, other);
    CHECK(one.count == 1);
    CHECK_NEAR(largest_difference(20, b, other), 0.0, 1e-10);
    single.n_warm = (int)(path.start[30] - path.start[29]);
    single.warm = path.index + path.start[29];
    CHECK_OK(solve(&ctx, &t, &single, &one));
    solution(&one, 0, 20, other);
    CHECK_NEAR(largest_difference(20, b, other), 0.0, 1e-10);
    single.lambda1 = zeros;
    single.n_warm = 0;
    CHECK_OK(solve(&ctx, &t, &single, &one));
    solution(&one, 0, 20, other);
    CHECK(naive_ridge(&own, 60, 20, t.s.a, t.s.y, NULL, zeros, b));
    CHECK_NEAR(largest_difference(20, b, other), 0.0, 1e-9);
    arena_clear(&a);
}

/* Duplicates, mirror images and a column of zeros, with fewer rows than columns. */
static void test_degenerate_columns(void)
{
    static int columns[12] = {0, 1, 2, 3, 0, 1, 2, 3, 4, 4, 5, 6};
    static double scale[12] = {1, 1, 1, 1, 1, 1, 1, -1, 1, 2, 1, 1}, zero[12];
    for (unsigned seed = 1; seed <= 10; seed++) {
        arena a = arena_new();
        nb_context ctx = arena_context(&a);
        problem t = make_problem((sample_shape){6, 12, 1, 0, sparse_implicit, 0, 0, 1.0}, seed % 3 ? plain : elastic, 20 + seed);
        const nb_lasso_settings settings = default_settings(25, 1e-2);
        nb_lasso_path path;
        t.s.design.columns = columns;
        t.s.design.scale = scale;
        t.s.design.centre = zero;
        scale[11] = 0.0;
        for (int j = 0; j < 12; j++)
            for (int i = 0; i < 6; i++)
                t.s.a[i + 6 * j] = t.s.x[i + 6 * columns[j]] * scale[j] * t.s.design.root_weight[i];
        CHECK_OK(solve(&ctx, &t, &settings, &path));
        path_is_optimal(&t, &path);
        arena_clear(&a);
    }
}

/* How many of the columns that are nonzero in b are different. */
static int distinct(int p, const int *columns, const double *b)
{
    int count = 0;
    for (int j = 0; j < p; j++) {
        int first = b[j] != 0.0;
        for (int i = 0; i < j; i++)
            first = first && (b[i] == 0.0 || columns[i] != columns[j]);
        count += first;
    }
    return count;
}

/* Ranks count what is independent among equal columns. */
static void test_duplicates(void)
{
    static int columns[9] = {1, 2, 3, 1, 2, 3, 4, 5, 6};
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    problem t = make_problem((sample_shape){40, 9, 1, 0, sparse_implicit, 0, 1, 1.0}, plain, 50);
    const nb_lasso_settings settings = default_settings(40, 1e-3);
    nb_lasso_path path;
    double b[9], ones[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    t.s.design.columns = columns;
    t.s.design.scale = ones;
    CHECK_OK(solve(&ctx, &t, &settings, &path));
    for (int k = 0; k < path.count; k++) {
        solution(&path, k, 9, b);
        CHECK(path.rank[k] == distinct(9, columns, b));
    }
    CHECK(path.rank[39] == 6);
    arena_clear(&a);
}

/* Columns that depend on each other and are free all the same: boxes in place of penalties. */
static void test_dependent_columns(void)
{
    static int columns[6] = {1, 2, 3, 3, 1, 2};
    static double scale[6] = {1, 1, 1, -2, 0.5, 1};
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    problem t = make_problem((sample_shape){40, 6, 1, 0, sparse_implicit, 0, 1, 1.0}, boxed, 51);
    const nb_lasso_settings settings = default_settings(5, 1e-1);
    nb_lasso_path path;
    t.s.design.columns = columns;
    t.s.design.scale = scale;
    for (int j = 0; j < 6; j++) {
        t.l1[j] = j > 0 ? 0.0 : 1.0;
        t.lower[j] = -100.0;
        t.upper[j] = 100.0;
    }
    CHECK_OK(solve(&ctx, &t, &settings, &path));
    for (int k = 0; k < path.count; k++)
        CHECK(path.rank[k] == 3);
    arena_clear(&a);
}

/* AR(1) columns: descent alone would need many thousands of passes. */
static void test_correlated_columns(void)
{
    enum { n = 80, p = 40 };
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    problem t = make_problem((sample_shape){n, p, 1, 0, dense, 0, 0, 1.0}, plain, 40);
    const nb_lasso_settings settings = default_settings(30, 1e-3);
    nb_lasso_path path;
    for (int j = 2; j <= p; j++)
        for (int i = 0; i < n; i++)
            t.s.x[i + n * j] = 0.98 * t.s.x[i + n * (j - 1)] + 0.2 * t.s.x[i + n * j];
    for (int j = 0; j < p; j++)
        for (int i = 0; i < n; i++)
            t.s.a[i + n * j] = t.s.x[i + n * t.s.design.columns[j]] * t.s.design.scale[j] * t.s.design.root_weight[i];
    CHECK_OK(solve(&ctx, &t, &settings, &path));
    path_is_optimal(&t, &path);
    arena_clear(&a);
}

static void test_preference(void)
{
    enum { n = 4000, p = 6000, each = 5 };
    int *start = arena_ints(&own, p + 1), *columns = arena_ints(&own, p);
    nb_lasso_settings settings = default_settings(100, 1e-2);
    nb_design design;
    double zero = 0.0;
    memset(&design, 0, sizeof design);
    for (int j = 0; j <= p; j++)
        start[j] = each * j;
    for (int j = 0; j < p; j++)
        columns[j] = j;
    design.n = n;
    design.p = p;
    design.start = start;
    design.columns = columns;
    design.implicit = 1;
    CHECK(nb_lasso_prefers_descent(&design, &settings));
    settings.max_df = 20; /* the active set will be small */
    CHECK(!nb_lasso_prefers_descent(&design, &settings));
    settings.max_df = p;
    settings.lambda1 = &zero;
    settings.count = 1;
    settings.max_rank = n - 1;
    CHECK(!nb_lasso_prefers_descent(&design, &settings));
    settings = default_settings(100, 1e-2);
    design.implicit = 0;
    CHECK(!nb_lasso_prefers_descent(&design, &settings));
    design.implicit = 1;
    design.n = 100;
    CHECK(!nb_lasso_prefers_descent(&design, &settings));
    design.p = 0;
    CHECK(!nb_lasso_prefers_descent(&design, &settings));
}

int main(void)
{
    own = arena_new();
    test_all_designs();
    test_slow_solver();
    test_default_grid();
    test_ends();
    test_single_penalty();
    test_degenerate_columns();
    test_duplicates();
    test_dependent_columns();
    test_correlated_columns();
    test_preference();
    arena_clear(&own);
    return check_summary("descent");
}
