/* descent_scan.c - see descent_scan.h. Correlations are formed from A by the same expression as nb_design_cross. */
#include "descent_scan.h"
#include <math.h>
#include <string.h>

enum { chunk = 256 };

typedef struct scan_work {
    double *c;            /* chunk, in lanes: correlations of the columns at hand */
    double *inner;        /* q, in lanes: Q'r */
    double *block;        /* n x chunk: columns written out, for storages that are not scanned as they are */
    double sum[nb_lanes]; /* of the weighted residuals */
} scan_work;

static int is_compact(const nb_design *design)
{
    return design->x == NULL && design->implicit;
}

/* r := (u - C v) in row i. */
static void residual_row(const nb_design *design, const nb_descent_block *block, int i, double *r)
{
    const int centred = block->set->packed.low_count > design->q;
    const double *v = block->v;
    if (block->set->packed.low_count == 0)
        return;
    if (centred) {
        for (int l = 0; l < nb_lanes; l++)
            r[l] -= design->root_weight[i] * v[l];
        v += nb_lanes;
    }
    for (int q = 0; q < design->q; q++, v += nb_lanes)
        for (int l = 0; l < nb_lanes; l++)
            r[l] -= design->flat[(size_t)q * (size_t)design->n + (size_t)i] * v[l];
}

/* u := y - A b, times root_weight for storages that are scanned as they are; rss, and the sums that their scan needs. */
static void finish_residuals(const nb_design *design, nb_descent_block *block, double *rss, scan_work *w)
{
    const int weigh = is_compact(design);
    double square[nb_lanes] = {0.0}, sum[nb_lanes] = {0.0};
    memset(w->inner, 0, (size_t)design->q * nb_lanes * sizeof(double));
    for (int i = 0; i < design->n; i++) {
        double *r = block->u + (size_t)i * nb_lanes;
        const double root = weigh ? design->root_weight[i] : 1.0;
        residual_row(design, block, i, r);
        for (int q = 0; q < design->q; q++)
            for (int l = 0; l < nb_lanes; l++)
                w->inner[q * nb_lanes + l] += design->flat[(size_t)q * (size_t)design->n + (size_t)i] * r[l];
        for (int l = 0; l < nb_lanes; l++) {
            square[l] += r[l] * r[l];
            r[l] *= root;
            sum[l] += r[l];
        }
    }
    memcpy(rss, square, sizeof square);
    memcpy(w->sum, sum, sizeof sum);
}

/* Correlations of columns j0 .. j0 + count - 1. */
static nb_status correlate(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_descent_block *block, int j0, int count,
                           scan_work *w)
{
    if (!is_compact(design)) {
        NB_TRY(nb_design_block(ctx, ws, design, 0, design->n, j0, count, w->block));
        return nb_gemm(ctx, ws, nb_lanes, count, design->n, 1.0, block->u, 1, nb_lanes, w->block, 1, design->n, 0.0, w->c, nb_lanes);
    }
    block->kernels->scan(design, j0, j0 + count, block->u, w->sum, w->c);
    for (int j = 0; j < count; j++)
        for (int q = 0; q < design->q; q++)
            for (int l = 0; l < nb_lanes; l++)
                w->c[j * nb_lanes + l] -= design->flat_cross[(size_t)(j0 + j) * (size_t)design->q + (size_t)q] * w->inner[q * nb_lanes + l];
    return NB_OK;
}

/* Whether some lane draws a coefficient at zero off it; a bound may hold it. */
static int wants_in(const nb_descent_block *block, const nb_lasso_penalty *penalty, int j, const double *c)
{
    for (int l = 0; l < nb_lanes; l++) {
        const double limit = block->lambda1[l] * penalty->l1[j] + block->tolerance[l];
        if (c[l] > limit && (penalty->upper == NULL || penalty->upper[j] > 0.0))
            return 1;
        if (-c[l] > limit && (penalty->lower == NULL || penalty->lower[j] < 0.0))
            return 1;
    }
    return 0;
}

static nb_status allocate(nb_context *ctx, const nb_design *design, int step, scan_work *w)
{
    w->c = nb_lanes_doubles(ctx, (size_t)step);
    w->inner = nb_lanes_doubles(ctx, (size_t)design->q);
    w->block = nb_doubles(ctx, is_compact(design) ? 0 : (size_t)design->n * (size_t)step);
    return w->c && w->inner && w->block ? NB_OK : NB_ERR_MEMORY;
}

nb_status nb_descent_scan(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const nb_lasso_penalty *penalty, int lane,
                          nb_descent_block *block, double *rss, double *correlation, int *place, int *entered)
{
    const int step = is_compact(design) ? chunk : nb_design_step(design, 0);
    unsigned char over[chunk];
    scan_work w;
    void *mark = nb_mark(ctx);
    NB_TRY(allocate(ctx, design, step, &w));
    finish_residuals(design, block, rss, &w);
    *entered = 0;
    for (int j0 = 0; j0 < design->p; j0 += step) {
        const int count = design->p - j0 < step ? design->p - j0 : step;
        if (j0 % (16 * chunk) == 0 || step != chunk)
            NB_TRY(nb_poll(ctx));
        NB_TRY(correlate(ctx, ws, design, block, j0, count, &w));
        for (int at = 0; at < count; at++) {
            const int j = j0 + at;
            if (at % chunk == 0)
                block->kernels->exceed(count - at < chunk ? count - at : chunk, w.c + (size_t)at * nb_lanes, penalty->l1 + j,
                                       block->lambda1, block->tolerance, over);
            correlation[j] = w.c[(size_t)at * nb_lanes + (size_t)lane];
            if (over[at % chunk] && place[j] == nb_place_out && wants_in(block, penalty, j, w.c + (size_t)at * nb_lanes)) {
                place[j] = nb_place_new;
                ++*entered;
            }
        }
    }
    nb_release(ctx, mark);
    return NB_OK;
}
