/*
 * lasso_store.c - see lasso_store.h.
 */
#include "lasso_store.h"
#include <stdlib.h>
#include <string.h>

static nb_status allocate_slots(nb_context *ctx, int capacity, nb_lasso_slots *slots)
{
    const size_t room = (size_t)capacity * (size_t)slots->most;
    slots->capacity = capacity;
    slots->b = nb_doubles(ctx, room);
    slots->order = nb_ints(ctx, room);
    slots->sign = ctx->alloc(ctx->owner, room + 1, 1);
    return slots->b != NULL && slots->order != NULL && slots->sign != NULL ? NB_OK : NB_ERR_MEMORY;
}

nb_status nb_lasso_slots_init(nb_context *ctx, int most, int capacity, nb_lasso_slots *slots)
{
    slots->most = most;
    slots->size = nb_ints(ctx, (size_t)most);
    slots->count = nb_ints(ctx, (size_t)most);
    if (slots->size == NULL || slots->count == NULL)
        return NB_ERR_MEMORY;
    return allocate_slots(ctx, capacity > 1 ? capacity : 1, slots);
}

nb_status nb_lasso_slots_reserve(nb_context *ctx, int capacity, nb_lasso_slots *slots)
{
    return capacity <= slots->capacity ? NB_OK : allocate_slots(ctx, capacity, slots);
}

void nb_lasso_slots_save(const nb_active *active, int count, int at, nb_lasso_slots *slots)
{
    const size_t from = (size_t)at * (size_t)slots->capacity;
    slots->size[at] = active->factor.size;
    slots->count[at] = count;
    memcpy(slots->b + from, active->b, (size_t)count * sizeof(double));
    for (int k = 0; k < active->factor.size; k++) {
        slots->order[from + (size_t)k] = active->order[k];
        slots->sign[from + (size_t)k] = active->sign[active->order[k]];
    }
}

nb_status nb_lasso_slots_restore(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, double lambda2, int at,
                                 const nb_lasso_slots *slots, nb_active *active)
{
    const size_t from = (size_t)at * (size_t)slots->capacity;
    memcpy(active->b, slots->b + from, (size_t)slots->count[at] * sizeof(double));
    return nb_active_restore(ctx, ws, problem, slots->size[at], slots->order + from, slots->sign + from, active->b, lambda2, active);
}

nb_status nb_lasso_path_init(nb_context *ctx, int count, nb_lasso_path *path)
{
    path->count = 0;
    path->capacity = 0;
    path->index = NULL;
    path->value = NULL;
    path->lambda1 = nb_doubles(ctx, (size_t)count);
    path->rss = nb_doubles(ctx, (size_t)count);
    path->rank = nb_ints(ctx, (size_t)count);
    path->start = ctx->alloc(ctx->owner, (size_t)count + 1, sizeof(size_t));
    path->end = NB_LASSO_WHOLE;
    if (path->lambda1 == NULL || path->rss == NULL || path->rank == NULL || path->start == NULL)
        return NB_ERR_MEMORY;
    path->start[0] = 0;
    return NB_OK;
}

static nb_status reserve(nb_context *ctx, size_t needed, nb_lasso_path *path)
{
    const size_t used = path->start[path->count], twice = 2 * path->capacity, room = twice > needed ? twice : needed;
    if (needed <= path->capacity)
        return NB_OK;
    double *value = nb_doubles(ctx, room);
    int *index = nb_ints(ctx, room);
    if (value == NULL || index == NULL)
        return NB_ERR_MEMORY;
    if (used > 0) {
        memcpy(value, path->value, used * sizeof(double));
        memcpy(index, path->index, used * sizeof(int));
    }
    path->value = value;
    path->index = index;
    path->capacity = room;
    return NB_OK;
}

typedef struct entry {
    int index;
    double value;
} entry;

static int by_index(const void *a, const void *b)
{
    return ((const entry *)a)->index - ((const entry *)b)->index;
}

nb_status nb_lasso_path_add(nb_context *ctx, int count, const int *columns, const double *b, double lambda1, double rss, int rank,
                            nb_lasso_path *path)
{
    size_t at = path->start[path->count], nonzero = 0;
    for (int j = 0; j < count; j++)
        nonzero += b[j] != 0.0;
    NB_TRY(reserve(ctx, at + nonzero, path));
    void *mark = nb_mark(ctx);
    entry *sorted = ctx->alloc(ctx->owner, nonzero + 1, sizeof(entry));
    if (sorted == NULL)
        return NB_ERR_MEMORY;
    int ascending = 1;
    nonzero = 0;
    for (int j = 0; j < count; j++)
        if (b[j] != 0.0) {
            sorted[nonzero] = (entry){columns != NULL ? columns[j] : j, b[j]};
            ascending = ascending && (nonzero == 0 || sorted[nonzero - 1].index < sorted[nonzero].index);
            nonzero++;
        }
    if (!ascending)
        qsort(sorted, nonzero, sizeof *sorted, by_index);
    for (size_t k = 0; k < nonzero; k++, at++) {
        path->index[at] = sorted[k].index;
        path->value[at] = sorted[k].value;
    }
    nb_release(ctx, mark);
    path->lambda1[path->count] = lambda1;
    path->rss[path->count] = rss;
    path->rank[path->count] = rank;
    path->start[++path->count] = at;
    return NB_OK;
}
