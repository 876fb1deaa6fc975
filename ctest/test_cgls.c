/*
 * test_cgls.c - cgls.h: conjugate gradients reach the solution of the normal equations, the least-norm one at c = 0, and say when they did
 * not.
 */
#include "cgls.h"
#include "check.h"
#include "sample.h"
#include <string.h>

static void test_shape(sample_shape shape, double c)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, shape, 13);
    const size_t p = (size_t)shape.p;
    double *expected = arena_doubles(&own, p), *b = arena_doubles(&own, p), *penalty = arena_doubles(&own, p);
    int iterations = -1;
    for (size_t j = 0; j < p; j++) {
        penalty[j] = c;
        b[j] = 0.0;
    }
    CHECK(naive_ridge(&own, shape.n, shape.p, s.a, s.y, NULL, penalty, expected));
    CHECK_OK(nb_ridge_cgls(&ctx, NULL, &s.design, s.y, c, 1e-13, 0.0, 500, b, &iterations));
    CHECK(iterations > 0 && iterations <= 4 * shape.p);
    CHECK_NEAR(largest_difference(p, b, expected), 0.0, 1e-11 * (1.0 + largest_entry(p, expected)));
    CHECK_OK(nb_ridge_cgls(&ctx, NULL, &s.design, s.y, c, 1e-12, 0.0, 500, b, &iterations)); /* from the solution: nothing to do */
    CHECK(iterations <= 1);
    arena_clear(&a);
    arena_clear(&own);
}

/* c = 0, more columns than rows: zero residual, and no part in the null space, that is b = A't. */
static void test_least_norm(void)
{
    enum { n = 8, p = 30 };
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){n, p, 1, 0, dense, 0, 0, 1.0}, 13);
    double b[p] = {0.0}, image[n], none[p] = {0.0}, across[p * n], dual[n];
    int iterations;
    CHECK_OK(nb_ridge_cgls(&ctx, NULL, &s.design, s.y, 0.0, 1e-13, 0.0, 200, b, &iterations));
    naive_product(n, 1, p, s.a, 1, n, b, 1, p, image);
    CHECK_NEAR(largest_difference(n, image, s.y), 0.0, 1e-11);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < p; j++)
            across[j + i * p] = s.a[i + j * n];
    CHECK(naive_ridge(&own, p, n, across, b, NULL, none, dual)); /* least squares of b on the rows of A */
    double fitted[p];
    naive_product(p, 1, n, across, 1, p, dual, 1, n, fitted);
    CHECK_NEAR(largest_difference(p, fitted, b), 0.0, 1e-12);
    arena_clear(&a);
    arena_clear(&own);
}

static void test_limits(void)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){40, 10, 1, 0, dense, 1, 0, 0.5}, 13);
    double b[10] = {0.0}, zero[40] = {0.0};
    int iterations;
    CHECK_STATUS(nb_ridge_cgls(&ctx, NULL, &s.design, s.y, 0.0, 1e-13, 0.0, 3, b, &iterations), NB_ERR_MAXITER);
    CHECK(iterations == 3);
    CHECK_STATUS(nb_ridge_cgls(&ctx, NULL, &s.design, s.y, 0.0, 1e-13, 0.0, 0, b, &iterations), NB_ERR_MAXITER);
    memset(b, 0, sizeof b);
    CHECK_OK(nb_ridge_cgls(&ctx, NULL, &s.design, zero, 0.0, 1e-13, 0.0, 3, b, &iterations));
    CHECK(iterations == 0 && b[0] == 0.0);
    CHECK_OK(nb_ridge_cgls(&ctx, NULL, &s.design, s.y, 0.0, 1e-13, 1e3, 3, b, &iterations)); /* all is noise */
    CHECK(iterations == 0);
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    for (int storage = dense; storage <= dense_implicit; storage++)
        for (int q = 0; q < 3; q += 2) {
            test_shape((sample_shape){40, 6, 1, q, (sample_storage)storage, 1, 1, 1.0}, 0.0);
            test_shape((sample_shape){40, 6, 1, q, (sample_storage)storage, 0, 2, 1.0}, 0.3);
            test_shape((sample_shape){15, 40, 1, q, (sample_storage)storage, 1, 1, 1.0}, 0.05);
        }
    test_least_norm();
    test_limits();
    return check_summary("cgls");
}
