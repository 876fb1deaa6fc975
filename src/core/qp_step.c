/*
 * qp_step.c - to the minimum of a face: see qp_state.h.
 *
 * With phi the slope of the objective on the free columns and rho what the working rows lack, the direction s and the multipliers solve
 *
 *     [H  R_WF'; R_WF  0] [s; lambda] = [-phi; rho],     lambda = S^-1 (-R_WF H^-1 phi - rho),  s = -H^-1 (phi + R_WF' lambda)
 *
 * The first coefficient that reaches the end of its interval is fixed, the first row that reaches a side is held. Since H is the true
 * curvature and delta, a full step lowers the objective and leaves delta s of the slope: a few of them end at rounding.
 */
#include "kernels.h"
#include "products.h"
#include "qp_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { most_steps = 60, patience = 12, most_corrections = 4 };
static const double least_delta = 1e-14, most_delta = 1e-5, negligible = 1e-11;

double nb_qp_noise(const nb_qp *qp)
{
    double sum = qp->size;
    for (int j = 0; j < qp->p; j++)
        sum += fabs(qp->b[j]);
    for (int l = 0; l < qp->held; l++)
        sum += fabs(qp->multiplier[qp->working[l]]);
    return 16.0 * DBL_EPSILON * sum;
}

nb_status nb_qp_refresh(nb_context *ctx, nb_qp *qp)
{
    void *mark = nb_mark(ctx);
    NB_TRY(nb_design_multiply(ctx, qp->ws, &qp->design, 1, qp->b, qp->fitted));
    for (int i = 0; i < qp->n; i++)
        qp->fitted[i] -= qp->y[i];
    NB_TRY(nb_design_cross(ctx, qp->ws, &qp->design, 1, qp->fitted, qp->gradient));
    nb_release(ctx, mark);
    for (int j = 0; j < qp->p; j++)
        qp->gradient[j] += qp->ridge[j] * qp->b[j];
    nb_qp_rows_multiply(qp);
    return NB_OK;
}

/* scratch (free) := R_WF' change, the change in the order of the working rows; added to the slope. */
static void add_pull(nb_qp *qp)
{
    for (int k = 0; k < qp->factor.size; k++) {
        const double *column = qp->row + (size_t)qp->order[k] * (size_t)qp->m;
        qp->scratch[k] = 0.0;
        for (int l = 0; l < qp->held; l++)
            qp->scratch[k] += column[qp->working[l]] * qp->change[l];
        qp->slope[k] += qp->scratch[k];
    }
}

static double largest_of(int count, const double *x)
{
    double largest = 0.0;
    for (int k = 0; k < count; k++)
        largest = fmax(largest, fabs(x[k]));
    return largest;
}

/* change := S^-1 (R_WF step - lack): by how much more the working rows must press for the step to do what they ask. Returns the largest
 * difference. */
static double set_change(nb_qp *qp)
{
    double worst = 0.0;
    for (int l = 0; l < qp->held; l++) {
        const int i = qp->working[l];
        double sum = qp->value[i] - nb_qp_row_target(qp, i);
        for (int k = 0; k < qp->factor.size; k++)
            sum += qp->row[(size_t)qp->order[k] * (size_t)qp->m + (size_t)i] * qp->step[k];
        qp->change[l] = sum;
        worst = fmax(worst, fabs(sum));
    }
    nb_cholesky_solve(&qp->schur, qp->change);
    return worst;
}

/* The multipliers by S, from what those of before leave of the slope, and the step. Where H is nearly singular both are right to half the
 * digits at first: they are corrected until the step keeps the working rows where they belong. */
static void press(nb_qp *qp)
{
    const int size = qp->factor.size;
    for (int l = 0; l < qp->held; l++)
        qp->change[l] = qp->multiplier[qp->working[l]];
    add_pull(qp);
    for (int k = 0; k < size; k++)
        qp->step[k] = -qp->slope[k];
    nb_cholesky_solve(&qp->factor, qp->step);
    for (int round = 0; round < most_corrections && qp->held > 0; round++) {
        if (set_change(qp) <= 4.0 * DBL_EPSILON * largest_of(size, qp->step))
            break;
        for (int l = 0; l < qp->held; l++)
            qp->multiplier[qp->working[l]] += qp->change[l];
        add_pull(qp);
        nb_cholesky_solve(&qp->factor, qp->scratch);
        for (int k = 0; k < size; k++)
            qp->step[k] -= qp->scratch[k];
    }
}

/* qp->step, qp->multiplier, and qp->slope := phi + R_WF' lambda. Returns what is left of the conditions on the face. */
static double set_direction(nb_qp *qp)
{
    double lack = 0.0;
    for (int k = 0; k < qp->factor.size; k++) {
        const int j = qp->order[k];
        qp->slope[k] = qp->gradient[j] + qp->l1[j] * qp->sign[j];
    }
    for (int l = 0; l < qp->held; l++)
        lack = fmax(lack, fabs(nb_qp_row_target(qp, qp->working[l]) - qp->value[qp->working[l]]));
    press(qp);
    return fmax(lack, largest_of(qp->factor.size, qp->slope));
}

/* qp->rate := R step. Coefficients and rows that are at an end already are not moved on by what is rounding beside the largest step or
 * coefficient. */
static void set_rates(nb_qp *qp)
{
    const size_t m = (size_t)qp->m;
    const double least = fmax(negligible * largest_of(qp->factor.size, qp->step), 4.0 * DBL_EPSILON * largest_of(qp->p, qp->b));
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

/* Length at which value + length rate leaves [low, high]; INFINITY when it never does. */
static double length_to_end(double value, double rate, double low, double high)
{
    if (rate < 0.0 && low > -INFINITY)
        return value > low ? (low - value) / rate : 0.0;
    if (rate > 0.0 && high < INFINITY)
        return value < high ? (high - value) / rate : 0.0;
    return INFINITY;
}

static double row_length(const nb_qp *qp, int i)
{
    return qp->row_place[i] >= 0 || !qp->kept[i] ? INFINITY : length_to_end(qp->value[i], qp->rate[i], qp->row_lower[i], qp->row_upper[i]);
}

static double column_length(const nb_qp *qp, int k, double *low, double *high)
{
    const int j = qp->order[k];
    nb_qp_interval(qp, j, low, high);
    return length_to_end(qp->b[j], qp->step[k], *low, *high);
}

/* Moves by the largest length <= 1 that breaks nothing; what blocks joins the active set. The gradient of the free columns follows. */
static nb_status move(nb_context *ctx, nb_qp *qp, double *length)
{
    const int size = qp->factor.size;
    double low, high, least = 1.0;
    int changed = 0, fixed = 0;
    for (int k = 0; k < size; k++)
        least = fmin(least, column_length(qp, k, &low, &high));
    for (int i = 0; i < qp->m; i++)
        least = fmin(least, row_length(qp, i));
    const double reach = least * (1.0 + 4.0 * DBL_EPSILON);
    for (int i = 0; i < qp->m; i++) {
        const int hits = least < 1.0 && row_length(qp, i) <= reach;
        if (hits)
            nb_qp_rows_hold(qp, i, qp->rate[i] > 0.0 ? 1 : -1);
        qp->value[i] += least * qp->rate[i];
        changed += hits;
    }
    for (int k = 0; k < size; k++) {
        const int j = qp->order[k], hits = least < 1.0 && column_length(qp, k, &low, &high) <= reach;
        qp->gradient[j] -= least * (qp->slope[k] + qp->delta * qp->step[k]);
        qp->b[j] = hits ? (qp->step[k] < 0.0 ? low : high) : qp->b[j] + least * qp->step[k];
        if (hits)
            qp->list[fixed++] = k;
    }
    *length = least;
    while (fixed > 0) {
        nb_qp_face_fix(qp, qp->list[--fixed]);
        changed++;
    }
    return changed > 0 ? nb_qp_rows_settle(ctx, qp) : NB_OK;
}

/* The factor again with another delta. */
static nb_status change_delta(nb_context *ctx, nb_qp *qp, double delta)
{
    const int size = qp->factor.size;
    qp->delta = delta;
    memcpy(qp->kept, qp->order, (size_t)size * sizeof(int));
    NB_TRY(nb_qp_face_set(ctx, qp, size, qp->kept));
    NB_TRY(nb_qp_rows_settle(ctx, qp));
    (void)set_direction(qp);
    return NB_OK;
}

/* Moves until the step is whole; *blocked: how often it was not; *expected: what of the slope a whole step leaves. */
static nb_status walk(nb_context *ctx, nb_qp *qp, int *blocked, double *expected)
{
    const int most = 2 * (qp->factor.size + qp->m) + 16;
    double length = 0.0;
    for (*blocked = 0; length < 1.0 && *blocked < most; *blocked += length < 1.0) {
        NB_TRY(nb_poll(ctx));
        if (*blocked > 0 && set_direction(qp) <= nb_qp_noise(qp))
            return NB_OK;
        set_rates(qp);
        *expected = qp->delta * largest_of(qp->factor.size, qp->step);
        NB_TRY(move(ctx, qp, &length));
        if (qp->factor.size == 0)
            return NB_OK;
    }
    return NB_OK;
}

nb_status nb_qp_descend(nb_context *ctx, nb_qp *qp, int *rounds)
{
    double before = INFINITY, expected = 0.0;
    int blocked = 0;
    for (int step = 0, stalls = 0; step < most_steps && stalls < patience; step++) {
        NB_TRY(nb_qp_refresh(ctx, qp));
        const double left = set_direction(qp);
        if (left <= nb_qp_noise(qp))
            return NB_OK;
        if (blocked == 0 && left > 0.25 * before) {
            const double delta = left > 4.0 * expected ? fmin(10.0 * qp->delta, most_delta) : fmax(1e-2 * qp->delta, least_delta);
            stalls++;
            NB_TRY(change_delta(ctx, qp, delta));
        }
        NB_TRY(walk(ctx, qp, &blocked, &expected));
        *rounds += blocked;
        before = blocked > 0 ? INFINITY : left;
    }
    NB_TRY(nb_qp_refresh(ctx, qp));
    (void)set_direction(qp);
    return NB_OK;
}
