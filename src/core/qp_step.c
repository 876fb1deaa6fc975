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
#include "products.h"
#include "qp_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { most_steps = 60, patience = 3, most_corrections = 5 };
static const double least_delta = 1e-14;

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

/* change := S^-1 (R_WF step - lack): by how much more the working rows must press for the step to do what they ask. Returns the largest
 * difference, each row measured by its largest entry there (in rate): others may be large multiples of a small one. */
static double set_change(nb_qp *qp)
{
    double worst = 0.0;
    for (int l = 0; l < qp->held; l++) {
        qp->change[l] = qp->value[qp->working[l]] - nb_qp_row_target(qp, qp->working[l]);
        qp->rate[l] = 0.0;
    }
    for (int k = 0; k < qp->factor.size; k++) {
        const double *column = qp->row + (size_t)qp->order[k] * (size_t)qp->m;
        for (int l = 0; l < qp->held; l++) {
            qp->change[l] += column[qp->working[l]] * qp->step[k];
            qp->rate[l] = fmax(qp->rate[l], fabs(column[qp->working[l]]));
        }
    }
    for (int l = 0; l < qp->held; l++)
        worst = fmax(worst, qp->change[l] == 0.0 ? 0.0 : fabs(qp->change[l]) / qp->rate[l]);
    nb_cholesky_solve(&qp->schur, qp->change);
    return worst;
}

/* step := -H^-1 slope. */
static void set_step(nb_qp *qp)
{
    for (int k = 0; k < qp->factor.size; k++)
        qp->step[k] = -qp->slope[k];
    nb_cholesky_solve(&qp->factor, qp->step);
}

/* The multipliers by S, from what those of before leave of the slope, and the step. Where H is nearly singular both are right to half the
 * digits at first: they are corrected until the step keeps the working rows where they belong. The first correction may leave a step that
 * is much smaller, which is made afresh: corrected like the others it would keep the rounding of the large one. */
static void press(nb_qp *qp)
{
    const int size = qp->factor.size;
    double before = INFINITY;
    for (int l = 0; l < qp->held; l++)
        qp->change[l] = qp->multiplier[qp->working[l]];
    add_pull(qp);
    set_step(qp);
    for (int round = 0; round < most_corrections && qp->held > 0; round++) {
        const double off = set_change(qp);
        if (off <= 4.0 * DBL_EPSILON * nb_qp_largest(size, qp->step) || !(off < 0.5 * before))
            break;
        before = round > 0 ? off : INFINITY;
        for (int l = 0; l < qp->held; l++)
            qp->multiplier[qp->working[l]] += qp->change[l];
        add_pull(qp);
        if (round == 0) {
            set_step(qp);
            continue;
        }
        nb_cholesky_solve(&qp->factor, qp->scratch);
        for (int k = 0; k < size; k++)
            qp->step[k] -= qp->scratch[k];
    }
}

/* qp->step, qp->multiplier, and qp->slope := phi + R_WF' lambda. Returns what is left of the conditions on the face. */
double nb_qp_direction(nb_qp *qp)
{
    double lack = 0.0;
    for (int k = 0; k < qp->factor.size; k++) {
        const int j = qp->order[k];
        qp->slope[k] = qp->gradient[j] + qp->l1[j] * qp->sign[j];
    }
    for (int l = 0; l < qp->held; l++)
        lack = fmax(lack, fabs(nb_qp_row_target(qp, qp->working[l]) - qp->value[qp->working[l]]));
    press(qp);
    return fmax(lack, nb_qp_largest(qp->factor.size, qp->slope));
}

/* The factor again with another delta, and the direction; *left: as nb_qp_direction(), whose multipliers depend on delta. */
static nb_status change_delta(nb_context *ctx, nb_qp *qp, double delta, double *left)
{
    const int size = qp->factor.size;
    qp->delta = delta;
    memcpy(qp->kept, qp->order, (size_t)size * sizeof(int));
    NB_TRY(nb_qp_face_set(ctx, qp, size, qp->kept));
    NB_TRY(nb_qp_rows_settle(ctx, qp));
    *left = nb_qp_direction(qp);
    return NB_OK;
}

/* Moves until the step is whole; *blocked: how often it was not; *stuck: a row that depends on the others is in the way. */
static nb_status walk(nb_context *ctx, nb_qp *qp, int *blocked, int *stuck)
{
    double length = 0.0;
    *stuck = 0;
    for (*blocked = 0; length < 1.0; *blocked += length < 1.0) {
        const int size = qp->factor.size, held = qp->held;
        NB_TRY(nb_poll(ctx));
        if (*blocked > 0 && nb_qp_direction(qp) <= nb_qp_noise(qp))
            return NB_OK;
        NB_TRY(nb_qp_move(ctx, qp, &length));
        *stuck = length < 1.0 && size == qp->factor.size && held >= qp->held;
        if (qp->factor.size == 0 || *stuck)
            return NB_OK;
    }
    return NB_OK;
}

/* What to try where whole steps hardly help: less delta, since what is left of the slope is delta times the step; or more again where that
 * made it worse, since rounding in the slope moves the step by its size over delta. */
static double next_delta(const nb_qp *qp, double left, double before, double *least)
{
    if (left > 4.0 * before && qp->delta < nb_qp_usual_delta)
        return *least = fmin(1e2 * qp->delta, nb_qp_usual_delta);
    return fmax(1e-2 * qp->delta, *least);
}

nb_status nb_qp_descend(nb_context *ctx, nb_qp *qp, int *rounds)
{
    double before = INFINITY, least = least_delta, left;
    int blocked = 0, stuck = 0;
    if (qp->delta != nb_qp_usual_delta)
        NB_TRY(change_delta(ctx, qp, nb_qp_usual_delta, &left));
    for (int step = 0, stalls = 0; step < most_steps && stalls < patience && !stuck; step++) {
        NB_TRY(nb_qp_refresh(ctx, qp));
        left = nb_qp_direction(qp);
        qp->settled = left <= nb_qp_noise(qp);
        if (qp->settled)
            return NB_OK;
        if (blocked == 0 && left > 0.25 * before) {
            const double delta = next_delta(qp, left, before, &least);
            stalls += delta == qp->delta;
            if (delta != qp->delta)
                NB_TRY(change_delta(ctx, qp, delta, &left));
        }
        NB_TRY(walk(ctx, qp, &blocked, &stuck));
        *rounds += blocked;
        before = blocked > 0 ? INFINITY : left;
    }
    NB_TRY(nb_qp_refresh(ctx, qp));
    qp->settled = nb_qp_direction(qp) <= nb_qp_noise(qp);
    return NB_OK;
}
