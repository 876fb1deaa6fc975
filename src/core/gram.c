/*
 * gram.c - A'A or A A' in one pass over the design: see products.h.
 *
 * Dense: symmetric rank-k updates on blocks that fit in cache. Sparse with small means: outer products of the stored entries of a row (A'A)
 * or of a column (A A'), the centring subtracted afterwards; only designs whose columns have mean^2 <= 100 variance take that road
 * (design->implicit), so at most two digits are lost. Cost: n p min(n, p) dense; sum of squared row (column) counts sparse.
 */
#include "products.h"
#include <string.h>

/* cross := A'y as well, when m > 0 (primal only). */
static nb_status dense_gram(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int dual, int m, const double *y, double *gram,
                            double *cross)
{
    const int by_rows = !dual, side = dual ? design->n : design->p, lines = dual ? design->p : design->n;
    const int step = nb_design_step(design, by_rows);
    double *block = nb_doubles(ctx, (size_t)step * (size_t)side);
    if (block == NULL)
        return NB_ERR_MEMORY;
    for (int at = 0; at < lines; at += step) {
        const int size = lines - at < step ? lines - at : step;
        const double beta = at > 0 ? 1.0 : 0.0;
        NB_TRY(nb_poll(ctx));
        if (by_rows) {
            NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, side, block));
            NB_TRY(nb_syrk(ctx, ws, side, size, 1.0, block, size, 1, beta, gram, side));
            if (m > 0)
                NB_TRY(nb_gemm(ctx, ws, side, m, size, 1.0, block, size, 1, y + at, 1, design->n, beta, cross, side));
        } else {
            NB_TRY(nb_design_block(ctx, ws, design, 0, side, at, size, block));
            NB_TRY(nb_syrk(ctx, ws, side, size, 1.0, block, 1, side, beta, gram, side));
        }
    }
    nb_symmetrize(side, gram, side);
    return NB_OK;
}

/* The columns in use, weighted and scaled, sorted by rows: first[i] .. first[i+1]-1 are the entries of row i. */
typedef struct row_storage {
    int *first, *column;
    double *value;
} row_storage;

static nb_status sort_by_rows(nb_context *ctx, const nb_design *design, row_storage *rows)
{
    const int n = design->n, p = design->p;
    size_t entries = 0;
    for (int j = 0; j < p; j++)
        entries += (size_t)(design->start[design->columns[j] + 1] - design->start[design->columns[j]]);
    rows->first = nb_ints(ctx, (size_t)n + 2);
    rows->column = nb_ints(ctx, entries);
    rows->value = nb_doubles(ctx, entries);
    if (rows->first == NULL || rows->column == NULL || rows->value == NULL)
        return NB_ERR_MEMORY;
    memset(rows->first, 0, ((size_t)n + 2) * sizeof(int));
    for (int j = 0; j < p; j++)
        for (int e = design->start[design->columns[j]]; e < design->start[design->columns[j] + 1]; e++)
            rows->first[design->row[e] + 2]++;
    for (int i = 0; i < n; i++)
        rows->first[i + 2] += rows->first[i + 1];
    for (int j = 0; j < p; j++)
        for (int e = design->start[design->columns[j]]; e < design->start[design->columns[j] + 1]; e++) {
            const int i = design->row[e], at = rows->first[i + 1]++;
            rows->column[at] = j;
            rows->value[at] = design->value[e] * (design->scale[j] * design->root_weight[i]);
        }
    return NB_OK;
}

static nb_status sparse_primal(nb_context *ctx, const nb_design *design, double *gram)
{
    const int n = design->n, p = design->p;
    row_storage rows;
    NB_TRY(sort_by_rows(ctx, design, &rows));
    memset(gram, 0, (size_t)p * (size_t)p * sizeof(double));
    for (int i = 0; i < n; i++) {
        if (i % 4096 == 0)
            NB_TRY(nb_poll(ctx));
        for (int a = rows.first[i]; a < rows.first[i + 1]; a++) {
            double *column = gram + (size_t)rows.column[a] * (size_t)p;
            for (int b = a; b < rows.first[i + 1]; b++)
                column[rows.column[b]] += rows.value[a] * rows.value[b];
        }
    }
    /* The weighted mean is the centre, and the weights sum to 1: X'WX - centre centre'. Without an intercept the centre is 0. */
    for (int j = 0; j < p; j++)
        for (int l = j; l < p; l++)
            gram[(size_t)j * (size_t)p + (size_t)l] -= design->centre[j] * design->scale[j] * design->centre[l] * design->scale[l];
    nb_symmetrize(p, gram, p);
    return NB_OK;
}

static nb_status sparse_dual(nb_context *ctx, const nb_design *design, double *gram)
{
    const int n = design->n, p = design->p;
    double *shift = nb_doubles(ctx, (size_t)n), constant = 0.0;
    if (shift == NULL)
        return NB_ERR_MEMORY;
    memset(shift, 0, (size_t)n * sizeof(double));
    memset(gram, 0, (size_t)n * (size_t)n * sizeof(double));
    for (int j = 0; j < p; j++) {
        const int begin = design->start[design->columns[j]], end = design->start[design->columns[j] + 1];
        const double square = design->scale[j] * design->scale[j];
        if (j % 4096 == 0)
            NB_TRY(nb_poll(ctx));
        constant += square * design->centre[j] * design->centre[j];
        for (int a = begin; a < end; a++) {
            double *column = gram + (size_t)design->row[a] * (size_t)n;
            shift[design->row[a]] += square * design->centre[j] * design->value[a];
            for (int b = a; b < end; b++)
                column[design->row[b]] += square * design->value[a] * design->value[b];
        }
    }
    for (int i = 0; i < n; i++)
        for (int l = i; l < n; l++) {
            double *cell = gram + (size_t)i * (size_t)n + (size_t)l;
            *cell = (*cell - shift[i] - shift[l] + constant) * design->root_weight[i] * design->root_weight[l];
        }
    nb_symmetrize(n, gram, n);
    return NB_OK;
}

nb_status nb_design_gram(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int dual, double *gram)
{
    /* With unpenalised columns the blocks are projected before they are multiplied: afterwards digits would be lost. */
    if (design->x != NULL || !design->implicit || design->q > 0)
        return dense_gram(ctx, ws, design, dual, 0, NULL, gram, NULL);
    return dual ? sparse_dual(ctx, design, gram) : sparse_primal(ctx, design, gram);
}

nb_status nb_design_normal(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int m, const double *y, double *gram, double *cross)
{
    if (design->x != NULL || !design->implicit || design->q > 0)
        return dense_gram(ctx, ws, design, 0, m, y, gram, cross);
    NB_TRY(sparse_primal(ctx, design, gram));
    return nb_design_cross(ctx, ws, design, m, y, cross);
}
