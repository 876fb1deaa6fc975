/*
 * project_l1.c - the weighted L1 ball and the simplex, from the threshold of project_threshold.c.
 *
 *     sum_j w_j |b_j| <= radius:   b_j = sign(z_j) max(|z_j| - tau w_j, 0),  tau >= 0 (Duchi, Shalev-Shwartz, Singer & Chandra 2008)
 *     b >= 0, sum_j b_j = total:   b_j = max(z_j - tau, 0)
 */
#include "project.h"
#include "project_sum.h"
#include <float.h>
#include <math.h>

/* A point that its own rounding puts outside is inside: so that a projection projected again stays where it is. */
static const double rounding = 4.0 * DBL_EPSILON;

static double norm_of(int n, const double *w, const double *x)
{
    nb_sum sum = {0.0, 0.0};
    for (int j = 0; j < n; j++)
        nb_sum_add(&sum, w != NULL ? w[j] * fabs(x[j]) : fabs(x[j]));
    return nb_sum_value(sum);
}

static void set_to_zero(int n, const double *w, double *x)
{
    for (int j = 0; j < n; j++)
        if (w == NULL || w[j] > 0.0)
            x[j] = 0.0;
}

nb_status nb_project_l1(nb_context *ctx, int n, const double *w, double radius, double *x)
{
    void *mark = nb_mark(ctx);
    int count = 0;
    if (norm_of(n, w, x) <= radius * (1.0 + rounding))
        return NB_OK;
    if (radius == 0.0) {
        set_to_zero(n, w, x);
        return NB_OK;
    }
    double *size = nb_doubles(ctx, (size_t)n), *weight = w != NULL ? nb_doubles(ctx, (size_t)n) : NULL;
    if (size == NULL || (w != NULL && weight == NULL))
        return NB_ERR_MEMORY;
    for (int j = 0; j < n; j++)
        if (w == NULL || w[j] > 0.0) { /* a coefficient of weight 0 stays where it is */
            if (w != NULL)
                weight[count] = w[j];
            size[count++] = fabs(x[j]);
        }
    NB_TRY(nb_threshold(ctx, count, weight, radius, size));
    const double excess = norm_of(count, weight, size) / radius, shrink = excess > 1.0 + 1e-12 ? 1.0 / excess : 1.0;
    count = 0;
    for (int j = 0; j < n; j++)
        if (w == NULL || w[j] > 0.0)
            x[j] = copysign(size[count++] * shrink, x[j]);
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_project_simplex(nb_context *ctx, int n, double total, double *x)
{
    if (total > 0.0)
        return nb_threshold(ctx, n, NULL, total, x);
    set_to_zero(n, NULL, x);
    return NB_OK;
}
