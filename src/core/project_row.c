/*
 * project_row.c - one linear row within bounds: the continuous quadratic knapsack.
 *
 *     sum_j a_j b_j = total,  lower <= b <= upper:     b_j(tau) = the nearest point of [lower_j, upper_j] to z_j - tau a_j
 *
 * g(tau) = sum_j a_j b_j(tau) falls and is linear between breakpoints, where a b_j reaches or leaves a bound. The breakpoints inside an
 * interval that holds the root are searched by pivots (Kiwiel 2008); coefficients without a breakpoint in it are settled and enter as
 * sums. Expected cost linear in n. The last step is with all coefficients: g at the nearest number tau, and the rest of tau beside it.
 * An inequality that z within its bounds does not satisfy holds as an equation at the side that it violates.
 */
#include "project.h"
#include "project_sum.h"
#include <float.h>
#include <math.h>

typedef struct search {
    const nb_set *set;
    const double *z;
    double total;
    double low, high;             /* the root lies between */
    int count, *open;             /* coefficients with a breakpoint strictly inside */
    double fixed, linear, square; /* sums over the settled: a b at bounds; a z and a^2 of those between them */
} search;

static double row_weight(const nb_set *set, int j)
{
    return set->weight != NULL ? set->weight[j] : 1.0;
}

static double lower_of(const nb_set *set, int j)
{
    return set->lower != NULL ? set->lower[j] : -INFINITY;
}

static double upper_of(const nb_set *set, int j)
{
    return set->upper != NULL ? set->upper[j] : INFINITY;
}

static double clip(const nb_set *set, int j, double b)
{
    return fmin(fmax(b, lower_of(set, j)), upper_of(set, j));
}

/* Where b_j leaves the bound that it has at tau = -infinity, and where it reaches the other; a_j is not 0. */
static void breakpoints(const search *s, int j, double *first, double *last)
{
    const double a = row_weight(s->set, j), by_lower = (s->z[j] - lower_of(s->set, j)) / a, by_upper = (s->z[j] - upper_of(s->set, j)) / a;
    *first = a > 0.0 ? by_upper : by_lower;
    *last = a > 0.0 ? by_lower : by_upper;
}

/* Drops the coefficients that have no breakpoint in (low, high) any more. */
static void settle(search *s)
{
    int kept = 0;
    for (int i = 0; i < s->count; i++) {
        const int j = s->open[i];
        const double a = row_weight(s->set, j);
        double first, last;
        breakpoints(s, j, &first, &last);
        if (last <= s->low) {
            s->fixed += a * (a > 0.0 ? lower_of(s->set, j) : upper_of(s->set, j));
        } else if (first >= s->high) {
            s->fixed += a * (a > 0.0 ? upper_of(s->set, j) : lower_of(s->set, j));
        } else if (first <= s->low && last >= s->high) {
            s->linear += a * s->z[j];
            s->square += a * a;
        } else {
            s->open[kept++] = j;
        }
    }
    s->count = kept;
}

static double value_at(const search *s, double tau)
{
    double sum = s->fixed + (s->linear - tau * s->square);
    for (int i = 0; i < s->count; i++) {
        const int j = s->open[i];
        sum += row_weight(s->set, j) * clip(s->set, j, fma(-tau, row_weight(s->set, j), s->z[j]));
    }
    return sum;
}

/* A breakpoint inside the interval of the coefficient at that place. */
static double breakpoint_of(const search *s, int place)
{
    double first, last;
    breakpoints(s, s->open[place], &first, &last);
    const int has_first = first > s->low && first<s->high, has_last = last> s->low && last < s->high;
    return has_first && (!has_last || place % 2 == 0) ? first : last;
}

/* The middle one of three breakpoints drawn at random. */
static double draw_pivot(const search *s, unsigned *state)
{
    double drawn[3];
    for (int k = 0; k < 3; k++) {
        *state = *state * 1664525u + 1013904223u;
        drawn[k] = breakpoint_of(s, (int)((double)(*state >> 8) / 16777216.0 * s->count));
    }
    return fmax(fmin(drawn[0], drawn[1]), fmin(fmax(drawn[0], drawn[1]), drawn[2]));
}

/* Narrows [low, high] until no breakpoint is left inside. */
static nb_status narrow(nb_context *ctx, search *s)
{
    unsigned state = 1u;
    settle(s);
    while (s->count > 0) {
        NB_TRY(nb_poll(ctx));
        const double pivot = draw_pivot(s, &state), value = value_at(s, pivot);
        if (!(value >= s->total || value < s->total))
            return NB_ERR_NONFINITE;
        if (value >= s->total)
            s->low = pivot;
        if (value <= s->total)
            s->high = pivot;
        settle(s);
    }
    return NB_OK;
}

/* b_j between its bounds in the whole interval. */
static int is_free(const search *s, int j)
{
    double first, last;
    if (row_weight(s->set, j) == 0.0)
        return 0;
    breakpoints(s, j, &first, &last);
    return first <= s->low && last >= s->high;
}

/* b_j(tau + rest), where rest is small beside tau, or of coefficients that are not free the bound they are at. */
static double value_of(const search *s, int j, double tau, double rest)
{
    const double a = row_weight(s->set, j);
    double first, last;
    if (a == 0.0)
        return clip(s->set, j, s->z[j]);
    breakpoints(s, j, &first, &last);
    if (first <= s->low && last >= s->high)
        return clip(s->set, j, fma(-tau, a, s->z[j]) - rest * a);
    if (last <= s->low)
        return a > 0.0 ? lower_of(s->set, j) : upper_of(s->set, j);
    return a > 0.0 ? upper_of(s->set, j) : lower_of(s->set, j);
}

static nb_status solve_equation(nb_context *ctx, const nb_set *set, double total, double *x)
{
    search s = {set, x, total, -INFINITY, INFINITY, 0, NULL, 0.0, 0.0, 0.0};
    void *mark = nb_mark(ctx);
    s.open = nb_ints(ctx, (size_t)set->n);
    if (s.open == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < set->n; j++)
        if (row_weight(set, j) != 0.0)
            s.open[s.count++] = j;
    NB_TRY(narrow(ctx, &s));
    double tau = s.square > 0.0 ? (s.linear + (s.fixed - total)) / s.square : 0.0, rest = 0.0;
    tau = fmin(fmax(tau, s.low), s.high);
    if (s.square > 0.0) {
        nb_sum sum = {-total, 0.0};
        for (int j = 0; j < set->n; j++)
            if (row_weight(set, j) != 0.0)
                nb_sum_add(&sum, row_weight(set, j) * (is_free(&s, j) ? fma(-tau, row_weight(set, j), x[j]) : value_of(&s, j, tau, 0.0)));
        rest = nb_sum_value(sum) / s.square;
    }
    for (int j = 0; j < set->n; j++)
        x[j] = value_of(&s, j, tau, rest); /* x[j] is z_j until here, and no other x is read */
    nb_release(ctx, mark);
    return NB_OK;
}

/* The least and the greatest value of the row within the bounds, and the size of its terms. */
static void range_of(const nb_set *set, double *least, double *greatest, double *size)
{
    nb_sum low = {0.0, 0.0}, high = {0.0, 0.0};
    *size = 0.0;
    for (int j = 0; j < set->n; j++) {
        const double a = row_weight(set, j);
        if (a == 0.0)
            continue;
        const double at_lower = a * lower_of(set, j), at_upper = a * upper_of(set, j);
        nb_sum_add(&low, fmin(at_lower, at_upper));
        nb_sum_add(&high, fmax(at_lower, at_upper));
        *size += (isfinite(at_lower) ? fabs(at_lower) : 0.0) + (isfinite(at_upper) ? fabs(at_upper) : 0.0);
    }
    *least = nb_sum_value(low);
    *greatest = nb_sum_value(high);
}

nb_status nb_project_row(nb_context *ctx, const nb_set *set, double *x, int *empty)
{
    const double from = set->row_lower[0], to = set->row_upper[0];
    double least, greatest, size;
    nb_sum value = {0.0, 0.0};
    range_of(set, &least, &greatest, &size);
    const double slack = 16.0 * DBL_EPSILON;
    *empty = from > greatest + slack * (size + fabs(from)) || to < least - slack * (size + fabs(to));
    if (*empty)
        return NB_OK;
    for (int j = 0; j < set->n; j++)
        nb_sum_add(&value, row_weight(set, j) * clip(set, j, x[j]));
    const double inside = nb_sum_value(value);
    if (inside < from)
        return solve_equation(ctx, set, from, x);
    if (inside > to)
        return solve_equation(ctx, set, to, x);
    for (int j = 0; j < set->n; j++)
        x[j] = clip(set, j, x[j]);
    return NB_OK;
}
