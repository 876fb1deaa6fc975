/*
 * naive.c - products and ridge solutions straight from their definitions, in long double: see sample.h.
 */
#include "sample.h"
#include <math.h>

void naive_product(int m, int n, int k, const double *a, ptrdiff_t ars, ptrdiff_t acs, const double *b, ptrdiff_t brs, ptrdiff_t bcs,
                   double *out)
{
    for (ptrdiff_t j = 0; j < n; j++)
        for (ptrdiff_t i = 0; i < m; i++) {
            long double sum = 0.0L;
            for (ptrdiff_t l = 0; l < k; l++)
                sum += (long double)a[i * ars + l * acs] * b[l * brs + j * bcs];
            out[i + j * m] = (double)sum;
        }
}

/* g (p x p, lower triangle) := L with g = L L'. */
static int cholesky(int p, long double *g)
{
    for (int j = 0; j < p; j++)
        for (int i = j; i < p; i++) {
            long double sum = g[i + j * p];
            for (int l = 0; l < j; l++)
                sum -= g[i + l * p] * g[j + l * p];
            if (i == j && sum <= 0.0L)
                return 0;
            g[i + j * p] = i == j ? sqrtl(sum) : sum / g[j + j * p];
        }
    return 1;
}

static void solve(int p, const long double *g, long double *x)
{
    for (int i = 0; i < p; i++) {
        for (int l = 0; l < i; l++)
            x[i] -= g[i + l * p] * x[l];
        x[i] /= g[i + i * p];
    }
    for (int i = p - 1; i >= 0; i--) {
        for (int l = i + 1; l < p; l++)
            x[i] -= g[l + i * p] * x[l];
        x[i] /= g[i + i * p];
    }
}

int naive_ridge(arena *a, int n, int p, const double *rows, const double *y, const int *use, const double *penalty, double *x)
{
    /* The arena lends doubles; two of them hold a long double. */
    long double *g = (long double *)(void *)arena_doubles(a, 2 * (size_t)p * (size_t)p);
    long double *right = (long double *)(void *)arena_doubles(a, 2 * (size_t)p);
    for (int j = 0; j < p; j++) {
        right[j] = 0.0L;
        for (int i = j; i < p; i++)
            g[i + j * p] = i == j ? penalty[j] : 0.0L;
    }
    for (int row = 0; row < n; row++) {
        if (use != NULL && !use[row])
            continue;
        for (int j = 0; j < p; j++) {
            const long double entry = rows[row + (size_t)j * (size_t)n];
            right[j] += entry * y[row];
            for (int i = j; i < p; i++)
                g[i + j * p] += entry * rows[row + (size_t)i * (size_t)n];
        }
    }
    if (!cholesky(p, g))
        return 0;
    solve(p, g, right);
    for (int j = 0; j < p; j++)
        x[j] = (double)right[j];
    return 1;
}

double largest_difference(size_t count, const double *x, const double *y)
{
    double largest = 0.0;
    for (size_t i = 0; i < count; i++)
        if (!(fabs(x[i] - y[i]) <= largest)) /* a NaN stays */
            largest = fabs(x[i] - y[i]);
    return largest;
}

double largest_entry(size_t count, const double *x)
{
    double largest = 0.0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(x[i]));
    return largest;
}
