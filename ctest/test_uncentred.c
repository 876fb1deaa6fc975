/*
 * test_uncentred.c - uncentred.h: products of dense designs without blocks agree with those block by block, whatever the order of the
 * columns, for one and several right-hand sides, over several blocks of rows, with coefficients and rows that are not there.
 */
#include "check.h"
#include "products.h"
#include "sample.h"
#include "uncentred.h"
#include <string.h>

/* Where the columns in use lie: side by side, backwards, in runs of 20 with gaps, every other. */
enum { orders = 4, stored_most = 120 };

static int place(int order, int j, int p)
{
    switch (order) {
    case 0:
        return j;
    case 1:
        return p - 1 - j;
    case 2:
        return j + j / 20;
    default:
        return 2 * j;
    }
}

static nb_design make_design(arena *own, int n, int p, int order, unsigned long long *state)
{
    double *x = arena_doubles(own, (size_t)n * stored_most), *centre = arena_doubles(own, (size_t)p);
    double *scale = arena_doubles(own, (size_t)p), *root = arena_doubles(own, (size_t)n);
    int *columns = arena_ints(own, (size_t)p);
    sample_fill(state, (size_t)n * stored_most, x);
    for (int i = 0; i < n; i++)
        root[i] = i % 7 == 2 ? 0.0 : sqrt((1.5 + sample_uniform(state)) / n);
    for (int i = 2; i < n; i += 7)
        x[i] = 1e300; /* not seen, having no weight */
    for (int j = 0; j < p; j++) {
        columns[j] = place(order, j, p);
        centre[j] = sample_uniform(state);
        scale[j] = 1.5 + sample_uniform(state);
    }
    const nb_design design = {
        .n = n, .p = p, .x = x, .columns = columns, .centre = centre, .scale = scale, .root_weight = root, .implicit = 1};
    return design;
}

static void test_agreement(nb_context *ctx, nb_gemm_work *ws, int n, int p, int order, int k)
{
    arena own = arena_new();
    unsigned long long state = (unsigned long long)(n + 31 * p + 7 * order + k);
    const nb_design design = make_design(&own, n, p, order, &state);
    nb_design blocks = design;
    const size_t nk = (size_t)n * (size_t)k, pk = (size_t)p * (size_t)k;
    double *b = arena_doubles(&own, pk), *r = arena_doubles(&own, nk), *out = arena_doubles(&own, nk + pk);
    double *expected = arena_doubles(&own, nk + pk);
    blocks.implicit = 0;
    sample_fill(&state, pk, b);
    sample_fill(&state, nk, r);
    for (size_t j = 0; j < pk; j++)
        if ((j % (size_t)p) % 5 == 1 || sample_uniform(&state) < -0.5)
            b[j] = 0.0;
    CHECK_OK(nb_design_multiply(ctx, ws, &design, k, b, out));
    CHECK_OK(nb_design_multiply(ctx, ws, &blocks, k, b, expected));
    CHECK_NEAR(largest_difference(nk, out, expected), 0.0, 1e-14 * p);
    CHECK_OK(nb_design_cross(ctx, ws, &design, k, r, out));
    CHECK_OK(nb_design_cross(ctx, ws, &blocks, k, r, expected));
    CHECK_NEAR(largest_difference(pk, out, expected), 0.0, 1e-13 * (1.0 + 1e-2 * n));
    arena_clear(&own);
}

static void test_zero(nb_context *ctx, nb_gemm_work *ws)
{
    arena own = arena_new();
    unsigned long long state = 5;
    const nb_design design = make_design(&own, 50, 30, 0, &state);
    double b[30 * 8], out[50 * 8];
    memset(b, 0, sizeof b);
    for (int k = 1; k <= 8; k += 7) {
        sample_fill(&state, 50 * 8, out);
        CHECK_OK(nb_uncentred_multiply(ctx, ws, &design, k, b, out));
        CHECK(largest_entry((size_t)(50 * k), out) == 0.0);
    }
    arena_clear(&own);
}

int main(void)
{
    static const int rows[] = {1, 60, 9001}, widths[] = {1, 6, 18, 47}, sides[] = {1, 3, 10, 11};
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    nb_gemm_work ws;
    CHECK_OK(nb_gemm_work_init(&ctx, &ws));
    for (int order = 0; order < orders; order++)
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 4; j++)
                for (int l = 0; l < 4; l++) {
                    void *mark = nb_mark(&ctx);
                    test_agreement(&ctx, l % 2 ? &ws : NULL, rows[i], widths[j], order, sides[l]);
                    nb_release(&ctx, mark);
                }
    test_zero(&ctx, &ws);
    arena_clear(&a);
    return check_summary("uncentred");
}
