/*
 * project_dykstra.c - the projection on an intersection, from projections on its sets (Boyle & Dykstra 1986).
 *
 *     for s = 1, 2, ..., count, 1, ...:   p_s = P_s(x + q_s),   q_s = x + q_s - p_s,   x = p_s
 *
 * At the end of a cycle x = z - sum q_s, where q_s is normal to C_s at p_s: <q_s, b> <= <q_s, p_s> for all b in C_s. So
 *
 *     when all p_s are x, x is the projection;     for b in all sets   <sum q_s, b> <= sum <q_s, p_s>.
 *
 * The second line bounds the norm of b from below where its right side is negative: by |sum <q_s, p_s>| / ||sum q_s||. Where the sets have
 * nothing in common this bound grows with every cycle, and once it passes what the norm can be, it has proved so.
 */
#include "project.h"
#include <math.h>
#include <string.h>

/* Cycles between two looks at the bound. */
enum { look = 8 };

typedef struct dykstra {
    int count, n;
    const nb_set *sets;
    double **p, **q; /* count; of each set its coefficients */
    double *sum;     /* n */
} dykstra;

static int at(const nb_set *set, int i)
{
    return set->index != NULL ? set->index[i] : i;
}

static nb_status prepare(nb_context *ctx, int count, const nb_set *sets, int n, dykstra *d)
{
    *d = (dykstra){count, n, sets, NULL, NULL, NULL};
    d->p = (double **)ctx->alloc(ctx->owner, (size_t)count + 1, sizeof(double *));
    d->q = (double **)ctx->alloc(ctx->owner, (size_t)count + 1, sizeof(double *));
    d->sum = nb_doubles(ctx, (size_t)n);
    if (d->p == NULL || d->q == NULL || d->sum == NULL)
        return NB_ERR_MEMORY;
    for (int s = 0; s < count; s++) {
        d->p[s] = nb_doubles(ctx, (size_t)sets[s].n);
        d->q[s] = nb_doubles(ctx, (size_t)sets[s].n);
        if (d->p[s] == NULL || d->q[s] == NULL)
            return NB_ERR_MEMORY;
        memset(d->q[s], 0, (size_t)sets[s].n * sizeof(double));
    }
    return NB_OK;
}

/* One projection. *moved += how far x goes, squared. */
static nb_status visit(nb_context *ctx, const dykstra *d, int s, double *x, nb_project_result *outcome)
{
    const nb_set *set = d->sets + s;
    double *p = d->p[s], *q = d->q[s];
    void *mark = nb_mark(ctx);
    for (int i = 0; i < set->n; i++) {
        p[i] = x[at(set, i)] + q[i];
        q[i] = p[i];
    }
    NB_TRY(nb_project_gathered(ctx, set, p, outcome));
    if (outcome->empty)
        return NB_OK;
    nb_release(ctx, mark);
    for (int i = 0; i < set->n; i++) {
        q[i] -= p[i];
        x[at(set, i)] = p[i];
    }
    return NB_OK;
}

/* The largest ||x - p_s||. */
static double distance_of(const dykstra *d, const double *x)
{
    double largest = 0.0;
    for (int s = 0; s < d->count; s++) {
        double square = 0.0;
        for (int i = 0; i < d->sets[s].n; i++) {
            const double difference = x[at(d->sets + s, i)] - d->p[s][i];
            square += difference * difference;
        }
        largest = fmax(largest, sqrt(square));
    }
    return largest;
}

static double size_of(int n, const double *x)
{
    double square = 0.0;
    for (int j = 0; j < n; j++)
        square += x[j] * x[j];
    return sqrt(square);
}

/* A lower bound on the norm of the points that all sets have. */
static double least_norm(const dykstra *d)
{
    double right = 0.0, size = 0.0;
    memset(d->sum, 0, (size_t)d->n * sizeof(double));
    for (int s = 0; s < d->count; s++)
        for (int i = 0; i < d->sets[s].n; i++) {
            const double product = d->q[s][i] * d->p[s][i];
            d->sum[at(d->sets + s, i)] += d->q[s][i];
            right += product;
            size += fabs(product);
        }
    right += 1e-10 * size; /* beyond rounding */
    return right < 0.0 ? -right / size_of(d->n, d->sum) : 0.0;
}

nb_status nb_project_dykstra(nb_context *ctx, int count, const nb_set *sets, int n, double norm_most, double tolerance, int max_iter,
                             double *x, nb_project_result *outcome)
{
    dykstra d;
    const double size = size_of(n, x);
    double least = 0.0, distance = INFINITY, before = INFINITY;
    int cycle = 0, converged = 0;
    NB_TRY(prepare(ctx, count, sets, n, &d));
    while (cycle < max_iter && !converged && least <= norm_most) {
        NB_TRY(nb_poll(ctx));
        for (int s = 0; s < count; s++) {
            NB_TRY(visit(ctx, &d, s, x, outcome));
            if (outcome->empty)
                return NB_OK;
        }
        cycle++;
        distance = distance_of(&d, x);
        before = 2 * cycle <= max_iter ? distance : before;
        converged = distance <= tolerance * fmax(size, size_of(n, x));
        if (cycle % look == 0)
            least = least_norm(&d);
    }
    *outcome = (nb_project_result){!converged && least > norm_most, cycle, converged, distance, before, least_norm(&d), NULL};
    return NB_OK;
}
