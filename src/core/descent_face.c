/*
 * descent_face.c - the optimum over the face of the current signs and bounds, eight penalties in lanes: see descent_block.h.
 *
 * On the coordinates of a lane that are neither zero nor at a bound the objective is a quadratic as long as no sign changes, with gradient
 *
 *     g = A'r - lambda1 l1 sign(b) - lambda2 l2 b
 *
 * and curvature as in descent_cg.h. The step to its minimum is taken with coefficients that would cross zero or a bound left there; where
 * the objective does not fall by that, only as far as the first of them (feature-sign search: Lee, Battle, Raina & Ng 2007).
 */
#include "descent_block.h"
#include "descent_cg.h"
#include <math.h>
#include <string.h>

/* Interval in which coefficient b keeps its sign and its bounds; empty inside when it may not move. */
static void face_interval(const nb_coordinate *at, double b, double *least, double *most)
{
    *least = b > 0.0 && at->l1 > 0.0 ? fmax(at->lower, 0.0) : at->lower;
    *most = b < 0.0 && at->l1 > 0.0 ? fmin(at->upper, 0.0) : at->upper;
    if (b == 0.0 && at->l1 > 0.0)
        *least = *most = 0.0;
}

static int is_free(const nb_coordinate *at, double b)
{
    double least, most;
    face_interval(at, b, &least, &most);
    return b > least && b < most;
}

/* gradient := g, and what is free in which lane; before := b. */
static void start(const nb_descent_block *block, nb_descent_cg *cg, double *before)
{
    block->kernels->cross(&block->set->packed, cg->count, cg->list, block->u, cg->gradient);
    nb_descent_cg_subtract_low(cg, block->v, cg->gradient);
    for (int i = 0; i < cg->count; i++) {
        const nb_coordinate *at = block->set->coordinate + cg->list[i];
        cg->free[i] = 0;
        for (int l = 0; l < nb_lanes; l++) {
            const size_t here = (size_t)i * nb_lanes + (size_t)l;
            const double b = block->set->b[(size_t)cg->list[i] * nb_lanes + (size_t)l], sign = b > 0.0 ? 1.0 : b < 0.0 ? -1.0 : 0.0;
            before[here] = b;
            cg->gradient[here] -= block->lambda1[l] * at->l1 * sign + block->lambda2[l] * at->l2 * b;
            cg->free[i] |= (unsigned char)(is_free(at, b) << l);
        }
    }
    nb_descent_cg_start(cg);
}

/* b := before + share step in every lane, kept within the face. Returns the least share of the step at which something leaves it. */
static void move(nb_descent_block *block, const nb_descent_cg *cg, const double *before, const double *share, double *room)
{
    for (int l = 0; l < nb_lanes; l++)
        room[l] = INFINITY;
    for (int i = 0; i < cg->count; i++) {
        const nb_coordinate *at = block->set->coordinate + cg->list[i];
        for (int l = 0; l < nb_lanes; l++) {
            const size_t here = (size_t)i * nb_lanes + (size_t)l;
            const double b = before[here], step = cg->step[here];
            double least, most;
            if (step == 0.0)
                continue;
            face_interval(at, b, &least, &most);
            room[l] = fmin(room[l], ((step > 0.0 ? most : least) - b) / step);
            block->set->b[(size_t)cg->list[i] * nb_lanes + (size_t)l] = fmin(fmax(b + share[l] * step, least), most);
        }
    }
}

/* The objective in every lane. */
static void objective(const nb_descent_block *block, double *out)
{
    memset(out, 0, nb_lanes * sizeof(double));
    for (size_t i = 0; i < (size_t)block->n * nb_lanes; i++)
        out[i % nb_lanes] += 0.5 * block->u[i] * block->u[i];
    for (int q = 0; q < block->set->packed.low_count; q++)
        for (int l = 0; l < nb_lanes; l++)
            out[l] -= 0.5 * block->v[q * nb_lanes + l] * block->v[q * nb_lanes + l];
    for (int i = 0; i < block->n_active; i++) {
        const nb_coordinate *at = block->set->coordinate + block->active[i];
        for (int l = 0; l < nb_lanes; l++) {
            const double b = block->set->b[(size_t)block->active[i] * nb_lanes + (size_t)l];
            out[l] += block->lambda1[l] * at->l1 * fabs(b) + 0.5 * block->lambda2[l] * at->l2 * b * b;
        }
    }
}

/* The whole step, or in lanes where that does not lower the objective as far as the first change of sign. */
static void take(nb_descent_block *block, const nb_descent_cg *cg, const double *before)
{
    double old[nb_lanes], now[nb_lanes], room[nb_lanes], share[nb_lanes];
    int retreat = 0, crossed = 0;
    objective(block, old);
    for (int l = 0; l < nb_lanes; l++)
        share[l] = 1.0;
    move(block, cg, before, share, room);
    nb_descent_block_residual(block);
    objective(block, now);
    for (int l = 0; l < nb_lanes; l++) {
        crossed = crossed || room[l] < 1.0;
        if (room[l] < 1.0 && now[l] > old[l]) {
            share[l] = fmax(room[l], 0.0);
            retreat = 1;
        }
    }
    if (crossed && block->patience < nb_descent_most_patience) /* too early: descent finds the signs more cheaply */
        block->patience *= 2;
    if (!crossed && block->patience > nb_descent_least_patience)
        block->patience /= 2;
    if (retreat) {
        move(block, cg, before, share, room);
        nb_descent_block_residual(block);
    }
}

nb_status nb_descent_block_face(nb_context *ctx, nb_descent_block *block, double accuracy, int max_steps)
{
    nb_descent_cg cg;
    void *mark = nb_mark(ctx);
    double *before = nb_lanes_doubles(ctx, (size_t)block->n_active), excess = INFINITY;
    if (before == NULL)
        return NB_ERR_MEMORY;
    NB_TRY(nb_descent_cg_init(ctx, block->kernels, block->set, block->n, block->n_active, block->active, block->lambda2, &cg));
    cg.step = nb_lanes_doubles(ctx, (size_t)cg.count);
    if (cg.step == NULL)
        return NB_ERR_MEMORY;
    start(block, &cg, before);
    for (int count = 0; count < max_steps && excess > accuracy; count++) {
        NB_TRY(nb_poll(ctx));
        nb_descent_cg_step(&cg);
        block->passes++;
        excess = 0.0;
        for (int l = 0; l < nb_lanes; l++)
            if (cg.square[l] > 0.0)
                excess = fmax(excess, cg.largest[l] / block->tolerance[l]);
    }
    take(block, &cg, before);
    nb_release(ctx, mark);
    return NB_OK;
}
