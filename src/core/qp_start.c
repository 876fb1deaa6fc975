/*
 * qp_start.c - a point within the constraints to begin at, and its active set: see qp_state.h.
 *
 * The point asked for, or the one nearest to zero, moved to its bounds; where rows are violated, to the nearest point of the polyhedron
 * (project_rows.c), which proves that there is none when there is none.
 */
#include "project.h"
#include "qp_state.h"
#include <float.h>
#include <math.h>

static double within(const nb_qp *qp, int j, double b)
{
    return fmin(fmax(b, qp->lower[j]), qp->upper[j]);
}

/* By how much a row may miss its side by rounding. */
double nb_qp_row_noise(const nb_qp *qp, int i)
{
    double sum = 0.0;
    for (int j = 0; j < qp->p; j++)
        sum += fabs(qp->row[(size_t)j * (size_t)qp->m + (size_t)i] * qp->b[j]);
    return 32.0 * DBL_EPSILON * sum;
}

double nb_qp_row_excess(const nb_qp *qp, int i)
{
    return fmax(qp->row_lower[i] - qp->value[i], qp->value[i] - qp->row_upper[i]);
}

static int breaks_rows(nb_qp *qp)
{
    nb_qp_rows_multiply(qp);
    for (int i = 0; i < qp->m; i++)
        if (nb_qp_row_excess(qp, i) > nb_qp_row_noise(qp, i))
            return 1;
    return 0;
}

nb_status nb_qp_make_feasible(nb_context *ctx, nb_qp *qp, double **farkas)
{
    const nb_set set = {.kind = NB_SET_ROWS,
                        .n = qp->p,
                        .lower = qp->lower,
                        .upper = qp->upper,
                        .rows = qp->m,
                        .a = qp->row,
                        .row_lower = qp->row_lower,
                        .row_upper = qp->row_upper};
    *farkas = NULL;
    if (qp->m == 0 || !breaks_rows(qp))
        return NB_OK;
    NB_TRY(nb_project_rows(ctx, &set, qp->b, farkas));
    for (int j = 0; j < qp->p; j++)
        qp->b[j] = within(qp, j, qp->b[j]);
    nb_qp_rows_multiply(qp);
    return NB_OK;
}

/* Free: what is strictly inside its interval and not at 0. Held: the rows that are at the side expected. */
static nb_status choose_face(nb_context *ctx, nb_qp *qp, const nb_qp_start *start)
{
    int count = 0;
    for (int j = 0; j < qp->p; j++) {
        const int expected = start == NULL || start->free == NULL || start->free[j];
        qp->sign[j] = qp->b[j] < 0.0 ? -1 : 1;
        if (qp->b[j] != 0.0 && qp->b[j] > qp->lower[j] && qp->b[j] < qp->upper[j] && expected)
            qp->list[count++] = j;
    }
    for (int i = 0; i < qp->m && start != NULL && start->row_side != NULL; i++) {
        const int side = start->row_side[i];
        const double limit = side > 0 ? qp->row_upper[i] : qp->row_lower[i];
        if (side != 0 && fabs(qp->value[i] - limit) <= nb_qp_row_noise(qp, i))
            nb_qp_rows_hold(qp, i, side > 0 ? 1 : -1);
    }
    NB_TRY(nb_qp_face_set(ctx, qp, count, qp->list));
    return nb_qp_rows_settle(ctx, qp);
}

nb_status nb_qp_begin(nb_context *ctx, nb_qp *qp, const nb_qp_start *start, double **farkas)
{
    for (int j = 0; j < qp->p; j++)
        qp->b[j] = within(qp, j, start != NULL && start->b != NULL ? start->b[j] / qp->unit[j] : 0.0);
    NB_TRY(nb_qp_make_feasible(ctx, qp, farkas));
    return *farkas != NULL ? NB_OK : choose_face(ctx, qp, start);
}
