/*
 * descent_face.c - conjugate gradients over the face of the current signs, eight penalties in lanes: see descent_block.h.
 *
 * On the coordinates F of a lane that are neither zero nor at a bound the objective is a quadratic as long as no sign changes:
 *
 *     minimise over x   1/2 x'H x - g'x,     H = A_F'A_F + lambda2 diag(l2),     g = A_F'r - lambda1 l1 sign(b) - lambda2 l2 b
 *
 * The columns have norm about 1, so H needs no preconditioner. The step b + x is taken with coefficients that would cross zero or a bound
 * left there; where the objective does not fall by that, only as far as the first of them (feature-sign search: Lee, Battle, Raina & Ng
 * 2007). Cost per step: 2 entries of the active columns, for all eight.
 */
#include "descent_block.h"
#include <math.h>
#include <string.h>

typedef struct face {
    int count;                                   /* active coordinates */
    double *gradient, *direction, *image, *step; /* in lanes by position in the list of active coordinates */
    double *before;                              /* b at the start */
    double *fitted, *low;                        /* entries of A d, n, and C'(the same); in lanes */
} face;

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

static nb_status allocate(nb_context *ctx, const nb_descent_block *block, face *w)
{
    const size_t count = (size_t)block->n_active;
    w->count = block->n_active;
    w->gradient = nb_lanes_doubles(ctx, count);
    w->direction = nb_lanes_doubles(ctx, count);
    w->image = nb_lanes_doubles(ctx, count);
    w->step = nb_lanes_doubles(ctx, count);
    w->before = nb_lanes_doubles(ctx, count);
    w->fitted = nb_lanes_doubles(ctx, (size_t)block->n);
    w->low = nb_lanes_doubles(ctx, (size_t)block->set->packed.low_count);
    return w->gradient && w->direction && w->image && w->step && w->before && w->fitted && w->low ? NB_OK : NB_ERR_MEMORY;
}

/* out_i -= low_i'v over the active list: the part of A_j'(u - C v) that C takes. */
static void subtract_low(const nb_descent_block *block, const double *v, double *out)
{
    const nb_packed *packed = &block->set->packed;
    for (int i = 0; i < block->n_active; i++)
        for (int q = 0; q < packed->low_count; q++)
            for (int l = 0; l < nb_lanes; l++)
                out[(size_t)i * nb_lanes + (size_t)l] -=
                    packed->low[(size_t)block->active[i] * (size_t)packed->low_count + (size_t)q] * v[q * nb_lanes + l];
}

/* gradient := g, zero where a coordinate is not free; direction := gradient. */
static void start(const nb_descent_block *block, face *w)
{
    block->kernels->cross(&block->set->packed, w->count, block->active, block->u, w->gradient);
    subtract_low(block, block->v, w->gradient);
    for (int i = 0; i < w->count; i++) {
        const nb_coordinate *at = block->set->coordinate + block->active[i];
        for (int l = 0; l < nb_lanes; l++) {
            const size_t here = (size_t)i * nb_lanes + (size_t)l;
            const double b = block->set->b[(size_t)block->active[i] * nb_lanes + (size_t)l], sign = b > 0.0 ? 1.0 : b < 0.0 ? -1.0 : 0.0;
            w->before[here] = b;
            w->gradient[here] -= block->lambda1[l] * at->l1 * sign + block->lambda2[l] * at->l2 * b;
            if (!is_free(at, b))
                w->gradient[here] = 0.0;
        }
    }
    memcpy(w->direction, w->gradient, (size_t)w->count * nb_lanes * sizeof(double));
    memset(w->step, 0, (size_t)w->count * nb_lanes * sizeof(double));
}

/* image := H direction on the free coordinates; curvature := direction'H direction. */
static void apply(const nb_descent_block *block, face *w, double *curvature)
{
    const nb_packed *packed = &block->set->packed;
    memset(w->fitted, 0, (size_t)block->n * nb_lanes * sizeof(double));
    memset(w->low, 0, (size_t)packed->low_count * nb_lanes * sizeof(double));
    memset(curvature, 0, nb_lanes * sizeof(double));
    block->kernels->subtract(packed, w->count, block->active, w->direction, w->fitted); /* -A d */
    for (int i = 0; i < w->count; i++)
        for (int q = 0; q < packed->low_count; q++)
            for (int l = 0; l < nb_lanes; l++)
                w->low[q * nb_lanes + l] -= packed->low[(size_t)block->active[i] * (size_t)packed->low_count + (size_t)q] *
                                            w->direction[(size_t)i * nb_lanes + (size_t)l];
    block->kernels->cross(packed, w->count, block->active, w->fitted, w->image);
    subtract_low(block, w->low, w->image);
    for (int i = 0; i < w->count; i++) {
        const nb_coordinate *at = block->set->coordinate + block->active[i];
        for (int l = 0; l < nb_lanes; l++) {
            const size_t here = (size_t)i * nb_lanes + (size_t)l;
            const double image = block->lambda2[l] * at->l2 * w->direction[here] - w->image[here];
            w->image[here] = is_free(at, w->before[here]) ? image : 0.0;
            curvature[l] += w->direction[here] * w->image[here];
        }
    }
}

/* One step of conjugate gradients in every lane that has curvature left. square: ||gradient||^2, updated; largest: its largest element. */
static void advance(const nb_descent_block *block, face *w, double *square, double *largest)
{
    double curvature[nb_lanes], length[nb_lanes], next[nb_lanes] = {0.0};
    apply(block, w, curvature);
    memset(largest, 0, nb_lanes * sizeof(double));
    for (int l = 0; l < nb_lanes; l++) /* no curvature beyond rounding: the columns depend on each other, and the quadratic is as low */
        length[l] = curvature[l] > 1e-15 * square[l] ? square[l] / curvature[l] : 0.0;
    for (size_t at = 0; at < (size_t)w->count * nb_lanes; at++) {
        const size_t l = at % nb_lanes;
        w->step[at] += length[l] * w->direction[at];
        w->gradient[at] -= length[l] * w->image[at];
        next[l] += w->gradient[at] * w->gradient[at];
        largest[l] = fmax(largest[l], fabs(w->gradient[at]));
    }
    for (int l = 0; l < nb_lanes; l++) {
        const double ratio = square[l] > 0.0 && length[l] > 0.0 ? next[l] / square[l] : 0.0;
        square[l] = length[l] > 0.0 ? next[l] : 0.0;
        length[l] = ratio;
    }
    for (size_t at = 0; at < (size_t)w->count * nb_lanes; at++)
        w->direction[at] = square[at % nb_lanes] > 0.0 ? w->gradient[at] + length[at % nb_lanes] * w->direction[at] : 0.0;
}

/* b := before + share step in every lane, kept within the face. Returns the least share of the step at which something leaves it. */
static void move(nb_descent_block *block, const face *w, const double *share, double *room)
{
    for (int l = 0; l < nb_lanes; l++)
        room[l] = INFINITY;
    for (int i = 0; i < w->count; i++) {
        const nb_coordinate *at = block->set->coordinate + block->active[i];
        for (int l = 0; l < nb_lanes; l++) {
            const size_t here = (size_t)i * nb_lanes + (size_t)l;
            const double b = w->before[here], step = w->step[here];
            double least, most;
            if (step == 0.0)
                continue;
            face_interval(at, b, &least, &most);
            room[l] = fmin(room[l], ((step > 0.0 ? most : least) - b) / step);
            block->set->b[(size_t)block->active[i] * nb_lanes + (size_t)l] = fmin(fmax(b + share[l] * step, least), most);
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
static void take(nb_descent_block *block, const face *w)
{
    double old[nb_lanes], now[nb_lanes], room[nb_lanes], share[nb_lanes];
    int retreat = 0;
    objective(block, old);
    for (int l = 0; l < nb_lanes; l++)
        share[l] = 1.0;
    move(block, w, share, room);
    nb_descent_block_residual(block);
    objective(block, now);
    for (int l = 0; l < nb_lanes; l++)
        if (room[l] < 1.0 && now[l] > old[l]) {
            share[l] = fmax(room[l], 0.0);
            retreat = 1;
        }
    if (retreat) {
        move(block, w, share, room);
        nb_descent_block_residual(block);
    }
}

nb_status nb_descent_block_face(nb_context *ctx, nb_descent_block *block, double accuracy, int max_steps)
{
    face w;
    double square[nb_lanes] = {0.0}, largest[nb_lanes];
    void *mark = nb_mark(ctx);
    NB_TRY(allocate(ctx, block, &w));
    start(block, &w);
    for (size_t at = 0; at < (size_t)w.count * nb_lanes; at++)
        square[at % nb_lanes] += w.gradient[at] * w.gradient[at];
    for (int count = 0; count < max_steps; count++) {
        double excess = 0.0;
        NB_TRY(nb_poll(ctx));
        advance(block, &w, square, largest);
        block->passes++;
        for (int l = 0; l < nb_lanes; l++)
            if (square[l] > 0.0)
                excess = fmax(excess, largest[l] / block->tolerance[l]);
        if (excess <= accuracy)
            break;
    }
    take(block, &w);
    nb_release(ctx, mark);
    return NB_OK;
}
