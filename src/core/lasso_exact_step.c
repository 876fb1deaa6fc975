/*
 * lasso_exact_step.c - from one knot to the next: see lasso_exact_state.h.
 *
 * As lambda1 falls by t, b_j moves to b_j + t d_j and c_j = (A'r)_j to c_j - t rate_j. Something happens to column j
 *
 *     free, s = sign b_j:    when b_j + t d_j = 0, or is at its bound
 *     at zero:               when c_j - t rate_j =  l1_j (lambda1 - t), if it may rise,  or = -l1_j (lambda1 - t), if it may fall
 *     at a bound on side s:  when s (c_j - t rate_j) = l1_j (lambda1 - t)
 *
 * All of it is linear in t. Cost p per call.
 */
#include "lasso_exact_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* What happens to a column at a step. */
enum { nothing = 0, falls_to_zero, comes_to_bound, ties_above, ties_below, leaves_bound };

double nb_exact_bound(const nb_exact_state *s, int j, int side)
{
    if (side > 0)
        return s->upper != NULL ? s->upper[j] : INFINITY;
    return s->lower != NULL ? s->lower[j] : -INFINITY;
}

static double free_event(const nb_exact_state *s, int j, int *what)
{
    const int side = s->side[j];
    const double speed = side * s->speed[j], size = side * s->b[j], bound = nb_exact_bound(s, j, side);
    *what = speed < 0.0 ? falls_to_zero : comes_to_bound;
    if (speed < 0.0)
        return size / -speed;
    return speed > 0.0 && isfinite(bound) ? (side * bound - size) / speed : INFINITY;
}

/* When a gap that closes at this speed is closed. A speed within rounding of zero is that of a column which depends on the free ones: it
 * keeps its share of lambda1. */
static double closing_time(const nb_exact_state *s, int j, double gap, double speed)
{
    if (!(speed > s->slack + 1e-12 * s->l1[j]))
        return INFINITY;
    return gap / speed;
}

static double zero_event(const nb_exact_state *s, int j, int *what)
{
    const double hold = s->lambda * s->l1[j], c = s->cross[j], rate = s->rate[j];
    double above = INFINITY, below = INFINITY;
    if (s->factor.size >= s->max_rank) /* every column depends on the free ones */
        return INFINITY;
    if (s->toward[j] <= 0 && nb_exact_bound(s, j, 1) > 0.0)
        above = closing_time(s, j, hold - c, s->l1[j] - rate);
    if (s->toward[j] >= 0 && nb_exact_bound(s, j, -1) < 0.0)
        below = closing_time(s, j, hold + c, s->l1[j] + rate);
    *what = above <= below ? ties_above : ties_below;
    return above <= below ? above : below;
}

static double bound_event(const nb_exact_state *s, int j, int *what)
{
    const int side = s->side[j];
    *what = leaves_bound;
    if (s->toward[j] != 0)
        return INFINITY;
    return closing_time(s, j, side * s->cross[j] - s->lambda * s->l1[j], side * s->rate[j] - s->l1[j]);
}

static double event(const nb_exact_state *s, int j, int *what)
{
    if (s->place[j] == NB_FREE)
        return free_event(s, j, what);
    return s->place[j] == NB_AT_ZERO ? zero_event(s, j, what) : bound_event(s, j, what);
}

double nb_exact_reach(const nb_exact_state *s, double most)
{
    int what;
    for (int j = 0; j < s->p; j++) {
        const double step = event(s, j, &what);
        most = step < most ? step : most;
    }
    return most > 0.0 ? most : 0.0;
}

void nb_exact_settle(nb_exact_state *s, int j, nb_exact_place place)
{
    int at = 0;
    while (s->active[at] != j)
        at++;
    nb_exact_remove(s, at);
    s->place[j] = place;
    s->b[j] = place == NB_AT_ZERO ? 0.0 : nb_exact_bound(s, j, s->side[j]);
    s->toward[j] = place == NB_AT_ZERO ? s->side[j] : -s->side[j];
    for (int i = 0; i < s->p; i++)
        s->barred[i] = 0;
}

/* hit[j] := what happens to column j within `step`. */
static void mark_hits(nb_exact_state *s, double step)
{
    for (int j = 0; j < s->p; j++) {
        int what = nothing;
        s->hit[j] = event(s, j, &what) <= step ? what : nothing;
    }
}

static nb_status take_hits(nb_exact_state *s)
{
    int retarget = 0;
    for (int j = 0; j < s->p; j++) {
        const int what = s->hit[j];
        if (what == falls_to_zero || what == comes_to_bound) {
            retarget |= what == comes_to_bound;
            nb_exact_settle(s, j, what == falls_to_zero ? NB_AT_ZERO : NB_AT_BOUND);
        } else if (what == ties_above || what == ties_below) {
            s->toward[j] = s->side[j] = what == ties_above ? 1 : -1;
        } else if (what == leaves_bound) {
            s->toward[j] = -s->side[j];
        }
    }
    return retarget ? nb_exact_retarget(s) : NB_OK;
}

nb_status nb_exact_catch(nb_exact_state *s, double step)
{
    mark_hits(s, step);
    return take_hits(s);
}

/* b moves by `step` along the direction and is solved for anew. */
static nb_status move(nb_exact_state *s, double step, double lambda)
{
    for (int i = 0; i < s->factor.size; i++)
        s->b[s->active[i]] += step * s->speed[s->active[i]];
    s->lambda = lambda;
    return nb_exact_refine(s);
}

/* How much further it is to the first of the columns hit: rounding in the rates, seen from where the step has led. */
static double remainder_of_step(const nb_exact_state *s)
{
    double first = INFINITY;
    for (int j = 0; j < s->p; j++) {
        int what;
        const double rest = s->hit[j] != nothing ? event(s, j, &what) : INFINITY;
        if (rest < first && what == s->hit[j])
            first = rest;
    }
    return isfinite(first) ? first : 0.0;
}

nb_status nb_exact_advance(nb_exact_state *s, double step, double lambda, double lambda_min)
{
    mark_hits(s, step * (1.0 + 4.0 * DBL_EPSILON));
    memcpy(s->before, s->b, (size_t)s->p * sizeof(double));
    for (int j = 0; j < s->p; j++)
        s->toward[j] = s->barred[j] = 0;
    NB_TRY(move(s, step, lambda));
    if (lambda > lambda_min) { /* a knot of its own: Newton's step on the event that makes it */
        const double rest = remainder_of_step(s);
        if (fabs(rest) > 16.0 * DBL_EPSILON * lambda && fabs(rest) < 1e-3 * step && lambda - rest > lambda_min)
            NB_TRY(move(s, rest, lambda - rest));
    }
    const int size = s->factor.size;
    NB_TRY(take_hits(s));
    if (s->factor.size != size)
        NB_TRY(nb_exact_refine(s));
    return nb_exact_correct(s);
}
