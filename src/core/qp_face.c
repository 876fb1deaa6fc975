/*
 * qp_face.c - which columns are free, and the factor of their Gram matrix: see qp_state.h.
 *
 * H = A_F'A_F + ridge + delta is definite whatever the columns, since delta > 0; it gives directions only, and the gradient that they are
 * taken at comes from the data, so delta costs steps and no accuracy. Cost f^2 for one column, f^3 / 3 for all.
 */
#include "qp_state.h"
#include <math.h>

static double diagonal_of(const nb_qp *qp, int j)
{
    return nb_qp_gram_entry(qp, j, j) + qp->ridge[j] + qp->delta;
}

static nb_status factorize(nb_context *ctx, nb_qp *qp, int count, const int *list, int *failed)
{
    void *mark = nb_mark(ctx);
    double *h = nb_doubles(ctx, (size_t)count * (size_t)count);
    if (h == NULL)
        return NB_ERR_MEMORY;
    for (int l = 0; l < count; l++) {
        for (int k = l + 1; k < count; k++)
            h[k + (size_t)l * (size_t)count] = nb_qp_gram_entry(qp, list[k], list[l]);
        h[l + (size_t)l * (size_t)count] = diagonal_of(qp, list[l]);
    }
    NB_TRY(nb_cholesky_factorize(ctx, qp->ws, count, h, count, 0.0, &qp->factor, failed));
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_qp_face_set(nb_context *ctx, nb_qp *qp, int count, const int *list)
{
    int failed = -1;
    qp->half_holds = 0;
    NB_TRY(nb_qp_gram_need(ctx, qp, count, list));
    NB_TRY(nb_cholesky_reserve(ctx, count, &qp->factor));
    do {
        NB_TRY(nb_poll(ctx));
        NB_TRY(factorize(ctx, qp, count, list, &failed));
        qp->delta *= failed >= 0 ? 10.0 : 1.0;
    } while (failed >= 0 && qp->delta < 1e3);
    if (failed >= 0)
        return NB_ERR_NONFINITE;
    for (int j = 0; j < qp->p; j++)
        qp->place[j] = -1;
    for (int k = 0; k < count; k++) {
        qp->order[k] = list[k];
        qp->place[list[k]] = k;
    }
    return NB_OK;
}

/* Appends the columns listed; *all: whether rounding left every pivot positive. */
static nb_status append(nb_context *ctx, nb_qp *qp, int count, const int *list, int *all)
{
    const int size = qp->factor.size;
    void *mark = nb_mark(ctx);
    double *cross = nb_doubles(ctx, (size_t)size * (size_t)count), *inner = nb_doubles(ctx, (size_t)count * (size_t)count);
    if (cross == NULL || inner == NULL)
        return NB_ERR_MEMORY;
    for (int c = 0; c < count; c++) {
        for (int k = 0; k < size; k++)
            cross[k + (size_t)c * (size_t)size] = nb_qp_gram_entry(qp, qp->order[k], list[c]);
        for (int k = c + 1; k < count; k++)
            inner[k + (size_t)c * (size_t)count] = nb_qp_gram_entry(qp, list[k], list[c]);
        inner[c + (size_t)c * (size_t)count] = diagonal_of(qp, list[c]);
    }
    NB_TRY(nb_cholesky_append(ctx, qp->ws, count, cross, size, inner, count, 0.0, &qp->factor, qp->kept));
    nb_release(ctx, mark);
    *all = qp->factor.size == size + count;
    return NB_OK;
}

nb_status nb_qp_face_free(nb_context *ctx, nb_qp *qp, int count, const int *list)
{
    const int size = qp->factor.size, twice = 2 * qp->factor.capacity, usual = twice < qp->p ? twice : qp->p;
    int all = 1;
    qp->half_holds = 0;
    if (size + count > qp->factor.capacity)
        NB_TRY(nb_cholesky_reserve(ctx, size + count > usual ? size + count : usual, &qp->factor));
    NB_TRY(nb_qp_gram_need(ctx, qp, count, list));
    NB_TRY(append(ctx, qp, count, list, &all));
    for (int c = 0; c < count; c++) {
        qp->order[size + c] = list[c];
        qp->place[list[c]] = size + c;
    }
    if (all)
        return NB_OK;
    for (int k = 0; k < size + count; k++)
        qp->kept[k] = qp->order[k];
    qp->delta *= 10.0;
    return nb_qp_face_set(ctx, qp, size + count, qp->kept);
}

void nb_qp_face_fix(nb_qp *qp, int k)
{
    qp->half_holds = 0;
    qp->place[qp->order[k]] = -1;
    nb_cholesky_remove(&qp->factor, k, qp->scratch);
    for (int l = k; l < qp->factor.size; l++) {
        qp->order[l] = qp->order[l + 1];
        qp->place[qp->order[l]] = l;
    }
}

void nb_qp_interval(const nb_qp *qp, int j, double *low, double *high)
{
    *low = qp->lower[j];
    *high = qp->upper[j];
    if (qp->l1[j] > 0.0 && qp->sign[j] > 0)
        *low = fmax(*low, qp->kink[j]);
    else if (qp->l1[j] > 0.0)
        *high = fmin(*high, qp->kink[j]);
}
