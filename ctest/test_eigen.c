/*
 * test_eigen.c - eigen.h (with tridiagonal.h, divide.h, merge.h under it): residuals, orthogonality and known spectra.
 */
#include "check.h"
#include "eigen.h"
#include "sample.h"
#include <float.h>
#include <stdlib.h>
#include <string.h>

/* Fills the lower triangle of a (n x n), NaN above it, so that a reader of the upper triangle is found out. */
typedef void (*filler)(int n, double *a);

static void set(int n, double *a, int i, int j, double value)
{
    a[i + (size_t)j * (size_t)n] = value;
}

static void blank(int n, double *a)
{
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            set(n, a, i, j, i < j ? NAN : 0.0);
}

static void random_matrix(int n, double *a)
{
    unsigned long long state = 1234567 + (unsigned)n;
    blank(n, a);
    for (int j = 0; j < n; j++)
        for (int i = j; i < n; i++)
            set(n, a, i, j, sample_uniform(&state));
}

static void diagonal_matrix(int n, double *a)
{
    blank(n, a);
    for (int j = 0; j < n; j++)
        set(n, a, j, j, (j * 7) % n - 3.0);
}

static void identity_matrix(int n, double *a)
{
    blank(n, a);
    for (int j = 0; j < n; j++)
        set(n, a, j, j, 1.0);
}

/* One vector's outer product plus the identity: n - 1 equal eigenvalues. */
static void rank_one(int n, double *a)
{
    blank(n, a);
    for (int j = 0; j < n; j++)
        for (int i = j; i < n; i++)
            set(n, a, i, j, (i + 1.0) * (j + 1.0) / n + (i == j));
}

/* Wilkinson's W+: pairs of eigenvalues that agree to rounding. */
static void wilkinson(int n, double *a)
{
    blank(n, a);
    for (int j = 0; j < n; j++) {
        set(n, a, j, j, fabs(j - (n - 1) / 2.0));
        if (j + 1 < n)
            set(n, a, j + 1, j, 1.0);
    }
}

/* Several Wilkinson matrices, weakly coupled: clusters of clusters. */
static void glued_wilkinson(int n, double *a)
{
    blank(n, a);
    for (int j = 0; j < n; j++) {
        set(n, a, j, j, abs(j % 21 - 10));
        if (j + 1 < n)
            set(n, a, j + 1, j, j % 21 == 20 ? 1e-8 : 1.0);
    }
}

static void second_difference(int n, double *a)
{
    blank(n, a);
    for (int j = 0; j < n; j++) {
        set(n, a, j, j, 2.0);
        if (j + 1 < n)
            set(n, a, j + 1, j, -1.0);
    }
}

/* Gram matrix of a graded design of rank n / 2: half of the spectrum is zero. */
static void graded_gram(int n, double *a)
{
    unsigned long long state = 99;
    blank(n, a);
    for (int j = 0; j < n; j++)
        for (int i = j; i < n; i++)
            set(n, a, i, j, 0.0);
    for (int r = 0; r < n / 2; r++) {
        double line[400];
        for (int j = 0; j < n; j++)
            line[j] = sample_uniform(&state) * pow(10.0, -6.0 * r / n);
        for (int j = 0; j < n; j++)
            for (int i = j; i < n; i++)
                a[i + (size_t)j * (size_t)n] += line[i] * line[j];
    }
}

/* Arrow: a dense first row, which the reduction has to sweep away. */
static void arrow(int n, double *a)
{
    blank(n, a);
    for (int j = 0; j < n; j++) {
        set(n, a, j, j, j + 1.0);
        if (j > 0)
            set(n, a, j, 0, 1e-3 * j);
    }
}

static void tiny_offdiagonal(int n, double *a)
{
    blank(n, a);
    for (int j = 0; j < n; j++)
        for (int i = j; i < n; i++)
            set(n, a, i, j, i == j ? 1.0 + j % 3 : (i + j) % 4 == 0 ? 1e-170 : 1e-20);
}

static void check_pairs(arena *own, int n, const double *a, const double *values, const double *vectors, double scale, const char *name)
{
    const size_t square = (size_t)n * (size_t)n;
    double *full = arena_doubles(own, square), *image = arena_doubles(own, square), residual = 0.0, skew = 0.0, size = 0.0;
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            full[i + (size_t)j * (size_t)n] = a[(i > j ? i : j) + (size_t)(i > j ? j : i) * (size_t)n] / scale;
    for (int j = 0; j < n; j++)
        size = fmax(size, fabs(values[j] / scale));
    naive_product(n, n, n, full, 1, n, vectors, 1, n, image);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            residual = fmax(residual, fabs(image[i + (size_t)j * (size_t)n] - values[j] / scale * vectors[i + (size_t)j * (size_t)n]));
    naive_product(n, n, n, vectors, n, 1, vectors, 1, n, image);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            skew = fmax(skew, fabs(image[i + (size_t)j * (size_t)n] - (i == j)));
    const int good = residual <= 10 * sqrt(n) * DBL_EPSILON * size + 1e-300 && skew <= 10 * sqrt(n) * DBL_EPSILON;
    if (!CHECK(good))
        printf("  %s, n = %d, scale %g: residual %g of %g, orthogonality %g\n", name, n, scale, residual, size, skew);
}

static void test_matrix(int n, filler fill, double scale, const char *name)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    const size_t square = (size_t)n * (size_t)n;
    double *matrix = arena_doubles(&own, square), *work = arena_doubles(&own, square), *vectors = arena_doubles(&own, square);
    double *values = arena_doubles(&own, (size_t)n), *alone = arena_doubles(&own, (size_t)n), size = 0.0;
    fill(n, matrix);
    for (size_t i = 0; i < square; i++)
        matrix[i] *= scale;
    memcpy(work, matrix, square * sizeof(double));
    CHECK_OK(nb_eigen_symmetric(&ctx, NULL, n, work, values, vectors));
    check_pairs(&own, n, matrix, values, vectors, scale, name);
    memcpy(work, matrix, square * sizeof(double));
    CHECK_OK(nb_eigen_symmetric(&ctx, NULL, n, work, alone, NULL));
    int sorted = 1;
    for (int j = 0; j < n; j++) {
        size = fmax(size, fabs(values[j]));
        sorted = sorted && (j == 0 || values[j] <= values[j - 1]);
    }
    CHECK(sorted);
    CHECK(largest_difference((size_t)n, values, alone) <= 20 * sqrt(n + 1.0) * DBL_EPSILON * size);
    arena_clear(&a);
    arena_clear(&own);
}

static void test_spectra(void)
{
    static const struct {
        filler fill;
        const char *name;
    } kinds[] = {{random_matrix, "random"},
                 {diagonal_matrix, "diagonal"},
                 {identity_matrix, "identity"},
                 {rank_one, "rank one"},
                 {wilkinson, "wilkinson"},
                 {glued_wilkinson, "glued wilkinson"},
                 {graded_gram, "graded gram"},
                 {arrow, "arrow"},
                 {second_difference, "second difference"},
                 {tiny_offdiagonal, "tiny off the diagonal"}};
    static const int sizes[] = {1, 2, 3, 4, 31, 32, 33, 34, 65, 67, 130, 171};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
            test_matrix(sizes[s], kinds[k].fill, 1.0, kinds[k].name);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        test_matrix(70, kinds[k].fill, 1e150, kinds[k].name);
        test_matrix(70, kinds[k].fill, 1e-150, kinds[k].name);
    }
    test_matrix(40, random_matrix, 1e307, "random");
    test_matrix(40, random_matrix, 1e-305, "random");
}

/* 2 - 2 cos(k pi / (n + 1)) */
static void test_known_values(void)
{
    enum { n = 100 };
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    double *matrix = arena_doubles(&a, n * n), *vectors = arena_doubles(&a, n * n), values[n], largest = 0.0;
    second_difference(n, matrix);
    CHECK_OK(nb_eigen_symmetric(&ctx, NULL, n, matrix, values, vectors));
    for (int k = 0; k < n; k++)
        largest = fmax(largest, fabs(values[k] - 4.0 * pow(sin((n - k) * acos(-1.0) / (2.0 * (n + 1))), 2)));
    CHECK_NEAR(largest, 0.0, 1e-14);
    arena_clear(&a);
}

static void test_zero_and_bad(void)
{
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    double matrix[9] = {0}, values[3] = {1, 1, 1}, vectors[9];
    CHECK_OK(nb_eigen_symmetric(&ctx, NULL, 3, matrix, values, vectors));
    CHECK(values[0] == 0.0 && values[1] == 0.0 && values[2] == 0.0);
    for (int i = 0; i < 9; i++)
        CHECK_NEAR(fabs(vectors[i]) * (fabs(vectors[i]) - 1.0), 0.0, 1e-15); /* some permutation of the identity */
    CHECK_OK(nb_eigen_symmetric(&ctx, NULL, 0, matrix, values, vectors));
    CHECK_STATUS(nb_eigen_symmetric(&ctx, NULL, -1, matrix, values, vectors), NB_ERR_ARGUMENT);
    double bad[4] = {1.0, NAN, 0.0, 1.0}, infinite[4] = {1.0, INFINITY, 0.0, 1.0}, ignored[4] = {1.0, 0.0, NAN, 1.0};
    CHECK_STATUS(nb_eigen_symmetric(&ctx, NULL, 2, bad, values, vectors), NB_ERR_NONFINITE);
    CHECK_STATUS(nb_eigen_symmetric(&ctx, NULL, 2, infinite, values, vectors), NB_ERR_NONFINITE);
    CHECK_OK(nb_eigen_symmetric(&ctx, NULL, 2, ignored, values, vectors));
    CHECK(values[0] == 1.0 && values[1] == 1.0);
    arena_clear(&a);
}

int main(void)
{
    test_spectra();
    test_known_values();
    test_zero_and_bad();
    return check_summary("eigen");
}
