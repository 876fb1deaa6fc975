/*
 * eigen.c - eigenvalues and eigenvectors of a symmetric matrix: see eigen.h.
 *
 *     A = Q T Q' (tridiagonal.c),  T = Z diag(values) Z' (divide.c),  vectors = Q Z
 *
 * The matrix is brought to entries of at most 1 by a power of two, so that nothing overflows on the way and no digit changes. Without
 * vectors the eigenvalues of T come from the root-free QL iteration (LAPACK's dsterf). Golub & Van Loan (2013), section 8.3. Cost: see
 * eigen.h.
 */
#include "eigen.h"
#include "divide.h"
#include "lapack.h"
#include "tridiagonal.h"
#include <math.h>
#include <string.h>

/* Divides the lower triangle by the least power of two above its largest entry; *exponent: of that power. */
static nb_status scale_down(int n, double *a, int *exponent)
{
    double size = 0.0, check = 0.0;
    *exponent = 0;
    for (ptrdiff_t j = 0; j < n; j++)
        for (ptrdiff_t i = j; i < n; i++) {
            const double entry = fabs(a[i + j * n]);
            size = entry > size ? entry : size;
            check += entry - entry; /* NaN as soon as an entry is not finite */
        }
    if (check != 0.0)
        return NB_ERR_NONFINITE;
    if (size == 0.0)
        return NB_OK;
    frexp(size, exponent);
    /* in two steps: 2^-exponent alone may overflow */
    const double first = ldexp(1.0, -(*exponent / 2)), second = ldexp(1.0, -(*exponent - *exponent / 2));
    for (ptrdiff_t j = 0; j < n; j++)
        for (ptrdiff_t i = j; i < n; i++)
            a[i + j * n] = a[i + j * n] * first * second;
    return NB_OK;
}

/* Moves column order[n-1-j] of z to column j, cycle by cycle. order is overwritten. */
static void arrange(ptrdiff_t n, int *order, double *z, double *line)
{
    const size_t bytes = (size_t)n * sizeof(double);
    for (ptrdiff_t i = 0, j = n - 1; i < j; i++, j--) {
        const int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
    for (ptrdiff_t start = 0; start < n; start++) {
        ptrdiff_t to = start, from = order[start];
        if (from < 0 || from == start)
            continue;
        memcpy(line, z + start * n, bytes);
        while (from != start) {
            memcpy(z + to * n, z + from * n, bytes);
            order[to] = -1;
            to = from;
            from = order[to];
        }
        memcpy(z + to * n, line, bytes);
        order[to] = -1;
    }
}

/* values := those of d, decreasing, times 2^exponent. order: places in d by increasing value, NULL when d increases. */
static void store_values(int n, const double *d, const int *order, int exponent, double *values)
{
    for (int j = 0; j < n; j++) {
        const int from = n - 1 - j;
        values[j] = ldexp(d[order != NULL ? order[from] : from], exponent);
    }
}

static nb_status with_vectors(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *d, double *e, const double *tau, int exponent,
                              double *values, double *vectors)
{
    int *order = nb_ints(ctx, (size_t)n);
    if (order == NULL)
        return NB_ERR_MEMORY;
    void *mark = nb_mark(ctx);
    NB_TRY(nb_divide_eigen(ctx, ws, n, d, e, vectors, order));
    nb_release(ctx, mark);
    store_values(n, d, order, exponent, values);
    arrange(n, order, vectors, e);
    return nb_tridiagonal_back(ctx, ws, n, a, tau, vectors);
}

nb_status nb_eigen_symmetric(nb_context *ctx, nb_gemm_work *ws, int n, double *a, double *values, double *vectors)
{
    nb_gemm_work own;
    int exponent = 0;
    if (n < 0)
        return NB_ERR_ARGUMENT;
    if (ws == NULL) {
        NB_TRY(nb_gemm_work_init(ctx, &own));
        ws = &own;
    }
    NB_TRY(scale_down(n, a, &exponent));
    double *d = nb_doubles(ctx, (size_t)n), *e = nb_doubles(ctx, (size_t)n), *tau = nb_doubles(ctx, (size_t)n);
    if (d == NULL || e == NULL || tau == NULL)
        return NB_ERR_MEMORY;
    if (n == 0)
        return NB_OK;
    NB_TRY(nb_tridiagonalize(ctx, ws, n, a, d, e, tau));
    if (vectors != NULL)
        return with_vectors(ctx, ws, n, a, d, e, tau, exponent, values, vectors);
    NB_TRY(nb_lapack_sterf(n, d, e));
    store_values(n, d, NULL, exponent, values);
    return NB_OK;
}
