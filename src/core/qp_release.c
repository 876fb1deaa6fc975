/*
 * qp_release.c - which fixed coefficients and held rows the minimum of a face is left by: see qp_state.h.
 *
 * The conditions of optimality, each violation in the units of the gradient. Many leave at once at first, one at a time later: then every
 * move that is not of length 0 lowers the objective, and there are finitely many faces.
 */
#include "qp_state.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { least_batch = 10 };

typedef struct candidate {
    double violation;
    int at; /* column, or p + row */
} candidate;

static int by_violation(const void *a, const void *b)
{
    const double x = fabs(((const candidate *)a)->violation), y = fabs(((const candidate *)b)->violation);
    const int i = ((const candidate *)a)->at, j = ((const candidate *)b)->at;
    return x != y ? (x < y) - (x > y) : (i > j) - (i < j);
}

double nb_qp_pull(const nb_qp *qp, int j)
{
    double sum = qp->gradient[j];
    for (int l = 0; l < qp->held; l++)
        sum += qp->row[(size_t)j * (size_t)qp->m + (size_t)qp->working[l]] * qp->multiplier[qp->working[l]];
    return sum;
}

double nb_qp_violation(const nb_qp *qp, int j, double pull)
{
    const double value = qp->b[j], kink = qp->kink[j], up = -pull - (value >= kink ? qp->l1[j] : -qp->l1[j]),
                 down = -pull - (value > kink ? qp->l1[j] : -qp->l1[j]);
    if (up > 0.0 && value < qp->upper[j])
        return up;
    return down < 0.0 && value > qp->lower[j] ? down : 0.0;
}

static int list_candidates(const nb_qp *qp, candidate *list)
{
    const double noise = 2.0 * nb_qp_noise(qp);
    int found = 0;
    for (int j = 0; j < qp->p; j++) {
        const double violation = qp->place[j] < 0 ? nb_qp_violation(qp, j, nb_qp_pull(qp, j)) : 0.0;
        if (fabs(violation) > noise)
            list[found++] = (candidate){violation, j};
    }
    for (int l = 0; l < qp->held; l++) {
        const int i = qp->working[l];
        const double violation = nb_qp_is_equation(qp, i) ? 0.0 : -qp->row_side[i] * qp->multiplier[i];
        if (violation > noise)
            list[found++] = (candidate){violation, qp->p + i};
    }
    return found;
}

static int least_index(int found, const candidate *list)
{
    int least = 0;
    for (int c = 1; c < found; c++)
        if (list[c].at < list[least].at)
            least = c;
    return least;
}

/* All that wish to, where A can have that many independent columns: the step sorts out who stays. On a wide design half of the rank that is
 * left, since columns beyond it could be anything. */
static int most_at_once(const nb_qp *qp)
{
    const int room = (qp->n - qp->factor.size) / 2;
    if (qp->n >= qp->p && qp->m == 0)
        return qp->p;
    return qp->m == 0 && room > least_batch ? room : (qp->factor.size / 8 > least_batch ? qp->factor.size / 8 : least_batch);
}

nb_status nb_qp_release(nb_context *ctx, nb_qp *qp, nb_qp_haste haste, int *released)
{
    const int most = haste == NB_QP_MANY ? most_at_once(qp) : 1;
    int columns = 0, from = 0;
    candidate *list = (candidate *)ctx->alloc(ctx->owner, (size_t)qp->p + (size_t)qp->m + 1, sizeof(candidate));
    if (list == NULL)
        return NB_ERR_MEMORY;
    const int found = list_candidates(qp, list);
    if (haste == NB_QP_FIRST && found > 0)
        from = least_index(found, list);
    else
        qsort(list, (size_t)found, sizeof *list, by_violation);
    *released = found < most ? found : most;
    for (int c = from; c < from + *released; c++) {
        const int j = list[c].at;
        if (j >= qp->p) {
            nb_qp_rows_drop(qp, j - qp->p);
            continue;
        }
        qp->sign[j] = list[c].violation > 0.0 ? (qp->b[j] >= qp->kink[j] ? 1 : -1) : (qp->b[j] > qp->kink[j] ? 1 : -1);
        qp->list[columns++] = j;
    }
    if (columns > 0)
        NB_TRY(nb_qp_face_free(ctx, qp, columns, qp->list));
    return *released > 0 ? nb_qp_rows_settle(ctx, qp) : NB_OK;
}
