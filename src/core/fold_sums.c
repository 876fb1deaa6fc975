/*
 * fold_sums.c - sums over the rows of each fold: see fold_sums.h.
 */
#include "fold_sums.h"
#include <string.h>

/* Fewer folds than this are added up one by one. */
enum { grouped_from = 16 };

static nb_fold_part part_of(const nb_fold_sums *sums, double *record)
{
    const size_t p = (size_t)sums->p, m = (size_t)sums->m;
    nb_fold_part part;
    part.gram = record;
    part.cross = part.gram + p * p;
    part.shift = part.cross + p * m;
    part.level = part.shift + p;
    part.square = part.level + m;
    part.weight = part.square + m;
    part.rows = part.weight + 1;
    return part;
}

nb_fold_part nb_fold_sums_of(const nb_fold_sums *sums, int k)
{
    return part_of(sums, sums->folds + (size_t)k * sums->length);
}

static void add(size_t length, const double *from, double *to)
{
    for (size_t i = 0; i < length; i++)
        to[i] += from[i];
}

nb_fold_part nb_fold_sums_without(const nb_fold_sums *sums, int k, double *record)
{
    const int group = sums->group, own = k / group, first = own * group;
    const int last = first + group < sums->count ? first + group : sums->count;
    memset(record, 0, sums->length * sizeof(double));
    for (int g = 0; g * group < sums->count; g++)
        if (g != own)
            add(sums->length, sums->groups + (size_t)g * sums->length, record);
    for (int l = first; l < last; l++)
        if (l != k)
            add(sums->length, sums->folds + (size_t)l * sums->length, record);
    return part_of(sums, record);
}

nb_status nb_fold_rows_init(nb_context *ctx, int size, int p, const nb_folds *folds, nb_fold_rows *rows)
{
    rows->size = size;
    rows->block = nb_doubles(ctx, (size_t)size * (size_t)p);
    rows->sorted = nb_doubles(ctx, (size_t)size * (size_t)p);
    rows->target = nb_doubles(ctx, (size_t)size * (size_t)folds->m);
    rows->root = nb_doubles(ctx, (size_t)size);
    rows->first = nb_ints(ctx, (size_t)folds->count + 2);
    return rows->block && rows->sorted && rows->target && rows->root && rows->first ? NB_OK : NB_ERR_MEMORY;
}

/* first[k + 1] becomes where the rows of fold k begin: filling them in moves it to where they end. */
static void count_rows(const nb_folds *folds, int at, int size, int *first)
{
    memset(first, 0, ((size_t)folds->count + 2) * sizeof(int));
    for (int i = 0; i < size; i++)
        if (folds->fold[at + i] >= 0)
            first[folds->fold[at + i] + 2]++;
    for (int k = 0; k < folds->count; k++)
        first[k + 2] += first[k + 1];
}

nb_status nb_fold_rows_gather(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_folds *folds, int at, int size,
                              nb_fold_rows *rows)
{
    const int p = design->p;
    const size_t lead = (size_t)rows->size;
    NB_TRY(nb_poll(ctx));
    NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, rows->block));
    count_rows(folds, at, size, rows->first);
    for (int i = 0; i < size; i++) {
        const int fold = folds->fold[at + i];
        if (fold < 0)
            continue;
        const int to = rows->first[fold + 1]++;
        rows->root[to] = design->root_weight[at + i];
        for (int response = 0; response < folds->m; response++)
            rows->target[(size_t)response * lead + (size_t)to] = folds->y[(size_t)response * (size_t)design->n + (size_t)(at + i)];
        for (int j = 0; j < p; j++)
            rows->sorted[(size_t)j * lead + (size_t)to] = rows->block[(size_t)j * (size_t)size + (size_t)i];
    }
    return NB_OK;
}

static void add_responses(int rows, int m, const double *root, const double *y, size_t lead, nb_fold_part part)
{
    for (int i = 0; i < rows; i++) {
        *part.weight += root[i] * root[i];
        *part.rows += root[i] > 0.0;
    }
    for (int response = 0; response < m; response++, y += lead)
        for (int i = 0; i < rows; i++) {
            part.level[response] += root[i] * y[i];
            part.square[response] += y[i] * y[i];
        }
}

static nb_status add_rows(nb_context *ctx, nb_gemm_work *ws, const nb_fold_rows *b, nb_fold_sums *sums)
{
    const int p = sums->p, m = sums->m, lead = b->size;
    for (int k = 0; k < sums->count; k++) {
        const int from = b->first[k], rows = b->first[k + 1] - from;
        const double *x = b->sorted + from, *y = b->target + from, *root = b->root + from;
        const nb_fold_part part = nb_fold_sums_of(sums, k);
        if (rows == 0)
            continue;
        NB_TRY(nb_syrk(ctx, ws, p, rows, 1.0, x, lead, 1, 1.0, part.gram, p));
        NB_TRY(nb_gemm(ctx, ws, p, m, rows, 1.0, x, lead, 1, y, 1, lead, 1.0, part.cross, p));
        NB_TRY(nb_gemm(ctx, ws, p, 1, rows, 1.0, x, lead, 1, root, 1, lead, 1.0, part.shift, p));
        add_responses(rows, m, root, y, (size_t)lead, part);
    }
    return NB_OK;
}

static nb_status allocate(nb_context *ctx, const nb_design *design, const nb_folds *folds, nb_fold_sums *sums)
{
    const size_t p = (size_t)design->p, m = (size_t)folds->m, count = (size_t)folds->count;
    size_t group = count;
    if (count >= grouped_from)
        for (group = 1; group * group < count;)
            group++;
    const size_t groups = (count + group - 1) / group;
    sums->p = design->p;
    sums->m = folds->m;
    sums->count = folds->count;
    sums->group = (int)group;
    sums->length = p * p + p * m + p + 2 * m + 2;
    sums->groups = NULL;
    sums->folds = nb_doubles(ctx, count * sums->length);
    if (groups > 1)
        sums->groups = nb_doubles(ctx, groups * sums->length);
    if (sums->folds == NULL || (groups > 1 && sums->groups == NULL))
        return NB_ERR_MEMORY;
    memset(sums->folds, 0, count * sums->length * sizeof(double));
    if (groups > 1)
        memset(sums->groups, 0, groups * sums->length * sizeof(double));
    return NB_OK;
}

nb_status nb_fold_sums_collect(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_folds *folds, nb_fold_sums *sums)
{
    const int n = design->n, step = nb_design_step(design, 1);
    nb_fold_rows rows;
    NB_TRY(allocate(ctx, design, folds, sums));
    void *mark = nb_mark(ctx);
    NB_TRY(nb_fold_rows_init(ctx, step, design->p, folds, &rows));
    for (int at = 0; at < n; at += step) {
        NB_TRY(nb_fold_rows_gather(ctx, ws, design, folds, at, n - at < step ? n - at : step, &rows));
        NB_TRY(add_rows(ctx, ws, &rows, sums));
    }
    nb_release(ctx, mark);
    if (sums->groups != NULL)
        for (int k = 0; k < sums->count; k++)
            add(sums->length, sums->folds + (size_t)k * sums->length, sums->groups + (size_t)(k / sums->group) * sums->length);
    return NB_OK;
}
