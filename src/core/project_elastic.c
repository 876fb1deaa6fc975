/*
 * project_elastic.c - the ball of an elastic-net penalty within bounds (which an L1 or L2 ball within bounds is as well).
 *
 *     P(b) = sum_j w_j (l1 |b_j| + l2 / 2 b_j^2) <= radius,     lower <= b <= upper
 *     b_j(tau) = the nearest point of [lower_j, upper_j] to  sign(z_j) max(|z_j| - tau l1 w_j, 0) / (1 + tau l2 w_j)
 *
 * P(b(tau)) falls in tau. Its root is enclosed by Newton's steps for P and for P^(-1/2) (which is linear where P is a square) and by
 * halving, down to neighbouring numbers tau; between these b is linear, so that the last step is an interpolation. P is convex: what it
 * gives is inside. A few dozen passes over the data.
 */
#include "project.h"
#include "project_sum.h"
#include <float.h>
#include <math.h>

enum { most_steps = 2400, patience = 3 };

/* P and its derivative at tau. */
typedef struct point {
    double tau, value, slope;
} point;

static double coefficient(const nb_set *set, int j, double z, double tau)
{
    const double w = set->weight != NULL ? set->weight[j] : 1.0, left = fma(-tau, set->l1 * w, fabs(z));
    double b = left > 0.0 ? copysign(left / (1.0 + tau * set->l2 * w), z) : 0.0;
    if (set->lower != NULL && b < set->lower[j])
        b = set->lower[j];
    if (set->upper != NULL && b > set->upper[j])
        b = set->upper[j];
    return b;
}

static double term(const nb_set *set, int j, double b)
{
    return (set->weight != NULL ? set->weight[j] : 1.0) * fabs(b) * (set->l1 + 0.5 * set->l2 * fabs(b));
}

static point evaluate(const nb_set *set, const double *z, double tau)
{
    nb_sum value = {0.0, 0.0};
    double slope = 0.0;
    for (int j = 0; j < set->n; j++) {
        const double b = coefficient(set, j, z[j], tau);
        const double w = set->weight != NULL ? set->weight[j] : 1.0, pull = w * (set->l1 + set->l2 * fabs(b));
        const int held = (set->lower != NULL && b == set->lower[j]) || (set->upper != NULL && b == set->upper[j]);
        nb_sum_add(&value, term(set, j, b));
        if (b != 0.0 && !held)
            slope -= pull * pull / (1.0 + tau * set->l2 * w);
    }
    return (point){tau, nb_sum_value(value), slope};
}

/* P at the point of least P within the bounds, which b(tau) tends to. */
static double least_value(const nb_set *set)
{
    nb_sum value = {0.0, 0.0};
    for (int j = 0; j < set->n; j++) {
        const double low = set->lower != NULL ? set->lower[j] : -INFINITY, high = set->upper != NULL ? set->upper[j] : INFINITY;
        nb_sum_add(&value, term(set, j, low > 0.0 ? low : high < 0.0 ? high : 0.0));
    }
    return nb_sum_value(value);
}

/* Newton's step from p, by P^(-1/2) when root is set. */
static double newton(point p, double radius, int root)
{
    return p.tau - (root ? 2.0 * p.value * (sqrt(p.value / radius) - 1.0) : p.value - radius) / p.slope;
}

/* Where to look next, inside (low, high): Newton's step from the last point, a little beyond so that the root is enclosed from both sides,
 * or the middle when that has not halved the interval lately. */
static double next_tau(const point *low, const point *high, const point *last, double radius, int step, int slow)
{
    const double beyond = 2.0 * DBL_EPSILON * (isfinite(high->tau) ? high->tau : last->tau);
    double tau = newton(*last, radius, step % 2 == 0 && last->value > radius);
    tau += last->value > radius ? beyond : -beyond;
    if (tau > low->tau && tau < high->tau && !slow)
        return tau;
    if (isinf(high->tau))
        return fmax(4.0 * low->tau, DBL_MIN);
    if (low->tau > 0.0 && high->tau > 4.0 * low->tau)
        return sqrt(low->tau) * sqrt(high->tau);
    return low->tau + 0.5 * (high->tau - low->tau);
}

/* Encloses the root in [low, high], P(low) > radius >= P(high). */
static nb_status enclose(nb_context *ctx, const nb_set *set, const double *z, point *low, point *high)
{
    point last = *low;
    double before = INFINITY;
    int rounds = 0;
    for (int step = 0; step < most_steps; step++) {
        const double width = high->tau - low->tau;
        if (high->value == set->radius || (isfinite(width) && width <= 8.0 * DBL_EPSILON * high->tau))
            return NB_OK;
        const int slow = ++rounds > patience;
        if (slow || width < 0.5 * before) {
            before = width;
            rounds = 0;
        }
        NB_TRY(nb_poll(ctx));
        last = evaluate(set, z, next_tau(low, high, &last, set->radius, step, slow));
        if (last.value > set->radius)
            *low = last;
        else
            *high = last;
    }
    return NB_ERR_MAXITER;
}

/* x := the nearest point of the bounds with tau = infinity, which a radius of no more than the least value asks for. */
static void set_to_least(const nb_set *set, double *x)
{
    for (int j = 0; j < set->n; j++)
        if (set->weight == NULL || set->weight[j] > 0.0)
            x[j] = fmin(fmax(0.0, set->lower != NULL ? set->lower[j] : -INFINITY), set->upper != NULL ? set->upper[j] : INFINITY);
        else
            x[j] = coefficient(set, j, x[j], 0.0);
}

nb_status nb_project_elastic(nb_context *ctx, const nb_set *set, double *x, int *empty)
{
    const double least = least_value(set);
    point low = evaluate(set, x, 0.0), high = {INFINITY, least, 0.0};
    *empty = least > set->radius * (1.0 + 1e-12);
    if (*empty)
        return NB_OK;
    if (low.value <= set->radius * (1.0 + 4.0 * DBL_EPSILON)) {
        for (int j = 0; j < set->n; j++)
            x[j] = coefficient(set, j, x[j], 0.0);
        return NB_OK;
    }
    if (least >= set->radius) {
        set_to_least(set, x);
        return NB_OK;
    }
    NB_TRY(enclose(ctx, set, x, &low, &high));
    const double share = (set->radius - high.value) / (low.value - high.value);
    for (int j = 0; j < set->n; j++) {
        const double inner = coefficient(set, j, x[j], high.tau), outer = coefficient(set, j, x[j], low.tau);
        x[j] = inner + share * (outer - inner);
    }
    return NB_OK;
}
