/*
 * lasso_gram.c - a lasso or elastic-net path from a Gram matrix alone: see lasso.h.
 *
 * The active-set method of lasso_active.c over all columns, each penalty from the last solution. There is no data to refine against: the
 * caller sees to it that the columns that become nonzero are conditioned well enough. Cost: p times the nonzeros, per round.
 */
#include "lasso.h"
#include "lasso_active.h"
#include "lasso_grid.h"
#include "lasso_store.h"
#include <math.h>
#include <string.h>

/* The bound asked for, or one that bounds nothing. */
static const double *bound_of(nb_context *ctx, int p, const double *bound, double none)
{
    double *all = bound == NULL ? nb_doubles(ctx, (size_t)p) : NULL;
    for (int j = 0; all != NULL && j < p; j++)
        all[j] = none;
    return bound == NULL ? all : bound;
}

/* Penalised coefficients as near to zero as they may be, the others at their optimum. */
static nb_status find_null_point(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, nb_active *active)
{
    int rounds, any = 0;
    for (int j = 0; j < problem->count; j++)
        any = any || problem->l1[j] == 0.0 || active->b[j] != 0.0;
    memcpy(active->gradient, problem->cross, (size_t)problem->count * sizeof(double));
    return any ? nb_active_solve(ctx, ws, problem, 1e250, 0.0, active, &rounds) : NB_OK;
}

static nb_lasso_end end_at(const nb_lasso_settings *settings, const nb_quadratic *problem, const double *b, double yy, double rss)
{
    int nonzero = 0;
    for (int j = 0; j < problem->count; j++)
        nonzero += b[j] != 0.0;
    if (nonzero > settings->max_df)
        return NB_LASSO_MAX_DF;
    return yy > 0.0 && 1.0 - rss / yy > settings->max_deviance ? NB_LASSO_MAX_DEVIANCE : NB_LASSO_WHOLE;
}

static nb_status follow(nb_context *ctx, nb_gemm_work *ws, const nb_quadratic *problem, const nb_lasso_settings *settings, double ratio,
                        double yy, int count, const double *lambda1, nb_active *active, nb_lasso_path *path)
{
    for (int l = 0; l < count && path->end == NB_LASSO_WHOLE; l++) {
        double rss = yy;
        int rounds;
        NB_TRY(nb_poll(ctx));
        NB_TRY(nb_active_solve(ctx, ws, problem, lambda1[l], ratio * lambda1[l], active, &rounds));
        for (int j = 0; j < problem->count; j++)
            rss -= active->b[j] * (problem->cross[j] + active->gradient[j]);
        rss = rss > 0.0 ? rss : 0.0;
        path->end = end_at(settings, problem, active->b, yy, rss);
        if (path->end != NB_LASSO_MAX_DF)
            NB_TRY(nb_lasso_path_add(ctx, problem->count, NULL, active->b, lambda1[l], rss, active->factor.size, path));
    }
    return NB_OK;
}

nb_status nb_lasso_solve_gram(nb_context *ctx, nb_gemm_work *ws, int p, const double *gram, const double *cross, double yy,
                              const nb_lasso_penalty *penalty, const nb_lasso_settings *settings, nb_lasso_path *path)
{
    const double *lower = bound_of(ctx, p, penalty->lower, -INFINITY), *upper = bound_of(ctx, p, penalty->upper, INFINITY);
    const nb_quadratic problem = {p, gram, p, cross, penalty->l1, penalty->l2, lower, upper, sqrt(yy), settings->max_rank};
    double *grid = nb_doubles(ctx, (size_t)settings->count);
    int count = settings->count;
    nb_active active;
    if (lower == NULL || upper == NULL || grid == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_active_init(ctx, p, &active));
    nb_active_add(&problem, 0, &active);
    NB_TRY(find_null_point(ctx, ws, &problem, &active));
    if (settings->lambda1 == NULL)
        count = nb_lasso_grid(count, nb_lasso_lambda_max(p, active.gradient, penalty), settings->min_ratio, grid);
    else
        memcpy(grid, settings->lambda1, (size_t)count * sizeof(double));
    NB_TRY(nb_lasso_path_init(ctx, count, path));
    path->engine = NB_LASSO_GRAM;
    return follow(ctx, ws, &problem, settings, penalty->ratio, yy, count, grid, &active, path);
}
