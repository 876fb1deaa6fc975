/*
 * lasso_ahead.c - see lasso_ahead.h.
 *
 * All penalties are solved on the working set before they are checked together against all columns (exceeding.h), which then takes one pass
 * over A instead of one for every few penalties. What violates joins the working set, and the path is solved again from the first
 * violation.
 */
#include "lasso_ahead.h"
#include "exceeding.h"
#include "lasso_grid.h"
#include "lasso_store.h"
#include "lasso_working_set.h"
#include "products.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Up to so many columns, or n p, nb_lasso_solve() knows better ways; how often the path may be solved again, and how large the set may be.
 */
enum { few_columns = 64, few_when_tall = 600, most_rounds = 6, largest_set = 3000 };
static const double small_problem = 1e5, doubtful_condition = 1e5;

typedef struct ahead {
    const nb_design *design;
    const double *y;
    const nb_lasso_penalty *penalty;
    const nb_lasso_settings *settings;
    double yy;
    double *cross,
        *bound; /* p: A'y of the columns in the set; what |a_j'r| / lambda1 may be outside it, Inf for columns that do not matter */
    int *fresh, n_fresh; /* p: columns about to join the set, each once */
    nb_working_set set;
    nb_active active;
    nb_lasso_slots slots;
} ahead;

static int is_the_way(const nb_design *design, const nb_lasso_settings *settings)
{
    const int few = design->n >= design->p ? few_when_tall : few_columns;
    const int engine = settings->engine == NB_LASSO_AUTO || settings->engine == NB_LASSO_WORKING_SET;
    const int large = design->p > few && (double)design->n * (double)design->p > small_problem;
    return engine && large && settings->lambda1 != NULL && settings->n_warm > 0 && settings->n_warm <= largest_set;
}

static double lower_of(const ahead *w, int j)
{
    return w->penalty->lower != NULL ? w->penalty->lower[j] : -INFINITY;
}

static double upper_of(const ahead *w, int j)
{
    return w->penalty->upper != NULL ? w->penalty->upper[j] : INFINITY;
}

static nb_quadratic problem_of(const ahead *w)
{
    return nb_working_set_problem(&w->set, sqrt(w->yy), w->settings->max_rank);
}

/* Lists a column that is not in the set, once. */
static void list_column(ahead *w, int j)
{
    if (w->bound[j] < INFINITY) {
        w->bound[j] = INFINITY;
        w->fresh[w->n_fresh++] = j;
    }
}

/* The columns listed join the set. */
static nb_status widen(nb_context *ctx, nb_gemm_work *ws, ahead *w)
{
    const int first = w->set.count;
    double *value = nb_doubles(ctx, (size_t)w->n_fresh);
    if (value == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_design_cross_some(ctx, ws, w->design, w->n_fresh, w->fresh, w->y, value));
    for (int k = 0; k < w->n_fresh; k++)
        w->cross[w->fresh[k]] = value[k];
    NB_TRY(nb_working_set_add(ctx, ws, w->n_fresh, w->fresh, &w->set));
    NB_TRY(nb_active_reserve(ctx, w->set.capacity, &w->active));
    NB_TRY(nb_lasso_slots_reserve(ctx, w->set.capacity, &w->slots));
    const nb_quadratic problem = problem_of(w);
    nb_active_add(&problem, first, &w->active);
    w->n_fresh = 0;
    return NB_OK;
}

/* The set starts with what is asked for and what is never at zero or never held there. */
static nb_status start(nb_context *ctx, nb_gemm_work *ws, ahead *w)
{
    const int p = w->design->p, room = w->settings->n_warm + 64;
    w->cross = nb_doubles(ctx, (size_t)p);
    w->bound = nb_doubles(ctx, (size_t)p);
    w->fresh = nb_ints(ctx, (size_t)p);
    if (w->cross == NULL || w->bound == NULL || w->fresh == NULL)
        return NB_ERR_MEMORY;
    w->n_fresh = 0;
    w->yy = 0.0;
    for (int i = 0; i < w->design->n; i++)
        w->yy += w->y[i] * w->y[i];
    NB_TRY(nb_working_set_init(ctx, w->design, w->penalty, w->cross, room, &w->set));
    NB_TRY(nb_active_init(ctx, room, &w->active));
    NB_TRY(nb_lasso_slots_init(ctx, w->settings->count, room, &w->slots));
    memcpy(w->bound, w->penalty->l1, (size_t)p * sizeof(double));
    for (int k = 0; k < w->settings->n_warm; k++)
        list_column(w, w->settings->warm[k]);
    for (int j = 0; j < p; j++)
        if (w->bound[j] == 0.0 || nb_lasso_nearest_zero(w->penalty, j) != 0.0)
            list_column(w, j);
        else if (lower_of(w, j) == 0.0 && upper_of(w, j) == 0.0)
            w->bound[j] = INFINITY; /* never enters */
    return widen(ctx, ws, w);
}

/* Penalties from `at` on, into slots from 0 on. *doubtful: the factor became ill-conditioned. */
static nb_status solve_rest(nb_context *ctx, nb_gemm_work *ws, ahead *w, int at, int *doubtful)
{
    const nb_quadratic problem = problem_of(w);
    const double *lambda1 = w->settings->lambda1;
    int rounds;
    for (int l = at; l < w->settings->count && !*doubtful; l++) {
        NB_TRY(nb_active_solve(ctx, ws, &problem, lambda1[l], w->penalty->ratio * lambda1[l], &w->active, &rounds));
        nb_lasso_slots_save(&w->active, w->set.count, l - at, &w->slots);
        *doubtful = nb_cholesky_condition(&w->active.factor) > doubtful_condition;
    }
    return NB_OK;
}

/* r (n x count) := y - A b for the first slots. */
static nb_status form_residuals(nb_context *ctx, nb_gemm_work *ws, const ahead *w, int count, double *r)
{
    const size_t size = (size_t)w->set.count;
    double *b = nb_doubles(ctx, size * (size_t)count);
    if (b == NULL)
        return NB_ERR_MEMORY;
    for (int k = 0; k < count; k++)
        memcpy(b + (size_t)k * size, w->slots.b + (size_t)k * (size_t)w->slots.capacity, size * sizeof(double));
    return nb_working_set_residuals(ctx, ws, &w->set, w->y, count, b, r);
}

/* Lists the columns that violate, the worst first and no more than half as many as there are: what violates only far behind the first
 * violation violates a solution that will change. *good: how many solutions, from the first, no column violates. */
static nb_status list_violators(nb_context *ctx, ahead *w, const double *lambda1, const nb_exceeding *found, int *good)
{
    const nb_quadratic problem = problem_of(w);
    const double noise = nb_active_noise(&problem, &w->active);
    nb_candidate *list = ctx->alloc(ctx->owner, found->count + 1, sizeof(nb_candidate));
    int *seen = nb_ints(ctx, (size_t)w->design->p), count = 0;
    if (list == NULL || seen == NULL)
        return NB_ERR_MEMORY;
    memset(seen, 0, (size_t)w->design->p * sizeof(int));
    for (int pass = 0; pass < 2; pass++) /* first *good, which the weights want */
        for (size_t e = 0; e < found->count; e++) {
            const int j = found->column[e], k = found->vector[e];
            const double l1 = lambda1[k] * w->penalty->l1[j];
            const double violation = fabs(nb_lasso_violation(0.0, found->value[e], l1, 0.0, lower_of(w, j), upper_of(w, j)));
            if (violation <= noise)
                continue;
            if (pass == 0) {
                *good = k < *good ? k : *good;
                continue;
            }
            if (seen[j] == 0) {
                list[count] = (nb_candidate){0.0, j};
                seen[j] = ++count;
            }
            const double excess = violation / (lambda1[k] * (1.0 + k - *good));
            nb_candidate *entry = list + seen[j] - 1;
            entry->excess = excess > entry->excess ? excess : entry->excess;
        }
    const int most = w->set.count / 2 + 32;
    if (count > most)
        qsort(list, (size_t)count, sizeof *list, nb_candidate_order);
    for (int k = 0; k < count && k < most; k++)
        list_column(w, list[k].column);
    return NB_OK;
}

/* Checks the slots against all columns: *good of them, from the first, hold; columns that violate are listed. rss: count. */
static nb_status check_rest(nb_context *ctx, nb_gemm_work *ws, ahead *w, int at, double *rss, int *good)
{
    const int count = w->settings->count - at;
    const double *lambda1 = w->settings->lambda1 + at;
    const size_t n = (size_t)w->design->n;
    nb_exceeding found;
    void *mark = nb_mark(ctx);
    double *r = nb_doubles(ctx, n * (size_t)count);
    if (r == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(form_residuals(ctx, ws, w, count, r));
    NB_TRY(nb_design_exceeding(ctx, ws, w->design, NULL, count, r, w->bound, lambda1, &found));
    *good = count;
    NB_TRY(list_violators(ctx, w, lambda1, &found, good));
    for (int k = 0; k < count; k++) {
        rss[k] = 0.0;
        for (size_t i = 0; i < n; i++)
            rss[k] += r[(size_t)k * n + i] * r[(size_t)k * n + i];
    }
    nb_release(ctx, mark);
    return NB_OK;
}

static nb_status follow(nb_context *ctx, nb_gemm_work *ws, ahead *w, nb_lasso_path *path, int *solved)
{
    const int total = w->settings->count;
    const double *lambda1 = w->settings->lambda1;
    double *rss = nb_doubles(ctx, (size_t)total);
    if (rss == NULL)
        return NB_ERR_MEMORY;
    for (int at = 0, round = 0; at < total; round++) {
        int doubtful = 0, good;
        if (round == most_rounds || w->set.count > largest_set)
            return NB_OK;
        NB_TRY(solve_rest(ctx, ws, w, at, &doubtful));
        if (doubtful)
            return NB_OK;
        NB_TRY(check_rest(ctx, ws, w, at, rss, &good));
        for (int k = 0; k < good; k++)
            NB_TRY(nb_lasso_path_add(ctx, w->slots.count[k], w->set.columns, w->slots.b + (size_t)k * (size_t)w->slots.capacity,
                                     lambda1[at + k], rss[k], w->slots.size[k], path));
        at += good;
        if (at == total)
            break;
        const nb_quadratic problem = problem_of(w);
        NB_TRY(nb_lasso_slots_restore(ctx, ws, &problem, w->penalty->ratio * lambda1[at], good, &w->slots, &w->active));
        NB_TRY(widen(ctx, ws, w));
    }
    *solved = 1;
    return NB_OK;
}

nb_status nb_lasso_solve_ahead(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                               const nb_lasso_settings *settings, nb_lasso_path *path, int *solved)
{
    ahead w;
    *solved = 0;
    if (!is_the_way(design, settings))
        return NB_OK;
    w.design = design;
    w.y = y;
    w.penalty = penalty;
    w.settings = settings;
    NB_TRY(start(ctx, ws, &w));
    NB_TRY(nb_lasso_path_init(ctx, settings->count, path));
    path->engine = NB_LASSO_WORKING_SET;
    return follow(ctx, ws, &w, path, solved);
}
