/*
 * lasso_working_set.c - see lasso_working_set.h.
 *
 * New columns are written out (centred, scaled, projected) a few at a time and multiplied with all columns of the set in one product.
 */
#include "lasso_working_set.h"
#include "products.h"
#include <math.h>
#include <string.h>

/* Doubles that the new columns written out at once may take. */
static const double most_written = 2e6;

static nb_status allocate(nb_context *ctx, int capacity, nb_working_set *set)
{
    const size_t size = (size_t)capacity, q = (size_t)set->design->q;
    set->capacity = capacity;
    set->columns = nb_ints(ctx, size);
    set->part_columns = nb_ints(ctx, size);
    set->gram = nb_doubles(ctx, size * size);
    set->cross = nb_doubles(ctx, size);
    set->l1 = nb_doubles(ctx, size);
    set->l2 = nb_doubles(ctx, size);
    set->lower = nb_doubles(ctx, size);
    set->upper = nb_doubles(ctx, size);
    set->part_centre = nb_doubles(ctx, size);
    set->part_scale = nb_doubles(ctx, size);
    set->part_flat = nb_doubles(ctx, size * q);
    const int all = set->columns && set->part_columns && set->gram && set->cross && set->l1 && set->l2 && set->lower && set->upper;
    return all && set->part_centre && set->part_scale && set->part_flat ? NB_OK : NB_ERR_MEMORY;
}

static void refer_part(nb_working_set *set)
{
    set->part = *set->design;
    set->part.p = set->count;
    set->part.columns = set->part_columns;
    set->part.centre = set->part_centre;
    set->part.scale = set->part_scale;
    set->part.flat_cross = set->part_flat;
}

nb_status nb_working_set_init(nb_context *ctx, const nb_design *design, const nb_lasso_penalty *penalty, const double *all_cross,
                              int capacity, nb_working_set *set)
{
    set->design = design;
    set->penalty = penalty;
    set->all_cross = all_cross;
    set->count = 0;
    set->place = nb_ints(ctx, (size_t)design->p);
    if (set->place == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < design->p; j++)
        set->place[j] = -1;
    NB_TRY(allocate(ctx, capacity > 1 ? capacity : 1, set));
    refer_part(set);
    return NB_OK;
}

static nb_status reserve(nb_context *ctx, int capacity, nb_working_set *set)
{
    const nb_working_set old = *set;
    const size_t count = (size_t)old.count * sizeof(double);
    if (capacity <= old.capacity)
        return NB_OK;
    capacity = capacity > 2 * old.capacity ? capacity : 2 * old.capacity;
    NB_TRY(allocate(ctx, capacity < set->design->p ? capacity : set->design->p, set));
    memcpy(set->columns, old.columns, (size_t)old.count * sizeof(int));
    memcpy(set->part_columns, old.part_columns, (size_t)old.count * sizeof(int));
    memcpy(set->cross, old.cross, count);
    memcpy(set->l1, old.l1, count);
    memcpy(set->l2, old.l2, count);
    memcpy(set->lower, old.lower, count);
    memcpy(set->upper, old.upper, count);
    memcpy(set->part_centre, old.part_centre, count);
    memcpy(set->part_scale, old.part_scale, count);
    memcpy(set->part_flat, old.part_flat, count * (size_t)set->design->q);
    for (int j = 0; j < old.count; j++)
        memcpy(set->gram + (size_t)j * (size_t)set->capacity, old.gram + (size_t)j * (size_t)old.capacity, count);
    refer_part(set);
    return NB_OK;
}

static void list_column(nb_working_set *set, int column)
{
    const nb_design *design = set->design;
    const int at = set->count++;
    set->columns[at] = column;
    set->place[column] = at;
    set->cross[at] = set->all_cross[column];
    set->l1[at] = set->penalty->l1[column];
    set->l2[at] = set->penalty->l2[column];
    set->lower[at] = set->penalty->lower != NULL ? set->penalty->lower[column] : -INFINITY;
    set->upper[at] = set->penalty->upper != NULL ? set->penalty->upper[column] : INFINITY;
    set->part_columns[at] = design->columns[column];
    set->part_centre[at] = design->centre[column];
    set->part_scale[at] = design->scale[column];
    if (design->q > 0)
        memcpy(set->part_flat + (size_t)at * (size_t)design->q, design->flat_cross + (size_t)column * (size_t)design->q,
               (size_t)design->q * sizeof(double));
    set->part.p = set->count;
}

/* Gram entries of columns [from, from + size) with all columns before from + size. */
static nb_status fill_gram(nb_context *ctx, nb_gemm_work *ws, int from, int size, nb_working_set *set)
{
    const size_t n = (size_t)set->design->n, rows = (size_t)(from + size), ld = (size_t)set->capacity;
    void *mark = nb_mark(ctx);
    nb_design part = set->part;
    double *written = nb_doubles(ctx, n * (size_t)size), *products = nb_doubles(ctx, rows * (size_t)size);
    if (written == NULL || products == NULL)
        return NB_ERR_MEMORY;
    part.p = (int)rows;
    NB_TRY(nb_design_block(ctx, ws, &part, 0, part.n, from, size, written));
    NB_TRY(nb_design_cross(ctx, ws, &part, size, written, products));
    for (size_t c = 0; c < (size_t)size; c++)
        for (size_t i = 0; i < rows; i++) {
            const size_t j = (size_t)from + c;
            set->gram[i + j * ld] = products[i + c * rows];
            set->gram[j + i * ld] = products[i + c * rows];
        }
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_working_set_add(nb_context *ctx, nb_gemm_work *ws, int count, const int *columns, nb_working_set *set)
{
    const int first = set->count;
    NB_TRY(reserve(ctx, first + count, set));
    for (int c = 0; c < count; c++)
        list_column(set, columns[c]);
    const double fit = most_written / (double)set->design->n;
    const int step = fit > 128.0 ? 128 : (fit > 8.0 ? (int)fit : 8);
    for (int at = first; at < set->count; at += step)
        NB_TRY(fill_gram(ctx, ws, at, set->count - at < step ? set->count - at : step, set));
    return NB_OK;
}

nb_status nb_working_set_all(nb_context *ctx, double *gram, nb_working_set *set)
{
    (void)ctx;
    for (int j = set->count; j < set->design->p; j++)
        list_column(set, j);
    set->gram = gram;
    return NB_OK;
}

nb_status nb_working_set_residuals(nb_context *ctx, nb_gemm_work *ws, const nb_working_set *set, const double *y, int count,
                                   const double *b, double *r)
{
    const size_t n = (size_t)set->design->n;
    NB_TRY(nb_design_multiply(ctx, ws, &set->part, count, b, r));
    for (size_t k = 0; k < (size_t)count; k++)
        for (size_t i = 0; i < n; i++)
            r[k * n + i] = y[i] - r[k * n + i];
    return NB_OK;
}

int nb_candidate_order(const void *a, const void *b)
{
    const double x = ((const nb_candidate *)a)->excess, y = ((const nb_candidate *)b)->excess;
    const int i = ((const nb_candidate *)a)->column, j = ((const nb_candidate *)b)->column;
    return x != y ? (x < y) - (x > y) : (i > j) - (i < j);
}

nb_quadratic nb_working_set_problem(const nb_working_set *set, double norm_y, int max_rank)
{
    const nb_quadratic problem = {set->count, set->gram,  set->capacity, set->cross, set->l1,
                                  set->l2,    set->lower, set->upper,    norm_y,     max_rank};
    return problem;
}
