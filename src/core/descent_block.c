/*
 * descent_block.c - cyclic coordinate descent with over-relaxation for eight penalties in lanes: see descent_block.h.
 *
 * Rounds of one pass over all of the set and many over the coordinates that are not zero, as usual (Friedman, Hastie & Tibshirani 2010),
 * each step an exact minimisation along its coordinate. Where a step changes no sign it is lengthened by the factor `relax` (successive
 * over-relaxation; the objective falls for any factor below 2). From the rate rho at which violations fall with relaxation w, Young's
 * relation for the rate mu of Jacobi's method and the best relaxation,
 *
 *     (rho + w - 1)^2 = rho w^2 mu^2,     w* = 2 / (1 + sqrt(1 - mu^2)),
 *
 * gives the next one: exact for consistently ordered matrices, a good guide for columns that are nearly orthogonal. Where even so many
 * passes would be needed, conjugate gradients on the face of the current signs take over (descent_face.c); it pays once the signs are
 * found. Cost per pass: 2 entries of the columns passed over, for all eight.
 */
#include "descent_block.h"
#include <math.h>
#include <string.h>

enum { rate_passes = 8, face_steps = 400 };

static const double largest_relax = 1.6, caution = 0.8;

nb_status nb_descent_block_init(nb_context *ctx, const nb_design *design, const double *y, nb_descent_set *set, nb_descent_block *block)
{
    double square = 0.0;
    memset(block, 0, sizeof *block);
    block->kernels = nb_lane_kernels_best();
    block->n = design->n;
    block->y = y;
    block->set = set;
    for (int i = 0; i < design->n; i++)
        square += y[i] * y[i];
    block->norm_y = sqrt(square);
    block->goal = 2e-11;
    block->relax = 1.0;
    block->patience = nb_descent_least_patience;
    block->u = nb_lanes_doubles(ctx, (size_t)design->n);
    block->v = nb_lanes_doubles(ctx, (size_t)set->packed.low_count);
    return block->u && block->v ? NB_OK : NB_ERR_MEMORY;
}

void nb_descent_block_residual(nb_descent_block *block)
{
    const nb_packed *packed = &block->set->packed;
    for (int i = 0; i < block->n; i++)
        for (int l = 0; l < nb_lanes; l++)
            block->u[(size_t)i * nb_lanes + (size_t)l] = block->y[i];
    memset(block->v, 0, (size_t)packed->low_count * nb_lanes * sizeof(double));
    block->kernels->subtract(packed, packed->count, NULL, block->set->b, block->u);
    for (int j = 0; j < packed->count; j++)
        for (int q = 0; q < packed->low_count; q++)
            for (int l = 0; l < nb_lanes; l++)
                block->v[q * nb_lanes + l] -=
                    packed->low[(size_t)j * (size_t)packed->low_count + (size_t)q] * block->set->b[(size_t)j * nb_lanes + (size_t)l];
}

/* A violation of d costs a duality gap of at most about d ||b||_1; never below what rounding leaves, never so much that it shows beside
 * lambda1. */
static void set_tolerance(nb_descent_block *block)
{
    double total[nb_lanes] = {0.0};
    const double floor = 2e-14 * block->norm_y;
    for (int i = 0; i < block->n_active; i++)
        for (int l = 0; l < nb_lanes; l++)
            total[l] += fabs(block->set->b[(size_t)block->active[i] * nb_lanes + (size_t)l]);
    for (int l = 0; l < nb_lanes; l++) {
        const double by_gap = block->goal * 0.5 * block->norm_y * block->norm_y / (total[l] + 1e-6 * block->norm_y);
        block->tolerance[l] = fmax(fmin(by_gap, 1e-9 * block->lambda1[l]), floor);
    }
}

/* One pass over all coordinates or the active ones. Returns the largest violation met, in units of the tolerance. */
static double pass(nb_descent_block *block, int all, double relax)
{
    nb_sweep task = {&block->set->packed,
                     block->set->coordinate,
                     block->n_active,
                     block->active,
                     block->lambda1,
                     block->lambda2,
                     4e-15 * block->norm_y,
                     relax,
                     block->set->b,
                     block->u,
                     block->v,
                     {0.0},
                     0,
                     block->active};
    if (all) {
        task.count = block->set->packed.count;
        task.list = NULL;
    }
    block->kernels->sweep(&task);
    block->n_active = task.n_active;
    block->passes++;
    if (all)
        set_tolerance(block);
    double excess = 0.0;
    for (int l = 0; l < nb_lanes; l++)
        excess = fmax(excess, task.largest[l] / block->tolerance[l]);
    return excess;
}

/* The relaxation that suits a rate of convergence per pass seen with the present one. */
static double better_relax(double rate, double relax)
{
    const double root = rate + relax - 1.0, mu2 = fmin(root * root / (rate * relax * relax), 0.99);
    return fmin(1.0 + caution * (2.0 / (1.0 + sqrt(1.0 - mu2)) - 1.0), largest_relax);
}

/* Passes over the active coordinates until their violations are within `aim` tolerances. */
static nb_status settle(nb_context *ctx, nb_descent_block *block, double start, double aim, long max_passes)
{
    double last = start, rate = 0.0;
    for (int count = 1; block->passes < max_passes; count++) {
        NB_TRY(nb_poll(ctx));
        const double now = pass(block, 0, block->relax);
        if (!(now > aim))
            return NB_OK;
        if (count % rate_passes == 0) {
            rate = pow(now / last, 1.0 / rate_passes);
            last = now;
            if (rate < 1.0 && count > rate_passes)
                block->relax = better_relax(rate, block->relax);
            if (rate > 1.0)
                block->relax = 1.0;
        }
        if (count >= block->patience && count % rate_passes == 0 && log(now / aim) > -block->patience * log(fmin(rate, 1.0)))
            return nb_descent_block_face(ctx, block, 0.1 * aim, face_steps);
    }
    return NB_OK;
}

static nb_status reserve_active(nb_context *ctx, nb_descent_block *block)
{
    if (block->set->packed.count <= block->active_room && block->active != NULL)
        return NB_OK;
    block->active_room = block->set->room;
    block->active = nb_ints(ctx, (size_t)block->active_room);
    return block->active != NULL ? NB_OK : NB_ERR_MEMORY;
}

nb_status nb_descent_block_solve(nb_context *ctx, nb_descent_block *block, long max_passes)
{
    const long limit = block->passes + max_passes;
    double fall = 3e-2;
    NB_TRY(reserve_active(ctx, block));
    for (int fresh = 1;;) {
        if (fresh)
            nb_descent_block_residual(block);
        NB_TRY(nb_poll(ctx));
        const double excess = pass(block, 1, 1.0);
        if (excess <= 1.0 && fresh)
            return NB_OK;
        if (block->passes >= limit)
            return NB_ERR_MAXITER;
        const double aim = fmax(fall * excess, 0.4);
        if (excess > 1.0)
            NB_TRY(settle(ctx, block, excess, aim, limit));
        fresh = aim < 1.0; /* believe the end only from the data */
        fall *= 0.3;
    }
}
