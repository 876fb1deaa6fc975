/*
 * test_design.c - design.h and products.h: blocks, products, gradient and Gram matrices of dense, sparse and implicitly centred designs,
 * with and without flat directions, against the matrix written out.
 */
#include "check.h"
#include "products.h"
#include "sample.h"
#include <string.h>

static const double tolerance = 1e-13;

static void test_blocks(nb_context *ctx, nb_gemm_work *ws, arena *own, const sample *s)
{
    const int n = s->shape.n, p = s->shape.p;
    for (int part = 0; part < 4; part++) {
        const int i0 = part % 2 ? n / 3 : 0, j0 = part / 2 ? p / 2 : 0, ni = part % 2 ? n - i0 - n / 4 : n, nj = p - j0;
        double *block = arena_doubles(own, (size_t)ni * (size_t)nj), worst = 0.0;
        CHECK_OK(nb_design_block(ctx, ws, &s->design, i0, ni, j0, nj, block));
        for (int j = 0; j < nj; j++)
            worst = fmax(worst, largest_difference((size_t)ni, block + (size_t)j * (size_t)ni, s->a + (size_t)(j0 + j) * (size_t)n + i0));
        CHECK_NEAR(worst, 0.0, tolerance);
    }
    const int rows = nb_design_step(&s->design, 1), columns = nb_design_step(&s->design, 0);
    CHECK(rows >= 1 && rows <= n && columns >= 1 && columns <= p);
}

static void test_products(nb_context *ctx, nb_gemm_work *ws, arena *own, const sample *s, int k)
{
    const int n = s->shape.n, p = s->shape.p;
    unsigned long long state = 21;
    const size_t nk = (size_t)n * (size_t)k, pk = (size_t)p * (size_t)k;
    double *b = arena_doubles(own, pk), *r = arena_doubles(own, nk), *image = arena_doubles(own, nk), *cross = arena_doubles(own, pk);
    double *expected = arena_doubles(own, nk > pk ? nk : pk);
    sample_fill(&state, pk, b);
    sample_fill(&state, nk, r);
    CHECK_OK(nb_design_multiply(ctx, ws, &s->design, k, b, image));
    naive_product(n, k, p, s->a, 1, n, b, 1, p, expected);
    CHECK_NEAR(largest_difference(nk, image, expected), 0.0, tolerance * p);
    CHECK_OK(nb_design_cross(ctx, ws, &s->design, k, r, cross));
    naive_product(p, k, n, s->a, n, 1, r, 1, n, expected);
    CHECK_NEAR(largest_difference(pk, cross, expected), 0.0, tolerance * n);
}

static void test_gram(nb_context *ctx, nb_gemm_work *ws, arena *own, const sample *s)
{
    const int n = s->shape.n, p = s->shape.p;
    const size_t side = (size_t)(n > p ? n : p);
    double *gram = arena_doubles(own, side * side), *expected = arena_doubles(own, side * side);
    CHECK_OK(nb_design_gram(ctx, ws, &s->design, 0, gram));
    naive_product(p, p, n, s->a, n, 1, s->a, 1, n, expected);
    CHECK_NEAR(largest_difference((size_t)p * (size_t)p, gram, expected), 0.0, tolerance * n);
    CHECK_OK(nb_design_gram(ctx, ws, &s->design, 1, gram));
    naive_product(n, n, p, s->a, 1, n, s->a, n, 1, expected);
    CHECK_NEAR(largest_difference((size_t)n * (size_t)n, gram, expected), 0.0, tolerance * p);
}

static void test_gradient(nb_context *ctx, nb_gemm_work *ws, arena *own, const sample *s, int k)
{
    const int n = s->shape.n, p = s->shape.p, m = s->shape.m;
    unsigned long long state = 4;
    const size_t pk = (size_t)p * (size_t)k;
    double *b = arena_doubles(own, pk), *out = arena_doubles(own, pk), *expected = arena_doubles(own, pk);
    double *sums = arena_doubles(own, 2 * (size_t)k), *drift = arena_doubles(own, (size_t)p);
    double *residual = arena_doubles(own, (size_t)n * (size_t)k);
    int *response = arena_ints(own, (size_t)k);
    sample_fill(&state, pk, b);
    for (int l = 0; l < k; l++)
        response[l] = (l + 1) % m;
    CHECK_OK(nb_design_gradient(ctx, ws, &s->design, k, b, s->y, response, out, sums, sums + k, drift));
    naive_product(n, k, p, s->a, 1, n, b, 1, p, residual);
    for (int l = 0; l < k; l++) {
        long double rss = 0.0L, mean = 0.0L;
        for (int i = 0; i < n; i++) {
            double *r = residual + (size_t)l * (size_t)n + (size_t)i;
            *r = s->y[(size_t)response[l] * (size_t)n + (size_t)i] - *r;
            rss += (long double)*r * *r;
            mean += (long double)*r * s->design.root_weight[i];
        }
        CHECK_NEAR(sums[l], (double)rss, tolerance * p);
        CHECK_NEAR(sums[k + l], (double)mean, tolerance * p);
    }
    naive_product(p, k, n, s->a, n, 1, residual, 1, n, expected);
    CHECK_NEAR(largest_difference(pk, out, expected), 0.0, tolerance * n);
    naive_product(p, 1, n, s->a, n, 1, s->design.root_weight, 1, n, expected);
    CHECK_NEAR(largest_difference((size_t)p, drift, expected), 0.0, tolerance * n);
}

/* Some of the columns, in another order. */
static void test_select(nb_context *ctx, nb_gemm_work *ws, arena *own, const sample *s)
{
    const int n = s->shape.n, p = s->shape.p, count = (p + 1) / 2;
    int *list = arena_ints(own, (size_t)count);
    double *block = arena_doubles(own, (size_t)n * (size_t)count), worst = 0.0;
    nb_design part;
    for (int j = 0; j < count; j++)
        list[j] = p - 1 - 2 * j;
    CHECK_OK(nb_design_select(ctx, &s->design, count, list, &part));
    CHECK(part.p == count);
    CHECK_OK(nb_design_block(ctx, ws, &part, 0, n, 0, count, block));
    for (int j = 0; j < count; j++)
        worst = fmax(worst, largest_difference((size_t)n, block + (size_t)j * (size_t)n, s->a + (size_t)list[j] * (size_t)n));
    CHECK_NEAR(worst, 0.0, tolerance);
}

static void test_shape(sample_shape shape)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    nb_gemm_work ws;
    CHECK_OK(nb_gemm_work_init(&ctx, &ws));
    const sample s = sample_make(&own, shape, 7);
    test_blocks(&ctx, &ws, &own, &s);
    test_products(&ctx, &ws, &own, &s, 1);
    test_products(&ctx, &ws, &own, &s, 9);
    test_select(&ctx, &ws, &own, &s);
    test_gram(&ctx, &ws, &own, &s);
    test_gradient(&ctx, &ws, &own, &s, 1);
    test_gradient(&ctx, &ws, &own, &s, 11);
    arena_clear(&a);
    arena_clear(&own);
}

/* Worked by hand: x = (1, 3), equal weights, mean 2, scale 2: A = ((1 - 2) 2 sqrt(1/2), (3 - 2) 2 sqrt(1/2)) = (-sqrt 2, sqrt 2). */
static void test_by_hand(void)
{
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    const double x[2] = {1, 3}, centre[1] = {2}, scale[1] = {2}, root[2] = {sqrt(0.5), sqrt(0.5)};
    const int columns[1] = {0};
    const nb_design design = {.n = 2, .p = 1, .x = x, .columns = columns, .centre = centre, .scale = scale, .root_weight = root};
    double block[2], gram[4], b[1] = {3.0}, image[2];
    CHECK_OK(nb_design_block(&ctx, NULL, &design, 0, 2, 0, 1, block));
    CHECK_NEAR(block[0], -sqrt(2.0), 1e-15);
    CHECK_NEAR(block[1], sqrt(2.0), 1e-15);
    CHECK_OK(nb_design_gram(&ctx, NULL, &design, 0, gram));
    CHECK_NEAR(gram[0], 4.0, 1e-15);
    CHECK_OK(nb_design_multiply(&ctx, NULL, &design, 1, b, image));
    CHECK_NEAR(image[0], -3.0 * sqrt(2.0), 1e-15);
    arena_clear(&a);
}

int main(void)
{
    static const int sizes[][2] = {{1, 1}, {2, 1}, {1, 3}, {30, 7}, {9, 40}, {25, 25}};
    for (int storage = dense; storage <= dense_implicit; storage++)
        for (int centred = 0; centred < 2; centred++)
            for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
                for (int q = 0; q <= (sizes[i][0] > 5 ? 3 : 0); q += 3)
                    test_shape((sample_shape){sizes[i][0], sizes[i][1], 2, q, (sample_storage)storage, centred, (int)i % 3, 1.0});
    /* several blocks of rows, and of columns */
    test_shape((sample_shape){700, 2, 2, 1, dense, 1, 1, 1.0});
    test_shape((sample_shape){2, 700, 2, 0, dense, 1, 1, 1.0});
    test_by_hand();
    return check_summary("design");
}
