/*
 * project_rows.c - a polyhedron: the dual active-set method of Goldfarb & Idnani (1983, Math. Programming 27, 1-33) for the Hessian I.
 *
 *     minimise 1/2 ||b - z||^2  subject to  row_lower <= A b <= row_upper,  lower <= b <= upper
 *
 * Every side that is finite is an inequality c'b >= h with ||c|| = 1; of an equation it is the side that is violated, which then stays. b
 * is at all times the solution for the inequalities in the active set, whose normals are N = Q R (project_normals.h). The most violated one
 * comes in; those whose multiplier would change its sign go out. It begins at z moved to its bounds, which is such a solution. The
 * objective rises with every step, so that the method ends. Where the new normal is a combination of active ones and none of these can
 * leave, the combination proves that the set is empty. Cost O(n q) for each change of an active set of q, besides A b.
 */
#include "project.h"
#include "project_normals.h"
#include <float.h>
#include <math.h>
#include <string.h>

/* A normal of length 1 of which no more than this is left depends on the active ones. */
static const double dependent = 1e-13;

/* Sides are numbered: of row i 2 i (lower) and 2 i + 1 (upper); those of the bounds follow. */
typedef struct polyhedron {
    const nb_set *set;
    double *z, *b;         /* n */
    double *norm, *values; /* rows: ||a_i||, A b */
    char *active;          /* 2 (rows + n) */
    int *side;             /* of the active inequalities */
    double *multiplier;    /* of the active inequalities */
    double *normal, *rest; /* n: of the inequality that comes in, and what is left of it beside the active ones */
    double *along, *rate;  /* of the active: coordinates of the normal, and by which their multipliers fall */
    double size;           /* ||z||, for rounding */
    nb_normals normals;
} polyhedron;

static double entry(const nb_set *set, int i, int j)
{
    return set->a[(size_t)j * (size_t)set->rows + (size_t)i];
}

/* The limit of a side, infinite where there is none. */
static double limit_of(const nb_set *set, int side)
{
    const int i = side / 2, upper = side % 2;
    if (i < set->rows)
        return upper ? set->row_upper[i] : set->row_lower[i];
    if (upper)
        return set->upper != NULL ? set->upper[i - set->rows] : INFINITY;
    return set->lower != NULL ? set->lower[i - set->rows] : -INFINITY;
}

static int is_equation(const nb_set *set, int side)
{
    return limit_of(set, side - side % 2) == limit_of(set, side - side % 2 + 1);
}

static double length_of(const polyhedron *p, int side)
{
    return side / 2 < p->set->rows && p->norm[side / 2] > 0.0 ? p->norm[side / 2] : 1.0;
}

/* h - c'b: positive where the side is violated, not finite where there is none. */
static double violation(const polyhedron *p, int side)
{
    const int i = side / 2;
    const double value = i < p->set->rows ? p->values[i] : p->b[i - p->set->rows], limit = limit_of(p->set, side);
    return (side % 2 ? value - limit : limit - value) / length_of(p, side);
}

/* p->normal := c. */
static void set_normal(const polyhedron *p, int side)
{
    const nb_set *set = p->set;
    const int i = side / 2;
    const double sign = side % 2 ? -1.0 : 1.0;
    memset(p->normal, 0, (size_t)set->n * sizeof(double));
    if (i >= set->rows)
        p->normal[i - set->rows] = sign;
    else
        for (int j = 0; j < set->n; j++)
            p->normal[j] = sign * entry(set, i, j) / p->norm[i];
}

static void multiply(const polyhedron *p)
{
    const nb_set *set = p->set;
    memset(p->values, 0, (size_t)set->rows * sizeof(double));
    for (int j = 0; j < set->n; j++)
        for (int i = 0; i < set->rows && p->b[j] != 0.0; i++)
            p->values[i] += entry(set, i, j) * p->b[j];
}

static void enter(polyhedron *p, int side, double multiplier, char active)
{
    const int k = p->normals.count - 1; /* the normal is there already */
    p->side[k] = side;
    p->multiplier[k] = multiplier;
    p->active[side] = active;
    if (is_equation(p->set, side))
        p->active[side % 2 ? side - 1 : side + 1] = active;
}

static void leave(polyhedron *p, int at)
{
    nb_normals_remove(&p->normals, at);
    p->active[p->side[at]] = 0;
    for (int k = at; k < p->normals.count; k++) {
        p->side[k] = p->side[k + 1];
        p->multiplier[k] = p->multiplier[k + 1];
    }
}

/* z, moved to the bounds that it violates; these are active. */
static void begin(polyhedron *p)
{
    const nb_set *set = p->set;
    for (int j = 0; j < set->n; j++)
        for (int upper = 0; upper < 2; upper++) {
            const int side = 2 * (set->rows + j) + upper;
            const double beyond = violation(p, side);
            if (!(beyond > 0.0) || p->active[side])
                continue;
            p->b[j] = limit_of(set, side);
            nb_normals_push_unit(&p->normals, j, upper ? -1.0 : 1.0);
            enter(p, side, beyond, 1);
        }
}

static nb_status prepare(nb_context *ctx, const nb_set *set, double *x, polyhedron *p)
{
    const size_t n = (size_t)set->n, rows = (size_t)set->rows;
    const int bounded = set->lower != NULL || set->upper != NULL, most = bounded || set->rows > set->n ? set->n : set->rows;
    double square = 0.0;
    *p = (polyhedron){.set = set, .b = x};
    p->active = (char *)ctx->alloc(ctx->owner, 2 * (rows + n), 1);
    p->side = nb_ints(ctx, (size_t)most);
    double *doubles = nb_doubles(ctx, 2 * rows + 3 * n + 3 * (size_t)most);
    if (p->active == NULL || p->side == NULL || doubles == NULL)
        return NB_ERR_MEMORY;
    p->norm = doubles;
    p->values = p->norm + rows;
    p->z = p->values + rows;
    p->normal = p->z + n;
    p->rest = p->normal + n;
    p->multiplier = p->rest + n;
    p->along = p->multiplier + most;
    p->rate = p->along + most;
    memset(p->active, 0, 2 * (rows + n));
    memcpy(p->z, x, n * sizeof(double));
    for (int i = 0; i < set->rows; i++) {
        p->norm[i] = 0.0;
        for (int j = 0; j < set->n; j++)
            p->norm[i] += entry(set, i, j) * entry(set, i, j);
        p->norm[i] = sqrt(p->norm[i]);
        p->active[2 * i] = p->active[2 * i + 1] = p->norm[i] == 0.0; /* a row of zeros says nothing */
    }
    for (int j = 0; j < set->n; j++)
        square += x[j] * x[j];
    p->size = sqrt(square);
    return nb_normals_init(ctx, set->n, most, &p->normals);
}

/* The side that is violated most and beyond rounding, or -1. */
static int most_violated(const polyhedron *p, double *by)
{
    int side = -1;
    *by = 0.0;
    for (int s = 0; s < 2 * (p->set->rows + p->set->n); s++) {
        if (p->active[s])
            continue;
        const double beyond = violation(p, s);
        if (beyond > *by && beyond > 32.0 * DBL_EPSILON * (p->size + fabs(limit_of(p->set, s)) / length_of(p, s))) {
            side = s;
            *by = beyond;
        }
    }
    return side;
}

/* The active inequality whose multiplier reaches 0 first, and when; -1 if none does. */
static int first_to_leave(const polyhedron *p, double *when)
{
    int first = -1;
    *when = INFINITY;
    for (int k = 0; k < p->normals.count; k++)
        if (p->rate[k] > 0.0 && !is_equation(p->set, p->side[k]) && p->multiplier[k] / p->rate[k] < *when) {
            *when = fmax(p->multiplier[k] / p->rate[k], 0.0);
            first = k;
        }
    return first;
}

/* The multipliers of the contradiction between a side and the active ones, of whose normals its own is a combination. */
static nb_status prove(nb_context *ctx, const polyhedron *p, int side, double **proof)
{
    const int total = p->set->rows + p->set->n;
    double *y = nb_doubles(ctx, (size_t)total);
    if (y == NULL)
        return NB_ERR_MEMORY;
    memset(y, 0, (size_t)total * sizeof(double));
    y[side / 2] = (side % 2 ? 1.0 : -1.0) / length_of(p, side);
    for (int k = 0; k < p->normals.count; k++)
        y[p->side[k] / 2] -= p->rate[k] * (p->side[k] % 2 ? 1.0 : -1.0) / length_of(p, p->side[k]);
    *proof = y;
    return NB_OK;
}

/* A row of zeros whose limits exclude 0 is its own contradiction; else -1. */
static int impossible_side(const polyhedron *p)
{
    for (int i = 0; i < p->set->rows; i++)
        if (p->norm[i] == 0.0 && (p->set->row_lower[i] > 0.0 || p->set->row_upper[i] < 0.0))
            return p->set->row_lower[i] > 0.0 ? 2 * i : 2 * i + 1;
    return -1;
}

/* Brings in a side that is violated by `beyond`. */
static nb_status bring_in(nb_context *ctx, polyhedron *p, int side, double beyond, double **proof)
{
    double multiplier = 0.0;
    set_normal(p, side);
    for (;;) {
        double when;
        const double left = nb_normals_split(&p->normals, p->normal, p->along, p->rest);
        const int full = left > dependent && p->normals.count < p->normals.capacity;
        const double enough = full ? beyond / left / left : INFINITY;
        memcpy(p->rate, p->along, (size_t)p->normals.count * sizeof(double));
        nb_normals_solve(&p->normals, p->rate);
        const int first = first_to_leave(p, &when), complete = enough <= when;
        const double length = complete ? enough : when;
        if (isinf(length))
            return prove(ctx, p, side, proof);
        for (int k = 0; k < p->normals.count; k++)
            p->multiplier[k] -= length * p->rate[k];
        multiplier += length;
        for (int j = 0; full && j < p->set->n; j++)
            p->b[j] += length * p->rest[j];
        if (complete) {
            nb_normals_push(&p->normals, p->along, p->rest, left);
            enter(p, side, multiplier, 1);
            return NB_OK;
        }
        if (full)
            beyond -= length * left * left;
        leave(p, first);
    }
}

/* b afresh from z and the active set: the nearest point to z at which all active sides hold, corrected once. */
static void polish(polyhedron *p)
{
    memcpy(p->b, p->z, (size_t)p->set->n * sizeof(double));
    for (int round = 0; round < 2; round++) {
        multiply(p);
        for (int k = 0; k < p->normals.count; k++)
            p->rate[k] = violation(p, p->side[k]);
        nb_normals_correct(&p->normals, p->rate, p->b);
    }
    for (int k = 0; k < p->normals.count; k++)
        if (p->side[k] / 2 >= p->set->rows)
            p->b[p->side[k] / 2 - p->set->rows] = limit_of(p->set, p->side[k]);
}

nb_status nb_project_rows(nb_context *ctx, const nb_set *set, double *x, double **proof)
{
    polyhedron p;
    int polished = 0;
    const long most = 50L * (set->rows + set->n) + 1000L;
    *proof = NULL;
    NB_TRY(prepare(ctx, set, x, &p));
    if (impossible_side(&p) >= 0)
        return prove(ctx, &p, impossible_side(&p), proof);
    begin(&p);
    for (long step = 0; step < most; step++) {
        double beyond;
        NB_TRY(nb_poll(ctx));
        multiply(&p);
        const int side = most_violated(&p, &beyond);
        if (side < 0 && polished)
            return NB_OK;
        if (side < 0) {
            polish(&p);
            polished = 1;
            continue;
        }
        polished = 0;
        NB_TRY(bring_in(ctx, &p, side, beyond, proof));
        if (*proof != NULL)
            return NB_OK;
    }
    return NB_ERR_MAXITER;
}
