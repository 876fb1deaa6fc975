/*
 * qp_rows.c - the rows that are held at a side, and the Cholesky factor of their Schur complement S = R_WF H^-1 R_WF': see qp_state.h.
 *
 * With Y = L^-1 R_WF', S = Y'Y. A row whose pivot is rounding depends on the others (or on what is fixed): it is not held, and what it
 * asks for they say already.
 */
#include "qp_state.h"
#include <string.h>

static const double dependence_limit = 1e-13;

int nb_qp_is_equation(const nb_qp *qp, int i)
{
    return qp->row_lower[i] == qp->row_upper[i];
}

void nb_qp_rows_multiply(nb_qp *qp)
{
    const size_t m = (size_t)qp->m;
    memset(qp->value, 0, m * sizeof(double));
    for (size_t j = 0; j < (size_t)qp->p; j++)
        for (size_t i = 0; i < m && qp->b[j] != 0.0; i++)
            qp->value[i] += qp->row[i + j * m] * qp->b[j];
}

double nb_qp_row_target(const nb_qp *qp, int i)
{
    return qp->row_place[i] >= 0 && qp->row_side[i] > 0 ? qp->row_upper[i] : qp->row_lower[i];
}

void nb_qp_rows_hold(nb_qp *qp, int i, int side)
{
    qp->row_side[i] = side;
    qp->row_place[i] = qp->held;
    qp->working[qp->held++] = i;
}

void nb_qp_rows_drop(nb_qp *qp, int i)
{
    int kept = 0;
    for (int k = 0; k < qp->held; k++)
        if (qp->working[k] != i) {
            qp->working[kept] = qp->working[k];
            qp->row_place[qp->working[kept]] = kept;
            kept++;
        }
    qp->held = kept;
    qp->row_place[i] = -1;
    qp->multiplier[i] = 0.0;
}

/* Equations, then the rows that work: what S may be made of. */
static int list_candidates(nb_qp *qp)
{
    int count = 0;
    for (int i = 0; i < qp->m; i++)
        if (nb_qp_is_equation(qp, i))
            qp->list[count++] = i;
    for (int k = 0; k < qp->held; k++)
        if (!nb_qp_is_equation(qp, qp->working[k]))
            qp->list[count++] = qp->working[k];
    return count;
}

static nb_status factorize(nb_context *ctx, nb_qp *qp, int count)
{
    const size_t size = (size_t)qp->factor.size, m = (size_t)qp->m;
    qp->schur.size = 0;
    void *mark = nb_mark(ctx);
    double *half = nb_doubles(ctx, size * (size_t)count), *s = nb_doubles(ctx, (size_t)count * (size_t)count);
    if (half == NULL || s == NULL)
        return NB_ERR_MEMORY;
    for (int c = 0; c < count; c++)
        for (size_t k = 0; k < size; k++)
            half[k + (size_t)c * size] = qp->row[(size_t)qp->order[k] * m + (size_t)qp->list[c]];
    NB_TRY(nb_cholesky_forward_many(ctx, qp->ws, &qp->factor, count, half, (ptrdiff_t)size));
    NB_TRY(nb_syrk(ctx, qp->ws, count, qp->factor.size, 1.0, half, (ptrdiff_t)size, 1, 0.0, s, count));
    NB_TRY(nb_cholesky_append(ctx, qp->ws, count, s, count, s, count, dependence_limit, &qp->schur, qp->kept));
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_qp_rows_settle(nb_context *ctx, nb_qp *qp)
{
    const int count = list_candidates(qp);
    NB_TRY(nb_cholesky_reserve(ctx, count, &qp->schur));
    memset(qp->kept, 0, (size_t)count * sizeof(int));
    if (count > 0 && qp->factor.size > 0)
        NB_TRY(factorize(ctx, qp, count));
    else
        qp->schur.size = 0;
    qp->held = 0;
    for (int c = 0; c < count; c++) {
        const int i = qp->list[c];
        qp->row_place[i] = -1;
        if (qp->kept[c])
            nb_qp_rows_hold(qp, i, nb_qp_is_equation(qp, i) ? 1 : qp->row_side[i]);
        else
            qp->multiplier[i] = 0.0;
    }
    return NB_OK;
}
