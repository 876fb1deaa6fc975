/*
 * lasso_descent.c - the path driver of coordinate descent: see lasso_descent.h.
 *
 * Eight penalties are solved at a time (lanes.h). Per block:
 *   1. the working set: what is not zero, and columns whose correlation with the last residual is within reach of the block's least penalty
 *      (a fraction of the strong rule of Tibshirani et al. 2012);
 *   2. starting values extrapolated along the path, which is nearly straight;
 *   3. descent on the working set (descent_block.c);
 *   4. one scan of all columns for all eight penalties. Columns that violate optimality enter, and the block is solved again.
 * Penalties further apart than a warm start can bridge are reached through others in between, which are not recorded.
 */
#include "lasso_descent.h"
#include "descent_rank.h"
#include "descent_scan.h"
#include "lasso_grid.h"
#include "lasso_store.h"
#include <math.h>
#include <string.h>

static const double reach = 0.3;        /* share of the strong rule's allowance that is granted */
static const double widest_step = 0.72; /* a penalty to the one before, before others are put between */
static const double widest_block = 0.5; /* the least penalty of a block to the last one of the block before */
enum { max_passes = 4000 };             /* per block */

typedef struct descent_path {
    const nb_design *design;
    const nb_lasso_penalty *penalty;
    const nb_lasso_settings *settings;
    nb_descent_set set;
    nb_descent_block block;
    nb_lasso_path *path;
    int *place;          /* p: see descent_set.h */
    double *correlation; /* p: A'r at `reference` */
    double reference;    /* the last penalty solved at */
    double lambda_max;
    double *lambda1; /* count */
    int count, at;   /* penalties of the path, and how many of them are behind us */
    int lanes;       /* in use */
    int recorded[nb_lanes];
    double rss[nb_lanes];
    double slope_width; /* distance of the last two penalties solved at; 0: none */
    double *b;          /* set.room: a solution by itself */
    int b_room;
    int slope_lane; /* the lane of the last but one; the last is in slope_lane + 1 */
} descent_path;

/* Columns that are in every working set: unpenalised ones, and those whose bounds exclude zero. */
static int always_in(const nb_lasso_penalty *penalty, int j)
{
    return penalty->l1[j] == 0.0 || nb_lasso_nearest_zero(penalty, j) != 0.0;
}

static void fill_lanes(descent_path *d)
{
    for (int l = 0; l < nb_lanes; l++) {
        d->block.lambda1[l] = d->block.lambda1[l < d->lanes ? l : d->lanes - 1];
        d->block.lambda2[l] = d->penalty->ratio * d->block.lambda1[l];
    }
}

/* The solution where every penalised coefficient is at its null point; lambda_max and the penalties of the path. */
static nb_status begin(nb_context *ctx, nb_gemm_work *ws, descent_path *d)
{
    const nb_lasso_settings *settings = d->settings;
    int entered = 0;
    for (int j = 0; j < d->design->p; j++)
        d->place[j] = always_in(d->penalty, j) ? nb_place_new : nb_place_out;
    NB_TRY(nb_descent_set_build(ctx, ws, d->design, d->penalty, d->place, &d->set));
    for (int l = 0; l < nb_lanes; l++) {
        d->block.lambda1[l] = 1e100; /* any that nothing can exceed */
        d->block.lambda2[l] = settings->lambda1 != NULL ? d->penalty->ratio * settings->lambda1[0] : 0.0;
    }
    NB_TRY(nb_descent_block_solve(ctx, &d->block, max_passes));
    NB_TRY(nb_descent_scan(ctx, ws, d->design, d->penalty, 0, &d->block, d->rss, d->correlation, d->place, &entered));
    d->lambda_max = d->reference = nb_lasso_lambda_max(d->design->p, d->correlation, d->penalty);
    if (settings->lambda1 == NULL) {
        d->count = nb_lasso_grid(settings->count, d->lambda_max, settings->min_ratio, d->lambda1);
    } else {
        d->count = settings->count;
        memcpy(d->lambda1, settings->lambda1, (size_t)d->count * sizeof(double));
    }
    return NB_OK;
}

/* The next penalties: those of the path, or steps towards the next of them that are not too wide. */
static void choose_penalties(descent_path *d)
{
    double last = d->reference;
    d->lanes = 0;
    for (int at = d->at; at < d->count && d->lanes < nb_lanes;) {
        const double next = d->lambda1[at], floor = 1e-4 * d->lambda_max;
        const int bridge = d->settings->n_warm == 0 && next < widest_step * last && last > floor;
        const double step = bridge ? fmax(widest_step * last, floor) : next;
        if (d->lanes > 0 && step < widest_block * d->reference && d->settings->n_warm == 0)
            break;
        d->recorded[d->lanes] = bridge && step > next ? -1 : at++;
        d->block.lambda1[d->lanes++] = last = step;
    }
    fill_lanes(d);
}

/* What the data say for coefficient j's leaving zero: |A_j'r|, or 0 where a bound forbids it. */
static double pull(const descent_path *d, int j)
{
    const double c = d->correlation[j];
    if (c > 0.0)
        return d->penalty->upper == NULL || d->penalty->upper[j] > 0.0 ? c : 0.0;
    return d->penalty->lower == NULL || d->penalty->lower[j] < 0.0 ? -c : 0.0;
}

static nb_status choose_set(nb_context *ctx, nb_gemm_work *ws, descent_path *d)
{
    const double least = d->block.lambda1[nb_lanes - 1], above = fmax(d->reference - least, 0.0);
    const double limit = fmax(least - reach * above, 0.25 * least);
    for (int j = 0; j < d->design->p; j++) {
        const int old = d->place[j];
        const int in = fabs(d->correlation[j]) >= limit * d->penalty->l1[j] && pull(d, j) >= limit * d->penalty->l1[j];
        if (old < 0 && in)
            d->place[j] = nb_place_new;
        else if (old >= 0 && !in && d->set.b[(size_t)old * nb_lanes + (size_t)d->slope_lane + 1] == 0.0 && !always_in(d->penalty, j))
            d->place[j] = nb_place_out;
    }
    if (d->at == 0 && d->path->count == 0)
        for (int i = 0; i < d->settings->n_warm; i++)
            if (d->place[d->settings->warm[i]] == nb_place_out)
                d->place[d->settings->warm[i]] = nb_place_new;
    return nb_descent_set_build(ctx, ws, d->design, d->penalty, d->place, &d->set);
}

/* Starting values: on from the last two solutions in a straight line, up to the first change of sign. */
static void extrapolate(descent_path *d)
{
    for (int j = 0; j < d->set.packed.count; j++) {
        double *b = d->set.b + (size_t)j * nb_lanes;
        const nb_coordinate *at = d->set.coordinate + j;
        const double last = b[d->slope_lane + 1], slope = d->slope_width > 0.0 ? (last - b[d->slope_lane]) / d->slope_width : 0.0;
        for (int l = 0; l < nb_lanes; l++) {
            double next = last + slope * (d->reference - d->block.lambda1[l]);
            if (at->l1 > 0.0 && next * last <= 0.0)
                next = 0.0;
            b[l] = fmin(fmax(next, at->lower), at->upper);
        }
    }
}

static nb_status solve_block(nb_context *ctx, nb_gemm_work *ws, descent_path *d)
{
    int entered = 0;
    choose_penalties(d);
    NB_TRY(choose_set(ctx, ws, d));
    extrapolate(d);
    for (;;) {
        NB_TRY(nb_descent_block_solve(ctx, &d->block, max_passes));
        NB_TRY(nb_descent_scan(ctx, ws, d->design, d->penalty, d->lanes - 1, &d->block, d->rss, d->correlation, d->place, &entered));
        if (entered == 0)
            return NB_OK;
        NB_TRY(nb_descent_set_build(ctx, ws, d->design, d->penalty, d->place, &d->set));
    }
}

/* Appends the solution of a lane to the path; path->end says whether it goes on. Ranks come at the end (descent_rank.c). */
static nb_status record_lane(nb_context *ctx, descent_path *d, int lane)
{
    const int count = d->set.packed.count;
    const double yy = d->block.norm_y * d->block.norm_y, rss = d->rss[lane];
    int nonzero = 0;
    if (d->b_room < d->set.room) {
        d->b_room = d->set.room;
        d->b = nb_doubles(ctx, (size_t)d->b_room);
        if (d->b == NULL)
            return NB_ERR_MEMORY;
    }
    for (int j = 0; j < count; j++) {
        d->b[j] = d->set.b[(size_t)j * nb_lanes + (size_t)lane];
        nonzero += d->b[j] != 0.0;
    }
    if (nonzero > d->settings->max_df) {
        d->path->end = NB_LASSO_MAX_DF;
        return NB_OK;
    }
    NB_TRY(nb_lasso_path_add(ctx, count, d->set.column, d->b, d->block.lambda1[lane], rss, 0, d->path));
    if (d->settings->max_deviance < 1.0 && yy - rss > d->settings->max_deviance * yy)
        d->path->end = NB_LASSO_MAX_DEVIANCE;
    return NB_OK;
}

static nb_status record_block(nb_context *ctx, descent_path *d)
{
    for (int l = 0; l < d->lanes && d->path->end == NB_LASSO_WHOLE; l++)
        if (d->recorded[l] >= 0) {
            NB_TRY(record_lane(ctx, d, l));
            d->at = d->recorded[l] + 1;
        }
    const double before = d->lanes > 1 ? d->block.lambda1[d->lanes - 2] : 0.0;
    d->reference = d->block.lambda1[d->lanes - 1];
    d->slope_lane = d->lanes > 1 ? d->lanes - 2 : 0;
    d->slope_width = d->lanes > 1 ? before - d->reference : 0.0;
    return NB_OK;
}

static nb_status allocate(nb_context *ctx, const double *y, descent_path *d)
{
    const size_t p = (size_t)d->design->p;
    d->place = nb_ints(ctx, p);
    d->correlation = nb_doubles(ctx, p);
    d->lambda1 = nb_doubles(ctx, (size_t)d->settings->count);
    if (!d->place || !d->correlation || !d->lambda1)
        return NB_ERR_MEMORY;
    NB_TRY(nb_lasso_path_init(ctx, d->settings->count, d->path));
    d->path->engine = NB_LASSO_DESCENT;
    nb_descent_set_init(d->design, &d->set);
    return nb_descent_block_init(ctx, d->design, y, &d->set, &d->block);
}

nb_status nb_lasso_descent_path(nb_context *ctx, nb_gemm_work *ws, const nb_design *design, const double *y,
                                const nb_lasso_penalty *penalty, const nb_lasso_settings *settings, nb_lasso_path *path)
{
    enum { most_barren = 200 }; /* blocks of steps towards a penalty, more than the way from lambda_max to any takes */
    nb_status status = NB_OK;
    descent_path d;
    memset(&d, 0, sizeof d);
    d.design = design;
    d.penalty = penalty;
    d.settings = settings;
    d.path = path;
    NB_TRY(allocate(ctx, y, &d));
    NB_TRY(begin(ctx, ws, &d));
    for (int barren = 0; d.at < d.count && path->end == NB_LASSO_WHOLE && status == NB_OK;) {
        const int before = d.at;
        status = solve_block(ctx, ws, &d);
        if (status == NB_OK)
            status = record_block(ctx, &d);
        barren = d.at > before ? 0 : barren + 1;
        if (barren > most_barren && status == NB_OK)
            status = NB_ERR_MAXITER;
    }
    if (status != NB_OK && status != NB_ERR_MAXITER)
        return status;
    void *mark = nb_mark(ctx);
    NB_TRY(nb_descent_ranks(ctx, ws, design, penalty, settings->max_rank, d.place, &d.set, path));
    nb_release(ctx, mark);
    return status;
}

/* By what each way costs when a third of the coefficients that can be nonzero are so at the end. The active set works on the Gram matrix of
 * that many columns, formed as if they were dense; descent passes some 80 times per eight penalties over their entries. Measured constants:
 * nanoseconds per entry and pass; multiply-adds per second. Least squares with more columns than rank (lambda1 = 0) is not for descent,
 * which finds a solution there but slowly, and is left to the active set. */
int nb_lasso_prefers_descent(const nb_design *design, const nb_lasso_settings *settings)
{
    enum { most_flat = 8, usual_passes = 80 };
    const double per_entry = 1.2e-9, per_product = 1e-10;
    const int limit = design->n < design->p ? design->n : design->p, last = settings->count - 1;
    if (design->x != NULL || !design->implicit || design->q > most_flat || limit == 0)
        return 0;
    if (settings->lambda1 != NULL && settings->lambda1[last] == 0.0 && settings->max_rank < design->p)
        return 0;
    double entries = 0.0;
    for (int j = 0; j < design->p; j++)
        entries += design->start[design->columns[j] + 1] - design->start[design->columns[j]];
    const double active = limit / 3.0 < settings->max_df ? limit / 3.0 : settings->max_df;
    const double blocks = 1.0 + settings->count / (double)nb_lanes;
    const double descent = per_entry * blocks * (entries + 2.0 * usual_passes * active * (entries / design->p + design->q));
    return descent < per_product * design->n * active * active;
}
