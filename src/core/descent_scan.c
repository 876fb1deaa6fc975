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

/* u := y - A b in lanes; rss. */
static void true_residuals(const nb_design *design, nb_descent_block *block, double *rss)
{
    const int centred = block->set->packed.low_count - design->q;
    memset(rss, 0, nb_lanes * sizeof(double));
    for (int i = 0; i < design->n; i++) {
        double *r = block->u + (size_t)i * nb_lanes;
        const double *v = block->v;
        if (block->set->packed.low_count > 0) {
            if (centred)
                for (int l = 0; l < nb_lanes; l++)
                    r[l] -= design->root_weight[i] * v[l];
            for (int q = 0; q < design->q; q++)
                for (int l = 0; l < nb_lanes; l++)
                    r[l] -= design->flat[(size_t)q * (size_t)design->n + (size_t)i] * v[(q + centred) * nb_lanes + l];
        }
        for (int l = 0; l < nb_lanes; l++)
            rss[l] += r[l] * r[l];
    }
}

/* u := root_weight u; its sums, and Q'u before that. */
static void weigh(const nb_design *design, double *u, scan_work *w)
{
    memset(w->sum, 0, sizeof w->sum);
    memset(w->inner, 0, (size_t)design->q * nb_lanes * sizeof(double));
    for (int i = 0; i < design->n; i++) {
        double *r = u + (size_t)i * nb_lanes;
        for (int q = 0; q < design->q; q++)
            for (int l = 0; l < nb_lanes; l++)
                w->inner[q * nb_lanes + l] += design->flat[(size_t)q * (size_t)design->n + (size_t)i] * r[l];
        for (int l = 0; l < nb_lanes; l++)
            w->sum[l] += r[l] *= design->root_weight[i];
    }
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
    true_residuals(design, block, rss);
    if (is_compact(design))
        weigh(design, block->u, &w);
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
