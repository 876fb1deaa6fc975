/* lasso_exact_record.c - see lasso_exact_record.h. Arrays double when they are full; the arena keeps the old ones. */
#include "lasso_exact_record.h"
#include <string.h>

/* A copy of the first `used` of old with place for `room`, or NULL. */
static void *widened(nb_context *ctx, const void *old, size_t used, size_t room, size_t size)
{
    void *wider = ctx->alloc(ctx->owner, room, size);
    if (wider != NULL && used > 0)
        memcpy(wider, old, used * size);
    return wider;
}

static nb_status widen_knots(nb_context *ctx, nb_exact_record *record)
{
    nb_exact_path *path = record->path;
    const size_t used = (size_t)path->count, room = 2 * used + 32;
    if (path->count < record->room)
        return NB_OK;
    path->lambda1 = widened(ctx, path->lambda1, used, room, sizeof(double));
    path->rss = widened(ctx, path->rss, used, room, sizeof(double));
    path->rank = widened(ctx, path->rank, used, room, sizeof(int));
    path->start = widened(ctx, path->start, used > 0 ? used + 1 : 0, room + 1, sizeof(size_t));
    path->change_start = widened(ctx, path->change_start, used > 0 ? used + 1 : 0, room + 1, sizeof(size_t));
    record->room = (int)room;
    const int all = path->lambda1 && path->rss && path->rank && path->start && path->change_start;
    if (!all)
        return NB_ERR_MEMORY;
    if (used == 0)
        path->start[0] = path->change_start[0] = 0;
    return NB_OK;
}

static nb_status widen_values(nb_context *ctx, size_t used, size_t more, nb_exact_record *record)
{
    nb_exact_path *path = record->path;
    if (used + more <= record->values)
        return NB_OK;
    record->values = 2 * (used + more) + 64;
    path->index = widened(ctx, path->index, used, record->values, sizeof(int));
    path->value = widened(ctx, path->value, used, record->values, sizeof(double));
    return path->index != NULL && path->value != NULL ? NB_OK : NB_ERR_MEMORY;
}

static nb_status widen_changes(nb_context *ctx, size_t used, size_t more, nb_exact_record *record)
{
    nb_exact_path *path = record->path;
    if (used + more <= record->changes)
        return NB_OK;
    record->changes = 2 * (used + more) + 64;
    path->changed = widened(ctx, path->changed, used, record->changes, sizeof(int));
    path->change = widened(ctx, path->change, used, record->changes, sizeof(int));
    return path->changed != NULL && path->change != NULL ? NB_OK : NB_ERR_MEMORY;
}

static nb_exact_change change_from(nb_exact_place was, nb_exact_place is)
{
    if (is == NB_FREE)
        return was == NB_AT_BOUND ? NB_EXACT_FROM_BOUND : NB_EXACT_ENTERS;
    return is == NB_AT_BOUND ? NB_EXACT_TO_BOUND : NB_EXACT_LEAVES;
}

nb_status nb_exact_record_init(nb_exact_state *s, nb_exact_path *path, nb_exact_record *record)
{
    memset(path, 0, sizeof *path);
    memset(record, 0, sizeof *record);
    record->path = path;
    record->place_was = s->ctx->alloc(s->ctx->owner, s->p > 0 ? (size_t)s->p : 1, sizeof *record->place_was);
    if (record->place_was == NULL)
        return NB_ERR_MEMORY;
    memcpy(record->place_was, s->place, (size_t)s->p * sizeof *record->place_was);
    return NB_OK;
}

/* The coefficients of this knot; its rank. */
static void fill_values(const nb_exact_state *s, size_t at, nb_exact_path *path)
{
    int rank = 0;
    for (int j = 0; j < s->p; j++) {
        if (s->b[j] == 0.0)
            continue;
        path->index[at] = j;
        path->value[at++] = s->b[j];
        rank += s->place[j] == NB_FREE;
    }
    path->rank[path->count] = rank;
    path->start[path->count + 1] = at;
}

static void fill_changes(const nb_exact_state *s, size_t at, int changes, nb_exact_record *record)
{
    nb_exact_path *path = record->path;
    for (int j = 0; j < s->p; j++) {
        if (changes && s->place[j] != record->place_was[j]) {
            path->changed[at] = j;
            path->change[at++] = change_from(record->place_was[j], s->place[j]);
        }
        record->place_was[j] = s->place[j];
    }
    path->change_start[path->count + 1] = at;
}

nb_status nb_exact_record_add(nb_exact_state *s, int changes, nb_exact_record *record)
{
    nb_exact_path *path = record->path;
    size_t values = 0, changed = 0;
    for (int j = 0; j < s->p; j++) {
        values += s->b[j] != 0.0;
        changed += s->place[j] != record->place_was[j];
    }
    if (changes && changed == 0 && path->count > 0)
        return NB_OK;
    NB_TRY(widen_knots(s->ctx, record));
    NB_TRY(widen_values(s->ctx, path->start[path->count], values, record));
    NB_TRY(widen_changes(s->ctx, path->change_start[path->count], changed, record));
    path->lambda1[path->count] = s->lambda;
    path->rss[path->count] = s->rss;
    fill_values(s, path->start[path->count], path);
    fill_changes(s, path->change_start[path->count], changes, record);
    path->count++;
    return NB_OK;
}
