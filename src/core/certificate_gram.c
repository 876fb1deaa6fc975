/*
 * certificate_gram.c - the gradients of a whole path on a tall design, from A'A: see certificate_work.h.
 *
 * With r0 the residual of the solution b0 of the largest norm, formed from the data, and d = b0 - b,
 *
 *     y - A b = r0 + A d,     A'(y - A b) = A'r0 + (A'A) d,     ||y - A b||^2 = ||r0||^2 + 2 d'A'r0 + d'(A'A) d.
 *
 * b0 is the least shrunk, so that the terms of the norm add up rather than cancel. Errors are of the size epsilon ||A||^2 ||b||, as when
 * each residual is formed by itself. A'A is summed here, block by block in one pass with r0; nothing is taken from a solver. Cost n p^2.
 */
#include "certificate_work.h"
#include <math.h>
#include <string.h>

typedef struct gram_work {
    double *gram, *cross, *drift; /* p x p; p: A'r0; p: A'root_weight */
    double *reference, *shift;    /* p: b0; p x k: d */
    double *gradient;             /* p x k */
    double square, mean;          /* of r0 */
} gram_work;

int nb_lasso_gram_pays(const nb_certificate_work *w)
{
    const double n = w->design->n, p = w->design->p, k = w->b->k;
    return w->design->x != NULL && 2.0 * k + p <= n / 8.0 && p < 3.0 * k;
}

static nb_status allocate(nb_context *ctx, int p, int k, gram_work *g)
{
    const size_t pk = (size_t)p * (size_t)k;
    g->gram = nb_doubles(ctx, (size_t)p * (size_t)p);
    g->cross = nb_doubles(ctx, (size_t)p);
    g->drift = nb_doubles(ctx, (size_t)p);
    g->reference = nb_doubles(ctx, (size_t)p);
    g->shift = nb_doubles(ctx, pk);
    g->gradient = nb_doubles(ctx, pk);
    return g->gram && g->cross && g->drift && g->reference && g->shift && g->gradient ? NB_OK : NB_ERR_MEMORY;
}

/* reference := the solution of the largest norm; shift := reference - b. */
static void shift_solutions(const nb_sparse_coefficients *b, int p, gram_work *g)
{
    double best = -1.0;
    int at = 0;
    for (int l = 0; l < b->k; l++) {
        double square = 0.0;
        for (int e = b->start[l]; e < b->start[l + 1]; e++)
            square += b->value[e] * b->value[e];
        if (square > best) {
            best = square;
            at = l;
        }
    }
    memset(g->reference, 0, (size_t)p * sizeof(double));
    for (int e = b->start[at]; e < b->start[at + 1]; e++)
        g->reference[b->index[e]] = b->value[e];
    for (int l = 0; l < b->k; l++) {
        double *d = g->shift + (size_t)l * (size_t)p;
        memcpy(d, g->reference, (size_t)p * sizeof(double));
        for (int e = b->start[l]; e < b->start[l + 1]; e++)
            d[b->index[e]] -= b->value[e];
    }
}

/* Adds rows [at, at + size) to all sums. */
static nb_status add_rows(nb_context *ctx, nb_gemm_work *ws, const nb_certificate_work *w, int at, int size, double *block, double *r,
                          gram_work *g)
{
    const int p = w->design->p;
    const double more = at > 0 ? 1.0 : 0.0, *root = w->design->root_weight + at;
    NB_TRY(nb_poll(ctx));
    NB_TRY(nb_design_block(ctx, ws, w->design, at, size, 0, p, block));
    memcpy(r, w->y + at, (size_t)size * sizeof(double));
    NB_TRY(nb_gemm(ctx, ws, size, 1, p, -1.0, block, 1, size, g->reference, 1, p, 1.0, r, size));
    NB_TRY(nb_gemm(ctx, ws, p, 1, size, 1.0, block, size, 1, r, 1, size, more, g->cross, p));
    NB_TRY(nb_gemm(ctx, ws, p, 1, size, 1.0, block, size, 1, root, 1, size, more, g->drift, p));
    for (int i = 0; i < size; i++) {
        g->square += r[i] * r[i];
        g->mean += r[i] * root[i];
    }
    return nb_syrk(ctx, ws, p, size, 1.0, block, size, 1, more, g->gram, p);
}

static nb_status sum_rows(nb_context *ctx, nb_gemm_work *ws, const nb_certificate_work *w, gram_work *g)
{
    const int n = w->design->n, p = w->design->p, step = nb_design_step(w->design, 1);
    void *mark = nb_mark(ctx);
    double *block = nb_doubles(ctx, (size_t)step * (size_t)p), *r = nb_doubles(ctx, (size_t)step);
    if (block == NULL || r == NULL)
        return NB_ERR_MEMORY;
    g->square = g->mean = 0.0;
    for (int at = 0; at < n; at += step)
        NB_TRY(add_rows(ctx, ws, w, at, n - at < step ? n - at : step, block, r, g));
    nb_symmetrize(p, g->gram, p);
    nb_release(ctx, mark);
    return NB_OK;
}

/* Sums of solution l; its gradient, so far (A'A) d, becomes A'r less its mean. */
static void complete(const nb_certificate_work *w, int l, const gram_work *g)
{
    const int p = w->design->p;
    const double *d = g->shift + (size_t)l * (size_t)p;
    double *gradient = g->gradient + (size_t)l * (size_t)p, square = g->square, mean = g->mean;
    for (int j = 0; j < p; j++) {
        square += d[j] * (2.0 * g->cross[j] + gradient[j]);
        mean += d[j] * g->drift[j];
    }
    mean = w->intercept ? mean : 0.0;
    for (int j = 0; j < p; j++)
        gradient[j] += g->cross[j] - mean * g->drift[j];
    square -= mean * mean;
    w->sums[l] = (nb_lasso_sums){mean, square > 0.0 ? square : 0.0, 0.0, 0.0};
}

nb_status nb_lasso_judge_by_gram(nb_context *ctx, nb_gemm_work *ws, nb_certificate_work *w)
{
    const int p = w->design->p, k = w->b->k;
    gram_work g;
    NB_TRY(allocate(ctx, p, k, &g));
    shift_solutions(w->b, p, &g);
    NB_TRY(sum_rows(ctx, ws, w, &g));
    NB_TRY(nb_gemm(ctx, ws, p, k, p, 1.0, g.gram, 1, p, g.shift, 1, p, 0.0, g.gradient, p));
    for (int l = 0; l < k; l++) {
        complete(w, l, &g);
        nb_judge_see(&w->terms, w->judges + l, 0, p, g.gradient + (size_t)l * (size_t)p);
    }
    /* A'y = A'r0 + (A'A) b0 */
    NB_TRY(nb_gemm(ctx, ws, p, 1, p, 1.0, g.gram, 1, p, g.reference, 1, p, 1.0, g.cross, p));
    nb_lasso_note_size(w, 0, p, g.cross);
    return NB_OK;
}
