/*
 * test_project.c - project.h: projections known by hand, in closed form or by their optimality conditions; polyhedra against the
 * enumeration of active sets; empty sets; memory that fails and polls that stop.
 */
#include "arena.h"
#include "check.h"
#include "project.h"
#include "sample.h"
#include <float.h>
#include <string.h>

static const double inf = INFINITY;

/* Projects z (n) on the set; the distance of the result to `expected` must be 0 to rounding. */
static void expect_projection(const nb_set *set, int n, const double *z, const double *expected)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_project_result outcome;
    double x[8];
    memcpy(x, z, (size_t)n * sizeof(double));
    CHECK_OK(nb_project(&ctx, set, x, &outcome));
    CHECK(!outcome.empty && outcome.converged);
    for (int j = 0; j < n; j++)
        CHECK_NEAR(x[j], expected[j], 1e-15 * fmax(1.0, fabs(expected[j])));
    arena_clear(&own);
}

#define EXPECT(set, n, z, ...)                                                                                                             \
    do {                                                                                                                                   \
        const double expected[] = __VA_ARGS__;                                                                                             \
        expect_projection(&(set), n, z, expected);                                                                                         \
    } while (0)

static void test_balls(void)
{
    const double z[3] = {3.0, -1.0, 0.5}, w[2] = {1.0, 2.0}, two[2] = {3.0, 3.0}, free_one[3] = {1.0, 0.0, 1.0}, four[2] = {4.0, 4.0};
    nb_set set = {.kind = NB_SET_L1, .n = 3, .radius = 2.0};
    EXPECT(set, 3, z, {2.0, 0.0, 0.0});
    set.radius = 5.0;
    EXPECT(set, 3, z, {3.0, -1.0, 0.5});
    set.weight = free_one;
    set.radius = 1.5;
    EXPECT(set, 3, z, {1.5, -1.0, 0.0});
    set.radius = 0.0;
    EXPECT(set, 3, z, {0.0, -1.0, 0.0});
    set = (nb_set){.kind = NB_SET_L1, .n = 2, .weight = w, .radius = 2.0};
    EXPECT(set, 2, two, {1.6, 0.2}); /* tau = (3 + 6 - 2) / 5 */
    set = (nb_set){.kind = NB_SET_L2, .n = 2, .radius = 1.0};
    EXPECT(set, 2, ((double[2]){3.0, -4.0}), {0.6, -0.8});
    set.weight = four;
    EXPECT(set, 2, ((double[2]){3.0, -4.0}), {0.3, -0.4});
    set.weight = w;
    set.radius = sqrt(3.0); /* mu = 1: 2 / 2 and 3 / 3 */
    EXPECT(set, 2, ((double[2]){2.0, 3.0}), {1.0, 1.0});
    set = (nb_set){.kind = NB_SET_ELASTIC, .n = 2, .l1 = 0.5, .l2 = 0.5, .radius = 0.75}; /* tau = 2: (3 - 1) / 2, (1 - 1) / 2 */
    EXPECT(set, 2, ((double[2]){3.0, 1.0}), {1.0, 0.0});
}

static void test_bounded(void)
{
    const double lower[2] = {0.5, -inf}, upper[2] = {inf, 0.25}, zero[3] = {0.0, 0.0, 0.0}, a[2] = {1.0, -1.0}, from[1] = {1.0},
                 to[1] = {1.0};
    const double cap[3] = {0.5, 0.5, 0.5}, both[3] = {1.0, 1.0, 1.0};
    nb_set set = {.kind = NB_SET_BOUNDS, .n = 2, .lower = lower, .upper = upper};
    EXPECT(set, 2, ((double[2]){0.0, 1.0}), {0.5, 0.25});
    set = (nb_set){.kind = NB_SET_L2, .n = 2, .radius = 1.0, .upper = (const double[2]){inf, 0.6}}; /* the first gives way for the second */
    EXPECT(set, 2, ((double[2]){1.0, 9.0}), {0.8, 0.6});
    set = (nb_set){.kind = NB_SET_L1, .n = 2, .radius = 1.0, .upper = (const double[2]){inf, 0.25}};
    EXPECT(set, 2, ((double[2]){2.0, 9.0}), {0.75, 0.25});
    set.upper = zero;
    EXPECT(set, 2, ((double[2]){2.0, -9.0}), {0.0, -1.0});
    set = (nb_set){.kind = NB_SET_SIMPLEX, .n = 3, .radius = 1.0};
    EXPECT(set, 3, ((double[3]){0.5, 0.25, -1.0}), {0.625, 0.375, 0.0});
    set.radius = 0.0;
    EXPECT(set, 3, ((double[3]){0.5, 0.25, -1.0}), {0.0, 0.0, 0.0});
    set = (nb_set){.kind = NB_SET_ROW, .n = 2, .weight = a, .row_lower = from, .row_upper = to, .rows = 1};
    EXPECT(set, 2, ((double[2]){1.0, 1.0}), {1.5, 0.5});
    set = (nb_set){.kind = NB_SET_ROW, .n = 3, .lower = zero, .upper = cap, .row_lower = from, .row_upper = to, .rows = 1};
    EXPECT(set, 3, ((double[3]){9.0, 0.375, 0.125}), {0.5, 0.375, 0.125});
    EXPECT(set, 3, ((double[3]){9.0, 0.25, 0.125}), {0.5, 0.3125, 0.1875});
    set.row_upper = (const double[1]){inf};
    EXPECT(set, 3, ((double[3]){0.5, 0.5, 0.25}), {0.5, 0.5, 0.25});
    set = (nb_set){.kind = NB_SET_INCREASING, .n = 3};
    EXPECT(set, 3, ((double[3]){3.0, 1.0, 2.5}), {2.0, 2.0, 2.5});
    set.lower = zero;
    set.upper = both;
    EXPECT(set, 3, ((double[3]){3.0, -5.0, 2.5}), {0.0, 0.0, 1.0});
}

/* Coefficients 2 and 0 of three, and numbers of very different size. */
static void test_index_and_scale(void)
{
    const int index[2] = {2, 0};
    const double big = 0x1p+300, small = 0x1p-300;
    nb_set set = {.kind = NB_SET_L1, .n = 2, .index = index, .radius = 1.0};
    EXPECT(set, 3, ((double[3]){3.0, 7.0, -3.5}), {0.25, 7.0, -0.75});
    set.index = NULL;
    set.radius = small;
    EXPECT(set, 2, ((double[2]){big, 0.5 * big}), {small, 0.0});
    EXPECT(set, 2, ((double[2]){big, -big}), {0.5 * small, -0.5 * small});
    set = (nb_set){.kind = NB_SET_SIMPLEX, .n = 2, .radius = big};
    EXPECT(set, 2, ((double[2]){small, small}), {0.5 * big, 0.5 * big});
    set = (nb_set){.kind = NB_SET_L2, .n = 2, .radius = small};
    EXPECT(set, 2, ((double[2]){3.0 * big, 4.0 * big}), {0.6 * small, 0.8 * small});
}

/* z - b is normal to the ball at b, and b is on its surface: the conditions of optimality, for random points of all sizes. */
static void test_conditions(void)
{
    enum { n = 300 };
    unsigned long long state = 11;
    for (int round = 0; round < 40; round++) {
        arena own = arena_new();
        nb_context ctx = arena_context(&own);
        nb_project_result outcome;
        double z[n], w[n], b[n], norm = 0.0, low = inf, high = -inf, off = 0.0, value = 0.0;
        sample_fill(&state, n, z);
        for (int j = 0; j < n; j++) {
            w[j] = 1.5 + sample_uniform(&state);
            norm += w[j] * fabs(z[j]);
        }
        const int kind = round % 3;
        nb_set set = {.kind = kind == 0 ? NB_SET_L1 : kind == 1 ? NB_SET_L2 : NB_SET_ELASTIC, .n = n, .weight = w, .l1 = 0.3, .l2 = 0.7};
        set.radius = norm * pow(2.0, -1 - round) / (kind == 1 ? sqrt(n) : 1.0);
        memcpy(b, z, sizeof(z));
        CHECK_OK(nb_project(&ctx, &set, b, &outcome));
        const double l1 = kind == 0 ? 1.0 : kind == 1 ? 0.0 : 0.3, l2 = kind == 0 ? 0.0 : kind == 1 ? 2.0 : 0.7;
        for (int j = 0; j < n; j++) {
            const double slope = w[j] * (l1 + l2 * fabs(b[j])), tau = fabs(z[j] - b[j]) / slope;
            value += w[j] * fabs(b[j]) * (l1 + 0.5 * l2 * fabs(b[j]));
            if (b[j] != 0.0) {
                low = fmin(low, tau);
                high = fmax(high, tau);
            } else
                off = fmax(off, fabs(z[j]) / slope);
        }
        CHECK_NEAR(value / (kind == 1 ? set.radius * set.radius : set.radius), 1.0, 1e-13);
        CHECK(high - low <= 1e-12 * high && off <= high * (1.0 + 1e-12));
        arena_clear(&own);
    }
}

static void test_empty(void)
{
    arena own = arena_new();
    nb_context ctx = arena_context(&own);
    nb_project_result outcome;
    const double lower[2] = {1.0, 1.0}, upper[2] = {0.0, 2.0}, one[2] = {1.0, 1.0}, from[1] = {3.0};
    double x[2] = {0.0, 0.0};
    nb_set set = {.kind = NB_SET_BOUNDS, .n = 2, .lower = lower, .upper = upper};
    CHECK_OK(nb_project(&ctx, &set, x, &outcome));
    CHECK(outcome.empty);
    set = (nb_set){.kind = NB_SET_ROW, .n = 2, .upper = one, .rows = 1, .row_lower = from, .row_upper = from};
    CHECK_OK(nb_project(&ctx, &set, x, &outcome));
    CHECK(outcome.empty);
    set = (nb_set){.kind = NB_SET_L2, .n = 2, .lower = lower, .radius = 1.0};
    CHECK_OK(nb_project(&ctx, &set, x, &outcome));
    CHECK(outcome.empty);
    set.radius = sqrt(2.0); /* one point */
    EXPECT(set, 2, ((double[2]){5.0, 0.0}), {1.0, 1.0});
    set = (nb_set){.kind = NB_SET_COUNT, .n = 2};
    CHECK_STATUS(nb_project(&ctx, &set, x, &outcome), NB_ERR_ARGUMENT);
    arena_clear(&own);
}

int main(void)
{
    test_balls();
    test_bounded();
    test_index_and_scale();
    test_conditions();
    test_empty();
    return check_summary("project");
}
