/*
 * project_search.c - the projection on K and one more constraint, from projections on K alone.
 *
 *     ||b|| <= radius:         b(tau) = P_K(z / (1 + tau))
 *     a'b <= limit:            b(tau) = P_K(z - tau a),   tau >= 0
 *
 * K is a product of sets that share no coefficient, each projected on exactly; the norm is over coefficients that include those of all of
 * them. ||b(tau)|| and a'b(tau) fall in tau; the root is enclosed down to neighbouring numbers by secants (project_bracket.h), a dozen
 * projections on K, and the point between the two ends is in K and inside the ball because both are convex.
 *
 * For b in K  tau a'b >= tau a'b(tau) - ||z - b(tau)|| ||b - b(tau)||: where the limit is not reached for a large tau it cannot be.
 */
#include "project.h"
#include "project_bracket.h"
#include "project_sum.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { most_steps = 2400 };

/* What tau may be, times the size of the numbers, before the limit of a row counts as out of reach. */
static const double far = 1e13;

typedef struct search {
    int count, n;
    const nb_set *sets, *last;
    const double *z;
    double sign, limit; /* of a row: sign a'b <= sign limit */
} search;

static int at(const nb_set *set, int i)
{
    return set->index != NULL ? set->index[i] : i;
}

static double row_weight(const nb_set *set, int i)
{
    return set->weight != NULL ? set->weight[i] : 1.0;
}

/* The norm divided by the radius, or the signed value of the row, at b; less its target. */
static double excess_of(const search *s, const double *b)
{
    const nb_set *last = s->last;
    nb_sum sum = {0.0, 0.0};
    for (int i = 0; i < last->n; i++) {
        const double value = b[at(last, i)];
        nb_sum_add(&sum, last->kind == NB_SET_L2 ? value / last->radius * (value / last->radius) : s->sign * row_weight(last, i) * value);
    }
    if (last->kind == NB_SET_L2)
        return sqrt(nb_sum_value(sum)) - 1.0;
    nb_sum_add(&sum, -s->sign * s->limit);
    return nb_sum_value(sum);
}

/* b (n) := b(tau). */
static nb_status point_at(nb_context *ctx, const search *s, double tau, double *b, int *empty)
{
    const nb_set *last = s->last;
    void *mark = nb_mark(ctx);
    memcpy(b, s->z, (size_t)s->n * sizeof(double));
    for (int i = 0; i < last->n; i++) {
        double *value = b + at(last, i);
        *value = last->kind == NB_SET_L2 ? *value / (1.0 + tau) : fma(-tau * s->sign, row_weight(last, i), *value);
    }
    NB_TRY(nb_poll(ctx));
    for (int k = 0; k < s->count; k++) {
        nb_project_result outcome;
        NB_TRY(nb_project(ctx, s->sets + k, b, &outcome));
        *empty = *empty || outcome.empty;
    }
    nb_release(ctx, mark);
    return NB_OK;
}

/* sum a^2 of a row. */
static double square_of(const nb_set *last)
{
    double sum = 0.0;
    for (int i = 0; i < last->n; i++)
        sum += row_weight(last, i) * row_weight(last, i);
    return sum;
}

/* The first guess for tau where only b(0) is known: exact without the sets of K. */
static double first_guess(const search *s, double excess)
{
    return s->last->kind == NB_SET_L2 ? excess : excess / square_of(s->last);
}

/* The tau beyond which the limit of a row is out of reach. */
static double most_tau(const search *s, double excess)
{
    double square = 0.0;
    if (s->last->kind == NB_SET_L2)
        return INFINITY;
    for (int j = 0; j < s->n; j++)
        square += s->z[j] * s->z[j];
    return far * (sqrt(square / square_of(s->last)) + (fabs(excess) + fabs(s->limit)) / square_of(s->last));
}

/* b := the point, given that it is not b(0). low: n, scratch. */
static nb_status enclose(nb_context *ctx, const search *s, double excess, double at_infinity, double *b, double *low, int *empty)
{
    nb_bracket bracket = nb_bracket_start(excess, at_infinity);
    const double most = most_tau(s, excess), guess = first_guess(s, excess);
    for (int step = 0; !nb_bracket_done(&bracket); step++) {
        if (step == most_steps)
            return NB_ERR_MAXITER;
        const double tau = nb_bracket_next(&bracket, isinf(bracket.high) ? fmax(guess, 4.0 * bracket.low) : nb_bracket_secant(&bracket));
        *empty = tau > most;
        if (*empty)
            return NB_OK;
        NB_TRY(point_at(ctx, s, tau, b, empty));
        nb_bracket_take(&bracket, tau, excess_of(s, b));
    }
    const double share = nb_bracket_share(&bracket);
    NB_TRY(point_at(ctx, s, bracket.high, b, empty));
    NB_TRY(point_at(ctx, s, bracket.low, low, empty));
    for (int j = 0; j < s->n; j++)
        b[j] += share * (low[j] - b[j]);
    return NB_OK;
}

/* The excess of the least norm in K, which is at tau = infinity; -1 for a row, of which nothing is known. */
static nb_status least_excess(nb_context *ctx, const search *s, double *b, double *excess)
{
    int ignored = 0;
    *excess = -1.0;
    if (s->last->kind != NB_SET_L2)
        return NB_OK;
    NB_TRY(point_at(ctx, s, INFINITY, b, &ignored));
    *excess = excess_of(s, b);
    return NB_OK;
}

/* Which side of a row b violates, if any, and by how much; or how far a norm is above its radius. */
static double choose_side(search *s, const double *b)
{
    if (s->last->kind == NB_SET_L2)
        return excess_of(s, b);
    s->limit = s->last->row_upper[0];
    const double above = excess_of(s, b);
    if (above > 0.0)
        return above;
    s->sign = -1.0;
    s->limit = s->last->row_lower[0];
    return excess_of(s, b);
}

nb_status nb_project_search(nb_context *ctx, int count, const nb_set *sets, const nb_set *last, int n, double *x,
                            nb_project_result *outcome)
{
    search s = {count, n, sets, last, x, 1.0, 0.0};
    double *b = nb_doubles(ctx, (size_t)n), *work = nb_doubles(ctx, (size_t)n), least = -1.0;
    *outcome = (nb_project_result){.converged = 1};
    if (b == NULL || work == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(point_at(ctx, &s, 0.0, b, &outcome->empty));
    if (outcome->empty)
        return NB_OK;
    const double excess = choose_side(&s, b);
    if (excess > 4.0 * DBL_EPSILON * (last->kind == NB_SET_ROW ? fabs(s.limit) : 1.0)) {
        NB_TRY(least_excess(ctx, &s, work, &least));
        outcome->empty = least > 1e-12;
        if (outcome->empty)
            outcome->norm_least = last->radius * (1.0 + least);
        else if (least >= 0.0)
            memcpy(b, work, (size_t)n * sizeof(double));
        else
            NB_TRY(enclose(ctx, &s, excess, least, b, work, &outcome->empty));
    }
    if (!outcome->empty)
        memcpy(x, b, (size_t)n * sizeof(double));
    return NB_OK;
}
