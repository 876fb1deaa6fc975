/*
 * lasso_check.c - solutions on a working set against the data: see lasso_path.h.
 *
 * Solving a few penalties ahead and checking them together turns matrix-vector products, which wait for memory, into matrix products. A
 * column found to violate at a later penalty of the block is as good as predicted.
 */
#include "lasso_path.h"
#include "exceeding.h"
#include "products.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { most_refinements = 6 };

typedef struct check_work {
    double *b, *residual; /* set.count x count, n x count */
} check_work;

/* The `most` of found candidates with the largest excess become w->fresh. */
static void choose(nb_candidate *list, int found, int most, nb_lasso_work *w)
{
    if (found > most)
        qsort(list, (size_t)found, sizeof *list, nb_candidate_order);
    w->n_fresh = found < most ? found : most;
    for (int k = 0; k < w->n_fresh; k++)
        w->fresh[k] = list[k].column;
}

/* Columns outside the set are at zero: those whose null point is elsewhere are in it from the start. */
static double violation_of(const nb_lasso_work *w, int j, double gradient, double lambda1)
{
    const nb_lasso_penalty *v = w->penalty;
    return nb_lasso_violation(0.0, gradient, lambda1 * v->l1[j], 0.0, v->lower != NULL ? v->lower[j] : -INFINITY,
                              v->upper != NULL ? v->upper[j] : INFINITY);
}

static double sum_of_squares(size_t n, const double *r)
{
    double sum[4] = {0.0, 0.0, 0.0, 0.0};
    for (size_t i = 0; i < n; i++)
        sum[i & 3] += r[i] * r[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Violating columns from what was found, each once, with what it violates earliest weighing most; *good: the first vector that has one. */
static nb_status list_violators(nb_context *ctx, nb_lasso_work *w, const double *lambda1, const nb_exceeding *found, double noise,
                                int *good)
{
    nb_candidate *list = ctx->alloc(ctx->owner, found->count + 1, sizeof(nb_candidate));
    int *seen = nb_ints(ctx, (size_t)w->design->p), count = 0;
    if (list == NULL || seen == NULL)
        return NB_ERR_MEMORY;
    if (found->count > 0)
        memset(seen, 0, (size_t)w->design->p * sizeof(int));
    for (size_t e = 0; e < found->count; e++) {
        const int j = found->column[e], k = found->vector[e];
        const double violation = fabs(violation_of(w, j, found->value[e], lambda1[k]));
        if (violation <= noise)
            continue;
        *good = k < *good ? k : *good;
        if (seen[j] == 0) {
            list[count] = (nb_candidate){0.0, j};
            seen[j] = ++count;
        }
        nb_candidate *entry = list + seen[j] - 1;
        entry->excess = violation / (1.0 + k) > entry->excess ? violation / (1.0 + k) : entry->excess;
    }
    choose(list, count, nb_lasso_worth_adding(w), w);
    return NB_OK;
}

/* Refines the one solution in work until the stationarity residual of its free columns, formed from A, is rounding. */
static nb_status refine(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w, double lambda1, double lambda2, check_work *c)
{
    const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
    double before = INFINITY, *gradient = nb_doubles(ctx, (size_t)w->set.count);
    if (gradient == NULL)
        return NB_ERR_MEMORY;
    for (int step = 0; step < most_refinements; step++) {
        double worst = 0.0;
        NB_TRY(nb_design_cross(ctx, ws, &w->set.part, 1, c->residual, gradient));
        for (int k = 0; k < w->active.factor.size; k++) {
            const int j = w->active.order[k];
            w->active.step[k] = nb_active_residual(&problem, &w->active, j, gradient[j], lambda1, lambda2);
            worst = fabs(w->active.step[k]) > worst ? fabs(w->active.step[k]) : worst;
        }
        if (worst <= DBL_EPSILON * w->norm_y || worst > 0.5 * before)
            return NB_OK;
        before = worst;
        if (nb_active_refine(&problem, w->active.step, &w->active) <= 0.0)
            return NB_OK;
        memcpy(c->b, w->active.b, (size_t)w->set.count * sizeof(double));
        NB_TRY(nb_working_set_residuals(ctx, ws, &w->set, w->y, 1, c->b, c->residual));
    }
    return NB_OK;
}

/* Keeps the gradients at the last two solutions before `good` where they are known. */
static void keep_gradients(nb_lasso_work *w, const double *lambda1, const nb_exceeding *found, int good)
{
    const size_t bytes = (size_t)w->design->p * sizeof(double);
    for (int k = 0, taken = 0; k < good; k++) {
        int later = 0;
        for (int l = k + 1; l < good; l++)
            later += found->known[l] != NULL;
        if (found->known[k] == NULL || later > 1 || taken == 2)
            continue;
        double *swap = w->older;
        w->older = w->gradient;
        w->gradient = swap;
        w->lambda_old = w->lambda_known;
        w->lambda_known = lambda1[k];
        memcpy(w->gradient, found->known[k], bytes);
        taken++;
    }
}

int nb_lasso_worth_adding(const nb_lasso_work *w)
{
    const double passes = (double)w->design->p * nb_lasso_most_block / (6.0 * (w->set.count + 64.0));
    const int few = 24 + w->active.factor.size / 4;
    return passes > few ? (int)passes : few;
}

nb_status nb_lasso_check(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w, int count, const double *lambda1, double *rss, int *good)
{
    const size_t n = (size_t)w->design->n, size = (size_t)w->set.count;
    nb_exceeding found;
    void *mark = nb_mark(ctx);
    check_work c = {nb_doubles(ctx, size * (size_t)count), nb_doubles(ctx, n * (size_t)count)};
    if (c.b == NULL || c.residual == NULL)
        return NB_ERR_MEMORY;
    for (int k = 0; k < count; k++)
        memcpy(c.b + (size_t)k * size, w->slots.b + (size_t)k * (size_t)w->slots.capacity, size * sizeof(double));
    NB_TRY(nb_working_set_residuals(ctx, ws, &w->set, w->y, count, c.b, c.residual));
    if (w->careful) {
        NB_TRY(refine(ctx, ws, w, lambda1[0], w->penalty->ratio * lambda1[0], &c));
        nb_lasso_slots_save(&w->active, w->set.count, 0, &w->slots);
    }
    for (int k = 0; k < count; k++)
        rss[k] = sum_of_squares(n, c.residual + (size_t)k * n);
    *good = count;
    if (w->set.count < w->design->p) {
        const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
        NB_TRY(nb_design_exceeding(ctx, ws, w->design, NULL, count, c.residual, w->bound, lambda1, &found));
        NB_TRY(list_violators(ctx, w, lambda1, &found, nb_active_noise(&problem, &w->active), good));
        keep_gradients(w, lambda1, &found, *good);
    }
    nb_release(ctx, mark);
    return NB_OK;
}

/* The lambda1 at which the gradient of column j, going on as a straight line, reaches its limit; 0 when it does not before 0. */
static double entry_of(const nb_lasso_work *w, int j)
{
    const double here = w->lambda_known, run = w->lambda_old - here, g = w->gradient[j], l1 = w->bound[j];
    const double slope = run > 0.0 ? (w->older[j] - g) / run : 0.0; /* d gradient / d lambda1 */
    /* g + slope (lambda - here) = +-l1 lambda */
    const double up = (g - slope * here) / (l1 - slope), down = (slope * here - g) / (l1 + slope);
    double entry = up > 0.0 && up < here ? up : 0.0;
    if (down > entry && down < here)
        entry = down;
    return fabs(g) >= l1 * here ? here : entry;
}

nb_status nb_lasso_predict(nb_context *ctx, nb_lasso_work *w, double lambda1, int most)
{
    const int p = w->design->p;
    void *mark = nb_mark(ctx);
    nb_candidate *list = ctx->alloc(ctx->owner, (size_t)p + 1, sizeof(nb_candidate));
    int found = 0;
    if (list == NULL)
        return NB_ERR_MEMORY;
    for (int j = 0; j < p; j++) {
        const double entry = w->bound[j] < INFINITY ? entry_of(w, j) : 0.0;
        if (entry >= lambda1 && entry > 0.0)
            list[found++] = (nb_candidate){entry, j};
    }
    choose(list, found, most, w);
    nb_release(ctx, mark);
    return NB_OK;
}
