/*
 * qp_gram.c - products among the columns that the solver of qp.h frees: see qp_state.h.
 *
 * A design with more rows than columns is read once for all of them; a wide one for those that are asked for. Cost n p^2, or n times the
 * square of the number of columns that were ever free.
 */
#include "products.h"
#include "qp_state.h"
#include <string.h>

/* Columns that come in together, and how few columns are taken whole. */
enum { most_together = 256, few = 256 };

double nb_qp_gram_entry(const nb_qp *qp, int i, int j)
{
    return qp->gram.value[(size_t)qp->gram.place[j] * (size_t)qp->gram.capacity + (size_t)qp->gram.place[i]];
}

static nb_status reserve(nb_context *ctx, nb_qp *qp, int capacity)
{
    nb_qp_gram *gram = &qp->gram;
    const int twice = 2 * gram->capacity, usual = twice < qp->p ? twice : qp->p;
    if (capacity <= gram->capacity)
        return NB_OK;
    capacity = capacity > usual ? capacity : usual;
    double *value = nb_doubles(ctx, (size_t)capacity * (size_t)capacity);
    if (value == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < gram->count; j++)
        memcpy(value + (size_t)j * (size_t)capacity, gram->value + (size_t)j * (size_t)gram->capacity,
               (size_t)gram->count * sizeof(double));
    gram->value = value;
    gram->capacity = capacity;
    return NB_OK;
}

static void name_columns(nb_qp_gram *gram, int count, const int *list)
{
    for (int k = 0; k < count; k++) {
        gram->place[list[k]] = gram->count;
        gram->column[gram->count++] = list[k];
    }
}

static nb_status take_whole(nb_context *ctx, nb_qp *qp)
{
    NB_TRY(reserve(ctx, qp, qp->p));
    for (int j = 0; j < qp->p; j++)
        name_columns(&qp->gram, 1, &j);
    void *mark = nb_mark(ctx);
    NB_TRY(nb_design_gram(ctx, qp->ws, &qp->design, 0, qp->gram.value));
    nb_release(ctx, mark);
    return NB_OK;
}

static nb_status take_some(nb_context *ctx, nb_qp *qp, int count, const int *list)
{
    nb_qp_gram *gram = &qp->gram;
    const int old = gram->count;
    nb_design fresh, all;
    NB_TRY(reserve(ctx, qp, old + count));
    name_columns(gram, count, list);
    void *mark = nb_mark(ctx);
    double *block = nb_doubles(ctx, (size_t)qp->n * (size_t)count), *cross = nb_doubles(ctx, (size_t)gram->count * (size_t)count);
    if (block == NULL || cross == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_select(ctx, &qp->design, count, list, &fresh));
    NB_TRY(nb_design_block(ctx, qp->ws, &fresh, 0, qp->n, 0, count, block));
    NB_TRY(nb_design_select(ctx, &qp->design, gram->count, gram->column, &all));
    NB_TRY(nb_design_cross(ctx, qp->ws, &all, count, block, cross));
    for (int k = 0; k < count; k++)
        for (int i = 0; i < gram->count; i++) {
            const double value = cross[(size_t)k * (size_t)gram->count + (size_t)i];
            gram->value[(size_t)(old + k) * (size_t)gram->capacity + (size_t)i] = value;
            gram->value[(size_t)i * (size_t)gram->capacity + (size_t)(old + k)] = value;
        }
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_qp_gram_need(nb_context *ctx, nb_qp *qp, int count, const int *list)
{
    int missing = 0, batch[most_together];
    if (qp->gram.count == qp->p)
        return NB_OK;
    if (qp->p <= qp->n || qp->p <= few)
        return take_whole(ctx, qp);
    for (int k = 0; k < count; k++) {
        if (qp->gram.place[list[k]] < 0)
            batch[missing++] = list[k];
        if (missing == most_together || (k == count - 1 && missing > 0)) {
            NB_TRY(take_some(ctx, qp, missing, batch));
            missing = 0;
        }
    }
    return NB_OK;
}
