/*
 * qp_rows.c - the rows that are held at a side, and the Cholesky factor of their Schur complement S = R_WF H^-1 R_WF': see qp_state.h.
 *
 * With Y = L^-1 R_WF', S = Y'Y. While the free columns stay as they are a row comes and goes for f^2 and w^2. A row whose pivot is rounding
 * depends on the others, or on what is fixed: it is not held, and what it asks for they say already.
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

static double *half_of(const nb_qp *qp, int l)
{
    return qp->half + (size_t)l * (size_t)qp->half_ld;
}

void nb_qp_rows_drop(nb_qp *qp, int i)
{
    const int at = qp->row_place[i], last = qp->held - 1;
    if (qp->half_holds && at < qp->schur.size)
        nb_cholesky_remove(&qp->schur, at, qp->change);
    for (int l = at; l < last; l++) {
        qp->working[l] = qp->working[l + 1];
        qp->row_place[qp->working[l]] = l;
        if (qp->half_holds && l < qp->schur.size)
            memcpy(half_of(qp, l), half_of(qp, l + 1), (size_t)qp->factor.size * sizeof(double));
    }
    qp->held = last;
    qp->row_place[i] = -1;
    qp->multiplier[i] = 0.0;
}

static nb_status reserve(nb_context *ctx, nb_qp *qp)
{
    NB_TRY(nb_cholesky_reserve(ctx, qp->m, &qp->schur));
    if (qp->half != NULL && qp->half_ld >= qp->factor.size)
        return NB_OK;
    qp->half_ld = qp->factor.capacity;
    qp->half_holds = 0;
    qp->half = nb_doubles(ctx, (size_t)qp->half_ld * (size_t)qp->m);
    return qp->half != NULL ? NB_OK : NB_ERR_MEMORY;
}

/* Rows of S for the working rows from `old` on, which are new to it; those that depend on the others leave. */
static nb_status append(nb_context *ctx, nb_qp *qp, int old)
{
    const int size = qp->factor.size, fresh = qp->held - old;
    int kept = old;
    void *mark = nb_mark(ctx);
    double *cross = nb_doubles(ctx, (size_t)old * (size_t)fresh), *inner = nb_doubles(ctx, (size_t)fresh * (size_t)fresh);
    if (cross == NULL || inner == NULL)
        return NB_ERR_MEMORY;
    for (int k = 0; k < size; k++) {
        const double *column = qp->row + (size_t)qp->order[k] * (size_t)qp->m;
        for (int l = old; l < qp->held; l++)
            half_of(qp, l)[k] = column[qp->working[l]];
    }
    NB_TRY(nb_cholesky_forward_many(ctx, qp->ws, &qp->factor, fresh, half_of(qp, old), qp->half_ld));
    if (old > 0)
        NB_TRY(nb_gemm(ctx, qp->ws, old, fresh, size, 1.0, qp->half, qp->half_ld, 1, half_of(qp, old), 1, qp->half_ld, 0.0, cross, old));
    NB_TRY(nb_syrk(ctx, qp->ws, fresh, size, 1.0, half_of(qp, old), qp->half_ld, 1, 0.0, inner, fresh));
    NB_TRY(nb_cholesky_append(ctx, qp->ws, fresh, cross, old, inner, fresh, dependence_limit, &qp->schur, qp->kept));
    nb_release(ctx, mark);
    for (int c = 0; c < fresh; c++) {
        const int i = qp->working[old + c];
        qp->row_place[i] = qp->kept[c] ? kept : -1;
        if (!qp->kept[c]) {
            qp->multiplier[i] = 0.0;
            continue;
        }
        if (kept != old + c)
            memcpy(half_of(qp, kept), half_of(qp, old + c), (size_t)size * sizeof(double));
        qp->working[kept++] = i;
    }
    qp->held = kept;
    return NB_OK;
}

/* Equations that are not held, and then, when all is made afresh, the rows that were, in their order. */
static void line_up(nb_qp *qp)
{
    int others = 0, count = 0;
    for (int l = 0; l < qp->held; l++)
        if (!qp->half_holds && !nb_qp_is_equation(qp, qp->working[l]))
            qp->list[others++] = qp->working[l];
    if (qp->half_holds)
        count = qp->held;
    for (int i = 0; i < qp->m; i++)
        if (nb_qp_is_equation(qp, i) && (!qp->half_holds || qp->row_place[i] < 0)) {
            qp->row_side[i] = 1;
            qp->row_place[i] = count;
            qp->working[count++] = i;
        }
    for (int k = 0; k < others; k++) {
        qp->row_place[qp->list[k]] = count;
        qp->working[count++] = qp->list[k];
    }
    qp->held = count;
}

nb_status nb_qp_rows_settle(nb_context *ctx, nb_qp *qp)
{
    if (qp->m == 0)
        return NB_OK;
    NB_TRY(reserve(ctx, qp));
    line_up(qp);
    const int old = qp->half_holds ? qp->schur.size : 0;
    qp->schur.size = old;
    qp->half_holds = 1;
    return qp->held > old ? append(ctx, qp, old) : NB_OK;
}
