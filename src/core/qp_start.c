/*
 * qp_start.c - a point within the constraints to begin at, and its active set: see qp_state.h.
 *
 * The point asked for, or the one nearest to zero, moved to its bounds, and where that breaks rows to them (qp_approach.c).
 */
#include "qp_state.h"
#include <math.h>
#include <string.h>

static double within(const nb_qp *qp, int j, double b)
{
    return fmin(fmax(b, qp->lower[j]), qp->upper[j]);
}

/* The sum of the sizes of a row's terms. */
static double row_size(const nb_qp *qp, int i)
{
    double sum = 0.0;
    for (int j = 0; j < qp->p; j++)
        sum += fabs(qp->row[(size_t)j * (size_t)qp->m + (size_t)i] * qp->b[j]);
    return sum;
}

/* By how much the row is missed. */
static double excess_of(const nb_qp *qp, int i)
{
    return fmax(qp->row_lower[i] - qp->value[i], qp->value[i] - qp->row_upper[i]);
}

int nb_qp_breaks_rows(const nb_qp *qp, double share, double least)
{
    for (int i = 0; i < qp->m; i++)
        if (excess_of(qp, i) > share * row_size(qp, i) + least)
            return 1;
    return 0;
}

/* Free: what is strictly inside its interval and not at 0. Held: the rows that are at a side, or those of them expected there. */
static nb_status choose_face(nb_context *ctx, nb_qp *qp, const nb_qp_start *start)
{
    int count = 0;
    for (int j = 0; j < qp->p; j++) {
        const int expected = start == NULL || start->free == NULL || start->free[j];
        qp->sign[j] = qp->b[j] < 0.0 ? -1 : 1;
        if (qp->b[j] != 0.0 && qp->b[j] > qp->lower[j] && qp->b[j] < qp->upper[j] && expected)
            qp->list[count++] = j;
    }
    while (qp->held > 0)
        nb_qp_rows_drop(qp, qp->working[qp->held - 1]);
    for (int i = 0; i < qp->m; i++) {
        const double slack = nb_qp_rounding * row_size(qp, i);
        const int low = qp->value[i] - qp->row_lower[i] <= slack, high = qp->row_upper[i] - qp->value[i] <= slack;
        const int expected = start == NULL || start->row_side == NULL ? 1 : start->row_side[i] != 0;
        if (expected && (low || high))
            nb_qp_rows_hold(qp, i, high ? 1 : -1);
    }
    NB_TRY(nb_qp_face_set(ctx, qp, count, qp->list));
    return nb_qp_rows_settle(ctx, qp);
}

void nb_qp_place(nb_qp *qp, const nb_qp_start *start)
{
    const int silent = qp->size == 0.0; /* y does not say what is large */
    for (int j = 0; j < qp->p; j++)
        qp->b[j] = within(qp, j, start != NULL && start->b != NULL ? start->b[j] / qp->unit[j] : 0.0);
    for (int j = 0; j < qp->p && silent; j++)
        qp->size += fabs(qp->b[j]);
}

nb_status nb_qp_begin(nb_context *ctx, nb_qp *qp, const nb_qp_start *start, double **farkas)
{
    *farkas = NULL;
    nb_qp_rows_multiply(qp);
    if (start == NULL || !start->within)
        NB_TRY(nb_qp_make_feasible(ctx, qp, farkas));
    return *farkas != NULL ? NB_OK : choose_face(ctx, qp, start);
}
