/*
 * project_threshold.c - L1 ball and simplex: x_j = max(z_j - tau w_j, 0) with tau so that sum_j w_j x_j = radius.
 *
 * For any subset V, (sum_V w z - radius) / sum_V w^2 <= tau, with equality where V is the set of positive x. One pass builds such a bound
 * that is nearly tau (Condat 2016, Math. Programming 158, 575-585; with weights Perez, Ament, Gomes & Barlaud 2020); the few z above it are
 * kept, and dropping those below the bound of the rest (Michelot 1986) ends at tau. Cost: linear in n. (A round that drops few of many z
 * moves the bound by as small a share of their distance to it, so that in double precision there cannot be many such rounds.)
 *
 * Sums are over y = z - top w, where top is the largest z_j / w_j: tau - top then has full relative precision also where the radius is
 * small beside z, and tau = top + (tau - top) has it where tau is small, after one step with z itself.
 */
#include "project.h"
#include "project_sum.h"
#include <math.h>

typedef struct threshold {
    int n;
    const double *w;
    double radius, top;
} threshold;

static double weight_of(const threshold *t, int j)
{
    return t->w != NULL ? t->w[j] : 1.0;
}

static double shifted(const threshold *t, const double *z, int j)
{
    return t->w != NULL ? fma(-t->top, t->w[j], z[j]) : z[j] - t->top;
}

/* A lower bound on tau - top by one pass. */
static double first_bound(const threshold *t, const double *z)
{
    double bound = -INFINITY, linear = 0.0, square = 0.0;
    for (int j = 0; j < t->n; j++) {
        const double y = shifted(t, z, j), w = weight_of(t, j);
        if (!(y > bound * w) && bound > -INFINITY)
            continue;
        linear += w * y;
        square += w * w;
        bound = (linear - t->radius) / square;
        const double alone = (w * y - t->radius) / (w * w);
        if (alone >= bound) {
            linear = w * y;
            square = w * w;
            bound = alone;
        }
    }
    return bound;
}

/* Keeps of `count` pairs those that are not below the bound; returns how many. */
static int keep_above(int count, double *y, double *w, double bound)
{
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (y[i] >= bound * w[i]) {
            y[kept] = y[i];
            w[kept++] = w[i];
        }
    return kept;
}

static double bound_of(const threshold *t, int count, const double *y, const double *w)
{
    nb_sum linear = {0.0, 0.0}, square = {0.0, 0.0};
    for (int i = 0; i < count; i++) {
        nb_sum_add(&linear, w[i] * y[i]);
        nb_sum_add(&square, w[i] * w[i]);
    }
    nb_sum_add(&linear, -t->radius);
    return nb_sum_value(linear) / nb_sum_value(square);
}

/* tau - top. */
static nb_status shifted_root(nb_context *ctx, const threshold *t, const double *z, double *root)
{
    double bound = first_bound(t, z), *y = nb_doubles(ctx, (size_t)t->n), *w = nb_doubles(ctx, (size_t)t->n);
    int count = 0, before = -1;
    if (y == NULL || w == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < t->n; j++) {
        const double value = shifted(t, z, j), weight = weight_of(t, j);
        if (value >= bound * weight) {
            y[count] = value;
            w[count++] = weight;
        }
    }
    while (count > 0 && count != before) {
        NB_TRY(nb_poll(ctx));
        bound = bound_of(t, count, y, w);
        before = count;
        count = keep_above(count, y, w, bound);
    }
    *root = bound;
    return NB_OK;
}

/* tau from the z above it: one step of Newton's method, exact when the set does not change. */
static double direct_root(const threshold *t, const double *z, double tau)
{
    nb_sum linear = {0.0, 0.0}, square = {0.0, 0.0};
    for (int j = 0; j < t->n; j++)
        if (z[j] > tau * weight_of(t, j)) {
            nb_sum_add(&linear, weight_of(t, j) * z[j]);
            nb_sum_add(&square, weight_of(t, j) * weight_of(t, j));
        }
    nb_sum_add(&linear, -t->radius);
    return square.high > 0.0 ? nb_sum_value(linear) / nb_sum_value(square) : tau;
}

nb_status nb_threshold(nb_context *ctx, int n, const double *w, double radius, double *x)
{
    threshold t = {n, w, radius, -INFINITY};
    double root = 0.0;
    void *mark = nb_mark(ctx);
    for (int j = 0; j < n; j++) {
        const double ratio = w != NULL ? x[j] / w[j] : x[j];
        t.top = ratio > t.top ? ratio : t.top;
    }
    NB_TRY(shifted_root(ctx, &t, x, &root));
    nb_release(ctx, mark);
    const double tau = t.top + root;
    if (fabs(tau) < fabs(root)) {
        const double better = direct_root(&t, x, tau);
        for (int j = 0; j < n; j++)
            x[j] = fmax(fma(-better, weight_of(&t, j), x[j]), 0.0);
    } else {
        for (int j = 0; j < n; j++)
            x[j] = fmax(fma(-root, weight_of(&t, j), shifted(&t, x, j)), 0.0);
    }
    return nb_poll(ctx);
}
