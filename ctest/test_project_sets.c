/*
 * test_project_sets.c - project.h for polyhedra, against the enumeration of active sets; intersections; and all kinds of sets with memory
 * that fails and polls that stop.
 */
#include "check.h"
#include "project.h"
#include "sample.h"
#include "scenario.h"
#include <string.h>

static const double inf = INFINITY;

/* The nearest point on the face of every subset of the sides, among those that are inside, by normal equations in long double. */
static double by_enumeration(int n, int sides, const double *normal, const double *limit, const double *z, double *best)
{
    double least = inf;
    for (int subset = 0; subset < 1 << sides; subset++) {
        long double g[4][5];
        double b[3];
        int chosen[8], k = 0, inside = 1;
        for (int s = 0; s < sides; s++)
            if (subset >> s & 1)
                chosen[k++] = s;
        if (k > n)
            continue;
        for (int i = 0; i < k; i++) {
            g[i][k] = limit[chosen[i]];
            for (int j = 0; j < n; j++)
                g[i][k] -= (long double)normal[chosen[i] * n + j] * z[j];
            for (int l = 0; l < k; l++) {
                g[i][l] = 0.0L;
                for (int j = 0; j < n; j++)
                    g[i][l] += (long double)normal[chosen[i] * n + j] * normal[chosen[l] * n + j];
            }
        }
        for (int i = 0; i < k && inside; i++) { /* Gauss-Jordan; dependent normals are another subset's business */
            inside = fabsl(g[i][i]) > 1e-9L;
            for (int r = 0; r < k && inside; r++) {
                const long double factor = r != i ? g[r][i] / g[i][i] : 0.0L;
                for (int l = i; l <= k; l++)
                    g[r][l] -= factor * g[i][l];
            }
        }
        for (int j = 0; j < n && inside; j++) {
            b[j] = z[j];
            for (int i = 0; i < k; i++)
                b[j] += normal[chosen[i] * n + j] * (double)(g[i][k] / g[i][i]);
        }
        for (int s = 0; s < sides && inside; s++) {
            double value = -limit[s];
            for (int j = 0; j < n; j++)
                value += normal[s * n + j] * b[j];
            inside = value >= -1e-10;
        }
        double square = 0.0;
        for (int j = 0; j < n && inside; j++)
            square += (b[j] - z[j]) * (b[j] - z[j]);
        if (inside && square < least) {
            least = square;
            memcpy(best, b, (size_t)n * sizeof(double));
        }
    }
    return least;
}

/* Whether the multipliers add up to a contradiction. */
static void expect_proof(const nb_set *set, const double *proof)
{
    double right = 0.0, left = 0.0;
    for (int j = 0; j < set->n; j++) {
        double sum = proof[set->rows + j];
        for (int i = 0; i < set->rows; i++)
            sum += proof[i] * set->a[j * set->rows + i];
        left = fmax(left, fabs(sum));
        right += proof[set->rows + j] > 0.0 ? proof[set->rows + j] * set->upper[j] : 0.0;
        right += proof[set->rows + j] < 0.0 ? proof[set->rows + j] * set->lower[j] : 0.0;
    }
    for (int i = 0; i < set->rows; i++)
        right += proof[i] != 0.0 ? proof[i] * (proof[i] > 0.0 ? set->row_upper[i] : set->row_lower[i]) : 0.0;
    CHECK(left <= 1e-12 && right < -1e-10);
}

/* Small integers, so that rows are often parallel, constraints contradict each other and corners are degenerate. */
static void test_rows(void)
{
    enum { n = 3, rows = 2, sides = 7 };
    unsigned long long state = 5;
    int empty = 0;
    for (int round = 0; round < 600; round++) {
        arena own = arena_new();
        nb_context ctx = arena_context(&own);
        nb_project_result outcome;
        double a[rows * n], lower[n], upper[n] = {inf, inf, inf}, from[rows], to[rows], z[n], x[n], best[n];
        double normal[sides * n] = {0.0}, limit[sides];
        for (int k = 0; k < rows * n; k++)
            a[k] = floor(2.5 * sample_uniform(&state) + 0.5);
        for (int i = 0; i < rows; i++) {
            from[i] = floor(2.0 * sample_uniform(&state));
            to[i] = from[i] + floor(2.0 + 2.0 * sample_uniform(&state));
        }
        for (int j = 0; j < n; j++) {
            lower[j] = floor(1.5 * sample_uniform(&state));
            z[j] = x[j] = floor(4.0 * sample_uniform(&state));
        }
        for (int i = 0; i < rows; i++)
            for (int side = 0; side < 2; side++) {
                limit[2 * i + side] = side ? -to[i] : from[i];
                for (int j = 0; j < n; j++)
                    normal[(2 * i + side) * n + j] = side ? -a[j * rows + i] : a[j * rows + i];
            }
        for (int j = 0; j < n; j++) {
            normal[(4 + j) * n + j] = 1.0;
            limit[4 + j] = lower[j];
        }
        const nb_set set = {NB_SET_ROWS, n, NULL, NULL, lower, upper, 0.0, 0.0, 0.0, rows, a, from, to};
        const double least = by_enumeration(n, sides, normal, limit, z, best);
        CHECK_OK(nb_project(&ctx, &set, x, &outcome));
        CHECK(outcome.empty == isinf(least));
        if (outcome.empty) {
            expect_proof(&set, outcome.proof);
            empty++;
        } else if (!isinf(least)) {
            CHECK(largest_difference(n, x, best) <= 1e-9);
        }
        arena_clear(&own);
    }
    CHECK(empty > 20);
}

static void test_dykstra(void)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_project_result outcome;
    const double up[2] = {1.0, 0.0}, from[1] = {2.0}, half[1] = {0.5}, to[1] = {inf};
    double x[2] = {3.0, 1.0};
    nb_set sets[2] = {{.kind = NB_SET_L2, .n = 2, .radius = 1.0},
                      {.kind = NB_SET_ROW, .n = 2, .weight = up, .rows = 1, .row_lower = half, .row_upper = to}};
    CHECK_OK(nb_project_dykstra(&ctx, 2, sets, 2, inf, 1e-14, 1000, x, &outcome));
    CHECK(outcome.converged && !outcome.empty);
    CHECK_NEAR(x[0], 3.0 / sqrt(10.0), 1e-12);
    sets[1].row_lower = from;
    CHECK_OK(nb_project_dykstra(&ctx, 2, sets, 2, 1.0, 1e-14, 1000, x, &outcome));
    CHECK(outcome.empty && outcome.norm_least > 1.0 && outcome.norm_least <= 2.0 + 1e9);
    x[0] = 3.0;
    CHECK_OK(nb_project_dykstra(&ctx, 2, sets, 2, inf, 1e-14, 50, x, &outcome));
    CHECK(!outcome.converged && !outcome.empty && outcome.iterations == 50);
    CHECK_NEAR(outcome.distance, 1.0, 1e-5);
    arena_clear(&own);
}

static void test_search(void)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_project_result outcome;
    const double one[1] = {1.0}, top[1] = {inf}, zero[1] = {0.0}, weight[2] = {1.0, 1.0};
    double x[2] = {0.0, 4.0};
    const nb_set row = {.kind = NB_SET_ROW, .n = 2, .weight = weight, .rows = 1, .row_lower = one, .row_upper = one};
    nb_set disc = {.kind = NB_SET_L2, .n = 2, .radius = sqrt(0.58)}; /* (0.3, 0.7) */
    CHECK_OK(nb_project_search(&ctx, 1, &row, &disc, 2, x, &outcome));
    CHECK(!outcome.empty);
    CHECK_NEAR(x[0], 0.3, 1e-14);
    CHECK_NEAR(x[1], 0.7, 1e-14);
    disc.radius = 0.5; /* less than the least norm of the row, sqrt(0.5) */
    CHECK_OK(nb_project_search(&ctx, 1, &row, &disc, 2, x, &outcome));
    CHECK(outcome.empty);
    CHECK_NEAR(outcome.norm_least, sqrt(0.5), 1e-14);
    const nb_set order = {.kind = NB_SET_INCREASING, .n = 2};
    nb_set difference = {.kind = NB_SET_ROW, .n = 2, .weight = (const double[2]){1.0, -1.0}, .rows = 1, .row_lower = one, .row_upper = top};
    CHECK_OK(nb_project_search(&ctx, 1, &order, &difference, 2, x, &outcome)); /* b_1 <= b_2 and b_1 - b_2 >= 1 */
    CHECK(outcome.empty);
    difference.row_lower = zero;
    x[0] = 1.0;
    x[1] = 3.0;
    CHECK_OK(nb_project_search(&ctx, 1, &order, &difference, 2, x, &outcome)); /* b_1 = b_2 */
    CHECK(!outcome.empty);
    CHECK_NEAR(x[0], 2.0, 1e-12);
    CHECK_NEAR(x[1], 2.0, 1e-12);
    arena_clear(&own);
}

/* Runs of everything for failing memory and stopping polls. */
enum { many = 40 };
static const int reversed[4] = {3, 2, 1, 0};
static double given[many], weights[many], low[many], high[many], matrix[3 * many], from3[3], to3[3];

static nb_status run_kind(nb_context *ctx, nb_set set)
{
    double x[many];
    nb_project_result outcome;
    memcpy(x, given, sizeof(x));
    return nb_project(ctx, &set, x, &outcome);
}

static nb_status run_l1(nb_context *ctx)
{
    return run_kind(ctx, (nb_set){.kind = NB_SET_L1, .n = many, .weight = weights, .radius = 1.0});
}

static nb_status run_l2(nb_context *ctx)
{
    return run_kind(ctx, (nb_set){.kind = NB_SET_L2, .n = many, .weight = weights, .radius = 1.0});
}

static nb_status run_bounded_l2(nb_context *ctx)
{
    return run_kind(ctx, (nb_set){.kind = NB_SET_L2, .n = many, .lower = low, .upper = high, .radius = 1.0});
}

static nb_status run_row(nb_context *ctx)
{
    return run_kind(ctx, (nb_set){.kind = NB_SET_ROW,
                                  .n = many,
                                  .weight = weights,
                                  .lower = low,
                                  .upper = high,
                                  .rows = 1,
                                  .row_lower = from3,
                                  .row_upper = to3});
}

static nb_status run_increasing(nb_context *ctx)
{
    return run_kind(ctx, (nb_set){.kind = NB_SET_INCREASING, .n = 4, .index = reversed});
}

static nb_status run_rows(nb_context *ctx)
{
    return run_kind(ctx,
                    (nb_set){.kind = NB_SET_ROWS, .n = many, .lower = low, .rows = 3, .a = matrix, .row_lower = from3, .row_upper = to3});
}

static nb_status run_proof(nb_context *ctx)
{
    static const double same[6] = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0}, below[3] = {0.0, 1.0, 2.0};
    return run_kind(ctx, (nb_set){.kind = NB_SET_ROWS, .n = 2, .rows = 3, .a = same, .row_lower = below, .row_upper = below});
}

static nb_status run_dykstra(nb_context *ctx)
{
    const nb_set sets[2] = {{.kind = NB_SET_L1, .n = many, .radius = 1.0}, {.kind = NB_SET_INCREASING, .n = 4, .index = reversed}};
    double x[many];
    nb_project_result outcome;
    memcpy(x, given, sizeof(x));
    return nb_project_dykstra(ctx, 2, sets, many, 1.0, 1e-10, 20, x, &outcome);
}

static nb_status run_search(nb_context *ctx)
{
    const nb_set order = {.kind = NB_SET_INCREASING, .n = 4, .index = reversed}, disc = {.kind = NB_SET_L2, .n = many, .radius = 0.5};
    double x[many];
    nb_project_result outcome;
    memcpy(x, given, sizeof(x));
    return nb_project_search(ctx, 1, &order, &disc, many, x, &outcome);
}

static const scenario scenarios[] = {{"l1", run_l1, 1, 1},
                                     {"l2", run_l2, 0, 1},
                                     {"l2 within bounds", run_bounded_l2, 1, 1},
                                     {"row", run_row, 1, 1},
                                     {"increasing", run_increasing, 1, 1},
                                     {"rows", run_rows, 1, 1},
                                     {"rows that contradict each other", run_proof, 1, 1},
                                     {"dykstra", run_dykstra, 1, 1},
                                     {"search", run_search, 1, 1}};

static void test_failures(void)
{
    unsigned long long state = 3;
    sample_fill(&state, many, given);
    sample_fill(&state, 3 * many, matrix);
    for (int j = 0; j < many; j++) {
        weights[j] = 1.0 + 0.5 * (j % 3);
        low[j] = -0.4 + 0.001 * j;
        high[j] = 0.5;
    }
    for (int i = 0; i < 3; i++) {
        from3[i] = 1.0;
        to3[i] = 2.0;
    }
    test_scenarios((int)(sizeof(scenarios) / sizeof(scenarios[0])), scenarios);
}

int main(void)
{
    test_rows();
    test_dykstra();
    test_search();
    test_failures();
    return check_summary("projectsets");
}
