/*
 * test_svd.c - svd.h, qr.h and householder.h under them: factors multiply back, vectors are orthonormal, extreme entries survive.
 */
#include "check.h"
#include "householder.h"
#include "qr.h"
#include "sample.h"
#include "svd.h"
#include <float.h>
#include <string.h>

static void test_reflection(double head, double a, double b, double norm)
{
    double tail[2] = {a, b}, tau = 7.0;
    const double beta = nb_reflect(head, 2, tail, &tau);
    CHECK_NEAR(fabs(beta) / norm, 1.0, 1e-15);
    /* H H' = I: tau^2 ||v||^2 = 2 tau; and H (head, a, b) = (beta, 0, 0) */
    const double square = 1.0 + tail[0] * tail[0] + tail[1] * tail[1];
    CHECK_NEAR(tau * tau * square, 2.0 * tau, 1e-14);
    const double dot = head / norm + a / norm * tail[0] + b / norm * tail[1];
    CHECK_NEAR(head / norm - tau * dot, beta / norm, 1e-14);
    CHECK_NEAR(a / norm - tau * dot * tail[0], 0.0, 1e-14);
}

static void test_reflections(void)
{
    static const double units[] = {1.0, 1e-150, 1e150, 1e-280, 1e300, 1e-20};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const double u = units[i];
        test_reflection(2 * u, 3 * u, 6 * u, 7 * u);
        test_reflection(-2 * u, 3 * u, 6 * u, 7 * u);
        test_reflection(0.0, 3 * u, -4 * u, 5 * u);
        test_reflection(5 * u, 0.0, 0.0, 5 * u);
    }
    test_reflection(1.0, 1e-200, 0.0, 1.0);
    test_reflection(1e-200, 3.0, 4.0, 5.0);
    double tau = 7.0;
    CHECK(nb_reflect(3.0, 0, NULL, &tau) == 3.0 && tau == 0.0);
    double tail[1] = {0.0};
    CHECK(nb_reflect(0.0, 1, tail, &tau) == 0.0 && tau == 0.0);
}

/* Rows arrive in blocks; R'R is the Gram matrix of all of them. */
static void test_qr(int k, int rows, int block, double scale)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    unsigned long long state = 3;
    const size_t square = (size_t)k * (size_t)k, cells = (size_t)rows * (size_t)k;
    const int ldr = k + 2, ldb = block + 1;
    double *x = arena_doubles(&own, cells), *b = arena_doubles(&own, (size_t)ldb * (size_t)k),
           *r = arena_doubles(&own, (size_t)ldr * (size_t)k);
    double *gram = arena_doubles(&own, square), *again = arena_doubles(&own, square);
    sample_fill(&state, cells, x);
    memset(r, 0, (size_t)ldr * (size_t)k * sizeof(double));
    for (ptrdiff_t at = 0; at < rows; at += block) {
        const int size = rows - at < block ? (int)(rows - at) : block;
        for (ptrdiff_t j = 0; j < k; j++)
            for (ptrdiff_t i = 0; i < size; i++)
                b[i + j * ldb] = x[at + i + j * rows] * scale;
        CHECK_OK(nb_qr_append(&ctx, NULL, k, r, ldr, size, b, ldb));
    }
    int upper = 1;
    for (ptrdiff_t j = 0; j < k; j++)
        for (ptrdiff_t i = 0; i < ldr; i++) {
            upper = upper && (i <= j || r[i + j * ldr] == 0.0);
            r[i + j * ldr] /= scale;
        }
    CHECK(upper);
    naive_product(k, k, rows, x, rows, 1, x, 1, rows, gram);
    naive_product(k, k, k, r, ldr, 1, r, 1, ldr, again);
    CHECK_NEAR(largest_difference(square, gram, again), 0.0, 1e-14 * (rows + 10));
    arena_clear(&a);
    arena_clear(&own);
}

static double skew(arena *own, int n, const double *x)
{
    double *gram = arena_doubles(own, (size_t)n * (size_t)n), worst = 0.0;
    naive_product(n, n, n, x, n, 1, x, 1, n, gram);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            worst = fmax(worst, fabs(gram[i + (size_t)j * (size_t)n] - (i == j)));
    return worst;
}

/* With z = I the third result is U': A = U diag(d) V'. kind 0: random, 1: graded, 2: rank n / 2, 3: zero, 4: triangle with equal columns.
 */
static void test_svd(int n, int kind, double scale)
{
    arena a = arena_new(), own = arena_new();
    nb_context ctx = arena_context(&a);
    unsigned long long state = 5 + (unsigned)n;
    const size_t square = (size_t)n * (size_t)n;
    double *x = arena_doubles(&own, square), *work = arena_doubles(&own, square), *v = arena_doubles(&own, square);
    double *ut = arena_doubles(&own, square), *d = arena_doubles(&own, (size_t)n), *back = arena_doubles(&own, square);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++) {
            const size_t at = (size_t)i + (size_t)j * (size_t)n;
            x[at] = kind == 3 ? 0.0 : sample_uniform(&state) * (kind == 1 ? pow(10.0, -12.0 * j / n) : 1.0);
            if (kind == 2 && j >= (n + 1) / 2)
                x[at] = 3.0 * x[at - (size_t)((n + 1) / 2) * (size_t)n];
            if (kind == 4)
                x[at] = i <= j && i < 3 ? 1.0 + i : 0.0;
            work[at] = x[at] * scale;
            ut[at] = i == j;
        }
    CHECK_OK(nb_svd_square(&ctx, NULL, n, work, d, v, n, ut));
    for (int j = 0; j < n; j++)
        CHECK(d[j] >= 0.0 && (j == 0 || d[j] <= d[j - 1]));
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            work[(size_t)i + (size_t)j * (size_t)n] = d[j] / scale * v[(size_t)i + (size_t)j * (size_t)n];
    naive_product(n, n, n, ut, n, 1, work, n, 1, back);
    const double size = 1e-300 + d[0] / scale, tolerance = 20.0 * sqrt(n) * DBL_EPSILON;
    const double residual = largest_difference(square, x, back) / size;
    if (!CHECK(residual <= tolerance && skew(&own, n, v) <= tolerance && skew(&own, n, ut) <= tolerance))
        printf("  n = %d, kind %d, scale %g: residual %g, skew %g %g\n", n, kind, scale, residual, skew(&own, n, v), skew(&own, n, ut));
    arena_clear(&a);
    arena_clear(&own);
}

/* Without z the same singular values and vectors. */
static void test_without_left(void)
{
    enum { n = 40 };
    arena a = arena_new();
    nb_context ctx = arena_context(&a);
    unsigned long long state = 9;
    double x[n * n], twice[n * n], d[n], d2[n], v[n * n], v2[n * n], z[n] = {1.0};
    sample_fill(&state, n * n, x);
    memcpy(twice, x, sizeof x);
    CHECK_OK(nb_svd_square(&ctx, NULL, n, x, d, v, 1, z));
    CHECK_OK(nb_svd_square(&ctx, NULL, n, twice, d2, v2, 0, NULL));
    CHECK(memcmp(d, d2, sizeof d) == 0 && memcmp(v, v2, sizeof v) == 0);
    arena_clear(&a);
}

int main(void)
{
    static const int sizes[] = {1, 2, 3, 31, 32, 33, 64, 65, 67, 130};
    test_reflections();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int kind = 0; kind < 5; kind++)
            test_svd(sizes[i], kind, 1.0);
        test_qr(sizes[i], 100, 100, 1.0);
        test_qr(sizes[i], 100, 13, 1.0);
        test_qr(sizes[i], 1, 1, 1.0);
    }
    test_svd(40, 0, 1e150);
    test_svd(40, 1, 1e-150);
    test_qr(40, 90, 30, 1e150);
    test_qr(40, 90, 30, 1e-150);
    test_without_left();
    return check_summary("svd");
}
