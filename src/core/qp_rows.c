/*
 * qp_rows.c - the rows that are held at a side, and the Cholesky factor of their Schur complement S = R_WF H^-1 R_WF': see qp_state.h.
 *
 * With Y = L^-1 R_WF', S = Y'Y. While the free columns stay as they are a row comes and goes for f^2 and w^2. A row whose pivot is rounding
 * depends on the others, or on what is fixed: it is not held, and what it asks for they say already.
 */
#include "qp_state.h"
#include "qr.h"
#include <math.h>
#include <string.h>

/* A row of whose part of Y the others leave less than this share depends on them. */
static const double dependence_limit = 1e-10;

/* So many rows come in one by one. */
enum { few = 24 };

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

/* y -= the first `count` columns of Y times x; or x := Y'y when crossed. */
static nb_status combine(nb_context *ctx, nb_qp *qp, int crossed, int count, double *x, double *y)
{
    if (crossed)
        return nb_gemm(ctx, qp->ws, count, 1, qp->factor.size, 1.0, qp->half, qp->half_ld, 1, y, 1, qp->half_ld, 0.0, x, count);
    return nb_gemm(ctx, qp->ws, qp->factor.size, 1, count, -1.0, qp->half, 1, qp->half_ld, x, 1, count, 1.0, y, qp->half_ld);
}

static double length_of(int size, const double *y)
{
    double square = 0.0;
    for (int k = 0; k < size; k++)
        square += y[k] * y[k];
    return sqrt(square);
}

/* Appends column `at` of Y to the triangle of its QR factorisation when it does not depend on the `count` before it. What they leave of it
 * is formed and not the difference of squares, and corrected once: corrected semi-normal equations (Bjorck 1987). */
static nb_status append(nb_context *ctx, nb_qp *qp, int at, int *kept)
{
    const int size = qp->factor.size, count = qp->schur.size;
    const double *y = half_of(qp, at), full = length_of(size, y);
    double *rest = qp->scratch, *along = qp->change, *more = qp->rate;
    memcpy(rest, y, (size_t)size * sizeof(double));
    memset(along, 0, (size_t)count * sizeof(double));
    for (int round = 0; round < 2 && count > 0; round++) {
        NB_TRY(combine(ctx, qp, 1, count, more, rest));
        nb_cholesky_forward(&qp->schur, more);
        for (int l = 0; l < count; l++)
            along[l] += more[l];
        nb_cholesky_backward(&qp->schur, more);
        NB_TRY(combine(ctx, qp, 0, count, more, rest));
    }
    const double left = length_of(size, rest);
    *kept = left > dependence_limit * full && count < size;
    if (*kept)
        nb_cholesky_push(&qp->schur, along, left);
    return NB_OK;
}

/* Columns of Y for the working rows from `old` on. */
static nb_status fill_half(nb_context *ctx, nb_qp *qp, int old)
{
    for (int k = 0; k < qp->factor.size; k++) {
        const double *column = qp->row + (size_t)qp->order[k] * (size_t)qp->m;
        for (int l = old; l < qp->held; l++)
            half_of(qp, l)[k] = column[qp->working[l]];
    }
    return nb_cholesky_forward_many(ctx, qp->ws, &qp->factor, qp->held - old, half_of(qp, old), qp->half_ld);
}

/* The triangle of all of Y at once; *independent: whether no column depends on others. */
static nb_status triangulate(nb_context *ctx, nb_qp *qp, int *independent)
{
    const size_t size = (size_t)qp->factor.size, held = (size_t)qp->held, ld = (size_t)qp->schur.capacity;
    void *mark = nb_mark(ctx);
    double *copy = nb_doubles(ctx, size * held), *r = nb_doubles(ctx, held * held);
    if (copy == NULL || r == NULL)
        return NB_ERR_MEMORY;
    for (size_t l = 0; l < held; l++)
        memcpy(copy + l * size, half_of(qp, (int)l), size * sizeof(double));
    memset(r, 0, held * held * sizeof(double));
    NB_TRY(nb_qr_append(ctx, qp->ws, qp->held, r, qp->held, qp->factor.size, copy, qp->factor.size));
    *independent = 1;
    for (size_t l = 0; l < held; l++) {
        const double sign = r[l + l * held] < 0.0 ? -1.0 : 1.0;
        *independent = *independent && fabs(r[l + l * held]) > dependence_limit * length_of(qp->factor.size, half_of(qp, (int)l));
        for (size_t k = l; k < held; k++)
            qp->schur.l[k + l * ld] = sign * r[l + k * held];
    }
    qp->schur.size = *independent ? qp->held : 0;
    nb_release(ctx, mark);
    return NB_OK;
}

/* Takes the working rows from `old` on into the triangle; those that depend on the others leave. */
static nb_status take_in(nb_context *ctx, nb_qp *qp, int old)
{
    const int last = qp->held;
    int independent = 0;
    NB_TRY(fill_half(ctx, qp, old));
    if (old == 0 && qp->held > few && qp->held <= qp->factor.size)
        NB_TRY(triangulate(ctx, qp, &independent));
    qp->held = independent ? last : old;
    for (int at = qp->held; at < last; at++) {
        const int i = qp->working[at];
        int kept;
        NB_TRY(nb_poll(ctx));
        NB_TRY(append(ctx, qp, at, &kept));
        qp->row_place[i] = kept ? qp->held : -1;
        if (!kept) {
            qp->multiplier[i] = 0.0;
            continue;
        }
        if (at != qp->held)
            memcpy(half_of(qp, qp->held), half_of(qp, at), (size_t)qp->factor.size * sizeof(double));
        qp->working[qp->held++] = i;
    }
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
    return qp->held > old ? take_in(ctx, qp, old) : NB_OK;
}
