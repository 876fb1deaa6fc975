/*
 * project_normals.c - see project_normals.h. Gram-Schmidt, twice (Giraud, Langou & Rozloznik 2005); rotations when a column leaves.
 */
#include "project_normals.h"
#include "kernels.h"
#include <math.h>
#include <string.h>

static double *column(const nb_normals *normals, int k)
{
    return normals->q + (size_t)k * (size_t)normals->n;
}

static double *entry(const nb_normals *normals, int i, int k)
{
    return normals->r + (size_t)k * (size_t)normals->capacity + (size_t)i;
}

nb_status nb_normals_init(nb_context *ctx, int n, int capacity, nb_normals *normals)
{
    *normals = (nb_normals){n, capacity, 0, NULL, NULL, NULL};
    normals->q = nb_doubles(ctx, (size_t)n * (size_t)capacity);
    normals->r = nb_doubles(ctx, (size_t)capacity * (size_t)capacity);
    normals->work = nb_doubles(ctx, (size_t)capacity);
    return normals->q == NULL || normals->r == NULL || normals->work == NULL ? NB_ERR_MEMORY : NB_OK;
}

/* out (count) := Q'x */
static void cross(const nb_normals *normals, const double *x, double *out)
{
    const nb_kernels *kernels = nb_kernels_best();
    int k = 0;
    memset(out, 0, (size_t)normals->count * sizeof(double));
    for (; k + 4 <= normals->count; k += 4) {
        const double *const a[4] = {column(normals, k), column(normals, k + 1), column(normals, k + 2), column(normals, k + 3)};
        kernels->dots(normals->n, a, x, out + k);
    }
    for (; k < normals->count; k++)
        for (int j = 0; j < normals->n; j++)
            out[k] += column(normals, k)[j] * x[j];
}

/* x (n) += factor Q along */
static void add(const nb_normals *normals, double factor, const double *along, double *x)
{
    const nb_kernels *kernels = nb_kernels_best();
    int k = 0;
    for (; k + 4 <= normals->count; k += 4) {
        const double *const a[4] = {column(normals, k), column(normals, k + 1), column(normals, k + 2), column(normals, k + 3)};
        const double share[4] = {factor * along[k], factor * along[k + 1], factor * along[k + 2], factor * along[k + 3]};
        kernels->combine(normals->n, a, share, x);
    }
    for (; k < normals->count; k++)
        for (int j = 0; j < normals->n; j++)
            x[j] += factor * along[k] * column(normals, k)[j];
}

double nb_normals_split(nb_normals *normals, const double *c, double *along, double *rest)
{
    double square = 0.0;
    memcpy(rest, c, (size_t)normals->n * sizeof(double));
    memset(along, 0, (size_t)normals->count * sizeof(double));
    for (int round = 0; round < 2; round++) {
        cross(normals, rest, normals->work);
        add(normals, -1.0, normals->work, rest);
        for (int k = 0; k < normals->count; k++)
            along[k] += normals->work[k];
    }
    for (int j = 0; j < normals->n; j++)
        square += rest[j] * rest[j];
    return sqrt(square);
}

void nb_normals_push(nb_normals *normals, const double *along, const double *rest, double length)
{
    const int k = normals->count++;
    for (int j = 0; j < normals->n; j++)
        column(normals, k)[j] = rest[j] / length;
    memcpy(entry(normals, 0, k), along, (size_t)k * sizeof(double));
    *entry(normals, k, k) = length;
}

void nb_normals_push_unit(nb_normals *normals, int j, double sign)
{
    const int k = normals->count++;
    memset(column(normals, k), 0, (size_t)normals->n * sizeof(double));
    column(normals, k)[j] = sign;
    memset(entry(normals, 0, k), 0, (size_t)k * sizeof(double));
    *entry(normals, k, k) = 1.0;
}

void nb_normals_remove(nb_normals *normals, int at)
{
    const nb_kernels *kernels = nb_kernels_best();
    const int last = --normals->count;
    for (int k = at; k < last; k++)
        memcpy(entry(normals, 0, k), entry(normals, 0, k + 1), (size_t)(k + 2) * sizeof(double));
    for (int k = at; k < last; k++) { /* R is upper Hessenberg from column `at` on: rows k and k + 1 are rotated */
        const double length = hypot(*entry(normals, k, k), *entry(normals, k + 1, k));
        const double c = *entry(normals, k, k) / length, s = *entry(normals, k + 1, k) / length;
        *entry(normals, k, k) = length;
        *entry(normals, k + 1, k) = 0.0;
        for (int l = k + 1; l < last; l++) {
            double *pair = entry(normals, k, l);
            const double upper = c * pair[0] + s * pair[1];
            pair[1] = c * pair[1] - s * pair[0];
            pair[0] = upper;
        }
        kernels->rotate(normals->n, c, s, column(normals, k), column(normals, k + 1));
    }
}

void nb_normals_solve(const nb_normals *normals, double *along)
{
    for (int k = normals->count - 1; k >= 0; k--) {
        along[k] /= *entry(normals, k, k);
        for (int i = 0; i < k; i++)
            along[i] -= along[k] * *entry(normals, i, k);
    }
}

void nb_normals_correct(const nb_normals *normals, double *residual, double *b)
{
    for (int k = 0; k < normals->count; k++) {
        for (int i = 0; i < k; i++)
            residual[k] -= residual[i] * *entry(normals, i, k);
        residual[k] /= *entry(normals, k, k);
    }
    add(normals, 1.0, residual, b);
}
