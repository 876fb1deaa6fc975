/*
 * test_path.c - compress.h and nb_design_path_gradient of products.h: a path written in few vectors is the same path, and so are its
 * gradients.
 */
#include "check.h"
#include "compress.h"
#include "products.h"
#include "sample.h"
#include <float.h>

enum { p = 12, k = 60, m = 2 };

/* Ridge solutions for m responses at k / m penalties over nine decades. */
static void make_path(arena *own, const sample *s, double *b, int *response)
{
    double penalty[p];
    for (int l = 0; l < k; l++) {
        response[l] = l % m;
        for (int j = 0; j < p; j++)
            penalty[j] = pow(10.0, 3.0 - 0.3 * (l / m));
        CHECK(naive_ridge(own, s->shape.n, p, s->a, s->y + (size_t)response[l] * (size_t)s->shape.n, NULL, penalty, b + l * p));
    }
}

static void test_compress(void)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){50, p, m, 0, dense, 1, 0, 0.7}, 11);
    double b[p * k], q[p * k], r[k * k], back[p * k], gram[k * k], worst = 0.0;
    int response[k], rank = 0;
    make_path(&own, &s, b, response);
    CHECK_OK(nb_compress(&ctx, NULL, p, k, b, k / 2, q, r, &rank));
    CHECK(rank > 0 && rank <= p);
    naive_product(p, k, rank, q, 1, p, r, 1, k / 2, back);
    for (int l = 0; l < k; l++)
        worst = fmax(worst, largest_difference(p, back + l * p, b + l * p) / largest_entry(p, b + l * p));
    CHECK_NEAR(worst, 0.0, 16.0 * DBL_EPSILON);
    naive_product(rank, rank, p, q, p, 1, q, 1, p, gram);
    for (int j = 0; j < rank; j++)
        for (int i = 0; i < rank; i++)
            CHECK_NEAR(gram[i + j * rank], i == j, 1e-14);
    CHECK_OK(nb_compress(&ctx, NULL, p, k, b, 2, q, r, &rank)); /* two dimensions are not enough */
    CHECK(rank == -1);
    for (int i = 0; i < p * k; i++)
        b[i] = 0.0;
    CHECK_OK(nb_compress(&ctx, NULL, p, k, b, k / 2, q, r, &rank));
    CHECK(rank == 0);
    arena_clear(&a);
    arena_clear(&own);
}

static void test_gradient(sample_shape shape)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, shape, 29);
    double b[p * k], direct[p * k], path[p * k], sums[4 * k], drift[2 * p], cross[2 * p * m];
    int response[k];
    make_path(&own, &s, b, response);
    CHECK_OK(nb_design_gradient(&ctx, NULL, &s.design, k, b, s.y, response, direct, sums, sums + k, drift));
    CHECK_OK(nb_design_path_gradient(&ctx, NULL, &s.design, k, b, m, s.y, response, path, sums + 2 * k, sums + 3 * k, drift + p, cross));
    CHECK_OK(nb_design_cross(&ctx, NULL, &s.design, m, s.y, cross + p * m));
    CHECK_NEAR(largest_difference(p * m, cross, cross + p * m), 0.0, 1e-13);
    CHECK_NEAR(largest_difference(p * k, direct, path), 0.0, 1e-13);
    CHECK_NEAR(largest_difference(2 * k, sums, sums + 2 * k), 0.0, 1e-13);
    CHECK_NEAR(largest_difference(p, drift, drift + p), 0.0, 1e-13);
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    test_compress();
    for (int storage = dense; storage <= sparse_implicit; storage++)
        for (int q = 0; q < 3; q += 2) {
            test_gradient((sample_shape){50, p, m, q, (sample_storage)storage, 1, 1, 1.0});
            test_gradient((sample_shape){700, p, m, q, (sample_storage)storage, 0, 1, 1.0});
            test_gradient((sample_shape){9, p, m, q, (sample_storage)storage, 1, 2, 1.0});
        }
    return check_summary("path");
}
