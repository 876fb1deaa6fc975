/*
 * project_l2.c - the weighted L2 ball without bounds.
 *
 *     sum_j w_j b_j^2 <= radius^2:   b_j = z_j / (1 + mu w_j),   ||q(mu)|| = 1,   q_j = sqrt(w_j) b_j / radius
 *
 * 1 / ||q|| increases and is concave in mu, so that Newton's steps from below never pass the root (Hebden 1973; More & Sorensen 1983); at
 * mu = (||q(0)|| - 1) / max w, where they start, ||q|| >= 1. One weight: a division. A few passes over the data.
 */
#include "project.h"
#include "project_sum.h"
#include <float.h>
#include <math.h>

enum { most_steps = 500 };

/* sqrt(sum w x^2) = largest * root, neither of which overflows or underflows. */
static void norm_of(int n, const double *w, const double *x, double *largest, double *root)
{
    nb_sum sum = {0.0, 0.0};
    *largest = 0.0;
    for (int j = 0; j < n; j++)
        *largest = fmax(*largest, fabs(x[j]));
    for (int j = 0; j<n && * largest> 0.0; j++) {
        const double share = x[j] / *largest;
        nb_sum_add(&sum, (w != NULL ? w[j] : 1.0) * share * share);
    }
    *root = sqrt(nb_sum_value(sum));
}

/* ||q(mu)||^2 and sum w q^2 / (1 + mu w). */
static void secular(int n, const double *w, double radius, const double *z, double mu, double *square, double *slope)
{
    nb_sum squares = {0.0, 0.0}, slopes = {0.0, 0.0};
    for (int j = 0; j < n; j++) {
        const double q = sqrt(w[j]) * (z[j] / (1.0 + mu * w[j]) / radius);
        nb_sum_add(&squares, q * q);
        nb_sum_add(&slopes, w[j] * q * q / (1.0 + mu * w[j]));
    }
    *square = nb_sum_value(squares);
    *slope = nb_sum_value(slopes);
}

/* x_j := z_j / (1 + mu w_j); outside: ||q(0)|| > 1. */
static nb_status shrink(nb_context *ctx, int n, const double *w, double radius, double outside, double greatest, double *x)
{
    double mu = (outside - 1.0) / greatest, square, slope;
    for (int step = 0; step < most_steps; step++) {
        NB_TRY(nb_poll(ctx));
        secular(n, w, radius, x, mu, &square, &slope);
        const double next = mu + (sqrt(square) - 1.0) * square / slope;
        if (!(next > mu)) {
            for (int j = 0; j < n; j++)
                x[j] /= 1.0 + mu * w[j];
            return NB_OK;
        }
        mu = next;
    }
    return NB_ERR_MAXITER;
}

nb_status nb_project_l2(nb_context *ctx, int n, const double *w, double radius, double *x)
{
    double greatest = 0.0, least = INFINITY, largest, root;
    for (int j = 0; j < n; j++) {
        greatest = fmax(greatest, w != NULL ? w[j] : 1.0);
        least = fmin(least, w != NULL ? w[j] : 1.0);
    }
    norm_of(n, w, x, &largest, &root);
    if (root == 0.0 || largest * root <= radius * (1.0 + 4.0 * DBL_EPSILON)) /* outside by its own rounding is inside */
        return NB_OK;
    if (radius > 0.0 && least < greatest)
        return shrink(ctx, n, w, radius, largest / radius * root, greatest, x);
    for (int j = 0; j < n; j++)
        if (w == NULL || w[j] > 0.0)
            x[j] = radius > 0.0 ? x[j] / largest * (radius / root) : 0.0;
    return NB_OK;
}
