/*
 * ridge_loo.c - leverages and leave-one-out residuals at every penalty: see ridge.h.
 *
 *     1 - h_i(c) = (1 - flat_i - sum_j u_ij^2) + sum_j u_ij^2 c / (d_j^2 + c)         no cancellation, valid as c -> 0
 *     e_i(c)     = (y - U U'y)_i + sum_j u_ij (U'y)_j c / (d_j^2 + c)
 *     left out   = e_i / (1 - h_i)                                                    (Golub, Heath & Wahba 1979)
 *
 * When the fit can interpolate, the bracketed first terms are exactly zero and the ratio has a limit at c = 0: multiplying both sums by
 * (d_1^2 + c) / c leaves the ratio unchanged and gives it; a single row that the fit can reach gets its limit likewise. U is formed in
 * blocks of rows. The weights c / (d_j^2 + c) of all penalties span, to rounding, a space of small dimension k (compress.h). Cost
 * n p^2 + 2 n (r + count) k (dual: without the first).
 */
#include "compress.h"
#include "kernels.h"
#include "products.h"
#include "ridge.h"
#include <math.h>
#include <string.h>

enum { block_rows = 240, least_columns = 16 };

static const double leverage_one = 1e-14;

/* What stands for c = 0, as a share of d_1^2. */
static const double vanishing = 1e-100;

/* Sums from compressed weights are off by rounding beside the largest weight; complements smaller than this share of it are summed
 * directly. */
static const double least_complement = 1e-3;

/* Weights of the directions at every penalty, rank x columns, and the same as q r (k = -1: not worth it). */
typedef struct loo_weights {
    int columns, k, limit;
    double *full, *q, *r, *largest; /* largest: by column */
} loo_weights;

typedef struct loo_work {
    double *block, *u, *square; /* rows x p, rows x side (twice) */
    loo_weights h, e;           /* for leverages (count columns) and residuals (count m) */
    double *thin;               /* rows x max(h.limit, e.limit) */
    double *sum_h, *sum_e;      /* rows x count, rows x (count m) */
    double *scale;              /* count: (d_1^2 + c) / c, or 1: what the sums were multiplied by is divided out of the complement */
    double *inverse, *left_out; /* rows: 1 / weight (0 for weight 0); left-out residuals of one column */
    double *rest, *outside;     /* rows: 1 - flat - sum u^2; rows x m: y - U U'y */
} loo_work;

static nb_status allocate_weights(nb_context *ctx, size_t side, int columns, loo_weights *w)
{
    w->columns = columns;
    w->limit = columns / 2;
    w->k = -1;
    w->full = nb_doubles(ctx, side * (size_t)columns);
    w->q = nb_doubles(ctx, side * (size_t)w->limit);
    w->r = nb_doubles(ctx, (size_t)w->limit * (size_t)columns);
    w->largest = nb_doubles(ctx, (size_t)columns);
    return w->full && w->q && w->r && w->largest ? NB_OK : NB_ERR_MEMORY;
}

static nb_status allocate(nb_context *ctx, const nb_design *design, const nb_ridge_factor *factor, int m, int count, loo_work *w)
{
    const size_t rows = block_rows, side = (size_t)factor->side, k = (size_t)count, km = (size_t)count * (size_t)m;
    w->block = factor->dual ? nb_doubles(ctx, 1) : nb_doubles(ctx, rows * (size_t)design->p);
    w->u = nb_doubles(ctx, rows * side);
    w->square = nb_doubles(ctx, rows * side);
    NB_TRY(allocate_weights(ctx, side, (int)k, &w->h));
    NB_TRY(allocate_weights(ctx, side, (int)km, &w->e));
    w->thin = nb_doubles(ctx, rows * (size_t)w->e.limit);
    w->sum_h = nb_doubles(ctx, rows * k);
    w->sum_e = nb_doubles(ctx, rows * km);
    w->scale = nb_doubles(ctx, k);
    w->inverse = nb_doubles(ctx, rows);
    w->left_out = nb_doubles(ctx, rows);
    w->rest = nb_doubles(ctx, rows);
    w->outside = nb_doubles(ctx, rows * (size_t)m);
    const int failed = !w->block || !w->u || !w->square || !w->thin || !w->inverse || !w->left_out || !w->sum_h || !w->sum_e || !w->scale ||
                       !w->rest || !w->outside;
    return failed ? NB_ERR_MEMORY : NB_OK;
}

static void fill_factors(const nb_ridge_factor *factor, int m, int saturated, int count, const double *c, loo_work *w)
{
    const int rank = factor->rank, side = factor->side;
    const double first = rank > 0 ? factor->d[0] * factor->d[0] : 1.0;
    for (int l = 0; l < count; l++) {
        /* A row that the fit can reach keeps its limit, and the others do not notice. */
        const double penalty = !saturated && c[l] < vanishing * first ? vanishing * first : c[l];
        w->scale[l] = saturated ? c[l] / (first + c[l]) : 1.0;
        for (int j = 0; j < rank; j++) {
            const double d = factor->d[j], share = (saturated ? first + c[l] : penalty) / (d * d + c[l]);
            w->h.full[(size_t)l * (size_t)rank + (size_t)j] = share;
            for (int response = 0; response < m; response++)
                w->e.full[((size_t)response * (size_t)count + (size_t)l) * (size_t)rank + (size_t)j] =
                    share * factor->uty[(size_t)response * (size_t)side + (size_t)j];
        }
    }
}

static nb_status compress_weights(nb_context *ctx, nb_gemm_work *ws, int rank, loo_weights *w)
{
    for (int l = 0; l < w->columns; l++) {
        w->largest[l] = 0.0;
        for (int j = 0; j < rank; j++) {
            const double size = fabs(w->full[(size_t)l * (size_t)rank + (size_t)j]);
            w->largest[l] = size > w->largest[l] ? size : w->largest[l];
        }
    }
    if (w->columns < least_columns || rank < least_columns)
        return NB_OK;
    return nb_compress(ctx, ws, rank, w->columns, w->full, w->limit, w->q, w->r, &w->k);
}

/* out (size x columns) := u (size x rank) times the weights. */
static nb_status sum_directions(nb_context *ctx, nb_gemm_work *ws, int size, int rank, const double *u, const loo_weights *w, int direct,
                                double *thin, double *out)
{
    if (direct || w->k < 0)
        return nb_gemm(ctx, ws, size, w->columns, rank, 1.0, u, 1, size, w->full, 1, rank, 0.0, out, size);
    NB_TRY(nb_gemm(ctx, ws, size, w->k, rank, 1.0, u, 1, size, w->q, 1, rank, 0.0, thin, size));
    return nb_gemm(ctx, ws, size, w->columns, w->k, 1.0, thin, 1, size, w->r, 1, w->limit, 0.0, out, size);
}

/* Whether a complement is so small that compressed weights would cost it digits. */
static int is_delicate(const nb_kernels *kernels, int size, const loo_work *w)
{
    for (int l = 0; l < w->h.columns; l++)
        if (kernels->least_sum(size, w->rest, w->sum_h + (size_t)l * (size_t)size) < least_complement * w->h.largest[l])
            return 1;
    return 0;
}

/* Rows [at, at + size) of U (size x rank), their squares, and what lies outside the range of A. */
static nb_status left_vectors(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m,
                              const double *y, const double *flat_leverage, int saturated, int at, int size, loo_work *w)
{
    const int n = design->n, p = design->p, rank = factor->rank, side = factor->side;
    if (!factor->dual) {
        NB_TRY(nb_design_block(ctx, ws, design, at, size, 0, p, w->block));
        NB_TRY(nb_gemm(ctx, ws, size, rank, p, 1.0, w->block, 1, size, factor->basis, 1, side, 0.0, w->u, size));
    }
    for (int i = 0; i < size; i++)
        w->rest[i] = saturated ? 0.0 : 1.0 - flat_leverage[at + i];
    for (int j = 0; j < rank; j++) {
        double *u = w->u + (size_t)j * (size_t)size, *square = w->square + (size_t)j * (size_t)size;
        if (factor->dual)
            memcpy(u, factor->basis + (size_t)j * (size_t)side + at, (size_t)size * sizeof(double));
        const double scale = factor->dual ? 1.0 : 1.0 / factor->d[j];
        for (int i = 0; i < size; i++) {
            u[i] *= scale;
            square[i] = u[i] * u[i];
        }
        if (!saturated)
            for (int i = 0; i < size; i++)
                w->rest[i] -= square[i];
    }
    for (int i = 0; i < size; i++) {
        w->rest[i] = w->rest[i] > 0.0 ? w->rest[i] : 0.0;
        if (design->root_weight[at + i] == 0.0) /* no leverage: what rounding left of its u must not be divided by itself */
            w->rest[i] = 1.0;
    }
    for (int response = 0; response < m; response++)
        for (int i = 0; i < size; i++)
            w->outside[(size_t)response * (size_t)size + (size_t)i] = saturated ? 0.0 : y[(size_t)response * (size_t)n + (size_t)(at + i)];
    if (saturated)
        return NB_OK;
    NB_TRY(nb_gemm(ctx, ws, size, m, rank, -1.0, w->u, 1, size, factor->uty, 1, side, 1.0, w->outside, size));
    for (int i = 0; i < size; i++)
        if (w->rest[i] <= leverage_one) { /* the fit can reach this row: what is left of both first terms is rounding */
            w->rest[i] = 0.0;
            for (int response = 0; response < m; response++)
                w->outside[(size_t)response * (size_t)size + (size_t)i] = 0.0;
        }
    return NB_OK;
}

static void store_leverages(int n, int at, int size, int count, const double *root_weight, const loo_work *w, nb_ridge_loo *out)
{
    for (int l = 0; l < count; l++)
        for (int i = 0; i < size; i++) {
            const double complement =
                root_weight[at + i] > 0.0 ? w->rest[i] + w->scale[l] * w->sum_h[(size_t)l * (size_t)size + (size_t)i] : 1.0;
            const size_t cell = (size_t)l * (size_t)n + (size_t)(at + i);
            if (out->complement != NULL)
                out->complement[cell] = complement > sqrt(vanishing) ? complement : 0.0;
            if (out->leverage != NULL)
                out->leverage[cell] = 1.0 - complement;
        }
}

/* Rows that alone determine an unpenalised direction: without such a row there is nothing to predict it from. */
static int is_undetermined(double root_weight, double flat_leverage)
{
    return root_weight > 0.0 && 1.0 - flat_leverage <= leverage_one;
}

static int count_undetermined(int size, const double *root_weight, const double *flat_leverage)
{
    int count = 0;
    for (int i = 0; i < size; i++)
        count += is_undetermined(root_weight[i], flat_leverage[i]);
    return count;
}

static void mark_undetermined(int size, const double *root_weight, const double *flat_leverage, double *left_out, double sums[2])
{
    for (int i = 0; i < size; i++)
        if (is_undetermined(root_weight[i], flat_leverage[i]))
            left_out[i] = sums[0] = sums[1] = NAN;
}

static void store_residuals(const nb_kernels *kernels, int n, int at, int size, int m, int count, const double *root_weight,
                            const double *flat_leverage, loo_work *w, nb_ridge_loo *out)
{
    const double *root = root_weight + at;
    const int undetermined = count_undetermined(size, root, flat_leverage + at);
    for (int i = 0; i < size; i++)
        w->inverse[i] = root[i] > 0.0 ? 1.0 / (root[i] * root[i]) : 0.0;
    for (int column = 0; column < count * m; column++) {
        const double *sum_h = w->sum_h + (size_t)(column % count) * (size_t)size;
        const double *const parts[4] = {w->outside + (size_t)(column / count) * (size_t)size, w->sum_e + (size_t)column * (size_t)size,
                                        w->rest, sum_h};
        double sums[2] = {0.0, 0.0};
        kernels->ratio(size, parts, w->inverse, w->left_out, sums);
        if (undetermined > 0)
            mark_undetermined(size, root, flat_leverage + at, w->left_out, sums);
        if (out->mean_square != NULL)
            out->mean_square[column] += sums[0];
        if (out->mean_quartic != NULL)
            out->mean_quartic[column] += sums[1];
        if (out->residual == NULL)
            continue;
        double *residual = out->residual + (size_t)column * (size_t)n + (size_t)at;
        for (int i = 0; i < size; i++)
            residual[i] = root[i] > 0.0 ? w->left_out[i] / root[i] : 0.0;
    }
}

nb_status nb_ridge_leave_one_out(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_ridge_factor *factor, int m,
                                 const double *y, const double *flat_leverage, int saturated, int count, const double *c, nb_ridge_loo *out)
{
    const int n = design->n, rank = factor->rank;
    const nb_kernels *kernels = ws != NULL ? ws->kernels : nb_kernels_best();
    loo_work w;
    NB_TRY(allocate(ctx, design, factor, m, count, &w));
    fill_factors(factor, m, saturated, count, c, &w);
    NB_TRY(compress_weights(ctx, ws, rank, &w.h));
    NB_TRY(compress_weights(ctx, ws, rank, &w.e));
    if (out->mean_square != NULL)
        memset(out->mean_square, 0, (size_t)count * (size_t)m * sizeof(double));
    if (out->mean_quartic != NULL)
        memset(out->mean_quartic, 0, (size_t)count * (size_t)m * sizeof(double));
    for (int at = 0; at < n; at += block_rows) {
        const int size = n - at < block_rows ? n - at : block_rows;
        NB_TRY(nb_poll(ctx));
        NB_TRY(left_vectors(ctx, ws, design, factor, m, y, flat_leverage, saturated, at, size, &w));
        NB_TRY(sum_directions(ctx, ws, size, rank, w.square, &w.h, 0, w.thin, w.sum_h));
        const int direct = w.h.k >= 0 && is_delicate(kernels, size, &w);
        if (direct)
            NB_TRY(sum_directions(ctx, ws, size, rank, w.square, &w.h, 1, w.thin, w.sum_h));
        NB_TRY(sum_directions(ctx, ws, size, rank, w.u, &w.e, direct, w.thin, w.sum_e));
        if (out->complement != NULL || out->leverage != NULL)
            store_leverages(n, at, size, count, design->root_weight, &w, out);
        store_residuals(kernels, n, at, size, m, count, design->root_weight, flat_leverage, &w, out);
    }
    return NB_OK;
}
