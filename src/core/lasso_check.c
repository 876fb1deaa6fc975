/*
 * lasso_check.c - solutions on a working set against the data: see lasso_path.h.
 *
 * Solving a few penalties ahead and checking them together turns matrix-vector products, which wait for memory, into matrix products. A
 * column found to violate at a later penalty of the block is as good as predicted.
 */
#include "lasso_path.h"
#include "products.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { most_refinements = 6 };

typedef struct check_work {
    double *b, *residual, *gradient; /* set.count x count, n x count, p x count */
} check_work;

typedef struct candidate {
    double excess;
    int column;
} candidate;

static int by_excess(const void *a, const void *b)
{
    const double x = ((const candidate *)a)->excess, y = ((const candidate *)b)->excess;
    const int i = ((const candidate *)a)->column, j = ((const candidate *)b)->column;
    return x != y ? (x < y) - (x > y) : (i > j) - (i < j);
}

/* The `most` of found candidates with the largest excess become w->fresh. */
static void choose(candidate *list, int found, int most, nb_lasso_work *w)
{
    if (found > most)
        qsort(list, (size_t)found, sizeof *list, by_excess);
    w->n_fresh = found < most ? found : most;
    for (int k = 0; k < w->n_fresh; k++)
        w->fresh[k] = list[k].column;
}

/* residual := y - A b and gradient := A' residual for every slot. */
static nb_status form(nb_context *ctx, nb_gemm_work *ws, const nb_lasso_work *w, int count, check_work *c)
{
    const int n = w->design->n;
    NB_TRY(nb_design_multiply(ctx, ws, &w->set.part, count, c->b, c->residual));
    for (int k = 0; k < count; k++) {
        double *r = c->residual + (size_t)k * (size_t)n;
        for (int i = 0; i < n; i++)
            r[i] = w->y[i] - r[i];
    }
    return nb_design_cross(ctx, ws, w->design, count, c->residual, c->gradient);
}

static double violation_of(const nb_lasso_work *w, int j, double gradient, double lambda1)
{
    const nb_lasso_penalty *v = w->penalty;
    /* Columns outside the set are at zero: those whose null point is elsewhere are in it from the start. */
    return nb_lasso_violation(0.0, gradient, lambda1 * v->l1[j], 0.0, v->lower != NULL ? v->lower[j] : -INFINITY,
                              v->upper != NULL ? v->upper[j] : INFINITY);
}

/* Columns outside the set that violate at any slot from `good` on, with the slots before free of them. */
static nb_status list_violators(nb_context *ctx, nb_lasso_work *w, int count, const double *lambda1, const double *gradient, double noise,
                                int *good)
{
    const int p = w->design->p;
    candidate *list = ctx->alloc(ctx->owner, (size_t)p + 1, sizeof(candidate));
    int found = 0;
    if (list == NULL)
        return NB_ERR_MEMORY;
    *good = count;
    for (int j = 0; j < p; j++) {
        double worst = 0.0;
        if (w->set.place[j] >= 0)
            continue;
        for (int k = 0; k < count; k++) {
            const double violation = fabs(violation_of(w, j, gradient[(size_t)k * (size_t)p + (size_t)j], lambda1[k]));
            if (violation <= noise)
                continue;
            *good = k < *good ? k : *good;
            worst = violation / (1.0 + k) > worst ? violation / (1.0 + k) : worst; /* what violates early matters most */
        }
        if (worst > 0.0)
            list[found++] = (candidate){worst, j};
    }
    const int half = w->set.count / 2;
    choose(list, found, half > 128 ? half : 128, w);
    return NB_OK;
}

/* Refines the one solution in work until the stationarity residual of its free columns, formed from A, is rounding. */
static nb_status refine(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w, double lambda1, double lambda2, check_work *c)
{
    const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
    double before = INFINITY;
    for (int step = 0; step < most_refinements; step++) {
        double worst = 0.0;
        for (int k = 0; k < w->active.factor.size; k++) {
            const int j = w->active.order[k];
            w->active.step[k] = nb_active_residual(&problem, &w->active, j, c->gradient[w->set.columns[j]], lambda1, lambda2);
            worst = fabs(w->active.step[k]) > worst ? fabs(w->active.step[k]) : worst;
        }
        if (worst <= DBL_EPSILON * w->norm_y || worst > 0.5 * before)
            return NB_OK;
        before = worst;
        if (nb_active_refine(&problem, w->active.step, &w->active) <= 0.0)
            return NB_OK;
        memcpy(c->b, w->active.b, (size_t)w->set.count * sizeof(double));
        NB_TRY(form(ctx, ws, w, 1, c));
    }
    return NB_OK;
}

nb_status nb_lasso_check(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w, int count, const double *lambda1, double *rss, int *good)
{
    const size_t n = (size_t)w->design->n, p = (size_t)w->design->p, size = (size_t)w->set.count;
    void *mark = nb_mark(ctx);
    check_work c = {nb_doubles(ctx, size * (size_t)count), nb_doubles(ctx, n * (size_t)count), nb_doubles(ctx, p * (size_t)count)};
    if (c.b == NULL || c.residual == NULL || c.gradient == NULL)
        return NB_ERR_MEMORY;
    for (int k = 0; k < count; k++)
        memcpy(c.b + (size_t)k * size, w->slots.b + (size_t)k * (size_t)w->slots.capacity, size * sizeof(double));
    NB_TRY(form(ctx, ws, w, count, &c));
    if (w->careful) {
        NB_TRY(refine(ctx, ws, w, lambda1[0], w->penalty->ratio * lambda1[0], &c));
        nb_lasso_slots_save(&w->active, w->set.count, 0, &w->slots);
    }
    NB_TRY(list_violators(ctx, w, count, lambda1, c.gradient,
                          nb_active_noise(&(nb_quadratic){.count = w->set.count, .scale = w->norm_y}, &w->active), good));
    for (int k = 0; k < count; k++) {
        const double *r = c.residual + (size_t)k * n;
        double sum[4] = {0.0, 0.0, 0.0, 0.0};
        for (size_t i = 0; i < n; i++)
            sum[i & 3] += r[i] * r[i];
        rss[k] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
    const int last = *good > 0 ? *good - 1 : 0;
    memcpy(w->gradient, c.gradient + (size_t)last * p, p * sizeof(double));
    nb_release(ctx, mark);
    return NB_OK;
}

nb_status nb_lasso_predict(nb_context *ctx, nb_lasso_work *w, double lambda1, int most)
{
    const int p = w->design->p;
    void *mark = nb_mark(ctx);
    candidate *list = ctx->alloc(ctx->owner, (size_t)p + 1, sizeof(candidate));
    int found = 0;
    if (list == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < p; j++) {
        const double violation = w->set.place[j] < 0 ? fabs(violation_of(w, j, w->gradient[j], lambda1)) : 0.0;
        if (violation > 0.0)
            list[found++] = (candidate){violation, j};
    }
    choose(list, found, most, w);
    nb_release(ctx, mark);
    return NB_OK;
}
