/*
 * certificate.c - duality gap of ridge regression: see certificate.h.
 *
 *     P(b) = 1/2 ||y - A b||^2 + lambda/2 sum v_j b_j^2
 *     D(t) = t'y - 1/2 ||t||^2 - 1/(2 lambda) sum_{v_j > 0} (a_j't)^2 / v_j,      a_j't = 0 wherever v_j = 0
 *
 * For t = y - A (b + z), z moving only unpenalised coefficients to where their a_j't vanish,
 *
 *     P(b) - D(t) = 1/2 ||A z||^2 + sum_{v_j > 0} (a_j't - lambda v_j b_j)^2 / (2 lambda v_j):
 *
 * a sum of squares, so a gap of 1e-20 is seen as such. lambda = 0 is the case in which every column is unpenalised. Under a penalty
 * lambda v_j so small that rounding in a_j't alone fills the gap, the bound is that of the problem without it, which is a lower one, and
 * its lambda v_j b_j^2 / 2 counts as gap. The mean residual is that of the intercept and is removed first. (Boyd & Vandenberghe 2004,
 * section 5.)
 */
#include "certificate.h"
#include "products.h"
#include "settle.h"
#include <math.h>
#include <string.h>

/* Penalties lambda v_j on columns of about unit norm that the lower bound leaves out: rounding squared over this stays below 1e-9. */
static const double negligible = 1e-22;

typedef struct gradient_work {
    double *gradient, *rss, *mean, *drift, *cross; /* p x k, k, k, p, p x m */
} gradient_work;

static nb_status gradient_at(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, const int *response, int m,
                             const double *y, gradient_work *w)
{
    const int p = design->p;
    w->gradient = nb_doubles(ctx, (size_t)p * (size_t)k);
    w->rss = nb_doubles(ctx, (size_t)k);
    w->mean = nb_doubles(ctx, (size_t)k);
    w->drift = nb_doubles(ctx, (size_t)p);
    w->cross = nb_doubles(ctx, (size_t)p * (size_t)m);
    if (w->gradient == NULL || w->rss == NULL || w->mean == NULL || w->drift == NULL || w->cross == NULL)
        return NB_ERR_MEMORY;
    return nb_design_path_gradient(ctx, ws, design, k, b, m, y, response, w->gradient, w->rss, w->mean, w->drift, w->cross);
}

/* shifted := b with the coefficients of `free` columns moved to least squares given the others. */
static nb_status settle_free(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *b, const double *y,
                             const int *free_columns, int count, double *shifted)
{
    double *move = nb_doubles(ctx, (size_t)count), *rest = nb_doubles(ctx, (size_t)design->n), squares = 0.0;
    if (move == NULL || rest == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_multiply(ctx, ws, design, 1, b, rest));
    for (int i = 0; i < design->n; i++) {
        rest[i] = y[i] - rest[i];
        squares += y[i] * y[i];
    }
    NB_TRY(nb_settle(ctx, ws, design, rest, squares, free_columns, count, move));
    memcpy(shifted, b, (size_t)design->p * sizeof(double));
    for (int j = 0; j < count; j++)
        shifted[free_columns[j]] += move[j];
    return NB_OK;
}

/* Columns whose penalty the bound leaves out. */
static int list_free(int p, double lambda, const double *penalty, int *free_columns)
{
    int count = 0;
    for (int j = 0; j < p; j++)
        if (lambda * penalty[j] <= negligible)
            free_columns[count++] = j;
    return count;
}

/* For every coefficient vector with free columns, b + z; otherwise b. *any: whether there is one. */
static nb_status settle_all(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, const int *response,
                            const double *lambda, const double *penalty, const double *y, double *shifted, int *any)
{
    const int p = design->p;
    int *free_columns = nb_ints(ctx, (size_t)p);
    if (free_columns == NULL)
        return NB_ERR_MEMORY;
    *any = 0;
    for (int l = 0; l < k; l++) {
        const double *from = b + (size_t)l * (size_t)p;
        double *to = shifted + (size_t)l * (size_t)p;
        const int count = list_free(p, lambda[l], penalty, free_columns);
        if (count == 0) {
            memcpy(to, from, (size_t)p * sizeof(double));
            continue;
        }
        void *mark = nb_mark(ctx);
        *any = 1;
        NB_TRY(settle_free(ctx, ws, design, from, y + (size_t)response[l] * (size_t)design->n, free_columns, count, to));
        nb_release(ctx, mark);
    }
    return NB_OK;
}

/* Row l of the certificate. at_b, at_t: gradients at b and at b + z. */
static void fill_row(const nb_design *design, int l, const double *b, const double *shifted, double lambda, const double *penalty,
                     const double *unit, double size, double miss, const gradient_work *at_b, const gradient_work *at_t,
                     nb_certificate *out)
{
    const int p = design->p;
    /* The weights sum to 1: adding `miss` to every residual adds it to their mean and leaves what is orthogonal to the mean as it was. */
    const double mean = at_b->mean[l], whole = mean + miss, rss = at_b->rss[l] + miss * (2.0 * mean + miss);
    double norm = 0.0, gap = 0.5 * whole * whole, kkt = 0.0, feasibility = fabs(whole);
    for (int j = 0; j < p; j++) {
        const size_t at = (size_t)l * (size_t)p + (size_t)j;
        const double g = at_b->gradient[at] - at_b->drift[j] * mean, t = at_t->gradient[at] - at_t->drift[j] * at_t->mean[l];
        const double weight = lambda * penalty[j], violation = fabs(g - weight * b[at]) * unit[j];
        norm += weight * b[at] * b[at];
        if (weight > negligible)
            gap += 0.5 * (t - weight * b[at]) * (t - weight * b[at]) / weight;
        else
            gap += 0.5 * g * (shifted[at] - b[at]) + 0.5 * weight * b[at] * b[at];
        if (penalty[j] > 0.0)
            kkt = violation > kkt ? violation : kkt;
        else
            feasibility = violation > feasibility ? violation : feasibility;
    }
    out->rss[l] = rss;
    out->primal[l] = 0.5 * rss + 0.5 * norm;
    out->gap[l] = gap;
    out->dual[l] = out->primal[l] - gap;
    out->kkt[l] = size > 0.0 ? kkt / size : kkt;
    out->feasibility[l] = size > 0.0 ? feasibility / size : feasibility;
}

nb_status nb_certificate_ridge(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, int k, const double *b, const int *response,
                               const double *lambda, const double *penalty, const double *unit, const double *level, int m, const double *y,
                               nb_certificate *out)
{
    const int p = design->p;
    gradient_work at_b, at_t;
    int any = 0;
    double *shifted = nb_doubles(ctx, (size_t)p * (size_t)k);
    if (shifted == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(gradient_at(ctx, ws, design, k, b, response, m, y, &at_b));
    NB_TRY(settle_all(ctx, ws, design, k, b, response, lambda, penalty, y, shifted, &any));
    at_t = at_b;
    if (any)
        NB_TRY(gradient_at(ctx, ws, design, k, shifted, response, m, y, &at_t));
    for (int l = 0; l < k; l++) {
        if (level == NULL)
            at_b.mean[l] = at_t.mean[l] = 0.0;
        const double miss = level != NULL ? level[l] : 0.0;
        double size = 0.0;
        for (int j = 0; j < p; j++) {
            const double a = fabs(at_b.cross[(size_t)response[l] * (size_t)p + (size_t)j]) * unit[j];
            size = a > size ? a : size;
        }
        fill_row(design, l, b, shifted, lambda[l], penalty, unit, size, miss, &at_b, &at_t, out);
    }
    return NB_OK;
}
