/*
 * qp_finish.c - the solution in the caller's scale, its multipliers, and whether it is the only one: see qp.h.
 *
 * With F the coefficients that could move without leaving the solutions (free, or fixed with a multiplier of 0) and W the rows that press,
 * the solution is unique when [A_F; ridge^(1/2); R_WF] has full rank, by a Cholesky factor of its Gram matrix.
 */
#include "qp_state.h"
#include <float.h>
#include <math.h>
#include <string.h>

static nb_status allocate(nb_context *ctx, const nb_qp *qp, nb_qp_result *result)
{
    const size_t p = (size_t)qp->p, m = (size_t)qp->m;
    result->b = nb_doubles(ctx, 2 * p + m);
    result->free = nb_ints(ctx, p + m);
    if (result->b == NULL || result->free == NULL)
        return NB_ERR_MEMORY;
    result->bound_multiplier = result->b + p;
    result->row_multiplier = result->bound_multiplier + p;
    result->row_side = result->free + p;
    return NB_OK;
}

/* What a bound must press with at a value where the smooth part pulls: the slope less what the penalty takes. */
static double pressure(double value, double l1, double pull)
{
    if (value != 0.0)
        return -pull - (value > 0.0 ? l1 : -l1);
    return fabs(pull) <= l1 ? 0.0 : -pull + (pull > 0.0 ? l1 : -l1);
}

/* Multipliers; and in qp->list the columns that may move. Returns how many. */
static int fill(nb_qp *qp, nb_qp_result *result)
{
    const double noise = 4.0 * nb_qp_noise(qp);
    int loose = 0;
    memset(result->row_multiplier, 0, (size_t)qp->m * sizeof(double));
    memset(result->row_side, 0, (size_t)qp->m * sizeof(int));
    for (int l = 0; l < qp->held; l++) {
        const int i = qp->working[l];
        const double press = qp->multiplier[i];
        const int side = nb_qp_is_equation(qp, i) ? (press < 0.0 ? -1 : 1) : qp->row_side[i];
        result->row_side[i] = side;
        result->row_multiplier[i] = side * press > noise ? press * qp->mass[i] : 0.0; /* less, or of the other sign: rounding */
    }
    for (int j = 0; j < qp->p; j++) {
        const double b = qp->b[j], l1 = qp->l1[j], pull = nb_qp_pull(qp, j), press = pressure(b, l1, pull);
        const int at_bound = b == qp->lower[j] || b == qp->upper[j];
        const int wide = qp->lower[j] < qp->upper[j];
        result->b[j] = b * qp->unit[j];
        result->free[j] = !at_bound && !(b == 0.0 && l1 > 0.0);
        result->bound_multiplier[j] = at_bound && fabs(press) > noise ? press / qp->unit[j] : 0.0;
        if (wide && (result->free[j] || (b == 0.0 && l1 > 0.0 ? fabs(fabs(pull) - l1) <= noise : fabs(press) <= noise)))
            qp->list[loose++] = j;
    }
    return loose;
}

/* kept := the rows that press; returns how many. */
static int list_pressing(nb_qp *qp)
{
    const double noise = 4.0 * nb_qp_noise(qp);
    int count = 0;
    for (int l = 0; l < qp->held; l++)
        if (nb_qp_is_equation(qp, qp->working[l]) || fabs(qp->multiplier[qp->working[l]]) > noise)
            qp->kept[count++] = qp->working[l];
    return count;
}

/* k (count x count, lower triangle) := Gram matrix of the columns listed, with the rows that press. */
static nb_status fill_joint(nb_context *ctx, nb_qp *qp, int count, double *k)
{
    const int rows = list_pressing(qp);
    void *mark = nb_mark(ctx);
    double *pressing = nb_doubles(ctx, (size_t)count * (size_t)rows);
    if (pressing == NULL)
        return NB_ERR_MEMORY;
    for (int c = 0; c < count; c++) {
        const double *column = qp->row + (size_t)qp->list[c] * (size_t)qp->m;
        for (int l = 0; l < rows; l++)
            pressing[c + (size_t)l * (size_t)count] = column[qp->kept[l]];
        for (int d = c; d < count; d++)
            k[d + (size_t)c * (size_t)count] = nb_qp_gram_entry(qp, qp->list[d], qp->list[c]);
        k[c + (size_t)c * (size_t)count] += qp->ridge[qp->list[c]];
    }
    NB_TRY(nb_syrk(ctx, qp->ws, count, rows, 1.0, pressing, 1, count, 1.0, k, count));
    nb_release(ctx, mark);
    return NB_OK;
}

static nb_status judge(nb_context *ctx, nb_qp *qp, int count, nb_qp_result *result)
{
    nb_cholesky joint;
    result->unique = 1;
    result->rank = 0;
    if (count == 0)
        return NB_OK;
    NB_TRY(nb_qp_gram_need(ctx, qp, count, qp->list));
    NB_TRY(nb_cholesky_init(ctx, count, &joint));
    void *mark = nb_mark(ctx);
    double *k = nb_doubles(ctx, (size_t)count * (size_t)count);
    if (k == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(fill_joint(ctx, qp, count, k));
    NB_TRY(nb_cholesky_append(ctx, qp->ws, count, k, count, k, count, 64.0 * DBL_EPSILON * count, &joint, qp->kept));
    nb_release(ctx, mark);
    result->unique = joint.size == count;
    result->rank = joint.size - qp->held > 0 ? joint.size - qp->held : 0;
    return NB_OK;
}

nb_status nb_qp_finish(nb_context *ctx, nb_qp *qp, int judged, nb_qp_result *result)
{
    NB_TRY(allocate(ctx, qp, result));
    const int loose = fill(qp, result);
    return judged ? judge(ctx, qp, loose, result) : NB_OK;
}

nb_status nb_qp_refuse(nb_context *ctx, const nb_qp *qp, const double *proof, nb_qp_result *result)
{
    result->feasible = 0;
    result->farkas = nb_doubles(ctx, (size_t)qp->m + (size_t)qp->p);
    if (result->farkas == NULL)
        return NB_ERR_MEMORY;
    for (int i = 0; i < qp->m; i++)
        result->farkas[i] = proof[i] * qp->mass[i];
    for (int j = 0; j < qp->p; j++)
        result->farkas[qp->m + j] = proof[qp->m + j] / qp->unit[j];
    return NB_OK;
}
