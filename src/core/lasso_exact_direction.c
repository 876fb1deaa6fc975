/*
 * lasso_exact_direction.c - which way the path goes on below a knot: see lasso_exact_state.h.
 *
 * Let E be the columns with |c_j| = lambda1 l1_j, s_j the sign of c_j. Right below lambda1 the solution is b + t d, where d minimises
 *
 *     1/2 ||A_E d||^2 - sum_E s_j l1_j d_j     with s_j d_j >= 0 where b_j = 0  (and s_j d_j <= 0 where b_j is at a bound)
 *
 * (Osborne, Presnell & Turlach 2000). Where one column ties at a time its solution is that of the equations for the free columns and
 * the new one; where several do, this problem says which of them move, drops included. It is solved by the active-set method of
 * Lawson & Hanson (1974), starting from the columns that are free already. A column that depends on those in the factor cannot enter, and
 * needs not: c_j is then a fixed combination of theirs and keeps its share of lambda1. It is looked at again when one of them leaves.
 * Cost: n per tied column and round; usually one round.
 */
#include "lasso_exact_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* Ends the tie of a column at zero or a bound, or makes it. */
static void tie_fixed(nb_exact_state *s, int j, double tolerance)
{
    const double hold = s->lambda * s->l1[j], c = s->cross[j];
    if (s->toward[j] != 0)
        return;
    if (s->place[j] == NB_AT_BOUND) {
        if (s->side[j] * c - hold <= tolerance)
            s->toward[j] = -s->side[j];
        return;
    }
    const int side = c >= 0.0 ? 1 : -1, allowed = side * nb_exact_bound(s, j, side) > 0.0;
    s->side[j] = s->toward[j] = allowed && hold - fabs(c) <= tolerance ? side : 0;
}

nb_status nb_exact_tie(nb_exact_state *s)
{
    const double tolerance = nb_exact_tolerance(s), near = 256.0 * DBL_EPSILON * s->largest;
    int retarget = 0;
    for (int j = 0; j < s->p; j++) {
        if (s->place[j] != NB_FREE)
            continue;
        const double size = s->side[j] * s->b[j], bound = s->side[j] * nb_exact_bound(s, j, s->side[j]);
        if (size <= near)
            nb_exact_settle(s, j, NB_AT_ZERO);
        else if (bound - size <= near) {
            nb_exact_settle(s, j, NB_AT_BOUND);
            retarget = 1;
        }
    }
    for (int j = 0; j < s->p; j++)
        if (s->place[j] != NB_FREE)
            tie_fixed(s, j, tolerance);
    return retarget ? nb_exact_retarget(s) : NB_OK;
}

/* The tied column that most wants to move, relative to its penalty; the first among equals, or the first of all when `first`. -1: none. */
static nb_status pick(nb_exact_state *s, int first, int *picked)
{
    double most = 1e-12;
    *picked = -1;
    for (int j = 0; j < s->p; j++) {
        if (s->toward[j] == 0 || s->place[j] == NB_FREE || s->barred[j])
            continue;
        NB_TRY(nb_exact_column(s, j, s->column));
        const double pull = s->toward[j] * (s->side[j] * s->l1[j] - nb_exact_dot(s->n, s->column, s->image));
        if (pull > s->slack && pull > most * s->l1[j] * (1.0 + 1e-9)) {
            most = pull / s->l1[j];
            *picked = j;
            if (first)
                return NB_OK;
        }
    }
    return NB_OK;
}

/* The position whose direction is first to reach zero on the way from direction to trial, and where on the way; -1: none does. */
static int first_to_stop(const nb_exact_state *s, double *share)
{
    double largest = 0.0;
    int first = -1;
    *share = 1.0;
    for (int i = 0; i < s->factor.size; i++)
        largest = fabs(s->trial[i]) > largest ? fabs(s->trial[i]) : largest;
    for (int i = 0; i < s->factor.size; i++) {
        const int toward = s->toward[s->active[i]];
        const double from = toward * s->direction[i], to = toward * s->trial[i];
        if (toward == 0 || to > 1e-13 * largest)
            continue;
        const double at = from > to && from > 0.0 ? from / (from - to) : 0.0;
        if (first < 0 || at < *share) {
            *share = at < 1.0 ? at : 1.0;
            first = i;
        }
    }
    return first;
}

/* Takes back the column at that position, which came in at this knot. */
static void send_back(nb_exact_state *s, int at, int newest)
{
    const int j = s->active[at];
    nb_exact_remove(s, at);
    s->place[j] = s->b[j] == 0.0 ? NB_AT_ZERO : NB_AT_BOUND;
    if (j == newest) {
        s->barred[j] = 1;
        return;
    }
    for (int i = 0; i < s->p; i++)
        s->barred[i] = i == newest && s->barred[i];
}

/* direction := the solution for the columns of the factor, without those that it would send the wrong way. */
static nb_status descend(nb_exact_state *s, int newest)
{
    for (;;) {
        double share;
        NB_TRY(nb_poll(s->ctx));
        NB_TRY(nb_exact_solve(s));
        const int stops = first_to_stop(s, &share);
        if (stops < 0)
            break;
        for (int i = 0; i < s->factor.size; i++)
            s->direction[i] += share * (s->trial[i] - s->direction[i]);
        send_back(s, stops, newest);
    }
    double size = 0.0;
    for (int i = 0; i < s->factor.size; i++)
        size += fabs(s->direction[i] = s->trial[i]);
    s->slack = 64.0 * DBL_EPSILON * size;
    return NB_OK;
}

/* Lets in the tied columns that move. */
static nb_status admit(nb_exact_state *s, int *from_bound)
{
    int tied = 0;
    for (int j = 0; j < s->p; j++)
        tied += s->toward[j] != 0;
    const int patience = 20 + 3 * tied, most = 100 + 20 * tied;
    NB_TRY(descend(s, -1));
    for (int round = 0; s->factor.size < s->max_rank; round++) {
        int j, kept;
        NB_TRY(pick(s, round > patience, &j));
        if (j < 0)
            return NB_OK;
        if (round > most)
            return NB_ERR_MAXITER;
        NB_TRY(nb_exact_append(s, j, &kept));
        if (!kept) {
            s->barred[j] = 1;
            continue;
        }
        *from_bound |= s->place[j] == NB_AT_BOUND;
        s->place[j] = NB_FREE;
        NB_TRY(descend(s, j));
    }
    return NB_OK;
}

nb_status nb_exact_turn(nb_exact_state *s)
{
    int from_bound = 0;
    NB_TRY(admit(s, &from_bound));
    memset(s->speed, 0, (size_t)s->p * sizeof(double));
    for (int i = 0; i < s->factor.size; i++)
        s->speed[s->active[i]] = s->direction[i];
    if (from_bound)
        NB_TRY(nb_exact_retarget(s));
    return nb_exact_cross(s, s->image, s->rate);
}
