/*
 * test_lapack.c - lapack.h: factors multiply back, work space failures and bad sizes are reported.
 */
#include "check.h"
#include "lapack.h"
#include "sample.h"
#include <string.h>

/* a (m x n) within a matrix of leading dimension lda, guards below it. */
static double *padded(arena *own, int m, int n, int lda, const double *a)
{
    double *out = arena_doubles(own, (size_t)lda * (size_t)n);
    for (ptrdiff_t j = 0; j < n; j++)
        for (ptrdiff_t i = 0; i < lda; i++)
            out[i + j * lda] = i < m ? a[i + j * m] : 77.0;
    return out;
}

static int guards_hold(int m, int n, int lda, const double *a)
{
    for (ptrdiff_t j = 0; j < n; j++)
        for (ptrdiff_t i = m; i < lda; i++)
            if (a[i + j * lda] != 77.0)
                return 0;
    return 1;
}

static void check_orthonormal(arena *own, int rows, int columns, const double *x, ptrdiff_t rs, ptrdiff_t cs)
{
    double *gram = arena_doubles(own, (size_t)columns * (size_t)columns), worst = 0.0;
    naive_product(columns, columns, rows, x, cs, rs, x, rs, cs, gram);
    for (int j = 0; j < columns; j++)
        for (int i = 0; i < columns; i++)
            worst = fmax(worst, fabs(gram[i + j * columns] - (i == j)));
    CHECK_NEAR(worst, 0.0, 1e-13);
}

static void test_svd(int m, int n)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    unsigned long long state = 8;
    const int k = m < n ? m : n, lda = m + 2, ldu = m + 1, ldvt = k + 1;
    const size_t cells = (size_t)m * (size_t)n;
    double *x = arena_doubles(&own, cells), *s = arena_doubles(&own, (size_t)k), *back = arena_doubles(&own, cells);
    double *u = arena_doubles(&own, (size_t)ldu * (size_t)k), *vt = arena_doubles(&own, (size_t)ldvt * (size_t)n);
    sample_fill(&state, cells, x);
    double *work = padded(&own, m, n, lda, x);
    CHECK_OK(nb_lapack_svd(&ctx, m, n, work, lda, s, u, ldu, vt, ldvt));
    CHECK(guards_hold(m, n, lda, work));
    for (int j = 0; j < k; j++)
        CHECK(s[j] >= 0.0 && (j == 0 || s[j] <= s[j - 1]));
    check_orthonormal(&own, m, k, u, 1, ldu);
    check_orthonormal(&own, n, k, vt, ldvt, 1);
    for (ptrdiff_t j = 0; j < k; j++)
        for (ptrdiff_t i = 0; i < m; i++)
            u[i + j * ldu] *= s[j];
    naive_product(m, n, k, u, 1, ldu, vt, 1, ldvt, back);
    CHECK_NEAR(largest_difference(cells, x, back), 0.0, 1e-13 * (1.0 + (k > 0 ? s[0] : 0.0)));
    arena_clear(&a);
    arena_clear(&own);
}

static void test_tridiagonal(void)
{
    const double d[3] = {2, 2, 2}, e[2] = {1, 1};
    double values[3], off[2], z[9], work[6];
    memcpy(values, d, sizeof d);
    memcpy(off, e, sizeof e);
    CHECK_OK(nb_lapack_steqr(3, values, off, z, 3, work));
    CHECK_NEAR(values[0], 2.0 - sqrt(2.0), 1e-15);
    CHECK_NEAR(values[2], 2.0 + sqrt(2.0), 1e-15);
    CHECK_NEAR(fabs(z[3]), sqrt(0.5), 1e-15);
    memcpy(values, d, sizeof d);
    memcpy(off, e, sizeof e);
    CHECK_OK(nb_lapack_sterf(3, values, off));
    CHECK_NEAR(values[0], 2.0 - sqrt(2.0), 1e-15);
    CHECK_STATUS(nb_lapack_steqr(3, values, off, z, 2, work), NB_ERR_ARGUMENT);
    CHECK_STATUS(nb_lapack_sterf(-1, values, off), NB_ERR_ARGUMENT);
}

/* The roots of 1 + rho sum z^2 / (d - lambda) lie between the d and add up to trace + rho ||z||^2. */
static void test_secular(void)
{
    const double d[4] = {0.0, 1.0, 1.5, 4.0}, z[4] = {0.5, 0.5, 0.5, 0.5}, rho = 2.0;
    double delta[4], sum = 0.0;
    for (int j = 0; j < 4; j++) {
        double lambda = 0.0, value = 1.0;
        CHECK_OK(nb_lapack_secular(4, j, d, z, delta, rho, &lambda));
        CHECK(lambda > d[j] && (j == 3 || lambda < d[j + 1]));
        for (int i = 0; i < 4; i++)
            value += rho * z[i] * z[i] / delta[i];
        CHECK_NEAR(value, 0.0, 1e-13);
        sum += lambda;
    }
    CHECK_NEAR(sum, 6.5 + rho, 1e-14);
}

static void test_arguments(void)
{
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    double x[4] = {1, 2, 3, 4}, s[2], u[4], vt[4];
    CHECK_STATUS(nb_lapack_svd(&ctx, 2, 2, x, 2, s, u, 1, vt, 2), NB_ERR_ARGUMENT);
    CHECK_STATUS(nb_lapack_svd(&ctx, 2, -2, x, 2, s, u, 2, vt, 2), NB_ERR_ARGUMENT);
    CHECK_STATUS(nb_lapack_bidiagonal_svd(&ctx, -1, s, u, u, vt), NB_ERR_ARGUMENT);
    CHECK_OK(nb_lapack_bidiagonal_svd(&ctx, 0, s, u, u, vt));
    CHECK_OK(nb_lapack_svd(&ctx, 0, 2, x, 1, s, u, 1, vt, 1));
    arena_clear(&a);
}

int main(void)
{
    static const int sizes[][2] = {{1, 1}, {5, 1}, {1, 5}, {7, 4}, {4, 7}, {90, 40}, {40, 90}, {70, 70}, {150, 33}, {200, 100}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        test_svd(sizes[i][0], sizes[i][1]);
    }
    test_tridiagonal();
    test_secular();
    test_arguments();
    return check_summary("lapack");
}
