/*
 * test_pinv.c - pinv.h: the four conditions of Penrose, exact inverses of small integer matrices, distances from them against the formula,
 * at every shape, rank and scale.
 */
#include "check.h"
#include "pinv.h"
#include "sample.h"
#include <float.h>
#include <string.h>

static nb_thin_svd svd_allocate(arena *own, int n, int p)
{
    nb_thin_svd svd;
    svd.n = n;
    svd.p = p;
    svd.k = n < p ? n : p;
    svd.unit = 0.0;
    svd.u = arena_doubles(own, (size_t)n * (size_t)svd.k);
    svd.d = arena_doubles(own, (size_t)svd.k);
    svd.vt = arena_doubles(own, (size_t)svd.k * (size_t)p);
    return svd;
}

static int count_rank(const nb_thin_svd *svd)
{
    const double cutoff = (svd->n > svd->p ? svd->n : svd->p) * DBL_EPSILON * svd->d[0];
    int rank = 0;
    while (rank < svd->k && svd->d[rank] > cutoff)
        rank++;
    return rank;
}

/* The inverse of x / unit and its rank. */
static double *inverse_of(nb_context *ctx, arena *own, const double *x, nb_thin_svd *svd, int *rank)
{
    double *filter = arena_doubles(own, (size_t)svd->k), *inverse = arena_doubles(own, (size_t)svd->p * (size_t)svd->n);
    CHECK_OK(nb_svd_thin(ctx, x, svd));
    *rank = count_rank(svd);
    for (int j = 0; j < *rank; j++)
        filter[j] = 1.0 / svd->d[j];
    CHECK_OK(nb_svd_recompose(ctx, NULL, svd, *rank, filter, inverse));
    return inverse;
}

/* || A B A - A || / || A ||, largest entries; A is m x k, B k x m. */
static double reproduces(arena *own, int m, int k, const double *a, const double *b)
{
    double *ab = arena_doubles(own, (size_t)m * (size_t)m), *aba = arena_doubles(own, (size_t)m * (size_t)k);
    naive_product(m, m, k, a, 1, m, b, 1, k, ab);
    naive_product(m, k, m, ab, 1, m, a, 1, m, aba);
    const double size = largest_entry((size_t)m * (size_t)k, a);
    return size > 0.0 ? largest_difference((size_t)m * (size_t)k, aba, a) / size : 0.0;
}

static double asymmetry(arena *own, int m, int k, const double *a, const double *b)
{
    double *ab = arena_doubles(own, (size_t)m * (size_t)m), worst = 0.0;
    naive_product(m, m, k, a, 1, m, b, 1, k, ab);
    for (ptrdiff_t j = 0; j < m; j++)
        for (ptrdiff_t i = 0; i < m; i++)
            worst = fmax(worst, fabs(ab[i + j * m] - ab[j + i * m]));
    return worst;
}

/* A product of n x r and r x p matrices of random numbers, times scale. */
static void test_penrose(int n, int p, int r, double scale)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    unsigned long long state = 7 + (unsigned)(n * 31 + p * 7 + r);
    double *left = arena_doubles(&own, (size_t)n * (size_t)r), *right = arena_doubles(&own, (size_t)r * (size_t)p);
    double *x = arena_doubles(&own, (size_t)n * (size_t)p);
    int rank = -1;
    sample_fill(&state, (size_t)n * (size_t)r, left);
    sample_fill(&state, (size_t)r * (size_t)p, right);
    naive_product(n, p, r, left, 1, n, right, 1, r, x);
    for (size_t i = 0; i < (size_t)n * (size_t)p; i++)
        x[i] *= scale;
    nb_thin_svd svd = svd_allocate(&own, n, p);
    double *inverse = inverse_of(&ctx, &own, x, &svd, &rank);
    CHECK(rank == r);
    for (size_t i = 0; i < (size_t)n * (size_t)p; i++)
        x[i] /= svd.unit;
    const double kappa = rank > 0 ? svd.d[0] / svd.d[rank - 1] : 1.0, most = 1e-14 * kappa * (n + p);
    CHECK_NEAR(reproduces(&own, n, p, x, inverse), 0.0, most);
    CHECK_NEAR(reproduces(&own, p, n, inverse, x), 0.0, most);
    CHECK_NEAR(asymmetry(&own, n, p, x, inverse), 0.0, most);
    CHECK_NEAR(asymmetry(&own, p, n, inverse, x), 0.0, most);
    arena_clear(&a);
    arena_clear(&own);
}

/* (1 0 1; 0 1 1; 1 1 2) has rank 2 and the inverse (5 -4 1; -4 5 1; 1 1 2) / 9. */
static void test_exact(double scale)
{
    static const double expected[9] = {5, -4, 1, -4, 5, 1, 1, 1, 2};
    double x[9] = {1, 0, 1, 0, 1, 1, 1, 1, 2};
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    nb_thin_svd svd = svd_allocate(&own, 3, 3);
    int rank = 0;
    for (int i = 0; i < 9; i++)
        x[i] *= scale;
    const double *inverse = inverse_of(&ctx, &own, x, &svd, &rank);
    CHECK(rank == 2);
    for (int i = 0; i < 9; i++)
        CHECK_NEAR(inverse[i] / svd.unit * scale, expected[i] / 9.0, 1e-15);
    arena_clear(&a);
    arena_clear(&own);
}

/* diag(3, 1, 1/8) padded by zeros: the distance is known in closed form. */
static void test_distance(int n, int p, int r)
{
    static const double sigma[3] = {3.0, 1.0, 0.125}, c[6] = {1e-14, 1e-3, 0.015625, 1.0, 9e6, 0.0};
    double spectral[6], frobenius[6], residual[6];
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    double *x = arena_doubles(&own, (size_t)n * (size_t)p);
    int rank = 0;
    memset(x, 0, (size_t)n * (size_t)p * sizeof(double));
    for (int j = 0; j < r; j++)
        x[j + (ptrdiff_t)j * n] = sigma[j];
    nb_thin_svd svd = svd_allocate(&own, n, p);
    const double *inverse = inverse_of(&ctx, &own, x, &svd, &rank);
    CHECK(rank == r);
    CHECK_OK(nb_pinv_distance(&ctx, NULL, &svd, rank, x, inverse, 6, c, spectral, frobenius, residual));
    for (int l = 0; l < 6; l++) {
        double largest = 0.0, sum = 0.0;
        for (int j = 0; j < r; j++) {
            const double d = sigma[j] / svd.unit, off = c[l] / (d * (d * d + c[l]));
            largest = fmax(largest, off);
            sum += off * off;
        }
        CHECK_NEAR(spectral[l] / (largest + 1e-300), largest > 0.0, 1e-14);
        CHECK_NEAR(frobenius[l] / (sqrt(sum) + 1e-300), largest > 0.0, 1e-14);
        CHECK_NEAR(residual[l], 0.0, 1e-12);
    }
    arena_clear(&a);
    arena_clear(&own);
}

/* An inverse of another matrix leaves a residual. */
static void test_wrong_inverse(void)
{
    const double x[4] = {2, 0, 1, 1}, other[4] = {2, 0, 1.001, 1}, c = 0.5;
    double spectral, frobenius, residual;
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    nb_thin_svd svd = svd_allocate(&own, 2, 2);
    int rank = 0;
    const double *inverse = inverse_of(&ctx, &own, other, &svd, &rank);
    CHECK_OK(nb_pinv_distance(&ctx, NULL, &svd, rank, x, inverse, 1, &c, &spectral, &frobenius, &residual));
    CHECK(residual > 1e-5);
    arena_clear(&a);
    arena_clear(&own);
}

static void test_edges(void)
{
    double zero[6] = {0}, bad[2] = {1.0, NAN}, tiny[1] = {5e-324}, out[6], number;
    const double c = 1.0;
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    nb_thin_svd svd = svd_allocate(&own, 3, 2);
    CHECK_OK(nb_svd_thin(&ctx, zero, &svd));
    CHECK(svd.unit == 1.0 && svd.d[0] == 0.0 && svd.d[1] == 0.0);
    CHECK_OK(nb_svd_recompose(&ctx, NULL, &svd, 0, NULL, out));
    CHECK(largest_entry(6, out) == 0.0);
    CHECK_STATUS(nb_pinv_distance(&ctx, NULL, &svd, 0, zero, zero, 1, &c, &number, &number, &number), NB_ERR_ARGUMENT);
    CHECK_STATUS(nb_pinv_distance(&ctx, NULL, &svd, 3, zero, zero, 1, &c, &number, &number, &number), NB_ERR_ARGUMENT);
    svd = svd_allocate(&own, 2, 1);
    CHECK_STATUS(nb_svd_thin(&ctx, bad, &svd), NB_ERR_NONFINITE);
    bad[1] = -INFINITY;
    CHECK_STATUS(nb_svd_thin(&ctx, bad, &svd), NB_ERR_NONFINITE);
    svd = svd_allocate(&own, 1, 1);
    CHECK_OK(nb_svd_thin(&ctx, tiny, &svd));
    CHECK(svd.d[0] * svd.unit == tiny[0]);
    arena_clear(&a);
    arena_clear(&own);
}

int main(void)
{
    static const int sizes[][2] = {{1, 1}, {1, 5}, {5, 1}, {4, 4}, {12, 5}, {5, 12}, {40, 33}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const int n = sizes[i][0], p = sizes[i][1], k = n < p ? n : p;
        for (int r = 1; r <= k; r += k > 8 ? 8 : 1)
            test_penrose(n, p, r, 1.0);
        test_penrose(n, p, k, 1e150);
        test_penrose(n, p, k, 1e-150);
    }
    test_exact(1.0);
    test_exact(1e-150);
    test_exact(1e150);
    test_distance(5, 3, 3);
    test_distance(3, 5, 3);
    test_distance(4, 4, 2);
    test_distance(3, 3, 1);
    test_wrong_inverse();
    test_edges();
    return check_summary("pinv");
}
