/* test_lasso_exact.c - lasso_exact.h: every storage, ties, dependent columns, bounds; paths known by hand. */
#include "knots.h"

static void test_sample(sample_shape shape, unsigned long long seed)
{
    arena a = arena_new(), own = arena_new();
    const sample s = sample_make(&own, shape, seed);
    const int p = shape.p;
    double *l1 = arena_doubles(&own, (size_t)p);
    problem of = {shape.n, p, s.a, s.y, s.design, {l1, l1, NULL, NULL, 0.0}, whole(shape.n, p, s.y)};
    int rows = shape.n;
    for (int i = 0; i < shape.n; i++)
        rows -= s.design.root_weight[i] == 0.0;
    if (of.settings.max_rank > rows - shape.q - shape.centred)
        of.settings.max_rank = rows - shape.q - shape.centred;
    for (int j = 0; j < p; j++)
        l1[j] = seed % 2 ? 1.0 : 0.5 + j % 4;
    const nb_exact_path path = follow(&a, &of, 1e-12);
    CHECK(path.count > 2 && path.lambda1[path.count - 1] == 0.0 && path.end == NB_EXACT_WHOLE);
    CHECK(path.rank[path.count - 1] == of.settings.max_rank);
    CHECK(path.start[1] == 0 && path.rss[path.count - 1] < path.rss[0]);
    arena_clear(&a);
    arena_clear(&own);
}

static void fill_small(unsigned long long *state, int kind, size_t count, double *x)
{
    for (size_t i = 0; i < count; i++) {
        const double u = sample_uniform(state);
        x[i] = kind == 0 ? (u < -1.0 / 3 ? -1.0 : u > 1.0 / 3 ? 1.0 : 0.0) : kind == 1 ? (u > 0.0) : kind == 2 ? floor(4.0 * u) / 4.0 : u;
    }
}

/* Designs of a few small integers, many of them with exact duplicates and negatives: ties at most knots. */
static void test_ties(unsigned long long seed)
{
    arena a = arena_new(), own = arena_new();
    unsigned long long state = seed * 2654435761ULL + 12345;
    const int n = 1 + (int)(4.0 * (1.0 + sample_uniform(&state))), half = 1 + (int)(4.0 * (1.0 + sample_uniform(&state)));
    const int twice = seed % 3 == 1, p = twice ? 3 * half : half;
    double *x = arena_doubles(&own, (size_t)n * (size_t)p), *y = arena_doubles(&own, (size_t)n), bounds[2][30], l1[30];
    fill_small(&state, (int)(seed % 4), (size_t)n * (size_t)half, x);
    if (twice)
        for (int i = 0; i < n * half; i++) {
            x[i + n * half] = x[i];
            x[i + 2 * n * half] = -x[i];
        }
    for (int i = 0; i < n; i++)
        y[i] = floor(4.0 * sample_uniform(&state));
    problem of = plain(&own, n, p, x, y);
    if (seed % 5 == 2) {
        for (int j = 0; j < p; j++) {
            bounds[0][j] = j % 3 == 0 ? 0.0 : j % 3 == 1 ? -0.25 : -INFINITY;
            bounds[1][j] = j % 4 == 0 ? INFINITY : j % 4 == 1 ? 0.5 : j % 4 == 2 ? 1.0 : 0.0;
        }
        of.penalty.lower = bounds[0];
        of.penalty.upper = bounds[1];
    }
    for (int j = 0; j < p; j++)
        l1[j] = j % 3 == 0 ? 0.5 : j % 3;
    if (seed % 7 == 3)
        of.penalty.l1 = l1;
    follow(&a, &of, 1e-11);
    arena_clear(&a);
    arena_clear(&own);
}

/* Copies of one column: the first enters, the others ride along, and there is nothing more to it. */
static void test_duplicates(void)
{
    enum { n = 20, p = 50 };
    arena a = arena_new(), own = arena_new();
    unsigned long long state = 99;
    double x[n * p], y[n], cross = 0.0, square = 0.0;
    sample_fill(&state, n, x);
    sample_fill(&state, n, y);
    for (int j = 1; j < p; j++)
        memcpy(x + j * n, x, n * sizeof(double));
    for (int i = 0; i < n; i++) {
        cross += x[i] * y[i];
        square += x[i] * x[i];
    }
    const problem of = plain(&own, n, p, x, y);
    const nb_exact_path path = follow(&a, &of, 1e-14);
    CHECK(path.count == 2 && path.start[2] == 1 && path.index[0] == 0 && path.rank[1] == 1);
    CHECK_NEAR(path.lambda1[0], fabs(cross), 1e-15);
    CHECK_NEAR(path.value[0], cross / square, 1e-15);
    arena_clear(&a);
    arena_clear(&own);
}

/* Columns and their copies at a distance near rounding: ties that are none, columns that all but depend on others. */
static void test_near_copies(unsigned long long seed)
{
    enum { n = 12, half = 4, p = 2 * half };
    arena a = arena_new(), own = arena_new();
    unsigned long long state = seed + 1;
    double x[n * p], y[n];
    const double distance = pow(10.0, -3.0 - (double)(seed % 12));
    sample_fill(&state, n * half, x);
    sample_fill(&state, n, y);
    for (int i = 0; i < n * half; i++)
        x[i + n * half] = (seed % 3 ? 1.0 : -1.0) * (x[i] + distance * sample_uniform(&state));
    static const double lower[p] = {-0.1, -0.1, -INFINITY, 0, -1, -2, -0.5, -INFINITY}, upper[p] = {0.2, 1, 0.5, INFINITY, 0, 2, 0.5, 1};
    problem of = plain(&own, n, p, x, y);
    if (seed % 4 == 1) {
        of.penalty.lower = lower;
        of.penalty.upper = upper;
    }
    follow(&a, &of, 1e-6);
    arena_clear(&a);
    arena_clear(&own);
}

/* The identity twice, by hand: y = (3, 2, 2, -1): 0 enters at 3, 1 and 2 at 2, 3 at 1. */
static void test_identity(void)
{
    enum { n = 4, p = 8 };
    static const double y[n] = {3, 2, 2, -1}, knots[] = {3, 2, 1, 0};
    arena a = arena_new(), own = arena_new();
    double x[n * p] = {0};
    for (int j = 0; j < p; j++)
        x[j % n + j * n] = 1.0;
    problem of = plain(&own, n, p, x, y);
    nb_exact_path path = follow(&a, &of, 0.0);
    CHECK(path.count == 4);
    for (int k = 0; k < 4; k++)
        CHECK(path.lambda1[k] == knots[k]);
    CHECK(path.change_start[1] == 1 && path.change_start[2] == 3 && path.change_start[3] == 4 && path.change_start[4] == 4);
    for (int c = 0; c < 4; c++)
        CHECK(path.changed[c] == c && path.change[c] == NB_EXACT_ENTERS);
    CHECK(path.value[path.start[3]] == 3.0 && path.value[path.start[4] - 1] == -1.0);
    arena_clear(&a);
    static const double upper[p] = {1, 1, 1, 1, 0, INFINITY, 1, 1};
    of.penalty.upper = upper; /* 0 comes to its bound at 2 and stays; at 1 so do 1 (its copy takes over) and 2 (its copy too) */
    path = follow(&a, &of, 0.0);
    CHECK(path.count == 4 && path.lambda1[1] == 2.0 && path.lambda1[2] == 1.0);
    CHECK(path.changed[1] == 0 && path.change[1] == NB_EXACT_TO_BOUND);
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    for (int storage = dense; storage <= sparse_implicit; storage++)
        for (int q = 0; q < 3; q += 2) {
            test_sample((sample_shape){40, 12, 1, q, (sample_storage)storage, 1, 1, 1.0}, 1);
            test_sample((sample_shape){90, 8, 1, q, (sample_storage)storage, 1, 2, 1.0}, 2); /* tall: by the triangle */
            test_sample((sample_shape){15, 40, 1, q, (sample_storage)storage, 1, 1, 1.0}, 3);
        }
    test_sample((sample_shape){40, 12, 1, 0, dense, 0, 0, 0.3}, 4);
    for (unsigned long long seed = 0; seed < 600; seed++)
        test_ties(seed);
    for (unsigned long long seed = 0; seed < 2000; seed++)
        test_near_copies(seed);
    for (unsigned long long seed = 9300; seed < 9600; seed++) /* events too near to a knot to be told from it */
        test_near_copies(seed);
    test_duplicates();
    test_identity();
    return check_summary("knots");
}
