/* lasso_record.c - see lasso_record.h. Arrays double when they are full: memory is at most three times that of the path, for a moment. */
#include "lasso_record.h"
#include <string.h>

nb_status nb_lasso_record_init(nb_context *ctx, int count, nb_lasso_record *record)
{
    nb_lasso_path *path = &record->path;
    memset(record, 0, sizeof *record);
    record->room = count;
    path->lambda1 = nb_doubles(ctx, (size_t)count);
    path->start = ctx->alloc(ctx->owner, (size_t)count + 1, sizeof(size_t));
    path->rss = nb_doubles(ctx, (size_t)count);
    path->rank = nb_ints(ctx, (size_t)count);
    path->index = nb_ints(ctx, 0);
    path->value = nb_doubles(ctx, 0);
    if (!path->lambda1 || !path->start || !path->rss || !path->rank || !path->index || !path->value)
        return NB_ERR_MEMORY;
    path->start[0] = 0;
    return NB_OK;
}

nb_status nb_lasso_record_reserve(nb_context *ctx, int nonzero, nb_lasso_record *record)
{
    nb_lasso_path *path = &record->path;
    const size_t used = path->start[path->count], wanted = used + (size_t)nonzero;
    if (wanted <= record->value_room)
        return NB_OK;
    const size_t room = wanted > 2 * record->value_room ? wanted : 2 * record->value_room;
    int *index = nb_ints(ctx, room);
    double *value = nb_doubles(ctx, room);
    if (index == NULL || value == NULL)
        return NB_ERR_MEMORY;
    memcpy(index, path->index, used * sizeof(int));
    memcpy(value, path->value, used * sizeof(double));
    path->index = index;
    path->value = value;
    record->value_room = room;
    return NB_OK;
}

void nb_lasso_record_add(nb_lasso_record *record, double lambda1, int nonzero, double rss, int rank)
{
    nb_lasso_path *path = &record->path;
    path->lambda1[path->count] = lambda1;
    path->rss[path->count] = rss;
    path->rank[path->count] = rank;
    path->start[path->count + 1] = path->start[path->count] + (size_t)nonzero;
    path->count++;
}
