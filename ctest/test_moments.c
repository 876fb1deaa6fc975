/*
 * test_moments.c - moments.h: means and standard deviations dense and sparse, at extreme scales; bad values
 * found.
 */
#include "check.h"
#include "moments.h"
#include "sample.h"

typedef struct answer {
    double mean[4], scale[4];
    int constant[4], bad[2];
} answer;

static nb_status moments(arena *a, const nb_matrix *x, const double *weight, answer *out)
{
    nb_context ctx = arena_context(a);
    return nb_matrix_moments(&ctx, x, weight, out->mean, out->scale, out->constant, out->bad);
}

static void test_by_hand(void)
{
    arena a = arena_new();
    const double weight[4] = {0.25, 0.25, 0.25, 0.25}, uneven[4] = {0.5, 0.25, 0.25, 0.0};
    const double x[16] = {1, 2, 3, 4, 5, 5, 5, 5, 0, 0, 0, 0, 0, 2, 0, 9};
    const nb_matrix matrix = {4, 4, x, NULL, NULL, NULL};
    answer out;
    CHECK_OK(moments(&a, &matrix, weight, &out));
    CHECK_NEAR(out.mean[0], 2.5, 1e-15);
    CHECK_NEAR(out.scale[0], sqrt(1.25), 1e-15);
    CHECK(!out.constant[0] && out.constant[1] && out.constant[2] && !out.constant[3]);
    CHECK_NEAR(out.mean[1], 5.0, 1e-15);
    CHECK_OK(moments(&a, &matrix, uneven, &out));
    CHECK_NEAR(out.mean[0], 1.75, 1e-15);
    CHECK_NEAR(out.scale[0], sqrt(0.6875), 1e-15);
    CHECK_NEAR(out.mean[3], 0.5, 1e-15); /* the 9 has no weight */
    CHECK(out.scale[1] == 0.0 && out.scale[2] == 0.0);
    arena_clear(&a);
}

/* The same columns, zeros not stored. */
static void test_sparse(void)
{
    arena a = arena_new();
    const double weight[4] = {0.4, 0.3, 0.2, 0.1}, x[12] = {0, 2, 0, 4, 0, 0, 0, 0, 7, 7, 7, 7}, value[6] = {2, 4, 7, 7, 7, 7};
    const int start[4] = {0, 2, 2, 6}, row[6] = {1, 3, 0, 1, 2, 3};
    const nb_matrix full = {4, 3, x, NULL, NULL, NULL}, stored = {4, 3, NULL, start, row, value};
    answer one, other;
    CHECK_OK(moments(&a, &full, weight, &one));
    CHECK_OK(moments(&a, &stored, weight, &other));
    for (int j = 0; j < 3; j++) {
        CHECK_NEAR(one.mean[j], other.mean[j], 1e-15);
        CHECK_NEAR(one.scale[j], other.scale[j], 1e-15);
        CHECK(one.constant[j] == other.constant[j]);
    }
    arena_clear(&a);
}

/* x = shift + unit * {-1, 0, 1}: SD = unit sqrt(2/3). */
static void test_scales(void)
{
    static const double cases[][2] = {{0, 1e150},  {0, 1e-150}, {0, 1e-300}, {0, 1e300}, {1e8, 1},
                                      {1e10, 1e3}, {-1e6, 1e0}, {1e15, 1e9}, {3, 1e-12}};
    arena a = arena_new();
    const double third = 1.0 / 3.0, weight[3] = {third, third, third};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double shift = cases[i][0], unit = cases[i][1], x[3] = {shift - unit, shift, shift + unit};
        const nb_matrix matrix = {3, 1, x, NULL, NULL, NULL};
        answer out;
        CHECK_OK(moments(&a, &matrix, weight, &out));
        CHECK_NEAR(out.mean[0] / (fabs(shift) + unit), shift / (fabs(shift) + unit), 1e-15);
        CHECK_NEAR(out.scale[0] / (unit * sqrt(2.0 / 3.0)), 1.0, 1e-14 + 1e-16 * fabs(shift) / unit);
        CHECK(!out.constant[0]);
    }
    arena_clear(&a);
}

/* A constant that is not a binary fraction, with weights that round: still constant. */
static void test_constant(void)
{
    enum { n = 101 };
    arena a = arena_new();
    double weight[n], x[2 * n], total = 0.0;
    for (int i = 0; i < n; i++) {
        weight[i] = 1.0 + 0.37 * (i % 7);
        total += weight[i];
        x[i] = 0.1;
        x[n + i] = i == 3 ? 1e-7 : 0.0;
    }
    for (int i = 0; i < n; i++)
        weight[i] /= total;
    const nb_matrix matrix = {n, 2, x, NULL, NULL, NULL};
    answer out;
    CHECK_OK(moments(&a, &matrix, weight, &out));
    CHECK(out.constant[0] && !out.constant[1]);
    arena_clear(&a);
}

/* What stands in a row of zero weight does not even set the unit of its column. */
static void test_unweighted_row(void)
{
    enum { n = 5 };
    arena a = arena_new();
    const double x[n] = {1.0, 2.0, 4.0, 8.0, 1e300}, weight[n] = {0.25, 0.25, 0.25, 0.25, 0.0};
    const int start[2] = {0, n}, row[n] = {0, 1, 2, 3, 4};
    const nb_matrix dense = {n, 1, x, NULL, NULL, NULL}, sparse = {n, 1, NULL, start, row, x}, matrices[2] = {dense, sparse};
    for (int k = 0; k < 2; k++) {
        answer out;
        CHECK_OK(moments(&a, &matrices[k], weight, &out));
        CHECK(out.mean[0] == 3.75 && !out.constant[0]);
        CHECK(fabs(out.scale[0] - sqrt(7.1875)) < 1e-14);
    }
    arena_clear(&a);
}

static void test_nonfinite(void)
{
    arena a = arena_new();
    const double weight[3] = {0.5, 0.5, 0.0}, bad_values[3] = {NAN, INFINITY, -INFINITY};
    for (int kind = 0; kind < 3; kind++)
        for (int at = 0; at < 6; at++) {
            double x[6] = {1, 2, 3, 4, 5, 6};
            x[at] = bad_values[kind];
            const nb_matrix matrix = {3, 2, x, NULL, NULL, NULL};
            answer out;
            CHECK_STATUS(moments(&a, &matrix, weight, &out), NB_ERR_NONFINITE);
            CHECK(out.bad[0] == at % 3 && out.bad[1] == at / 3);
        }
    const int start[3] = {0, 1, 3}, row[3] = {2, 0, 1};
    const double value[3] = {1, 2, NAN};
    const nb_matrix stored = {3, 2, NULL, start, row, value};
    answer out;
    CHECK_STATUS(moments(&a, &stored, weight, &out), NB_ERR_NONFINITE);
    CHECK(out.bad[0] == 1 && out.bad[1] == 1);
    arena_clear(&a);
}

int main(void)
{
    test_by_hand();
    test_sparse();
    test_scales();
    test_constant();
    test_unweighted_row();
    test_nonfinite();
    return check_summary("moments");
}
