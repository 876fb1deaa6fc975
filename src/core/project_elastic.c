/*
 * project_elastic.c - the ball of an elastic-net penalty within bounds (which an L1 or L2 ball within bounds is as well).
 *
 *     P(b) = sum_j w_j (l1 |b_j| + l2 / 2 b_j^2) <= radius,     lower <= b <= upper
 *     b_j(tau) = the nearest point of [lower_j, upper_j] to  sign(z_j) max(|z_j| - tau l1 w_j, 0) / (1 + tau l2 w_j)
 *
 * P(b(tau)) falls in tau. Its root is enclosed by Newton's steps for P and for P^(-1/2) (which is linear where P is a square) and by
 * halving (project_bracket.h), down to neighbouring numbers tau. Between these b is linear, so that the last step is an interpolation; P is
 * convex, so that what it gives is inside. A few dozen passes over the data.
 */
#include "project.h"
#include "project_bracket.h"
#include "project_sum.h"
#include <float.h>
#include <math.h>

enum { most_steps = 2400 };

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

/* Encloses the root. */
static nb_status enclose(nb_context *ctx, const nb_set *set, const double *z, point last, nb_bracket *bracket)
{
    for (int step = 0; step < most_steps; step++) {
        if (nb_bracket_done(bracket))
            return NB_OK;
        NB_TRY(nb_poll(ctx));
        const double guess = newton(last, set->radius, step % 2 == 0 && last.value > set->radius);
        last = evaluate(set, z, nb_bracket_next(bracket, guess));
        nb_bracket_take(bracket, last.tau, last.value - set->radius);
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
    const point first = evaluate(set, x, 0.0);
    nb_bracket bracket = nb_bracket_start(first.value - set->radius, least - set->radius);
    *empty = least > set->radius * (1.0 + 1e-12);
    if (*empty)
        return NB_OK;
    if (first.value <= set->radius * (1.0 + 4.0 * DBL_EPSILON)) {
        for (int j = 0; j < set->n; j++)
            x[j] = coefficient(set, j, x[j], 0.0);
        return NB_OK;
    }
    if (least >= set->radius) {
        set_to_least(set, x);
        return NB_OK;
    }
    NB_TRY(enclose(ctx, set, x, first, &bracket));
    const double share = nb_bracket_share(&bracket);
    for (int j = 0; j < set->n; j++) {
        const double inner = coefficient(set, j, x[j], bracket.high), outer = coefficient(set, j, x[j], bracket.low);
        x[j] = inner + share * (outer - inner);
    }
    return NB_OK;
}
