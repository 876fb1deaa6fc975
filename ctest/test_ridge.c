/*
 * test_ridge.c - ridge.h: the three factorisations agree, solutions equal those of the normal equations in long double, ranks and routes
 * are as they should be.
 */
#include "check.h"
#include "ridge.h"
#include "sample.h"
#include <string.h>

static const nb_ridge_method methods[] = {NB_RIDGE_GRAM, NB_RIDGE_QR, NB_RIDGE_SVD, NB_RIDGE_AUTO};

static int max_rank(const sample *s)
{
    int used = 0;
    for (int i = 0; i < s->shape.n; i++)
        used += s->design.root_weight[i] > 0.0;
    return used - s->shape.centred - s->shape.q;
}

/* Norm of the largest column before projection. */
static double rank_floor(const sample *s)
{
    double largest = 0.0;
    for (int j = 0; j < s->shape.p && s->shape.q > 0; j++) {
        double square = 0.0;
        for (int i = 0; i < s->shape.n; i++)
            square += pow(s->before[(size_t)j * (size_t)s->shape.n + (size_t)i], 2);
        largest = fmax(largest, sqrt(square));
    }
    return largest;
}

static nb_ridge_factor room_for_factor(arena *own, const sample *s)
{
    nb_ridge_factor factor = {0};
    const size_t side = (size_t)(s->shape.n < s->shape.p ? s->shape.n : s->shape.p);
    factor.basis = arena_doubles(own, side * side);
    factor.d = arena_doubles(own, side);
    factor.uty = arena_doubles(own, side * (size_t)s->shape.m);
    return factor;
}

static void naive_path(arena *own, const sample *s, int count, const double *c, double *beta)
{
    const int n = s->shape.n, p = s->shape.p;
    double *penalty = arena_doubles(own, (size_t)p);
    for (int k = 0; k < s->shape.m; k++)
        for (int l = 0; l < count; l++) {
            for (int j = 0; j < p; j++)
                penalty[j] = c[l];
            CHECK(naive_ridge(own, n, p, s->a, s->y + (size_t)k * (size_t)n, NULL, penalty, beta + (size_t)(l + count * k) * (size_t)p));
        }
}

static void test_solutions(sample_shape shape, int count, const double *c)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, shape, 5);
    const int side = shape.n < shape.p ? shape.n : shape.p, bound = max_rank(&s), rank = bound < side ? bound : side;
    const size_t cells = (size_t)shape.p * (size_t)count * (size_t)shape.m;
    double *expected = arena_doubles(&own, cells), *beta = arena_doubles(&own, cells), first[64];
    naive_path(&own, &s, count, c, expected);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        nb_ridge_factor factor = room_for_factor(&own, &s);
        CHECK_OK(nb_ridge_factorize(&ctx, NULL, &s.design, shape.m, s.y, bound, rank_floor(&s), methods[i], c[count - 1], &factor));
        CHECK(factor.rank == rank && factor.side == side && factor.dual == (shape.n < shape.p));
        CHECK(factor.method != NB_RIDGE_AUTO && (methods[i] == NB_RIDGE_AUTO || factor.method == methods[i]));
        for (int j = 0; j < rank && i == 0; j++)
            first[j] = factor.d[j];
        CHECK_NEAR(largest_difference((size_t)rank, first, factor.d), 0.0, 1e-12 * first[0]);
        CHECK_OK(nb_ridge_solve(&ctx, NULL, &s.design, &factor, shape.m, s.y, count, c, beta));
        if (!CHECK_NEAR(largest_difference(cells, beta, expected), 0.0, 1e-11 * (1.0 + largest_entry(cells, expected))))
            printf("  n %d p %d q %d storage %d centred %d weights %d method %d\n", shape.n, shape.p, shape.q, (int)shape.storage,
                   shape.centred, shape.weighting, (int)methods[i]);
        arena_clear(&a);
    }
    arena_clear(&own);
}

static void test_shapes(void)
{
    static const int sizes[][2] = {{2, 1}, {30, 6}, {6, 30}, {15, 15}, {40, 25}};
    static const double tall[] = {10.0, 0.1, 1e-3, 0.0}, any[] = {10.0, 0.1, 1e-2};
    for (int storage = dense; storage <= sparse_implicit; storage++)
        for (int centred = 0; centred < 2; centred++)
            for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
                for (int q = 0; q <= (i > 0 ? 2 : 0); q += 2) {
                    const int n = sizes[i][0], p = sizes[i][1], full = n > 4 * p;
                    test_solutions((sample_shape){n, p, 2, q, (sample_storage)storage, centred, (int)i % 3, 1.0}, full ? 4 : 3,
                                   full ? tall : any);
                }
}

/* At c = 0 a wide problem has the solution of least norm among those of zero gradient: the limit of the path. */
static void test_least_norm(void)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){9, 25, 1, 1, dense, 1, 1, 1.0}, 77);
    static const double c[2] = {1e-9, 0.0};
    double beta[2 * 25], fitted[9];
    for (int i = 0; i < 3; i++) {
        nb_ridge_factor factor = room_for_factor(&own, &s);
        CHECK_OK(nb_ridge_factorize(&ctx, NULL, &s.design, 1, s.y, max_rank(&s), rank_floor(&s), methods[i], 0.0, &factor));
        CHECK(factor.rank == 7);
        CHECK_OK(nb_ridge_solve(&ctx, NULL, &s.design, &factor, 1, s.y, 2, c, beta));
        CHECK_NEAR(largest_difference(25, beta, beta + 25), 0.0, 1e-6);
        naive_product(9, 1, 25, s.a, 1, 9, beta + 25, 1, 25, fitted);
        CHECK_NEAR(largest_difference(9, fitted, s.y), 0.0, 1e-12);
    }
    arena_clear(&a);
    arena_clear(&own);
}

/* A column that is there twice, and a flat direction that swallows the whole of a column. */
static void test_deficient(void)
{
    static const double c[2] = {0.01, 0.0};
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    sample s = sample_make(&own, (sample_shape){25, 4, 1, 0, dense, 1, 0, 1.0}, 3);
    const int columns[4] = {1, 2, 2, 4};
    double centre[4], beta[8], residual[25], gradient[4], block[100];
    for (int j = 0; j < 4; j++)
        centre[j] = s.design.centre[columns[j] == 4 ? 0 : 4 - columns[j]];
    s.design.columns = columns;
    s.design.centre = centre;
    CHECK_OK(nb_design_block(&ctx, NULL, &s.design, 0, 25, 0, 4, block));
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        nb_ridge_factor factor = room_for_factor(&own, &s);
        CHECK_OK(nb_ridge_factorize(&ctx, NULL, &s.design, 1, s.y, 24, 0.0, methods[i], 0.0, &factor));
        CHECK(factor.rank == 3);
        CHECK_OK(nb_ridge_solve(&ctx, NULL, &s.design, &factor, 1, s.y, 2, c, beta));
        for (int l = 0; l < 2; l++) {
            naive_product(25, 1, 4, block, 1, 25, beta + 4 * l, 1, 4, residual);
            for (int k = 0; k < 25; k++)
                residual[k] = s.y[k] - residual[k];
            naive_product(4, 1, 25, block, 25, 1, residual, 1, 25, gradient);
            for (int j = 0; j < 4; j++)
                CHECK_NEAR(gradient[j], c[l] * beta[4 * l + j], 1e-13);
            /* twins share in proportion to their scales */
            CHECK_NEAR(beta[4 * l + 1] * s.design.scale[2], beta[4 * l + 2] * s.design.scale[1], 1e-12);
        }
    }
    arena_clear(&a);
    arena_clear(&own);
}

/* What is left of columns inside the span of the flat directions is rounding, and the rank is 0. */
static void test_swallowed(void)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    sample s = sample_make(&own, (sample_shape){20, 1, 1, 0, dense, 1, 0, 1.0}, 3);
    double flat[20], cross[1], norm = 0.0, beta[1] = {7.0};
    const double c[1] = {0.5};
    for (int i = 0; i < 20; i++)
        norm += s.a[i] * s.a[i];
    for (int i = 0; i < 20; i++)
        flat[i] = s.a[i] / sqrt(norm);
    cross[0] = sqrt(norm);
    s.design.q = 1;
    s.design.flat = flat;
    s.design.flat_cross = cross;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        nb_ridge_factor factor = room_for_factor(&own, &s);
        CHECK_OK(nb_ridge_factorize(&ctx, NULL, &s.design, 1, s.y, 18, sqrt(norm), methods[i], 0.0, &factor));
        CHECK(factor.rank == 0);
        CHECK_OK(nb_ridge_solve(&ctx, NULL, &s.design, &factor, 1, s.y, 1, c, beta));
        CHECK_NEAR(beta[0], 0.0, 1e-14);
    }
    arena_clear(&a);
    arena_clear(&own);
}

/* A Gram matrix is taken where it is good enough, and only there; asked for by name it is taken anyhow. */
static void test_route(void)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    for (int wide = 0; wide < 2; wide++) {
        const sample s = sample_make(&own, (sample_shape){wide ? 8 : 40, wide ? 40 : 8, 1, 0, dense, 0, 0, wide ? 1.0 : 0.1}, 3);
        nb_ridge_factor factor = room_for_factor(&own, &s);
        CHECK_OK(nb_ridge_factorize(&ctx, NULL, &s.design, 1, s.y, max_rank(&s), 0.0, NB_RIDGE_AUTO, 0.0, &factor));
        CHECK(factor.method == (wide ? NB_RIDGE_GRAM : NB_RIDGE_QR) && factor.c_valid == 0.0);
        CHECK_OK(nb_ridge_factorize(&ctx, NULL, &s.design, 1, s.y, max_rank(&s), 0.0, NB_RIDGE_AUTO, 0.5, &factor));
        CHECK(factor.method == NB_RIDGE_GRAM && factor.c_valid <= 0.5);
        CHECK_OK(nb_ridge_factorize(&ctx, NULL, &s.design, 1, s.y, max_rank(&s), 0.0, NB_RIDGE_GRAM, 0.0, &factor));
        CHECK(factor.method == NB_RIDGE_GRAM && factor.c_valid == 0.0);
    }
    arena_clear(&a);
    arena_clear(&own);
}

static void test_arguments(void)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const sample s = sample_make(&own, (sample_shape){10, 3, 1, 0, dense, 1, 0, 1.0}, 3);
    nb_ridge_factor factor = room_for_factor(&own, &s);
    const double c[1] = {1.0};
    double beta[3];
    CHECK_OK(nb_ridge_factorize(&ctx, NULL, &s.design, 1, s.y, 9, 0.0, NB_RIDGE_AUTO, 0.0, &factor));
    CHECK_STATUS(nb_ridge_solve(&ctx, NULL, &s.design, &factor, 1, s.y, 0, c, beta), NB_ERR_ARGUMENT);
    CHECK_STATUS(nb_ridge_solve(&ctx, NULL, &s.design, &factor, 0, s.y, 1, c, beta), NB_ERR_ARGUMENT);
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    test_shapes();
    test_least_norm();
    test_deficient();
    test_swallowed();
    test_route();
    test_arguments();
    return check_summary("ridge");
}
