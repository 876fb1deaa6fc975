/*
 * qp_loose.c - out of vertices where more constraints meet than it takes: see qp_state.h.
 *
 * There steps have length 0 and the active sets may repeat. Bounds, sides and kinks that are not in the active set are each moved out by a
 * little of their own, and do not meet there any more; the active set that is optimal for them is, with the true ones, optimal or next to
 * it. Charnes (1952), Econometrica 20.
 */
#include "qp_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { most_corrections = 8 };

/* A number in [1, 2), the same in every run. */
static double next_share(unsigned long long *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return 1.0 + (double)(*state >> 11) * 0x1p-53;
}

/* Of the pairs for which place >= 0 is not `when`: what is fixed or held stays, so that the point goes on to satisfy it exactly. */
static void loosen(int count, double by, const int *place, int when, unsigned long long *state, double *lower, double *upper)
{
    for (int i = 0; i < count; i++) {
        if (lower[i] == upper[i] || (place[i] >= 0) == when)
            continue;
        lower[i] -= by * next_share(state);
        upper[i] += by * next_share(state);
    }
}

static void keep(const nb_qp *qp, double *kept)
{
    const size_t p = (size_t)qp->p, m = (size_t)qp->m;
    memcpy(kept, qp->lower, p * sizeof(double));
    memcpy(kept + p, qp->upper, p * sizeof(double));
    memcpy(kept + 2 * p, qp->row_lower, m * sizeof(double));
    memcpy(kept + 2 * p + m, qp->row_upper, m * sizeof(double));
}

nb_status nb_qp_loosen(nb_context *ctx, nb_qp *qp, double share)
{
    const double by = share * fmax(qp->size, nb_qp_largest(qp->p, qp->b));
    if (qp->exact == NULL)
        qp->exact = nb_doubles(ctx, 2 * ((size_t)qp->p + (size_t)qp->m));
    if (qp->exact == NULL)
        return NB_ERR_MEMORY;
    keep(qp, qp->exact);
    loosen(qp->p, by, qp->place, 0, &qp->seed, qp->lower, qp->upper);
    loosen(qp->m, by, qp->row_place, 1, &qp->seed, qp->row_lower, qp->row_upper);
    for (int k = 0; k < qp->factor.size; k++) {
        const int j = qp->order[k];
        if (qp->l1[j] > 0.0 && qp->b[j] == 0.0)
            qp->kink[j] = -qp->sign[j] * by * next_share(&qp->seed);
    }
    return NB_OK;
}

/* What is fixed moves with its bound or kink. */
static void tighten(nb_qp *qp)
{
    const double *lower = qp->exact, *upper = lower + qp->p;
    for (int j = 0; j < qp->p; j++) {
        double b = qp->b[j];
        if (qp->place[j] < 0)
            b = b == qp->lower[j] ? lower[j] : b == qp->upper[j] ? upper[j] : b == qp->kink[j] ? 0.0 : b;
        qp->b[j] = fmin(fmax(b, lower[j]), upper[j]);
        qp->kink[j] = 0.0;
    }
    memcpy(qp->lower, lower, (size_t)qp->p * sizeof(double));
    memcpy(qp->upper, upper, (size_t)qp->p * sizeof(double));
    memcpy(qp->row_lower, upper + qp->p, (size_t)qp->m * sizeof(double));
    memcpy(qp->row_upper, upper + qp->p + qp->m, (size_t)qp->m * sizeof(double));
}

/* The free coefficients to the minimum of the face with nothing in their way, and back into their intervals if it lies outside. */
static nb_status settle_face(nb_context *ctx, nb_qp *qp)
{
    double low, high;
    for (int round = 0; round < most_corrections; round++) {
        NB_TRY(nb_qp_refresh(ctx, qp));
        if (nb_qp_direction(qp) <= nb_qp_noise(qp))
            break;
        for (int k = 0; k < qp->factor.size; k++)
            qp->b[qp->order[k]] += qp->step[k];
    }
    for (int k = 0; k < qp->factor.size; k++) {
        const int j = qp->order[k];
        nb_qp_interval(qp, j, &low, &high);
        qp->b[j] = fmin(fmax(qp->b[j], low), high);
    }
    nb_qp_rows_multiply(qp);
    return NB_OK;
}

nb_status nb_qp_tighten(nb_context *ctx, nb_qp *qp)
{
    double *farkas;
    tighten(qp);
    NB_TRY(settle_face(ctx, qp));
    return nb_qp_breaks_rows(qp, nb_qp_rounding, 0.0) ? nb_qp_begin(ctx, qp, NULL, &farkas) : NB_OK;
}
