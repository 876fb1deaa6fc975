/*
 * lasso_exact_correct.c - the solution at a knot as rounding leaves it, and as it should be: see lasso_exact_state.h.
 *
 * Columns that all but depend on each other make the step to a knot inaccurate: the solution for the FREE columns may then have a wrong
 * sign, or leave a column out that belongs in. At fixed lambda1 this is feature-sign search (Lee, Battle, Raina & Ng 2007): towards the
 * solution as far as the signs allow, the column that stops it leaves; the column that most violates its condition enters. The objective
 * falls every time, so it ends. On well-conditioned data nothing is to be done, and looking costs |F| + p.
 */
#include "lasso_exact_state.h"
#include <float.h>
#include <math.h>

double nb_exact_tolerance(const nb_exact_state *s)
{
    return DBL_EPSILON * (2048.0 * s->scale + 8.0 * s->one_norm);
}

/* By how much b_j is outside the interval from zero to the bound on its side. */
static double excess(const nb_exact_state *s, int j)
{
    const double size = s->side[j] * s->b[j], bound = s->side[j] * nb_exact_bound(s, j, s->side[j]);
    return size < 0.0 ? -size : size > bound ? size - bound : 0.0;
}

/* The FREE column that is first to leave its interval on the way from `before` to b, and where on the way; -1: none. What is within
 * rounding of its interval is put back on its edge. */
static int first_outside(nb_exact_state *s, double *share)
{
    const double near = 256.0 * DBL_EPSILON * s->largest;
    int first = -1;
    *share = 1.0;
    for (int i = 0; i < s->factor.size; i++) {
        const int j = s->active[i];
        const double over = excess(s, j);
        if (over > near) {
            const double move = fabs(s->b[j] - s->before[j]), at = move > over ? 1.0 - over / move : 0.0;
            if (first < 0 || at < *share) {
                *share = at;
                first = j;
            }
        } else if (over > 0.0) {
            s->b[j] = s->side[j] * s->b[j] < 0.0 ? 0.0 : nb_exact_bound(s, j, s->side[j]);
        }
    }
    return first;
}

/* The solution for the columns that are FREE, less those that it would take out of their intervals. */
static nb_status stay_inside(nb_exact_state *s, int newest)
{
    for (;;) {
        double share;
        const int j = first_outside(s, &share);
        if (j < 0)
            return NB_OK;
        const nb_exact_place place = s->side[j] * s->b[j] < 0.0 ? NB_AT_ZERO : NB_AT_BOUND;
        for (int i = 0; i < s->factor.size; i++) {
            const int k = s->active[i];
            s->before[k] = s->b[k] = s->before[k] + share * (s->b[k] - s->before[k]);
        }
        nb_exact_settle(s, j, place);
        s->before[j] = s->b[j];
        s->toward[j] = 0;
        s->barred[j] = j == newest;
        if (place == NB_AT_BOUND)
            NB_TRY(nb_exact_retarget(s));
        NB_TRY(nb_exact_refine(s));
    }
}

/* The column at zero or at a bound whose condition is most violated, and the side it should go to; -1: none beyond rounding. */
static int most_violated(const nb_exact_state *s, int *side)
{
    double most = 2.0 * nb_exact_tolerance(s);
    int worst = -1;
    for (int j = 0; j < s->p; j++) {
        if (s->place[j] == NB_FREE || s->barred[j])
            continue;
        const double hold = s->lambda * s->l1[j], c = s->cross[j];
        const int toward = s->place[j] == NB_AT_BOUND ? -s->side[j] : c > 0.0 ? 1 : -1;
        if (s->place[j] == NB_AT_ZERO && toward * nb_exact_bound(s, j, toward) <= 0.0)
            continue;
        const double violation = s->place[j] == NB_AT_BOUND ? hold - s->side[j] * c : fabs(c) - hold;
        if (violation > most) {
            most = violation;
            worst = j;
            *side = s->place[j] == NB_AT_BOUND ? s->side[j] : toward;
        }
    }
    return worst;
}

nb_status nb_exact_correct(nb_exact_state *s)
{
    const int most = 50 + 4 * s->max_rank;
    NB_TRY(stay_inside(s, -1));
    for (int round = 0; round < most; round++) {
        int side = 0, kept;
        const int j = most_violated(s, &side);
        if (j < 0)
            break;
        NB_TRY(nb_poll(s->ctx));
        NB_TRY(nb_exact_append(s, j, &kept));
        if (!kept) {
            s->barred[j] = 1;
            continue;
        }
        const int from_bound = s->place[j] == NB_AT_BOUND;
        s->place[j] = NB_FREE;
        s->side[j] = side;
        s->toward[j] = 0;
        for (int i = 0; i < s->factor.size; i++)
            s->before[s->active[i]] = s->b[s->active[i]];
        if (from_bound)
            NB_TRY(nb_exact_retarget(s));
        NB_TRY(nb_exact_refine(s));
        NB_TRY(stay_inside(s, j));
    }
    for (int i = 0; i < s->p; i++)
        s->barred[i] = 0;
    return NB_OK;
}
