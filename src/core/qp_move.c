/*
 * qp_move.c - along a direction until something blocks: see qp_state.h.
 *
 * The first coefficient that reaches the end of its interval is fixed, the first row that reaches a side is held. With bounds alone many
 * may be fixed at once, where clipping the step at the bounds lowers the objective more (a projected Newton step, Bertsekas 1982).
 */
#include "interval.h"
#include "qp_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* Shares of the step that are tried with clipping, each half of the one before. */
enum { most_clips = 3 };

/* From how many columns on, and from which share of them on, the factor is made afresh instead of giving them up one by one. */
enum { few = 32, most_removals = 40 };

static const double negligible = 1e-11;

double nb_qp_largest(int count, const double *x)
{
    double largest = 0.0;
    for (int k = 0; k < count; k++)
        largest = fmax(largest, fabs(x[k]));
    return largest;
}

/* qp->rate := R step. Coefficients and rows that are at an end already are not moved on by what is rounding beside the largest step or
 * coefficient. */
static void set_rates(nb_qp *qp)
{
    const size_t m = (size_t)qp->m;
    const double least = fmax(negligible * nb_qp_largest(qp->factor.size, qp->step), 64.0 * DBL_EPSILON * nb_qp_largest(qp->p, qp->b));
    double low, high;
    memset(qp->rate, 0, m * sizeof(double));
    for (int k = 0; k < qp->factor.size; k++) {
        const int j = qp->order[k];
        const double *column = qp->row + (size_t)j * m;
        nb_qp_interval(qp, j, &low, &high);
        if (fabs(qp->step[k]) <= least && (qp->b[j] <= low || qp->b[j] >= high))
            qp->step[k] = 0.0;
        for (size_t i = 0; i < m; i++)
            qp->rate[i] += column[i] * qp->step[k];
    }
    for (size_t i = 0; i < m; i++)
        qp->kept[i] = fabs(qp->rate[i]) > least;
}

static double row_length(const nb_qp *qp, int i)
{
    return qp->row_place[i] >= 0 || !qp->kept[i] ? INFINITY
                                                 : nb_length_to_end(qp->value[i], qp->rate[i], qp->row_lower[i], qp->row_upper[i]);
}

static double column_length(const nb_qp *qp, int k, double *low, double *high)
{
    const int j = qp->order[k];
    nb_qp_interval(qp, j, low, high);
    return nb_length_to_end(qp->b[j], qp->step[k], *low, *high);
}

/* The largest length <= 1 that breaks nothing. */
static double free_length(const nb_qp *qp)
{
    double low, high, least = 1.0;
    for (int k = 0; k < qp->factor.size; k++)
        least = fmin(least, column_length(qp, k, &low, &high));
    for (int i = 0; i < qp->m; i++)
        least = fmin(least, row_length(qp, i));
    return least;
}

/* Fixes the `count` free columns listed in qp->list by their places. */
static nb_status fix_listed(nb_context *ctx, nb_qp *qp, int count)
{
    int kept = 0, next = 0;
    if (count * most_removals < qp->factor.size || qp->factor.size < few) {
        while (count > 0)
            nb_qp_face_fix(qp, qp->list[--count]);
        return NB_OK;
    }
    for (int k = 0; k < qp->factor.size; k++)
        if (next < count && qp->list[next] == k)
            next++;
        else
            qp->kept[kept++] = qp->order[k];
    return nb_qp_face_set(ctx, qp, kept, qp->kept);
}

/* The least index (columns, then rows) of what blocks within `reach`. */
static int first_to_block(const nb_qp *qp, double reach)
{
    double low, high;
    int first = qp->p + qp->m;
    for (int k = 0; k < qp->factor.size; k++)
        if (qp->order[k] < first && column_length(qp, k, &low, &high) <= reach)
            first = qp->order[k];
    for (int i = 0; i < qp->m && first >= qp->p; i++)
        if (qp->p + i < first && row_length(qp, i) <= reach)
            first = qp->p + i;
    return first;
}

/* Moves by that length; what blocks joins the active set. The gradient of the free columns follows. */
static nb_status move_straight(nb_context *ctx, nb_qp *qp, double length)
{
    const double reach = length * (1.0 + 4.0 * DBL_EPSILON);
    const int only = qp->patient && length < 1.0 ? first_to_block(qp, reach) : -1;
    double low, high;
    int changed = 0, fixed = 0;
    for (int i = 0; i < qp->m; i++) {
        const int hits = length < 1.0 && row_length(qp, i) <= reach && (only < 0 || only == qp->p + i);
        if (hits)
            nb_qp_rows_hold(qp, i, qp->rate[i] > 0.0 ? 1 : -1);
        qp->value[i] += length * qp->rate[i];
        changed += hits;
    }
    for (int k = 0; k < qp->factor.size; k++) {
        const int j = qp->order[k], hits = length < 1.0 && column_length(qp, k, &low, &high) <= reach;
        qp->gradient[j] -= length * (qp->slope[k] + qp->delta * qp->step[k]);
        qp->b[j] = hits ? (qp->step[k] < 0.0 ? low : high) : qp->b[j] + length * qp->step[k];
        if (hits && (only < 0 || only == j))
            qp->list[fixed++] = k;
    }
    NB_TRY(fix_listed(ctx, qp, fixed));
    return changed + fixed > 0 ? nb_qp_rows_settle(ctx, qp) : NB_OK;
}

/* scratch := the step times `share`, clipped. Returns by how much H says that the objective falls; the true curvature is no larger.
 * *clipped: how many. change: H scratch. */
static double try_clipped(const nb_qp *qp, double share, int *clipped, double *change)
{
    double low, high, fall = 0.0;
    *clipped = 0;
    for (int k = 0; k < qp->factor.size; k++) {
        const int j = qp->order[k];
        const double to = qp->b[j] + share * qp->step[k];
        nb_qp_interval(qp, j, &low, &high);
        qp->scratch[k] = fmin(fmax(to, low), high) - qp->b[j];
        *clipped += to < low || to > high;
    }
    memcpy(change, qp->scratch, (size_t)qp->factor.size * sizeof(double));
    nb_cholesky_multiply(&qp->factor, change);
    for (int k = 0; k < qp->factor.size; k++)
        fall -= qp->scratch[k] * (qp->slope[k] + 0.5 * change[k]);
    return fall;
}

static nb_status move_clipped(nb_context *ctx, nb_qp *qp, double share, const double *change)
{
    double low, high;
    int fixed = 0;
    for (int k = 0; k < qp->factor.size; k++) {
        const int j = qp->order[k];
        const double to = qp->b[j] + share * qp->step[k];
        nb_qp_interval(qp, j, &low, &high);
        qp->gradient[j] += change[k] - qp->delta * qp->scratch[k];
        qp->b[j] = fmin(fmax(to, low), high);
        if (to < low || to > high)
            qp->list[fixed++] = k;
    }
    return fix_listed(ctx, qp, fixed);
}

/* A clipped step where it fixes more than one column and lowers the objective more than one of that length; *done: whether it was made. */
static nb_status clip(nb_context *ctx, nb_qp *qp, double length, int *done)
{
    double straight = 0.0, share = 1.0;
    void *mark = nb_mark(ctx);
    double *change = nb_doubles(ctx, (size_t)qp->factor.size);
    if (change == NULL)
        return NB_ERR_MEMORY;
    for (int k = 0; k < qp->factor.size; k++) /* of the model along the step */
        straight -= length * (1.0 - 0.5 * length) * qp->slope[k] * qp->step[k];
    *done = 0;
    for (int round = 0; round < most_clips && !*done; round++, share *= 0.5) {
        int clipped;
        if (try_clipped(qp, share, &clipped, change) > straight && clipped > 1) {
            NB_TRY(move_clipped(ctx, qp, share, change));
            *done = 1;
        }
    }
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_qp_move(nb_context *ctx, nb_qp *qp, double *length)
{
    int clipped = 0;
    set_rates(qp);
    *length = free_length(qp);
    if (*length < 1.0 && qp->m == 0)
        NB_TRY(clip(ctx, qp, *length, &clipped));
    return clipped ? NB_OK : move_straight(ctx, qp, *length);
}
