/*
 * qp.c - active sets with bounds, kinks and rows: see qp.h.
 *
 * From a point within the constraints to the minimum of its face, out of the face by what violates the conditions of optimality, and so on.
 * The objective falls with every move that has a length; the conditions that end it are formed from A itself. Nocedal & Wright (2006),
 * Numerical Optimization, chapter 16.5; the proximal term that makes every face definite: Rockafellar (1976).
 */
#include "qp_state.h"
#include <math.h>

/* Rounds in which many leave at once, and rounds without a fall of the objective before the least index goes first (Bland's rule). */
enum { hasty_rounds = 30, stuck_rounds = 20, patience = 3 };

/* By which share of the size of things constraints that meet in one point are first moved apart, and when that is given up. */
static const double first_share = 1e-6, least_share = 1e-11;

/* Which share of the terms of a row no solution misses it by. */
static const double broken = 1e-9;

static double objective(const nb_qp *qp)
{
    double sum = 0.0;
    for (int i = 0; i < qp->n; i++)
        sum += 0.5 * qp->fitted[i] * qp->fitted[i];
    for (int j = 0; j < qp->p; j++)
        sum += 0.5 * qp->ridge[j] * qp->b[j] * qp->b[j] + qp->l1[j] * fabs(qp->b[j] - qp->kink[j]);
    return sum;
}

static nb_qp_haste haste_of(int round, int stuck)
{
    if (stuck > stuck_rounds)
        return NB_QP_FIRST;
    return round < hasty_rounds ? NB_QP_MANY : NB_QP_WORST;
}

static nb_status search(nb_context *ctx, nb_qp *qp, nb_qp_result *result)
{
    const int most = 200 + 20 * (qp->p + qp->m);
    double best = INFINITY, share = first_share;
    int stuck = 0, released = 1, loose = 0;
    for (int round = 0; round < most && result->rounds < 10 * most && (released > 0 || loose); round++) {
        NB_TRY(nb_poll(ctx));
        qp->patient = haste_of(round, stuck) == NB_QP_FIRST;
        NB_TRY(nb_qp_descend(ctx, qp, &result->rounds));
        const double value = objective(qp);
        stuck = value < best ? 0 : stuck + 1;
        best = fmin(value, best);
        NB_TRY(nb_qp_release(ctx, qp, haste_of(round, stuck), &released));
        result->rounds += released > 0;
        const int done = loose && released == 0, degenerate = !loose && released > 0 && stuck > patience && share > least_share;
        if (!done && !degenerate)
            continue;
        NB_TRY(done ? nb_qp_tighten(ctx, qp) : nb_qp_loosen(ctx, qp, share));
        share *= done ? 0.1 : 1.0;
        loose = degenerate;
        best = INFINITY;
        released = 1;
    }
    result->converged = released == 0 && !loose && qp->settled;
    return loose ? nb_qp_tighten(ctx, qp) : NB_OK;
}

/* The solution without the rows, where nothing else says where to begin: what they change is often little. */
static nb_status ignore_rows(nb_context *ctx, nb_qp *qp, nb_qp_result *result)
{
    const int m = qp->m;
    qp->m = 0;
    NB_TRY(nb_qp_face_set(ctx, qp, 0, NULL));
    NB_TRY(search(ctx, qp, result));
    qp->m = m;
    return NB_OK;
}

nb_status nb_qp_solve(nb_context *ctx, nb_gemm_work *ws, const nb_qp_problem *problem, const nb_qp_start *start, nb_qp_result *result)
{
    nb_qp qp;
    double *farkas;
    *result = (nb_qp_result){.feasible = 1};
    NB_TRY(nb_qp_scale(ctx, ws, problem, &qp));
    nb_qp_place(&qp, start);
    if (qp.m > 0 && (start == NULL || start->b == NULL))
        NB_TRY(ignore_rows(ctx, &qp, result));
    NB_TRY(nb_qp_begin(ctx, &qp, start, &farkas));
    if (farkas != NULL)
        return nb_qp_refuse(ctx, &qp, farkas, result);
    NB_TRY(search(ctx, &qp, result));
    result->converged = result->converged && !nb_qp_breaks_rows(&qp, broken, 64.0 * nb_qp_noise(&qp));
    return nb_qp_finish(ctx, &qp, start == NULL || !start->within, result);
}
