/*
 * projected_gradient.c - FISTA (Beck & Teboulle 2009) with adaptive restart (O'Donoghue & Candes 2015), plain projected gradient, and
 * projected gradient on batches of rows.
 *
 *     b = P(z - g(z) / L),   z' = b + beta (b - b_before)
 *
 * ||A (b - z)||^2 + ridge ||b - z||^2 <= L ||b - z||^2 is what the step needs of L. It is checked at every accelerated step, with A b kept
 * beside b, and L raised where the power method's estimate was too low.
 */
#include "projected_gradient.h"
#include "products.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { power_steps = 20, dykstra_cycles = 2000 };

typedef struct walk {
    nb_context *ctx;
    nb_gemm_work *ws;
    const nb_pg_problem *problem;
    const nb_pg_settings *settings;
    nb_pg_result *result;
    double *before, *z, *gradient;                /* p */
    double *image, *image_before, *z_image, *row; /* n, n, n, p: A b, A b_before, A z; rows of a batch */
    double momentum;
} walk;

static double dot(int n, const double *x, const double *y)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

static nb_status multiply(const walk *w, const double *b, double *image)
{
    return nb_design_multiply(w->ctx, w->ws, w->problem->design, 1, b, image);
}

/* The power method on A'A + ridge, from a start that no symmetry of the data hides from. */
static nb_status estimate_curvature(walk *w, double *curvature)
{
    const nb_pg_problem *problem = w->problem;
    const int p = problem->design->p, n = problem->design->n;
    double *v = w->z, *image = w->z_image, size = 0.0;
    for (int j = 0; j < p; j++)
        v[j] = 1.0 + 0.5 * sin(1.0 + 1.7 * j);
    *curvature = 0.0;
    for (int step = 0; step < power_steps; step++) {
        size = sqrt(dot(p, v, v));
        for (int j = 0; j < p; j++)
            v[j] /= size;
        NB_TRY(multiply(w, v, image));
        NB_TRY(nb_design_cross(w->ctx, w->ws, problem->design, 1, image, w->gradient));
        *curvature = dot(n, image, image);
        for (int j = 0; j < p; j++) {
            *curvature += problem->ridge[j] * v[j] * v[j];
            v[j] = w->gradient[j] + problem->ridge[j] * v[j];
        }
        if (!(dot(p, v, v) > 0.0))
            break;
    }
    if (!(*curvature > 0.0))
        *curvature = 1.0; /* nothing depends on b */
    return NB_OK;
}

/* b: soft thresholding by the L1 penalty times the step, then the projection. */
static nb_status land(const walk *w, double step, double *b)
{
    const nb_pg_problem *problem = w->problem;
    const int p = problem->design->p;
    for (int j = 0; j < p; j++)
        if (problem->l1[j] > 0.0)
            b[j] = copysign(fmax(fabs(b[j]) - step * problem->l1[j], 0.0), b[j]);
    for (int g = 0; g < problem->groups; g++) {
        const nb_set_group *group = problem->group + g;
        nb_project_result outcome = {0};
        void *mark = nb_mark(w->ctx);
        if (group->count == 1)
            NB_TRY(nb_project(w->ctx, group->sets, b, &outcome));
        else if (group->search)
            NB_TRY(nb_project_search(w->ctx, group->count - 1, group->sets, group->sets + group->count - 1, p, b, &outcome));
        else
            NB_TRY(nb_project_dykstra(w->ctx, group->count, group->sets, p, group->norm_most, 0.1 * w->settings->tolerance, dykstra_cycles,
                                      b, &outcome));
        nb_release(w->ctx, mark);
        if (outcome.empty)
            w->result->empty = g + 1;
    }
    return NB_OK;
}

/* Gradient of the smooth part at z, whose image is known. */
static nb_status full_gradient(walk *w)
{
    const nb_pg_problem *problem = w->problem;
    double *residual = w->row;
    for (int i = 0; i < problem->design->n; i++)
        residual[i] = w->z_image[i] - problem->y[i];
    NB_TRY(nb_design_cross(w->ctx, w->ws, problem->design, 1, residual, w->gradient));
    for (int j = 0; j < problem->design->p; j++)
        w->gradient[j] += problem->ridge[j] * w->z[j] + problem->linear[j];
    return NB_OK;
}

static double objective(const walk *w, const double *b, const double *image)
{
    const nb_pg_problem *problem = w->problem;
    double sum = 0.0;
    for (int i = 0; i < problem->design->n; i++)
        sum += 0.5 * (problem->y[i] - image[i]) * (problem->y[i] - image[i]);
    for (int j = 0; j < problem->design->p; j++)
        sum += 0.5 * problem->ridge[j] * b[j] * b[j] + problem->linear[j] * b[j] + problem->l1[j] * fabs(b[j]);
    return sum;
}

static void record(walk *w, int step, double change)
{
    nb_pg_result *result = w->result;
    const nb_pg_problem *problem = w->problem;
    double *row = result->trace + (size_t)result->rows * NB_PG_TRACE, measure = 0.0;
    for (int j = 0; j < problem->design->p; j++)
        measure += problem->measure_l1[j] * fabs(result->b[j]) + 0.5 * problem->measure_l2[j] * result->b[j] * result->b[j];
    row[NB_PG_STEP] = step;
    row[NB_PG_OBJECTIVE] = result->objective;
    row[NB_PG_CHANGE] = change;
    row[NB_PG_MEASURE] = measure;
    result->rows++;
}

/* b from z by a step of 1 / L or, with a rate, of rate / L. *change: ||b - z||. */
static nb_status full_step(walk *w, double *change)
{
    nb_pg_result *result = w->result;
    const nb_pg_problem *problem = w->problem;
    const int n = problem->design->n, p = problem->design->p;
    const double rate = w->settings->rate > 0.0 ? w->settings->rate : 1.0;
    NB_TRY(full_gradient(w));
    for (;;) {
        const double step = rate / result->curvature;
        double bend = 0.0, move = 0.0;
        for (int j = 0; j < p; j++)
            result->b[j] = w->z[j] - step * w->gradient[j];
        NB_TRY(land(w, step, result->b));
        NB_TRY(multiply(w, result->b, w->image));
        for (int i = 0; i < n; i++)
            bend += (w->image[i] - w->z_image[i]) * (w->image[i] - w->z_image[i]);
        for (int j = 0; j < p; j++) {
            const double d = result->b[j] - w->z[j];
            bend += problem->ridge[j] * d * d;
            move += d * d;
        }
        *change = sqrt(move);
        const double size = dot(p, result->b, result->b);
        if (w->settings->rate > 0.0 || !(bend > result->curvature * move * (1.0 + 1e-12)) || move <= 1e-26 * size)
            return NB_OK;
        result->curvature = fmin(bend / move * 1.02, 2.0 * result->curvature);
    }
}

/* z from b and the b before; restarts where the last step went against the momentum. */
static void extrapolate(walk *w)
{
    const int n = w->problem->design->n, p = w->problem->design->p;
    const double *b = w->result->b;
    double against = 0.0, share = 0.0;
    for (int j = 0; j < p; j++)
        against += (w->z[j] - b[j]) * (b[j] - w->before[j]);
    if (w->settings->rate > 0.0 || against > 0.0) {
        w->momentum = 1.0;
    } else {
        const double next = 0.5 * (1.0 + sqrt(1.0 + 4.0 * w->momentum * w->momentum));
        share = (w->momentum - 1.0) / next;
        w->momentum = next;
    }
    for (int j = 0; j < p; j++) {
        w->z[j] = b[j] + share * (b[j] - w->before[j]);
        w->before[j] = b[j];
    }
    for (int i = 0; i < n; i++) {
        w->z_image[i] = w->image[i] + share * (w->image[i] - w->image_before[i]);
        w->image_before[i] = w->image[i];
    }
}

/* One step on the rows listed: the gradient of n / batch times their part of the loss. *change: how far b moves. */
static nb_status batch_step(walk *w, const int *list, int step, double *change)
{
    const nb_pg_problem *problem = w->problem;
    const int p = problem->design->p, batch = w->settings->batch;
    const double share = (double)problem->design->n / batch;
    const double length = w->settings->rate / w->result->curvature / (1.0 + w->settings->decay * step);
    double *b = w->result->b, move = 0.0;
    memcpy(w->before, b, (size_t)p * sizeof(double));
    for (int j = 0; j < p; j++)
        w->gradient[j] = problem->ridge[j] * b[j] + problem->linear[j];
    for (int i = 0; i < batch; i++) {
        NB_TRY(nb_design_block(w->ctx, w->ws, problem->design, list[i], 1, 0, p, w->row));
        const double left = share * (dot(p, w->row, b) - problem->y[list[i]]);
        for (int j = 0; j < p; j++)
            w->gradient[j] += left * w->row[j];
    }
    for (int j = 0; j < p; j++)
        b[j] -= length * w->gradient[j];
    NB_TRY(land(w, length, b));
    for (int j = 0; j < p; j++)
        move += (b[j] - w->before[j]) * (b[j] - w->before[j]);
    *change = sqrt(move);
    return NB_OK;
}

static nb_status start(walk *w)
{
    const int n = w->problem->design->n, p = w->problem->design->p;
    double **parts[] = {&w->before, &w->z, &w->gradient, &w->image, &w->image_before, &w->z_image, &w->row};
    for (int k = 0; k < 7; k++)
        if ((*parts[k] = nb_doubles(w->ctx, (size_t)(n > p ? n : p))) == NULL)
            return NB_ERR_MEMORY;
    w->result->trace = nb_doubles(w->ctx, ((size_t)w->settings->max_iter / (size_t)w->settings->every + 2) * NB_PG_TRACE);
    if (w->result->trace == NULL)
        return NB_ERR_MEMORY;
    w->result->curvature = w->settings->curvature;
    if (!(w->settings->curvature > 0.0))
        NB_TRY(estimate_curvature(w, &w->result->curvature));
    NB_TRY(land(w, 0.0, w->result->b));
    memcpy(w->before, w->result->b, (size_t)p * sizeof(double));
    memcpy(w->z, w->result->b, (size_t)p * sizeof(double));
    NB_TRY(multiply(w, w->result->b, w->image));
    memcpy(w->image_before, w->image, (size_t)n * sizeof(double));
    memcpy(w->z_image, w->image, (size_t)n * sizeof(double));
    w->momentum = 1.0;
    w->result->objective = objective(w, w->result->b, w->image);
    if (w->settings->first == 0)
        record(w, 0, NAN);
    return NB_OK;
}

/* Whether to stop after this step; records it if its turn has come. */
static nb_status look(walk *w, int step, double change, int *stop)
{
    const nb_pg_settings *settings = w->settings;
    nb_pg_result *result = w->result;
    const int last = step == settings->max_iter, turn = (settings->first + step) % settings->every == 0 || last;
    const double size = sqrt(dot(w->problem->design->p, result->b, result->b));
    result->iterations = settings->first + step;
    result->diverged = !(size <= 1e100);
    result->converged = settings->batch == 0 && change <= settings->tolerance * size;
    *stop = result->converged || result->diverged || result->empty;
    if (!turn && !*stop)
        return NB_OK;
    if (settings->batch > 0)
        NB_TRY(multiply(w, result->b, w->image));
    result->objective = objective(w, result->b, w->image);
    record(w, result->iterations, change);
    return NB_OK;
}

nb_status nb_projected_gradient(nb_context *ctx, nb_gemm_work *ws, const nb_pg_problem *problem, const nb_pg_settings *settings,
                                nb_pg_result *result)
{
    walk w = {.ctx = ctx, .ws = ws, .problem = problem, .settings = settings, .result = result};
    int stop = 0;
    double change = 0.0;
    result->iterations = settings->first;
    result->converged = result->diverged = result->empty = result->rows = 0;
    NB_TRY(start(&w));
    for (int step = 1; step <= settings->max_iter && !stop && !result->empty; step++) {
        void *mark = nb_mark(ctx);
        NB_TRY(nb_poll(ctx));
        if (settings->batch > 0)
            NB_TRY(batch_step(&w, settings->sample + (size_t)(step - 1) * (size_t)settings->batch, settings->first + step, &change));
        else
            NB_TRY(full_step(&w, &change));
        nb_release(ctx, mark);
        NB_TRY(look(&w, step, change, &stop));
        if (settings->batch == 0)
            extrapolate(&w);
    }
    return NB_OK;
}
