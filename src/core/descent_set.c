/*
 * descent_set.c - see descent_set.h.
 *
 * A sparse column is packed with its scale and row weights multiplied in, and what the centring and the projection take off it is kept
 * apart as coordinates in the orthonormal C = [root_weight, Q] (lanes.h). All residuals are orthogonal to C, so A_j'r needs the entries
 * alone. Other storages are written out, n entries a column: correct, not fast.
 */
#include "descent_set.h"
#include "lasso_grid.h"
#include <math.h>
#include <string.h>

enum { poll_step = 4096 };

/* Columns that the projection leaves nothing of but rounding are treated as if they were this much of their size: descent then takes steps
 * that are too short, never too long. */
static const double least_norm2 = 1e-10;

static int is_compact(const nb_design *design)
{
    return design->x == NULL && design->implicit;
}

static int is_centred(const nb_design *design)
{
    for (int j = 0; j < design->p; j++)
        if (design->centre[j] != 0.0)
            return 1;
    return 0;
}

void nb_descent_set_init(const nb_design *design, nb_descent_set *set)
{
    memset(set, 0, sizeof *set);
    set->packed.low_count = is_compact(design) ? is_centred(design) + design->q : 0;
}

static size_t entries_of(const nb_design *design, int j)
{
    const int column = design->columns[j];
    return is_compact(design) ? (size_t)(design->start[column + 1] - design->start[column]) : (size_t)design->n;
}

/* Room for `count` columns and `entries` entries; what is there is kept. */
static nb_status reserve(nb_context *ctx, int count, size_t entries, nb_descent_set *set)
{
    nb_packed *packed = &set->packed;
    if (count > set->room || set->room == 0) {
        const int old = packed->count, room = count < 1 << 30 ? count + count / 8 + 16 : count;
        const double *b = set->b;
        packed->start = ctx->alloc(ctx->owner, (size_t)room + 1, sizeof(size_t));
        packed->low = nb_doubles(ctx, (size_t)room * (size_t)packed->low_count);
        set->column = nb_ints(ctx, (size_t)room);
        set->coordinate = ctx->alloc(ctx->owner, (size_t)room, sizeof(nb_coordinate));
        set->b = nb_lanes_doubles(ctx, (size_t)room);
        if (!packed->start || !packed->low || !set->column || !set->coordinate || !set->b)
            return NB_ERR_MEMORY;
        if (b != NULL)
            memcpy(set->b, b, (size_t)old * nb_lanes * sizeof(double));
        set->room = room;
    }
    if (entries > set->entry_room || set->entry_room == 0) {
        set->entry_room = entries + entries / 8 + 16;
        packed->row = nb_ints(ctx, set->entry_room);
        packed->value = nb_doubles(ctx, set->entry_room);
        if (packed->row == NULL || packed->value == NULL)
            return NB_ERR_MEMORY;
    }
    return NB_OK;
}

/* Writes column j behind those that are packed. */
static size_t pack_sparse(const nb_design *design, int j, size_t at, double *low, nb_packed *packed)
{
    const int column = design->columns[j], centred = packed->low_count - design->q;
    for (int e = design->start[column]; e < design->start[column + 1]; e++) {
        const double root = design->root_weight[design->row[e]];
        if (root > 0.0) {
            packed->row[at] = design->row[e];
            packed->value[at++] = design->value[e] * design->scale[j] * root;
        }
    }
    if (centred)
        low[0] = design->centre[j] * design->scale[j];
    for (int l = 0; l < design->q; l++)
        low[centred + l] = design->flat_cross[(size_t)j * (size_t)design->q + (size_t)l];
    return at;
}

static nb_status pack_column(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int j, nb_packed *packed, double *norm2)
{
    const int at = packed->count;
    const size_t begin = packed->start[at];
    size_t end = begin + (size_t)design->n;
    double *low = packed->low + (size_t)at * (size_t)packed->low_count, square = 0.0, off = 0.0;
    if (is_compact(design)) {
        end = pack_sparse(design, j, begin, low, packed);
    } else {
        void *mark = nb_mark(ctx);
        NB_TRY(nb_design_block(ctx, ws, design, 0, design->n, j, 1, packed->value + begin));
        nb_release(ctx, mark);
        for (int i = 0; i < design->n; i++)
            packed->row[begin + (size_t)i] = i;
    }
    for (size_t e = begin; e < end; e++)
        square += packed->value[e] * packed->value[e];
    for (int l = 0; l < packed->low_count; l++)
        off += low[l] * low[l];
    packed->start[at + 1] = end;
    packed->count++;
    *norm2 = square > 0.0 ? fmax(square - off, least_norm2 * square) : 1.0; /* a column of zeros has no say in its coefficient */
    return NB_OK;
}

static void set_coordinate(const nb_lasso_penalty *penalty, int j, double norm2, nb_coordinate *coordinate)
{
    coordinate->norm2 = norm2;
    coordinate->l1 = penalty->l1[j];
    coordinate->l2 = penalty->l2[j];
    coordinate->lower = penalty->lower != NULL ? penalty->lower[j] : -INFINITY;
    coordinate->upper = penalty->upper != NULL ? penalty->upper[j] : INFINITY;
}

/* Moves b of the columns that stay to where they will be, and starts the new ones: closed up first, then spread from the end, so that
 * nothing is overwritten before it is read. */
static void arrange_b(const nb_lasso_penalty *penalty, int p, int count, const int *place, double *b)
{
    int kept = 0;
    for (int j = 0; j < p; j++)
        if (place[j] >= 0)
            memmove(b + (size_t)kept++ * nb_lanes, b + (size_t)place[j] * nb_lanes, nb_lanes * sizeof(double));
    for (int j = p - 1; j >= 0; j--) {
        if (place[j] == nb_place_out)
            continue;
        double *to = b + (size_t)--count * nb_lanes;
        if (place[j] >= 0)
            memmove(to, b + (size_t)--kept * nb_lanes, nb_lanes * sizeof(double));
        else
            for (int l = 0; l < nb_lanes; l++)
                to[l] = nb_lasso_nearest_zero(penalty, j);
    }
}

nb_status nb_descent_set_build(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_lasso_penalty *penalty, int *place,
                               nb_descent_set *set)
{
    size_t entries = 0;
    int count = 0;
    for (int j = 0; j < design->p; j++)
        if (place[j] != nb_place_out) {
            entries += entries_of(design, j);
            count++;
        }
    NB_TRY(reserve(ctx, count, entries, set));
    arrange_b(penalty, design->p, count, place, set->b);
    set->packed.count = 0;
    set->packed.start[0] = 0;
    for (int j = 0; j < design->p; j++) {
        if (place[j] == nb_place_out)
            continue;
        const int at = set->packed.count;
        double norm2 = 0.0;
        if (at % poll_step == 0)
            NB_TRY(nb_poll(ctx));
        NB_TRY(pack_column(ctx, ws, design, j, &set->packed, &norm2));
        set_coordinate(penalty, j, norm2, set->coordinate + at);
        set->column[at] = j;
        place[j] = at;
    }
    return NB_OK;
}
