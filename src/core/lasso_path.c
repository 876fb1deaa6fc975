/*
 * lasso_path.c - lasso and elastic-net paths by an active-set method: see lasso.h.
 *
 * Penalties are solved in decreasing order, each from the last solution, on the Gram matrix of a working set of columns. A few penalties
 * ahead are solved before all columns are checked against the data (lasso_check.c); what is found to violate enters the working set, and
 * the path goes on from the last solution that holds. With more rows than columns the working set is all columns, whose Gram matrix costs
 * n p^2 once, and nothing needs checking. Where the factor is ill-conditioned, and where it costs little, solutions are refined with
 * residuals formed from A (corrected semi-normal equations; Bjorck 1987), on a tall design from its triangular factor.
 *
 * Cost: n W^2 for the working set of W columns, 4 n p per penalty for the checks at the speed of matrix products, W^2 per round of the
 * active set. Lee, Battle, Raina & Ng (2007); working sets as in Tibshirani et al. (2012), strong rules, but checked rather than trusted.
 */
#include "lasso_descent.h"
#include "lasso_grid.h"
#include "lasso_path.h"
#include "products.h"
#include <math.h>
#include <string.h>

/* All columns are the working set up to this many, or this many where rows are plenty; n p up to which every solution is refined; the
 * condition of the factor from which they are. */
enum { whole_always = 64, whole_tall = 600, most_room = 4096 };
static const double small_problem = 1e5, doubtful_condition = 1e5;

/* A column that both bounds hold at zero never enters. */
static void start_bounds(nb_lasso_work *w)
{
    const nb_lasso_penalty *v = w->penalty;
    for (int j = 0; j < w->design->p; j++) {
        const int held = v->lower != NULL && v->upper != NULL && v->lower[j] == 0.0 && v->upper[j] == 0.0;
        w->bound[j] = held ? INFINITY : v->l1[j];
    }
}

/* Whether the Gram matrix of all columns is small beside what it saves. */
static int small_side(size_t n, size_t p)
{
    return p <= whole_always || (p <= whole_tall && n >= p);
}

/* Room for the working set: more than most paths want, since what is never written to costs no memory and growing costs a copy. */
static int first_room(size_t n, size_t p)
{
    const size_t usual = 4 * n + 64 < most_room ? 4 * n + 64 : most_room;
    return (int)(p < usual ? p : usual);
}

static nb_status start_work(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w)
{
    const size_t n = (size_t)w->design->n, p = (size_t)w->design->p;
    w->cross = nb_doubles(ctx, p);
    w->gradient = nb_doubles(ctx, p);
    w->older = nb_doubles(ctx, p);
    w->bound = nb_doubles(ctx, p);
    w->fresh = nb_ints(ctx, p);
    if (w->cross == NULL || w->gradient == NULL || w->older == NULL || w->bound == NULL || w->fresh == NULL)
        return NB_ERR_MEMORY;
    w->yy = 0.0;
    for (size_t i = 0; i < n; i++)
        w->yy += w->y[i] * w->y[i];
    w->norm_y = sqrt(w->yy);
    w->n_fresh = 0;
    w->careful = (double)n * (double)p <= small_problem;
    w->whole = w->settings->engine == NB_LASSO_GRAM || (w->settings->engine != NB_LASSO_WORKING_SET && small_side(n, p));
    const int room = w->whole ? (int)p : first_room(n, p);
    double *gram = w->whole ? nb_doubles(ctx, p * p) : NULL;
    if (w->whole && gram == NULL)
        return NB_ERR_MEMORY;
    void *mark = nb_mark(ctx);
    if (w->whole)
        NB_TRY(nb_design_normal(ctx, ws, w->design, 1, w->y, gram, w->cross));
    else
        NB_TRY(nb_design_cross(ctx, ws, w->design, 1, w->y, w->cross));
    nb_release(ctx, mark);
    memcpy(w->gradient, w->cross, p * sizeof(double));
    memcpy(w->older, w->cross, p * sizeof(double));
    start_bounds(w);
    NB_TRY(nb_working_set_init(ctx, w->design, w->penalty, w->cross, room, &w->set));
    NB_TRY(nb_active_init(ctx, room, &w->active));
    NB_TRY(nb_lasso_slots_init(ctx, nb_lasso_most_block, room, &w->slots));
    if (!w->whole)
        return NB_OK;
    NB_TRY(nb_working_set_all(ctx, gram, &w->set));
    const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
    nb_active_add(&problem, 0, &w->active);
    return NB_OK;
}

/* The columns of w->fresh enter the working set. */
static nb_status widen(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w)
{
    const int first = w->set.count;
    if (w->n_fresh == 0)
        return NB_OK;
    for (int k = 0; k < w->n_fresh; k++)
        w->bound[w->fresh[k]] = INFINITY;
    NB_TRY(nb_working_set_add(ctx, ws, w->n_fresh, w->fresh, &w->set));
    NB_TRY(nb_active_reserve(ctx, w->set.capacity, &w->active));
    const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
    nb_active_add(&problem, first, &w->active);
    w->n_fresh = 0;
    return NB_OK;
}

/* Columns that are never at zero or never held there are in the working set from the start, and so is what the caller asks for. */
static nb_status widen_first(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w)
{
    const nb_lasso_penalty *v = w->penalty;
    for (int j = 0; j < w->design->p; j++)
        if (w->set.place[j] < 0 && (v->l1[j] == 0.0 || nb_lasso_nearest_zero(v, j) != 0.0))
            w->fresh[w->n_fresh++] = j;
    NB_TRY(widen(ctx, ws, w));
    for (int k = 0; k < w->settings->n_warm; k++)
        if (w->set.place[w->settings->warm[k]] < 0)
            w->fresh[w->n_fresh++] = w->settings->warm[k];
    return widen(ctx, ws, w);
}

/* The null point: penalised coefficients as near to zero as they may be, the others at their optimum; gradient := A'(y - A b) there. */
static nb_status find_null_point(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w)
{
    const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
    const double without_end = 1e250;
    double rss;
    int rounds, good, any = 0;
    for (int j = 0; j < w->set.count; j++)
        any = any || w->set.l1[j] == 0.0 || w->active.b[j] != 0.0;
    if (!any)
        return NB_OK;
    NB_TRY(nb_active_solve(ctx, ws, &problem, without_end, 0.0, &w->active, &rounds));
    NB_TRY(nb_lasso_slots_reserve(ctx, w->set.capacity, &w->slots));
    nb_lasso_slots_save(&w->active, w->set.count, 0, &w->slots);
    const int careful = w->careful;
    w->careful = 0;
    NB_TRY(nb_lasso_check(ctx, ws, w, 1, &without_end, &rss, &good));
    w->careful = careful;
    for (int j = 0; j < w->set.count; j++) /* the check leaves these alone where there are no others */
        w->gradient[w->set.columns[j]] = w->active.gradient[j];
    return NB_OK;
}

/* Solves `count` penalties into the slots. */
static nb_status solve_block(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w, int count, const double *lambda1, double *rss)
{
    const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
    int rounds;
    NB_TRY(nb_lasso_slots_reserve(ctx, w->set.capacity, &w->slots));
    for (int k = 0; k < count; k++) {
        NB_TRY(nb_active_solve(ctx, ws, &problem, lambda1[k], w->penalty->ratio * lambda1[k], &w->active, &rounds));
        nb_lasso_slots_save(&w->active, w->set.count, k, &w->slots);
        rss[k] = w->yy;
        for (int j = 0; j < w->set.count; j++)
            rss[k] -= w->active.b[j] * (w->set.cross[j] + w->active.gradient[j]);
    }
    return NB_OK;
}

/* Whether the path ends before (max_df) or after (max_deviance) the solution in slot k. */
static nb_lasso_end end_at(const nb_lasso_work *w, int k, double rss)
{
    const double *b = w->slots.b + (size_t)k * (size_t)w->slots.capacity;
    int nonzero = 0;
    for (int j = 0; j < w->slots.count[k]; j++)
        nonzero += b[j] != 0.0;
    if (nonzero > w->settings->max_df)
        return NB_LASSO_MAX_DF;
    return w->yy > 0.0 && 1.0 - rss / w->yy > w->settings->max_deviance ? NB_LASSO_MAX_DEVIANCE : NB_LASSO_WHOLE;
}

static nb_status accept(nb_context *ctx, nb_lasso_work *w, int good, const double *lambda1, const double *rss, nb_lasso_path *path)
{
    for (int k = 0; k < good && path->end == NB_LASSO_WHOLE; k++) {
        path->end = end_at(w, k, rss[k]);
        if (path->end == NB_LASSO_MAX_DF)
            return NB_OK;
        NB_TRY(nb_lasso_path_add(ctx, w->slots.count[k], w->set.columns, w->slots.b + (size_t)k * (size_t)w->slots.capacity, lambda1[k],
                                 rss[k] > 0.0 ? rss[k] : 0.0, w->slots.size[k], path));
    }
    return NB_OK;
}

/* Penalties to solve before the next check. */
static int next_block(int wish)
{
    return wish < 4 ? 4 : (wish < nb_lasso_most_block ? wish : nb_lasso_most_block);
}

static nb_status follow(nb_context *ctx, nb_gemm_work *ws, nb_lasso_work *w, int total, const double *lambda1, nb_lasso_path *path)
{
    double rss[nb_lasso_most_block];
    int block = 4;
    for (int at = 0; at < total && path->end == NB_LASSO_WHOLE;) {
        int count = w->careful ? 1 : (w->whole ? nb_lasso_most_block : block), good;
        count = total - at < count ? total - at : count;
        if (w->set.count < w->design->p) {
            NB_TRY(nb_lasso_predict(ctx, w, lambda1[at + count - 1], nb_lasso_worth_adding(w)));
            NB_TRY(widen(ctx, ws, w));
        }
        NB_TRY(solve_block(ctx, ws, w, count, lambda1 + at, rss));
        good = count;
        if (!w->careful && nb_cholesky_condition(&w->active.factor) > doubtful_condition) {
            w->careful = 1; /* from here on, and this block again */
            const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
            NB_TRY(nb_lasso_slots_restore(ctx, ws, &problem, w->penalty->ratio * lambda1[at], 0, &w->slots, &w->active));
            continue;
        }
        if (w->careful || w->set.count < w->design->p)
            NB_TRY(nb_lasso_check(ctx, ws, w, count, lambda1 + at, rss, &good));
        NB_TRY(accept(ctx, w, good, lambda1 + at, rss, path));
        if (good < count) {
            const nb_quadratic problem = nb_working_set_problem(&w->set, w->norm_y, w->settings->max_rank);
            NB_TRY(nb_lasso_slots_restore(ctx, ws, &problem, w->penalty->ratio * lambda1[at + good], good, &w->slots, &w->active));
            NB_TRY(widen(ctx, ws, w));
            block = next_block(good + good / 2); /* what was solved beyond was in vain */
        } else {
            block = next_block(2 * count);
        }
        at += good;
    }
    return NB_OK;
}

static nb_status solve_by_sets(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                               const nb_lasso_settings *settings, nb_lasso_path *path)
{
    nb_lasso_work w;
    double *grid = nb_doubles(ctx, (size_t)settings->count);
    int count = settings->count;
    if (grid == NULL)
        return NB_ERR_MEMORY;
    w.design = design;
    w.y = y;
    w.penalty = penalty;
    w.settings = settings;
    NB_TRY(start_work(ctx, ws, &w));
    NB_TRY(widen_first(ctx, ws, &w));
    NB_TRY(find_null_point(ctx, ws, &w));
    w.lambda_known = w.lambda_old = nb_lasso_lambda_max(design->p, w.gradient, penalty);
    if (settings->lambda1 == NULL)
        count = nb_lasso_grid(count, w.lambda_known, settings->min_ratio, grid);
    else
        memcpy(grid, settings->lambda1, (size_t)count * sizeof(double));
    NB_TRY(nb_lasso_path_init(ctx, count, path));
    path->engine = w.whole ? NB_LASSO_GRAM : NB_LASSO_WORKING_SET;
    return follow(ctx, ws, &w, count, grid, path);
}

/* Descent gave up on columns that depend on each other too much: the penalties that are left by working sets, from its last solution. */
static nb_status finish(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                        const nb_lasso_settings *settings, nb_lasso_path *path)
{
    nb_lasso_settings rest = *settings;
    nb_lasso_path more;
    const int done = path->count;
    double *grid = nb_doubles(ctx, (size_t)settings->count);
    if (done == 0)
        return solve_by_sets(ctx, ws, design, y, penalty, settings, path);
    if (grid == NULL)
        return NB_ERR_MEMORY;
    if (settings->lambda1 == NULL)
        nb_lasso_grid(settings->count, path->lambda1[0], settings->min_ratio, grid);
    else
        memcpy(grid, settings->lambda1, (size_t)settings->count * sizeof(double));
    rest.engine = NB_LASSO_WORKING_SET;
    rest.lambda1 = grid + done;
    rest.count = settings->count - done;
    rest.warm = path->index + path->start[done - 1];
    rest.n_warm = (int)(path->start[done] - path->start[done - 1]);
    NB_TRY(solve_by_sets(ctx, ws, design, y, penalty, &rest, &more));
    for (int k = 0; k < more.count; k++) {
        const size_t from = more.start[k];
        NB_TRY(nb_lasso_path_add(ctx, (int)(more.start[k + 1] - from), more.index + from, more.value + from, more.lambda1[k], more.rss[k],
                                 more.rank[k], path));
    }
    path->end = more.end;
    return NB_OK;
}

nb_status nb_lasso_solve(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y, const nb_lasso_penalty *penalty,
                         const nb_lasso_settings *settings, nb_lasso_path *path)
{
    const nb_lasso_engine engine = settings->engine;
    const int small = (double)design->n * (double)design->p <= small_problem; /* descent ends at a gap, and here exactness costs nothing */
    if (small || (engine != NB_LASSO_DESCENT && (engine != NB_LASSO_AUTO || !nb_lasso_prefers_descent(design, settings))))
        return solve_by_sets(ctx, ws, design, y, penalty, settings, path);
    path->count = 0;
    const nb_status status = nb_lasso_descent_path(ctx, ws, design, y, penalty, settings, path);
    return status == NB_ERR_MAXITER ? finish(ctx, ws, design, y, penalty, settings, path) : status;
}
