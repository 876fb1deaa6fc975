/*
 * test_triangle.c - triangle.h: R'R is the Gram matrix of [A y] (primal) or A A' (dual), over one block and over many.
 */
#include "check.h"
#include "sample.h"
#include "triangle.h"
#include <string.h>

static void test_shape(sample_shape shape, int dual)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, shape, 31);
    const int n = shape.n, p = shape.p, m = dual ? 0 : shape.m, k = dual ? n : p + m;
    const size_t cells = (size_t)k * (size_t)k;
    double *r = arena_doubles(&own, cells), *again = arena_doubles(&own, cells), *gram = arena_doubles(&own, cells);
    CHECK_OK(nb_design_triangle(&ctx, NULL, &s.design, dual, m, s.y, r));
    int upper = 1;
    for (int j = 0; j < k; j++)
        for (int i = j + 1; i < k; i++)
            upper = upper && r[i + (size_t)j * (size_t)k] == 0.0;
    CHECK(upper);
    naive_product(k, k, k, r, k, 1, r, 1, k, again);
    if (dual) {
        naive_product(n, n, p, s.a, 1, n, s.a, n, 1, gram);
    } else {
        double *both = arena_doubles(&own, (size_t)n * (size_t)k);
        memcpy(both, s.a, (size_t)n * (size_t)p * sizeof(double));
        memcpy(both + (size_t)n * (size_t)p, s.y, (size_t)n * (size_t)m * sizeof(double));
        naive_product(k, k, n, both, n, 1, both, 1, n, gram);
    }
    CHECK_NEAR(largest_difference(cells, gram, again) / (1.0 + largest_entry(cells, gram)), 0.0, 1e-14 * (n + p));
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    static const int sizes[][2] = {{1, 1}, {3, 2}, {40, 6}, {1200, 5}, {7, 30}, {5, 1300}, {20, 20}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int storage = dense; storage <= sparse_implicit; storage++) {
            const int n = sizes[i][0], p = sizes[i][1], q = n > 10 ? 2 : 0;
            test_shape((sample_shape){n, p, 2, q, (sample_storage)storage, 1, 1, 1.0}, 0 + (n < p));
        }
    test_shape((sample_shape){30, 4, 0, 0, dense, 1, 0, 1.0}, 0);
    test_shape((sample_shape){4, 30, 0, 0, dense, 0, 0, 1.0}, 1);
    test_shape((sample_shape){6, 4, 3, 0, dense, 1, 0, 1.0}, 0); /* more columns with y than rows */
    return check_summary("triangle");
}
